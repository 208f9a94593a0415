//! The functions of `XPath` 1.0 and XSLT 1.0: those that are evaluated exactly, and why the others are not offered.

use xrust::item::Item;
use xrust::transform::{ArithmeticOperator, Transform};
use xrust::value::Value;

use super::expr::{Place, Typed};
use super::scope::Type;
use crate::emit::{self, T};
use crate::xpath::{Expr, ExprFault, ExprKind};

impl Place<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: &[Expr],
        offset: usize,
    ) -> Result<Typed, ExprFault> {
        let (least, most) = arity(name, offset)?;
        if arguments.len() < least || arguments.len() > most {
            let wanted = if least == most { least.to_string() } else { format!("{least} or more") };
            return Err(ExprFault::new(
                offset,
                format!(
                    "the function `{name}` takes {wanted} argument(s), not {}",
                    arguments.len()
                ),
            ));
        }
        let call = Call { name, arguments, offset };
        match name {
            "string" | "concat" | "substring" | "substring-before" | "substring-after"
            | "normalize-space" | "translate" | "local-name" => {
                self.text_function(call).map(|value| Typed::new(Type::Text, value))
            }
            "count" | "sum" | "number" | "floor" | "ceiling" | "round" | "string-length"
            | "position" => self.number_function(call).map(|value| Typed::new(Type::Number, value)),
            _ => self.boolean_function(call).map(|value| Typed::new(Type::Boolean, value)),
        }
    }

    fn text_function(&mut self, call: Call<'_>) -> Result<T, ExprFault> {
        Ok(match call.name {
            "concat" => {
                let parts = call
                    .arguments
                    .iter()
                    .map(|argument| self.text(argument))
                    .collect::<Result<_, _>>()?;
                Transform::Concat(parts)
            }
            "substring" => self.substring(call)?,
            "substring-before" => {
                let (text, part) = self.two_texts(call)?;
                emit::string(Transform::SubstringBefore(text, part))
            }
            "substring-after" => {
                let (text, part) = self.two_texts(call)?;
                emit::string(Transform::SubstringAfter(text, part))
            }
            "normalize-space" => {
                self.gathered.guards.blanks.get_or_insert("normalize-space()");
                Transform::NormalizeSpace(Some(Box::new(self.text_or_context(call)?)))
            }
            "translate" => {
                self.gathered.guards.joining.get_or_insert("translate()");
                Transform::Translate(
                    Box::new(self.text_of(call, 0)?),
                    Box::new(self.text_of(call, 1)?),
                    Box::new(self.text_of(call, 2)?),
                )
            }
            "local-name" => {
                let node = match call.arguments.first() {
                    Some(argument) => emit::first(self.nodes(argument)?),
                    None => Transform::ContextItem,
                };
                // The tree answers a request for a node's id with its local name.
                Transform::GenerateId(Some(Box::new(node)))
            }
            _ => self.text_or_context(call)?,
        })
    }

    fn number_function(&mut self, call: Call<'_>) -> Result<T, ExprFault> {
        Ok(match call.name {
            "count" => Transform::Count(Box::new(self.nodes_of(call)?)),
            "sum" => {
                let number = emit::number_of_string(emit::string(Transform::ContextItem));
                Transform::Sum(Box::new(emit::for_each(self.nodes_of(call)?, number)))
            }
            "string-length" => {
                self.gathered.guards.joining.get_or_insert("string-length()");
                // `xrust` gives a kind of integer that nothing else takes; its text is a number.
                let length = Transform::StringLength(Box::new(self.text_or_context(call)?));
                emit::double(Transform::Number(Box::new(emit::string(length))))
            }
            "position" if self.in_predicate => Transform::Position,
            "position" => {
                return Err(ExprFault::new(
                    call.offset,
                    "`position()` is only supported in a predicate",
                )
                .help("count what comes before, as in `count(preceding-sibling::Item) + 1`"));
            }
            "floor" => Transform::Floor(Box::new(self.number_or_context(call)?)),
            "ceiling" => Transform::Ceiling(Box::new(self.number_or_context(call)?)),
            "round" => {
                let half_more = emit::arithmetic(
                    self.number_or_context(call)?,
                    ArithmeticOperator::Add,
                    emit::number(0.5),
                );
                Transform::Floor(Box::new(half_more))
            }
            _ => self.number_or_context(call)?,
        })
    }

    fn boolean_function(&mut self, call: Call<'_>) -> Result<T, ExprFault> {
        Ok(match call.name {
            "true" => Transform::True,
            "false" => Transform::False,
            "starts-with" => {
                let (text, part) = self.two_texts(call)?;
                Transform::StartsWith(text, part)
            }
            "contains" => {
                let (text, part) = self.two_texts(call)?;
                Transform::Contains(text, part)
            }
            "not" => Transform::Not(Box::new(self.boolean_of(call)?)),
            _ => self.boolean_of(call)?,
        })
    }

    /// Only with a fixed place and length: `XPath`'s rules for others (section 4.2) are not those of `xrust`.
    fn substring(&mut self, call: Call<'_>) -> Result<T, ExprFault> {
        self.gathered.guards.joining.get_or_insert("substring()");
        let text = self.text_of(call, 0)?;
        let start = whole_number(call, 1, 1)?;
        let length = match call.arguments.get(2) {
            Some(_) => Some(Box::new(whole_number(call, 2, 0)?)),
            None => None,
        };
        Ok(Transform::Substring(Box::new(text), Box::new(start), length))
    }

    fn text_of(&mut self, call: Call<'_>, index: usize) -> Result<T, ExprFault> {
        self.text(call.argument(index)?)
    }

    fn boolean_of(&mut self, call: Call<'_>) -> Result<T, ExprFault> {
        self.boolean(call.argument(0)?)
    }

    fn nodes_of(&mut self, call: Call<'_>) -> Result<T, ExprFault> {
        self.nodes(call.argument(0)?)
    }

    fn two_texts(&mut self, call: Call<'_>) -> Result<(Box<T>, Box<T>), ExprFault> {
        Ok((Box::new(self.text_of(call, 0)?), Box::new(self.text_of(call, 1)?)))
    }

    fn text_or_context(&mut self, call: Call<'_>) -> Result<T, ExprFault> {
        match call.arguments.first() {
            Some(argument) => self.text(argument),
            None => Ok(emit::string(Transform::ContextItem)),
        }
    }

    fn number_or_context(&mut self, call: Call<'_>) -> Result<T, ExprFault> {
        match call.arguments.first() {
            Some(argument) => self.number(argument),
            None => Ok(emit::number_of_string(emit::string(Transform::ContextItem))),
        }
    }
}

#[derive(Clone, Copy)]
struct Call<'a> {
    name: &'a str,
    arguments: &'a [Expr],
    offset: usize,
}

impl<'a> Call<'a> {
    fn argument(self, index: usize) -> Result<&'a Expr, ExprFault> {
        self.arguments
            .get(index)
            .ok_or_else(|| ExprFault::new(self.offset, "an argument is missing"))
    }
}

fn whole_number(call: Call<'_>, index: usize, least: i64) -> Result<T, ExprFault> {
    /// Far beyond any text that fits the limits, and exact as a double.
    const MOST: f64 = 1e9;
    let argument = call.argument(index)?;
    if let ExprKind::Number(number) = argument.kind
        && number.fract() == 0.0
        && number <= MOST
        && let Ok(whole) = format!("{number:.0}").parse::<i64>()
        && whole >= least
    {
        return Ok(Transform::Literal(Item::Value(std::rc::Rc::new(Value::from(whole)))));
    }
    Err(ExprFault::new(
        argument.offset,
        format!("here `substring` takes a whole number from {least} on"),
    )
    .help("use `substring-before` and `substring-after` where the place is computed"))
}

/// Least and most arguments of a function that is offered; otherwise why it is not.
fn arity(name: &str, offset: usize) -> Result<(usize, usize), ExprFault> {
    Ok(match name {
        "true" | "false" | "position" => (0, 0),
        "string" | "normalize-space" | "string-length" | "number" | "local-name" => (0, 1),
        "count" | "sum" | "floor" | "ceiling" | "round" | "boolean" | "not" => (1, 1),
        "starts-with" | "contains" | "substring-before" | "substring-after" => (2, 2),
        "substring" => (2, 3),
        "translate" => (3, 3),
        "concat" => (2, usize::MAX),
        "document"
        | "doc"
        | "unparsed-text"
        | "collection"
        | "doc-available"
        | "unparsed-text-available"
        | "unparsed-entity-uri" => {
            return Err(ExprFault::new(
                offset,
                format!("`{name}()` reads other documents, which mappings cannot"),
            )
            .help("put what is needed into the ticket"));
        }
        "last" => {
            return Err(ExprFault::new(offset, "`last()` is not supported")
                .help("write `[not(following-sibling::Item)]` for the last of its kind, or compare with `count(...)`"));
        }
        "current" => {
            return Err(ExprFault::new(offset, "`current()` is not supported").help(
                "keep the node before: `<xsl:variable name=\"this\" select=\".\"/>`, then `$this`",
            ));
        }
        "name" | "namespace-uri" => {
            return Err(ExprFault::new(offset, format!("`{name}()` is not supported"))
                .help("use `local-name()`"));
        }
        "key" | "id" | "generate-id" | "format-number" | "lang" | "system-property"
        | "element-available" | "function-available" => {
            return Err(ExprFault::new(
                offset,
                format!("the function `{name}` is not supported by this engine"),
            ));
        }
        _ => {
            return Err(ExprFault::new(offset, format!("`{name}` is not a function of XPath 1.0")));
        }
    })
}

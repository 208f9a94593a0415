//! What stands inside of a template, element or instruction.

use xrust::transform::Transform;

use super::expr::{Place, Typed};
use super::scope::{Type, Variable, Variables};
use super::template::Sheet;
use crate::emit::{self, T};
use crate::names::qname;
use crate::sheet::{Child, Element, SheetAttribute};
use crate::tree::TEXT_ONLY;
use crate::xml::Scope;
use crate::xpath::{self, ExprFault};

/// What an expression is wanted as.
#[derive(Debug, Clone, Copy)]
pub(super) enum Want {
    Text,
    Boolean,
    Nodes,
}

/// What surrounds a body.
#[derive(Debug, Clone, Default)]
pub(super) struct Around {
    /// The namespaces of the literal element around.
    pub(super) literal: Option<Scope>,
}

impl<'s> Sheet<'s> {
    pub(super) fn body(
        &mut self,
        children: &'s [Child],
        variables: &Variables,
        around: &Around,
    ) -> T {
        Transform::SequenceItems(self.items(children, variables, around))
    }

    /// The items of a body, in which each variable is in scope after its declaration.
    pub(super) fn items(
        &mut self,
        children: &'s [Child],
        variables: &Variables,
        around: &Around,
    ) -> Vec<T> {
        let mut variables = variables.clone();
        let mut items = Vec::new();
        for child in children {
            match child {
                Child::Text(text, _) => items.push(emit::text_node(emit::text(text.as_str()))),
                Child::Element(element) if element.xsl() == Some("variable") => {
                    items.extend(self.variable(element, &mut variables));
                }
                Child::Element(element) if element.xsl().is_some() => {
                    items.extend(self.instruction(element, &variables, around));
                }
                Child::Element(element) => {
                    items.extend(self.literal_element(element, &variables, around));
                }
            }
        }
        items
    }

    /// `xsl:variable` and `xsl:param`: sets it, and brings it into scope.
    pub(super) fn variable(
        &mut self,
        element: &'s Element,
        variables: &mut Variables,
    ) -> Option<T> {
        let (name, value) = self.declaration(element, variables)?;
        Some(self.declare(name, value, variables))
    }

    pub(super) fn declare(&mut self, name: String, value: Typed, variables: &mut Variables) -> T {
        self.gathered.n_variables += 1;
        let unique = format!("v{}", self.gathered.n_variables);
        variables.add(Variable { name, unique: unique.clone(), kind: value.kind });
        Transform::VariableSet(unique, Box::new(stored(value)))
    }

    /// Name and value of a variable, parameter or argument.
    pub(super) fn declaration(
        &mut self,
        element: &'s Element,
        variables: &Variables,
    ) -> Option<(String, Typed)> {
        self.allow(element, &["name", "select"]);
        let name = super::required(element, "name", self.faults)?;
        if !crate::xml::name::is_ncname(&name.value) {
            self.faults.add(
                name.offset,
                format!("`{}` is not a name for a variable", name.value),
                None,
            );
            return None;
        }
        let value = match element.attribute("select") {
            Some(select) if !element.children.is_empty() => {
                let message = format!("`xsl:{}` has both `select` and content", element.local);
                self.faults.add(select.offset, message, Some("leave one of them out".to_owned()));
                return None;
            }
            Some(select) => self.typed(select, element, variables)?,
            None if element.children.is_empty() => Typed::new(Type::Text, emit::text("")),
            None => {
                let content = self.body(&element.children, variables, &Around::default());
                Typed::new(
                    Type::Fragment,
                    Transform::LiteralElement(qname(None, "fragment")?, Box::new(content)),
                )
            }
        };
        Some((name.value.clone(), value))
    }

    /// The text that a body makes, for an attribute, comment or message. Other nodes are an error when it runs.
    pub(super) fn text_content(
        &mut self,
        element: &'s Element,
        variables: &Variables,
        around: &Around,
    ) -> T {
        let items = self.items(&element.children, variables, around);
        match qname(Some(TEXT_ONLY), "text") {
            Some(name) => emit::string(Transform::LiteralElement(
                name,
                Box::new(Transform::SequenceItems(items)),
            )),
            None => Transform::Empty,
        }
    }

    /// An attribute's expression with its type.
    pub(super) fn typed(
        &mut self,
        attribute: &SheetAttribute,
        element: &Element,
        variables: &Variables,
    ) -> Option<Typed> {
        self.compiled(&attribute.value, attribute.offset, element, variables, |place, expr| {
            place.expr(expr)
        })
    }

    /// An expression at `offset`, as what is wanted.
    pub(super) fn expression(
        &mut self,
        text: &str,
        offset: usize,
        element: &Element,
        variables: &Variables,
        want: Want,
    ) -> Option<T> {
        self.compiled(text, offset, element, variables, |place, expr| match want {
            Want::Text => place.text(expr),
            Want::Boolean => place.boolean(expr),
            Want::Nodes => place.nodes(expr),
        })
    }

    /// Compiles an expression by one of the ways of [`Place`]; a fault is noted.
    fn compiled<R>(
        &mut self,
        text: &str,
        offset: usize,
        element: &Element,
        variables: &Variables,
        way: impl FnOnce(&mut Place<'_>, &xpath::Expr) -> Result<R, ExprFault>,
    ) -> Option<R> {
        let mut place = Place {
            variables,
            namespaces: &element.scope,
            gathered: &mut self.gathered,
            in_predicate: false,
        };
        match xpath::parse(text).and_then(|expr| way(&mut place, &expr)) {
            Ok(result) => Some(result),
            Err(fault) => {
                self.faults.expression(offset, fault);
                None
            }
        }
    }
}

/// A value as a variable holds it: texts as text nodes, whose bytes are counted.
pub(super) fn stored(value: Typed) -> T {
    if value.kind == Type::Text { emit::text_node(value.value) } else { value.value }
}

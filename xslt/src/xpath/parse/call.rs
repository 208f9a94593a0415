//! Function calls (XPath 1.0, section 3.2), variables and strings.

use super::lexer::QName;
use super::operators::need_nodes;
use super::{ExprFault, Parser, Tree};
use crate::exslt::Extension;
use crate::xpath::{Call, Expr, Function};

/// EXSLT's functions that evaluate a text, in which variables may be mentioned.
const DYNAMIC_NAMESPACE: &str = "http://exslt.org/dynamic";

const ANY_NUMBER: usize = usize::MAX;

/// The functions without a prefix, with the fewest and the most arguments that they take.
const FUNCTIONS: [(&str, Function, (usize, usize)); 36] = [
    ("position", Function::Position, (0, 0)),
    ("last", Function::Last, (0, 0)),
    ("count", Function::Count, (1, 1)),
    ("not", Function::Not, (1, 1)),
    ("concat", Function::Concat, (2, ANY_NUMBER)),
    ("string", Function::String, (0, 1)),
    ("number", Function::Number, (0, 1)),
    ("name", Function::Name, (0, 1)),
    ("local-name", Function::LocalName, (0, 1)),
    ("current", Function::Current, (0, 0)),
    ("key", Function::Key, (2, 2)),
    ("normalize-space", Function::NormalizeSpace, (0, 1)),
    ("contains", Function::Contains, (2, 2)),
    ("starts-with", Function::StartsWith, (2, 2)),
    ("substring", Function::Substring, (2, 3)),
    ("substring-before", Function::SubstringBefore, (2, 2)),
    ("substring-after", Function::SubstringAfter, (2, 2)),
    ("string-length", Function::StringLength, (0, 1)),
    ("translate", Function::Translate, (3, 3)),
    ("sum", Function::Sum, (1, 1)),
    ("format-number", Function::FormatNumber, (2, 3)),
    ("generate-id", Function::GenerateId, (0, 1)),
    ("boolean", Function::Boolean, (1, 1)),
    ("true", Function::True, (0, 0)),
    ("false", Function::False, (0, 0)),
    ("floor", Function::Floor, (1, 1)),
    ("ceiling", Function::Ceiling, (1, 1)),
    ("round", Function::Round, (1, 1)),
    ("document", Function::Document, (1, 2)),
    ("id", Function::Id, (1, 1)),
    ("namespace-uri", Function::NamespaceUri, (0, 1)),
    ("lang", Function::Lang, (1, 1)),
    ("system-property", Function::SystemProperty, (1, 1)),
    ("element-available", Function::ElementAvailable, (1, 1)),
    ("function-available", Function::FunctionAvailable, (1, 1)),
    ("unparsed-entity-uri", Function::UnparsedEntityUri, (1, 1)),
];

/// Whether there is a function of that name without a prefix.
pub(crate) fn is_function(local: &str) -> bool {
    FUNCTIONS.iter().any(|(known, ..)| *known == local)
}

/// Whether the n-th argument (from 0) has to be a node-set.
const fn takes_nodes(function: Function, n: usize) -> bool {
    match n {
        0 => matches!(
            function,
            Function::Count
                | Function::Sum
                | Function::LocalName
                | Function::NamespaceUri
                | Function::Name
                | Function::GenerateId
        ),
        1 => matches!(function, Function::Document),
        _ => false,
    }
}

impl<'t> Parser<'t, '_> {
    /// The call of the function whose name has been read; `(` comes.
    pub(super) fn call(&mut self, name: QName<'_>) -> Result<Tree, ExprFault> {
        let (function, (fewest, most)) = self.function(name)?;
        let opening = self.lexer.offset();
        self.lexer.eat('(');
        let mut height = 0;
        let mut args = Vec::new();
        if !self.lexer.eat(')') {
            loop {
                let offset = self.lexer.offset();
                let arg = self.inner(opening)?;
                if takes_nodes(function, args.len()) {
                    need_nodes(&arg.expr, offset)?;
                }
                height = height.max(arg.height);
                args.push(arg.expr);
                if !self.lexer.eat(',') {
                    break;
                }
            }
            self.close(')', opening, "an operator, `,`")?;
        }
        if !(fewest..=most).contains(&args.len()) {
            let takes = arguments(fewest, most);
            let message = format!("{name} takes {takes}, not {}", args.len());
            return Err(ExprFault::new(name.offset, message));
        }
        // What is evaluated later may ask for the position, too.
        self.positional |= match extension(function) {
            Some(extension) => extension.needs_scope,
            None => matches!(function, Function::Position | Function::Last),
        };
        let expr = self.call_of(function, args.into_boxed_slice());
        Ok(Tree { expr, height: height + 1 })
    }

    /// A call with all that it needs.
    pub(super) fn call_of(&self, function: Function, args: Box<[Expr]>) -> Expr {
        let with_variables =
            extension(function).is_some_and(|extension| extension.namespace == DYNAMIC_NAMESPACE);
        let scope =
            function.needs_scope().then(|| Box::new(self.context.call_scope(with_variables)));
        Expr::Call(Box::new(Call { function, args, scope }))
    }

    /// The function of that name, with the fewest and the most arguments.
    fn function(&self, name: QName<'_>) -> Result<(Function, (usize, usize)), ExprFault> {
        if name.local == "*" {
            return Err(self.unexpected("an operator or the end"));
        }
        if !name.prefix.is_empty() {
            let function = self.context.function(self.name(name)?);
            let args = extension(function).map(|extension| extension.args);
            return Ok((function, args.unwrap_or((0, ANY_NUMBER))));
        }
        let known = FUNCTIONS.iter().find(|(known, ..)| *known == name.local);
        known.map(|(_, function, args)| (*function, *args)).ok_or_else(|| {
            ExprFault::new(name.offset, format!("there is no function `{name}`")).with_suggestion(
                "",
                name.local,
                FUNCTIONS.iter().map(|(known, ..)| *known),
            )
        })
    }

    /// `VariableReference`
    pub(super) fn variable(&mut self) -> Result<Expr, ExprFault> {
        let offset = self.lexer.offset();
        // It is one token: there is no white space within.
        let at_once = !matches!(self.lexer.byte(1), Some(b' ' | b'\t' | b'\n' | b'\r'));
        self.lexer.eat('$');
        let name = self.lexer.name().filter(|name| at_once && name.local != "*");
        let Some(name) = name else {
            return Err(ExprFault::new(offset, "`$` has to be followed by the name of a variable"));
        };
        self.context.variable(self.name(name)?).map(Expr::Variable).ok_or_else(|| {
            let names = self.context.variable_names();
            ExprFault::new(offset, format!("no such variable: `${name}`")).with_suggestion(
                "$",
                &name.to_string(),
                names.iter().map(String::as_str),
            )
        })
    }

    /// The string that begins here.
    pub(super) fn literal(&mut self) -> Result<&'t str, ExprFault> {
        let offset = self.lexer.offset();
        self.lexer
            .literal()
            .ok_or_else(|| ExprFault::new(offset, "this string has no closing quote"))
    }
}

fn extension(function: Function) -> Option<&'static Extension> {
    if let Function::Extension(extension) = function { Some(extension) } else { None }
}

/// How many arguments a function takes, for messages.
fn arguments(fewest: usize, most: usize) -> String {
    match (fewest, most) {
        (0, 0) => "no arguments".to_owned(),
        (1, 1) => "1 argument".to_owned(),
        (fewest, ANY_NUMBER) => format!("{fewest} or more arguments"),
        (fewest, most) if fewest == most => format!("{fewest} arguments"),
        (fewest, most) if fewest + 1 == most => format!("{fewest} or {most} arguments"),
        (fewest, most) => format!("{fewest} to {most} arguments"),
    }
}

//! From text to expressions and patterns.

use super::{CallScope, Expr, Function, Pattern, Variable};
use crate::names::{Atom, Name, Names};

/// What an expression's meaning depends on beside its text: its place in the stylesheet.
pub(crate) trait StaticContext {
    fn names(&self) -> &Names<'_>;
    /// The namespace of a prefix (never the empty one).
    fn namespace(&self, prefix: &str) -> Option<Atom>;
    /// The variable of that expanded name that is visible here.
    fn variable(&self, name: Name) -> Option<Variable>;
    /// The function of that name in a namespace: an extension, a `func:function`, or [`Function::Missing`].
    fn function(&self, name: Name) -> Function;
    /// Names of visible variables, for "did you mean".
    fn variable_names(&self) -> Vec<String>;
    /// What calls carry along; `variables` only where it is asked for.
    fn call_scope(&self, with_variables: bool) -> CallScope;
}

/// A fault in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExprFault {
    /// Byte offset in the expression's text.
    pub(crate) offset: usize,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Parses an expression.
pub(crate) fn expr(text: &str, context: &dyn StaticContext) -> Result<Expr, ExprFault> {
    drop((text, context));
    Err(ExprFault { offset: 0, message: "SKELETON".to_owned(), help: None })
}

/// Parses a pattern: its alternatives.
pub(crate) fn pattern(text: &str, context: &dyn StaticContext) -> Result<Vec<Pattern>, ExprFault> {
    drop((text, context));
    Err(ExprFault { offset: 0, message: "SKELETON".to_owned(), help: None })
}

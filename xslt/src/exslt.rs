//! The functions of EXSLT (exslt.org), as libxslt offers them.

use crate::error::Result;
use crate::run::{Focus, Run};
use crate::value::Value;
use crate::xpath::CallScope;

/// An extension function.
#[derive(Debug)]
pub(crate) struct Extension {
    pub(crate) namespace: &'static str,
    pub(crate) local: &'static str,
    /// Fewest and most arguments.
    pub(crate) args: (usize, usize),
    /// Whether it needs [`CallScope`].
    pub(crate) needs_scope: bool,
    /// What it gives, if it is always the same: lets the compiler tell a predicate that counts from one that decides.
    pub(crate) result: Option<Type>,
    pub(crate) call: ExtensionCall,
}

/// The types of XPath 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Boolean,
    Number,
    String,
    Nodes,
}

/// How an extension function is carried out. The number of arguments has been checked.
pub(crate) type ExtensionCall = for<'r> fn(&Invocation<'_, 'r>, &[Value<'r>]) -> Result<Value<'r>>;

/// What an extension function is called with, beside its arguments.
#[derive(Debug)]
pub(crate) struct Invocation<'a, 'r> {
    pub(crate) run: &'a Run<'r>,
    pub(crate) focus: &'a Focus<'a, 'r>,
    /// There if [`Extension::needs_scope`].
    pub(crate) scope: Option<&'r CallScope>,
}

/// The extension function of that name.
pub(crate) fn find(namespace: &str, local: &str) -> Option<&'static Extension> {
    drop((namespace, local));
    None
}

//! From text to expressions and patterns.
//!
//! A recursive descent over the text itself: names are resolved as they are read, predicates are sorted out, and steps
//! that say the same in a simpler way are simplified (see `path`).
//!
//! Nothing that a text may hold makes the descent, or the tree it gives, deep: brackets nest up to
//! [`limits::EXPRESSION_DEPTH`], and trees up to about [`HEIGHT`]. Steps, arguments and `|` are lists, `or` and `and`
//! are balanced, signs cancel each other out, and chains of other operators are bounded by `HEIGHT`.

mod call;
mod lexer;
mod operators;
mod path;
mod pattern;
mod predicate;
#[cfg(test)]
mod tests;
mod types;
mod value_template;

pub(crate) use call::is_function;
pub(crate) use types::static_type;
pub(crate) use value_template::value_template;

use super::{CallScope, Expr, Function, Pattern, Variable};
use crate::limits;
use crate::names::{Atom, Name, Names};
use lexer::{Lexer, QName};

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

impl ExprFault {
    #[cold]
    fn new(offset: usize, message: impl Into<String>) -> Self {
        Self { offset, message: message.into(), help: None }
    }

    fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Adds "did you mean" if one of the candidates is like what was written; `sigil` stands before such names.
    fn with_suggestion<'s>(
        self,
        sigil: &str,
        written: &str,
        candidates: impl IntoIterator<Item = &'s str>,
    ) -> Self {
        let most = (written.chars().count() / 3).max(1);
        let nearest = candidates
            .into_iter()
            .map(|candidate| (strsim::damerau_levenshtein(written, candidate), candidate))
            .filter(|(distance, _)| *distance <= most)
            .min();
        match nearest {
            Some((_, candidate)) => self.with_help(format!("did you mean `{sigil}{candidate}`?")),
            None => self,
        }
    }
}

/// Parses an expression.
///
/// The path `.` is one of no steps from the context node, and `/` one of no steps from the root.
pub(crate) fn expr(text: &str, context: &dyn StaticContext) -> Result<Expr, ExprFault> {
    let mut parser = Parser::new(text, context);
    let tree = parser.expression()?;
    parser.end("an operator")?;
    Ok(tree.expr)
}

/// Parses a pattern: its alternatives.
pub(crate) fn pattern(text: &str, context: &dyn StaticContext) -> Result<Vec<Pattern>, ExprFault> {
    Parser::new(text, context).pattern()
}

/// Highest tree of an expression, but for some levels that its last bracket may add. Chains of arithmetic or of
/// comparisons count with each operator.
const HEIGHT: u32 = 500;

/// Reads one expression or pattern.
struct Parser<'t, 'c> {
    lexer: Lexer<'t>,
    context: &'c dyn StaticContext,
    /// How many brackets are open.
    depth: usize,
    /// Whether the innermost predicate (or the whole expression) has asked for `position()` or `last()` so far.
    positional: bool,
}

/// An expression, and how high its tree is.
struct Tree {
    expr: Expr,
    height: u32,
}

impl<'t, 'c> Parser<'t, 'c> {
    fn new(text: &'t str, context: &'c dyn StaticContext) -> Self {
        Self { lexer: Lexer::new(text), context, depth: 0, positional: false }
    }

    /// An expression within a bracket that was opened at `opening`.
    fn inner(&mut self, opening: usize) -> Result<Tree, ExprFault> {
        /// Left on the stack when a further piece is allocated, and the size of that.
        const RED_ZONE: usize = 64 * 1024;
        const PIECE: usize = 1024 * 1024;
        if self.depth >= limits::EXPRESSION_DEPTH {
            return Err(too_deep(opening));
        }
        self.depth += 1;
        let tree = stacker::maybe_grow(RED_ZONE, PIECE, || self.expression())?;
        self.depth -= 1;
        if tree.height > HEIGHT {
            return Err(too_deep(opening));
        }
        Ok(tree)
    }

    /// The bracket that closes the one at `opening`; `instead` is what else could stand here.
    fn close(&mut self, bracket: char, opening: usize, instead: &str) -> Result<(), ExprFault> {
        if self.lexer.eat(bracket) {
            return Ok(());
        }
        if self.lexer.peek().is_none() {
            let opened = if bracket == ']' { '[' } else { '(' };
            return Err(ExprFault::new(opening, format!("this `{opened}` is never closed")));
        }
        Err(self.unexpected(&format!("{instead} or `{bracket}`")))
    }

    /// Nothing may follow; `instead` is what could.
    fn end(&self, instead: &str) -> Result<(), ExprFault> {
        match self.lexer.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected(&format!("{instead} or the end"))),
        }
    }

    /// The fault that something else was expected than what comes.
    #[cold]
    fn unexpected(&self, expected: &str) -> ExprFault {
        let Self { lexer, .. } = self;
        if lexer.is_blank() {
            return ExprFault::new(lexer.offset(), "the expression is empty");
        }
        let found = lexer.found();
        let fault =
            ExprFault::new(lexer.offset(), format!("{expected} is expected here, not {found}"));
        match lexer.doubled() {
            Some('=') => fault.with_help("equality is written `=`"),
            Some('&') => fault.with_help("a conjunction is written `and`"),
            Some('|') => fault.with_help("a disjunction is written `or`, a union `|`"),
            _ => fault,
        }
    }

    /// The namespace that a prefix stands for; of no prefix, none.
    fn namespace(&self, QName { prefix, offset, .. }: QName<'_>) -> Result<Atom, ExprFault> {
        match prefix {
            "" => Ok(Atom::EMPTY),
            "xml" => Ok(Atom::XML_NAMESPACE),
            _ => self.context.namespace(prefix).ok_or_else(|| undeclared(prefix, offset)),
        }
    }

    /// The expanded name; the default namespace is not used (XPath 1.0, section 2.3).
    fn name(&self, name: QName<'_>) -> Result<Name, ExprFault> {
        Ok(self.context.names().name(self.namespace(name)?, name.local))
    }
}

#[cold]
fn too_deep(offset: usize) -> ExprFault {
    ExprFault::new(offset, "the expression nests too deep")
        .with_help("parts of it can be put into variables")
}

#[cold]
fn undeclared(prefix: &str, offset: usize) -> ExprFault {
    ExprFault::new(offset, format!("the prefix `{prefix}` is not declared"))
        .with_help(format!("declare it on the element or around it: `xmlns:{prefix}=\"...\"`"))
}

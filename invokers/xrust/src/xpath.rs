//! `XPath` 1.0 expressions, parsed strictly: what is not `XPath` 1.0 is a fault, not a guess.

mod lexer;
mod parser;

pub(crate) use parser::{parse, parse_pattern};

/// A fault at a byte offset of the expression.
#[derive(Debug)]
pub(crate) struct ExprFault {
    pub(crate) offset: usize,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl ExprFault {
    pub(crate) fn new(offset: usize, message: impl Into<String>) -> Self {
        Self { offset, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// An expression and where it begins.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) offset: usize,
    pub(crate) kind: ExprKind,
}

#[derive(Debug, Clone)]
pub(crate) enum ExprKind {
    Text(String),
    Number(f64),
    Variable(String),
    Call(String, Vec<Expr>),
    Or(Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    Arithmetic(Operation, Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    Union(Box<Expr>, Box<Expr>),
    Path(Path),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// Steps from somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    pub(crate) from: From,
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug, Clone)]
pub(crate) enum From {
    Root,
    Context,
    /// An expression in parentheses, a variable or a call, with predicates over the whole of it.
    Expr(Box<Expr>, Vec<Expr>),
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) offset: usize,
    pub(crate) axis: Axis,
    pub(crate) test: Test,
    pub(crate) predicates: Vec<Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Child,
    Descendant,
    DescendantOrSelf,
    Attribute,
    Itself,
    Parent,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    PrecedingSibling,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    /// Prefix (may be empty) and local name.
    Name(String, String),
    /// `*`
    Any,
    Node,
    Text,
    Comment,
}

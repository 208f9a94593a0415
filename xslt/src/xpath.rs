//! XPath 1.0 in the form that is evaluated: names are numbers, variables are slots, functions are known.
//!
//! `parse` makes it of text, `eval` evaluates it, `pattern` matches nodes.

pub(crate) mod eval;
pub(crate) mod parse;

use std::sync::Arc;

use crate::exslt::Extension;
use crate::names::{Atom, Name};

/// An expression.
#[derive(Debug)]
pub(crate) enum Expr {
    Number(f64),
    Literal(Arc<str>),
    Variable(Variable),
    Or(Box<[Self; 2]>),
    And(Box<[Self; 2]>),
    Compare(Comparison, Box<[Self; 2]>),
    Arithmetic(Arithmetic, Box<[Self; 2]>),
    Negate(Box<Self>),
    /// Two or more.
    Union(Box<[Self]>),
    Path(Box<Path>),
    /// A primary expression with predicates; they count in document order.
    Filter(Box<Self>, Box<[Predicate]>),
    Call(Box<Call>),
}

/// Where a variable's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variable {
    /// A slot of the template's (or function's) frame.
    Local(u32),
    /// An index into `Program::globals`.
    Global(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// A location path.
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) start: Start,
    pub(crate) steps: Box<[Step]>,
}

/// Where a path begins.
#[derive(Debug)]
pub(crate) enum Start {
    /// At the context node.
    Context,
    /// At the root of the context node's document.
    Root,
    /// At the nodes that an expression gives.
    Expr(Expr),
}

/// `axis::test[predicates]`. `//x` is one step on the descendant axis where its predicates do not count positions.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) axis: Axis,
    pub(crate) test: NodeTest,
    pub(crate) predicates: Box<[Predicate]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Axis {
    Ancestor,
    AncestorOrSelf,
    Attribute,
    Child,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Namespace,
    Parent,
    Preceding,
    PrecedingSibling,
    SelfNode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeTest {
    /// `node()`
    Node,
    /// `text()`
    Text,
    /// `comment()`
    Comment,
    /// `processing-instruction()`, or with a target, which is a name in no namespace.
    ProcessingInstruction(Option<Name>),
    /// `*`: any node of the axis's principal kind.
    Any,
    /// `prefix:*`: such a node in that namespace.
    Namespace(Atom),
    /// Such a node of that name. On the namespace axis the name is the prefix, in no namespace.
    Name(Name),
}

/// A predicate, sorted out by what it needs.
#[derive(Debug)]
pub(crate) enum Predicate {
    /// `[3]`: the n-th, from 1. Never 0; a number that no position equals is `Never`.
    Position(u32),
    /// `[last()]`
    Last,
    /// Never true, such as `[0]` or `[1.5]`.
    Never,
    /// An expression that is no number, whatever the context is: true or false. `positional` says whether it asks for
    /// `position()` or `last()` of this predicate's context.
    Truth { expr: Expr, positional: bool },
    /// An expression that may be a number: then it is compared with the position.
    Any(Expr),
}

impl Predicate {
    /// Whether it depends on the node's position among the others.
    pub(crate) const fn is_positional(&self) -> bool {
        !matches!(self, Self::Truth { positional: false, .. } | Self::Never)
    }
}

/// A function call.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) function: Function,
    pub(crate) args: Box<[Expr]>,
    /// What the call needs to know of its place in the stylesheet; only where [`Function::needs_scope`] holds.
    pub(crate) scope: Option<Box<CallScope>>,
}

/// The part of a stylesheet's static context that some functions need at run time: those that take a name or an
/// expression as text (`key`, `format-number`, `system-property`, `dyn:evaluate`, ...) or an address (`document`).
#[derive(Debug, Clone, Default)]
pub(crate) struct CallScope {
    /// The namespaces in scope, prefix to namespace. The default namespace, if there is one, has the prefix `""`: it is for
    /// `element-available` alone.
    pub(crate) namespaces: Vec<(Box<str>, Atom)>,
    /// The variables in scope by expanded name; for `dyn:evaluate` alone.
    pub(crate) variables: Vec<(Name, Variable)>,
    /// The address of the stylesheet module; empty if it has none.
    pub(crate) base: Arc<str>,
    /// Which module it is, in `Program::modules`.
    pub(crate) module: u16,
}

/// The functions of XPath 1.0 (section 4) and XSLT 1.0 (section 12), and further ones.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::enum_variant_names, reason = "`function-available` is called so")]
pub(crate) enum Function {
    Last,
    Position,
    Count,
    Id,
    LocalName,
    NamespaceUri,
    Name,
    String,
    Concat,
    StartsWith,
    Contains,
    SubstringBefore,
    SubstringAfter,
    Substring,
    StringLength,
    NormalizeSpace,
    Translate,
    Boolean,
    Not,
    True,
    False,
    Lang,
    Number,
    Sum,
    Floor,
    Ceiling,
    Round,
    Document,
    Key,
    FormatNumber,
    Current,
    UnparsedEntityUri,
    GenerateId,
    SystemProperty,
    ElementAvailable,
    FunctionAvailable,
    /// An extension function (EXSLT).
    Extension(&'static Extension),
    /// `func:function` of the stylesheet: an index into `Program::functions`.
    User(u32),
    /// An extension function that is not there: an error if it is called (XSLT 1.0, section 14.2). The expanded name.
    Missing(Name),
}

impl Function {
    /// Whether the call needs [`CallScope`].
    pub(crate) const fn needs_scope(&self) -> bool {
        match self {
            Self::Document
            | Self::Key
            | Self::FormatNumber
            | Self::SystemProperty
            | Self::ElementAvailable
            | Self::FunctionAvailable => true,
            Self::Extension(extension) => extension.needs_scope,
            Self::Last
            | Self::Position
            | Self::Count
            | Self::Id
            | Self::LocalName
            | Self::NamespaceUri
            | Self::Name
            | Self::String
            | Self::Concat
            | Self::StartsWith
            | Self::Contains
            | Self::SubstringBefore
            | Self::SubstringAfter
            | Self::Substring
            | Self::StringLength
            | Self::NormalizeSpace
            | Self::Translate
            | Self::Boolean
            | Self::Not
            | Self::True
            | Self::False
            | Self::Lang
            | Self::Number
            | Self::Sum
            | Self::Floor
            | Self::Ceiling
            | Self::Round
            | Self::Current
            | Self::UnparsedEntityUri
            | Self::GenerateId
            | Self::User(_)
            | Self::Missing(_) => false,
        }
    }
}

/// A pattern without `|` (XSLT 1.0, section 5.2), to be matched from its last step back to its first.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// Where the first step has to hang.
    pub(crate) anchor: Anchor,
    /// The steps from the last to the first. Empty: the pattern is the anchor itself, such as `/` or `key('k', 'v')`.
    pub(crate) steps: Box<[PatternStep]>,
    /// The default priority (section 5.5).
    pub(crate) priority: f64,
}

/// What is above a pattern's first step.
#[derive(Debug)]
pub(crate) enum Anchor {
    /// Anything.
    Anywhere,
    /// The root, as parent or (`//x`) as ancestor.
    Root { ancestor: bool },
    /// A node among those of `id('..')` or `key('..', '..')`, as parent or as ancestor.
    Nodes { call: Expr, ancestor: bool },
}

/// A step of a pattern.
#[derive(Debug)]
pub(crate) struct PatternStep {
    /// Whether it is on the attribute axis; else it is a child.
    pub(crate) attribute: bool,
    pub(crate) test: NodeTest,
    pub(crate) predicates: Box<[Predicate]>,
    /// How it hangs below the step before it in the text (the next in `Pattern::steps`): as child, or (`//`) as
    /// descendant. Of no meaning for the first step of the text: there the anchor says it.
    pub(crate) descendant: bool,
}

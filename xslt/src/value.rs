//! The values of XPath 1.0 (section 1), and XSLT's result tree fragments.

use std::ops::Deref;
use std::rc::Rc;

use crate::tree::Node;

/// A value of an expression or a variable. Cloning is cheap: what is large is shared.
#[derive(Debug, Clone)]
pub(crate) enum Value<'r> {
    Boolean(bool),
    Number(f64),
    String(Text<'r>),
    /// In document order, each node once.
    Nodes(NodeSet),
    /// A result tree fragment: the root of a tree that the transformation built.
    Fragment(Node),
    /// A result tree fragment that is a single text node, or empty; no tree was built for it.
    TextFragment(Text<'r>),
}

/// A text: part of a document or a stylesheet, or made by the transformation.
#[derive(Debug, Clone)]
pub(crate) enum Text<'r> {
    Borrowed(&'r str),
    Shared(Rc<str>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Shared(text) => text,
        }
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Shared(text.into())
    }
}

impl<'r> From<&'r str> for Text<'r> {
    fn from(text: &'r str) -> Self {
        Self::Borrowed(text)
    }
}

impl Default for Text<'_> {
    fn default() -> Self {
        Self::Borrowed("")
    }
}

/// Nodes in document order, each once.
#[derive(Debug, Clone, Default)]
pub(crate) enum NodeSet {
    #[default]
    Empty,
    One(Node),
    Many(Rc<[Node]>),
}

impl NodeSet {
    /// Of nodes that are in document order, each once.
    pub(crate) fn from_sorted(nodes: Vec<Node>) -> Self {
        debug_assert!(
            nodes.is_sorted() && nodes.windows(2).all(|pair| pair.first() != pair.last())
        );
        match nodes.as_slice() {
            [] => Self::Empty,
            [node] => Self::One(*node),
            _ => Self::Many(nodes.into()),
        }
    }

    /// Of any nodes.
    pub(crate) fn from_unsorted(mut nodes: Vec<Node>) -> Self {
        if !nodes.is_sorted() {
            nodes.sort_unstable();
        }
        nodes.dedup();
        Self::from_sorted(nodes)
    }
}

impl Deref for NodeSet {
    type Target = [Node];

    fn deref(&self) -> &[Node] {
        match self {
            Self::Empty => &[],
            Self::One(node) => std::slice::from_ref(node),
            Self::Many(nodes) => nodes,
        }
    }
}

//! The functions of EXSLT (exslt.org), as libxslt offers them, and those of other processors that libxslt knows.

mod common;
mod dates;
mod dynamic;
mod math;
mod sets;
mod strings;

pub(crate) use dates::Clock;
pub(crate) use dynamic::{Evaluated, parse};

use crate::error::Result;
use crate::run::{Focus, Run};
use crate::tree::{Node, TreeBuilder};
use crate::value::{NodeSet, Text, Value};
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
    let modules: [&'static [Extension]; 6] = [
        common::FUNCTIONS,
        strings::FUNCTIONS,
        dates::FUNCTIONS,
        math::FUNCTIONS,
        sets::FUNCTIONS,
        dynamic::FUNCTIONS,
    ];
    let is_it = |known: &&Extension| known.local == local && known.namespace == namespace;
    modules.into_iter().flatten().find(is_it)
}

impl<'r> Invocation<'_, 'r> {
    /// The n-th argument (from 0) as a string, if it is there.
    fn text(&self, args: &[Value<'r>], n: usize) -> Result<Option<Text<'r>>> {
        args.get(n).map(|value| self.run.string(value)).transpose()
    }

    /// The n-th argument as a number; NaN if it is not there.
    fn number(&self, args: &[Value<'r>], n: usize) -> Result<f64> {
        args.get(n).map_or(Ok(f64::NAN), |value| self.run.number(value))
    }

    /// The n-th argument as nodes; a result tree fragment is its root. Other types are an error.
    fn nodes(&self, args: &[Value<'r>], n: usize) -> Result<NodeSet> {
        match args.get(n) {
            None => Ok(NodeSet::Empty),
            Some(Value::Fragment(root)) => Ok(NodeSet::One(*root)),
            Some(Value::TextFragment(text)) => Ok(NodeSet::One(text_tree(self.run, text)?.0)),
            Some(value) => self.run.nodes_of(value.clone()),
        }
    }
}

/// A new tree of one text node: its root, and the node; of the empty text, the root alone.
fn text_tree(run: &Run<'_>, text: &str) -> Result<(Node, Option<Node>)> {
    run.check_length(text.len())?;
    let mut tree = TreeBuilder::new();
    tree.text(text, false)?;
    let root = run.add_document(tree.finish())?;
    Ok((root, (!text.is_empty()).then_some(Node { index: 1, ..root })))
}

/// A text as the nodes that functions give which libxslt says to return a node-set: a text node in a tree of its own.
fn text_nodes<'r>(run: &Run<'r>, text: &str) -> Result<Value<'r>> {
    let (root, node) = text_tree(run, text)?;
    Ok(Value::Nodes(NodeSet::One(node.unwrap_or(root))))
}

#[cfg(test)]
mod tests;

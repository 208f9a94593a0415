//! The tree of a document for those that write it in another form.

use super::{Kind, Node};
use crate::diagnostic::{Diagnostic, Faults, Lines};

/// A node of a document, without its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// No value, `~` or `null`.
    Nothing,
    /// A scalar.
    Text {
        /// What it says.
        value: String,
        /// Whether it was written without quotation marks: what is read as a number must be.
        plain: bool,
    },
    /// A list.
    List(Vec<Self>),
    /// A mapping, in the order written; each key once.
    Mapping(Vec<(String, Self)>),
}

/// Reads a document's tree; aliases are replaced by what they repeat.
///
/// # Errors
/// Everything that keeps it from being read: whether it is a process is the compiler's business.
pub fn tree(source: &[u8]) -> Result<Tree, Vec<Diagnostic>> {
    let text = super::decode(source).map_err(|diagnostic| vec![*diagnostic])?;
    let mut faults = Faults::default();
    match super::read(&Lines::new(text), &mut faults) {
        Some(node) if faults.is_empty() => Ok(node.into()),
        Some(_) | None => Err(faults.into_sorted()),
    }
}

impl From<Node> for Tree {
    fn from(node: Node) -> Self {
        match node.kind {
            Kind::Empty => Self::Nothing,
            Kind::Text(text) => {
                Self::Text { plain: text.style == super::text::Style::Plain, value: text.value }
            }
            Kind::List(nodes) => Self::List(nodes.into_iter().map(Self::from).collect()),
            Kind::Mapping(entries) => {
                let entries = entries.into_iter().map(|(key, node)| (key.value, node.into()));
                Self::Mapping(entries.collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let found = tree(source.as_bytes()).map(|tree| format!("{tree:?}"));
        assert_eq!(found.as_deref().unwrap_or("refused"), expected, "{source}");
    }

    #[test]
    fn a_tree_keeps_order_and_quotation() {
        check(
            "b: [1, \"1\"]\na: ~\n",
            "Mapping([(\"b\", List([Text { value: \"1\", plain: true }, Text { value: \"1\", plain: false }])), \
             (\"a\", Nothing)])",
        );
        check("a: 1\na: 2\n", "refused");
        check("", "refused");
    }
}

//! The document as written: a tree of texts, lists and mappings in which everything knows its place.
//!
//! [`read`] makes it of bytes; [`mapping`] takes mappings apart; [`written`] keeps what only a formatter
//! needs. Only `document/yaml.rs` and `document/written.rs` name the YAML crate. What the texts mean is
//! [`super::compile`]'s business.

pub(crate) mod mapping;
pub(crate) mod meaning;
pub(crate) mod text;
mod tree;
pub(crate) mod written;
mod yaml;

pub use tree::{Tree, tree};
pub(crate) use yaml::{decode, read};

use crate::diagnostic::Span;
use text::Text;

/// The largest document, in bytes: some thousand activities; a person's text, not a data file.
pub const DOCUMENT_LENGTH_MAX: usize = 256 * 1024;
/// The deepest nesting; the language needs nine levels.
pub const DEPTH_MAX: usize = 24;
/// The most nodes, counting what aliases repeat: bounds what a few lines of aliases can grow into.
pub const NODES_MAX: usize = 20_000;

/// A node of the document.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The scalar itself, or the first character of a list or mapping.
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// No value, `~` or `null`.
    Empty,
    Text(Text),
    List(Vec<Node>),
    Mapping(Vec<(Text, Node)>),
}

impl Kind {
    /// What it is, for sentences.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Empty => "nothing",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Mapping(_) => "a mapping",
        }
    }
}

//! The XML documents on both sides of a mapping, and their bounds.

pub mod changes;
pub mod params;
pub mod request;
pub mod response;
pub mod tree;
mod write;

pub use request::{ArticleDocument, TicketDocument};

/// The longest document that is written or read, in bytes: a ticket with all its articles as text.
pub const DOCUMENT_BYTES_MAX: usize = 4 << 20;
/// The deepest nesting, root included. Real requests have less than ten levels; every reader and writer
/// here may recurse.
pub const DEPTH_MAX: usize = 64;
/// The most elements in a document. Bounds the memory of the tree, which is larger than the text.
pub const ELEMENTS_MAX: usize = 50_000;

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum DocumentFault {
    #[error("it is no XML, line {line} column {column}: {message}")]
    NotXml { line: usize, column: usize, message: String },
    #[error("it is longer than {DOCUMENT_BYTES_MAX} bytes")]
    TooLarge,
    #[error("it is nested deeper than {DEPTH_MAX} levels")]
    TooDeep,
    #[error("it has more than {ELEMENTS_MAX} elements")]
    TooManyElements,
    #[error("it has a DOCTYPE, which is not possible here")]
    Doctype,
    #[error("it refers to the entity `&{name};`, and there are none here")]
    Entity { name: String },
    #[error("it has no root element")]
    NoRoot,
    #[error("it has more than one root element: `{first}` and `{second}`")]
    SeveralRoots { first: String, second: String },
    #[error("`{path}` contains the character U+{code:04X}, which XML cannot carry", code = u32::from(*.character))]
    Character { path: String, character: char },
    #[error("`{path}` has the key `{key}`, which cannot be the name of an XML element")]
    Name { path: String, key: String },
    #[error("`{path}` {message}")]
    Meaning { path: String, message: String },
}

impl DocumentFault {
    pub(crate) fn meaning(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Meaning { path: path.into(), message: message.into() }
    }
}

/// Whether XML 1.0 can carry the character (production 2, `Char`).
pub(crate) const fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// White space as XML 1.0 has it (production 3, `S`), which is less than Unicode's.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

//! Processes as BPMN 2.0 XML, and back.
//!
//! [`export()`] writes what BPMN has an element for as that element, so that other tools show and edit it, with a
//! diagram; what it has no place for stands in `extensionElements`, in a namespace of our own. [`import()`] reads
//! both, and files of other tools as far as the language has what they use; everything else is refused by name
//! and place. Which element is what is told in the designer's guide, section "BPMN".
//!
//! `xml` reads and writes elements, `node` is a document's tree, `property` that tree in extension elements and
//! `yaml` as text; `export` and `import` do the rest.
#![warn(missing_docs)]

mod duration;
mod export;
mod import;
mod node;
mod property;
mod xml;
mod yaml;

use std::fmt;

pub use export::export;
pub use import::import;
pub use xml::FILE_LENGTH_MAX;

/// A place in an XML document, in characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// Where a document begins.
    pub(crate) const START: Self = Self { line: 1, column: 1 };
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Why a file is not imported: one of the reasons, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The element that it is about.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl Fault {
    pub(crate) fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, message: message.into(), help: None }
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Fault {
    /// One line: `12:5: ... (help: ...)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, " (help: {help})"))
    }
}

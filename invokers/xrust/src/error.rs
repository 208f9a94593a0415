//! What can go wrong, located where it has a place.

use std::fmt;
use std::time::Duration;

/// A fault in a stylesheet, found before it ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StylesheetFault {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to write instead, if there is something.
    pub help: Option<String>,
}

impl fmt::Display for StylesheetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)?;
        match &self.help {
            Some(help) => write!(f, " (help: {help})"),
            None => Ok(()),
        }
    }
}

/// Why a transformation gave no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransformError {
    /// The source is not well-formed XML.
    #[error("the document is not well-formed XML at {line}:{column}: {message}")]
    Malformed {
        /// The line, from 1.
        line: u32,
        /// The column in characters, from 1.
        column: u32,
        /// What is wrong there.
        message: String,
    },
    /// The source has a document type declaration, which is never read.
    #[error("the document has a document type declaration (DOCTYPE), which is not accepted")]
    DocumentType,
    /// The source uses an entity other than the five of XML.
    #[error("the document uses the entity `&{name};`, which is not defined")]
    UnknownEntity {
        /// The entity's name.
        name: String,
    },
    /// The source nests deeper than allowed.
    #[error("the document nests deeper than {limit} elements")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// The source is larger than allowed.
    #[error("the document is {bytes} bytes long; at most {limit} are accepted")]
    InputTooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The result, or the text built on the way to it, grew larger than allowed.
    #[error("the result grew larger than {limit} bytes")]
    OutputTooLarge {
        /// The limit.
        limit: usize,
    },
    /// The source and the result together have more nodes than allowed.
    #[error("the transformation needs more than {limit} nodes")]
    TooManyNodes {
        /// The limit.
        limit: u32,
    },
    /// Templates called one another deeper than allowed.
    #[error("templates call one another more than {limit} deep; is there an endless recursion?")]
    TooManyCalls {
        /// The limit.
        limit: usize,
    },
    /// It took too long.
    #[error("the transformation took longer than {limit:?}")]
    TimedOut {
        /// The limit.
        limit: Duration,
    },
    /// Every worker is taken; the transformation was not started.
    #[error("the mapping engine is busy; try again")]
    Busy,
    /// The stylesheet ended the transformation by `xsl:message terminate="yes"`.
    #[error("the mapping stopped: {message}")]
    Stopped {
        /// The stylesheet's message.
        message: String,
    },
    /// The source holds a character that a function of the stylesheet would treat wrongly.
    #[error("the document holds the character U+{code:04X}, which `{function}` cannot treat exactly", code = u32::from(*.character))]
    UnsupportedCharacter {
        /// The character.
        character: char,
        /// The `XPath` function.
        function: &'static str,
    },
    /// The stylesheet failed on this document.
    #[error("the mapping failed: {message}")]
    Failed {
        /// What the engine says.
        message: String,
    },
    /// The engine itself failed (a fault of its own, not of the mapping's author).
    #[error("the mapping engine failed: {message}")]
    Internal {
        /// What is known.
        message: String,
    },
}

/// The engine's worker threads could not be started.
#[derive(Debug, thiserror::Error)]
#[error("the worker threads of the mapping engine cannot be started")]
pub struct StartError(#[from] std::io::Error);

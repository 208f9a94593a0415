//! What can go wrong, and where.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A place in a stylesheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The module's address; empty for a stylesheet that was given none.
    pub module: Arc<str>,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// A fault in a stylesheet, found when it is compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where it is.
    pub location: Location,
    /// What is wrong.
    pub message: String,
    /// What to do about it, if that is known.
    pub help: Option<String>,
    /// The line of the stylesheet, for showing it with the place marked.
    pub excerpt: String,
}

/// Why a stylesheet was refused: all faults that were found, in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompileError {
    /// At least one.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a transformation gave no result.
#[derive(Debug, Clone)]
pub struct TransformError(pub(crate) Box<Failure>);

/// The parts of a [`TransformError`].
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    /// The innermost instruction, once known.
    pub(crate) location: Option<Location>,
    /// The templates that were under way, the innermost first.
    pub(crate) stack: Vec<Frame>,
    /// Whatever `xsl:message` said before.
    pub(crate) messages: Vec<Message>,
}

/// A template that was under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// `match="..."`, `name="..."` or the like, as the stylesheet has it.
    pub template: String,
    /// Where the template is.
    pub location: Location,
}

/// What a stylesheet said by `xsl:message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The message as XML: text is as it is, elements are serialised.
    pub text: String,
    /// Where it was said.
    pub location: Location,
    /// Whether it ended the transformation.
    pub terminate: bool,
}

/// The kinds of errors at run time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A document that was read is not well-formed XML with namespaces.
    Malformed {
        /// The document's address; empty for the source.
        document: String,
        /// From 1.
        line: u32,
        /// In characters, from 1.
        column: u32,
        /// What is wrong there.
        message: String,
    },
    /// The document has a document type declaration, and [`Limits::doctype`](crate::Limits::doctype) forbids them.
    DocumentType,
    /// A document is larger than [`Limits::input_bytes`](crate::Limits::input_bytes).
    InputTooLarge {
        /// The bound, in bytes.
        limit: usize,
    },
    /// A document nests deeper than [`Limits::depth`](crate::Limits::depth).
    TooDeep {
        /// The bound.
        limit: usize,
    },
    /// There are more nodes than [`Limits::nodes`](crate::Limits::nodes).
    TooManyNodes {
        /// The bound.
        limit: usize,
    },
    /// It took more than [`Limits::steps`](crate::Limits::steps).
    TooManySteps {
        /// The bound.
        limit: u64,
    },
    /// Templates, functions or evaluations nest deeper than [`Limits::calls`](crate::Limits::calls).
    TooManyCalls {
        /// The bound.
        limit: usize,
    },
    /// The result or a text is longer than [`Limits::output_bytes`](crate::Limits::output_bytes).
    OutputTooLarge {
        /// The bound, in bytes.
        limit: usize,
    },
    /// It took longer than [`Limits::time`](crate::Limits::time).
    TimedOut {
        /// The bound.
        limit: Duration,
    },
    /// The stylesheet ended it by `xsl:message terminate="yes"`.
    Terminated {
        /// The message.
        message: String,
    },
    /// A document could not be had from the resolver.
    Unresolved {
        /// The address asked for.
        address: String,
        /// Why not.
        reason: String,
    },
    /// The stylesheet asks for what cannot be done with this document: a wrong type, a circular definition, ...
    Dynamic {
        /// What is wrong.
        message: String,
    },
    /// The result could not be written to where the caller wants it.
    Write {
        /// What the writer says.
        message: String,
    },
}

/// The result of whatever can fail at run time.
pub(crate) type Result<T> = std::result::Result<T, TransformError>;

impl TransformError {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Failure { kind, location: None, stack: Vec::new(), messages: Vec::new() }))
    }

    /// An error of kind [`ErrorKind::Dynamic`].
    pub(crate) fn dynamic(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Dynamic { message: message.into() })
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The instruction that failed, if one did.
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }

    /// The templates that were under way, the innermost first; the middle of a very deep stack is left out.
    pub fn stack(&self) -> &[Frame] {
        &self.0.stack
    }

    /// Whatever `xsl:message` said before it failed.
    pub fn messages(&self) -> &[Message] {
        &self.0.messages
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.module.is_empty() {
            write!(f, "{}:", self.module)?;
        }
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { document, line, column, message } => {
                let document = if document.is_empty() { "the source" } else { document };
                write!(f, "{document} is malformed at {line}:{column}: {message}")
            }
            Self::DocumentType => {
                f.write_str("the document has a document type declaration, which is not accepted")
            }
            Self::InputTooLarge { limit } => {
                write!(f, "the document is larger than {limit} bytes")
            }
            Self::TooDeep { limit } => {
                write!(f, "the document nests deeper than {limit} elements")
            }
            Self::TooManyNodes { limit } => {
                write!(f, "the transformation needs more than {limit} nodes")
            }
            Self::TooManySteps { limit } => {
                write!(f, "the transformation takes more than {limit} steps")
            }
            Self::TooManyCalls { limit } => write!(
                f,
                "templates call one another more than {limit} deep; is there an endless recursion?"
            ),
            Self::OutputTooLarge { limit } => {
                write!(f, "the result or a text in it is longer than {limit} bytes")
            }
            Self::TimedOut { limit } => write!(f, "the transformation took longer than {limit:?}"),
            Self::Terminated { message } => write!(f, "the stylesheet stopped: {message}"),
            Self::Unresolved { address, reason } => {
                write!(f, "the document `{address}` cannot be read: {reason}")
            }
            Self::Dynamic { message } => f.write_str(message),
            Self::Write { message } => write!(f, "the result cannot be written: {message}"),
        }
    }
}

impl fmt::Display for TransformError {
    /// One line: what, and where. The stack is given by [`TransformError::stack`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.location {
            Some(location) => write!(f, "{location}: {}", self.0.kind),
            None => self.0.kind.fmt(f),
        }
    }
}

impl std::error::Error for TransformError {}

impl fmt::Display for CompileError {
    /// All diagnostics with their excerpts, as a compiler prints them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, diagnostic) in self.diagnostics.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { location, message, help, excerpt } = self;
        writeln!(f, "error: {message}")?;
        let number = location.line.to_string();
        let margin = " ".repeat(number.len());
        writeln!(f, "{margin}--> {location}")?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {excerpt}")?;
        let column = usize::try_from(location.column).unwrap_or(usize::MAX);
        let before: String = excerpt
            .chars()
            .take(column.saturating_sub(1))
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        writeln!(f, "{margin} | {before}^")?;
        if let Some(help) = help {
            writeln!(f, "{margin} = help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CompileError {}

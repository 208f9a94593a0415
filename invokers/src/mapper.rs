//! Mappings: one XML document in, another out. Which engine does it is behind two traits.

pub mod xrust;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::document::DocumentFault;

/// Compiles mappings.
pub trait Mapper: Send + Sync {
    /// The engine's name in `invoker.yaml`.
    fn name(&self) -> &'static str;

    /// Compiles a mapping, or says everything that is wrong with it. Takes milliseconds: done when a
    /// mapping is deployed, never for a ticket.
    fn compile(&self, text: &str) -> Result<Arc<dyn Mapping>, Vec<MappingFault>>;
}

/// A compiled mapping: bounded in depth, steps, output and time, without access to files or network.
pub trait Mapping: Send + Sync + fmt::Debug {
    /// Maps a document. Does not block the thread that polls it.
    fn run<'a>(&'a self, source: &'a str) -> Running<'a>;
}

/// A mapping under way.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<String, MappingError>> + Send + 'a>>;

/// What is wrong with a mapping's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFault {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it, if that is known.
    pub help: Option<String>,
}

/// Why a mapping gave nothing to go on with.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The mapping ran into an error or out of its bounds.
    #[error("the mapping stopped: {0}")]
    Stopped(String),
    /// The engine has too much to do; nothing is wrong with the mapping.
    #[error("the mapping engine is busy")]
    Busy,
    /// The document that the mapping was to read cannot be written.
    #[error("the document for the mapping cannot be written")]
    Input(#[source] DocumentFault),
    /// What the mapping wrote has no meaning here.
    #[error("the mapping's output cannot be used")]
    Output(#[source] DocumentFault),
}

/// The code under which a process knows that a mapping failed; error paths may name it.
pub const MAPPING_FAILED: &str = "Mapping.Failed";

impl MappingError {
    /// The code of its page in `docs/errors/`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Stopped(_) => "M0003",
            Self::Output(DocumentFault::Meaning { .. }) => "M0005",
            Self::Output(_) => "M0004",
            Self::Input(_) => "M0006",
            Self::Busy => "M0007",
        }
    }

    /// Whether the same mapping may well succeed a moment later.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Busy)
    }

    /// The error with all its causes, for agents.
    pub fn chain(&self) -> String {
        crate::error_chain(self)
    }
}

//! Mappings: one XML document in, another out. Which engine does it is behind two traits.

#[cfg(feature = "xrust")]
pub mod xrust;
pub mod xslt;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::document::DocumentFault;

/// The engines that mappings may ask for.
pub struct Mappers {
    default: Box<dyn Mapper>,
    /// Has threads of its own, which are started when the first mapping asks for it.
    #[cfg(feature = "xrust")]
    xrust: std::sync::OnceLock<xrust::XrustMapper>,
    #[cfg(feature = "xrust")]
    threads: usize,
}

/// Why there is no engine of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoMapper {
    /// There is none of that name.
    Unknown,
    /// This build was made without it; the feature that brings it along.
    NotBuilt(&'static str),
    /// It could not be started, because of this.
    NotStarted(String),
}

impl Mappers {
    /// All engines, the crate `xslt` first; each occupies so many threads at the most.
    pub fn new(threads: usize) -> Self {
        Self::with_default(Box::new(xslt::XsltMapper::new(threads)), threads)
    }

    /// As [`Mappers::new`], with another engine for mappings that ask for none.
    pub fn with_default(default: Box<dyn Mapper>, threads: usize) -> Self {
        #[cfg(not(feature = "xrust"))]
        let _ = threads;
        Self {
            default,
            #[cfg(feature = "xrust")]
            xrust: std::sync::OnceLock::new(),
            #[cfg(feature = "xrust")]
            threads,
        }
    }

    /// The engine for a mapping that asks for none.
    pub fn default_mapper(&self) -> &dyn Mapper {
        &*self.default
    }

    /// The names that `engine` in `invoker.yaml` may have; the first is the default.
    pub fn names(&self) -> [&'static str; 2] {
        [self.default.name(), "xrust"]
    }

    /// The engine of a name.
    pub fn get(&self, name: &str) -> Result<&dyn Mapper, NoMapper> {
        if name == self.default.name() {
            return Ok(&*self.default);
        }
        if name == "xrust" { self.xrust() } else { Err(NoMapper::Unknown) }
    }

    #[cfg(feature = "xrust")]
    fn xrust(&self) -> Result<&dyn Mapper, NoMapper> {
        if self.xrust.get().is_none() {
            let started = xrust::XrustMapper::new(self.threads)
                .map_err(|error| NoMapper::NotStarted(crate::error_chain(&error)))?;
            // Another thread may have been faster; then its threads serve, and these end.
            drop(self.xrust.set(started));
        }
        self.xrust.get().map(|mapper| mapper as &dyn Mapper).ok_or(NoMapper::Unknown)
    }

    #[cfg(not(feature = "xrust"))]
    fn xrust(&self) -> Result<&dyn Mapper, NoMapper> {
        Err(NoMapper::NotBuilt("xrust"))
    }
}

impl fmt::Debug for Mappers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mappers").field("default", &self.default.name()).finish_non_exhaustive()
    }
}

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

    /// The fields of a ticket that the mapping reads by name; empty if the engine cannot tell.
    fn fields(&self) -> &BTreeSet<String> {
        const NONE: &BTreeSet<String> = &BTreeSet::new();
        NONE
    }

    /// The fields of a ticket that the mapping sets by name; `None` if the engine cannot tell, or a name is only
    /// known when it is run.
    fn sets(&self) -> Option<&BTreeSet<String>> {
        None
    }

    /// Maps a document and tells which lines of the mapping ran, and what the mapping said. `None`: this engine cannot
    /// tell. For trying mappings out: it blocks the thread.
    fn run_covered(&self, _source: &str) -> Option<Result<Covered, MappingError>> {
        None
    }
}

/// What a mapping wrote, and which of its lines ran.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Covered {
    /// What it wrote.
    pub text: String,
    /// What it said by `xsl:message`.
    pub messages: Vec<String>,
    /// Its lines with instructions, and how often one of each was carried out.
    pub lines: BTreeMap<u32, u64>,
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

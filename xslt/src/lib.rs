//! XSLT 1.0
#![warn(missing_docs)]

mod analysis;
mod compile;
mod error;
mod exslt;
mod functions;
mod limits;
mod names;
mod output;
mod program;
mod run;
mod transformation;
mod tree;
mod value;
mod xml;
mod xpath;

pub use analysis::{Analysis, Purpose, Read, ReadStep, Unknown, Write};
pub use compile::Compiler;
pub use error::{CompileError, Diagnostic, ErrorKind, Frame, Location, Message, TransformError};
pub use limits::Limits;
pub use transformation::{Output, Parameter, ResultDocument, Stylesheet, Transformation};

/// Gives documents by address: what `xsl:import`, `xsl:include` and `document()` ask for. Without one there are none.
pub trait Resolver: Send + Sync {
    /// The document at `href`, which is relative to `base` (the address of the module or document that asks; empty if it
    /// has none).
    fn resolve(&self, href: &str, base: &str) -> Result<Resource, String>;
}

/// A document as a [`Resolver`] gives it.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Its absolute address. The same document always has the same one.
    pub address: String,
    /// Its bytes, in any encoding that its XML declaration names.
    pub bytes: Vec<u8>,
}

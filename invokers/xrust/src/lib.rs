//! The XSLT engine of mappings: text in, text out, on the evaluator of the crate `xrust`.
//!
//! A stylesheet is XSLT 1.0. [`Engine::compile`] reads it strictly and says of every construct that cannot be evaluated
//! exactly where it is and what to write instead; what it accepts gives the result that XSLT 1.0 asks for. It is then
//! run by [`Engine::transform`] on threads of the engine's own, within [`Limits`], without access to files or network.
//!
//! Left out of the source: document types (refused), processing instructions (not seen), namespace declarations as
//! nodes. Left out of the result: the XML declaration, and indentation (`indent` has no effect).
//!
//! The crate stands alone, as compiling `xrust`'s generic evaluator takes long and is to be done once.
#![warn(missing_docs)]

mod compile;
mod emit;
mod engine;
mod error;
pub mod limits;
mod names;
mod output;
mod run;
mod sheet;
mod tree;
mod xml;
mod xpath;

pub use engine::{Engine, Reply, Stylesheet};
pub use error::{StartError, StylesheetFault, TransformError};
pub use limits::Limits;

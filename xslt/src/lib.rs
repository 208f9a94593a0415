//! An XSLT 1.0 processor: complete, fast, and safe to run on anything.
//!
//! ```
//! let stylesheet = xslt::Stylesheet::compile(
//!     r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
//!          <xsl:output omit-xml-declaration="yes"/>
//!          <xsl:template match="/"><Login><xsl:value-of select="//Field[Name = 'UserLogin']/Value"/></Login></xsl:template>
//!        </xsl:stylesheet>"#,
//! )?;
//! let source = "<Ticket><Field><Name>UserLogin</Name><Value>anna</Value></Field></Ticket>";
//! assert_eq!(stylesheet.transform(source)?.bytes, b"<Login>anna</Login>\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it covers
//!
//! - All of [XSLT 1.0](https://www.w3.org/TR/xslt-10/) and [XPath 1.0](https://www.w3.org/TR/xpath-10/) with their errata, the output
//!   methods `xml`, `html` and `text`, and forwards-compatible processing.
//! - [EXSLT](https://exslt.org): common (with `exsl:document`), strings, math, sets, dates-and-times, functions, dynamic.
//! - XML 1.0 with namespaces, and of a document type the internal subset. Encodings: UTF-8, UTF-16, and those of the web.
//!
//! Where the Recommendations leave a choice it does what libxslt does. What of the conformance suites differs is listed in
//! `CONFORMANCE.md`, each case with its reason.
//!
//! # What it does not
//!
//! XSLT 2.0 and later. External entities and external document types are never read. Extension elements other than
//! `exsl:document` and `func:function` are not known, and neither is scripting. There is no access to files or network: documents
//! beside the source come from a [`Resolver`], which the caller gives or does not.
//!
//! # How it is used
//!
//! A [`Stylesheet`] is compiled once, is `Send` and `Sync`, and is run by any number of threads at the same time. A
//! [`Transformation`] has the settings of one run: parameters, [`Limits`], a resolver, tracing. It is a computation without
//! effect and blocks its thread until it is done; nothing of it is asynchronous.
//!
//! ```
//! use xslt::{Limits, Parameter, Stylesheet};
//!
//! # let text = r#"<r xsl:version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>"#;
//! # let source = "<a/>";
//! let stylesheet = Stylesheet::compile(text)?;
//! let limits = Limits { steps: 1_000_000, doctype: false, ..Limits::default() };
//! let output = stylesheet
//!     .transformation()
//!     .limits(limits)
//!     .parameter("language", Parameter::String("de".to_owned()))
//!     .run(source.as_bytes())?;
//! # drop(output);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Errors
//!
//! A stylesheet with faults is refused with all of them at once, each with its place, the line and mostly some help:
//! [`CompileError`]. A transformation that fails says where in the stylesheet, and which templates were under way:
//! [`TransformError`]. What `xsl:message` said is in the [`Output`], or in the error.
//!
//! # Limits
//!
//! Size of the input, depth, nodes, steps, calls, output and time are bounded by [`Limits`]; what hits a bound ends with a typed
//! error. There is no `unsafe` code here, no panic, and no recursion that an input could drive over the end of the stack.
//!
//! # How it works
//!
//! `xml` reads a document into the arena of `tree`, where a node is a number and the order of the numbers is the order of the
//! document. `compile` makes a `program` of a stylesheet: names are numbers, variables are slots, expressions are those of
//! `xpath`. `run` carries it out and writes through `output`, which serialises as it goes. `functions` has what XSLT adds to XPath,
//! `exslt` what EXSLT adds. `analysis` follows a program on paths instead of nodes and so finds what it may read and write.
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
pub use run::trace::{ModuleTrace, TemplateTrace, Trace};
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

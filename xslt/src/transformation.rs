//! The way in: compile a [`Stylesheet`], then run it as often as wanted.

use std::io::Write;
use std::sync::Arc;

use crate::error::{CompileError, Message, TransformError};
use crate::limits::Limits;
use crate::program::Program;
use crate::run::trace::Trace;
use crate::run::{self, Job, Report};
use crate::{Compiler, Resolver};

/// A compiled stylesheet. Cloning is cheap, and all threads may use it at the same time.
#[derive(Debug, Clone)]
pub struct Stylesheet {
    pub(crate) program: Arc<Program>,
}

impl Stylesheet {
    /// Compiles a stylesheet that imports nothing. See [`Compiler`] for one that does.
    pub fn compile(text: &str) -> Result<Self, CompileError> {
        Compiler::new().compile(text.as_bytes())
    }

    /// Transforms a document with default limits and without parameters. See [`Stylesheet::transformation`] for more.
    pub fn transform(&self, source: &str) -> Result<Output, TransformError> {
        self.transformation().run(source.as_bytes())
    }

    /// The text of a module, the main one first; as [`Trace::modules`](crate::Trace::modules) counts them.
    pub fn module_text(&self, module: usize) -> &str {
        self.program.modules.get(module).map_or("", |module| &module.text)
    }

    /// A transformation to be set up.
    pub fn transformation(&self) -> Transformation<'_> {
        Transformation {
            stylesheet: self,
            limits: Limits::default(),
            resolver: None,
            address: String::new(),
            parameters: Vec::new(),
            trace: false,
        }
    }
}

/// A transformation with its settings.
pub struct Transformation<'s> {
    stylesheet: &'s Stylesheet,
    limits: Limits,
    resolver: Option<&'s dyn Resolver>,
    address: String,
    parameters: Vec<(String, Parameter)>,
    trace: bool,
}

impl std::fmt::Debug for Transformation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transformation").field("address", &self.address).finish_non_exhaustive()
    }
}

impl<'s> Transformation<'s> {
    /// What it may use.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Where `document()` gets its documents.
    #[must_use]
    pub fn resolver(mut self, resolver: &'s dyn Resolver) -> Self {
        self.resolver = Some(resolver);
        self
    }

    /// The address of the source: for messages, and the base of the addresses in it.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// Gives a parameter of the stylesheet (a global `xsl:param`) its value. The name may be `{namespace}local`. One that
    /// the stylesheet does not have is ignored.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: Parameter) -> Self {
        self.parameters.push((name.into(), value));
        self
    }

    /// Whether to note what runs, how often and how long: [`Output::trace`].
    #[must_use]
    pub fn trace(mut self, trace: bool) -> Self {
        self.trace = trace;
        self
    }

    /// Transforms a document, in any encoding that its XML declaration names.
    pub fn run(&self, source: &[u8]) -> Result<Output, TransformError> {
        let mut bytes = Vec::new();
        let output = self.run_to(source, &mut bytes)?;
        Ok(Output { bytes, ..output })
    }

    /// Transforms a document and writes the result as it comes; [`Output::bytes`] stays empty. What was written before
    /// an error is no result.
    pub fn run_to(&self, source: &[u8], writer: &mut dyn Write) -> Result<Output, TransformError> {
        self.carry_out(source, writer, None)
    }

    /// Transforms a text to a text: the result is in UTF-8, and says so, whatever encoding the stylesheet names.
    pub fn run_to_string(&self, source: &str) -> Result<String, TransformError> {
        let mut bytes = Vec::new();
        self.carry_out(source.as_bytes(), &mut bytes, Some("UTF-8"))?;
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    fn carry_out(
        &self,
        source: &[u8],
        writer: &mut dyn Write,
        encoding: Option<&str>,
    ) -> Result<Output, TransformError> {
        let job = Job {
            encoding,
            program: &self.stylesheet.program,
            source,
            address: &self.address,
            limits: self.limits,
            resolver: self.resolver,
            parameters: &self.parameters,
            trace: self.trace,
        };
        let Report { messages, documents, trace } = run::transform(&job, writer)?;
        Ok(Output { bytes: Vec::new(), messages, documents, trace })
    }
}

/// The value of a parameter of the stylesheet.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Parameter {
    /// A string.
    String(String),
    /// A number.
    Number(f64),
    /// A boolean.
    Boolean(bool),
    /// An `XPath` expression, evaluated with the source's root as context node (as xsltproc's `--param`).
    Expression(String),
}

/// What a transformation gave.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Output {
    /// The result in its encoding.
    pub bytes: Vec<u8>,
    /// What `xsl:message` said.
    pub messages: Vec<Message>,
    /// What ran, if [`Transformation::trace`] asked for it.
    pub trace: Option<Trace>,
    /// Further results (`exsl:document`).
    pub documents: Vec<ResultDocument>,
}

/// A result beside the main one (`exsl:document`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultDocument {
    /// The address that the stylesheet gives it.
    pub href: String,
    /// It in its encoding.
    pub bytes: Vec<u8>,
}

//! The way in: compile a [`Stylesheet`], then run it as often as wanted.

use std::fmt;
use std::io::Write;
use std::sync::Arc;

use crate::error::{CompileError, Message, TransformError};
use crate::limits::Limits;
use crate::program::{Method, Program};
use crate::run::{self, Job, Report, Source};
use crate::{Compiler, Resolver, Trace};

/// A compiled stylesheet. Cloning is cheap, and all threads may use it at the same time.
///
/// ```
/// let stylesheet = xslt::Stylesheet::compile(
///     r#"<greeting xsl:version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
///          <xsl:value-of select="concat('Hello, ', /person/name)"/>
///        </greeting>"#,
/// )?;
/// let output = stylesheet.transform("<person><name>Ada</name></person>")?;
/// assert!(output.bytes.ends_with(b"<greeting>Hello, Ada</greeting>\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Stylesheet {
    pub(crate) program: Arc<Program>,
}

impl fmt::Debug for Stylesheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.program.modules.first().map_or("", |module| &*module.address);
        f.debug_struct("Stylesheet").field("address", &address).finish_non_exhaustive()
    }
}

impl Stylesheet {
    /// Compiles a stylesheet that imports nothing. See [`Compiler`] for one that does.
    pub fn compile(text: &str) -> Result<Self, CompileError> {
        Compiler::new().compile(text.as_bytes())
    }

    /// Transforms a document with default limits and without parameters. See [`Stylesheet::transformation`] for more.
    pub fn transform(&self, source: &str) -> Result<Output, TransformError> {
        self.transformation().collect(Source::Text(source), false)
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

    /// The encoding of results, as `xsl:output` names it; `UTF-8` where it names none.
    pub fn output_encoding(&self) -> &str {
        self.program.output.encoding.as_deref().unwrap_or("UTF-8")
    }

    /// The output method that `xsl:output` names: `xml`, `html` or `text`. Without one, a result is `html` whose first
    /// element is, and else `xml`.
    pub fn output_method(&self) -> Option<&'static str> {
        self.program.output.method.map(|method| match method {
            Method::Xml => "xml",
            Method::Html => "html",
            Method::Text => "text",
        })
    }

    /// The media type of results: as `xsl:output` names it, else that of the output method. None where both are known
    /// only from the result.
    pub fn output_media_type(&self) -> Option<&str> {
        let of_method = |method| match method {
            Method::Xml => "text/xml",
            Method::Html => "text/html",
            Method::Text => "text/plain",
        };
        let output = &self.program.output;
        output.media_type.as_deref().or_else(|| output.method.map(of_method))
    }

    /// The text of a module: of the n-th of [`Trace::modules`](crate::Trace::modules), the main one being the first.
    /// Empty where there is none.
    pub fn module_text(&self, nth: usize) -> &str {
        self.program.modules.get(nth).map_or("", |module| &module.text)
    }
}

/// A transformation with its settings.
///
/// ```
/// use xslt::{Limits, Parameter, Stylesheet};
///
/// let stylesheet = Stylesheet::compile(
///     r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
///          <xsl:output method="text"/>
///          <xsl:param name="rate" select="1"/>
///          <xsl:template match="/price"><xsl:value-of select=". * $rate"/></xsl:template>
///        </xsl:stylesheet>"#,
/// )?;
/// let text = stylesheet
///     .transformation()
///     .limits(Limits { doctype: false, ..Limits::default() })
///     .parameter("rate", Parameter::Number(1.5))
///     .run_to_string("<price>8</price>")?;
/// assert_eq!(text, "12");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct Transformation<'s> {
    stylesheet: &'s Stylesheet,
    limits: Limits,
    resolver: Option<&'s dyn Resolver>,
    address: String,
    parameters: Vec<(String, Parameter)>,
    trace: bool,
}

impl fmt::Debug for Transformation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transformation")
            .field("limits", &self.limits)
            .field("has_resolver", &self.resolver.is_some())
            .field("address", &self.address)
            .field("parameters", &self.parameters)
            .field("trace", &self.trace)
            .finish_non_exhaustive()
    }
}

impl<'s> Transformation<'s> {
    /// What it may use.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Where `document()` gets its documents.
    pub fn resolver(mut self, resolver: &'s dyn Resolver) -> Self {
        self.resolver = Some(resolver);
        self
    }

    /// The address of the source: for messages, and the base of the addresses in it.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// Gives a parameter of the stylesheet (a global `xsl:param`) its value. The name may be `{namespace}local`. One that
    /// the stylesheet does not have is ignored.
    pub fn parameter(mut self, name: impl Into<String>, value: Parameter) -> Self {
        self.parameters.push((name.into(), value));
        self
    }

    /// Whether to count what runs, how often and how long: [`Output::trace`]. It takes more time.
    pub fn trace(mut self, trace: bool) -> Self {
        self.trace = trace;
        self
    }

    /// Transforms a document, in any encoding that its XML declaration names.
    pub fn run(&self, source: &[u8]) -> Result<Output, TransformError> {
        self.collect(Source::Bytes(source), false)
    }

    /// Transforms a text to a text, whatever encodings the document and the stylesheet name: an XML declaration of the
    /// result names none.
    pub fn run_to_string(&self, source: &str) -> Result<String, TransformError> {
        let output = self.collect(Source::Text(source), true)?;
        let lossy = |error: std::string::FromUtf8Error| {
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        };
        Ok(without_encoding(String::from_utf8(output.bytes).unwrap_or_else(lossy)))
    }

    /// Transforms a document and writes the result as it comes; [`Output::bytes`] stays empty. What was written before
    /// an error is no result.
    pub fn run_to(&self, source: &[u8], writer: &mut dyn Write) -> Result<Output, TransformError> {
        self.carry_out(Source::Bytes(source), false, writer)
    }

    fn collect(&self, source: Source<'_>, to_text: bool) -> Result<Output, TransformError> {
        let mut bytes = Vec::new();
        let output = self.carry_out(source, to_text, &mut bytes)?;
        Ok(Output { bytes, ..output })
    }

    fn carry_out(
        &self,
        source: Source<'_>,
        to_text: bool,
        writer: &mut dyn Write,
    ) -> Result<Output, TransformError> {
        let job = Job {
            program: &self.stylesheet.program,
            source,
            address: &self.address,
            limits: self.limits,
            resolver: self.resolver,
            parameters: &self.parameters,
            to_text,
            trace: self.trace,
        };
        let Report { messages, documents, trace } = run::transform(&job, writer)?;
        Ok(Output { bytes: Vec::new(), messages, documents, trace })
    }
}

/// Takes the encoding out of the XML declaration, if there is one: a text has none.
fn without_encoding(mut text: String) -> String {
    const ENCODING: &str = " encoding=\"UTF-8\"";
    if text.starts_with("<?xml ")
        && let Some(end) = text.find("?>")
        && let Some(from) = text.get(..end).and_then(|declaration| declaration.find(ENCODING))
    {
        text.replace_range(from..from + ENCODING.len(), "");
    }
    text
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
    /// An `XPath` expression, evaluated with the source's root as context node (as xsltproc's `--param`). It knows the
    /// global variables, and no prefixes.
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
    /// Further results (`exsl:document`).
    pub documents: Vec<ResultDocument>,
    /// What ran, if [`Transformation::trace`] asked for it.
    pub trace: Option<Trace>,
}

/// A result beside the main one (`exsl:document`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultDocument {
    /// The address that the stylesheet gives it.
    pub href: String,
    /// It in its encoding.
    pub bytes: Vec<u8>,
}

/// One compiled stylesheet serves all threads.
const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<Stylesheet>();
    is_shared::<Output>();
    is_shared::<TransformError>();
};

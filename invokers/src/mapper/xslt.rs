//! Mappings on the crate `xslt`: the default engine.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use xslt::{Analysis, Compiler, ErrorKind, Frame, Limits, Stylesheet, TransformError};

use super::{Covered, Mapper, Mapping, MappingError, MappingFault, Running};
use crate::document::{DEPTH_MAX, DOCUMENT_BYTES_MAX};

/// The longest time of a mapping: a thousand times of what one takes.
pub const TIME_MAX: Duration = Duration::from_secs(2);
/// The deepest nesting of template calls in a mapping; a recursion over a list goes one deeper for each item.
pub const CALLS_MAX: usize = 3_000;
/// The most nodes that a mapping may hold: those of the document, and of its variables.
pub const NODES_MAX: usize = 1_000_000;
/// The longest document, in bytes, that is mapped on the thread that asks for it.
const INLINE_BYTES_MAX: usize = 64 << 10;
/// The most steps on the thread that asks; some milliseconds.
const INLINE_STEPS_MAX: u64 = 100_000;

/// Compiles mappings for the crate `xslt`.
#[derive(Debug, Clone)]
pub struct XsltMapper {
    /// One permit for each mapping that may take long at the same time.
    long: Arc<Semaphore>,
}

impl XsltMapper {
    /// One whose long mappings occupy so many threads at the most.
    pub fn new(threads: usize) -> Self {
        Self { long: Arc::new(Semaphore::new(threads.max(1))) }
    }
}

impl Mapper for XsltMapper {
    fn name(&self) -> &'static str {
        "xslt"
    }

    fn compile(&self, text: &str) -> Result<Arc<dyn Mapping>, Vec<MappingFault>> {
        match Compiler::new().compile(text.as_bytes()) {
            Ok(stylesheet) => {
                let analysis = stylesheet.analyze();
                let (fields, sets) = (fields(&analysis), sets(&analysis));
                let long = Arc::clone(&self.long);
                Ok(Arc::new(XsltMapping { stylesheet, fields, sets, long }))
            }
            Err(error) => Err(error.diagnostics.into_iter().map(MappingFault::from).collect()),
        }
    }
}

impl From<xslt::Diagnostic> for MappingFault {
    fn from(fault: xslt::Diagnostic) -> Self {
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Self {
            line: number(fault.location.line),
            column: number(fault.location.column),
            message: fault.message,
            help: fault.help,
        }
    }
}

#[derive(Debug)]
struct XsltMapping {
    stylesheet: Stylesheet,
    fields: BTreeSet<String>,
    sets: Option<BTreeSet<String>>,
    long: Arc<Semaphore>,
}

/// The dynamic fields whose values a mapping may read: `DynamicField[Name = '...']/Value`.
fn fields(analysis: &Analysis) -> BTreeSet<String> {
    let steps = analysis.reads.iter().flat_map(|read| &read.steps);
    let conditions =
        steps.filter(|step| step.test == "DynamicField").flat_map(|step| &step.conditions);
    conditions.filter(|(path, _)| path == "Name").map(|(_, name)| name.clone()).collect()
}

/// The dynamic fields that a mapping sets: those whose names stand in `Ticket/DynamicField/Name`. `None`: others
/// may be among them.
fn sets(analysis: &Analysis) -> Option<BTreeSet<String>> {
    if !analysis.unknown.is_empty() {
        return None;
    }
    let mut names = BTreeSet::new();
    for write in &analysis.writes {
        let path = elements(&write.path);
        // The ticket is the outermost element, or in one of any name.
        let below = |path: &[String]| {
            let parts = ["Ticket", "DynamicField", "Name"];
            let is_on_the_way =
                path.iter().zip(parts).all(|(name, part)| name == part || name == "*");
            is_on_the_way.then_some(path.len().cmp(&parts.len()))
        };
        let places = [below(&path), path.get(1..).and_then(below)];
        let leads_there = |order: Ordering| places.contains(&Some(order));
        let is_name = leads_there(Ordering::Equal);
        let is_open = write.open && (is_name || leads_there(Ordering::Less));
        if is_open || (is_name && write.computed) {
            return None;
        }
        if is_name {
            names.extend(write.constants.iter().cloned());
        }
    }
    Some(names)
}

/// The elements of a path, without their namespaces, which are in braces and may have slashes of their own.
fn elements(path: &str) -> Vec<String> {
    let mut elements: Vec<String> = Vec::new();
    let mut depth = 0_u32;
    for c in path.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '/' => elements.push(String::new()),
            c => elements.iter_mut().last().into_iter().for_each(|last| last.push(c)),
        }
    }
    elements.retain(|name| !name.is_empty());
    elements
}

/// What a mapping may use: its documents are those that may be here, and it reads nothing else.
const LIMITS: Limits = Limits {
    input_bytes: DOCUMENT_BYTES_MAX,
    depth: DEPTH_MAX,
    nodes: NODES_MAX,
    steps: u64::MAX,
    calls: CALLS_MAX,
    output_bytes: DOCUMENT_BYTES_MAX,
    time: TIME_MAX,
    doctype: false,
};

impl Mapping for XsltMapping {
    /// A mapping takes microseconds, less than going to another thread and back: so it is begun where it is asked for,
    /// with few steps. The rare one that needs more is begun again on a thread that may be blocked; it has no effect
    /// but its result.
    fn run<'a>(&'a self, source: &'a str) -> Running<'a> {
        Box::pin(async move {
            if source.len() <= INLINE_BYTES_MAX {
                let few = Limits { steps: INLINE_STEPS_MAX, ..LIMITS };
                match transform(&self.stylesheet, source, few) {
                    Err(error) if matches!(error.kind(), ErrorKind::TooManySteps { .. }) => {}
                    result => return result.map_err(MappingError::from),
                }
            }
            let Ok(_permit) = self.long.acquire().await else { return Err(MappingError::Busy) };
            let (stylesheet, source) = (self.stylesheet.clone(), source.to_owned());
            let long = move || transform(&stylesheet, &source, LIMITS);
            match tokio::task::spawn_blocking(long).await {
                Ok(result) => result.map_err(MappingError::from),
                Err(_ended) => Err(MappingError::Stopped("its thread ended".to_owned())),
            }
        })
    }

    fn fields(&self) -> &BTreeSet<String> {
        &self.fields
    }

    fn sets(&self) -> Option<&BTreeSet<String>> {
        self.sets.as_ref()
    }

    fn run_covered(&self, source: &str) -> Option<Result<Covered, MappingError>> {
        Some(covered(&self.stylesheet, source).map_err(MappingError::from))
    }
}

fn transform(
    stylesheet: &Stylesheet,
    source: &str,
    limits: Limits,
) -> Result<String, TransformError> {
    stylesheet.transformation().limits(limits).run_to_string(source)
}

/// What ran, and what the mapping said, beside the result.
fn covered(stylesheet: &Stylesheet, source: &str) -> Result<Covered, TransformError> {
    let output = stylesheet.transformation().limits(LIMITS).trace(true).run(source.as_bytes())?;
    let modules = output.trace.map(|trace| trace.modules).unwrap_or_default();
    Ok(Covered {
        text: String::from_utf8_lossy(&output.bytes).into_owned(),
        messages: output.messages.into_iter().map(|message| message.text).collect(),
        lines: modules.into_iter().next().map(|module| module.lines).unwrap_or_default(),
    })
}

impl From<TransformError> for MappingError {
    /// With the templates that were under way, for whoever has to mend the mapping.
    fn from(error: TransformError) -> Self {
        let mut text = error.to_string();
        for frame in error.stack() {
            let Frame { template, location } = frame;
            text.extend(["; in the template ", template, " at ", &location.to_string()]);
        }
        Self::Stopped(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: Option<&[&str]>) {
        let text = format!(
            r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">{body}</xsl:stylesheet>"#
        );
        let mapping = XsltMapper::new(1).compile(&text).unwrap();
        let sets = mapping.sets().map(|sets| sets.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(sets.as_deref(), expected, "{body}");
    }

    fn check_root(content: &str, expected: Option<&[&str]>) {
        check(&format!(r#"<xsl:template match="/">{content}</xsl:template>"#), expected);
    }

    #[test]
    fn the_fields_that_a_mapping_sets_are_its_literal_names() {
        let field = |name: &str| {
            format!("<DynamicField><Name>{name}</Name><Value>1</Value></DynamicField>")
        };
        let (a, b) = (field("A"), field("B"));
        let computed = field("<xsl:value-of select=\"//Name\"/>");
        check_root(
            &format!("<RootElement><Ticket>{a}{b}</Ticket></RootElement>"),
            Some(&["A", "B"]),
        );
        check_root(&format!("<Ticket>{a}</Ticket>"), Some(&["A"]));
        check_root(&format!("<Ticket xmlns='urn:a/b'>{a}</Ticket>"), Some(&["A"]));
        check_root("<RootElement><Ticket><State>open</State></Ticket></RootElement>", Some(&[]));
        check_root("", Some(&[]));
        check_root(&format!("<RootElement><Article>{computed}</Article></RootElement>"), Some(&[]));
        check_root(&format!("<RootElement><Ticket>{a}{computed}</Ticket></RootElement>"), None);
        check_root("<RootElement><xsl:copy-of select=\"//Ticket\"/></RootElement>", None);
        check_root(
            "<RootElement><Article><xsl:copy-of select=\"//b\"/></Article></RootElement>",
            Some(&[]),
        );
        check_root("<xsl:copy-of select=\".\"/>", None);
        check_root(
            "<RootElement><xsl:element name=\"{name(*)}\"><DynamicField><Name>C</Name></DynamicField></xsl:element></RootElement>",
            Some(&["C"]),
        );
        check(
            r#"<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>"#,
            None,
        );
    }
}

//! Running a transformation with small limits, on a small stack.

use std::time::Duration;

use xslt::{ErrorKind, Limits, Output, Stylesheet, TransformError};

pub(crate) const LIMITS: Limits = Limits {
    input_bytes: 20_000_000,
    depth: 1_000,
    nodes: 300_000,
    steps: 1_000_000,
    calls: 3_000,
    output_bytes: 1_000_000,
    time: Duration::from_mins(1),
    doctype: true,
};

/// Runs on a thread whose stack is 2 MB.
pub(crate) fn on_small_stack<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    const STACK: usize = 2 * 1024 * 1024;
    std::thread::Builder::new().stack_size(STACK).spawn(body).unwrap().join().unwrap()
}

pub(crate) fn sheet(body: &str) -> String {
    format!(
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
         xmlns:exsl='http://exslt.org/common' xmlns:str='http://exslt.org/strings' xmlns:set='http://exslt.org/sets' \
         xmlns:math='http://exslt.org/math' xmlns:dyn='http://exslt.org/dynamic' \
         xmlns:func='http://exslt.org/functions' xmlns:my='urn:my' \
         extension-element-prefixes='exsl func' exclude-result-prefixes='str set math dyn my'>\
         <xsl:output omit-xml-declaration='yes'/>{body}</xsl:stylesheet>"
    )
}

/// The stylesheet of that body.
pub(crate) fn compiled(body: &str) -> Stylesheet {
    Stylesheet::compile(&sheet(body)).unwrap_or_else(|error| panic!("{body:.300}: {error}"))
}

pub(crate) fn run(body: &str, source: &str, limits: Limits) -> Result<Output, TransformError> {
    let stylesheet = compiled(body);
    let source = source.to_owned();
    on_small_stack(move || stylesheet.transformation().limits(limits).run(source.as_bytes()))
}

/// The name of the kind of the error that it ends with.
#[expect(clippy::wildcard_enum_match_arm, reason = "there may be further kinds in time")]
pub(crate) fn kind(result: Result<Output, TransformError>) -> &'static str {
    match result {
        Ok(_) => "none",
        Err(error) => match error.kind() {
            ErrorKind::Malformed { .. } => "Malformed",
            ErrorKind::DocumentType => "DocumentType",
            ErrorKind::InputTooLarge { .. } => "InputTooLarge",
            ErrorKind::TooDeep { .. } => "TooDeep",
            ErrorKind::TooManyNodes { .. } => "TooManyNodes",
            ErrorKind::TooManySteps { .. } => "TooManySteps",
            ErrorKind::TooManyCalls { .. } => "TooManyCalls",
            ErrorKind::OutputTooLarge { .. } => "OutputTooLarge",
            ErrorKind::TimedOut { .. } => "TimedOut",
            ErrorKind::Unresolved { .. } => "Unresolved",
            ErrorKind::Dynamic { .. } => "Dynamic",
            _ => "another",
        },
    }
}

/// What the body of `match='/'` ends with on a document, by the limits of all tests.
pub(crate) fn check(template: &str, source: &str, expected: &str) {
    let body = format!("<xsl:template match='/'><o>{template}</o></xsl:template>");
    check_body(&body, source, expected);
}

pub(crate) fn check_body(body: &str, source: &str, expected: &str) {
    let found = kind(run(body, source, LIMITS));
    assert_eq!(found, expected, "{body:.300} on {source:.100}");
}

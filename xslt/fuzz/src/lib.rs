//! What the fuzzers try: each function takes any bytes and must come back, soon and without panic.
//!
//! `xslt/tests/fuzz` runs the same functions for a short while with every test run.

use std::time::Duration;

use xslt::{Limits, Stylesheet};

/// Small enough that what is bounded ends at once.
const LIMITS: Limits = Limits {
    input_bytes: 100_000,
    depth: 200,
    nodes: 100_000,
    steps: 300_000,
    calls: 300,
    output_bytes: 300_000,
    time: Duration::from_secs(20),
    doctype: true,
};

const DOCUMENT: &[u8] = b"<!DOCTYPE r [<!ATTLIST a id ID #IMPLIED>]><r xmlns:p='urn:p'><a id='x' p:b='1'>one<b/>two</a>\
    <!--c--><?t d?><a>3</a><p:c> 4.5 </p:c></r>";

const COPY: &str = "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>\
    <xsl:template match='@*|node()'><xsl:copy><xsl:apply-templates select='@*|node()'/></xsl:copy></xsl:template>\
    </xsl:stylesheet>";

fn sheet(body: &str) -> String {
    format!(
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:p='urn:p' \
         xmlns:exsl='http://exslt.org/common' xmlns:str='http://exslt.org/strings' \
         xmlns:math='http://exslt.org/math' xmlns:set='http://exslt.org/sets' \
         xmlns:date='http://exslt.org/dates-and-times' xmlns:dyn='http://exslt.org/dynamic'>\
         <xsl:key name='k' match='a' use='.'/>{body}</xsl:stylesheet>"
    )
}

fn transform(stylesheet: &Stylesheet, source: &[u8]) -> Option<Vec<u8>> {
    stylesheet.transformation().limits(LIMITS).run(source).ok().map(|output| output.bytes)
}

/// The reader and the serializer: a document that can be read is written so that it is read as the same.
pub fn document(data: &[u8]) {
    let Ok(stylesheet) = Stylesheet::compile(COPY) else {
        panic!("the copying stylesheet compiles")
    };
    if let Some(once) = transform(&stylesheet, data) {
        let twice = transform(&stylesheet, &once);
        assert_eq!(Some(&once), twice.as_ref(), "a copy of a copy differs");
    }
}

/// The expression parser, the evaluator and the functions.
pub fn expression(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let select = format!(
        "<xsl:template match='/'><o><xsl:for-each select='//node()|//@*'><xsl:copy-of select=\"{text}\"/></xsl:for-each></o>\
         </xsl:template>"
    );
    let pattern =
        format!("<xsl:template match=\"{text}\"><m/><xsl:apply-templates/></xsl:template>");
    for body in [select, pattern] {
        if let Ok(stylesheet) = Stylesheet::compile(&sheet(&body)) {
            stylesheet.analyze();
            transform(&stylesheet, DOCUMENT);
        }
    }
}

/// The compiler; what it accepts is run, too.
pub fn stylesheet(data: &[u8]) {
    match xslt::Compiler::new().compile(data) {
        Ok(stylesheet) => {
            stylesheet.analyze();
            transform(&stylesheet, DOCUMENT);
        }
        Err(error) => assert!(!error.to_string().is_empty(), "a refusal says why"),
    }
}

/// A stylesheet's body and a document, with a zero byte between.
pub fn transformation(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (Some(body), Some(source)) = (parts.next(), parts.next()) else { return };
    let Ok(body) = std::str::from_utf8(body) else { return };
    if let Ok(stylesheet) = Stylesheet::compile(&sheet(body)) {
        transform(&stylesheet, source);
    }
}

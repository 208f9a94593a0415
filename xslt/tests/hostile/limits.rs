//! Each limit, and the error that it gives.

use std::time::Duration;

use xslt::Limits;

use crate::support::{LIMITS, kind, run};

const COPY: &str = "<xsl:template match='@*|node()'><xsl:copy><xsl:apply-templates select='@*|node()'/></xsl:copy></xsl:template>";
const DEEP: &str = "<xsl:template match='/' name='t'><xsl:call-template name='t'/></xsl:template>";
const MANY: &str = "<xsl:template match='/'><o><xsl:for-each select='//a'><xsl:for-each select='//a'>\
                    <xsl:value-of select='//a[2]'/></xsl:for-each></xsl:for-each></o></xsl:template>";

fn document(n_elements: usize) -> String {
    format!("<r>{}</r>", "<a>1</a>".repeat(n_elements))
}

#[test]
fn each_limit_has_its_error() {
    let check = |limits: Limits, body: &str, source: &str, expected: &str| {
        assert_eq!(kind(run(body, source, limits)), expected, "{limits:?}");
    };
    let thousand = document(1_000);
    check(LIMITS, COPY, &thousand, "none");
    check(Limits { input_bytes: 1_000, ..LIMITS }, COPY, &thousand, "InputTooLarge");
    check(Limits { depth: 1, ..LIMITS }, COPY, &thousand, "TooDeep");
    check(Limits { depth: 2, ..LIMITS }, COPY, &thousand, "none");
    check(Limits { nodes: 1_000, ..LIMITS }, COPY, &thousand, "TooManyNodes");
    check(Limits { steps: 1_000, ..LIMITS }, COPY, &thousand, "TooManySteps");
    check(Limits { calls: 50, ..LIMITS }, DEEP, "<a/>", "TooManyCalls");
    check(Limits { output_bytes: 1_000, ..LIMITS }, COPY, &thousand, "OutputTooLarge");
    check(Limits { time: Duration::ZERO, ..LIMITS }, COPY, &thousand, "TimedOut");
    check(Limits { doctype: false, ..LIMITS }, COPY, "<!DOCTYPE a><a/>", "DocumentType");
    check(LIMITS, COPY, "<!DOCTYPE a><a/>", "none");
    let none = Limits { nodes: 0, steps: 0, calls: 0, output_bytes: 0, ..LIMITS };
    check(none, COPY, "<a/>", "TooManyNodes");
    check(Limits { input_bytes: 0, ..LIMITS }, COPY, "<a/>", "InputTooLarge");
}

#[test]
fn what_ends_in_a_template_says_where() {
    let check = |limits: Limits, body: &str, at: &str, templates: &[&str]| {
        let error = run(body, &document(100), limits).unwrap_err();
        assert_eq!(
            error.location().unwrap().to_string().split(':').next_back(),
            Some(at),
            "{error}"
        );
        let stack: Vec<&str> = error.stack().iter().map(|frame| &*frame.template).collect();
        assert_eq!(stack, templates, "{error}");
    };
    let column =
        |body: &str, what: &str| (crate::support::sheet(body).find(what).unwrap() + 1).to_string();
    let at = column(MANY, "<xsl:value-of");
    check(Limits { steps: 10_000, ..LIMITS }, MANY, &at, &["match=\"/\""]);
    let at = column(MANY, "<xsl:value-of");
    check(
        Limits { output_bytes: 50, steps: 100_000_000, ..LIMITS },
        &MANY.replace("//a[2]", "str:padding(99)"),
        &at,
        &["match=\"/\""],
    );
    let at = column(DEEP, "<xsl:call-template");
    let frames = ["match=\"/\" name=\"t\""; 6];
    check(Limits { calls: 5, ..LIMITS }, DEEP, &at, &frames);
}

#[test]
fn the_stack_of_an_endless_recursion_is_cut() {
    let error = run(DEEP, "<a/>", LIMITS).unwrap_err();
    assert!((10..=50).contains(&error.stack().len()), "{}", error.stack().len());
}

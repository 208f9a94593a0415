use std::fmt::Write;
use std::time::Duration;

use super::compile;
use crate::{ErrorKind, Limits};

fn kind(declarations: &str, source: &str, limits: Limits) -> ErrorKind {
    let compiled = compile(declarations);
    compiled.transformation().limits(limits).run(source.as_bytes()).unwrap_err().kind().clone()
}

/// Runs a test on a thread with little stack.
fn on_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(test);
    thread.unwrap().join().unwrap();
}

fn recursion(depth: usize, content: &str) -> String {
    format!(
        "<xsl:template match='/'><xsl:call-template name='n'/></xsl:template>\
         <xsl:template name='n'><xsl:param name='d' select='{depth}'/><xsl:choose><xsl:when test='$d &gt; 1'>\
         {content}<xsl:call-template name='n'><xsl:with-param name='d' select='$d - 1'/></xsl:call-template>\
         </xsl:when><xsl:otherwise>end</xsl:otherwise></xsl:choose></xsl:template>"
    )
}

#[test]
fn calls_nest_as_deeply_as_allowed() {
    on_small_stack(|| {
        for depth in [300, 2_900] {
            assert_eq!(super::transform(&recursion(depth, ""), "<a/>").unwrap().trim_end(), "end");
        }
        let limit = Limits::default().calls;
        assert_eq!(
            kind(&recursion(limit + 1, ""), "<a/>", Limits::default()),
            ErrorKind::TooManyCalls { limit }
        );
        let few = Limits { calls: 10, ..Limits::default() };
        assert_eq!(kind(&recursion(20, ""), "<a/>", few), ErrorKind::TooManyCalls { limit: 10 });
    });
}

#[test]
fn functions_variables_and_rules_nest_as_deeply_as_allowed() {
    let function = "<func:function name='f:f'><xsl:param name='d'/><xsl:variable name='r'><xsl:if test='$d &gt; 0'>\
                    <xsl:value-of select='f:f($d - 1)'/></xsl:if></xsl:variable><func:result select='concat($r, 1)'/></func:function>\
                    <xsl:template match='/'><xsl:value-of select='string-length(f:f(1500))'/></xsl:template>";
    let endless = "<func:function name='f:f'><func:result select='f:f()'/></func:function>\
                   <xsl:template match='/'><xsl:value-of select='f:f()'/></xsl:template>";
    let source = format!("{}{}", "<a>".repeat(900), "</a>".repeat(900));
    on_small_stack(move || {
        assert_eq!(super::transform(function, "<a/>").unwrap().trim_end(), "1501");
        assert_eq!(
            kind(endless, "<a/>", Limits::default()),
            ErrorKind::TooManyCalls { limit: 3_000 }
        );
        let copy =
            "<xsl:template match='a'><xsl:copy><xsl:apply-templates/></xsl:copy></xsl:template>";
        assert_eq!(super::transform(copy, &source).unwrap().matches("<a>").count(), 899);
        assert_eq!(super::transform("", &source).unwrap(), "");
    });
}

#[test]
fn blocks_nest_as_deeply_as_a_stylesheet() {
    let mut body = String::new();
    for _ in 0..80 {
        write!(body, "<o><xsl:if test='1'><xsl:for-each select='.'>").unwrap();
    }
    body.push_str("<xsl:if test='$d = 3'>in</xsl:if>");
    body.push_str(&"</xsl:for-each></xsl:if></o>".repeat(80));
    on_small_stack(move || {
        let result = super::transform(&recursion(5, &body), "<a/>").unwrap();
        assert_eq!(result.matches("<o").count(), 4 * 80);
        assert!(result.contains("<o>in</o>"));
    });
}

#[test]
fn every_bound_is_an_error_of_its_own() {
    let endless = recursion(100_000, "");
    let calls = 1_000_000;
    let source = "<a><b/><b/><b/></a>";
    let steps = Limits { steps: 100, ..Limits::default() };
    assert_eq!(kind(&endless, source, steps), ErrorKind::TooManySteps { limit: 100 });
    let time = Limits { time: Duration::from_nanos(1), calls, ..Limits::default() };
    assert_eq!(kind(&endless, source, time), ErrorKind::TimedOut { limit: time.time });
    let input = Limits { input_bytes: 10, ..Limits::default() };
    assert_eq!(kind(&endless, source, input), ErrorKind::InputTooLarge { limit: 10 });
    let nodes = Limits { nodes: 30, ..Limits::default() };
    let fragments =
        "<xsl:template match='b'><xsl:variable name='v'><x/></xsl:variable></xsl:template>";
    assert_eq!(kind(fragments, source, nodes), ErrorKind::TooManyNodes { limit: 30 });
    let output = Limits { output_bytes: 1_000, ..Limits::default() };
    let limit = 1_000;
    let long = "<xsl:template match='b'>0123456789012345678901234567890123456789</xsl:template>";
    let many = format!("<a>{}</a>", "<b/>".repeat(1_000));
    assert_eq!(kind(long, &many, output), ErrorKind::OutputTooLarge { limit });
    let messages = "<xsl:template match='b'><xsl:message>message</xsl:message></xsl:template>";
    assert_eq!(kind(messages, &many, output), ErrorKind::OutputTooLarge { limit });
    let results =
        "<xsl:template match='b'><exsl:document href='x'><y/></exsl:document></xsl:template>";
    assert_eq!(kind(results, &many, output), ErrorKind::OutputTooLarge { limit });
    let doctype = Limits { doctype: false, ..Limits::default() };
    assert_eq!(kind("", "<!DOCTYPE a><a/>", doctype), ErrorKind::DocumentType);
    let depth = Limits { depth: 1, ..Limits::default() };
    assert_eq!(kind("", source, depth), ErrorKind::TooDeep { limit: 1 });
}

#[test]
fn a_recursion_does_not_hold_long_texts_or_node_sets_without_bound() {
    let limits = Limits { output_bytes: 10_000, nodes: 3_000, ..Limits::default() };
    let texts = recursion(1_000, "<xsl:variable name='v' select=\"concat(/a, $d)\"/>");
    let source = format!("<a>{}</a>", "x".repeat(9_000));
    assert_eq!(kind(&texts, &source, limits), ErrorKind::OutputTooLarge { limit: 10_000 });
    let nodes = "<xsl:template match='/'><xsl:call-template name='n'/></xsl:template>\
                 <xsl:template name='n'><xsl:for-each select='//b'><xsl:call-template name='n'/></xsl:for-each></xsl:template>";
    let source = format!("<a>{}</a>", "<b/>".repeat(1_000));
    assert_eq!(kind(nodes, &source, limits), ErrorKind::TooManyNodes { limit: 3_000 });
    let replaced = "<xsl:template match='/'><xsl:for-each select='//b'><xsl:variable name='v' select='concat(/a/@x, .)'/>\
                    </xsl:for-each></xsl:template>";
    let source = format!("<a x='{}'>{}</a>", "x".repeat(1_000), "<b/>".repeat(1_000));
    let result = compile(replaced).transformation().limits(limits).run_to_string(&source);
    assert_eq!(result.unwrap(), "");
}

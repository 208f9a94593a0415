//! Recursion that is deep, and such that never ends.

use xslt::{Compiler, Resolver, Resource, Stylesheet};

use crate::support::{LIMITS, check, check_body, on_small_stack, run, sheet};

fn counting(depth: usize) -> [String; 3] {
    let call = "<xsl:template match='/'><o><xsl:call-template name='t'><xsl:with-param name='n' select='DEPTH'/></xsl:call-template></o></xsl:template>\
        <xsl:template name='t'><xsl:param name='n'/><xsl:choose><xsl:when test='$n &gt; 1'><a><xsl:call-template name='t'><xsl:with-param name='n' select='$n - 1'/></xsl:call-template></a></xsl:when><xsl:otherwise>end</xsl:otherwise></xsl:choose></xsl:template>";
    let apply = "<xsl:template match='/'><o><xsl:apply-templates select='*'><xsl:with-param name='n' select='DEPTH'/></xsl:apply-templates></o></xsl:template>\
        <xsl:template match='a'><xsl:param name='n'/><xsl:for-each select='.'><xsl:variable name='v'><b><xsl:choose><xsl:when test='$n &gt; 1'><xsl:apply-templates select='.'><xsl:with-param name='n' select='$n - 1'/></xsl:apply-templates></xsl:when><xsl:otherwise>end</xsl:otherwise></xsl:choose></b></xsl:variable><xsl:value-of select='$v'/></xsl:for-each></xsl:template>";
    let function = "<func:function name='my:f'><xsl:param name='n'/><xsl:choose><xsl:when test='$n &gt; 1'><func:result select=\"concat('', my:f($n - 1))\"/></xsl:when><xsl:otherwise><func:result select=\"'end'\"/></xsl:otherwise></xsl:choose></func:function>\
        <xsl:template match='/'><o><xsl:value-of select='my:f(DEPTH)'/></o></xsl:template>";
    [call, apply, function].map(|body| body.replace("DEPTH", &depth.to_string()))
}

#[test]
fn recursion_that_ends_may_be_deep() {
    for depth in [300, 2_900] {
        for body in counting(depth) {
            let bytes = run(&body, "<a/>", LIMITS).unwrap().bytes;
            assert!(String::from_utf8(bytes).unwrap().contains("end"), "{body}");
        }
    }
    for body in counting(4_000) {
        check_body(&body, "<a/>", "TooManyCalls");
    }
}

#[test]
fn recursion_without_end_is_ended() {
    for body in [
        "<xsl:template match='/' name='t'><xsl:call-template name='t'/></xsl:template>",
        "<xsl:template match='/' name='t'><a><xsl:variable name='v'><b><xsl:call-template name='t'/></b></xsl:variable></a></xsl:template>",
        "<xsl:template match='/'><xsl:apply-templates select='/'/></xsl:template>",
        "<xsl:template match='/'><xsl:for-each select='*'><xsl:apply-templates select='/'/></xsl:for-each></xsl:template>",
        "<xsl:template match='a'><xsl:apply-templates select='..' mode='m'/></xsl:template><xsl:template match='/' mode='m'><xsl:apply-templates/></xsl:template>",
        "<func:function name='my:f'><func:result select='my:f()'/></func:function><xsl:template match='/'><xsl:value-of select='my:f()'/></xsl:template>",
        "<func:function name='my:f'><func:result select='//a[my:f()]'/></func:function><xsl:template match='a[my:f()]'/>",
        "<func:function name='my:f'><func:result><xsl:apply-templates select='/'/></func:result></func:function><xsl:template match='/'><xsl:value-of select='my:f()'/></xsl:template>",
        "<xsl:variable name='e' select=\"'dyn:evaluate($e)'\"/><xsl:template match='/'><xsl:value-of select='dyn:evaluate($e)'/></xsl:template>",
        "<xsl:variable name='e' select=\"'dyn:map(//a, $e)'\"/><xsl:template match='/'><xsl:value-of select='dyn:map(/, $e)'/></xsl:template>",
        "<xsl:template match='/' name='t'><xsl:message><xsl:call-template name='t'/></xsl:message></xsl:template>",
        "<xsl:template match='/' name='t'><o><xsl:attribute name='a'><xsl:call-template name='t'/></xsl:attribute></o></xsl:template>",
    ] {
        check_body(body, "<a><a/></a>", "TooManyCalls");
    }
    check_body(
        "<xsl:template match='/' name='t'><exsl:document href='x'><xsl:call-template name='t'/></exsl:document></xsl:template>",
        "<a/>",
        "Dynamic",
    );
}

#[test]
fn circles_of_definitions_are_found() {
    for body in [
        "<xsl:variable name='a' select='$b'/><xsl:variable name='b' select='$a'/><xsl:template match='/'><xsl:value-of select='$a'/></xsl:template>",
        "<xsl:variable name='a'><xsl:call-template name='t'/></xsl:variable><xsl:template name='t'><x><xsl:value-of select='$a'/></x></xsl:template><xsl:template match='/'><xsl:value-of select='$a'/></xsl:template>",
        "<xsl:key name='k' match='a' use=\"key('k', .)\"/><xsl:template match='/'><xsl:value-of select=\"key('k', 'x')\"/></xsl:template>",
        "<xsl:attribute-set name='s' use-attribute-sets='t'/><xsl:attribute-set name='t' use-attribute-sets='s'/><xsl:template match='/'><o xsl:use-attribute-sets='s'/></xsl:template>",
    ] {
        match Stylesheet::compile(&sheet(body)) {
            Ok(_) => check_body(body, "<a/>", "Dynamic"),
            Err(error) => assert!(!error.diagnostics.is_empty(), "{body}"),
        }
    }
    let chain: String = (0..2_000)
        .map(|n| format!("<xsl:variable name='v{n}' select='$v{} + 1'/>", n + 1))
        .collect();
    let chain = format!("{chain}<xsl:variable name='v2000' select='0'/>");
    let show = "<xsl:template match='/'><o><xsl:value-of select='$v0'/></o></xsl:template>";
    assert_eq!(run(&format!("{chain}{show}"), "<a/>", LIMITS).unwrap().bytes, b"<o>2000</o>\n");
    let sets: String = (0..2_000)
        .map(|n| format!("<xsl:attribute-set name='s{n}' use-attribute-sets='s{}'/>", n + 1))
        .collect();
    let sets = format!(
        "{sets}<xsl:attribute-set name='s2000'/><xsl:template match='/'><o xsl:use-attribute-sets='s0'/></xsl:template>"
    );
    check_body(&sets, "<a/>", "none");
    let doubled: String = (0..40)
        .map(|n| {
            format!("<xsl:attribute-set name='s{n}' use-attribute-sets='s{} s{}'/>", n + 1, n + 1)
        })
        .collect();
    let doubled = format!(
        "{doubled}<xsl:attribute-set name='s40'/><xsl:template match='/'><o xsl:use-attribute-sets='s0'/></xsl:template>"
    );
    check_body(&doubled, "<a/>", "TooManySteps");
}

/// Gives one text under any address; a number in the address goes up.
struct Endless(&'static str);

impl Resolver for Endless {
    fn resolve(&self, href: &str, _base: &str) -> Result<Resource, String> {
        let next = href.parse().map_or(0, |n: u64| n + 1);
        let bytes = self.0.replace("NEXT", &next.to_string()).into_bytes();
        Ok(Resource { address: href.to_owned(), bytes })
    }
}

#[test]
fn modules_without_end_are_refused() {
    for (element, address) in
        [("include", "same"), ("import", "same"), ("include", "NEXT"), ("import", "NEXT")]
    {
        let text = format!(
            "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:{element} href='{address}'/></xsl:stylesheet>"
        );
        let resolver = Endless(Box::leak(text.clone().into_boxed_str()));
        let error = on_small_stack(move || {
            Compiler::new().resolver(&resolver).compile(text.as_bytes()).unwrap_err()
        });
        assert_eq!(error.diagnostics.len(), 1, "{element} {address}: {error}");
    }
    let imports = sheet("<xsl:import href='file:///etc/passwd'/>");
    assert!(!Stylesheet::compile(&imports).unwrap_err().diagnostics.is_empty());
    let recursive = "<xsl:template match='/' name='t'><xsl:param name='n' select='0'/><xsl:copy-of select='document(string($n))'/><xsl:call-template name='t'><xsl:with-param name='n' select='$n + 1'/></xsl:call-template></xsl:template>";
    let stylesheet = crate::support::compiled(recursive);
    let resolver = Endless("<a/>");
    let result = on_small_stack(move || {
        stylesheet.transformation().limits(LIMITS).resolver(&resolver).run(b"<a/>")
    });
    assert_eq!(crate::support::kind(result), "TooManyCalls");
}

#[test]
fn what_a_recursion_holds_is_bounded() {
    let text = "<xsl:param name='s' select=\"str:padding(100000)\"/>";
    let again = |select: &str| {
        format!(
            "<xsl:call-template name='t'><xsl:with-param name='s' select=\"{select}\"/></xsl:call-template>"
        )
    };
    for (recursion, expected) in [
        (again("concat($s, $s)"), "OutputTooLarge"),
        (again("concat($s, 'x')"), "OutputTooLarge"),
        (
            format!(
                "<xsl:variable name='v'><xsl:value-of select='$s'/>{}</xsl:variable>",
                again("$s")
            ),
            "OutputTooLarge",
        ),
        (
            format!(
                "<xsl:variable name='v'><b/><xsl:value-of select='$s'/>{}</xsl:variable>",
                again("$s")
            ),
            "OutputTooLarge",
        ),
        (
            format!(
                "<xsl:attribute name='v'><xsl:value-of select='$s'/>{}</xsl:attribute>",
                again("$s")
            ),
            "OutputTooLarge",
        ),
    ] {
        check_body(
            &format!("<xsl:template match='/' name='t'>{text}{recursion}</xsl:template>"),
            "<a/>",
            expected,
        );
    }
    let doubling = "<xsl:template match='/' name='t'><xsl:param name='s' select='/'/><xsl:variable name='v'><xsl:copy-of select='$s'/><xsl:copy-of select='$s'/></xsl:variable><xsl:call-template name='t'><xsl:with-param name='s' select='exsl:node-set($v)'/></xsl:call-template></xsl:template>";
    check_body(doubling, "<a><b/><b/></a>", "TooManyNodes");
    check(
        "<xsl:variable name='e'><xsl:for-each select='//a'><xsl:for-each select='//a'><xsl:value-of select='.'/></xsl:for-each></xsl:for-each></xsl:variable><xsl:value-of select='string-length($e)'/>",
        &format!("<r>{}</r>", "<a>0123456789</a>".repeat(600)),
        "OutputTooLarge",
    );
}

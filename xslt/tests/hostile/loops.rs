//! Loops over many nodes, and what is made in them.

use crate::support::{check, check_body};

fn source(n_elements: usize) -> String {
    let all: String = (0..n_elements).map(|n| format!("<a id='{n}'>{}</a>", n % 7)).collect();
    format!("<r>{all}</r>")
}

/// A document that nests, with a text in many pieces.
fn nested(depth: usize, text: &str) -> String {
    format!(
        "{}{}{}",
        "<a>".repeat(depth),
        format!("{text}<!---->").repeat(100),
        "</a>".repeat(depth)
    )
}

#[test]
fn what_is_quadratic_takes_as_many_steps() {
    let source = source(5_000);
    for select in [
        "count(//a[. = preceding::a])",
        "count(//a[count(following::a) = 1])",
        "count(//a[count(preceding-sibling::a) = 1])",
        "count(//*[count(//a) = 1])",
        "count(//a[not(. = //a/@none)])",
        "count(dyn:map(//a, '//a'))",
        "count(key('all', //a))",
    ] {
        let body = format!(
            "<xsl:key name='all' match='a' use=\"'x'\"/><xsl:key name='all' match='a' use='.'/><xsl:template match='/'><o><xsl:value-of select=\"{select}\"/></o></xsl:template>"
        );
        check_body(&body, &source, "TooManySteps");
    }
    check(
        "<xsl:for-each select='//a'><xsl:sort select='count(//a)'/>1</xsl:for-each>",
        &source,
        "TooManySteps",
    );
    check(
        "<xsl:for-each select='//a'><xsl:number level='any' count='a[. = 1 or count(//a) = 0]'/></xsl:for-each>",
        &source,
        "TooManySteps",
    );
}

#[test]
fn sorting_and_keys_keep_no_more_than_some_results() {
    let source = source(5_000);
    let text = "<xsl:variable name='s' select='str:padding(100000)'/>";
    let sorted = |key: &str| {
        format!("{text}<xsl:for-each select='//a'><xsl:sort select=\"{key}\"/>1</xsl:for-each>")
    };
    check(&sorted("concat($s, .)"), &source, "OutputTooLarge");
    check(&sorted("$s"), &source, "OutputTooLarge");
    check(&sorted("concat(., @id)"), &source, "none");
    let keys = "<xsl:key name='k' match='a' use='concat(str:padding(100000), @id)'/><xsl:template match='/'><o><xsl:value-of select=\"key('k', 1)\"/></o></xsl:template>";
    check_body(keys, &source, "OutputTooLarge");
    let deep = nested(500, &"x".repeat(500));
    for select in [
        "//a = //a[. = 'x']",
        "count(str:replace('x', //a, 'y'))",
        "string-length(str:concat(//a))",
    ] {
        check(
            &format!("<xsl:value-of select=\"{select}\"/>"),
            &deep,
            if select.contains(" = ") { "none" } else { "OutputTooLarge" },
        );
    }
    check("<xsl:value-of select='//a = //a/..'/>", &deep, "OutputTooLarge");
}

#[test]
fn node_sets_hold_no_node_twice() {
    let source = source(5_000);
    let union = ["//a"; 20].join("|");
    check(&format!("<xsl:value-of select='count({union})'/>"), &source, "none");
    let union = ["//node()"; 1_000].join("|");
    check(&format!("<xsl:value-of select='count({union})'/>"), &source, "TooManySteps");
    check("<xsl:value-of select=\"count(id('1 2 1'))\"/>", &source, "none");
}

#[test]
fn what_is_written_aside_is_bounded() {
    let source = source(5_000);
    let each = |body: &str| {
        format!(
            "<xsl:for-each select='//a'><xsl:for-each select='//a'>{body}</xsl:for-each></xsl:for-each>"
        )
    };
    for (body, expected) in [
        ("<xsl:message>said</xsl:message>", "OutputTooLarge"),
        ("<xsl:message/>", "OutputTooLarge"),
        ("<xsl:message><b/></xsl:message>", "OutputTooLarge"),
        (
            "<xsl:message><xsl:value-of select='str:padding(100000)'/></xsl:message>",
            "OutputTooLarge",
        ),
        ("<exsl:document href='x'>1</exsl:document>", "OutputTooLarge"),
        ("<exsl:document href='x'/>", "OutputTooLarge"),
        ("<xsl:variable name='v'><b/></xsl:variable>", "TooManyNodes"),
        ("<xsl:variable name='v' select=\"str:tokenize('1 2 3')\"/>", "TooManyNodes"),
        ("<xsl:variable name='v' select=\"exsl:node-set('1')\"/>", "TooManyNodes"),
        (
            "<xsl:variable name='v' select=\"dyn:evaluate(concat(generate-id(), ' or ', str:padding(400, 'a')))\"/>",
            "TooManyNodes",
        ),
        (
            "<xsl:variable name='v'><xsl:element name='{concat(\"a\", position(), \"-\", ../@none)}'/></xsl:variable>",
            "TooManyNodes",
        ),
        (
            "<xsl:comment><xsl:value-of select='str:padding(100000)'/></xsl:comment>",
            "OutputTooLarge",
        ),
    ] {
        check(&each(body), &source, expected);
    }
}

#[test]
fn names_that_are_made_are_bounded() {
    let names = |name: &str| {
        format!(
            "<xsl:for-each select='//a'><xsl:variable name='v'><xsl:comment><xsl:element name='{name}'/></xsl:comment></xsl:variable></xsl:for-each>"
        )
    };
    let source = source(5_000);
    check(&names("n{str:padding(90000, \"x\")}{position()}"), &source, "TooManyNodes");
    check(&names("n{position()}"), &source, "none");
}

#[test]
fn attributes_and_namespaces_of_one_element_are_bounded() {
    let source = source(5_000);
    let each = "<xsl:for-each select='//a'><xsl:attribute name='p{position()}:a' namespace='u{position()}'/></xsl:for-each>";
    check(&format!("<e>{each}</e>"), &source, "TooManySteps");
    let few = each.replace("//a", "//a[position() &lt; 1000]");
    let built = format!("<xsl:variable name='v'><e>{few}</e></xsl:variable>");
    check(&format!("{built}<xsl:copy-of select='exsl:node-set($v)'/>"), &source, "none");
    check(
        &format!(
            "{built}<xsl:value-of select='count(exsl:node-set($v)/e/namespace::*[name() != .])'/>"
        ),
        &source,
        "none",
    );
    check(
        "<e><xsl:for-each select='//a'><xsl:attribute name='x'><xsl:value-of select='str:padding(1000)'/></xsl:attribute></xsl:for-each></e>",
        &source,
        "OutputTooLarge",
    );
}

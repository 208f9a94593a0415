//! What the engine says of stylesheets that it does not take: where, what, and what to write instead.

#![cfg(test)]

use xrust_engine::{Engine, Limits};

fn faults(text: &str) -> Vec<String> {
    let engine = Engine::new(1, Limits::default()).unwrap();
    match engine.compile(text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

/// The faults of a stylesheet whose second line this is.
#[track_caller]
fn check(line: &str, expected: &[&str]) {
    let text = format!(
        "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">\n{line}\n</xsl:stylesheet>"
    );
    assert_eq!(faults(&text), expected, "{line}");
}

/// A fault of an expression.
#[track_caller]
fn check_expr(expr: &str, expected: &str) {
    let line = format!(
        "<xsl:template match=\"/\"><o><xsl:value-of select=\"{expr}\"/></o></xsl:template>"
    );
    let expected = expected.strip_prefix("2:").unwrap_or(expected);
    let (at, rest) = expected.split_once(' ').unwrap();
    let column = 49 + at.parse::<usize>().unwrap();
    check(&line, &[&format!("2:{column}: {rest}")]);
}

#[test]
fn the_root_has_to_be_a_stylesheet() {
    let help = r#"(help: begin with `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">`)"#;
    assert_eq!(
        faults("<a/>"),
        [format!("1:1: the root element is `a`, which is not a stylesheet {help}")]
    );
    assert_eq!(
        faults("<x:transform version='1.0' xmlns:x='http://www.w3.org/TR/WD-xsl'/>"),
        [format!("1:1: the root element `transform` is not in the namespace of XSLT {help}")]
    );
}

#[test]
fn the_version_has_to_be_that_of_xslt_1() {
    let sheet = |version: &str| {
        format!("<xsl:stylesheet {version} xmlns:xsl='http://www.w3.org/1999/XSL/Transform'/>")
    };
    assert_eq!(
        faults(&sheet("")),
        [r#"1:1: the stylesheet has no version (help: add `version="1.0"`)"#]
    );
    assert_eq!(
        faults(&sheet("version='2.0'")),
        ["1:26: version `2.0` of XSLT is not supported (help: write the stylesheet in XSLT 1.0)"]
    );
}

#[test]
fn an_empty_namespace_is_explained() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xsl:transform version=\"1.0\" xmlns:xsl=\"\">\n</xsl:transform>";
    assert_eq!(
        faults(text),
        [
            r#"2:41: not a well-formed stylesheet: the prefix `xsl` is declared with an empty namespace (help: write `xmlns:xsl="http://www.w3.org/1999/XSL/Transform"` in the root element)"#
        ]
    );
    assert_eq!(
        faults("<xsl:transform version='1.0'/>"),
        [
            r#"1:1: not a well-formed stylesheet: the prefix `xsl` is not declared (help: write `xmlns:xsl="http://www.w3.org/1999/XSL/Transform"` in the root element)"#
        ]
    );
}

#[test]
fn what_is_not_xml_is_located() {
    assert_eq!(faults("<a>\n  <b></c></a>").len(), 1);
    assert!(
        faults("<a>\n  <b></c></a>")[0].starts_with("2:6: not well-formed XML: "),
        "{:?}",
        faults("<a>\n  <b></c></a>")
    );
    assert_eq!(
        faults("<!DOCTYPE a><a/>"),
        ["1:1: a document type declaration (DOCTYPE) is not accepted (help: remove it)"]
    );
    assert_eq!(
        faults("<a>&nbsp;</a>"),
        ["1:4: the entity `&nbsp;` is not defined (help: write the character itself)"]
    );
    assert_eq!(faults(&"<a>".repeat(100)), ["1:193: the stylesheet nests deeper than 64 elements"]);
}

#[test]
fn all_faults_come_at_once() {
    check(
        r#"<xsl:import href="x"/><xsl:template match="i["><xsl:foo/><xsl:value-of/></xsl:template>"#,
        &[
            "2:1: `xsl:import` is not supported: mappings read no other files (help: put the templates into this stylesheet)",
            "2:46: the expression ends too early",
            "2:48: `xsl:foo` is not an instruction of this engine",
            r#"2:58: `xsl:value-of` needs the attribute `select` (help: add `select="..."`)"#,
        ],
    );
}

#[test]
fn no_other_document_is_read() {
    for call in ["document('a.xml')", "doc('a')", "unparsed-text('a')", "collection()"] {
        let name = call.split('(').next().unwrap();
        check_expr(
            call,
            &format!(
                "2:1 `{name}()` reads other documents, which mappings cannot (help: put what is needed into the ticket)"
            ),
        );
    }
    for name in ["import", "include"] {
        check(
            &format!("<xsl:{name} href='file:///etc/passwd'/>"),
            &[&format!(
                "2:1: `xsl:{name}` is not supported: mappings read no other files (help: put the templates into this stylesheet)"
            )],
        );
    }
    check(
        "<xsl:template match='/' xmlns:exsl='http://exslt.org/common'><exsl:document href='x'/></xsl:template>",
        &[
            "2:62: the extension element `exsl:document` is not supported (help: write XSLT 1.0 alone)",
        ],
    );
}

#[test]
fn what_cannot_be_evaluated_exactly_is_refused() {
    check_expr(
        "//i[last()]",
        "2:5 `last()` is not supported (help: write `[not(following-sibling::Item)]` for the last of its kind, or compare with `count(...)`)",
    );
    check_expr(
        "position()",
        "2:1 `position()` is only supported in a predicate (help: count what comes before, as in `count(preceding-sibling::Item) + 1`)",
    );
    check_expr(
        "current()",
        "2:1 `current()` is not supported (help: keep the node before: `<xsl:variable name=\"this\" select=\".\"/>`, then `$this`)",
    );
    check_expr("name()", "2:1 `name()` is not supported (help: use `local-name()`)");
    check_expr(
        "1 div $x",
        "2:7 `div` is only supported by a number that is not zero (help: divide where the value is used, or multiply)",
    );
    check_expr(
        "substring('a', //i)",
        "2:16 here `substring` takes a whole number from 1 on (help: use `substring-before` and `substring-after` where the place is computed)",
    );
    check_expr(
        "preceding-sibling::i[1]",
        "2:1 a position is counted backwards on this axis, which is not supported (help: put the path in parentheses to count in document order, as in `(preceding-sibling::Item)[1]`)",
    );
    check_expr("following::i", "2:1 the axis `following` is not supported");
    check_expr("key('a', 1)", "2:1 the function `key` is not supported by this engine");
}

#[test]
fn what_is_not_xpath_1_is_refused() {
    check_expr("if (1) then 2 else 3", "2:8 `then` is not an operator of XPath 1.0");
    check_expr("1 to 3", "2:3 `to` is not an operator of XPath 1.0");
    check_expr("//i eq 1", "2:5 `eq` is not an operator of XPath 1.0");
    check_expr("matches('a', 'b')", "2:1 `matches` is not a function of XPath 1.0");
    check_expr("concat('a')", "2:1 the function `concat` takes 2 or more argument(s), not 1");
    check_expr(
        "$x",
        "2:1 the variable `$x` is not declared (help: declare it by `xsl:variable` before it is used)",
    );
    check_expr(
        "x:a",
        "2:1 the prefix `x` is not declared (help: declare it in the root element: `xmlns:x=\"...\"`)",
    );
    check_expr("'a", "2:1 a quotation mark is not closed");
    check_expr("1 +", "2:4 the expression ends too early");
    check_expr("(1", "2:3 here `)` is expected");
    check_expr("a # b", "2:3 `#` has no meaning in an expression");
    check_expr("count('a')", "2:7 here nodes are expected, and this is a single value");
    check_expr("'a' | //b", "2:1 here nodes are expected, and this is a single value");
}

#[test]
fn expressions_are_bounded() {
    check_expr(&"(".repeat(100), "2:41 the expression nests deeper than 40");
    let long = vec!["1"; 300].join("+");
    let line =
        format!("<xsl:template match=\"/\"><xsl:value-of select=\"{long}\"/></xsl:template>");
    check(
        &line,
        &["2:248: the expression has more than 200 parts (help: split it by `xsl:variable`)"],
    );
}

#[test]
fn instructions_are_checked() {
    let inside = |instruction: &str, expected: &str| {
        check(&format!("<xsl:template match=\"/\">{instruction}</xsl:template>"), &[expected]);
    };
    inside(
        "<xsl:choose/>",
        r#"2:25: `xsl:choose` has no `xsl:when` (help: add `<xsl:when test="...">`)"#,
    );
    inside(
        "<xsl:sort/>",
        "2:25: `xsl:sort` is not supported here (help: put `xsl:sort` first in `xsl:for-each` or `xsl:apply-templates`)",
    );
    inside(
        "<xsl:text><a/></xsl:text>",
        "2:35: `xsl:text` has only text in it (help: put the element beside it)",
    );
    inside(
        "<xsl:if test='1' tst='1'>a</xsl:if>",
        "2:47: `xsl:if` has no attribute `tst` here (help: it takes `test`)",
    );
    inside(
        "<o a='{'/>",
        "2:31: a brace has no partner (help: write `{{` and `}}` for the braces themselves)",
    );
    inside(
        "<o a='{b'/>",
        "2:31: a brace has no partner (help: write `{{` and `}}` for the braces themselves)",
    );
    inside(
        "<o xsl:use-attribute-sets='a'/>",
        "2:52: `xsl:use-attribute-sets` is not supported (help: write the attributes out)",
    );
    inside(
        "<xsl:apply-templates><xsl:with-param name='a'/></xsl:apply-templates>",
        "2:46: `xsl:apply-templates` cannot pass arguments (help: use `xsl:call-template`, or keep the value in a variable of the stylesheet)",
    );
    inside(
        "<xsl:for-each select='//a'><xsl:sort data-type='number'/></xsl:for-each>",
        "2:73: only text can be sorted by (help: sort by text: give numbers a fixed number of digits where they are made)",
    );
}

#[test]
fn variables_are_checked() {
    check(
        "<xsl:template match=\"/\"><xsl:if test=\"true()\"><xsl:variable name=\"a\" select=\"1\"/></xsl:if><xsl:value-of select=\"$a\"/></xsl:template>",
        &[
            "2:113: the variable `$a` is not declared (help: declare it by `xsl:variable` before it is used)",
        ],
    );
    check(
        "<xsl:variable name=\"f\"><a/></xsl:variable><xsl:template match=\"/\"><xsl:value-of select=\"$f/a\"/><xsl:if test=\"$f\"/></xsl:template>",
        &[
            "2:89: the content of a variable cannot be searched (help: declare the variable by `select`, or use `xsl:copy-of`)",
            "2:110: a variable with content is always true (help: ask for its text, as in `string($name) != ''`)",
        ],
    );
    check(
        "<xsl:template name=\"t\"/><xsl:template match=\"/\"><xsl:call-template name=\"u\"/><xsl:call-template name=\"t\"><xsl:with-param name=\"p\"/></xsl:call-template></xsl:template>",
        &[
            "2:74: there is no template named `u` (help: there are: `t`)",
            "2:106: the template has no parameter `p` (help: declare `<xsl:param name=\"p\"/>` in it)",
        ],
    );
}

#[test]
fn output_that_cannot_be_made_is_refused() {
    check(
        "<xsl:output method=\"html\"/>",
        &["2:21: the output method `html` is not supported (help: write `xml` or `text`)"],
    );
    check(
        "<xsl:output encoding=\"latin1\"/>",
        &["2:23: the encoding `latin1` is not supported (help: write `utf-8`)"],
    );
    check(
        "<xsl:template match=\"/\"><xsl:value-of select=\".\" disable-output-escaping=\"yes\"/></xsl:template>",
        &[
            "2:75: unescaped output is not supported (help: make elements by `xsl:element`, or copy them by `xsl:copy-of`)",
        ],
    );
}

#[test]
fn a_stylesheet_with_its_own_awkward_characters_is_refused_where_they_count() {
    check(
        "<xsl:template match=\"/\"><xsl:value-of select=\"translate(., 'e\u{301}', 'e')\"/></xsl:template>",
        &[
            "2:47: the stylesheet holds the character U+0301, which `translate()` cannot treat exactly (help: write it without this character)",
        ],
    );
}

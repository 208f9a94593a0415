//! Stylesheets with expressions, patterns and elements that nest, or are very long.

use xslt::Stylesheet;

use crate::support::{LIMITS, check, on_small_stack, sheet};

const MANY: usize = 100_000;

/// Compiles, and if that goes well runs; what comes of it. Both are done on a small stack.
fn outcome(text: String) -> &'static str {
    on_small_stack(move || match Stylesheet::compile(&text) {
        Err(error) => {
            assert!(!error.to_string().is_empty());
            "refused"
        }
        Ok(stylesheet) => {
            stylesheet.analyze();
            crate::support::kind(stylesheet.transformation().limits(LIMITS).run(b"<a><b>1</b></a>"))
        }
    })
}

fn around(open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(MANY), close.repeat(MANY))
}

#[test]
fn expressions_of_any_length_are_compiled_or_refused() {
    let check = |expression: &str, expected: &str| {
        let found = outcome(sheet(&format!(
            "<xsl:template match='/'><o><xsl:copy-of select=\"{expression}\"/></o></xsl:template>"
        )));
        assert_eq!(found, expected, "{expression:.60}");
    };
    check(&around("(", "1", ")"), "refused");
    check(&"(".repeat(MANY), "refused");
    check(&around("a[", "1", "]"), "refused");
    check(&around("not(", "1", ")"), "refused");
    check(&around("concat(1,", "1", ")"), "refused");
    for (one, between) in [
        ("1", " or "),
        ("1", " and "),
        ("0", " or "),
        ("1", "+"),
        ("1", "-"),
        ("1", "*"),
        ("1", " div "),
        ("1", "="),
        ("1", "&lt;"),
    ] {
        let chain = vec![one; MANY].join(between);
        let found = outcome(sheet(&format!(
            "<xsl:template match='/'><o><xsl:value-of select=\"{chain}\"/></o></xsl:template>"
        )));
        assert!(matches!(found, "none" | "refused"), "{between}: {found}");
    }
    for long in [
        "-".repeat(MANY) + "1",
        format!("a{}", "[1]".repeat(MANY)),
        vec!["b"; MANY].join("|"),
        vec!["b"; MANY].join("/"),
        "../".repeat(MANY) + "a",
        format!("concat(1{})", ",1".repeat(MANY)),
        "//".repeat(MANY),
    ] {
        let found = outcome(sheet(&format!(
            "<xsl:template match='/'><o><xsl:copy-of select=\"{long}\"/></o></xsl:template>"
        )));
        assert!(matches!(found, "none" | "refused"), "{long:.30}: {found}");
    }
}

#[test]
fn expressions_made_while_it_runs_may_be_of_any_length() {
    let check = |text: &str, expected: &str| {
        check(&format!("<xsl:copy-of select=\"dyn:evaluate(concat({text}))\"/>"), "<a/>", expected);
    };
    check("str:padding(100000, '('), '1'", "none");
    check("str:padding(100000, '-'), '1'", "none");
    check("str:padding(100000, 'a['), '1', str:padding(100000, ']')", "none");
    check("str:padding(100000, '1 or '), '1'", "none");
    check("str:padding(100000, '/a|'), '/a'", "none");
    check("str:padding(100000, 'a/'), 'a'", "none");
}

#[test]
fn value_templates_of_any_length_are_compiled_or_refused() {
    for (value, expected) in [
        ("{".repeat(MANY), "none"),
        ("{".repeat(MANY + 1), "refused"),
        ("}".repeat(MANY + 1), "refused"),
        ("{1}".repeat(MANY), "none"),
        ("{{}}".repeat(MANY), "none"),
        ("{'{'}".repeat(MANY), "none"),
        (format!("{{{}1", "(".repeat(MANY)), "refused"),
    ] {
        let found =
            outcome(sheet(&format!("<xsl:template match='/'><o a=\"{value}\"/></xsl:template>")));
        assert_eq!(found, expected, "{value:.30}");
    }
}

#[test]
fn deep_stylesheets_are_compiled_or_refused() {
    for (open, close) in [
        ("<a>", "</a>"),
        ("<xsl:if test='1'>", "</xsl:if>"),
        ("<xsl:for-each select='.'>", "</xsl:for-each>"),
        ("<xsl:choose><xsl:when test='1'>", "</xsl:when></xsl:choose>"),
        ("<xsl:element name='a'>", "</xsl:element>"),
    ] {
        for (depth, expected) in [(100, "none"), (1_000, "refused"), (MANY, "refused")] {
            let body = format!(
                "<xsl:template match='/'><o>{}{}</o></xsl:template>",
                open.repeat(depth),
                close.repeat(depth)
            );
            assert_eq!(outcome(sheet(&body)), expected, "{open} {depth}");
        }
    }
}

#[test]
fn stylesheets_with_very_much_of_one_thing_are_compiled() {
    let many = |one: fn(usize) -> String| (0..10_000).map(one).collect::<String>();
    for body in [
        many(|n| format!("<xsl:template match='a{n}' name='t{n}' mode='m{n}'/>")),
        many(|n| format!("<xsl:template match='a{n}|b{n}' priority='{n}'/>")),
        many(|n| format!("<xsl:variable name='v{n}' select='{n}'/>")),
        many(|n| format!("<xsl:key name='k{n}' match='a' use='.'/>")),
        many(|n| format!("<xsl:decimal-format name='d{n}'/>")),
        many(|n| format!("<xsl:strip-space elements='e{n}'/>")),
        many(|n| {
            format!(
                "<xsl:attribute-set name='s{n}'><xsl:attribute name='a{n}'/></xsl:attribute-set>"
            )
        }),
        many(|n| {
            format!("<func:function name='my:f{n}'><func:result select='1'/></func:function>")
        }),
        format!(
            "<xsl:template match='/'>{}</xsl:template>",
            many(|n| format!("<xsl:variable name='v{n}' select='{n}'/>"))
        ),
        format!(
            "<xsl:template match='/'><o>{}</o></xsl:template>",
            "<xsl:value-of select='.'/>\n".repeat(10_000)
        ),
        format!("<xsl:output cdata-section-elements='{}'/>", many(|n| format!("e{n} "))),
    ] {
        assert_eq!(outcome(sheet(&body)), "none", "{body:.60}");
    }
    let faults =
        "<xsl:template match='/'><xsl:value-of select='$none'/><xsl:nonsense/></xsl:template>"
            .repeat(10_000);
    assert_eq!(outcome(sheet(&faults)), "refused");
}

#[test]
fn patterns_of_any_length_are_compiled_or_refused() {
    for pattern in [
        around("a[", "1", "]"),
        around("(", "a", ")"),
        vec!["a"; MANY].join("|"),
        vec!["a"; MANY].join("/"),
        vec!["a"; MANY].join("//"),
        format!("a{}", "[1]".repeat(MANY)),
        format!("a[{}1]", "-".repeat(MANY)),
        format!("key('k', '{}')", "x".repeat(MANY)),
    ] {
        for body in [
            format!("<xsl:template match=\"{pattern}\"><m/></xsl:template>"),
            format!(
                "<xsl:key name='k' match=\"{pattern}\" use='1'/><xsl:template match='/'><xsl:copy-of select=\"key('k', 1)\"/></xsl:template>"
            ),
            format!(
                "<xsl:template match='/'><xsl:for-each select='//b'><xsl:number count=\"{pattern}\"/></xsl:for-each></xsl:template>"
            ),
        ] {
            let found = outcome(sheet(&body));
            assert!(matches!(found, "none" | "refused" | "Dynamic"), "{pattern:.30}: {found}");
        }
    }
}

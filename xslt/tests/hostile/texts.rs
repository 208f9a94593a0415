//! Functions that make or go through long texts.

use xslt::Limits;

use crate::support::{LIMITS, check, kind, run};

/// A variable with a long text, and something done with it again and again.
fn often(again: &str, text: &str, expected: &str) {
    let source = format!("<r><t>{text}</t>{}</r>", "<a>1</a>".repeat(500));
    let template = format!(
        "<xsl:variable name='t' select='string(/r/t)'/><xsl:variable name='s' select='concat($t, 1)'/><xsl:for-each select='//a'>{again}</xsl:for-each>"
    );
    let body = format!("<xsl:template match='/'><o>{template}</o></xsl:template>");
    let limits = Limits { steps: 60_000, ..LIMITS };
    assert_eq!(kind(run(&body, &source, limits)), expected, "{again}");
}

#[test]
fn going_through_long_texts_takes_steps() {
    let text = "a ".repeat(400_000);
    for test in [
        "contains($s, 'x')",
        "contains($t, 'x')",
        "starts-with($s, $s)",
        "string-length($s) = 0",
        "normalize-space($s) = ''",
        "translate($s, 'b', 'c') = ''",
        "translate($s, '&#228;', 'c') = ''",
        "substring-after($s, 'x') != ''",
        "substring($s, 100, 5) = ''",
        "$s = concat($s, '')",
        "$s = /r/t",
        "/r/t != $t",
        "number($s) = 1",
        "$s * 2 = 1",
        "/r/t &lt; 1",
        "$s + 1 &gt; $t",
        "format-number($s, '0') = ''",
        "str:tokenize($s, '#')[2]",
        "str:split($s, '#')[2]",
        "str:replace($s, 'x', 'y') = ''",
        "str:encode-uri($s, true()) = ''",
        "math:abs($s) = 1",
        "math:max(/r/t) = 1",
        "sum(/r/t) = 1",
        "id($s)",
        "id(/r/t)",
        "lang($s)",
    ] {
        often(&format!("<xsl:if test=\"{test}\">1</xsl:if>"), &text, "TooManySteps");
    }
    often("<xsl:if test=\"contains(., '1')\">1</xsl:if>", &text, "none");
}

#[test]
fn texts_that_grow_are_bounded() {
    let source = format!("<r>{}</r>", "<a>0123456789</a>".repeat(1_000));
    for (select, expected) in [
        ("str:padding(1e12)", "none"),
        ("str:padding(-1e300)", "none"),
        ("str:align('x', str:padding(1e12))", "none"),
        ("str:replace(/r, '0', /r)", "OutputTooLarge"),
        ("str:replace(/r, '', /r)", "OutputTooLarge"),
        ("str:replace(/r, //a, /r)", "OutputTooLarge"),
        ("translate(/r, '0123456789', '9876543210')", "none"),
        ("translate(/r, /r, /r)", "none"),
        ("str:concat(//a | //text() | /r)", "none"),
        ("str:encode-uri(translate(/r, '0', ' '), true())", "none"),
        ("concat(/r,/r,/r,/r,/r,/r,/r,/r,/r,/r,/r)", "none"),
        ("format-number(1e308, '0')", "none"),
        ("format-number(5e-324, '0.0')", "none"),
        ("format-number(1.5, concat('0.', str:padding(10000, '0')))", "none"),
        (
            "format-number(-1e300, concat(str:padding(10000, '#'), ',##0;', str:padding(10000, '(')))",
            "none",
        ),
        ("format-number(1, str:padding(10000, '0;'))", "none"),
        ("format-number(1e15, str:padding(10000, '#,'))", "none"),
        ("substring('abc', -1e308 div 1e-308, 1e308 * 10)", "none"),
        ("string(1e308 * 10)", "none"),
    ] {
        check(&format!("<xsl:value-of select=\"{select}\"/>"), &source, expected);
    }
    let doubling: String = (1..40)
        .map(|n| format!("<xsl:variable name='v{n}' select='concat($v{}, $v{})'/>", n - 1, n - 1))
        .collect();
    check(&format!("<xsl:variable name='v0' select=\"'x'\"/>{doubling}"), "<a/>", "OutputTooLarge");
    let doubling: String = (1..40).map(|n| format!("<xsl:variable name='v{n}'><xsl:value-of select='$v{0}'/><xsl:value-of select='$v{0}'/></xsl:variable>", n - 1)).collect();
    check(&format!("<xsl:variable name='v0' select=\"'x'\"/>{doubling}"), "<a/>", "OutputTooLarge");
}

#[test]
fn replacing_and_tokenizing_do_not_multiply() {
    let text = format!(
        "<r><a>{}</a><b>{}b</b><b>{}c</b></r>",
        "a".repeat(1_000_000),
        "a".repeat(300_000),
        "a".repeat(300_000)
    );
    check("<xsl:value-of select=\"str:replace(/r/a, //b, 'x')\"/>", &text, "TooManySteps");
    let many: String = ('\u{4e00}'..'\u{9000}').collect();
    let text = format!("<r><a>{}</a><b>{many}</b></r>", "\u{8fff}".repeat(1_000_000));
    check("<xsl:value-of select='count(str:tokenize(/r/a, /r/b))'/>", &text, "none");
}

#[test]
fn numbers_are_formatted_whatever_their_size() {
    for value in [
        "1e18",
        "1e308",
        "-1e308",
        "0",
        "-1",
        "0 div 0",
        "1 div 0",
        "-1 div 0",
        "4999.5",
        "9007199254740992",
    ] {
        for format in [
            "I",
            "i",
            "a",
            "A",
            "1",
            "01",
            "",
            "(((",
            "{str:padding(10000, '1.')}",
            "{str:padding(10000, '0')}1",
        ] {
            for grouping in [
                "",
                " grouping-separator=',' grouping-size='1'",
                " grouping-separator=',' grouping-size='99999999999999999999'",
            ] {
                let value = if value.contains('e') {
                    format!(
                        "{} * 1",
                        value
                            .replace("1e308", "1000000000000000000 * 1000000000000000000")
                            .replace("1e18", "1000000000000000000")
                    )
                } else {
                    value.to_owned()
                };
                check(
                    &format!("<xsl:number value='{value}' format=\"{format}\"{grouping}/>"),
                    "<a/>",
                    "none",
                );
            }
        }
    }
    check(
        "<xsl:number level='multiple' count='node()' format='{str:padding(100000, \"(1)\")}'/>",
        "<a/>",
        "none",
    );
}

//! Documents that are deep, wide or full of entities.

use crate::support::{LIMITS, check, check_body, kind, run};

fn nested(depth: usize) -> String {
    format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth))
}

const COPY: &str = "<xsl:template match='@*|node()'><xsl:copy><xsl:apply-templates select='@*|node()'/></xsl:copy></xsl:template>";

#[test]
fn deep_documents_are_transformed_or_refused() {
    for (depth, expected) in
        [(900, "none"), (1_000, "none"), (1_001, "TooDeep"), (1_000_000, "TooDeep")]
    {
        let source = nested(depth);
        check_body(COPY, &source, expected);
        check("<xsl:copy-of select='/'/>", &source, expected);
        check("<xsl:value-of select='count(//a[.//a])'/>", &source, expected);
        check_body("<xsl:output indent='yes'/>", &source, expected);
        check_body(
            "<xsl:output method='html'/><xsl:template match='/'><html><xsl:copy-of select='.'/></html></xsl:template>",
            &source,
            expected,
        );
        check(
            "<xsl:number level='multiple' count='a'/><xsl:for-each select='//a'><xsl:number level='any'/></xsl:for-each>",
            &source,
            expected,
        );
    }
    check("1", &"<a>".repeat(1_000_000), "TooDeep");
}

#[test]
fn entities_do_not_multiply() {
    let laughs: String =
        (1..30).map(|n| format!("<!ENTITY e{n} '&e{};&e{};'>", n - 1, n - 1)).collect();
    let laughs = |body: &str| format!("<!DOCTYPE a [<!ENTITY e0 'ha ha ha'>{laughs}]>{body}");
    check("1", &laughs("<a>&e29;</a>"), "InputTooLarge");
    check("1", &laughs("<a b='&e29;'/>"), "InputTooLarge");
    check("1", &laughs("<a>&e3;</a>"), "none");
    let quadratic = format!(
        "<!DOCTYPE a [<!ENTITY e '{}'>]><a>{}</a>",
        "x".repeat(100_000),
        "&e;".repeat(100_000)
    );
    check("1", &quadratic, "InputTooLarge");
    let circle = "<!DOCTYPE a [<!ENTITY e '&f;'><!ENTITY f '&e;'>]><a>&e;</a>";
    check("1", circle, "Malformed");
    let chain: String = (1..1_000).map(|n| format!("<!ENTITY e{n} '&e{};'>", n - 1)).collect();
    check("1", &format!("<!DOCTYPE a [<!ENTITY e0 'x'>{chain}]><a>&e999;</a>"), "Malformed");
    let parameters: String =
        (1..30).map(|n| format!("<!ENTITY % p{n} '&#37;p{};&#37;p{};'>", n - 1, n - 1)).collect();
    check(
        "1",
        &format!("<!DOCTYPE a [<!ENTITY % p0 '<!ELEMENT a ANY>'>{parameters}%p29;]><a/>"),
        "InputTooLarge",
    );
    let defaults = format!(
        "<!DOCTYPE r [<!ATTLIST a b CDATA '{}'>]><r>{}</r>",
        "x".repeat(100_000),
        "<a/>".repeat(100_000)
    );
    check("1", &defaults, "InputTooLarge");
}

#[test]
fn nothing_outside_of_the_document_is_read() {
    let show = "<xsl:template match='/'><o><xsl:value-of select='.'/></o></xsl:template>";
    for source in [
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'><!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]><a/>",
    ] {
        assert_eq!(run(show, source, LIMITS).unwrap().bytes, b"<o/>\n", "{source}");
    }
    check("1", "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "Malformed");
    check("1", "<!DOCTYPE a PUBLIC '-//x' 'file:///etc/passwd' []><a>&root;</a>", "Malformed");
    check("<xsl:value-of select=\"document('file:///etc/passwd')\"/>", "<a/>", "Unresolved");
    check("<xsl:value-of select=\"document('http://127.0.0.1/')\"/>", "<a/>", "Unresolved");
    check(
        "<xsl:value-of select=\"dyn:evaluate('document(&quot;/etc/passwd&quot;)')\"/>",
        "<a/>",
        "Unresolved",
    );
}

#[test]
fn many_attributes_and_prefixes_are_read_or_refused() {
    let attributes = |n: usize| (0..n).map(|n| format!(" a{n}='{n}'")).collect::<String>();
    check_body(COPY, &format!("<r{}/>", attributes(3_000)), "none");
    check("<xsl:copy-of select='/'/>", &format!("<r{}/>", attributes(50_000)), "none");
    check("1", &format!("<r{}/>", attributes(70_000)), "Dynamic");
    check("1", &format!("<r{} a7=''/>", attributes(50_000)), "Malformed");
    let prefixes = |from: usize, to: usize| {
        (from..to).map(|n| format!(" xmlns:p{n}='u{n}'")).collect::<String>()
    };
    check_body(COPY, &format!("<r{}><p7:a/></r>", prefixes(0, 200)), "none");
    check("1", &format!("<r{}/>", prefixes(0, 50_000)), "Malformed");
    let nested: String =
        (0..50).map(|n| format!("<r{}>", prefixes(n * 1_000, n * 1_000 + 1_000))).collect();
    check("1", &nested, "Malformed");
    let apart: String = (0..50_000).map(|n| format!("<p{n}:a xmlns:p{n}='u'/>")).collect();
    check("<xsl:copy-of select='/'/>", &format!("<r>{apart}{apart}</r>"), "OutputTooLarge");
    check("<xsl:value-of select='count(//*)'/>", &format!("<r>{apart}{apart}</r>"), "none");
    let copied = format!("<r{}>{}</r>", prefixes(0, 4_000), "<e/>".repeat(5_000));
    check_body(COPY, &copied, "TooManySteps");
    check(
        "<xsl:for-each select='//namespace::*'><xsl:if test='. = name()'>1</xsl:if></xsl:for-each>",
        &copied,
        "TooManySteps",
    );
    check("<xsl:value-of select='count(/r/namespace::*[. = name()])'/>", &copied, "none");
}

#[test]
fn attribute_lists_do_not_multiply_with_attributes() {
    let declared: String = (0..4_000).map(|n| format!(" b{n} NMTOKEN #IMPLIED")).collect();
    let given: String = (0..4_000).map(|n| format!(" a{n}=''")).collect();
    let source = format!(
        "<!DOCTYPE r [<!ATTLIST a{declared}>]><r>{}</r>",
        format!("<a{given}/>").repeat(100)
    );
    check("1", &source, "InputTooLarge");
    check(
        "1",
        "<!DOCTYPE r [<!ATTLIST a b NMTOKEN 'x' c ID #IMPLIED>]><r><a/><a b=' y ' c='z'/></r>",
        "none",
    );
}

#[test]
fn long_names_and_texts_are_read() {
    let name = "n".repeat(1_000_000);
    check("<xsl:value-of select='string-length(name(/*))'/>", &format!("<{name}/>"), "none");
    check("<xsl:copy-of select='/'/>", &format!("<{name}/>"), "OutputTooLarge");
    let text = format!("<a>{}</a>", "x y ".repeat(2_500_000));
    check("<xsl:value-of select='string-length(/a)'/>", &text, "none");
    check("<xsl:value-of select='string-length(normalize-space(/a))'/>", &text, "none");
    check("<xsl:value-of select='/a'/>", &text, "OutputTooLarge");
    check("<xsl:value-of select=\"count(str:tokenize(/a, ' '))\"/>", &text, "TooManySteps");
    check("<xsl:value-of select=\"count(str:tokenize(/a, ' xy'))\"/>", &text, "none");
}

#[test]
fn documents_cut_off_anywhere_are_refused() {
    let whole = "<!DOCTYPE a [<!ENTITY e \"v<b/>\"><!ATTLIST a id ID #IMPLIED>]><a id='1' xmlns:p='q'><![CDATA[x]]><?p i?><!--c-->&e;&#65;</a>";
    for end in 0..whole.len() {
        let part = whole.get(..end).unwrap();
        assert_eq!(kind(run(COPY, part, LIMITS)), "Malformed", "{part}");
    }
}

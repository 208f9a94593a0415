use crate::Stylesheet;

/// The numbers that an instruction gives for the nodes of `select`.
fn numbers(select: &str, attributes: &str, source: &str) -> String {
    let sheet = format!(
        r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
        <xsl:output method="text"/><xsl:key name="k" match="b" use="@p"/>
        <xsl:template match="/"><xsl:for-each select="{select}"><xsl:variable name="v" select="'x'"/>
        <xsl:number {attributes}/>;</xsl:for-each></xsl:template></xsl:stylesheet>"#
    );
    let output = Stylesheet::compile(&sheet).unwrap().transform(source).unwrap();
    String::from_utf8(output.bytes).unwrap()
}

fn check(select: &str, attributes: &str, expected: &str) {
    const SOURCE: &str =
        "<d><a p='x'><b/><b p='x'/>text<c><b/></c></a><a><b p='x'/><!--c--></a><b/></d>";
    assert_eq!(numbers(select, attributes, SOURCE), expected, "{select} {attributes}");
}

#[test]
fn a_single_number_counts_siblings_that_are_alike() {
    check("//a", "", "1;2;");
    check("//b", "", "1;2;1;1;1;");
    check("//text() | //comment() | //@p", "", "1;1;1;1;1;");
    check("/", "", "1;");
}

#[test]
fn a_single_number_is_that_of_the_nearest_ancestor_that_counts() {
    check("//b", "count='a'", "1;1;1;2;;");
    check("//b", "count='a|b'", "1;2;1;1;3;");
    check("//b", "count='c' format='(1)'", ";;(1);;;");
    check("//b", "count='b[@p=$v]'", ";1;;1;;");
}

#[test]
fn multiple_numbers_are_those_of_all_ancestors_that_count() {
    check("//b", "level='multiple' count='a|b|c'", "1.1;1.2;1.3.1;2.1;3;");
    check("//b", "level='multiple' count='a|b|c' from='a' format='1.a'", "1;2;3.a;1;3;");
    check("//c", "level='multiple' count='x'", ";");
}

#[test]
fn any_number_counts_all_nodes_before() {
    check("//b", "level='any'", "1;2;3;4;5;");
    check("//b", "level='any' from='a'", "1;2;3;1;2;");
    check("//b", "level='any' count='b[@p]'", "0;1;1;2;2;");
    check("//b", "level='any' count='key(\"k\", \"x\")'", "0;1;1;2;2;");
    check("//@p", "level='any' count='a|@p'", "2;2;3;");
}

#[test]
fn a_value_is_rounded_and_formatted() {
    check(
        "//a",
        "value='position() * 1000.4' grouping-separator=',' grouping-size='3'",
        "1,000;2,001;",
    );
    check("//a", "value='position()' format='{substring(\"ai\", position(), 1)}'", "a;ii;");
    check("//a", "value='0.5' format='(1)'", "(1);(1);");
}

#[test]
fn counting_goes_on_from_what_was_counted_before() {
    const N_NODES: usize = 40;
    let source = format!("<d>{}</d>", "<a/><b/>".repeat(N_NODES));
    let check = |select: &str, attributes: &str, expected: &mut dyn Iterator<Item = usize>| {
        let expected: Vec<String> = expected.map(|number| number.to_string() + ";").collect();
        let expected = expected.concat();
        assert_eq!(numbers(select, attributes, &source), expected, "{select} {attributes}");
    };
    check("//a", "", &mut (1..=N_NODES));
    check("//a", "level='any'", &mut (1..=N_NODES));
    check("//a|//b", "count='*'", &mut (1..=2 * N_NODES));
    check("//a", "level='any' count='*'", &mut (1..=N_NODES).map(|n| 2 * n));
    check(
        "//a",
        "level='any' count='b' from='b[10]'",
        &mut (0..N_NODES).map(|n| if n < 10 { n } else { n - 9 }),
    );
}

#[test]
fn numbering_a_long_list_takes_no_more_than_a_few_steps_for_each() {
    const N_NODES: usize = 3_000;
    let source = format!("<d>{}</d>", "<a/>".repeat(N_NODES));
    let sheet = r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
        <xsl:output method="text"/><xsl:template match="/"><xsl:for-each select="//a">
        <xsl:number/><xsl:number level="any" count="a[1 = 1]"/></xsl:for-each></xsl:template></xsl:stylesheet>"#;
    let limits = crate::Limits { steps: 200_000, ..crate::Limits::default() };
    let sheet = Stylesheet::compile(sheet).unwrap();
    let output = sheet.transformation().limits(limits).run(source.as_bytes()).unwrap();
    assert!(output.bytes.ends_with(b"30003000"));
}

#[test]
fn a_value_that_is_no_number_to_count_with_is_written_without_a_format() {
    check("//a", "value='position() - 1' format='(1) '", "0;(1) ;");
    check("//a", "value='-1' format='(I)'", "0;0;");
    check("//a", "value='0.4' format='001'", "0.4;0.4;");
    check("//a", "value='b' format='(a)'", "NaN;NaN;");
    check("//a", "value='1 div 0' format='#1'", "Infinity;Infinity;");
}

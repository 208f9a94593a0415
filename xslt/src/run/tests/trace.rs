use super::compile;

const SHEET: &str = "<xsl:template match='/'>\
    \n<xsl:for-each select='a/b'>\
    \n<xsl:call-template name='n'/>\
    \n</xsl:for-each>\
    \n<xsl:if test='0'>\
    \n<never/>\
    \n</xsl:if></xsl:template>\
    \n<xsl:template name='n'><xsl:param name='d' select='1'/><xsl:if test='$d'>\
    \n<xsl:call-template name='n'><xsl:with-param name='d' select='$d - 1'/></xsl:call-template></xsl:if></xsl:template>\
    \n<xsl:template match='unused'>\
    \n<x/></xsl:template>\
    \n<xsl:variable name='unused'>\
    \n<y/></xsl:variable>";

#[test]
fn a_trace_tells_what_ran_and_how_often() {
    let compiled = compile(SHEET);
    let output = compiled.transformation().trace(true).run(b"<a><b/><b/><b/></a>").unwrap();
    let trace = output.trace.unwrap();
    let counts: Vec<_> =
        trace.templates.iter().map(|t| (t.label.as_str(), t.location.line, t.count)).collect();
    assert_eq!(counts, [("match=\"/\"", 1, 1), ("name=\"n\"", 8, 6), ("match=\"unused\"", 10, 0)]);
    let [module] = trace.modules.as_slice() else { panic!("one module: {trace:?}") };
    let lines: Vec<_> = module.lines.iter().map(|(line, count)| (*line, *count)).collect();
    assert_eq!(lines, [(2, 1), (3, 3), (5, 1), (6, 0), (8, 6), (9, 3), (11, 0), (12, 0), (13, 0)]);
    assert!(compiled.module_text(0).contains("<never/>"));
    assert_eq!(compiled.module_text(1), "");
}

#[test]
fn the_time_of_a_template_is_within_that_of_its_caller() {
    let compiled = compile(SHEET);
    let output = compiled.transformation().trace(true).run(b"<a><b/><b/><b/></a>").unwrap();
    let trace = output.trace.unwrap();
    let [root, named, unused] = trace.templates.as_slice() else { panic!("three: {trace:?}") };
    assert!(root.total >= named.total, "{trace:?}");
    assert!(root.total >= root.own + named.own, "{trace:?}");
    assert!(named.total >= named.own, "{trace:?}");
    assert!(unused.total.is_zero() && unused.own.is_zero(), "{trace:?}");
}

#[test]
fn without_being_asked_there_is_no_trace() {
    assert_eq!(compile(SHEET).transform("<a/>").unwrap().trace, None);
}

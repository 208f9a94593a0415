use super::{check_fails, compile, transform};
use crate::{ErrorKind, Parameter};

#[test]
fn an_error_tells_the_instruction_and_the_templates_around() {
    let declarations = "<xsl:template match='/'>\n<o><xsl:apply-templates/></o></xsl:template>\
        \n<xsl:template match='a'><xsl:call-template name='n'/></xsl:template>\
        \n<xsl:template name='n'><xsl:if test='1'>\n <xsl:for-each select='1'/></xsl:if></xsl:template>";
    let error = transform(declarations, "<a/>").unwrap_err();
    let location = error.location().unwrap();
    assert_eq!((location.line, location.column), (5, 2));
    let stack: Vec<_> =
        error.stack().iter().map(|f| (f.template.as_str(), f.location.line)).collect();
    assert_eq!(stack, [("name=\"n\"", 4), ("match=\"a\"", 3), ("match=\"/\"", 1)]);
    assert!(matches!(error.kind(), ErrorKind::Dynamic { .. }), "{error}");
}

#[test]
fn an_error_in_a_global_variable_or_a_function_tells_where() {
    let declarations = "\n<xsl:variable name='v' select='f:f()'/>\
        \n<func:function name='f:f'>\n<xsl:variable name='w'><xsl:element name='{1}'/></xsl:variable><func:result select='$w'/></func:function>\
        \n<xsl:template match='/'><xsl:value-of select='$v'/></xsl:template>";
    let error = transform(declarations, "<a/>").unwrap_err();
    assert_eq!(error.location().unwrap().line, 4);
    let stack: Vec<_> = error.stack().iter().map(|frame| frame.template.as_str()).collect();
    assert_eq!(stack, ["function `{urn:f}f`", "match=\"/\""]);
}

#[test]
fn the_middle_of_a_deep_stack_is_left_out() {
    let declarations = "<xsl:template match='/'><xsl:call-template name='n'/></xsl:template>\
        \n<xsl:template name='n'><xsl:param name='d' select='100'/><xsl:if test='$d = 0'><xsl:element name='{1}'/></xsl:if>\
        <xsl:call-template name='n'><xsl:with-param name='d' select='$d - 1'/></xsl:call-template></xsl:template>";
    let error = transform(declarations, "<a/>").unwrap_err();
    let stack = error.stack();
    assert_eq!(stack.len(), 30);
    assert_eq!(stack[0].template, "name=\"n\"");
    assert_eq!(stack[29].template, "match=\"/\"");
}

#[test]
fn what_cannot_be_done_is_an_error() {
    check_fails(
        "<xsl:for-each select='a'><xsl:apply-imports/></xsl:for-each>",
        "<a/>",
        "there is no current template rule, as in `xsl:for-each`: nothing is imported that could be applied",
    );
    check_fails("<exsl:nothing/>", "<a/>", "the instruction `exsl:nothing` is not known here");
}

#[test]
fn texts_are_taken_and_given_whatever_encodings_are_named() {
    let compiled = compile(
        "<xsl:output encoding='ISO-8859-1' omit-xml-declaration='no'/>\
         <xsl:param name='p'/><xsl:template match='/'><o><xsl:value-of select='concat(a, $p)'/></o></xsl:template>",
    );
    let transformation = compiled.transformation().parameter("p", Parameter::String("€".into()));
    let source = "<?xml version='1.0' encoding='ISO-8859-1'?><a>ä</a>";
    assert_eq!(
        transformation.run_to_string(source).unwrap(),
        "<?xml version=\"1.0\"?>\n<o>ä€</o>\n"
    );
    let latin: Vec<u8> = source.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let expected = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<o>\xe4&#8364;</o>\n";
    let output = transformation.run(&latin).unwrap();
    assert_eq!(String::from_utf8_lossy(&output.bytes), String::from_utf8_lossy(expected));
    let mut written = Vec::new();
    assert_eq!(transformation.run_to(&latin, &mut written).unwrap().bytes, b"");
    assert_eq!(written, output.bytes);
}

#[test]
fn a_stylesheet_tells_how_its_results_are_written() {
    let told = |attributes: &str| {
        let compiled = compile(&format!("<xsl:output {attributes}/>"));
        let media_type = compiled.output_media_type().map(str::to_owned);
        (compiled.output_method(), media_type, compiled.output_encoding().to_owned())
    };
    assert_eq!(told(""), (None, None, "UTF-8".to_owned()));
    assert_eq!(
        told("method='html' encoding='ISO-8859-1'"),
        (Some("html"), Some("text/html".to_owned()), "ISO-8859-1".to_owned())
    );
    assert_eq!(
        told("method='text' media-type='text/csv'"),
        (Some("text"), Some("text/csv".to_owned()), "UTF-8".to_owned())
    );
}

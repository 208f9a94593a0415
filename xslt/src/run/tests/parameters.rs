use super::compile;
use crate::Parameter;

const SHEET: &str = "<xsl:param name='p' select=\"'default'\"/><xsl:param name='f:q'>q</xsl:param>\
    <xsl:variable name='v' select='2'/>\
    <xsl:template match='/'><xsl:value-of select=\"concat($p, '|', $f:q, '|', $v)\"/></xsl:template>";

#[track_caller]
fn check_given(parameters: &[(&str, Parameter)], expected: &str) {
    let compiled = compile(SHEET);
    let transformation = compiled.transformation();
    let transformation = parameters.iter().fold(transformation, |transformation, (name, value)| {
        transformation.parameter(*name, value.clone())
    });
    let result = transformation.run_to_string("<a><b>x</b></a>");
    let shown = result.unwrap_or_else(|error| error.to_string());
    assert_eq!(shown.trim_end_matches('\n'), expected);
}

#[test]
fn the_caller_gives_parameters() {
    let text = |text: &str| Parameter::String(text.to_owned());
    let expression = |text: &str| Parameter::Expression(text.to_owned());
    check_given(&[], "default|q|2");
    check_given(&[("p", text("1 + 1"))], "1 + 1|q|2");
    check_given(&[("p", Parameter::Number(0.5))], "0.5|q|2");
    check_given(&[("p", Parameter::Boolean(true))], "true|q|2");
    check_given(&[("p", expression("a/b"))], "x|q|2");
    check_given(&[("p", expression("$v + 1"))], "3|q|2");
    check_given(&[("{urn:f}q", text("given"))], "default|given|2");
    check_given(&[("p", text("1")), ("p", text("2"))], "2|q|2");
}

#[test]
fn what_is_no_parameter_is_not_given() {
    let text = || Parameter::String("given".to_owned());
    check_given(&[("v", text())], "default|q|2");
    check_given(&[("q", text())], "default|q|2");
    check_given(&[("unknown", text())], "default|q|2");
    check_given(&[("{urn:none}p", text())], "default|q|2");
}

#[test]
fn an_expression_that_is_none_is_an_error() {
    let error = |text: &str| {
        let parameter = Parameter::Expression(text.to_owned());
        let compiled = compile(SHEET);
        let result = compiled.transformation().parameter("p", parameter).run_to_string("<a/>");
        result.unwrap_err().to_string()
    };
    assert!(error("1 +").starts_with("the parameter `p` is no expression: "), "{}", error("1 +"));
    assert!(
        error("$p").ends_with("the value of the variable `p` depends on itself"),
        "{}",
        error("$p")
    );
}

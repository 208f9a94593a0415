use super::{check, transform};

fn with_function(body: &str, call: &str) -> String {
    format!(
        "<func:function name='f:f'>{body}</func:function>\
         <xsl:template match='/'><xsl:for-each select='a'><xsl:value-of select='{call}'/></xsl:for-each></xsl:template>"
    )
}

#[track_caller]
fn check_call(body: &str, call: &str, expected: &str) {
    check(&with_function(body, call), "<a><b>1</b><b>2</b></a>", expected);
}

#[test]
fn a_function_gives_its_result() {
    check_call("<func:result select='1 + 1'/>", "f:f()", "2");
    check_call("<func:result>a<b>c</b></func:result>", "f:f()", "ac");
    check_call(
        "<xsl:choose><xsl:when test='b'><func:result select='\"yes\"'/></xsl:when></xsl:choose>",
        "f:f()",
        "yes",
    );
    check_call("", "concat(\"[\", f:f(), \"]\")", "[]");
    check_call("written<x/><func:result select='3'/>", "f:f()", "3");
    check_call(
        "<xsl:variable name='v' select='b'/><func:result select='$v'/>",
        "count(f:f())",
        "2",
    );
}

#[test]
fn arguments_go_by_position() {
    let body = "<xsl:param name='p' select='1'/><xsl:param name='q' select='$p * 10'/><func:result select='$p + $q'/>";
    check_call(body, "f:f()", "11");
    check_call(body, "f:f(2)", "22");
    check_call(body, "f:f(2, 3)", "5");
    let recursive = "<xsl:param name='n'/><xsl:choose><xsl:when test='$n &lt; 2'><func:result select='1'/></xsl:when>\
                     <xsl:otherwise><func:result select='$n * f:f($n - 1)'/></xsl:otherwise></xsl:choose>";
    check_call(recursive, "f:f(5)", "120");
}

#[test]
fn the_context_node_of_a_function_is_the_current_node() {
    check_call("<func:result select='concat(name(), position())'/>", "f:f()", "a1");
    check_call("<func:result select='name() = \"a\"'/>", "count(b[f:f()])", "2");
}

#[test]
fn faults_of_functions_are_errors() {
    let check_fails = |body: &str, call: &str, expected: &str| {
        let error = transform(&with_function(body, call), "<a><b/><b/></a>").unwrap_err();
        assert_eq!(error.kind().to_string(), expected);
    };
    let twice = "<xsl:for-each select='b'><func:result select='1'/></xsl:for-each>";
    check_fails(twice, "f:f()", "the function gives a second result");
    let message = "the function `{urn:f}f` has 0 parameters, and is given 1 arguments";
    check_fails("<func:result select='1'/>", "f:f(1)", message);
}

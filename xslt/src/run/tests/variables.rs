use super::{check, check_body, transform};

#[test]
fn a_body_makes_a_fragment() {
    let check_fragment = |body: &str, shown: &str, expected: &str| {
        check_body(
            &format!("<xsl:variable name='v'>{body}</xsl:variable>{shown}"),
            "<a>x</a>",
            expected,
        );
    };
    let string = "<xsl:value-of select='$v'/>";
    let copy = "<xsl:copy-of select='$v'/>";
    check_fragment("a<xsl:value-of select='a'/>", string, "ax");
    check_fragment("a<b>c</b>", string, "ac");
    check_fragment("a<b x='1'>c</b>", copy, "a<b x=\"1\">c</b>");
    check_fragment("<xsl:if test='a'>t</xsl:if>", copy, "t");
    check_fragment("<xsl:apply-templates/>", copy, "x");
    check_fragment(
        "<xsl:for-each select='a'><xsl:copy-of select='.'/></xsl:for-each>",
        copy,
        "<a>x</a>",
    );
    check_fragment("<xsl:text disable-output-escaping='yes'>&lt;</xsl:text>", copy, "<");
    check_fragment("<b/><c/>", "<xsl:value-of select='count(exsl:node-set($v)/*)'/>", "2");
    check_fragment("text", "<xsl:value-of select='count(exsl:node-set($v)/text())'/>", "1");
    check_fragment("", "<xsl:value-of select='boolean($v)'/>", "false");
    check_fragment("<xsl:if test='0'>t</xsl:if>", "<xsl:value-of select='boolean($v)'/>", "true");
}

#[test]
fn a_fragment_of_a_called_template_is_text_where_that_writes_text_alone() {
    let check_call = |content: &str, expected: &str| {
        let declarations = format!(
            "<xsl:template match='/'><xsl:variable name='v'><xsl:call-template name='n'/></xsl:variable>\
             <xsl:copy-of select='$v'/></xsl:template>\
             <xsl:template name='n'><xsl:param name='d' select='3'/><xsl:if test='$d &gt; 0'>{content}\
             <xsl:call-template name='n'><xsl:with-param name='d' select='$d - 1'/></xsl:call-template></xsl:if></xsl:template>"
        );
        check(&declarations, "<a/>", expected);
    };
    check_call("<xsl:value-of select='$d'/>", "321");
    check_call("<d n='{$d}'/>", "<d n=\"3\"/><d n=\"2\"/><d n=\"1\"/>");
}

#[test]
fn global_variables_may_come_in_any_order() {
    check(
        "<xsl:variable name='a' select='concat($b, 1)'/><xsl:template match='/'><xsl:value-of select='$a'/></xsl:template>\
         <xsl:variable name='b'><xsl:value-of select='$c'/>!</xsl:variable><xsl:variable name='c' select='name(*)'/>",
        "<x/>",
        "x!1",
    );
}

#[test]
fn global_variables_are_evaluated_at_the_root_of_the_source() {
    check(
        "<xsl:variable name='v'><xsl:value-of select='name(*)'/><xsl:variable name='w' select='position()'/>\
         <xsl:value-of select='$w'/></xsl:variable>\
         <xsl:template match='b'><xsl:value-of select='$v'/></xsl:template>",
        "<a><b/><b/></a>",
        "a1a1",
    );
}

#[test]
fn a_variable_that_depends_on_itself_is_an_error() {
    let check_circle = |declarations: &str, name: &str| {
        let declarations = format!(
            "{declarations}<xsl:template match='/'><xsl:value-of select='$a'/></xsl:template>"
        );
        let error = transform(&declarations, "<x/>").unwrap_err();
        assert_eq!(
            error.kind().to_string(),
            format!("the value of the variable `{name}` depends on itself")
        );
    };
    check_circle("<xsl:variable name='a' select='$a'/>", "a");
    check_circle(
        "<xsl:variable name='a' select='$b'/><xsl:param name='b'><xsl:copy-of select='$a'/></xsl:param>",
        "a",
    );
    check_circle(
        "<xsl:variable name='a'><xsl:apply-templates select='*'/></xsl:variable>\
         <xsl:template match='x'><xsl:value-of select='$a'/></xsl:template>",
        "a",
    );
}

#[test]
fn a_variable_without_a_value_is_the_empty_string() {
    check_body("<xsl:variable name='v'/>[<xsl:value-of select='$v'/>]", "<a/>", "[]");
}

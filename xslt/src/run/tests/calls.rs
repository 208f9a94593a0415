use super::{check, check_body};

#[test]
fn a_called_template_has_the_context_of_the_call() {
    check(
        "<xsl:template match='/'><xsl:for-each select='a/b'><xsl:call-template name='n'/></xsl:for-each></xsl:template>\
         <xsl:template name='n'><xsl:value-of select='position()'/><xsl:value-of select='.'/></xsl:template>",
        "<a><b>x</b><b>y</b></a>",
        "1x2y",
    );
}

#[test]
fn a_parameter_takes_its_argument_or_its_default() {
    let check_call = |arguments: &str, expected: &str| {
        let declarations = format!(
            "<xsl:template match='/'><xsl:call-template name='n'>{arguments}</xsl:call-template></xsl:template>\
             <xsl:template name='n'><xsl:param name='p' select=\"'d'\"/><xsl:param name='q' select=\"concat($p, 'q')\"/>\
             <xsl:value-of select=\"concat($p, ':', $q)\"/></xsl:template>"
        );
        check(&declarations, "<a/>", expected);
    };
    check_call("", "d:dq");
    check_call("<xsl:with-param name='p' select='1'/>", "1:1q");
    check_call("<xsl:with-param name='q'>x</xsl:with-param>", "d:x");
    check_call("<xsl:with-param name='q'/><xsl:with-param name='p' select='2'/>", "2:");
    check_call("<xsl:with-param name='unknown' select='1'/>", "d:dq");
}

#[test]
fn arguments_are_not_passed_on_by_themselves() {
    check(
        "<xsl:template match='/'><xsl:call-template name='n'><xsl:with-param name='p' select='1'/></xsl:call-template></xsl:template>\
         <xsl:template name='n'><xsl:param name='p'/><xsl:call-template name='m'/></xsl:template>\
         <xsl:template name='m'><xsl:param name='p' select='0'/><xsl:value-of select='$p'/></xsl:template>",
        "<a/>",
        "0",
    );
}

#[test]
fn a_choice_takes_the_first_test_that_holds() {
    let body = "<xsl:for-each select='a/b'><xsl:choose><xsl:when test='. &lt; 2'>low</xsl:when>\
                <xsl:when test='. &lt; 3'>mid</xsl:when><xsl:otherwise>high</xsl:otherwise></xsl:choose>;</xsl:for-each>";
    check_body(body, "<a><b>1</b><b>2</b><b>3</b></a>", "low;mid;high;");
    check_body("[<xsl:choose><xsl:when test='0'>x</xsl:when></xsl:choose>]", "<a/>", "[]");
    check_body("<xsl:if test='a'>yes</xsl:if><xsl:if test='b'>no</xsl:if>", "<a/>", "yes");
}

//! Instructions.

use crate::support::check;

#[test]
fn the_analysis_follows_values_and_repetition() {
    check(
        r#"<xsl:template match="/"><o a="{r/@v}"><xsl:for-each select="r/a"><i><xsl:for-each select="b"><j k="{@k}"/></xsl:for-each></i></xsl:for-each></o></xsl:template>"#,
        &[
            "r /r/@v text",
            "r /r/a is",
            "r /r/a/b is",
            "r /r/a/b/@k text",
            "w /o",
            "w /o/@a",
            "w /o/i",
            "w /o/i/j",
            "w /o/i/j/@k",
        ],
    );
    check(
        r#"<xsl:template match="/"><xsl:for-each select="r/a"><xsl:sort select="@n" data-type="number"/><o/></xsl:for-each></xsl:template>"#,
        &["r /r/a is", "r /r/a/@n text", "w /o"],
    );
    check(r#"<xsl:template match="/"><xsl:for-each select="r/a"/></xsl:template>"#, &[]);
    check(
        r#"<xsl:template match="/"><xsl:if test="r/c"><o/></xsl:if></xsl:template>"#,
        &["r /r/c is", "w /o"],
    );
    check(
        r#"<xsl:template match="/"><xsl:choose><xsl:when test="r/c"><o/></xsl:when><xsl:otherwise><u><xsl:value-of select="r/x"/></u></xsl:otherwise></xsl:choose></xsl:template>"#,
        &["r /r/c is", "r /r/x text", "w /o", "w /u text"],
    );
    check(
        r#"<xsl:template match="/"><xsl:message><xsl:value-of select="r/c"/></xsl:message><xsl:comment><xsl:value-of select="r/@v"/></xsl:comment></xsl:template>"#,
        &["r /r/@v text", "r /r/c text"],
    );
}

#[test]
fn the_analysis_follows_elements_and_attributes() {
    check(
        r#"<xsl:template match="/"><xsl:element name="e"><xsl:attribute name="a">1</xsl:attribute></xsl:element></xsl:template>"#,
        &["w /e", "w /e/@a"],
    );
    check(
        r#"<xsl:template match="/"><xsl:element name="{name(r/*)}"><xsl:attribute name="{r/@v}x"/></xsl:element></xsl:template>"#,
        &["r /r/* is", "r /r/@v text", "w /*", "w /*/@*"],
    );
    check(
        r#"<xsl:template match="/"><xsl:element name="p:e"/><xsl:element name="e" namespace="urn:q"/><xsl:element name="e" namespace="{r/@v}"/></xsl:template>"#,
        &["r /r/@v text", "w /*", "w /{urn:p}e", "w /{urn:q}e"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:attribute name="xml:lang">en</xsl:attribute></o></xsl:template>"#,
        &["w /o", "w /o/@{http://www.w3.org/XML/1998/namespace}lang"],
    );
    check(
        r#"<xsl:attribute-set name="s" use-attribute-sets="t"><xsl:attribute name="a"><xsl:value-of select="r/@v"/></xsl:attribute></xsl:attribute-set><xsl:attribute-set name="t"><xsl:attribute name="b">1</xsl:attribute></xsl:attribute-set>
            <xsl:template match="/"><o xsl:use-attribute-sets="s"/></xsl:template>"#,
        &["r /r/@v text", "w /o", "w /o/@a", "w /o/@b"],
    );
}

#[test]
fn the_analysis_follows_copies() {
    check(r#"<xsl:template match="/"><xsl:copy><o/></xsl:copy></xsl:template>"#, &["w /o"]);
    check(
        r#"<xsl:template match="/"><xsl:for-each select="r/a/@*"><o><xsl:copy/></o></xsl:for-each></xsl:template>"#,
        &["r /r/a/@* is", "w /o", "w /o/@*"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:copy-of select="r/a"/></o></xsl:template>"#,
        &["r /r/a copy", "w /o", "w /o/a text open"],
    );
    check(
        r#"<xsl:template match="/"><xsl:copy-of select="/"/></xsl:template>"#,
        &["r / copy", "w / text open"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:copy-of select="r/@v | r/text()"/></o></xsl:template>"#,
        &["r /r/@v copy", "r /r/text() copy", "w /o text", "w /o/@v"],
    );
    check(
        r#"<xsl:template match="/"><xsl:for-each select="r/node()"><o><xsl:copy/></o></xsl:for-each></xsl:template>"#,
        &["r /r/node() is", "w /o text", "w /o/*"],
    );
}

#[test]
fn the_analysis_follows_variables() {
    check(
        r#"<xsl:template match="/"><xsl:variable name="f" select="r/a"/><o><xsl:value-of select="$f/@id"/></o></xsl:template>"#,
        &["r /r/a/@id text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><xsl:variable name="f" select="r/a"/><o/></xsl:template>"#,
        &["w /o"],
    );
    check(
        r#"<xsl:template match="/"><xsl:variable name="f"><i><xsl:value-of select="r/c"/></i></xsl:variable><o><xsl:copy-of select="$f"/></o></xsl:template>"#,
        &["r /r/c text", "w /o", "w /o/i text"],
    );
    check(
        r#"<xsl:template match="/"><xsl:variable name="f"><x k="1"/></xsl:variable><o><xsl:for-each select="exsl:node-set($f)/x"><xsl:copy/></xsl:for-each></o></xsl:template>"#,
        &["w /o text", "w /o/*", "w /o/@*"],
    );
    check(
        r#"<xsl:template match="x"><y/></xsl:template>
            <xsl:template match="/"><xsl:variable name="f"><x/></xsl:variable><o><xsl:apply-templates select="exsl:node-set($f)"/></o></xsl:template>"#,
        &["w /o text", "w /o/o text open", "w /o/y"],
    );
    check(
        r#"<xsl:variable name="g"><xsl:call-template name="t"/></xsl:variable>
            <xsl:template match="/"><o><xsl:copy-of select="$g"/></o></xsl:template>
            <xsl:template name="t"><i><xsl:value-of select="r/c"/></i></xsl:template>"#,
        &["r /r/c text", "w /o text", "w /o/i text"],
    );
    check(
        r#"<xsl:param name="g" select="/r/a"/>
            <xsl:template match="/"><o><xsl:value-of select="$g/b"/></o></xsl:template>"#,
        &["r /r/a/b text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><xsl:apply-templates select="r/a"><xsl:with-param name="n" select="r/c"/></xsl:apply-templates></xsl:template>
            <xsl:template match="a"><xsl:param name="n" select="b"/><o><xsl:value-of select="$n"/></o></xsl:template>"#,
        &["r /r/a is", "r /r/a/b text", "r /r/c text", "w /o text"],
    );
}

#[test]
fn the_analysis_follows_numbers() {
    check(
        r#"<xsl:template match="/"><xsl:for-each select="r/a"><o><xsl:number/></o></xsl:for-each></xsl:template>"#,
        &["r ~//a is", "r /r/a is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><xsl:for-each select="r/a/b"><o><xsl:number level="multiple" count="a|b" from="r"/></o></xsl:for-each></xsl:template>"#,
        &["r //a is", "r //b is", "r //r is", "r /r/a/b is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:number value="count(r/a)" format="{r/@v}"/></o></xsl:template>"#,
        &["r /r/@v text", "r /r/a is", "w /o text"],
    );
}

#[test]
fn the_analysis_follows_functions_of_the_stylesheet() {
    check(
        r#"<func:function name="my:f"><xsl:param name="n"/><func:result select="$n/b"/></func:function>
            <xsl:template match="/"><o><xsl:value-of select="my:f(r/a)/@k"/></o></xsl:template>"#,
        &["r /r/a/b/@k text", "w /o text"],
    );
    check(
        r#"<func:function name="my:f"><xsl:param name="n"/><xsl:choose><xsl:when test="$n"><func:result select="my:f($n[position() &gt; 1]) | $n/c"/></xsl:when><xsl:otherwise><func:result select="/r/x"/></xsl:otherwise></xsl:choose></func:function>
            <xsl:template match="/"><o><xsl:copy-of select="my:f(r/a/b)"/></o></xsl:template>"#,
        &[
            "r /r/a/b is",
            "r /r/a/b/c copy",
            "r /r/x copy",
            "w /o text open",
            "w /o/c text open",
            "w /o/x text open",
        ],
    );
}

#[test]
fn further_results_are_unknown() {
    check(
        r#"<xsl:template match="/"><exsl:document href="x"><o><xsl:value-of select="r/c"/></o></exsl:document></xsl:template>"#,
        &["r /r/c text", "? a further result"],
    );
}

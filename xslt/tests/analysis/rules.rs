//! Template rules.

use crate::support::check;

#[test]
fn the_analysis_follows_rules_and_modes() {
    check("", &["r ~//text() text", "w / text"]);
    check(r#"<xsl:template match="text()"/>"#, &[]);
    check(
        r#"<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>"#,
        &[
            "r ~//@* is",
            "r ~//node() is",
            "w / text",
            "w /* text",
            "w /*/* text open",
            "w /*/@*",
            "w /@*",
        ],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:apply-templates select="r/a" mode="m"/></o></xsl:template>
            <xsl:template match="a" mode="m"><i><xsl:value-of select="@id"/></i></xsl:template>
            <xsl:template match="a"><never/></xsl:template>"#,
        &["r /r/a is", "r /r/a/@id text", "w /o", "w /o/i text"],
    );
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="r"><o><xsl:apply-templates/></o></xsl:template>
            <xsl:template match="a"><p><xsl:apply-templates/></p></xsl:template>
            <xsl:template match="b"><q><xsl:value-of select="."/></q></xsl:template>
            <xsl:template match="c"/>"#,
        &[
            "r ~//a is",
            "r ~//a//a is",
            "r ~//a//b is",
            "r ~//a//r is",
            "r ~//a/a is",
            "r ~//a/b is",
            "r ~//a/r is",
            "r ~//a/text() text",
            "r ~//b text",
            "r ~//r is",
            "r ~//r//a is",
            "r ~//r//b is",
            "r ~//r//r is",
            "r ~//r/a is",
            "r ~//r/b is",
            "r ~//r/r is",
            "r ~//r/text() text",
            "w /o text",
            "w /o/o text open",
            "w /o/p text",
            "w /o/p/o text open",
            "w /o/p/p text open",
            "w /o/p/q text",
            "w /o/q text",
            "w /p text",
            "w /p/o text",
            "w /p/o/o text open",
            "w /p/o/p text open",
            "w /p/o/q text",
            "w /p/p text open",
            "w /p/q text",
            "w /q text",
        ],
    );
}

#[test]
fn the_analysis_follows_patterns() {
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="/r/x"><o/></xsl:template>"#,
        &["r ~/r/x is", "w /o"],
    );
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="Ticket/Title"><o><xsl:value-of select="."/></o></xsl:template>"#,
        &["r ~//Ticket/Title text", "w /o text"],
    );
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="r//x"><o><xsl:apply-templates/></o></xsl:template>"#,
        &[
            "r ~//x is",
            "r ~//x//x is",
            "r ~//x/text() text",
            "r ~//x/x is",
            "w /o text",
            "w /o/o text open",
        ],
    );
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="DynamicField[Name='UserLogin']/Value"><o><xsl:value-of select="."/></o></xsl:template>"#,
        &[
            "r ~//DynamicField/Name text",
            "r ~//DynamicField[Name='UserLogin']/Value text",
            "w /o text",
        ],
    );
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="a[@id][2]"><o/></xsl:template>"#,
        &["r ~//a is", "r ~//a/@id is", "r /a/@id is", "w /o"],
    );
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="a[2]/b"><o/></xsl:template>"#,
        &["r ~//a is", "r ~//a/b is", "w /o"],
    );
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="p:*"><o/></xsl:template>
            <xsl:template match="@p:*"><never/></xsl:template>"#,
        &["r ~//{urn:p}* is", "w /o"],
    );
    check(
        r#"<xsl:template match="comment()"><o/></xsl:template>
            <xsl:template match="text()"/>"#,
        &["r ~//comment() is", "w /o"],
    );
    check(
        r#"<xsl:template match="processing-instruction('t')"><o/></xsl:template>
            <xsl:template match="processing-instruction()"><u/></xsl:template>
            <xsl:template match="text()"/>"#,
        &["r ~//processing-instruction() is", "w /o", "w /u"],
    );
    check(
        r#"<xsl:key name="k" match="a" use="@id"/>
            <xsl:template match="text()"/>
            <xsl:template match="key('k', 'x')/b"><o/></xsl:template>"#,
        &["r //a is", "r //a/@id text", "r ~//b is", "w /o"],
    );
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="c[../@id]"><o/></xsl:template>"#,
        &["r ~//@id is", "r ~//c is", "w /o"],
    );
}

#[test]
fn the_analysis_follows_recursion() {
    check(
        r#"<xsl:template match="/"><xsl:apply-templates select="r"/></xsl:template>
            <xsl:template match="*"><n><xsl:apply-templates select="*"/></n></xsl:template>"#,
        &["r /r is", "r /r/* is", "r ~/r//* is", "w /n", "w /n/n open"],
    );
    check(
        r#"<xsl:template match="/"><xsl:call-template name="t"><xsl:with-param name="n" select="r/a"/></xsl:call-template></xsl:template>
            <xsl:template name="t"><xsl:param name="n"/><xsl:if test="$n"><e><xsl:value-of select="$n[1]/@id"/><xsl:call-template name="t"><xsl:with-param name="n" select="$n[position() &gt; 1]"/></xsl:call-template></e></xsl:if></xsl:template>"#,
        &["r /r/a is", "r ~/r/a/@id text", "w /e text", "w /e/e text open"],
    );
}

#[test]
fn the_analysis_follows_positions() {
    check(
        r#"<xsl:template match="/"><xsl:apply-templates select="r/*"/></xsl:template>
            <xsl:template match="x"><o><xsl:value-of select="position()"/></o></xsl:template>
            <xsl:template match="*"/>"#,
        &["r /r/* is", "r /r/x is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><xsl:for-each select="r/a"><xsl:if test="position() = last()"><o/></xsl:if></xsl:for-each></xsl:template>"#,
        &["r /r/a is", "w /o"],
    );
    check(
        r#"<xsl:template match="text()"/>
            <xsl:template match="x"><o><xsl:call-template name="t"/></o></xsl:template>
            <xsl:template name="t"><xsl:value-of select="last()"/></xsl:template>"#,
        &["r ~//node() is", "r ~//x is", "w /o text"],
    );
}

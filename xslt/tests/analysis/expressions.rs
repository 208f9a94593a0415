//! Expressions.

use crate::support::check;

#[test]
fn the_analysis_follows_conditions() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//DynamicField[Name = 'UserLogin']/Value"/></o></xsl:template>"#,
        &[
            "r //DynamicField/Name text",
            "r //DynamicField[Name='UserLogin']/Value text",
            "w /o text",
        ],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//DynamicField['UserLogin' = Name]/Value"/></o></xsl:template>"#,
        &[
            "r //DynamicField/Name text",
            "r //DynamicField[Name='UserLogin']/Value text",
            "w /o text",
        ],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//DynamicField[Name = 'UserLogin' and Value]/Value"/></o></xsl:template>"#,
        &[
            "r //DynamicField/Name text",
            "r //DynamicField/Value is",
            "r ~//DynamicField[Name='UserLogin']/Value text",
            "w /o text",
        ],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//DynamicField[Name = 'UserLogin' or Value]"/></o></xsl:template>"#,
        &[
            "r ~//DynamicField text",
            "r //DynamicField/Name text",
            "r //DynamicField/Value is",
            "w /o text",
        ],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//b[@k = 'x']"/></o></xsl:template>"#,
        &["r //b/@k text", "r //b[@k='x'] text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//b[. = 'C']"/></o></xsl:template>"#,
        &["r //b text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//a[b/c = 'deep'][@id = 'x']/b"/></o></xsl:template>"#,
        &[
            "r //a/b/c text",
            "r //a[@id='x'][b/c='deep']/b text",
            "r //a[b/c='deep']/@id text",
            "w /o text",
        ],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a[2]/b"/></o></xsl:template>"#,
        &["r /r/a is", "r ~/r/a/b text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a[@n = 2]"/></o></xsl:template>"#,
        &["r ~/r/a text", "r /r/a/@n text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//Ticket[@id = 7][DynamicField[Name = 'Other']]/Title"/></o></xsl:template>"#,
        &[
            "r //Ticket/@id text",
            "r ~//Ticket/DynamicField/Name text",
            "r ~//Ticket/DynamicField[Name='Other'] is",
            "r ~//Ticket/Title text",
            "w /o text",
        ],
    );
}

#[test]
fn the_analysis_follows_axes() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a/b/.."/></o></xsl:template>"#,
        &["r /r/a text", "r /r/a/b is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a/b/c/ancestor::a/@id"/></o></xsl:template>"#,
        &["r /r/a/@id text", "r /r/a/b/c is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a/ancestor-or-self::node()/@v"/></o></xsl:template>"#,
        &["r /r/@v text", "r /r/a is", "r /r/a/@v text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a/descendant::c"/></o></xsl:template>"#,
        &["r /r/a//c text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/descendant-or-self::x"/></o></xsl:template>"#,
        &["r /r//x text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//c"/></o></xsl:template>"#,
        &["r //c text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//c[1]"/></o></xsl:template>"#,
        &["r ~//c text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/c/preceding-sibling::x"/></o></xsl:template>"#,
        &["r /r/c is", "r /r/x text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a/following-sibling::*/@id"/></o></xsl:template>"#,
        &["r /r/*/@id text", "r /r/a is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/x/following::c"/></o></xsl:template>"#,
        &["r ~//c text", "r /r/x is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/x/preceding::b"/></o></xsl:template>"#,
        &["r ~//b text", "r /r/x is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a/self::a"/></o></xsl:template>"#,
        &["r /r/a text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a/self::b"/></o></xsl:template>"#,
        &["w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/@*/self::node()"/></o></xsl:template>"#,
        &["r /r/@* text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a/@id/.."/></o></xsl:template>"#,
        &["r /r/a text", "r /r/a/@id is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/namespace::p"/></o></xsl:template>"#,
        &["r /r/namespace::* text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a/text()"/></o></xsl:template>"#,
        &["r /r/a/text() text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/comment()"/></o></xsl:template>"#,
        &["r /r/comment() text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="processing-instruction()"/></o></xsl:template>"#,
        &["r /processing-instruction() text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//@k"/></o></xsl:template>"#,
        &["r //@k text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/*/*"/></o></xsl:template>"#,
        &["r ~/r//* text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/p:*"/></o></xsl:template>"#,
        &["r /r/{urn:p}* text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="//p:c"/></o></xsl:template>"#,
        &["r //{urn:p}c text", "w /o text"],
    );
}

#[test]
fn the_analysis_follows_unions_and_filters() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a | r/c"/></o></xsl:template>"#,
        &["r /r/a text", "r /r/c text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="(r/a | r/x)/b"/></o></xsl:template>"#,
        &["r /r/a/b text", "r /r/x/b text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="(//b)[2]"/></o></xsl:template>"#,
        &["r ~//b text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a[1] | r/@v"/></o></xsl:template>"#,
        &["r /r/@v text", "r ~/r/a text", "w /o text"],
    );
}

#[test]
fn the_analysis_follows_functions() {
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="count(//a)"/></o></xsl:template>"#,
        &["r //a is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="sum(r/a/@n)"/></o></xsl:template>"#,
        &["r /r/a/@n text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="string(r/c)"/></o></xsl:template>"#,
        &["r /r/c text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="not(r/c)"/></o></xsl:template>"#,
        &["r /r/c is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="name(r/*[1])"/></o></xsl:template>"#,
        &["r /r/* is", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="concat('a', r/@v)"/></o></xsl:template>"#,
        &["r /r/@v text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="id('x')/b"/></o></xsl:template>"#,
        &["r ~//@* text", "r ~//b text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="r/a[lang('en')]"/></o></xsl:template>"#,
        &[
            "r /r/@{http://www.w3.org/XML/1998/namespace}lang text",
            "r ~/r/a text",
            "r /r/a/@{http://www.w3.org/XML/1998/namespace}lang text",
            "w /o text",
        ],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="document('other.xml')/z"/></o></xsl:template>"#,
        &["w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="string-length()"/></o></xsl:template>"#,
        &["r / text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="set:distinct(r/a/b)/@k"/></o></xsl:template>"#,
        &["r /r/a/b text", "r /r/a/b/@k text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="math:highest(r/a/@n)"/></o></xsl:template>"#,
        &["r /r/a/@n text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="str:tokenize(r/@v)"/></o></xsl:template>"#,
        &["r /r/@v text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="dyn:evaluate('r/a')"/></o></xsl:template>"#,
        &["w /o text", "? an expression that is made when the stylesheet is run"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="exsl:object-type(r/a)"/></o></xsl:template>"#,
        &["r /r/a text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="normalize-space(r/x) = 'in'"/></o></xsl:template>"#,
        &["r /r/x text", "w /o text"],
    );
}

#[test]
fn the_analysis_follows_keys_and_the_current_node() {
    check(
        r#"<xsl:key name="k" match="DynamicField" use="Name"/>
            <xsl:template match="/"><o><xsl:value-of select="key('k', 'Other')/Value"/></o></xsl:template>"#,
        &["r //DynamicField/Name text", "r //DynamicField/Value text", "w /o text"],
    );
    check(
        r#"<xsl:key name="k" match="a" use="@id"/><xsl:key name="l" match="b" use="@k"/>
            <xsl:template match="/"><o><xsl:value-of select="key('k', r/@v)/b"/></o></xsl:template>"#,
        &["r //a/@id text", "r //a/b text", "r /r/@v text", "w /o text"],
    );
    check(
        r#"<xsl:template match="/"><xsl:for-each select="r/a"><o><xsl:value-of select="//b[@k = current()/@id]/c"/></o></xsl:for-each></xsl:template>"#,
        &["r //b/@k text", "r ~//b/c text", "r /r/a is", "r /r/a/@id text", "w /o text"],
    );
}

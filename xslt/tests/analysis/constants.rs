//! Texts that stand in the stylesheet.

use crate::support::compiled;

/// Checks what is found of the texts of one element: the constants, and a `?` if there may be others.
fn check(body: &str, path: &str, expected: &[&str]) {
    let analysis = compiled(body).analyze();
    let write = analysis.writes.iter().find(|write| write.path == path).expect("it is written");
    let mut found: Vec<&str> = write.constants.iter().map(String::as_str).collect();
    found.extend(write.computed.then_some("?"));
    assert_eq!(found, expected, "{body}");
    assert_eq!(write.text, !found.is_empty(), "{body}");
}

#[test]
fn a_text_that_stands_alone_in_an_element_is_a_constant() {
    let sheet = |content: &str| {
        format!(r#"<xsl:template match="/"><f><Name>{content}</Name></f></xsl:template>"#)
    };
    check(&sheet("Login"), "/f/Name", &["Login"]);
    check(&sheet("Lo<xsl:text>gin</xsl:text>"), "/f/Name", &["Login"]);
    check(&sheet(" Login\n "), "/f/Name", &[" Login\n "]);
    check(&sheet(""), "/f/Name", &[]);
    check(&sheet("Lo<xsl:value-of select=\"'gin'\"/>"), "/f/Name", &["?"]);
    check(&sheet("<xsl:if test=\"r\">Login</xsl:if>"), "/f/Name", &["?"]);
    let raw = "<xsl:text disable-output-escaping=\"yes\">Login</xsl:text>";
    check(&sheet(raw), "/f/Name", &["?"]);
}

#[test]
fn the_constants_of_all_places_are_found() {
    check(
        r#"<xsl:template match="/"><xsl:choose>
             <xsl:when test="r/a"><f><Name>A</Name></f></xsl:when>
             <xsl:otherwise><f><xsl:call-template name="b"/></f></xsl:otherwise>
           </xsl:choose></xsl:template>
           <xsl:template name="b"><xsl:element name="Name">B</xsl:element></xsl:template>"#,
        "/f/Name",
        &["A", "B"],
    );
    check(
        r#"<xsl:template match="/"><f><Name>A</Name></f><f><Name><xsl:value-of select="r/a"/></Name></f></xsl:template>"#,
        "/f/Name",
        &["A", "?"],
    );
    check(
        r#"<xsl:variable name="v"><Name>A</Name></xsl:variable>
           <xsl:template match="/"><f><xsl:copy-of select="$v"/></f></xsl:template>"#,
        "/f/Name",
        &["A"],
    );
}

#[test]
fn too_many_constants_are_texts_like_others() {
    let names: Vec<String> = (0..1100).map(|number| format!("<Name>N{number}</Name>")).collect();
    let names = names.concat();
    check(&format!(r#"<xsl:template match="/"><f>{names}</f></xsl:template>"#), "/f/Name", &["?"]);
}

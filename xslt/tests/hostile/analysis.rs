//! Stylesheets whose analysis might go on for very long.

use crate::support::compiled;

#[test]
fn the_analysis_of_rules_that_apply_themselves_ends() {
    let many: String = (0..150)
        .map(|n| {
            format!("<xsl:template match='e{n}'><o{n}><xsl:apply-templates/></o{n}></xsl:template>")
        })
        .collect();
    for body in [
        "<xsl:template match='ke'><m/><xsl:apply-templates/></xsl:template>",
        "<xsl:template match='a//b'><xsl:apply-templates select='c/b|a|*/b'/></xsl:template>",
        &many,
    ] {
        let unknown = compiled(body).analyze().unknown;
        assert!(!unknown.iter().any(|found| found.reason.contains("too large")), "{unknown:?}");
    }
}

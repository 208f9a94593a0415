//! Stylesheets that might be followed for very long, or very deep.

use crate::support::compiled;

/// Comes to an end, whatever is found, on a small stack.
fn check(body: &str) {
    const STACK: usize = 2 * 1024 * 1024;
    let stylesheet = compiled(body);
    let work = move || stylesheet.analyze();
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

fn many(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

#[test]
fn the_analysis_ends_soon_on_anything() {
    const START: &str = "<xsl:template match='/'>";
    const END: &str = "</xsl:template>";
    // Globals of globals.
    let chain = many(3_000, |n| format!("<xsl:variable name='v{n}' select='$v{}|a{n}'/>", n + 1));
    check(&format!(
        "{chain}<xsl:variable name='v3000' select='x'/>{START}<xsl:value-of select='$v0'/>{END}"
    ));
    // Each function calls the next one twice.
    let functions = many(300, |n| {
        format!(
            "<func:function name='my:f{n}'><xsl:param name='p'/><func:result select='my:f{0}($p/a) | my:f{0}($p/b)'/></func:function>",
            n + 1
        )
    });
    check(&format!(
        "{functions}<func:function name='my:f300'><xsl:param name='p'/><func:result select='$p'/></func:function>\
        {START}<xsl:value-of select='my:f0(r)'/>{END}"
    ));
    // Every rule applies all others.
    let rules = many(400, |n| {
        format!("<xsl:template match='e{n}'><o{n}><xsl:apply-templates/></o{n}>{END}")
    });
    check(&rules);
    let rules = many(200, |n| {
        format!(
            "<xsl:template match='e{n}//f{n}/g'><o{n}><xsl:apply-templates select='*/e{}|..//g'/></o{n}>{END}",
            n + 1
        )
    });
    check(&rules);
    // Templates that call each other, with ever more nodes.
    let calls = many(200, |n| {
        format!(
            "<xsl:template name='t{n}'><xsl:param name='p'/><e{n}><xsl:copy-of select='$p'/><xsl:call-template name='t{}'>\
             <xsl:with-param name='p' select='$p|$p/a{n}|..'/></xsl:call-template></e{n}>{END}",
            (n + 1) % 200
        )
    });
    check(&format!("{calls}{START}<xsl:call-template name='t0'/>{END}"));
    // Many paths in one expression, and many instructions at them.
    let paths: Vec<String> = (0..400).map(|n| format!("//a{n}/../b")).collect();
    let body = many(2_000, |n| format!("<xsl:if test='x{n}/ancestor::y/following::z'/>"));
    check(&format!("{START}<xsl:for-each select='{}'>{body}</xsl:for-each>{END}", paths.join("|")));
    // Elements in elements.
    let (open, close) =
        (many(150, |n| format!("<a{n}>")), many(150, |n| format!("</a{}>", 149 - n)));
    check(&format!("{START}{open}<xsl:apply-templates/>{close}{END}"));
}

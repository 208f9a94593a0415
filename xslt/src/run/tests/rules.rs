use super::{check, check_body, check_modules};

/// Rules that show which of them a node got.
fn rules(rules: &[(&str, &str)]) -> String {
    let rule = |(attributes, shown): &(&str, &str)| {
        format!(
            "<xsl:template {attributes}>{shown}(<xsl:apply-templates select='@*|node()'/>)</xsl:template>"
        )
    };
    rules.iter().map(rule).collect::<Vec<_>>().concat()
}

#[test]
fn the_best_rule_wins() {
    let check_rules = |given: &[(&str, &str)], expected: &str| {
        check(&rules(given), "<a x='1'><b>t</b><!--c--><?p q?></a>", expected);
    };
    check_rules(&[("match='*'", "any"), ("match='b'", "b")], "any(1b(t))");
    check_rules(&[("match='b'", "b"), ("match='*'", "any")], "any(1b(t))");
    check_rules(&[("match='b' priority='1'", "1"), ("match='b' priority='2'", "2")], "2(t)");
    check_rules(&[("match='b'", "first"), ("match='b'", "last")], "last(t)");
    check_rules(&[("match='a/b'", "path"), ("match='b'", "b")], "path(t)");
    check_rules(&[("match='b|a'", "either")], "either(1either(t))");
    check_rules(&[("match='@x'", "x"), ("match='@*'", "attr"), ("match='a'", "a")], "a(x()t)");
    check_rules(&[("match='comment()'", "c"), ("match='text()'", "t")], "t()c()");
    check_rules(
        &[("match=\"processing-instruction('p')\"", "p"), ("match='node()'", "n")],
        "n(1n(n())n()p())",
    );
    check_rules(&[("match='/'", "root")], "root(t)");
}

#[test]
fn the_built_in_rules_give_the_text() {
    check("", "<a x='1'>one<b>two</b><!--c--><?p q?></a>", "onetwo");
    check_body("<xsl:apply-templates select='//@x'/>", "<a x='1'><b x='2'/></a>", "12");
    check_body(
        "[<xsl:apply-templates select='//comment()|//processing-instruction()'/>]",
        "<a><!--c--><?p q?></a>",
        "[]",
    );
    check_body("[<xsl:apply-templates select='a/namespace::*'/>]", "<a xmlns:n='urn:n'/>", "[]");
}

#[test]
fn a_mode_has_rules_of_its_own() {
    check(
        "<xsl:template match='/'><xsl:apply-templates/>-<xsl:apply-templates mode='m'/></xsl:template>\
         <xsl:template match='b'>plain</xsl:template>\
         <xsl:template match='b' mode='m'>m</xsl:template>",
        "<a><b/></a>",
        "plain-m",
    );
}

#[test]
fn arguments_go_on_through_the_built_in_rules() {
    check(
        "<xsl:template match='/'><xsl:apply-templates><xsl:with-param name='p' select='5'/>\
         </xsl:apply-templates></xsl:template>\
         <xsl:template match='b'><xsl:param name='p' select='0'/><xsl:value-of select='$p'/></xsl:template>",
        "<a><b/></a>",
        "5",
    );
}

#[test]
fn position_and_size_are_those_of_the_list() {
    let shown = "<xsl:template match='b'><xsl:value-of select=\"concat(position(), '/', last(), ' ')\"/></xsl:template>";
    let source = "<a><b/>t<b/><c/></a>";
    check(shown, source, "1/4 t3/4 ");
    let apply = |select: &str| {
        format!("{shown}<xsl:template match='a'><xsl:apply-templates{select}/></xsl:template>")
    };
    check(&apply(""), source, "1/4 t3/4 ");
    check(&apply(" select='b'"), source, "1/2 2/2 ");
    check(&apply(" select='b[2]'"), source, "1/1 ");
    check_body(
        "<xsl:for-each select='a/b'><xsl:value-of select='position()'/>/<xsl:value-of select='last()'/>;</xsl:for-each>",
        source,
        "1/2;2/2;",
    );
}

#[test]
fn what_is_imported_can_be_applied() {
    let main =
        "<xsl:import href='lower'/><xsl:template match='b'>[<xsl:apply-imports/>]</xsl:template>";
    let check_lower = |lower: &str, expected: &str| {
        check_modules(&[("main", main), ("lower", lower)], "<a><b>t</b></a>", expected);
    };
    check_lower("<xsl:template match='b'>lower</xsl:template>", "[lower]");
    check_lower(
        "<xsl:template match='*'>any</xsl:template><xsl:template match='b'>b</xsl:template>",
        "any",
    );
    check_lower("", "[t]");
    check_lower("<xsl:template match='b' mode='m'>other mode</xsl:template>", "[t]");
}

#[test]
fn apply_imports_looks_at_the_modules_that_its_own_module_imports() {
    let main = "<xsl:import href='one'/><xsl:import href='two'/>";
    let two = "<xsl:template match='b'>two(<xsl:apply-imports/>)</xsl:template>";
    let one = "<xsl:template match='b'>one</xsl:template>";
    check_modules(&[("main", main), ("one", one), ("two", two)], "<b>t</b>", "two(t)");
    let main =
        "<xsl:import href='two'/><xsl:template match='b'>main(<xsl:apply-imports/>)</xsl:template>";
    let two =
        "<xsl:import href='one'/><xsl:template match='b'>two(<xsl:apply-imports/>)</xsl:template>";
    check_modules(&[("main", main), ("one", one), ("two", two)], "<b>t</b>", "main(two(one))");
}

#[test]
fn a_called_template_keeps_the_current_rule() {
    check_modules(
        &[
            (
                "main",
                "<xsl:import href='lower'/><xsl:template match='b'><xsl:call-template name='n'/></xsl:template>\
                      <xsl:template name='n'><xsl:apply-imports/></xsl:template>",
            ),
            ("lower", "<xsl:template match='b'>lower</xsl:template>"),
        ],
        "<b/>",
        "lower",
    );
}

//! What is wrong with a stylesheet is said all at once, with place and help.

use super::{compile, faults, sheet};

#[track_caller]
fn check(top: &str, expected: &[&str]) {
    assert_eq!(faults(&sheet("1.0", top), &[]), expected.join("\n"), "{top}");
}

/// In a template that matches the root, from line 3 on.
#[track_caller]
fn check_body(body: &str, expected: &[&str]) {
    check(&format!("<xsl:template match='/'>\n{body}\n</xsl:template>"), expected);
}

#[test]
fn misspelt_elements_attributes_and_values() {
    check_body(
        "<xsl:vlaue-of select='1'/>\n\
         <xsl:value-of selct='1'/>\n\
         <xsl:value-of select='1' disable-output-escaping='maybe'/>",
        &[
            "3:1 there is no XSLT element `xsl:vlaue-of` (did you mean `xsl:value-of`?)",
            "4:22 `xsl:value-of` has no attribute `selct` (did you mean `select`?)",
            "5:51 `disable-output-escaping` cannot be `maybe` (it is `yes` or `no`)",
        ],
    );
}

#[test]
fn names_that_nothing_has() {
    check_body(
        "<xsl:variable name='total' select='1'/>\n\
         <xsl:call-template name='foo'/><xsl:value-of select='$totl'/>\n\
         <p xsl:use-attribute-sets='none'/>",
        &[
            "4:26 there is no template of the name `foo`",
            "4:54 no such variable: `$totl` (did you mean `$total`?)",
            "5:28 there is no attribute set `none`",
        ],
    );
}

#[test]
fn names_that_nearly_exist() {
    check(
        "<xsl:template name='footer'/>\n\
         <xsl:attribute-set name='blue'/>\n\
         <xsl:template match='/'><xsl:call-template name='foter'/>\n\
         <p xsl:use-attribute-sets='bleu'/><xsl:value-of select='q:a'/>\n\
         </xsl:template>",
        &[
            "4:50 there is no template of the name `foter` (did you mean `footer`?)",
            "5:28 there is no attribute set `bleu` (did you mean `blue`?)",
            "5:57 the prefix `q` is not declared (declare it on the element or around it: `xmlns:q=\"...\"`)",
        ],
    );
}

#[test]
fn attributes_that_are_missing_or_not_known() {
    check_body(
        "<xsl:if/>\n\
         <xsl:for-each select='a' group-by='b'/>\n\
         <xsl:choose test='1'><xsl:when>x</xsl:when></xsl:choose>",
        &[
            "3:1 `xsl:if` lacks its attribute `test`",
            "4:36 `xsl:for-each` has no attribute `group-by` (its only attribute is `select`)",
            "5:19 `xsl:choose` has no attribute `test` (it has no attributes)",
            "5:22 `xsl:when` lacks its attribute `test`",
        ],
    );
}

#[test]
fn elements_in_wrong_places() {
    check_body(
        "<xsl:sort/>\n\
         <p/><xsl:param name='late'/><xsl:value-of select='$late'/>\n\
         <xsl:otherwise/><xsl:template name='x'/>",
        &[
            "3:1 `xsl:sort` has no place here (it stands first in `xsl:for-each`, or in `xsl:apply-templates`)",
            "4:5 `xsl:param` has no place here (it stands at the top level of a stylesheet, or first in `xsl:template`)",
            "5:1 `xsl:otherwise` has no place here (it stands last in `xsl:choose`)",
            "5:17 `xsl:template` has no place here (it stands at the top level of a stylesheet)",
        ],
    );
}

#[test]
fn elements_in_wrong_places_at_the_top() {
    check(
        "<xsl:value-of select='1'/>\n\
         <data/>text\n\
         <xsl:when test='1'/><p:data/><xsl:import href='x'/>",
        &[
            "2:1 `xsl:value-of` has no place here (instructions stand in `xsl:template`)",
            "3:1 `data` has no place here (elements at the top level are XSLT's, or in a namespace of their own)",
            "3:8 text has no place in `xsl:stylesheet`",
            "4:1 `xsl:when` has no place here (it stands in `xsl:choose`)",
            "4:30 `xsl:import` has no place here (it stands at the top level of a stylesheet, before everything else)",
        ],
    );
}

#[test]
fn templates_that_cannot_be() {
    check(
        "<xsl:template/>\n\
         <xsl:template name='a b' match='x' priority='high'/>\n\
         <xsl:template match='a['/>",
        &[
            "2:1 `xsl:template` has neither `match` nor `name`",
            "3:21 `a b` is not a name",
            "3:46 `high` is not a priority (it is a number)",
            "4:24 an expression is expected here, not the end",
        ],
    );
}

#[test]
fn things_defined_twice() {
    check(
        "<xsl:template name='a'/><xsl:template name='a'/>\n\
         <xsl:variable name='v'/><xsl:param name='v'/>\n\
         <xsl:template match='/'><xsl:variable name='w'/><p><xsl:variable name='w'/></p></xsl:template>",
        &[
            "2:45 there is another template of the name `a` (it is in line 2)",
            "3:42 there is another global variable of the name `v` (it is in line 3)",
            "4:72 there is another variable `w` in scope (it is in line 4)",
        ],
    );
}

#[test]
fn conditions_that_cannot_be() {
    check_body(
        "<xsl:choose><p/></xsl:choose>\n\
         <xsl:choose><xsl:when test='1'/><xsl:otherwise/><xsl:otherwise/></xsl:choose>\n\
         <xsl:choose>text<xsl:when test='1 +'/></xsl:choose>",
        &[
            "3:13 `p` has no place in `xsl:choose` (put it into `xsl:when` or `xsl:otherwise`)",
            "4:49 `xsl:otherwise` comes after `xsl:otherwise` (`xsl:otherwise` stands last, and once)",
            "5:13 text has no place in `xsl:choose`",
            "5:36 an expression is expected here, not the end",
        ],
    );
}

#[test]
fn content_where_there_can_be_none() {
    check_body(
        "<xsl:value-of select='1'>text</xsl:value-of>\n\
         <xsl:variable name='v' select='1'><p/></xsl:variable>\n\
         <xsl:text>a<b/></xsl:text>",
        &[
            "3:26 `xsl:value-of` has to be empty",
            "4:1 `xsl:variable` has both `select` and content (leave one of them out)",
            "5:12 `xsl:text` contains text alone",
        ],
    );
}

#[test]
fn arguments_that_cannot_be() {
    check_body(
        "<xsl:apply-templates>text<p/></xsl:apply-templates>\n\
         <xsl:apply-templates><xsl:with-param name='a' select='1'/><xsl:with-param name='a' select='2'/></xsl:apply-templates>\n\
         <xsl:for-each select='a'><xsl:with-param name='a'/></xsl:for-each>",
        &[
            "3:22 text has no place in `xsl:apply-templates`",
            "3:26 `p` has no place in `xsl:apply-templates`",
            "4:81 the parameter `a` is given twice",
            "5:26 `xsl:with-param` has no place here (it stands in `xsl:apply-templates`, `xsl:call-template` or `xsl:apply-imports`)",
        ],
    );
}

#[test]
fn values_that_cannot_be() {
    check_body(
        "<xsl:number level='deep'/>\n\
         <xsl:for-each select='a'><xsl:sort order='down' data-type='date'/></xsl:for-each>\n\
         <xsl:message terminate='true'/>",
        &[
            "3:20 `level` cannot be `deep` (it is `single`, `multiple` or `any`)",
            "4:43 `order` cannot be `down` (it is `ascending` or `descending`)",
            "4:60 `data-type` cannot be `date` (it is `text` or `number`)",
            "5:25 `terminate` cannot be `true` (it is `yes` or `no`)",
        ],
    );
}

#[test]
fn names_of_nodes_that_cannot_be() {
    check_body(
        "<xsl:element name='1st'/><xsl:element name='q:a'/>\n\
         <xsl:attribute name='xmlns'/><xsl:attribute name='a b'/>\n\
         <xsl:processing-instruction name='xml'/>",
        &[
            "3:20 `1st` is not a name",
            "3:45 the prefix `q` is not declared (declare it on the element or around it: `xmlns:q=\"...\"`)",
            "4:22 an attribute cannot be called `xmlns` (a declaration appears where an element or attribute needs it)",
            "4:51 `a b` is not a name",
            "5:35 `xml` cannot be the name of a processing instruction",
        ],
    );
}

#[test]
fn prefixes_that_are_not_declared() {
    check(
        "<xsl:template name='q:a'/><xsl:strip-space elements='a q:*'/>\n\
         <xsl:template match='/'><a xsl:exclude-result-prefixes='pp'/></xsl:template>\n\
         <xsl:namespace-alias stylesheet-prefix='q' result-prefix='#default'/>",
        &[
            "2:21 the prefix `q` is not declared (declare it on the element or around it: `xmlns:q=\"...\"`)",
            "2:56 the prefix `q` is not declared (declare it on the element or around it: `xmlns:q=\"...\"`)",
            "3:57 the prefix `pp` is not declared (declare it on the element or around it: `xmlns:pp=\"...\"`)",
            "4:41 the prefix `q` is not declared (declare it on the element or around it: `xmlns:q=\"...\"`)",
        ],
    );
}

#[test]
fn attributes_of_literal_elements() {
    check_body(
        "<p xsl:use-atribute-sets='a'/>\n\
         <p a='{1 +}' b='{'/>\n\
         <p xsl:foo='' xsl:version='one'/>",
        &[
            "3:27 `p` has no attribute `xsl:use-atribute-sets` (did you mean `xsl:use-attribute-sets`?)",
            "4:11 an expression is expected here, not the end",
            "4:17 this `{` is never closed (a brace as text is written twice: `{{`)",
            "5:13 `p` has no attribute `xsl:foo` (XSLT's attributes here are `use-attribute-sets`, `version`, `exclude-result-prefixes` and `extension-element-prefixes`)",
            "5:28 `one` is not a version (it is a number, such as `1.0`)",
        ],
    );
}

#[test]
fn output_settings() {
    check(
        "<xsl:output method='htm'/>\n\
         <xsl:output indent='true'/>\n\
         <xsl:output cdata-section-elements='q:a' omit='yes'/>",
        &[
            "2:21 `method` cannot be `htm` (it is `xml`, `html` or `text`)",
            "3:21 `indent` cannot be `true` (it is `yes` or `no`)",
            "4:37 the prefix `q` is not declared (declare it on the element or around it: `xmlns:q=\"...\"`)",
            "4:48 `xsl:output` has no attribute `omit` (its attributes are `method`, `version`, `encoding`, `omit-xml-declaration`, `standalone`, `doctype-public`, `doctype-system`, `cdata-section-elements`, `indent` and `media-type`)",
        ],
    );
}

#[test]
fn formats_and_keys() {
    check(
        "<xsl:decimal-format digit='##'/>\n\
         <xsl:decimal-format name='f'/><xsl:decimal-format name='f' digit='x'/>\n\
         <xsl:key name='k' match='a'/>",
        &[
            "2:28 `digit` has to be a single character",
            "3:31 there is another decimal format of this name, which differs",
            "4:1 `xsl:key` lacks its attribute `use`",
        ],
    );
}

#[test]
fn functions() {
    check(
        "<func:function name='f'/>\n\
         <func:function><xsl:param name='a'/></func:function>\n\
         <xsl:template match='/'><func:result select='1'/></xsl:template>",
        &[
            "2:22 the name of a function needs a prefix (functions without one are those of XPath)",
            "3:1 `func:function` lacks its attribute `name`",
            "4:25 `func:result` has no place here (it stands in `func:function`)",
        ],
    );
}

#[test]
fn attribute_sets() {
    check(
        "<xsl:attribute-set name='a' use-attribute-sets='b'/>\n\
         <xsl:attribute-set name='b' use-attribute-sets='a'/>\n\
         <xsl:attribute-set name='c'><p/></xsl:attribute-set>",
        &[
            "3:1 the attribute set `b` uses itself",
            "4:29 `xsl:attribute-set` contains attributes alone (they are made by `xsl:attribute`)",
        ],
    );
}

#[test]
fn further_results() {
    check_body(
        "<exsl:document/>\n\
         <exsl:document href='{@a}' method='{@m}'/>\n\
         <xsl:document href='a' indnt='yes'/>",
        &[
            "3:1 `exsl:document` lacks its attribute `href`",
            "4:36 `method` of `exsl:document` cannot be computed (write the value itself)",
            "5:31 `xsl:document` has no attribute `indnt` (did you mean `indent`?)",
        ],
    );
}

#[test]
fn faults_are_where_the_text_is_faulty() {
    check_body(
        "<p a='&lt;&#228;{1 + }'/>\n\
         <xsl:value-of select='ä &lt; $x'/>\n\
         <!-- ä€ --> <xsl:vale-of select='1'/>",
        &[
            "3:22 an expression is expected here, not the end",
            "4:30 no such variable: `$x`",
            "5:13 there is no XSLT element `xsl:vale-of` (did you mean `xsl:value-of`?)",
        ],
    );
}

#[test]
fn a_misspelt_declaration_is_reported_once() {
    check_body(
        "<xsl:varable name='v' select='1'/>\n\
         <xsl:value-of select='$v'/>\n\
         <xsl:variable name='w' select='1 +'/><xsl:value-of select='$w'/>",
        &[
            "3:1 there is no XSLT element `xsl:varable` (did you mean `xsl:variable`?)",
            "5:35 an expression is expected here, not the end",
        ],
    );
}

#[test]
fn later_versions_are_lenient() {
    let body = "<xsl:template match='/'><xsl:sequence select='1'/><xsl:value-of select='1' separator=','/>\
                <xsl:variable name='v'/><xsl:variable name='v'/></xsl:template>\
                <xsl:character-map name='m'/><xsl:output method='xhtml'/>";
    assert_eq!(faults(&sheet("2.0", body), &[]), "");
    let body = "<xsl:template match='/'><a xsl:version='2.0'><xsl:sequence/></a><xsl:sequence/></xsl:template>";
    assert_eq!(faults(&sheet("1.0", body), &[]), "2:65 there is no XSLT element `xsl:sequence`");
}

#[test]
fn what_is_no_stylesheet_is_refused() {
    let cases = [
        (
            "<html/>",
            "1:1 `html` is not a stylesheet (a stylesheet is `xsl:stylesheet`, or an element with the attribute \
             `xsl:version`)",
        ),
        (
            "<!-- c --><stylesheet xmlns='http://www.w3.org/TR/WD-xsl'/>",
            "1:11 `stylesheet` is not a stylesheet (the namespace of XSLT is \
             `http://www.w3.org/1999/XSL/Transform`)",
        ),
        (
            "<t:transform xmlns:t='http://www.w3.org/1999/XSL/Transform'><t:outptu/></t:transform>",
            "1:1 `t:transform` lacks its attribute `version`\n\
             1:61 there is no XSLT element `t:outptu` (did you mean `t:output`?)",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(faults(text, &[]), expected, "{text}");
    }
}

#[test]
fn only_so_many_faults_are_reported() {
    let error = compile(&sheet("1.0", &"<xsl:foo/>\n".repeat(200)), &[]).unwrap_err();
    assert_eq!(error.diagnostics.len(), crate::limits::FAULTS);
}

#[test]
fn a_fault_is_shown_in_its_line() {
    let text =
        sheet("1.0", "<xsl:template match='a'>\n\t<xsl:vlaue-of select='.'/></xsl:template>");
    let error = compile(&text, &[]).unwrap_err();
    let expected = "error: there is no XSLT element `xsl:vlaue-of`\n \
                    --> main.xsl:3:2\n  |\n\
                    3 | \t<xsl:vlaue-of select='.'/></xsl:template>\n  \
                    | \t^\n  = help: did you mean `xsl:value-of`?\n";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_deep_stylesheet_is_compiled_or_refused_on_a_small_stack() {
    let nested = |n: usize| {
        let body = format!("{}{}", "<a><xsl:if test='1'>".repeat(n), "</xsl:if></a>".repeat(n));
        sheet("1.0", &format!("<xsl:template match='/'>{body}</xsl:template>"))
    };
    let compile = move || (compile(&nested(120), &[]).is_ok(), compile(&nested(2000), &[]).is_ok());
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(compile).unwrap();
    assert_eq!(thread.join().unwrap(), (true, false));
}

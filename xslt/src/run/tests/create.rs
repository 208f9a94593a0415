use super::{check, check_body, check_fails};

#[test]
fn elements_are_made() {
    check_body("<o a='1{a}2{{}}'/>", "<a>x</a>", "<o a=\"1x2{}\"/>");
    check_body("<xsl:element name='{a}'>t</xsl:element>", "<a>x</a>", "<x>t</x>");
    check_body("<xsl:element name='e' namespace='urn:{a}'/>", "<a>x</a>", "<e xmlns=\"urn:x\"/>");
    check_body("<xsl:element name='p:e' namespace='urn:p'/>", "<a/>", "<p:e xmlns:p=\"urn:p\"/>");
    check_body("<xsl:element name='f:e'/>", "<a/>", "<f:e xmlns:f=\"urn:f\"/>");
    check_body("<xsl:element name='e' xmlns='urn:d'/>", "<a/>", "<e xmlns=\"urn:d\"/>");
    check_body("<o xmlns:n='urn:n'><i/></o>", "<a/>", "<o xmlns:n=\"urn:n\"><i/></o>");
}

#[test]
fn attributes_are_made() {
    check_body("<o><xsl:attribute name='x'>1</xsl:attribute></o>", "<a/>", "<o x=\"1\"/>");
    check_body(
        "<o x='0'><xsl:attribute name='x'><xsl:value-of select='a'/></xsl:attribute></o>",
        "<a>7</a>",
        "<o x=\"7\"/>",
    );
    check_body(
        "<o><xsl:attribute name='x'>a<xsl:value-of select='a'/>c</xsl:attribute></o>",
        "<a>b</a>",
        "<o x=\"abc\"/>",
    );
    check_body("<o><xsl:attribute name='x'/></o>", "<a/>", "<o x=\"\"/>");
    check_body(
        "<o><xsl:attribute name='f:x'>1</xsl:attribute></o>",
        "<a/>",
        "<o xmlns:f=\"urn:f\" f:x=\"1\"/>",
    );
    check_body(
        "<o><xsl:attribute name='x' namespace='urn:x'>1</xsl:attribute></o>",
        "<a/>",
        "<o xmlns:ns_1=\"urn:x\" ns_1:x=\"1\"/>",
    );
    check_body(
        "<o xmlns='urn:d'><xsl:attribute name='x'>1</xsl:attribute></o>",
        "<a/>",
        "<o xmlns=\"urn:d\" x=\"1\"/>",
    );
    check_body(
        "<o><xsl:attribute name='xml:lang'>de</xsl:attribute></o>",
        "<a/>",
        "<o xml:lang=\"de\"/>",
    );
}

#[test]
fn names_that_are_none_are_errors() {
    let element = |name: &str| format!("<xsl:element name='{{{name}}}'/>");
    check_fails(&element("a"), "<a>1 a</a>", "`1 a` cannot be the name of an element");
    check_fails(&element("a"), "<a/>", "`` cannot be the name of an element");
    check_fails(&element("a"), "<a>p:</a>", "`p:` cannot be the name of an element");
    check_fails(&element("a"), "<a>:p</a>", "`:p` cannot be the name of an element");
    check_fails(
        &element("a"),
        "<a>p:e</a>",
        "the prefix of the name `p:e` is not declared in the stylesheet",
    );
    let attribute = |name: &str| format!("<o><xsl:attribute name='{{{name}}}'/></o>");
    check_fails(&attribute("a"), "<a>1</a>", "`1` cannot be the name of an attribute");
    check_fails(&attribute("a"), "<a>xmlns</a>", "an attribute cannot be called `xmlns`");
    let instruction = "<xsl:processing-instruction name='{a}'/>";
    check_fails(instruction, "<a>Xml</a>", "`Xml` cannot be the name of a processing instruction");
    check_fails(instruction, "<a>p:q</a>", "`p:q` cannot be the name of a processing instruction");
}

#[test]
fn attribute_sets_are_used_before_what_is_written_at_the_place() {
    let sets = "<xsl:attribute-set name='s' use-attribute-sets='t'><xsl:attribute name='x'>s</xsl:attribute></xsl:attribute-set>\
                <xsl:attribute-set name='t'><xsl:attribute name='x'>t</xsl:attribute>\
                <xsl:attribute name='y'><xsl:value-of select='a'/></xsl:attribute></xsl:attribute-set>";
    let check_used = |body: &str, expected: &str| {
        check(
            &format!("{sets}<xsl:template match='/'>{body}</xsl:template>"),
            "<a>v</a>",
            expected,
        );
    };
    check_used("<o xsl:use-attribute-sets='s'/>", "<o x=\"s\" y=\"v\"/>");
    check_used("<o xsl:use-attribute-sets='s t'/>", "<o x=\"t\" y=\"v\"/>");
    check_used("<o xsl:use-attribute-sets='s' x='o'/>", "<o x=\"o\" y=\"v\"/>");
    check_used("<xsl:element name='e' use-attribute-sets='t'/>", "<e x=\"t\" y=\"v\"/>");
    check_used(
        "<xsl:for-each select='a'><xsl:copy use-attribute-sets='s'/></xsl:for-each>",
        "<a x=\"s\" y=\"\"/>",
    );
}

#[test]
fn comments_and_processing_instructions_are_made() {
    check_body("<xsl:comment>a<xsl:value-of select='a'/></xsl:comment>", "<a>x</a>", "<!--ax-->");
    check_body(
        "<o><xsl:processing-instruction name='{a}'> d e</xsl:processing-instruction></o>",
        "<a>p</a>",
        "<o><?p d e?></o>",
    );
}

#[test]
fn nodes_are_copied() {
    let identity = "<xsl:template match='@*|node()'><xsl:copy><xsl:apply-templates select='@*|node()'/></xsl:copy></xsl:template>";
    for source in
        ["<a x=\"1\"><b>t</b><!--c--><?p q?></a>", "<n:a xmlns:n=\"urn:n\" n:x=\"1\"><b/></n:a>"]
    {
        check(identity, source, source);
        check_body("<xsl:copy-of select='.'/>", source, source);
    }
    check_body(
        "<o><xsl:copy-of select='*/node()'/></o>",
        "<a xmlns:n='urn:n'>t<b><c/></b><!--c--></a>",
        "<o>t<b xmlns:n=\"urn:n\"><c/></b><!--c--></o>",
    );
    check_body("<o><xsl:copy-of select='a/@x'/></o>", "<a x='1'/>", "<o x=\"1\"/>");
    check_body("<xsl:copy-of select='1 + 1'/><xsl:copy-of select='true()'/>", "<a/>", "2true");
    check_body(
        "<o><xsl:for-each select='*'><xsl:copy/></xsl:for-each></o>",
        "<a xmlns:n='urn:n' x='1'>t</a>",
        "<o><a xmlns:n=\"urn:n\"/></o>",
    );
    check_body(
        "<o><xsl:for-each select='*/namespace::n'><xsl:copy/></xsl:for-each></o>",
        "<a xmlns:n='urn:n'/>",
        "<o xmlns:n=\"urn:n\"/>",
    );
}

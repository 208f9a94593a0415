use std::collections::HashMap;

use crate::{Compiler, Message, Resolver, Resource};

const SHEET: &str = r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:exsl="http://exslt.org/common" xmlns:func="http://exslt.org/functions" xmlns:my="urn:my"
    exclude-result-prefixes="exsl func my">
<xsl:output method="text"/>
<xsl:strip-space elements="*"/>
<my:data><my:row id="1">one</my:row><my:row id="2">two</my:row></my:data>
<xsl:decimal-format name="my:german" decimal-separator="," grouping-separator="."/>
<xsl:key name="k" match="e" use="@k"/>
<xsl:key name="k" match="@alt" use="."/>
<xsl:key name="my:all" match="e|i/text()|@k" use="'all'"/>
<xsl:key name="many" match="e" use="i"/>
<xsl:key name="via" match="i" use="count(key('many', .))"/>
<xsl:key name="round" match="e" use="key('round', .)"/>
<func:function name="my:f"><func:result select="1"/></func:function>
<xsl:variable name="fragment"><e k="a">frag</e></xsl:variable>
<xsl:template match="/">BODY</xsl:template>
</xsl:stylesheet>"#;

const SOURCE: &str = r#"<!DOCTYPE d [<!ATTLIST e id ID #IMPLIED>
<!NOTATION gif SYSTEM "g"><!ENTITY pic SYSTEM "http://a.b/pic.gif" NDATA gif>]>
<d> <e k="a" id="i1">A<i>x</i><i>y</i></e><e k="b" alt="a" id="i2">B<i>y</i></e><e k="a">C<i>z</i><i>z</i></e>
<ref>o.xml</ref><ref>sub/x.xml</ref><ids>i2 i1</ids><ids>i1</ids></d>"#;

/// Gives documents by their names; those of a folder ask for those in it.
struct Files(HashMap<&'static str, &'static str>);

impl Resolver for Files {
    fn resolve(&self, href: &str, base: &str) -> Result<Resource, String> {
        let folder = base.rfind('/').and_then(|end| base.get(..=end)).unwrap_or_default();
        let address = format!("{folder}{href}");
        let text = self.0.get(&*address).ok_or_else(|| format!("no file `{address}`"))?;
        Ok(Resource { address, bytes: text.as_bytes().to_vec() })
    }
}

fn files() -> Files {
    Files(HashMap::from([
        ("o.xml", "<!DOCTYPE o [<!ATTLIST p id ID #IMPLIED>]><o> <p id='x'>O</p> </o>"),
        ("sub/x.xml", "<x>X<e k='a'/></x>"),
        ("sub/o.xml", "<o>inner</o>"),
        ("bad.xml", "<bad"),
        ("source.xml", "<never/>"),
    ]))
}

fn run(body: &str) -> (String, Vec<Message>) {
    let sheet = SHEET.replace("BODY", body);
    let sheet = Compiler::new().address("sheet.xsl").compile(sheet.as_bytes()).unwrap();
    let files = files();
    let transformation = sheet.transformation().resolver(&files).address("source.xml");
    match transformation.run(SOURCE.as_bytes()) {
        Ok(output) => (String::from_utf8(output.bytes).unwrap(), output.messages),
        Err(error) => (format!("error: {}", error.kind()), Vec::new()),
    }
}

fn check(expr: &str, expected: &str) {
    assert_eq!(run(&format!("<xsl:value-of select=\"{expr}\"/>")).0, expected, "{expr}");
}

/// What `at` gives with each node of `select` as the context node.
fn check_each(select: &str, at: &str, expected: &str) {
    let body = format!(
        "<xsl:for-each select=\"{select}\"><xsl:value-of select=\"{at}\"/>;</xsl:for-each>"
    );
    assert_eq!(run(&body).0, expected, "{select} {at}");
}

#[test]
fn a_key_finds_the_nodes_of_a_value_in_document_order() {
    check("count(key('k', 'a'))", "3");
    check_each("key('k', 'a')", "name()", "e;alt;e;");
    check_each("key('k', //@k)", "name()", "e;e;alt;e;");
    check_each("key('many', 'y')", "@k", "a;b;");
    check("count(key('many', 'z'))", "1");
    check("count(key('my:all', 'all'))", "11");
    check("count(key('k', 'nothing'))", "0");
    check_each("//e[generate-id() = generate-id(key('k', @k)[1])]", "@k", "a;b;");
}

#[test]
fn a_key_that_nobody_declares_finds_nothing() {
    check("count(key('other', 'a'))", "0");
    check("count(key('my:k', 'a'))", "0");
    check("key('no:k', 'a')", "error: the prefix `no` of `no:k` is not bound to a namespace");
}

#[test]
fn keys_may_use_other_keys_but_not_themselves() {
    check("count(key('via', 2))", "2");
    check(
        "key('round', 'a')",
        "error: the key `round` is defined by itself: its index asks for it",
    );
}

#[test]
fn a_key_looks_into_the_document_of_the_context_node() {
    check_each("exsl:node-set($fragment)", "key('k', 'a')", "frag;");
    check_each("document('sub/x.xml')", "count(key('k', 'a'))", "1;");
}

#[test]
fn a_document_is_relative_to_what_asks_for_it() {
    check("document('o.xml')/o", "O");
    check("document('o.xml', document('sub/x.xml'))/o", "inner");
    check_each("document(//ref)", "name(*)", "o;x;");
    check_each("document(//ref[1], document('sub/x.xml'))", ".", "inner;");
    check("count(document('o.xml', //nothing))", "0");
    check_each("document(exsl:node-set('o.xml'))", ".", "O;");
}

#[test]
fn the_same_address_is_the_same_document() {
    check("count(document('o.xml') | document('o.xml', /))", "1");
    check("generate-id(document('source.xml')) = generate-id(/)", "true");
    check("generate-id(document('', /)) = generate-id(/)", "true");
}

#[test]
fn the_empty_address_is_the_stylesheet() {
    check("document('')/*/my:data/my:row[@id = 2]", "two");
    check("count(document('') | document('', document('')))", "1");
}

#[test]
fn documents_are_stripped_and_fragment_identifiers_select_by_id() {
    check("count(document('o.xml')//text())", "1");
    check("name(document('o.xml#x'))", "p");
    check("count(document('o.xml#y'))", "0");
}

#[test]
fn a_document_that_cannot_be_had_is_left_out_with_a_message() {
    let missing = |href: &str, expected: &str| {
        let select = format!("<xsl:value-of select=\"count(document('{href}'))\"/>");
        let (text, messages) = run(&format!("{select}{select}"));
        assert_eq!(text, "00");
        let messages: Vec<&str> = messages.iter().map(|message| &*message.text).collect();
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages.iter().all(|message| message.starts_with(expected)), "{messages:?}");
    };
    missing("nope.xml", "the document `nope.xml` cannot be read: no file `nope.xml`");
    missing("bad.xml", "bad.xml is malformed at 1:");
}

#[test]
fn documents_need_someone_who_gives_them() {
    let sheet = SHEET.replace("BODY", "<xsl:value-of select=\"document('o.xml')\"/>");
    let sheet = crate::Stylesheet::compile(&sheet).unwrap();
    let error = sheet.transform(SOURCE).unwrap_err();
    assert!(
        matches!(error.kind(), crate::ErrorKind::Unresolved { address, .. } if address == "o.xml")
    );
    let own = SHEET.replace("BODY", "<xsl:value-of select=\"document('')/*/my:data/my:row\"/>");
    let own = crate::Stylesheet::compile(&own).unwrap();
    assert_eq!(own.transform(SOURCE).unwrap().bytes, b"one");
}

#[test]
fn ids_select_elements_of_the_document() {
    check_each("id('i2 i1 i9')", "@k", "a;b;");
    check_each("id(//ids)", "@k", "a;b;");
    check("count(id(''))", "0");
    check_each("document('o.xml')", "count(id('i1'))", "0;");
}

#[test]
fn generated_ids_tell_nodes_apart() {
    check("generate-id(//e[1]) = generate-id(//e[1])", "true");
    check("generate-id(//e[1]) = generate-id(//e[1]/@k)", "false");
    check("generate-id(//nothing)", "");
    check("generate-id(/) = generate-id()", "true");
    check("generate-id(/*/namespace::*) = generate-id(/*)", "false");
}

#[test]
fn pictures_may_name_a_decimal_format() {
    check("format-number(1234.5, '#,##0.00')", "1,234.50");
    check("format-number(1234.5, '#.##0,00', 'my:german')", "1.234,50");
    check(
        "format-number(1, '0', 'my:other')",
        "error: there is no `xsl:decimal-format` named `my:other`",
    );
    let (text, messages) = run("<xsl:value-of select=\"format-number(1.5, '#.#.#')\"/>");
    assert_eq!((&*text, messages.len()), ("1.5", 1));
}

#[test]
fn the_rest_says_what_is_there() {
    check("unparsed-entity-uri('pic')", "http://a.b/pic.gif");
    check("unparsed-entity-uri('other')", "");
    check("system-property('xsl:version')", "1.0");
    check("system-property('xsl:version') >= 1", "true");
    check("system-property('version')", "");
    check("element-available('xsl:if')", "true");
    check("element-available('xsl:template')", "false");
    check("element-available('if')", "false");
    check("element-available('exsl:document')", "true");
    check("function-available('key')", "true");
    check("function-available('text')", "false");
    check("function-available('exsl:node-set')", "true");
    check("function-available('my:f')", "true");
    check("function-available('my:g')", "false");
    check_each("//e[@k = current()//ref[1] or @alt]", "current()/@k", "b;");
}

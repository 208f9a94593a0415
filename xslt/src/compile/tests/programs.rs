//! What programs are made of.

use super::{compile, program, sheet};
use crate::program::{Block, Instruction, LiteralElement, Op, Program, ValueTemplate};
use crate::tree::StripTest;

/// The outline of a block: one word for an instruction, with what it contains in brackets.
fn outline(block: &[Instruction]) -> String {
    block.iter().map(|instruction| word(&instruction.op)).collect::<Vec<_>>().join(" ")
}

fn word(op: &Op) -> String {
    let around = |word: &str, body: &Block| format!("{word}({})", outline(body));
    match op {
        Op::Text { text, raw } => format!("{text:?}{}", if *raw { "!" } else { "" }),
        Op::Literal(literal) => around("literal", &literal.body),
        Op::ValueOf { .. } => "value".to_owned(),
        Op::ApplyTemplates(apply) => format!("apply{}", apply.mode),
        Op::CallTemplate { template, params } => format!("call{template}/{}", params.len()),
        Op::ForEach(each) => around(&format!("each/{}", each.sorts.len()), &each.body),
        Op::If { body, .. } => around("if", body),
        Op::Choose { whens, otherwise } => {
            let whens = whens.iter().map(|(_, body)| around("when", body)).collect::<String>();
            format!("{whens}{}", around("otherwise", otherwise))
        }
        Op::Variable { slot, .. } => format!("${slot}"),
        Op::Param { slot, .. } => format!("@{slot}"),
        Op::Copy(copy) => around("copy", &copy.body),
        Op::Attribute(attribute) => around("attribute", &attribute.body),
        Op::Element(element) => around("element", &element.body),
        Op::Document(document) => around("document", &document.body),
        Op::Unknown { name } => format!("unknown:{name}"),
        Op::Block(block) => around("block", block),
        Op::Message { body, .. } => around("message", body),
        Op::FunctionResult(_) => "result".to_owned(),
        Op::ApplyImports { .. }
        | Op::CopyOf(_)
        | Op::Comment(_)
        | Op::ProcessingInstruction { .. }
        | Op::Number(_) => "other".to_owned(),
    }
}

#[track_caller]
fn check(version: &str, body: &str, expected: &str) {
    let text = sheet(version, &format!("<xsl:template match='/'>{body}</xsl:template>"));
    let program = compile(&text, &[]).unwrap();
    assert_eq!(outline(&program.templates.first().unwrap().body), expected, "{body}");
}

#[test]
fn white_space_alone_is_dropped() {
    check("1.0", " \n <a> x </a> ", "literal(\" x \")");
    check("1.0", "<xsl:text> </xsl:text><xsl:text/>", "\" \"");
    check("1.0", "a<!-- c --> <!-- d --> <b/>", "\"a  \" literal()");
    check("1.0", " <!-- c --> <b/>", "literal()");
    check(
        "1.0",
        "<a xml:space='preserve'> <b xml:space='default'> </b></a>",
        "literal(\" \" literal())",
    );
    check("1.0", "<xsl:text disable-output-escaping='yes'>&lt;<!-- c -->b</xsl:text>", "\"<b\"!");
}

#[test]
fn variables_get_slots_that_are_free() {
    check(
        "1.0",
        "<xsl:param name='a'/><xsl:variable name='b' select='$a'/>\
         <xsl:if test='1'><xsl:variable name='c' select='$b'/></xsl:if>\
         <xsl:for-each select='x'><xsl:sort/><xsl:variable name='c'><xsl:variable name='d'/></xsl:variable>\
         <xsl:value-of select='$c'/></xsl:for-each><xsl:variable name='c'/>",
        "@0 $1 if($2) each/1($2 value) $2",
    );
    let program = program(
        "<xsl:template name='t'><xsl:variable name='a'/><p><xsl:variable name='b'/></p></xsl:template>",
    );
    assert_eq!(program.templates.first().unwrap().n_slots, 2);
}

#[test]
fn extensions_and_later_versions_fall_back() {
    check("1.0", "<exsl:foo/>", "unknown:exsl:foo");
    check(
        "1.0",
        "<exsl:foo>x<xsl:fallback>a<b/></xsl:fallback><xsl:fallback>c</xsl:fallback></exsl:foo>",
        "block(\"a\" literal() \"c\")",
    );
    check("1.0", "<p:foo><xsl:fallback>a</xsl:fallback></p:foo>", "literal()");
    check(
        "1.0",
        "<p:foo xsl:extension-element-prefixes='p'><xsl:fallback>a</xsl:fallback></p:foo>",
        "block(\"a\")",
    );
    check("3.0", "<xsl:try><xsl:fallback/></xsl:try><xsl:sort/>", "block() unknown:xsl:sort");
    check(
        "1.0",
        "<exsl:document href='a' method='text'><b/></exsl:document><xsl:document href='b'/>",
        "document(literal()) document()",
    );
}

#[test]
fn a_literal_element_is_a_stylesheet() {
    let text = "<html xsl:version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:value-of select='1'/></html>";
    let program = compile(text, &[]).unwrap();
    let template = program.templates.first().unwrap();
    assert_eq!(
        (&*template.label, outline(&template.body)),
        ("match=\"/\"", "literal(value)".to_owned())
    );
    assert_eq!(program.modes.first().unwrap().root.len(), 1);
}

fn first_literal(program: &Program) -> &LiteralElement {
    let op = &program.templates.first().unwrap().body.first().unwrap().op;
    let Op::Literal(literal) = op else { panic!("{op:?}") };
    literal
}

/// The namespaces of the first literal element in the first template, as `prefix=uri`, and its names.
fn literal(text: &str) -> String {
    let program = compile(text, &[]).unwrap();
    let literal = first_literal(&program);
    let names = crate::names::Names::new(&program.names);
    let result_name = |name: crate::program::ResultName| {
        format!("{}:{}", names.text(name.prefix), names.display(name.name))
    };
    let mut words = vec![result_name(literal.name)];
    words.extend(literal.attributes.iter().map(|(name, _)| result_name(*name)));
    let namespaces = literal.namespaces.iter();
    words.extend(namespaces.map(|(p, u)| format!("{}={}", names.text(*p), names.text(*u))));
    words.join(" ")
}

const XSL: &str = crate::names::XSLT_NAMESPACE;

#[test]
fn literal_elements_bring_their_namespaces_along() {
    let wrap = |attributes: &str, body: &str| {
        format!(
            "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns='d' xmlns:a='a' \
             xmlns:b='b' {attributes}><xsl:namespace-alias stylesheet-prefix='a' result-prefix='xsl'/>\
             <xsl:template match='/'>{body}</xsl:template></xsl:stylesheet>"
        )
    };
    let cases = [
        ("", "<p/>", format!(":{{d}}p =d xsl={XSL} b=b")),
        ("exclude-result-prefixes='#default b'", "<p/>", format!(":{{d}}p xsl={XSL}")),
        ("extension-element-prefixes='b'", "<p xmlns=''/>", format!(":p xsl={XSL}")),
        (
            "",
            "<a:p a:q='1' r='2' xsl:exclude-result-prefixes='b'/>",
            format!("xsl:{{{XSL}}}p xsl:{{{XSL}}}q :r =d xsl={XSL}"),
        ),
    ];
    for (attributes, body, expected) in cases {
        assert_eq!(literal(&wrap(attributes, body)), expected, "{body}");
    }
}

#[test]
fn what_the_element_around_brings_along_is_not_repeated() {
    let program = program(
        "<xsl:template match='/'><a><xsl:if test='1'><b xmlns:q='q'/></xsl:if>\
         <xsl:element name='e'><c/></xsl:element></a></xsl:template>",
    );
    let outer = first_literal(&program);
    assert_eq!(outer.namespaces.len(), 1, "that of p; the others are of extension elements");
    let [Instruction { op: Op::If { body, .. }, .. }, Instruction { op: Op::Element(element), .. }] =
        &*outer.body
    else {
        panic!("{outer:?}")
    };
    let n_namespaces = |block: &Block| {
        let op = &block.first().unwrap().op;
        let Op::Literal(literal) = op else { panic!("{op:?}") };
        literal.namespaces.len()
    };
    assert_eq!((n_namespaces(body), n_namespaces(&element.body)), (1, 1));
}

#[test]
fn the_more_specific_test_of_white_space_comes_first() {
    let program =
        program("<xsl:strip-space elements='* a p:b'/><xsl:preserve-space elements='p:* a'/>");
    let rules = &program.strip.0;
    let shown: Vec<_> = rules
        .iter()
        .map(|rule| {
            let test = match rule.test {
                StripTest::Any => "any",
                StripTest::Namespace(_) => "namespace",
                StripTest::Name(_) => "name",
            };
            (test, rule.strip)
        })
        .collect();
    let expected =
        [("name", false), ("name", true), ("name", true), ("namespace", false), ("any", true)];
    assert_eq!(shown, expected);
}

#[test]
fn definitions_of_an_attribute_set_are_merged() {
    let program = program(
        "<xsl:attribute-set name='a' use-attribute-sets='b b'><xsl:attribute name='x'>1</xsl:attribute></xsl:attribute-set>\
         <xsl:attribute-set name='b'/><xsl:attribute-set name='a'/>\
         <xsl:template match='/'><p xsl:use-attribute-sets='b a'/></xsl:template>",
    );
    let [a, b] = &*program.attribute_sets else { panic!("two sets") };
    assert_eq!((a.definitions.len(), b.definitions.len()), (2, 1));
    let first = a.definitions.first().unwrap();
    assert_eq!((&*first.uses, outline(&first.body)), (&[1, 1][..], "attribute(\"1\")".to_owned()));
    assert_eq!(&*first_literal(&program).attribute_sets, [1, 0]);
}

#[test]
fn functions_begin_with_their_parameters() {
    let program = program(
        "<func:function name='p:f'><xsl:param name='a'/><xsl:param name='b' select='$a'/>\
         <xsl:variable name='c'/><func:result select='$c'/></func:function>\
         <xsl:template match='/'><xsl:value-of select='p:f(1)'/></xsl:template>",
    );
    let function = program.functions.first().unwrap();
    assert_eq!((function.n_params, function.n_slots), (2, 3));
    assert_eq!(outline(&function.body), "@0 @1 $2 result");
}

#[test]
fn names_are_resolved_where_they_stand() {
    let program = program(
        "<xsl:template match='/'><xsl:call-template name='q:t' xmlns:q='urn:p'>\
         <xsl:with-param name='x'/></xsl:call-template></xsl:template><xsl:template name='p:t'/>",
    );
    let template = program.templates.first().unwrap();
    assert_eq!(outline(&template.body), "call1/1");
    assert_eq!((template.place.line, template.place.column), (2, 1));
    assert_eq!(template.body.first().unwrap().place.column, 25);
}

#[test]
fn values_are_fixed_where_they_can_be() {
    let program = program("<xsl:template match='/'><p a='x{{' b='{1}'/></xsl:template>");
    let [(_, a), (_, b)] = &*first_literal(&program).attributes else { panic!("two attributes") };
    assert!(matches!(a, ValueTemplate::Fixed(text) if &**text == "x{"));
    assert!(matches!(b, ValueTemplate::Parts(_)));
}

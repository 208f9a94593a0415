mod malformed;

use std::fmt::Write as _;

use super::{ReadOptions, line_and_column, read};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::names::{Atom, FrozenNames, Names};
use crate::tree::{Document, Kind, StripRule, StripRules, StripTest};

const LIMITS: Limits = Limits {
    input_bytes: 1 << 30,
    depth: 100,
    nodes: 100_000,
    steps: 0,
    calls: 0,
    output_bytes: 0,
    time: std::time::Duration::ZERO,
    doctype: true,
};

/// The nodes of a tree, one in a line, indented by depth.
fn show(document: &Document, names: &Names<'_>) -> String {
    let mut shown = String::new();
    for index in 1..u32::try_from(document.nodes.len()).unwrap() {
        let mut depth = 0;
        let mut parent = document.parent(index).unwrap();
        while parent != 0 {
            depth += 1;
            parent = document.parent(parent).unwrap();
        }
        let data = document.data(index);
        let mut name = names.display(data.name);
        if !document.prefix(index).is_empty() {
            name = format!("{}:{name}", names.text(document.prefix(index)));
        }
        let text = document.own_text(index);
        shown.push_str(&" ".repeat(depth));
        match data.kind {
            Kind::Root | Kind::Namespace => panic!("a node that is not stored"),
            Kind::Element => writeln!(shown, "{name}").unwrap(),
            Kind::Attribute => writeln!(shown, "@{name}={text:?}").unwrap(),
            Kind::Text => writeln!(shown, "{text:?}").unwrap(),
            Kind::Comment => writeln!(shown, "!{text:?}").unwrap(),
            Kind::ProcessingInstruction => writeln!(shown, "?{name} {text:?}").unwrap(),
        }
    }
    shown
}

fn options(limits: &Limits) -> ReadOptions<'_> {
    ReadOptions { limits, address: "", strip: None, offsets: true }
}

/// Reads a document and compares its nodes, which are given in one line with `|` between them.
#[track_caller]
fn check(text: &str, expected: &str) {
    let frozen = FrozenNames::default();
    let names = Names::new(&frozen);
    let document = read(text, &names, options(&LIMITS)).unwrap_or_else(|e| panic!("{text}: {e}"));
    let shown = show(&document, &names);
    assert_eq!(shown.trim_end().replace('\n', "|"), expected, "{text}");
    assert_eq!(document.offsets.len(), document.nodes.len(), "{text}");
}

#[track_caller]
fn fail(text: &str, limits: &Limits) -> ErrorKind {
    let frozen = FrozenNames::default();
    read(text, &Names::new(&frozen), options(limits)).expect_err(text).kind().clone()
}

#[test]
fn elements_text_comments_and_instructions_are_nodes() {
    check("<a/>", "a");
    check("<a></a >", "a");
    check("<a ><b\n/>c<d>e</d></a>", "a| b| \"c\"| d|  \"e\"");
    check("<a><!----><!-- - b --></a>", "a| !\"\"| !\" - b \"");
    check("<a><?b?><?c  d e ?></a>", "a| ?b \"\"| ?c \"d e \"");
    check("<a><?xml-b c?></a>", "a| ?xml-b \"c\"");
    check("<a>b<!--c-->d</a>", "a| \"b\"| !\"c\"| \"d\"");
    check("<ä·>é</ä·>", "ä·| \"é\"");
    check("<a>b > c ] ]] d</a>", "a| \"b > c ] ]] d\"");
}

#[test]
fn what_is_around_the_root_element_is_kept_but_for_white_space() {
    check(
        "<?xml version='1.0' encoding=\"x-y\" standalone='no' ?>\n<!--b-->\n<?c d?> <a/> <!--e-->\n<?f?>\n",
        "!\"b\"|?c \"d\"|a|!\"e\"|?f \"\"",
    );
    check("\u{FEFF}<?xml version='1.1'?><a/>", "a");
    check("\n\t<a/>", "a");
    check("<?xmlish?><a/>", "?xmlish \"\"|a");
}

#[test]
fn pieces_of_text_are_one_node() {
    check("<a>b<![CDATA[<c>]]]>d</a>", "a| \"b<c>]d\"");
    check("<a><![CDATA[]]></a>", "a");
    check("<a>&lt;&#65;&#x42;&amp;&gt;&quot;&apos;</a>", "a| \"<AB&>\\\"'\"");
    check("<a>]]&gt;</a>", "a| \"]]>\"");
    check("<a>\u{FEFF}</a>", "a| \"\\u{feff}\"");
}

#[test]
fn line_ends_are_normalised() {
    check("<a>b\r\nc\rd\n\r\ne\r</a>", "a| \"b\\nc\\nd\\n\\ne\\n\"");
    check("<a>b&#13;\r&#10;c</a>", "a| \"b\\r\\n\\nc\"");
    check("<a><![CDATA[\r\n]]><!--\r--><?b c\r\nd?></a>", "a| \"\\n\"| !\"\\n\"| ?b \"c\\nd\"");
    check(
        "<!DOCTYPE a [<!ENTITY e '\r\n&#13;\n'>]>\r\n<a b='&e;'>&e;</a>",
        "a| @b=\"   \"| \"\\n\\r\\n\"",
    );
}

#[test]
fn attribute_values_are_normalised() {
    check("<a b='c' d = \"e'\"/>", "a| @b=\"c\"| @d=\"e'\"");
    check("<a b=' c\td\ne\r\nf\rg  '/>", "a| @b=\" c d e f g  \"");
    check("<a b='&#9;&#10;&#13;&#32;&lt;&amp;&#60;'/>", "a| @b=\"\\t\\n\\r <&<\"");
    check("<a b='>'><c d='/>'/></a>", "a| @b=\">\"| c|  @d=\"/>\"");
    check("<a b=''/>", "a| @b=\"\"");
}

#[test]
fn namespaces_are_resolved() {
    check("<a xmlns='u' b='c'/>", "{u}a| @b=\"c\"");
    check("<p:a p:b='c' xmlns:p='u'><p:b/></p:a>", "p:{u}a| @p:{u}b=\"c\"| p:{u}b");
    check("<a xmlns='u'><b xmlns=''><c/></b><d/></a>", "{u}a| b|  c| {u}d");
    check("<a xmlns:p='u'><p:b xmlns:p='v'/><p:b/></a>", "a| p:{v}b| p:{u}b");
    check("<a xml:lang='de'/>", "a| @xml:{http://www.w3.org/XML/1998/namespace}lang=\"de\"");
    check("<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>", "a");
    check("<a xmlns='u&amp;v'/>", "{u&v}a");
    check("<a xmlns:p='u' xmlns='u' p:b='' b=''/>", "{u}a| @p:{u}b=\"\"| @b=\"\"");
    check("<a xmlnsb='c'/>", "a| @xmlnsb=\"c\"");
}

#[test]
fn prefixes_can_be_looked_up_where_they_are_declared() {
    let frozen = FrozenNames::default();
    let names = Names::new(&frozen);
    let text = "<a xmlns:p='u' xmlns='d'><b xmlns:q='v'/></a>";
    let document = read(text, &names, options(&LIMITS)).unwrap();
    let shown: Vec<String> = document
        .namespaces(document.scope(2))
        .into_iter()
        .map(|(prefix, uri)| format!("{}={}", names.text(prefix), names.text(uri)))
        .collect();
    assert_eq!(shown, ["xml=http://www.w3.org/XML/1998/namespace", "p=u", "=d", "q=v"]);
    assert_eq!(document.namespace(document.scope(1), names.atom("q")), None);
}

#[test]
fn entities_are_replaced() {
    let check = |subset: &str, content: &str, expected: &str| {
        check(&format!("<!DOCTYPE a [{subset}]><a>{content}</a>"), &format!("a| {expected}"));
    };
    check("<!ENTITY e 'f'>", "&e;&e;g", "\"ffg\"");
    check("<!ENTITY e '&f;'><!ENTITY f 'g'>", "&e;", "\"g\"");
    check(
        "<!ENTITY e '<b c=\"&f;\">d</b>&#38;f;'><!ENTITY f 'g'>",
        "&e;",
        "b|  @c=\"g\"|  \"d\"| \"g\"",
    );
    check("<!ENTITY e '<!--b--><?c d?><![CDATA[&f;]]>'>", "&e;", "!\"b\"| ?c \"d\"| \"&f;\"");
    check("<!ENTITY e '&#60;b/>'>", "&e;", "b");
    check("<!ENTITY e '&#38;#60;b/>'>", "&e;", "\"<b/>\"");
    check("<!ENTITY e 'f'><!ENTITY e 'g'>", "&e;", "\"f\"");
    check("<!ENTITY lt '&#38;#60;'><!ENTITY amp 'x'>", "&lt;&amp;", "\"<&\"");
    check("<!ENTITY e '\u{FEFF}<b/>'>", "&e;", "\"\\u{feff}\"| b");
    check("<!ENTITY e \"f'\"><!-- <!ENTITY e 'c'> ] > ' --><?p ]> '?>", "&e;", "\"f'\"");
    check("<!ENTITY e '<p:b xmlns:p=\"u\"/>'>", "&e;&e;", "p:{u}b| p:{u}b");
    check("<!ENTITY % p '<!ENTITY e \"f\">'> %p; ", "&e;", "\"f\"");
    check("<!ENTITY % q '&#37;p;'><!ENTITY % p '<!ENTITY e \"f\">'>%q;", "&e;", "\"f\"");
    check("<!ELEMENT a (#PCDATA|b)*><!ELEMENT b EMPTY><!ENTITY e ']>'>", "&e;", "\"]>\"");
}

#[test]
fn what_is_outside_of_the_document_is_left_alone_while_nothing_refers_to_it() {
    check("<!DOCTYPE a [<!ENTITY e SYSTEM 'f'>]><a>bc</a>", "a| \"bc\"");
    check("<!DOCTYPE a SYSTEM 'f'><a/>", "a");
    check("<!DOCTYPE a PUBLIC '-//f' 'g'><a/>", "a");
    check("<!DOCTYPE a [<!ENTITY % p SYSTEM 'f'>%p;%q;<!ENTITY e 'E'>]><a>&e;</a>", "a| \"E\"");
    check("<!DOCTYPE a>\n<a/>", "a");
}

#[test]
fn declared_attributes_have_types_and_defaults() {
    let check = |list: &str, content: &str, expected: &str| {
        check(&format!("<!DOCTYPE a [<!ATTLIST {list}>]>{content}"), expected);
    };
    check("a b CDATA 'c' d NMTOKENS #FIXED ' e  f '", "<a/>", "a| @b=\"c\"| @d=\"e f\"");
    check("a b CDATA 'c'", "<a b='d'><a/></a>", "a| @b=\"d\"| a|  @b=\"c\"");
    check("a b (c|d) 'c' e NOTATION (f) #IMPLIED", "<a/>", "a| @b=\"c\"");
    check(
        "a b NMTOKENS #IMPLIED c CDATA #REQUIRED",
        "<a b='&#32; d \n  e ' c=' f '/>",
        "a| @b=\"d e\"| @c=\" f \"",
    );
    check(
        "a xmlns CDATA 'u' xmlns:p CDATA #FIXED 'v' p:b CDATA 'c'",
        "<a/>",
        "{u}a| @p:{v}b=\"c\"",
    );
    check("a xmlns CDATA 'u'", "<a xmlns='v'/>", "{v}a");
    check("a b CDATA 'c' b CDATA 'd'", "<a/>", "a| @b=\"c\"");
    check("a b CDATA '&lt;&#38;'", "<a/>", "a| @b=\"<&\"");
    check("b c CDATA 'd'", "<a/>", "a");
}

#[test]
fn attributes_of_type_id_name_their_elements() {
    let frozen = FrozenNames::default();
    let names = Names::new(&frozen);
    let text = "<!DOCTYPE a [<!ATTLIST b i ID #IMPLIED>]><a><b i=' x '/><b i='x'/><b xml:id='y'/><c i='z'/></a>";
    let document = read(text, &names, options(&LIMITS)).unwrap();
    let mut ids: Vec<(&str, u32)> = document.ids.iter().map(|(id, at)| (&**id, *at)).collect();
    ids.sort_unstable();
    assert_eq!(ids, [("x", 2), ("y", 6)]);
}

#[test]
fn unparsed_entities_are_listed() {
    let frozen = FrozenNames::default();
    let text = "<!DOCTYPE a [<!NOTATION n PUBLIC 'p'><!NOTATION m SYSTEM 's'>\
        <!ENTITY e SYSTEM 'f.gif' NDATA n><!ENTITY g PUBLIC 'p' 'h.gif' NDATA n >\
        <!ENTITY e SYSTEM 'i' NDATA n>]><a/>";
    let document = read(text, &Names::new(&frozen), options(&LIMITS)).unwrap();
    let unparsed: Vec<(&str, &str)> = document.unparsed.iter().map(|(n, s)| (&**n, &**s)).collect();
    assert_eq!(unparsed, [("e", "f.gif"), ("g", "h.gif")]);
}

#[test]
fn the_bounds_are_heeded() {
    let limits = Limits { depth: 2, ..LIMITS };
    assert_eq!(fail("<a><b><c/></b></a>", &limits), ErrorKind::TooDeep { limit: 2 });
    let limits = Limits { input_bytes: 3, ..LIMITS };
    assert_eq!(fail("<a></a>", &limits), ErrorKind::InputTooLarge { limit: 3 });
    let limits = Limits { nodes: 3, ..LIMITS };
    assert_eq!(fail("<a><b/>c</a>", &limits), ErrorKind::TooManyNodes { limit: 3 });
    let limits = Limits { doctype: false, ..LIMITS };
    assert_eq!(fail("<!DOCTYPE a><a/>", &limits), ErrorKind::DocumentType);
}

#[test]
fn entities_cannot_blow_a_document_up() {
    let mut laughs = "<!DOCTYPE a [<!ENTITY e0 'ha'>".to_owned();
    for i in 1..30 {
        let inner = format!("&e{};", i - 1).repeat(10);
        write!(laughs, "<!ENTITY e{i} '{inner}'>").unwrap();
    }
    let limit = laughs.len() + 1024;
    let limits = Limits { input_bytes: limit, ..LIMITS };
    for content in ["<a>&e29;</a>", "<a b='&e29;'/>"] {
        let text = format!("{laughs}]>{content}");
        assert_eq!(fail(&text, &limits), ErrorKind::InputTooLarge { limit });
        assert!(
            matches!(fail(&text, &LIMITS), ErrorKind::InputTooLarge { limit } if limit < 1 << 21)
        );
    }
    let long = "x".repeat(10_000);
    let text =
        format!("<!DOCTYPE a [<!ATTLIST b c CDATA '{long}'>]><a>{}</a>", "<b/>".repeat(1000));
    assert!(matches!(fail(&text, &LIMITS), ErrorKind::InputTooLarge { .. }));
}

#[test]
fn white_space_is_left_out_where_the_rules_say_so() {
    let frozen = FrozenNames::default();
    let names = Names::new(&frozen);
    let kept = StripTest::Name(names.name(Atom::EMPTY, "pre"));
    let rules = StripRules(vec![
        StripRule { test: kept, strip: false },
        StripRule { test: StripTest::Any, strip: true },
    ]);
    for (text, expected) in [
        ("<a> <b/>\n<c> d </c>\t</a>", "a| b| c|  \" d \""),
        ("<a> <![CDATA[ ]]>&#32;</a>", "a"),
        ("<a> &#32;b &#32;</a>", "a| \"  b  \""),
        ("<a> <!-- --> b<?c?> </a>", "a| !\" \"| \" b\"| ?c \"\""),
        ("<pre> <b> </b> </pre>", "pre| \" \"| b| \" \""),
        (
            "<a xml:space='preserve'> <b> <c xml:space='default'> </c></b></a>",
            "a| @xml:space| \" \"| b|  \" \"|  c|   @xml:space",
        ),
        (
            "<!DOCTYPE a [<!ENTITY e ' '><!ENTITY f 'g'>]><a> &e;<b>&e; &f;</b></a>",
            "a| b|  \"  g\"",
        ),
        ("<a>\u{A0}</a>", "a| \"\\u{a0}\""),
    ] {
        let options = ReadOptions { strip: Some(&rules), ..options(&LIMITS) };
        let document = read(text, &names, options).unwrap();
        let shown = show(&document, &names)
            .replace("{http://www.w3.org/XML/1998/namespace}space=\"preserve\"", "space")
            .replace("{http://www.w3.org/XML/1998/namespace}space=\"default\"", "space");
        assert_eq!(shown.trim_end().replace('\n', "|"), expected, "{text}");
        assert_eq!(document.offsets.len(), document.nodes.len(), "{text}");
    }
}

#[test]
fn nodes_know_where_they_begin() {
    let frozen = FrozenNames::default();
    let names = Names::new(&frozen);
    for (text, expected) in [
        (
            "<a b='c' xmlns='u'  d = \"&lt;\">e&amp;f<!--g--><?h?></a>",
            vec![0, 0, 6, 25, 31, 38, 46],
        ),
        (
            "<!DOCTYPE a [<!ATTLIST a b CDATA ''><!ENTITY e '<c/>f'>]><a>&e;</a>",
            vec![0, 57, 57, 60, 60],
        ),
        ("\u{FEFF}\n<a>é<b/></a>", vec![0, 4, 7, 9]),
    ] {
        let document = read(text, &names, options(&LIMITS)).unwrap();
        assert_eq!(document.offsets, expected, "{text}");
    }
    let options = ReadOptions { offsets: false, ..options(&LIMITS) };
    assert!(read("<a/>", &names, options).unwrap().offsets.is_empty());
}

#[test]
fn the_address_is_in_the_document_and_in_messages() {
    let frozen = FrozenNames::default();
    let names = Names::new(&frozen);
    let options = ReadOptions { address: "file:a.xml", ..options(&LIMITS) };
    assert_eq!(&*read("<a/>", &names, options).unwrap().address, "file:a.xml");
    let error = read("<a>", &names, options).expect_err("it is not closed");
    assert!(error.to_string().starts_with("file:a.xml is malformed at 1:1: "), "{error}");
}

#[test]
fn columns_count_characters() {
    assert_eq!(line_and_column("é\nüb", 5), (2, 2));
    assert_eq!(line_and_column("a", 9), (1, 2));
}

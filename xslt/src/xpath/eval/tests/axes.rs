//! Each axis from nodes of each kind, in document order, and positions in the order of the axis.

use super::at;

const DOCUMENT: &str = "<a xmlns:p='urn:p'><b x='1' y='2'><c/>t<!--m--></b><?t d?><p:d z='3'><e><f/></e>u</p:d><g/></a>";

#[track_caller]
fn check(place: &str, path: &str, expected: &str) {
    assert_eq!(at(DOCUMENT, place, path), expected, "{place} {path}");
}

#[test]
fn the_axes_of_an_element_reach_what_they_say() {
    let check = |path: &str, expected| check("//p:d", path, expected);
    check("child::node()", "e 'u'");
    check("child::*", "e");
    check("descendant::node()", "e f 'u'");
    check("descendant-or-self::node()", "p:d e f 'u'");
    check("self::node()", "p:d");
    check("parent::node()", "a");
    check("ancestor::node()", "/ a");
    check("ancestor-or-self::node()", "/ a p:d");
    check("following-sibling::node()", "g");
    check("preceding-sibling::node()", "b ?t");
    check("following::node()", "g");
    check("preceding::node()", "b c 't' !m ?t");
    check("attribute::node()", "@z");
    check("namespace::node()", "#xml #p");
}

#[test]
fn the_axes_of_the_root_go_down_only() {
    let check = |path: &str, expected| check("/", path, expected);
    check("child::node()", "a");
    check("descendant::node()", "a b c 't' !m ?t p:d e f 'u' g");
    check("self::node()", "/");
    for axis in [
        "parent",
        "ancestor",
        "following",
        "preceding",
        "following-sibling",
        "preceding-sibling",
        "attribute",
        "namespace",
    ] {
        check(&format!("{axis}::node()"), "");
    }
    check("ancestor-or-self::node()", "/");
}

#[test]
fn the_axes_of_an_attribute_lead_to_its_element_and_what_comes_after_it() {
    let check = |path: &str, expected| check("//@x", path, expected);
    check("parent::node()", "b");
    check("ancestor::node()", "/ a b");
    check("ancestor-or-self::node()", "/ a b @x");
    check("self::node()", "@x");
    check("self::*", "");
    check("self::x", "");
    check("child::node()", "");
    check("descendant::node()", "");
    check("descendant-or-self::node()", "@x");
    check("following-sibling::node()", "");
    check("preceding-sibling::node()", "");
    check("following::node()", "c 't' !m ?t p:d e f 'u' g");
    check("preceding::node()", "");
    check("namespace::node()", "");
}

#[test]
fn the_axes_of_a_namespace_node_lead_to_its_element_and_what_comes_after_it() {
    let check = |path: &str, expected| check("//b/namespace::p", path, expected);
    check("parent::node()", "b");
    check("ancestor::node()", "/ a b");
    check("ancestor-or-self::node()", "/ a b #p");
    check("self::node()", "#p");
    check("self::p", "");
    check("self::*", "");
    check("child::node()", "");
    check("attribute::node()", "");
    check("namespace::node()", "");
    check("descendant::node()", "");
    check("descendant-or-self::node()", "#p");
    check("following-sibling::node()", "");
    check("preceding-sibling::node()", "");
    check("following::node()", "c 't' !m ?t p:d e f 'u' g");
    check("preceding::node()", "");
    check("..", "b");
    check("string()", "'urn:p'");
    check("namespace-uri()", "''");
}

#[test]
fn the_axes_of_a_text_go_sideways_and_up() {
    let check = |path: &str, expected| check("//b/text()", path, expected);
    check("child::node()", "");
    check("following-sibling::node()", "!m");
    check("preceding-sibling::node()", "c");
    check("following::node()", "!m ?t p:d e f 'u' g");
    check("preceding::node()", "c");
    check("ancestor::*", "a b");
    check("descendant-or-self::node()", "'t'");
}

#[test]
fn namespace_nodes_are_named_by_their_prefix() {
    check("//b", "namespace::p", "#p");
    check("//b", "namespace::xml", "#xml");
    check("//b", "namespace::q", "");
    check("//b", "namespace::*", "#xml #p");
    check("//b", "namespace::p:*", "");
    check("//b", "namespace::text()", "");
    check("/", "//namespace::p/..", "a b c p:d e f g");
    check("//b", "namespace::*[2] | @x | .", "b #p @x");
}

#[test]
fn positions_count_in_the_order_of_the_axis() {
    check("//f", "ancestor::*[1]", "e");
    check("//f", "ancestor::*[last()]", "a");
    check("//f", "ancestor::*[position() < 3]", "p:d e");
    check("//f", "ancestor-or-self::*[2]", "e");
    check("//g", "preceding::*[1]", "f");
    check("//g", "preceding::*[2]", "e");
    check("//g", "preceding-sibling::*[1]", "p:d");
    check("//g", "preceding-sibling::node()[2]", "?t");
    check("//g", "(preceding-sibling::node())[2]", "?t");
    check("//g", "(preceding-sibling::node())[1]", "b");
    check("//b", "following::*[2]", "e");
    check("//b", "following-sibling::*[1]", "p:d");
    check("//b", "@*[2]", "@y");
    check("/", "//*[1]", "a b c e f");
    check("/", "/descendant::*[2]", "b");
    check("//f", "ancestor::*[2]/@z", "@z");
}

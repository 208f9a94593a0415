//! Which nodes match a pattern.

use super::{Place, label, slots, with_root};
use crate::run::Focus;
use crate::tree::Node;
use crate::xpath::parse;

const DOCUMENT: &str = "<r xmlns:p='urn:p'><a n='1' m='2'><b>1</b>t<b>2</b><c/><b>3</b></a><p:a><a><b>4</b></a></p:a><?x y?><!--z--></r>";

/// The nodes of the document that match, each asked for by itself, from the first to the last and back.
#[track_caller]
fn check(pattern: &str, expected: &str) {
    with_root(DOCUMENT, |run, root| {
        let slots = slots(run, root);
        let focus = Focus { node: root, position: 1, size: 1, current: root, slots: &slots };
        let alternatives = parse::pattern(pattern, &Place(&run.store.names)).unwrap();
        let alternatives: &'static [_] = Vec::leak(alternatives);
        let n_nodes = u32::try_from(run.document(root).nodes.len()).unwrap();
        let matches = |index: &u32| {
            let node = Node { index: *index, ..root };
            alternatives.iter().any(|one| run.matches(one, node, &focus).unwrap())
        };
        let found: Vec<u32> = (0..n_nodes).filter(matches).collect();
        let mut again: Vec<u32> = (0..n_nodes).rev().filter(matches).collect();
        again.reverse();
        assert_eq!(found, again, "{pattern}");
        let name = |index| {
            let node = Node { index, ..root };
            match run.local_name(node) {
                "b" => format!("b{}", &*run.string_value(node)),
                _ => label(run, node),
            }
        };
        let found: Vec<String> = found.into_iter().map(name).collect();
        assert_eq!(found.join(" "), expected, "{pattern}");
    });
}

#[test]
fn tests_match_children_and_attributes_of_their_kind() {
    check("a", "a a");
    check("*", "r a b1 b2 c b3 p:a a b4");
    check("p:*", "p:a");
    check("p:a", "p:a");
    check("@*", "@n @m");
    check("@n", "@n");
    check("attribute::node()", "@n @m");
    check("text()", "'1' 't' '2' '3' '4'");
    check("comment()", "!z");
    check("processing-instruction()", "?x");
    check("processing-instruction('x')", "?x");
    check("processing-instruction('y')", "");
    check("c | @m", "@m c");
}

#[test]
fn node_matches_all_children_but_not_the_root() {
    check("node()", "r a b1 '1' 't' b2 '2' c b3 '3' p:a a b4 '4' ?x !z");
    check("/", "/");
    check("/node()", "r");
    check("/ | c", "/ c");
}

#[test]
fn steps_hang_below_one_another() {
    check("a/b", "b1 b2 b3 b4");
    check("p:a/a/b", "b4");
    check("p:a/b", "");
    check("r/a/b", "b1 b2 b3");
    check("/r/a", "a");
    check("/a", "");
    check("r//b", "b1 b2 b3 b4");
    check("p:a//b", "b4");
    check("//b", "b1 b2 b3 b4");
    check("//a/b", "b1 b2 b3 b4");
    check("//r", "r");
    check("/r//a", "a a");
    check("/a//b", "");
    check("r//a/b/text()", "'1' '2' '3' '4'");
    check("r/*//b", "b1 b2 b3 b4");
    check("r/*//*//text()", "'1' '2' '3' '4'");
    check("r//*//b", "b1 b2 b3 b4");
    check("/*/*//*/*", "b4");
    check("a/@n", "@n");
    check("r//@m", "@m");
    check("//@m", "@m");
    check("r/@m", "");
    check("*/text()", "'1' 't' '2' '3' '4'");
}

#[test]
fn positions_count_the_siblings_that_match() {
    check("b[1]", "b1 b4");
    check("b[2]", "b2");
    check("b[last()]", "b3 b4");
    check("b[position() = 2]", "b2");
    check("b[position() > 1]", "b2 b3");
    check("b[position() mod 2 = 1]", "b1 b3 b4");
    check("b[last() = 3]", "b1 b2 b3");
    check("b[$two]", "b2");
    check("*[2]", "b2 p:a");
    check("node()[2]", "'t' p:a");
    check("a/node()[3]", "b2");
    check("text()[1]", "'1' 't' '2' '3' '4'");
    check("@*[2]", "@m");
    check("@*[last()]", "@m");
    check("b[0]", "");
    check("a[1]/b[2]", "b2");
    check("a[2]/b", "");
    check("b[. != '1'][1]", "b2 b4");
    check("b[. != '1'][last()]", "b3 b4");
    check("b[position() > 1][1]", "b2");
    check("b[position() > 1][. = '3']", "b3");
    check("b[2][. = '2'][1]", "b2");
    check("b[2][. = '3']", "");
}

#[test]
fn predicates_are_asked_of_the_node() {
    check("b[. = '2']", "b2");
    check("a[b = '4']/b", "b4");
    check("*[@n]", "a");
    check("*[@n = 1]/b[. > 1]", "b2 b3");
    check("@*[. = 2]", "@m");
    check("*[not(*)]", "b1 b2 c b3 b4");
    check("a[current()/r]/c", "c");
}

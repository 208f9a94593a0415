use super::*;
use crate::limits::Limits;
use crate::program::Program;
use crate::run::Store;

/// Runs a test within a transformation of an empty stylesheet.
pub(super) fn with_run<T>(test: impl FnOnce(&Run<'_>) -> T) -> T {
    let program = Program::default();
    let store = Store::new(&program);
    test(&Run::new(&program, &store, Limits::default(), None))
}

#[test]
fn functions_are_found_by_namespace_and_name() {
    let check = |namespace: &str, local: &str, args: Option<(usize, usize)>| {
        assert_eq!(find(namespace, local).map(|found| found.args), args, "{namespace} {local}");
    };
    check("http://exslt.org/common", "node-set", Some((1, 1)));
    check("http://exslt.org/math", "atan2", Some((2, 2)));
    check("http://exslt.org/sets", "has-same-node", Some((2, 2)));
    check("http://exslt.org/strings", "encode-uri", Some((2, 3)));
    check("http://exslt.org/dates-and-times", "date-time", Some((0, 0)));
    check("http://exslt.org/dates-and-times", "format-date", None);
    check("http://exslt.org/dynamic", "map", Some((2, 2)));
    check("http://icl.com/saxon", "node-set", Some((1, 1)));
    check("http://xml.apache.org/xalan", "nodeset", Some((1, 1)));
    check("http://exslt.org/common", "tokenize", None);
    check("", "node-set", None);
}

#[test]
fn no_function_is_there_twice() {
    for module in [
        common::FUNCTIONS,
        strings::FUNCTIONS,
        dates::FUNCTIONS,
        math::FUNCTIONS,
        sets::FUNCTIONS,
        dynamic::FUNCTIONS,
    ] {
        for function in module {
            let found = find(function.namespace, function.local).unwrap();
            assert!(std::ptr::eq(found, function), "{} {}", function.namespace, function.local);
        }
    }
}

#[test]
fn a_text_becomes_a_node_of_a_tree() {
    with_run(|run| {
        let (root, node) = text_tree(run, "abc").unwrap();
        let node = node.unwrap();
        let document = run.document(node);
        assert_eq!(document.own_text(node.index), "abc");
        assert_eq!(document.parent(node.index), Some(root.index));
        assert_eq!(text_tree(run, "").unwrap().1, None);
    });
}

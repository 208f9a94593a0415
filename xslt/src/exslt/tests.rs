use super::*;
use crate::limits::Limits;
use crate::names::Atom;
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

/// A tree of elements without a common parent, which their names tell; each with a text.
const SAMPLE: &[(&str, &str)] = &[
    ("a", "1"),
    ("a", "3"),
    ("a", "2"),
    ("a", "3"),
    ("b", "x"),
    ("b", "y"),
    ("n", "1"),
    ("n", "1.0"),
    ("d", "P1D"),
    ("d", "PT1S"),
    ("e", ""),
    ("e", "1"),
];

fn sample(run: &Run<'_>) -> Node {
    let mut tree = TreeBuilder::new();
    for (name, text) in SAMPLE {
        tree.start_element(run.store.names.name(Atom::EMPTY, name), Atom::EMPTY, &[]).unwrap();
        tree.text(text, false).unwrap();
        tree.end_element();
    }
    run.add_document(tree.finish()).unwrap()
}

/// An argument: `'text'`, `true()`, a number, `$fragment`, or names of elements of the sample.
fn argument(run: &Run<'_>, root: Node, text: &str) -> Value<'static> {
    if let Some(text) = text.strip_prefix('\'') {
        return Value::String(text.trim_end_matches('\'').to_owned().into());
    }
    if let Ok(number) = text.parse() {
        return Value::Number(number);
    }
    match text {
        "true()" => return Value::Boolean(true),
        "$fragment" => return Value::Fragment(root),
        "$text" => return Value::TextFragment("text".into()),
        _ => {}
    }
    let document = run.document(root);
    let is_it = |index: &u32| text.split('|').any(|name| is_named(run, document, *index, name));
    let elements = (1..document.end(0)).filter(is_it).map(|index| Node { index, ..root });
    Value::Nodes(NodeSet::from_sorted(elements.collect()))
}

fn is_named(run: &Run<'_>, document: &crate::tree::Document, index: u32, name: &str) -> bool {
    document.kind(index) == crate::tree::Kind::Element
        && run.store.names.local(document.data(index).name) == name
}

/// Calls a function; of nodes, each one's text is shown in brackets.
#[track_caller]
fn check(function: &str, args: &[&str], expected: &str) {
    let (module, local) = function.split_once(':').unwrap();
    let module = if module == "dates" { "dates-and-times" } else { module };
    let function = find(&format!("http://exslt.org/{module}"), local).unwrap();
    with_run(|run| {
        let root = sample(run);
        let focus = Focus { node: root, position: 1, size: 1, current: root, slots: &[] };
        let call = Invocation { run, focus: &focus, scope: None };
        let args: Vec<_> = args.iter().map(|text| argument(run, root, text)).collect();
        let shown = match (function.call)(&call, &args) {
            Err(error) => format!("error: {error}"),
            Ok(Value::Nodes(nodes)) => {
                let texts = nodes.iter().map(|node| run.text_of(*node).unwrap());
                texts.flat_map(|text| ["[".to_owned(), text.to_string(), "]".to_owned()]).collect()
            }
            Ok(value) => run.string(&value).unwrap().to_string(),
        };
        assert_eq!(shown, expected, "{local} {args:?}");
    });
}

#[test]
fn fragments_and_texts_become_nodes() {
    check("common:node-set", &["b"], "[x][y]");
    check("common:node-set", &["'abc'"], "[abc]");
    check("common:node-set", &["5"], "[5]");
    check("common:node-set", &["true()"], "[true]");
    check("common:node-set", &["$text"], "[text]");
    check("common:node-set", &["$fragment"], "[1323xy11.0P1DPT1S1]");
    check("common:node-set", &["''"], "[]");
}

#[test]
fn types_have_names() {
    check("common:object-type", &["a"], "node-set");
    check("common:object-type", &["'a'"], "string");
    check("common:object-type", &["1"], "number");
    check("common:object-type", &["true()"], "boolean");
    check("common:object-type", &["$fragment"], "RTF");
    check("common:object-type", &["$text"], "RTF");
}

#[test]
fn the_least_and_the_greatest_are_found() {
    check("math:min", &["a"], "1");
    check("math:max", &["a"], "3");
    check("math:max", &["a|b"], "NaN");
    check("math:max", &[""], "NaN");
    check("math:highest", &["a"], "[3][3]");
    check("math:lowest", &["a|n"], "[1][1][1.0]");
    check("math:highest", &["a|b"], "");
    check("math:highest", &[""], "");
    check("math:max", &["'5'"], "error: a node-set is needed here, and this is a string");
}

#[test]
fn sets_are_sets_of_nodes() {
    check("sets:difference", &["a|b", "a"], "[x][y]");
    check("sets:intersection", &["a|b", "b|n"], "[x][y]");
    check("sets:has-same-node", &["a", "a|b"], "true");
    check("sets:has-same-node", &["a", "n"], "false");
    check("sets:distinct", &["a|n"], "[1][3][2][1.0]");
    check("sets:leading", &["a|b", "b"], "[1][3][2][3]");
    check("sets:trailing", &["a|b", "b"], "[y]");
}

#[test]
fn texts_are_cut_into_tokens() {
    check("strings:tokenize", &["' a  b\nc'"], "[a][b][c]");
    check("strings:tokenize", &["'a b,c'", "' ,'"], "[a][b][c]");
    check("strings:tokenize", &["'a\u{e9}'", "''"], "[a][\u{e9}]");
    check("strings:tokenize", &["',,'", "','"], "");
    check("strings:split", &["'a, b,c'", "', '"], "[a][b,c]");
    check("strings:split", &["',a,'", "','"], "[a]");
    check("strings:split", &["'a\u{e9}'", "''"], "[a][\u{e9}]");
}

#[test]
fn lists_of_texts_are_replaced() {
    check("strings:replace", &["'aabb'", "'a'", "'x'"], "[xxbb]");
    check("strings:replace", &["'a1b2c3'", "a", "'x'"], "[axbc]");
    check("strings:replace", &["'ab1c'", "e", "b"], "[axbyc]");
    check("strings:replace", &["'a1b'", "1", "2"], "[a2b]");
    check("strings:concat", &["a"], "1323");
    check("strings:align", &["'ab'", "'----'", "'right'"], "--ab");
    check("strings:padding", &["3"], "   ");
    check("strings:encode-uri", &["'a/ '", "true()", "'utf-8'"], "a%2F%20");
    check("strings:encode-uri", &["'a'", "true()", "'latin1'"], "");
    check("strings:decode-uri", &["'%41'"], "A");
}

#[test]
fn dates_are_taken_apart_and_summed_up() {
    check("dates:year", &["'2011-02-28'"], "2011");
    check("dates:year", &["'nonsense'"], "NaN");
    check("dates:leap-year", &["2012"], "true");
    check("dates:day-abbreviation", &["'2011-02-28'"], "Mon");
    check("dates:month-name", &["'---01'"], "");
    check("dates:seconds", &["'-PT36H'"], "-129600");
    check("dates:seconds", &["'P1M'"], "NaN");
    check("dates:duration", &["90061"], "P1DT1H1M1S");
    check("dates:sum", &["d"], "P1DT1S");
    check("dates:sum", &["d|a"], "");
    check("dates:sum", &[""], "");
}

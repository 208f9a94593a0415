//! Limits, and what nests deep.

use std::time::Duration;

use super::{Place, document, evaluated, with_root};
use crate::limits::Limits;
use crate::names::Atom;
use crate::program::Program;
use crate::run::{Focus, Run, Store};
use crate::tree::TreeBuilder;
use crate::value::{Text, Value};
use crate::xpath::parse;

/// The message of the error that an expression ends with under limits.
fn fault(xml: &str, text: &str, limits: Limits) -> String {
    let program = Program::default();
    let store = Store::new(&program);
    let root = store.add(document(xml, &store.names));
    let run = Run::new(&program, &store, limits, None);
    let focus = Focus { node: root, position: 1, size: 1, current: root, slots: &[] };
    let expr = store.add_expression(parse::expr(text, &Place(&store.names)).unwrap());
    run.eval(expr, &focus).unwrap_err().to_string()
}

fn many(n: usize) -> String {
    format!("<r>{}</r>", "<a>some text</a>".repeat(n))
}

#[test]
fn nodes_that_are_looked_at_count() {
    let limits = Limits { steps: 100_000, ..Limits::default() };
    let message = "the transformation takes more than 100000 steps";
    assert_eq!(fault(&many(500), "count(//a[count(//a) = 0])", limits), message);
    assert_eq!(fault(&many(500), "//a[//b = 'x']", limits), message);
    assert_eq!(fault(&many(500), "//a[preceding::b]", limits), message);
    assert_eq!(fault(&many(500), "//a[contains(/, 'x')][contains(/, 'x')]", limits), message);
    let limits = Limits { time: Duration::ZERO, ..Limits::default() };
    assert!(fault(&many(5000), "count(//a)", limits).contains("took longer"));
}

#[test]
fn long_texts_are_refused() {
    let limits = Limits { output_bytes: 1000, ..Limits::default() };
    let message = "the result or a text in it is longer than 1000 bytes";
    assert_eq!(fault(&many(60), "concat(/, /)", limits), message);
    assert_eq!(fault(&many(60), "concat(/, 'x', concat(/, /))", limits), message);
    let wider = "translate(/, 'a', '\u{1d11e}')";
    assert_eq!(fault(&format!("<a>{}</a>", "a".repeat(300)), wider, limits), message);
}

#[test]
fn deep_expressions_do_not_exhaust_the_stack() {
    let deep = [
        (format!("{}1{}", "(1 + ".repeat(190), ")".repeat(190)), "191"),
        (format!("{}//a{}", "//a[".repeat(190), "]".repeat(190)), "a a"),
        (format!("{}//a{}", "(/r)[".repeat(90), "]".repeat(90)), "r"),
        (format!("{}1{}", "string(".repeat(190), ")".repeat(190)), "'1'"),
        (format!("{}true(){}", "not(".repeat(190), ")".repeat(190)), "true"),
        (format!("{}'x'{}", "concat('', ".repeat(190), ")".repeat(190)), "'x'"),
        (format!("1{}", " + 1".repeat(400)), "401"),
        (format!("1{}", " = 1".repeat(400)), "true"),
        (format!("0{}", " or 0".repeat(5000)), "false"),
        (format!("/r{}", " | /r/a".repeat(5000)), "r a a"),
        (format!("/r{}", "/a/..".repeat(5000)), "r"),
        (format!("/r{}", "/self::*[a]".repeat(5000)), "r"),
        (format!("concat(''{})", ", 'x'".repeat(3)), "'xxx'"),
    ];
    let body = move || {
        with_root(&many(2), |run, root| {
            for (text, expected) in &deep {
                let start: String = text.chars().take(20).collect();
                assert_eq!(evaluated(run, root, text), *expected, "{start}");
            }
        });
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(body).unwrap().join().unwrap();
}

#[test]
fn deep_documents_do_not_exhaust_the_stack() {
    let program = Program::default();
    let store = Store::new(&program);
    let mut builder = TreeBuilder::new();
    let a = store.names.name(Atom::EMPTY, "a");
    for _ in 0..100_000 {
        builder.start_element(a, Atom::EMPTY, &[]).unwrap();
    }
    builder.text("x", false).unwrap();
    let root = store.add(builder.finish());
    let run = Run::new(&program, &store, Limits::default(), None);
    for (text, expected) in [
        ("string(/)", "'x'"),
        ("count(//a)", "100000"),
        ("count(//a//a)", "99999"),
        ("count(//text()/ancestor::a)", "100000"),
        ("count(//a[not(a)])", "1"),
    ] {
        let expr = store.add_expression(parse::expr(text, &Place(&store.names)).unwrap());
        let focus = Focus { node: root, position: 1, size: 1, current: root, slots: &[] };
        assert_eq!(super::show(&run, &run.eval(expr, &focus).unwrap()), expected, "{text}");
    }
}

#[test]
fn texts_in_one_piece_are_borrowed() {
    let check = |xml: &str, borrowed: bool| {
        with_root(xml, |run, root| {
            let value = run.string(&Value::Fragment(root)).unwrap();
            assert_eq!(matches!(value, Text::Borrowed(_)), borrowed, "{xml}");
        });
    };
    check("<a/>", true);
    check("<a>x</a>", true);
    check("<a x='1'>x<b/></a>", true);
    check("<a>x<b>y</b>z</a>", true);
    check("<a>x<!--m-->y</a>", false);
    check("<a>x<b n='1'>y</b></a>", false);
}

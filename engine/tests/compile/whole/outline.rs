//! What is known of a process without compiling it.

use engine::process::compile::{ProcessFacts, Surroundings, compile};

use super::WHOLE;

fn check(source: &str, expected: Option<(&str, &[&str], &[&str])>) {
    let facts = ProcessFacts::of_document(source.as_bytes());
    let facts = facts.as_ref().map(|(name, facts)| {
        let texts = |set: &std::collections::BTreeSet<String>| {
            set.iter().cloned().collect::<Vec<_>>().join(" ")
        };
        (name.clone(), texts(&facts.fields), texts(&facts.calls))
    });
    let expected =
        expected.map(|(name, fields, calls)| (name.to_owned(), fields.join(" "), calls.join(" ")));
    assert_eq!(facts, expected, "{source}");
}

#[test]
fn the_facts_of_a_process_are_read_from_its_document() {
    let fields = [
        "Agreed",
        "Company",
        "Days",
        "Deputy",
        "Kind",
        "Leaves",
        "Mail",
        "Places",
        "Price",
        "Returns",
        "Title",
        "Unfinished",
        "Upload",
        "Why",
    ];
    check(WHOLE, Some(("journey", &fields, &["holiday"])));
}

#[test]
fn faults_do_not_hide_what_others_call() {
    check(
        "process: a\nfields: { F: ~, G: [x] }\nactivities: { c: { call: b, nxt: d } }",
        Some(("a", &["F", "G"], &["b"])),
    );
    check(
        "process: a\nactivities: { c: { call: [b] }, d: { for-each: e, call: f }, g: b }",
        Some(("a", &[], &["e", "f"])),
    );
    check("process: a\nfields: x\nactivities: y", Some(("a", &[], &[])));
    check("process: [a]", None);
    check("name: a", None);
    check("- process: a", None);
    check("process: {", None);
    check("", None);
    check("\u{0}", None);
}

#[test]
fn what_is_not_known_is_not_checked() {
    let source = WHOLE
        .replace("call: holiday", "call: nobody-knows")
        .replace("for-each: holiday", "for-each: any");
    compile(source.as_bytes(), &Surroundings::default()).unwrap();
    let itself = WHOLE.replace("call: holiday", "call: journey");
    let faults = compile(itself.as_bytes(), &Surroundings::default()).unwrap_err();
    assert_eq!(faults[0].counterexample.as_deref(), Some("journey -> journey"));
}

#[test]
fn what_is_given_to_another_process_every_time_is_known() {
    let check = |source: &str, expected: &[&str]| {
        let (_, facts) = ProcessFacts::of_document(source.as_bytes()).unwrap();
        let gives = facts.gives.iter().map(|(process, fields)| {
            format!("{process}: {}", fields.iter().cloned().collect::<Vec<_>>().join(" "))
        });
        assert_eq!(gives.collect::<Vec<_>>(), expected, "{source}");
    };
    check(
        "process: p\nactivities: { a: { call: b, with: { F: x, G: y } }, c: { for-each: b, with: { G: z, H: z } } }",
        &["b: G"],
    );
    check(
        "process: p\nactivities: { a: { call: b }, c: { user-task: C, next: [{ to: a, do: [{ create-ticket: { process: d, with: { F: x } } }] }] } }",
        &["b: ", "d: F"],
    );
}

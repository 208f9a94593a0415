//! The JSON Schema of the language: what compiles is valid, and what an editor should underline is not.

use std::path::Path;

use engine::process::document::{Tree, tree};
use engine::process::schema::schema;
use serde_json::{Value, json};

use crate::whole::WHOLE;
use crate::{BASE, REGISTRATION};

/// A document as editors read it: in YAML 1.2's core schema, plain texts can be numbers or truth values.
fn json_of(tree: Tree) -> Value {
    match tree {
        Tree::Nothing => Value::Null,
        Tree::Text { value, plain: true } => match value.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            number => serde_json::from_str::<serde_json::Number>(number)
                .map_or_else(|_text| json!(value), Value::Number),
        },
        Tree::Text { value, plain: false } => json!(value),
        Tree::List(nodes) => nodes.into_iter().map(json_of).collect(),
        Tree::Mapping(entries) => {
            entries.into_iter().map(|(key, node)| (key, json_of(node))).collect()
        }
    }
}

/// What is wrong with a document by the schema, a line each.
fn faults(source: &str) -> Vec<String> {
    let schema = schema();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let document = json_of(tree(source.as_bytes()).unwrap());
    validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[expect(clippy::disallowed_methods, reason = "the documents of the repository are tried")]
fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::draft7::meta::is_valid(&schema()));
}

#[test]
fn what_compiles_is_valid() {
    let shipped = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../processes")).unwrap();
    let shipped = shipped.map(|file| file.unwrap().path());
    let shipped = shipped.filter(|path| {
        let name = path.to_string_lossy();
        name.ends_with(".yaml") && !name.ends_with(".test.yaml")
    });
    let shipped: Vec<String> = shipped.map(|path| text_of(&path)).collect();
    assert!(!shipped.is_empty());
    for source in shipped.iter().map(String::as_str).chain([BASE, REGISTRATION, WHOLE]) {
        assert_eq!(faults(source), Vec::<String>::new(), "{source}");
    }
}

/// Checks that the process with `part` replaced by `other` is not valid, at this place.
fn check(source: &str, part: &str, other: &str, place: &str) {
    assert!(source.contains(part), "{part}");
    let found = faults(&source.replacen(part, other, 1));
    assert!(found.iter().any(|fault| fault.starts_with(place)), "{other}: {found:?}");
}

#[test]
fn what_is_mistyped_is_not_valid() {
    let check = |part, other, place| check(WHOLE, part, other, place);
    // Keys that are unknown, missing or where they mean nothing.
    check("name: Journey", "nmae: Journey", ": Additional properties");
    check("name: Journey\n", "", ": \"name\" is a required property");
    check("max_length: 50", "max_lenght: 50", "/fields/Title: ");
    check("max_length: 50", "options: [a]", "/fields/Title: ");
    check("type: textarea }", "type: textarea, pattern: a }", "/fields/Why: ");
    check("options: { paid: Paid, free: Unpaid }", "hint: None", "/fields/Kind: ");
    check("that: Leaves > today, ", "", "/fields/Leaves: ");
    check("type: attachment }", "type: attachment, default: a }", "/fields/Upload: ");
    check("company: { groups: [heads] }", "company: {}", "/company: ");
    check("company: { groups: [heads] }", "company: { fields: [Deputy] }", "/company: ");
    check("wait-for: 2, next: rest", "wait-for: 2", "/activities/joined: ");
    check("compensate: book-holiday\n", "compensat: book-holiday\n", "/activities/book: ");
    check("end: closed successful,", "end: closed successful, next: gone,", "/activities/done: ");
    check("message: confirmed\n", "after: 3d\n", "/activities/confirm: ");
    check("until: Leaves,", "until: Leaves, after: 3d,", "/activities/pause: ");
    check("until: Leaves, ", "", "/activities/pause: ");
    check("rows: Upload, ", "rows: Upload, lines: Why, ", "/activities/rows: ");
    check(
        "any: { to: gone, tell: It could",
        "undelivered: { to: gone, tell: It could",
        "/activities/book: ",
    );
    check("dialogs: [ {} ]", "dialogs: []", "/activities/pack: ");
    // Two keywords, none, and two actions in one.
    check("{ wait: A little,", "{ wait: A little, choice: Which,", "/activities/rest: ");
    check("{ wait: A little,", "{ name: A little,", "/activities/rest: ");
    check("- lock: false", "- { lock: false, set-type: Travel }", "/activities/prepare: ");
}

#[test]
fn what_is_of_the_wrong_type_is_not_valid() {
    let check = |part, other, place| check(WHOLE, part, other, place);
    check("name: Journey", "name: [Journey]", "/name: ");
    check("priority: 3 normal", "priority: 3 normla", "/ticket/priority: ");
    check("max_length: 50", "max_length: fifty", "/fields/Title: ");
    check("max_length: 50", "max_length: 0", "/fields/Title: ");
    check("type: email", "type: mail", "/fields/Mail: ");
    check("min: 1,", "min: 1.5,", "/fields/Days: ");
    check("groups: [heads]", "groups: heads", "/company: ");
    check("by: customer-users }", "by: customers }", "/start/by: ");
    check("Why: required", "Why: requird", "/activities/ask: ");
    check("after: 30d, to: gone", "after: 30 days, to: gone", "/activities/ask: ");
    check("set-state: open", "set-state: opened", "/activities/ask: ");
    check("lock: false", "lock: maybe", "/activities/prepare: ");
    check("[ { lock: true } ]", "{ lock: true }", "/activities/");
    check("to: owner", "to: nobody", "/activities/prepare: ");
    check("{ group: approvers }", "{ group: approvers, field: Mail }", "/activities/prepare: ");
    check("next: [pause, ", "next: [{ when: Agreed, to: pause }, ", "/activities/both: ");
    check("wait-for: 2", "wait-for: two", "/activities/joined: ");
    check("customer-users: true", "customer-users: false", "/activities/people: ");
    check("end: closed successful", "end: open", "/activities/done: ");
    check("Process.Unsuccessful: { to", "Process.SomeUnsuccessful: { to", "/activities/child: ");
    check("with: { Days: \"{{ Days }}\", Why", "with: { Days: [1], Why", "/activities/child: ");
}

#[test]
fn the_committed_copy_is_the_schema() {
    let copy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/process.schema.json");
    let copy: Value = serde_json::from_str(&text_of(&copy)).unwrap_or_default();
    assert!(copy == schema(), "write it again: usher schema -o docs/process.schema.json");
}

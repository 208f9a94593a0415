//! What we export, we import as the same process.

use crate::support::{canonical, compiled, exported, lines, processes};

fn check(name: &str, source: &[u8]) {
    let xml = exported(name, source);
    let yaml = bpmn::import(xml.as_bytes())
        .unwrap_or_else(|faults| panic!("{name} is refused:\n{}\n{xml}", lines(&faults)));
    let (before, after) = (compiled(name, source), compiled(name, yaml.as_bytes()));
    let (before, after) = (canonical(&before), canonical(&after));
    if let Some((a, b)) = before.lines().zip(after.lines()).find(|(a, b)| a != b) {
        panic!("{name}: `{a}` became `{b}`:\n{yaml}\n{xml}");
    }
    assert_eq!(before, after, "{name}");
    assert_eq!(exported(name, yaml.as_bytes()), xml, "{name}: a second export differs");
    assert!(!yaml.starts_with('#'), "{name}: nothing is left out or added:\n{yaml}");
}

#[test]
fn every_process_survives() {
    for (name, source) in processes() {
        check(&name, &source);
    }
}

/// A small process whose texts are these.
fn with_texts(text: &str) -> String {
    format!(
        "process: texts\nname: Texts\ndescription: {text}\nstart: {{ activity: a }}\nticket: {{ title: {text}, queue: Q }}\n\
         fields:\n  F: {{ label: Field, type: dropdown, options: {{ k: one, \"2\": two }} }}\n  T: {{ label: Text, type: text }}\n\
         activities:\n  a:\n    user-task: A task\n    dialogs: [ {{ description: {text}, fields: {{ F: required, T: required }} }} ]\n\
         \x20   next: [ {{ when: 'T == \"x\" || T == {text}', to: b }}, c ]\n  b: {{ end: closed successful, tell: {text} }}\n\
         \x20 c: {{ end: closed unsuccessful, name: C }}\n"
    )
}

#[test]
fn every_text_survives() {
    let texts = [
        r#""a < b && c > d""#,
        r#""'\"<![CDATA[x]]>--&amp;""#,
        r#""  blanks  ""#,
        r#""true""#,
        r#""12""#,
        r#""two\nlines\n\nand \ttab""#,
        r#""return\r\n""#,
        r#""Ünïcödé 😀 \\ back""#,
        r##""# no comment: {} []""##,
    ];
    for text in texts {
        // In a condition, within single quotation marks of YAML, a single one is written twice.
        let source = with_texts(text)
            .replace(&format!("T == {text}"), &format!("T == {}", text.replace('\'', "''")));
        check(text, source.as_bytes());
    }
}

#[test]
fn processes_that_differ_are_told_apart() {
    let source = with_texts("\"one\"");
    let before = canonical(&compiled("before", source.as_bytes()));
    for (from, to) in [
        ("closed successful", "closed unsuccessful"),
        ("T == \"one\"", "T == \"two\""),
        ("queue: Q", "queue: R"),
    ] {
        let changed = source.replace(from, to);
        assert_ne!(changed, source);
        assert_ne!(canonical(&compiled("after", changed.as_bytes())), before, "{from}");
    }
}

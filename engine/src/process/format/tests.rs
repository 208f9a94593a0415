//! The invariants of formatting, over documents of people and of chance; then what it looks like.

mod made;

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::arrange::inner;
use super::format as canonical;
use crate::diagnostic::{Code, Faults, Lines};
use crate::process::document::text::Style;
use crate::process::document::written::{Form, Written, written};
use crate::process::document::{DOCUMENT_LENGTH_MAX, Kind, Node, decode, read};
use crate::process::language::{Holds, PROCESS};
use made::{HARD, generated, mutated};

const REGISTRATION: &str = include_str!("../../../../processes/customer-user-registration.yaml");

/// What the compiler sees of a document, whatever the order of keys.
fn meaning(node: &Node) -> String {
    match &node.kind {
        Kind::Empty => "~".to_owned(),
        // Only of what may be a number it matters that it has no quotation marks.
        Kind::Text(text) if text.style == Style::Plain && text.value.parse::<i64>().is_ok() => {
            format!("number {:?}", text.value)
        }
        Kind::Text(text) => format!("{:?}", text.value),
        Kind::List(nodes) => format!("{:?}", nodes.iter().map(meaning).collect::<Vec<_>>()),
        Kind::Mapping(entries) => {
            let mut entries: Vec<_> =
                entries.iter().map(|(key, node)| (&key.value, meaning(node))).collect();
            entries.sort();
            format!("{entries:?}")
        }
    }
}

fn read_meaning(source: &str) -> Option<String> {
    let mut faults = Faults::default();
    decode(source.as_bytes()).ok()?;
    let root = read(&Lines::new(source), &mut faults);
    root.filter(|_| faults.is_empty()).as_ref().map(meaning)
}

fn comments_of(source: &str) -> Vec<String> {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let document = written(&source).unwrap();
    let text = |range: std::ops::Range<usize>| source.get(range).unwrap().trim_end().to_owned();
    let mut comments: Vec<String> = document.comments.into_iter().map(text).collect();
    comments.sort();
    comments
}

/// Whatever a document holds, this is true of its canonical form.
fn check_invariants(source: &str) {
    let Some(meaning) = read_meaning(source) else {
        assert!(!canonical(source.as_bytes()).unwrap_err().is_empty());
        return;
    };
    let formatted = canonical(source.as_bytes()).unwrap();
    let show = format!("{source}\n=== becomes\n{formatted}");
    assert_eq!(read_meaning(&formatted), Some(meaning), "{show}");
    assert_eq!(comments_of(&formatted), comments_of(source), "{show}");
    let again = canonical(formatted.as_bytes()).unwrap();
    assert_eq!(again, formatted, "{show}");
    assert!(formatted.ends_with('\n') && !formatted.ends_with("\n\n"), "{show}");
    assert!(!formatted.contains('\r'), "{show}");
    assert!(!formatted.lines().any(|line| line.ends_with(' ')) || source.contains(" \n"), "{show}");
}

/// The files of this kind in a folder of the repository.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}

/// The shipped processes, without their scenarios.
fn processes() -> impl Iterator<Item = PathBuf> {
    let all = files("processes", "yaml").into_iter();
    all.filter(|path| !path.to_string_lossy().ends_with(".test.yaml"))
}

#[expect(clippy::disallowed_methods, reason = "the documents of the repository are tried")]
fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_documents_of_the_repository_stay_what_they_are() {
    for path in processes() {
        check_invariants(&text_of(&path));
    }
    let mut n_examples = 0;
    let pages = files("docs", "md").into_iter().chain(files("docs/errors", "md"));
    for text in pages.map(|path| text_of(&path)) {
        for block in text.split("```yaml").skip(1) {
            let (_, example) = block.split_once('\n').unwrap();
            check_invariants(example.split("```").next().unwrap());
            n_examples += 1;
        }
    }
    assert!(n_examples > 40, "only {n_examples}");
}

#[test]
fn the_shipped_processes_are_in_canonical_form() {
    for path in processes() {
        let text = text_of(&path);
        assert_eq!(canonical(text.as_bytes()).unwrap(), text, "{}", path.display());
    }
}

fn check(source: &str, expected: &str) {
    assert_eq!(canonical(source.as_bytes()).unwrap(), expected, "{source}");
    check_invariants(source);
}

#[test]
fn what_is_hard_to_keep_is_kept() {
    let expected = r#"# head

process: hard

# first
name: &n Hard # its name
company: &who { groups: [heads] }

fields: # fields
  Kind:
    label: Kind # trailing
    type: dropdown
    options: [a, "1", b c, null] # all
    # last

activities: # all of them
  done: { end: closed successful } # the end

  # before ask
  ask:
    user-task: Ask
    dialogs:
      - name: It's
        by: *who
        # how
        description: |
          First

            second # no comment
        submit: two lines

      - { name: *n, description: y }

    next: # where to
      - { when: Kind == "a", to: done } # why
      # else
      # which
      - to: done
        do:
          - note: { subject: *n, body: x }
      # no more flows
    # at the end of dialogs
    # at the end of ask
unknown:
  - [1, 2]
  - a: b
# foot
"#;
    check(HARD, expected);
}

#[test]
fn keys_have_the_order_of_the_language_and_names_that_of_their_author() {
    check(
        "fields: { B: { hint: h, type: text, label: l }, A: { label: l } }\nname: n\nprocess: p\n",
        "process: p\nname: n\n\nfields:\n  B: { label: l, type: text, hint: h }\n  A: { label: l }\n",
    );
    check(
        "activities:\n  z: { on-error: { any: a, B.C: b }, next: x, name: n, service-task: s }\n  a: { typo: 1, end: e }\n",
        "activities:\n  z:\n    service-task: s\n    name: n\n    next: x\n    on-error:\n      B.C: b\n      any: a\n\n  \
         a: { end: e, typo: 1 }\n",
    );
}

#[test]
fn quotation_marks_stand_where_they_are_needed() {
    let check = |written: &str, expected: &str| {
        check(&format!("name: {written}\n"), &format!("name: {expected}\n"));
    };
    for plain in ["a", "it's", "a:b", "-a"] {
        check(&format!("\"{plain}\""), plain);
    }
    for needed in
        ["a #b", "a: b", "{{ A }}", "1", "true", "2026-12-31", "null", "- a", "", " a", "@a", "1.5"]
    {
        check(&format!("'{needed}'"), &format!("\"{needed}\""));
    }
    // Numbers stay numbers, nothing stays nothing.
    check("1", "1");
    super::tests::check("name: ~\n", "name:\n");
    check(r"'\d+\.'", r"\d+\.");
    check(r"'[\d]'", r"'[\d]'");
    check(r#""[\\d]'""#, r#""[\\d]'""#);
    check(r#""\x07\u2028""#, r#""\x07\u2028""#);
    check("'Kind in [\"a\"]'", "Kind in [\"a\"]");
}

#[test]
fn texts_of_several_lines_stay_readable() {
    let words = "word ".repeat(30).trim_end().to_owned();
    let (first, second) = words.split_at(94);
    let second = second.trim_start();
    check(&format!("name: {words}\n"), &format!("name: {words}\n"));
    check("name: a\n  b\n", "name: a b\n");
    let broken = format!("name: {}\n", words.replace("word word", "word\n  word"));
    check(&broken, &format!("name: >-\n  {first}\n  {second}\n"));
    check("name: |\n    a\n\n     b\n\n", "name: |\n  a\n\n   b\n");
    check("name: >\n    a\n    b\n\n    c\n", "name: >\n  a b\n\n  c\n");
    check("name: >-\n    a\n     b\n", "name: |-\n  a\n   b\n");
    check("name: |2\n   a\n", "name: |2\n   a\n");
    check("name: |+\n  a\n\n", "name: \"a\\n\\n\"\n");
}

#[test]
fn what_fits_on_a_line_stands_on_one() {
    check("ticket:\n  queue: q\n  title: t\n", "ticket: { title: t, queue: q }\n");
    check("a:\n  b:\n    c:\n      d: 1\n", "a:\n  b: { c: { d: 1 } }\n");
    check("a:\n- b\n- c\n", "a: [b, c]\n");
    check("a:\n- [b]\n- {c: d}\n", "a:\n  - [b]\n  - c: d\n");
    check("a:\n  b: 1 # why\n", "a:\n  b: 1 # why\n");
    check("a: [] # none\nb: {}\n", "a: [] # none\nb: {}\n");
    let key = "k".repeat(92);
    check(&format!("{key}: [a, b]\n"), &format!("{key}: [a, b]\n"));
    let key = "k".repeat(93);
    check(&format!("{key}: [a, b]\n"), &format!("{key}:\n  - a\n  - b\n"));
    let key = "k".repeat(1010);
    check(&format!("? {key}\n: a\n"), &format!("? {key}\n: a\n"));
}

#[test]
fn an_anchor_stands_before_its_aliases() {
    check("name: &a A\nprocess: *a\n", "process: &a A\nname: *a\n");
    check("name: [&a 1, &a 2, *a]\nprocess: *a\n", "process: &a2 2\nname: [&a 1, *a2, *a2]\n");
    check("&a name: b\nprocess: *a\n", "process: name\nname: b\n");
    check("name: &a [1, 2]\nprocess: &b { c: *a }\n", "process: &b { c: &a [1, 2] }\nname: *a\n");
}

#[test]
fn line_ends_and_marks_of_documents_are_those_of_everybody() {
    check("--- # c\r\nname: a\r\n\r\n\r\n# b\r\n...\r\n", "# c\nname: a\n\n# b\n");
    check("\u{feff}name: a", "name: a\n");
    check("# only\n[] # this\n# end", "# only\n[]\n# this\n# end\n");
}

#[test]
fn what_cannot_be_read_is_left_to_the_diagnostics() {
    let check = |source: &str, code: Code| {
        let faults = canonical(source.as_bytes()).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [code], "{source}");
    };
    check("", Code::NotText);
    check("a: [", Code::NotYaml);
    check("a: 1\na: 2\n", Code::RepeatedKey);
    check("[a]: 1\n", Code::WrongType);
    // Each list takes a line of its own, with more blanks than it had letters.
    let long = format!("{}[{}]{}\n", "{ a: ".repeat(20), "[1],".repeat(9_000), "}".repeat(20));
    assert!(long.len() < DOCUMENT_LENGTH_MAX);
    check(&long, Code::NotText);
}

/// The keys of a document that the language does not have.
fn unknown_keys(node: &Written, holds: Holds, found: &mut Vec<String>) {
    let Form::Collection(collection) = &node.form else { return };
    for item in &collection.items {
        if let (
            Holds::One(construct) | Holds::List(construct, _) | Holds::OneOrList(construct),
            Some(key),
        ) = (holds, &item.key)
            && construct.key(&key.value).is_none()
        {
            found.push(format!("{}: {}", construct.name, key.value));
        }
        unknown_keys(&item.node, inner(holds, item), found);
    }
}

#[test]
fn the_shipped_processes_use_keys_of_the_language_alone() {
    for path in processes() {
        let mut found = Vec::new();
        let document = written(&text_of(&path)).unwrap();
        unknown_keys(&document.root, Holds::One(&PROCESS), &mut found);
        assert_eq!(found, Vec::<String>::new(), "{}", path.display());
    }
}

proptest! {
    #[test]
    fn formatting_a_changed_document_loses_nothing(source in mutated()) {
        check_invariants(&source);
    }

    #[test]
    fn formatting_a_made_document_loses_nothing(source in generated()) {
        check_invariants(&source);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(canonical(&bytes));
    }
}

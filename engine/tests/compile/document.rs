//! Files that are no documents.

use std::fmt::Write as _;

use engine::diagnostic::DIAGNOSTICS_MAX;
use engine::process::compile::{FIELDS_MAX, compile};
use engine::process::document::{DEPTH_MAX, DOCUMENT_LENGTH_MAX};

use crate::{BASE, check_source, refused, surroundings};

#[test]
fn what_is_no_text_is_refused() {
    check_source(
        b"",
        r"
error[P0001]: the file is empty
 --> p.yaml:1:1
  |
1 |
  | ^
  |
  = help: a process begins with `process: its-name`
",
    );
    check_source(
        b"# nothing\n",
        r"
error[P0001]: the file is empty
 --> p.yaml:1:1
  |
1 | # nothing
  | ^
  |
  = help: a process begins with `process: its-name`
",
    );
    check_source(
        b"process: x\nname: \xff\xfe",
        r"
error[P0001]: the file is not UTF-8 text: see its byte 18
 --> p.yaml:2:7
  |
2 | name: ��
  |       ^
  |
  = help: save it as UTF-8
",
    );
    check_source(
        b"process: x\x00",
        r"
error[P0001]: the file contains the control character U+0000
 --> p.yaml:1:11
  |
1 | process: x␀
  |           ^
",
    );
    check_source(
        &vec![b'a'; DOCUMENT_LENGTH_MAX + 1],
        r"
error[P0001]: the file has 262145 bytes; at most 262144 are possible
 --> p.yaml:1:1
  |
1 | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...
  | ^
",
    );
    check_source(
        b"\x89PNG\r\n\x1a\n\x00",
        r"
error[P0001]: the file is not UTF-8 text: see its byte 1
 --> p.yaml:1:1
  |
1 | �PNG
  | ^
  |
  = help: save it as UTF-8
",
    );
}

#[test]
fn what_is_no_yaml_is_refused() {
    check_source(
        b"process: x\n\tname: y\n",
        r"
error[P0002]: this line begins with a tab
 --> p.yaml:2:1
  |
2 |     name: y
  | ^^^^
  |
  = help: YAML is indented with spaces
",
    );
    check_source(
        b"process:\n\tname: y\n",
        r"
error[P0002]: this line begins with a tab
 --> p.yaml:2:1
  |
2 |     name: y
  | ^^^^
  |
  = help: YAML is indented with spaces
",
    );
    check_source(
        b"process: x\nname:\ty\n\tstart: z\n",
        r"
error[P0002]: this line begins with a tab
 --> p.yaml:3:1
  |
3 |     start: z
  | ^^^^
  |
  = help: YAML is indented with spaces
",
    );
    check_source(
        b"process: [x\nname: y\n",
        r"
error[P0002]: illegal placement of ':' indicator
 --> p.yaml:2:5
  |
2 | name: y
  |     ^
",
    );
    check_source(
        b"process: x\n---\nprocess: y\n",
        r"
error[P0002]: a second document begins here
 --> p.yaml:2:1
  |
2 | ---
  | ^^^
  |
  = help: one file holds one process
",
    );
    check_source(
        b"process: !!str x\n",
        r"
error[P0002]: tags have no meaning here
 --> p.yaml:1:16
  |
1 | process: !!str x
  |                ^
",
    );
    check_source(
        b"%YAML 1.1\n---\nprocess: x\n",
        r"
error[P0002]: YAML directives are disallowed
 --> p.yaml:1:1
  |
1 | %YAML 1.1
  | ^
",
    );
    check_source(
        b"process: *none\n",
        r"
error[P0002]: while parsing node, found unknown anchor
 --> p.yaml:1:10
  |
1 | process: *none
  |          ^
",
    );
    check_source(
        b"process: &a [ *a ]\n",
        r"
error[P0002]: this alias stands inside of what it repeats
 --> p.yaml:1:15
  |
1 | process: &a [ *a ]
  |               ^^
",
    );
    check_source(
        b"process: 'x\n",
        r"
error[P0002]: invalid indentation in multiline quoted scalar
 --> p.yaml:1:13
  |
1 | process: 'x
  |            ^
",
    );
    check_source(
        "a: [".repeat(DEPTH_MAX + 1).as_bytes(),
        r"
error[P0002]: the nesting is too deep here
 --> p.yaml:1:49
  |
1 | a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [
  |                                                 ^
",
    );
    check_source(
        b"a:\n b:\n  c: {{ x }}\n",
        r"
error[P0005]: a process needs `activities`
 --> p.yaml:1:1
  |
1 | a:
  | ^

error[P0005]: a process needs `process`
 --> p.yaml:1:1
  |
1 | a:
  | ^

error[P0005]: a process needs `name`
 --> p.yaml:1:1
  |
1 | a:
  | ^

error[P0005]: a process needs `start`
 --> p.yaml:1:1
  |
1 | a:
  | ^

error[P0005]: a process needs `ticket`
 --> p.yaml:1:1
  |
1 | a:
  | ^

error[P0003]: a process has no key `a`
 --> p.yaml:1:1
  |
1 | a:
  | ^
  |
  = help: possible here: `process`, `name`, `description`, `start`, `ticket`, `company`, `fields`, `activities`

error[P0006]: a key must be a text; this is a mapping
 --> p.yaml:3:7
  |
3 |   c: {{ x }}
  |       ^
  |
  = help: a text with `{{ names }}` in it stands in quotation marks
",
    );
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut source = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        writeln!(source, "a{level}: &a{level} [{below}]").unwrap();
    }
    check_source(
        source.as_bytes(),
        r"
error[P0002]: the document grows to more than 20000 nodes here
 --> p.yaml:4:9
  |
4 | a3: &a3 [*a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, ]
  |         ^
",
    );
}

#[test]
fn something_else_than_a_process_is_refused() {
    check_source(
        b"hello",
        r"
error[P0006]: a process must be a mapping; this is a text
 --> p.yaml:1:1
  |
1 | hello
  | ^^^^^
",
    );
    check_source(
        b"- a\n- b\n",
        r"
error[P0006]: a process must be a mapping; this is a list
 --> p.yaml:1:1
  |
1 | - a
  | ^
",
    );
    check_source(
        b"1: 2\n? [a]\n: b\n",
        r"
error[P0005]: a process needs `activities`
 --> p.yaml:1:1
  |
1 | 1: 2
  | ^

error[P0005]: a process needs `process`
 --> p.yaml:1:1
  |
1 | 1: 2
  | ^

error[P0005]: a process needs `name`
 --> p.yaml:1:1
  |
1 | 1: 2
  | ^

error[P0005]: a process needs `start`
 --> p.yaml:1:1
  |
1 | 1: 2
  | ^

error[P0005]: a process needs `ticket`
 --> p.yaml:1:1
  |
1 | 1: 2
  | ^

error[P0003]: a process has no key `1`
 --> p.yaml:1:1
  |
1 | 1: 2
  | ^
  |
  = help: possible here: `process`, `name`, `description`, `start`, `ticket`, `company`, `fields`, `activities`

error[P0006]: a key must be a text; this is a list
 --> p.yaml:2:3
  |
2 | ? [a]
  |   ^
",
    );
}

#[test]
fn there_are_bounds() {
    let lines = |n_lines: usize, line: fn(usize) -> String| -> String {
        (0..n_lines).map(line).collect::<Vec<_>>().concat()
    };
    let fields = lines(FIELDS_MAX + 1, |n| format!("  F{n}: {{ label: L{n}, type: date }}\n"));
    let source = BASE.replace("  Days: {", &format!("{fields}  Days: {{"));
    assert!(
        refused(source.as_bytes())
            .starts_with("error[P0009]: there are 204 fields; at most 200 are possible")
    );
    let unknown = lines(1000, |n| format!("k{n}: 1\n"));
    let faults = compile(unknown.as_bytes(), &surroundings()).unwrap_err();
    assert_eq!(faults.len(), DIAGNOSTICS_MAX);
}

#[test]
fn a_file_from_windows_is_read_like_any_other() {
    let source = format!("\u{feff}{}", BASE.replace('\n', "\r\n"));
    let process = compile(source.as_bytes(), &surroundings()).unwrap();
    assert_eq!(process.name(), "holiday");
    let source = source.replace("to: book\r", "to: boook\r");
    let faults = compile(source.as_bytes(), &surroundings()).unwrap_err();
    let span = faults[0].span;
    assert_eq!((span.line, span.column, span.length), (22, 13, 5));
}

#[test]
fn a_large_file_of_faults_is_answered() {
    let names: Vec<String> =
        (0..498).map(|n| format!("  activity{n}: {{ end: closed }}\n")).collect();
    let flow = r#"      - { when: 'ticket.title.matches("^a+$")', to: activiti }"#;
    let flows = format!("{flow}\n").repeat(2500);
    let source = format!(
        "activities:\n  a: {{\n    next: [ ] }}\n{}  b:\n    choice: x\n    next:\n{flows}",
        names.concat()
    );
    assert!(source.len() < DOCUMENT_LENGTH_MAX);
    assert_eq!(compile(source.as_bytes(), &surroundings()).unwrap_err().len(), DIAGNOSTICS_MAX);
}

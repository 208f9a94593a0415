//! What the compiler accepts, and how it says what it refuses.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use engine::diagnostic::{DIAGNOSTICS_MAX, render};
use engine::process::compile::{FIELDS_MAX, Surroundings, compile};
use engine::process::document::{DEPTH_MAX, DOCUMENT_LENGTH_MAX};
use engine::process::graph::{Edge, graph};
use engine::process::{ActivityIdx, ActivityKind};
use proptest::prelude::*;

const REGISTRATION: &str = include_str!("../../processes/customer-user-registration.yaml");

/// A process with one of everything; the tests break it in one place each.
const BASE: &str = r#"process: holiday
name: Holiday
start: { activity: ask, by: customer-users }
ticket: { title: "Holiday of {{ ticket.customer_user }}", queue: Staff, priority: 3 normal }
company: { groups: [heads] }
fields:
  Days: { label: Days, type: integer, min: 1, max: 30, default: 5 }
  Kind: { label: Kind, type: dropdown, options: { paid: Paid, free: Unpaid }, default: paid }
  Why: { label: Why, type: textarea, max_length: 500, hint: If unpaid }
activities:
  ask:
    user-task: Ask for holiday
    on-enter:
      - set-state: open
    dialogs:
      - name: Holiday
        by: requester
        fields: { Days: required, Kind: optional, Why: optional }
        submit: Ask
    next:
      - { when: Kind == "free" && Days > 10, to: refused }
      - to: book
  book:
    service-task: book-holiday
    next: done
    on-error:
      Holiday.NoneLeft: { to: ask, field: Days, tell: "You do not have {{ Days }} days left." }
      any: { to: failed, tell: "Your holiday could not be booked: {{ error.message }}" }
  done: { end: closed successful, tell: Have a good time. }
  refused: { end: closed unsuccessful, tell: "Please talk to your head first." }
  failed: { end: closed unsuccessful, tell: Please ask the staff office., notify: admins }
"#;

fn surroundings() -> Surroundings {
    let set =
        |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>());
    Surroundings { invokers: set(&["book-holiday"]), queues: set(&["Staff", "Office"]) }
}

fn refused(source: &[u8]) -> String {
    match compile(source, &surroundings()) {
        Ok(process) => panic!("`{}` compiles", process.name()),
        Err(faults) => render(&faults, &String::from_utf8_lossy(source), "p.yaml"),
    }
}

/// Checks what is said about the process with `part` replaced by `other`.
fn check(part: &str, other: &str, expected: &str) {
    assert!(BASE.contains(part), "{part}");
    check_source(BASE.replacen(part, other, 1).as_bytes(), expected);
}

fn check_source(source: &[u8], expected: &str) {
    assert_eq!(refused(source).trim(), expected.trim());
}

#[test]
fn the_registration_process_compiles() {
    let process = compile(REGISTRATION.as_bytes(), &Surroundings::default()).unwrap();
    assert_eq!(process.name(), "customer-user-registration");
    assert_eq!(process.fields().len(), 6);
    let labels: Vec<&str> =
        process.activities().iter().map(|activity| activity.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "Enter the new customer user",
            "Create the customer user",
            "Customer user maintenance",
            "Deactivate the customer user",
            "Customer user removed",
            "Request failed",
        ]
    );
    assert_eq!(
        process.invokers().collect::<Vec<_>>(),
        ["customer-user-add", "customer-user-update"]
    );
    assert_eq!(process.company().unwrap().groups, ["customer-admins"]);
    assert_eq!(process.activities()[1].line, 44);
}

#[test]
fn the_graph_has_an_edge_for_every_way_on() {
    let process = compile(BASE.as_bytes(), &surroundings()).unwrap();
    let graph = graph(&process);
    let name = |idx: ActivityIdx| process.activity(idx).name.as_str();
    let edges: Vec<String> = graph
        .edge_indices()
        .map(|edge| {
            let (from, to) = graph.edge_endpoints(edge).unwrap();
            let label = match graph[edge] {
                Edge::Flow(position) => format!("flow {position}"),
                Edge::Error(position) => {
                    process.activity(graph[from]).kind.on_error()[position].on.label().to_owned()
                }
            };
            format!("{} {label} {}", name(graph[from]), name(graph[to]))
        })
        .collect();
    assert_eq!(
        edges,
        [
            "ask flow 0 refused",
            "ask flow 1 book",
            "book flow 0 done",
            "book Holiday.NoneLeft ask",
            "book any failed"
        ]
    );
}

#[test]
fn what_is_left_out_has_a_sensible_default() {
    let source = "process: p\nname: P\nstart: { activity: first-step }\nticket: { title: T, queue: Staff }\n\
                  activities:\n  first-step: { user-task: Ask, dialogs: [ {} ], next: the-end }\n  \
                  the-end: { end: closed successful }\n";
    let process = compile(source.as_bytes(), &surroundings()).unwrap();
    let ActivityKind::UserTask { dialogs, .. } = &process.activities()[0].kind else { panic!() };
    assert_eq!((dialogs[0].name.as_str(), dialogs[0].submit.as_str()), ("Ask", "Submit"));
    assert_eq!(format!("{:?}", dialogs[0].by.people), "Requester");
    assert_eq!(format!("{:?}", process.start().by.people), "CustomerUsers");
    assert_eq!(process.ticket().priority.name(), "3 normal");
    assert_eq!(process.activities()[1].label, "The end");
}

#[test]
fn every_fault_is_told_at_once() {
    let source = BASE
        .replace("name: Holiday\nstart", "nmae: Holiday\nstart")
        .replace("queue: Staff", "queue: Staf")
        .replace("min: 1", "min: one")
        .replace("Why: optional", "Whi: optional")
        .replace("Kind == \"free\"", "Kind == \"fre\"")
        .replace("service-task: book-holiday", "service-task: book");
    check_source(
        source.as_bytes(),
        r##"
error[P0005]: a process needs `name`
 --> p.yaml:1:1
  |
1 | process: holiday
  | ^

error[P0003]: a process has no key `nmae`
 --> p.yaml:2:1
  |
2 | nmae: Holiday
  | ^^^^
  |
  = help: did you mean `name`?

error[P0016]: there is no queue `Staf`
 --> p.yaml:4:66
  |
4 | ticket: { title: "Holiday of {{ ticket.customer_user }}", queue: Staf, priority: 3 normal }
  |                                                                  ^^^^
  |
  = help: did you mean `Staff`?

error[P0006]: `min` must be a whole number; this is `one`
 --> p.yaml:7:44
  |
7 |   Days: { label: Days, type: integer, min: one, max: 30, default: 5 }
  |                                            ^^^

error[P0012]: there is no field `Whi`
  --> p.yaml:18:51
   |
18 |         fields: { Days: required, Kind: optional, Whi: optional }
   |                                                   ^^^
   |
   = help: did you mean `Why`?

error[P0014]: "fre" is none of the options
  --> p.yaml:21:25
   |
21 |       - { when: Kind == "fre" && Days > 10, to: refused }
   |                         ^^^^^
   |
   = help: possible here: "paid", "free"

error[P0015]: there is no invoker `book`
  --> p.yaml:24:19
   |
24 |     service-task: book
   |                   ^^^^
   |
   = help: possible here: `book-holiday`
"##,
    );
}

#[test]
fn what_is_no_text_is_refused() {
    check_source(
        b"",
        r##"
error[P0001]: the file is empty
 --> p.yaml:1:1
  |
1 |
  | ^
  |
  = help: a process begins with `process: its-name`
"##,
    );
    check_source(
        b"# nothing\n",
        r##"
error[P0001]: the file is empty
 --> p.yaml:1:1
  |
1 | # nothing
  | ^
  |
  = help: a process begins with `process: its-name`
"##,
    );
    check_source(
        b"process: x\nname: \xff\xfe",
        r##"
error[P0001]: the file is not UTF-8 text: see its byte 18
 --> p.yaml:2:7
  |
2 | name: ��
  |       ^
  |
  = help: save it as UTF-8
"##,
    );
    check_source(
        b"process: x\x00",
        r##"
error[P0001]: the file contains the control character U+0000
 --> p.yaml:1:11
  |
1 | process: x␀
  |           ^
"##,
    );
    check_source(
        &vec![b'a'; DOCUMENT_LENGTH_MAX + 1],
        r##"
error[P0001]: the file has 262145 bytes; at most 262144 are possible
 --> p.yaml:1:1
  |
1 | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...
  | ^
"##,
    );
    check_source(
        b"\x89PNG\r\n\x1a\n\x00",
        r##"
error[P0001]: the file is not UTF-8 text: see its byte 1
 --> p.yaml:1:1
  |
1 | �PNG
  | ^
  |
  = help: save it as UTF-8
"##,
    );
}

#[test]
fn what_is_no_yaml_is_refused() {
    check_source(
        b"process: x\n\tname: y\n",
        r##"
error[P0002]: this line begins with a tab
 --> p.yaml:2:1
  |
2 |     name: y
  | ^^^^
  |
  = help: YAML is indented with spaces
"##,
    );
    check_source(
        b"process:\n\tname: y\n",
        r##"
error[P0002]: this line begins with a tab
 --> p.yaml:2:1
  |
2 |     name: y
  | ^^^^
  |
  = help: YAML is indented with spaces
"##,
    );
    check_source(
        b"process: x\nname:\ty\n\tstart: z\n",
        r##"
error[P0002]: this line begins with a tab
 --> p.yaml:3:1
  |
3 |     start: z
  | ^^^^
  |
  = help: YAML is indented with spaces
"##,
    );
    check_source(
        b"process: [x\nname: y\n",
        r##"
error[P0002]: illegal placement of ':' indicator
 --> p.yaml:2:5
  |
2 | name: y
  |     ^
"##,
    );
    check_source(
        b"process: x\n---\nprocess: y\n",
        r##"
error[P0002]: a second document begins here
 --> p.yaml:2:1
  |
2 | ---
  | ^^^
  |
  = help: one file holds one process
"##,
    );
    check_source(
        b"process: !!str x\n",
        r##"
error[P0002]: tags have no meaning here
 --> p.yaml:1:16
  |
1 | process: !!str x
  |                ^
"##,
    );
    check_source(
        b"%YAML 1.1\n---\nprocess: x\n",
        r##"
error[P0002]: YAML directives are disallowed
 --> p.yaml:1:1
  |
1 | %YAML 1.1
  | ^
"##,
    );
    check_source(
        b"process: *none\n",
        r##"
error[P0002]: while parsing node, found unknown anchor
 --> p.yaml:1:10
  |
1 | process: *none
  |          ^
"##,
    );
    check_source(
        b"process: &a [ *a ]\n",
        r##"
error[P0002]: this alias stands inside of what it repeats
 --> p.yaml:1:15
  |
1 | process: &a [ *a ]
  |               ^^
"##,
    );
    check_source(
        b"process: 'x\n",
        r##"
error[P0002]: invalid indentation in multiline quoted scalar
 --> p.yaml:1:13
  |
1 | process: 'x
  |            ^
"##,
    );
    check_source(
        "a: [".repeat(DEPTH_MAX + 1).as_bytes(),
        r##"
error[P0002]: the nesting is too deep here
 --> p.yaml:1:49
  |
1 | a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [a: [
  |                                                 ^
"##,
    );
    check_source(
        b"a:\n b:\n  c: {{ x }}\n",
        r##"
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
"##,
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
        r##"
error[P0002]: the document grows to more than 20000 nodes here
 --> p.yaml:4:9
  |
4 | a3: &a3 [*a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, ]
  |         ^
"##,
    );
}

#[test]
fn an_alias_repeats_what_it_names() {
    let source = BASE
        .replace("by: requester", "by: &who { groups: [heads] }")
        .replace("company: { groups: [heads] }", "")
        + "company: *who\n";
    assert_eq!(
        compile(source.as_bytes(), &surroundings()).unwrap().company().unwrap().groups,
        ["heads"]
    );
}

#[test]
fn something_else_than_a_process_is_refused() {
    check_source(
        b"hello",
        r##"
error[P0006]: a process must be a mapping; this is a text
 --> p.yaml:1:1
  |
1 | hello
  | ^^^^^
"##,
    );
    check_source(
        b"- a\n- b\n",
        r##"
error[P0006]: a process must be a mapping; this is a list
 --> p.yaml:1:1
  |
1 | - a
  | ^
"##,
    );
    check_source(
        b"1: 2\n? [a]\n: b\n",
        r##"
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
"##,
    );
}

#[test]
fn keys_are_checked() {
    check(
        "priority:",
        "priorty:",
        r##"
error[P0003]: `ticket` has no key `priorty`
 --> p.yaml:4:73
  |
4 | ticket: { title: "Holiday of {{ ticket.customer_user }}", queue: Staff, priorty: 3 normal }
  |                                                                         ^^^^^^^
  |
  = help: did you mean `priority`?
"##,
    );
    check(
        "    submit: Ask\n",
        "    submitt: Ask\n",
        r##"
error[P0003]: a dialog has no key `submitt`
  --> p.yaml:19:9
   |
19 |         submitt: Ask
   |         ^^^^^^^
   |
   = help: did you mean `submit`?
"##,
    );
    check(
        "    next: done\n",
        "    next: done\n    dialogs: []\n",
        r##"
error[P0003]: a service task has no key `dialogs`
  --> p.yaml:26:5
   |
26 |     dialogs: []
   |     ^^^^^^^
   |
   = help: possible here: `service-task`, `name`, `next`, `on-error`, `on-enter`
"##,
    );
    check(
        "  Why:",
        "  Days:",
        r##"
error[P0004]: `Days` is given twice
 --> p.yaml:9:3
  |
7 |   Days: { label: Days, type: integer, min: 1, max: 30, default: 5 }
  |   ---- first given here
8 |   Kind: { label: Kind, type: dropdown, options: { paid: Paid, free: Unpaid }, default: paid }
9 |   Days: { label: Why, type: textarea, max_length: 500, hint: If unpaid }
  |   ^^^^

error[P0012]: there is no field `Why`
  --> p.yaml:18:51
   |
18 |         fields: { Days: required, Kind: optional, Why: optional }
   |                                                   ^^^
   |
   = help: possible here: `Days`, `Kind`
"##,
    );
    check(
        "type: integer, ",
        "",
        r##"
error[P0005]: a field needs `type`
 --> p.yaml:7:3
  |
7 |   Days: { label: Days, min: 1, max: 30, default: 5 }
  |   ^^^^
"##,
    );
    check(
        "type: integer, ",
        "type: integer, pattern: x, ",
        r##"
error[P0003]: an integer field has no key `pattern`
 --> p.yaml:7:39
  |
7 |   Days: { label: Days, type: integer, pattern: x, min: 1, max: 30, default: 5 }
  |                                       ^^^^^^^
  |
  = help: possible here: `label`, `type`, `hint`, `default`, `min`, `max`
"##,
    );
    check(
        "type: integer, ",
        "type: number, ",
        r##"
error[P0007]: there is no field type `number`
 --> p.yaml:7:30
  |
7 |   Days: { label: Days, type: number, min: 1, max: 30, default: 5 }
  |                              ^^^^^^
  |
  = help: possible here: `text`, `textarea`, `email`, `integer`, `checkbox`, `dropdown`, `multiselect`, `date`
"##,
    );
    check(
        "    next: done\n",
        "",
        r##"
error[P0005]: a service task needs `next`
  --> p.yaml:23:3
   |
23 |   book:
   |   ^^^^
"##,
    );
}

#[test]
fn types_are_checked() {
    check(
        "name: Holiday\nstart",
        "name: [Holiday]\nstart",
        r##"
error[P0006]: `name` must be a text; this is a list
 --> p.yaml:2:7
  |
2 | name: [Holiday]
  |       ^
"##,
    );
    check(
        "name: Holiday\nstart",
        "name:\nstart",
        r##"
error[P0006]: `name` must be a text; this is nothing
 --> p.yaml:2:1
  |
2 | name:
  | ^^^^
"##,
    );
    check(
        "max: 30",
        "max: \"30\"",
        r##"
error[P0006]: `max` must be a whole number; this is `30`
 --> p.yaml:7:52
  |
7 |   Days: { label: Days, type: integer, min: 1, max: "30", default: 5 }
  |                                                    ^^^^
"##,
    );
    check(
        "groups: [heads]",
        "groups: heads",
        r##"
error[P0006]: `groups` must be a list; this is a text
 --> p.yaml:5:20
  |
5 | company: { groups: heads }
  |                    ^^^^^
"##,
    );
    check(
        "      - set-state: open\n",
        "      set-state: open\n",
        r##"
error[P0006]: `on-enter` must be a list; this is a mapping
  --> p.yaml:14:7
   |
14 |       set-state: open
   |       ^
"##,
    );
    check(
        "      - set-state: open\n",
        "      - set-stat: open\n",
        r##"
error[P0003]: there is no action `set-stat`
  --> p.yaml:14:9
   |
14 |       - set-stat: open
   |         ^^^^^^^^
   |
   = help: did you mean `set-state`?
"##,
    );
    check(
        "      - set-state: open\n",
        "      - { set-state: open, note: x }\n",
        r##"
error[P0006]: an action is a mapping of one keyword
  --> p.yaml:14:9
   |
14 |       - { set-state: open, note: x }
   |         ^
   |
   = help: begin each action with `- `
"##,
    );
    check(
        "options: { paid: Paid, free: Unpaid }",
        "options: paid",
        r##"
error[P0006]: `options` must be a mapping or a list; this is a text
 --> p.yaml:8:40
  |
8 |   Kind: { label: Kind, type: dropdown, options: paid, default: paid }
  |                                        ^^^^^^^
"##,
    );
}

#[test]
fn values_are_checked() {
    check(
        "set-state: open",
        "set-state: opened",
        r##"
error[P0007]: there is no ticket state `opened`
  --> p.yaml:14:20
   |
14 |       - set-state: opened
   |                    ^^^^^^
   |
   = help: did you mean `open`?
"##,
    );
    check(
        "priority: 3 normal",
        "priority: normal",
        r##"
error[P0007]: there is no priority `normal`
 --> p.yaml:4:83
  |
4 | ticket: { title: "Holiday of {{ ticket.customer_user }}", queue: Staff, priority: normal }
  |                                                                                   ^^^^^^
  |
  = help: did you mean `3 normal`?
"##,
    );
    check(
        "by: requester",
        "by: request",
        r##"
error[P0007]: there is no kind of people `request`
  --> p.yaml:17:13
   |
17 |         by: request
   |             ^^^^^^^
   |
   = help: did you mean `requester`?
"##,
    );
    check(
        "by: requester",
        "by: {}",
        r##"
error[P0005]: this says nothing about who may
  --> p.yaml:17:13
   |
17 |         by: {}
   |             ^
   |
   = help: for everybody who is signed in, write `anyone`
"##,
    );
    check(
        "by: requester",
        "by: { groups: [] }",
        r##"
error[P0009]: `groups` is empty: nobody could do this
  --> p.yaml:17:15
   |
17 |         by: { groups: [] }
   |               ^^^^^^
   |
   = help: leave it out, or name somebody
"##,
    );
    check(
        "Days: required",
        "Days: must",
        r##"
error[P0007]: there is no way to offer a field `must`
  --> p.yaml:18:25
   |
18 |         fields: { Days: must, Kind: optional, Why: optional }
   |                         ^^^^
   |
   = help: possible here: `required`, `optional`, `read-only`
"##,
    );
    check(
        "notify: admins",
        "notify: admin",
        r##"
error[P0007]: there is no recipient `admin`
  --> p.yaml:31:83
   |
31 |   failed: { end: closed unsuccessful, tell: Please ask the staff office., notify: admin }
   |                                                                                   ^^^^^
   |
   = help: did you mean `admins`?
"##,
    );
    check(
        "Holiday.NoneLeft:",
        "undelivred:",
        r##"
error[P0007]: `undelivred` is neither a code like `CustomerUser.LoginExists` nor a kind of failure
  --> p.yaml:27:7
   |
27 |       undelivred: { to: ask, field: Days, tell: "You do not have {{ Days }} days left." }
   |       ^^^^^^^^^^
   |
   = help: did you mean `undelivered`?
"##,
    );
    check(
        "process: holiday",
        "process: Holiday",
        r##"
error[P0008]: `Holiday` is not in the form of such names
 --> p.yaml:1:10
  |
1 | process: Holiday
  |          ^^^^^^^
  |
  = help: use small letters, digits and `-`; at most 200 of them
"##,
    );
    check(
        "Why: { label",
        "in: { label",
        r##"
error[P0008]: `in` cannot be the name of a field: conditions read it as something else
 --> p.yaml:9:3
  |
9 |   in: { label: Why, type: textarea, max_length: 500, hint: If unpaid }
  |   ^^

error[P0012]: there is no field `Why`
  --> p.yaml:18:51
   |
18 |         fields: { Days: required, Kind: optional, Why: optional }
   |                                                   ^^^
   |
   = help: possible here: `Days`, `Kind`, `in`
"##,
    );
    check(
        "  done: {",
        "  1done: {",
        r##"
error[P0011]: there is no activity `done`
  --> p.yaml:25:11
   |
25 |     next: done
   |           ^^^^
   |
   = help: did you mean `1done`?

error[P0008]: `1done` is not in the form of such names
  --> p.yaml:29:3
   |
29 |   1done: { end: closed successful, tell: Have a good time. }
   |   ^^^^^
   |
   = help: use letters, digits, `-` and `_`, beginning with a letter; at most 200 of them
"##,
    );
    check(
        "min: 1, max: 30",
        "min: 31, max: 30",
        r##"
error[P0009]: no number is at least 31 and at most 30
 --> p.yaml:7:53
  |
7 |   Days: { label: Days, type: integer, min: 31, max: 30, default: 5 }
  |                                                     ^^
"##,
    );
    check(
        "default: 5",
        "default: 99",
        r##"
error[P0009]: `Days` does not allow this default: Please give a whole number from 1 to 30.
 --> p.yaml:7:65
  |
7 |   Days: { label: Days, type: integer, min: 1, max: 30, default: 99 }
  |                                                                 ^^
"##,
    );
    check(
        "default: paid",
        "default: Paid",
        r##"
error[P0009]: `Kind` does not allow this default: Please choose one of the options.
 --> p.yaml:8:88
  |
8 |   Kind: { label: Kind, type: dropdown, options: { paid: Paid, free: Unpaid }, default: Paid }
  |                                                                                        ^^^^
"##,
    );
    check(
        "max_length: 500",
        "max_length: 0",
        r##"
error[P0009]: `max_length` must be from 1 to 16000
 --> p.yaml:9:50
  |
9 |   Why: { label: Why, type: textarea, max_length: 0, hint: If unpaid }
  |                                                  ^
"##,
    );
    check(
        "type: textarea, max_length: 500",
        "type: text, pattern: 'a('",
        r##"
error[P0009]: this is not a pattern: unclosed group
 --> p.yaml:9:43
  |
9 |   Why: { label: Why, type: text, pattern: 'a(', hint: If unpaid }
  |                                           ^^^^
"##,
    );
    check(
        "- set-state: open",
        "- set-field: { field: Kind, to: Paid }",
        r##"
error[P0009]: the field does not allow this value: Please choose one of the options.
  --> p.yaml:14:39
   |
14 |       - set-field: { field: Kind, to: Paid }
   |                                       ^^^^
"##,
    );
    check(
        "label: Why",
        "label: Days",
        r##"
error[P0026]: `Days` is the name of two things here
 --> p.yaml:9:3
  |
7 |   Days: { label: Days, type: integer, min: 1, max: 30, default: 5 }
  |   ---- the first one
8 |   Kind: { label: Kind, type: dropdown, options: { paid: Paid, free: Unpaid }, default: paid }
9 |   Why: { label: Days, type: textarea, max_length: 500, hint: If unpaid }
  |   ^^^
  |
  = help: people tell them apart by their names alone
"##,
    );
}

#[test]
fn names_are_looked_up() {
    check(
        "activity: ask",
        "activity: Ask",
        r##"
error[P0011]: there is no activity `Ask`
 --> p.yaml:3:20
  |
3 | start: { activity: Ask, by: customer-users }
  |                    ^^^
  |
  = help: did you mean `ask`?
"##,
    );
    check(
        "to: book",
        "to: boook",
        r##"
error[P0011]: there is no activity `boook`
  --> p.yaml:22:13
   |
22 |       - to: boook
   |             ^^^^^
   |
   = help: did you mean `book`?
"##,
    );
    check(
        "Kind: optional",
        "Kinds: optional",
        r##"
error[P0012]: there is no field `Kinds`
  --> p.yaml:18:35
   |
18 |         fields: { Days: required, Kinds: optional, Why: optional }
   |                                   ^^^^^
   |
   = help: did you mean `Kind`?
"##,
    );
    check(
        "field: Days",
        "field: Day",
        r##"
error[P0012]: there is no field `Day`
  --> p.yaml:27:43
   |
27 |       Holiday.NoneLeft: { to: ask, field: Day, tell: "You do not have {{ Days }} days left." }
   |                                           ^^^
   |
   = help: did you mean `Days`?
"##,
    );
    check(
        "queue: Staff",
        "queue: Ofice",
        r##"
error[P0016]: there is no queue `Ofice`
 --> p.yaml:4:66
  |
4 | ticket: { title: "Holiday of {{ ticket.customer_user }}", queue: Ofice, priority: 3 normal }
  |                                                                  ^^^^^
  |
  = help: did you mean `Office`?
"##,
    );
    check(
        "service-task: book-holiday",
        "service-task: book_holiday",
        r##"
error[P0008]: `book_holiday` is not in the form of such names
  --> p.yaml:24:19
   |
24 |     service-task: book_holiday
   |                   ^^^^^^^^^^^^
   |
   = help: use small letters, digits and `-`; at most 200 of them
"##,
    );
    check(
        "{{ error.message }}",
        "{{ error.mesage }}",
        r##"
error[P0013]: unknown name `error.mesage`
  --> p.yaml:28:70
   |
28 |       any: { to: failed, tell: "Your holiday could not be booked: {{ error.mesage }}" }
   |                                                                      ^^^^^^^^^^^^
   |
   = help: did you mean `error.message`?
"##,
    );
    check(
        "{{ Days }}",
        "{{ Days",
        r##"
error[P0013]: `{{` without `}}`
  --> p.yaml:27:72
   |
27 |       Holiday.NoneLeft: { to: ask, field: Days, tell: "You do not have {{ Days days left." }
   |                                                                        ^^
   |
   = help: a name is written `{{ Name }}`
"##,
    );
}

#[test]
fn conditions_are_located_in_every_style() {
    check(
        "when: Kind == \"free\" && Days > 10",
        "when: 'Kind == ''free'' && Dys > 10'",
        r##"
error[P0014]: there is no field `Dys`
  --> p.yaml:21:38
   |
21 |       - { when: 'Kind == ''free'' && Dys > 10', to: refused }
   |                                      ^^^
   |
   = help: did you mean `Days`?
"##,
    );
    check(
        "when: Kind == \"free\" && Days > 10",
        "when: \"Kind == \\\"fre\\\" && Days > 10\"",
        r##"
error[P0014]: "fre" is none of the options
  --> p.yaml:21:26
   |
21 |       - { when: "Kind == \"fre\" && Days > 10", to: refused }
   |                          ^^^^^^^
   |
   = help: possible here: "paid", "free"
"##,
    );
    check(
        "      - { when: Kind == \"free\" && Days > 10, to: refused }",
        "      - to: refused\n        when: >-\n          Kind == \"free\"\n          && Dys > 10",
        r##"
error[P0014]: there is no field `Dys`
  --> p.yaml:24:14
   |
24 |           && Dys > 10
   |              ^^^
   |
   = help: did you mean `Days`?
"##,
    );
    check(
        "when: Kind == \"free\" && Days > 10",
        "when: Days = 10",
        r##"
error[P0014]: this is not a condition: `=` means nothing here
  --> p.yaml:21:22
   |
21 |       - { when: Days = 10, to: refused }
   |                      ^
   |
   = help: `==` compares
"##,
    );
    check(
        "when: Kind == \"free\" && Days > 10",
        "when: Days",
        r##"
error[P0014]: a condition is true or false; this is a number
  --> p.yaml:21:17
   |
21 |       - { when: Days, to: refused }
   |                 ^^^^
   |
   = help: compare it with something, for example with `==`
"##,
    );
}

#[test]
fn activities_that_lead_nowhere_are_refused() {
    check(
        "      - { when: Kind == \"free\" && Days > 10, to: refused }\n",
        "",
        r##"
error[P0017]: no path leads to `refused`
  --> p.yaml:29:3
   |
 3 | start: { activity: ask, by: customer-users }
   |                    --- all paths begin here
...
29 |   refused: { end: closed unsuccessful, tell: "Please talk to your head first." }
   |   ^^^^^^^
   |
   = help: lead a flow there, or leave the activity out
"##,
    );
    check(
        "      - to: book\n",
        "",
        r##"
error[P0019]: `ask` has no way on if none of its conditions holds
  --> p.yaml:20:5
   |
20 |     next:
   |     ^^^^
   |
   = note: this happens on the way ask
   = help: end the list with a flow without `when`

error[P0017]: no path leads to `book`
  --> p.yaml:22:3
   |
 3 | start: { activity: ask, by: customer-users }
   |                    --- all paths begin here
...
22 |   book:
   |   ^^^^
   |
   = help: lead a flow there, or leave the activity out

error[P0017]: no path leads to `done`
  --> p.yaml:28:3
   |
 3 | start: { activity: ask, by: customer-users }
   |                    --- all paths begin here
...
28 |   done: { end: closed successful, tell: Have a good time. }
   |   ^^^^
   |
   = help: lead a flow there, or leave the activity out

error[P0017]: no path leads to `failed`
  --> p.yaml:30:3
   |
 3 | start: { activity: ask, by: customer-users }
   |                    --- all paths begin here
...
30 |   failed: { end: closed unsuccessful, tell: Please ask the staff office., notify: admins }
   |   ^^^^^^
   |
   = help: lead a flow there, or leave the activity out
"##,
    );
    check(
        "      - to: book\n",
        "      - to: book\n      - { when: Days > 3, to: done }\n",
        r##"
error[P0020]: this flow is never taken
  --> p.yaml:23:31
   |
22 |       - to: book
   |             ---- this one, without `when`, is taken before it
23 |       - { when: Days > 3, to: done }
   |                               ^^^^
   |
   = help: flows are tried in the order written; put the one without `when` last
"##,
    );
    let source = BASE.replace("    next: done\n", "    next: left\n").replace(
        "  done: {",
        "  left: { choice: Left, next: [{ when: Days > 9, to: done }, right] }\n  \
         right: { do: [], next: left }\n  done: {",
    );
    check_source(
        source.as_bytes(),
        r##"
error[P0018]: `left` leads back to itself, and nobody is asked on the way
  --> p.yaml:29:3
   |
29 |   left: { choice: Left, next: [{ when: Days > 9, to: done }, right] }
   |   ^^^^
   |
   = note: this happens on the way ask -> book -> left -> right -> left
   = help: put a user task into the cycle, or lead it to an end
"##,
    );
    check(
        "any: { to: failed,",
        "any: { to: book,",
        r##"
error[P0018]: `book` leads back to itself, and nobody is asked on the way
  --> p.yaml:23:3
   |
23 |   book:
   |   ^^^^
   |
   = note: this happens on the way ask -> book -(any)-> book
   = help: put a user task into the cycle, or lead it to an end

error[P0017]: no path leads to `failed`
  --> p.yaml:31:3
   |
 3 | start: { activity: ask, by: customer-users }
   |                    --- all paths begin here
...
31 |   failed: { end: closed unsuccessful, tell: Please ask the staff office., notify: admins }
   |   ^^^^^^
   |
   = help: lead a flow there, or leave the activity out
"##,
    );
}

#[test]
fn failures_must_be_caught_and_told() {
    check(
        "      any: {",
        "      undelivered: {",
        r##"
error[P0021]: `book` has no way on for every failure
  --> p.yaml:26:5
   |
26 |     on-error:
   |     ^^^^^^^^
   |
   = note: this happens on the way ask -> book -(any other failure)->
   = help: end `on-error` with `any: { to: ..., tell: ... }`
"##,
    );
    check(
        "      Holiday.NoneLeft:",
        "      any: failed\n      Holiday.NoneLeft:",
        r##"
error[P0020]: this error flow is never taken
  --> p.yaml:28:7
   |
27 |       any: failed
   |       --- `any` takes every failure before it
28 |       Holiday.NoneLeft: { to: ask, field: Days, tell: "You do not have {{ Days }} days left." }
   |       ^^^^^^^^^^^^^^^^
   |
   = help: put `any` last

error[P0004]: `any` is given twice
  --> p.yaml:29:7
   |
27 |       any: failed
   |       --- first given here
28 |       Holiday.NoneLeft: { to: ask, field: Days, tell: "You do not have {{ Days }} days left." }
29 |       any: { to: failed, tell: "Your holiday could not be booked: {{ error.message }}" }
   |       ^^^
"##,
    );
    check(
        ", tell: \"You do not have {{ Days }} days left.\"",
        "",
        r##"
error[P0022]: the customer is told nothing when `book` fails so
  --> p.yaml:27:7
   |
27 |       Holiday.NoneLeft: { to: ask, field: Days }
   |       ^^^^^^^^^^^^^^^^
   |
   = note: this happens on the way ask -> book -(Holiday.NoneLeft)-> ask
   = help: add `tell:` with a sentence that says what happened and what to do next
"##,
    );
    check(
        ", tell: Please ask the staff office.",
        "",
        r##"
error[P0022]: a failure ends at `failed`, which tells the customer nothing
  --> p.yaml:31:3
   |
31 |   failed: { end: closed unsuccessful, notify: admins }
   |   ^^^^^^
   |
   = note: this happens on the way ask -> book -(any)-> failed
   = help: add `tell:` with a sentence that says what happened and what to do next
"##,
    );
    check(
        ", notify: admins",
        "",
        r##"
error[P0023]: a failure ends at `failed`, and no administrator learns why
  --> p.yaml:31:3
   |
31 |   failed: { end: closed unsuccessful, tell: Please ask the staff office. }
   |   ^^^^^^
   |
   = note: this happens on the way ask -> book -(any)-> failed
   = help: add `notify: admins`
"##,
    );
    let source = BASE
        .replace("any: { to: failed, tell: \"Your holiday could not be booked: {{ error.message }}\" }", "any: sorry")
        .replace("  done: {", "  sorry: { do: [], next: [{ when: Days > 3, to: asked }, failed] }\n  asked: { end: closed unsuccessful }\n  done: {");
    check_source(
        source.as_bytes(),
        r##"
error[P0022]: the customer is told nothing when `book` fails so
  --> p.yaml:28:7
   |
28 |       any: sorry
   |       ^^^
   |
   = note: this happens on the way ask -> book -(any)-> sorry -> asked
   = help: add `tell:` with a sentence that says what happened and what to do next

error[P0022]: a failure ends at `asked`, which tells the customer nothing
  --> p.yaml:30:3
   |
30 |   asked: { end: closed unsuccessful }
   |   ^^^^^
   |
   = note: this happens on the way ask -> book -(any)-> sorry -> asked
   = help: add `tell:` with a sentence that says what happened and what to do next

error[P0023]: a failure ends at `asked`, and no administrator learns why
  --> p.yaml:30:3
   |
30 |   asked: { end: closed unsuccessful }
   |   ^^^^^
   |
   = note: this happens on the way ask -> book -(any)-> sorry -> asked
   = help: add `notify: admins`
"##,
    );
    check(
        "any: { to: failed,",
        "any: { to: failed, field: Days,",
        r##"
error[P0024]: no dialog of `failed` has this field
  --> p.yaml:28:33
   |
28 |       any: { to: failed, field: Days, tell: "Your holiday could not be booked: {{ error.message }}" }
   |                                 ^^^^
   |
   = help: leave `field` out, or lead to a user task that asks for it
"##,
    );
}

#[test]
fn a_failure_that_ends_is_told_by_its_end() {
    let source =
        BASE.replace(", tell: \"Your holiday could not be booked: {{ error.message }}\"", "");
    assert!(compile(source.as_bytes(), &surroundings()).is_ok());
}

#[test]
fn there_are_bounds() {
    let mut source = BASE.to_owned();
    let fields: String =
        (0..=FIELDS_MAX).map(|n| format!("  F{n}: {{ label: L{n}, type: date }}\n")).collect();
    source = source.replace("  Days: {", &format!("{fields}  Days: {{"));
    assert!(
        refused(source.as_bytes())
            .starts_with("error[P0009]: there are 204 fields; at most 200 are possible")
    );
    let unknown: String = (0..1000).map(|n| format!("k{n}: 1\n")).collect();
    let faults = compile(unknown.as_bytes(), &surroundings()).unwrap_err();
    assert_eq!(faults.len(), DIAGNOSTICS_MAX);
}

proptest! {
    #[test]
    fn no_bytes_make_the_compiler_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Err(faults) = compile(&bytes, &surroundings()) {
            render(&faults, &String::from_utf8_lossy(&bytes), "p.yaml");
        }
    }

    #[test]
    fn no_text_in_a_process_makes_the_compiler_panic(
        at in 0..BASE.len(),
        n_cut in 0..40_usize,
        text in r#"[ -~\n\t{}\[\]:'"|>&*äß€-]{0,20}"#,
    ) {
        let mut source = BASE.to_owned();
        source.replace_range(at..(at + n_cut).min(BASE.len()), &text);
        if let Err(faults) = compile(source.as_bytes(), &surroundings()) {
            prop_assert!(!faults.is_empty());
            let text = render(&faults, &source, "p.yaml");
            prop_assert!(text.starts_with("error[P"));
            let n_lines = source.split('\n').count();
            prop_assert!(faults.iter().all(|fault| (1..=n_lines).contains(&fault.span.line)));
        }
    }

    #[test]
    fn no_condition_makes_the_compiler_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "Days", "Kind", "ticket.state", "x", "(", ")", "[", "]", "{", "}", "==", "!=", "<", "&&", "||", "!", "-",
            "?", ":", "in", "\"paid\"", "'", "\"", "1", "1.5", "size(", ".size()", ".matches(", ",", ".", "\\", "//",
            "r'", "`", "null", "true", "has(", ".exists(", "+", "%", "ä", "9999999999999999999999",
        ]), 0..25)
    ) {
        let condition = words.join(" ").replace('\'', "''");
        let source = BASE.replace("when: Kind == \"free\" && Days > 10", &format!("when: '{condition}'"));
        if let Err(faults) = compile(source.as_bytes(), &surroundings()) {
            render(&faults, &source, "p.yaml");
        }
    }
}

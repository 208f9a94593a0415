//! Keys, types and values.

use crate::{BASE, check, check_source};

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
        r#"
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
"#,
    );
}

#[test]
fn keys_are_checked() {
    check(
        "priority:",
        "priorty:",
        r#"
error[P0003]: `ticket` has no key `priorty`
 --> p.yaml:4:73
  |
4 | ticket: { title: "Holiday of {{ ticket.customer_user }}", queue: Staff, priorty: 3 normal }
  |                                                                         ^^^^^^^
  |
  = help: did you mean `priority`?
"#,
    );
    check(
        "    submit: Ask\n",
        "    submitt: Ask\n",
        r"
error[P0003]: a dialog has no key `submitt`
  --> p.yaml:19:9
   |
19 |         submitt: Ask
   |         ^^^^^^^
   |
   = help: did you mean `submit`?
",
    );
    check(
        "    next: done\n",
        "    next: done\n    dialogs: []\n",
        r"
error[P0003]: a service task has no key `dialogs`
  --> p.yaml:26:5
   |
26 |     dialogs: []
   |     ^^^^^^^
   |
   = help: possible here: `service-task`, `name`, `on-enter`, `compensate`, `remind`, `expire`, `next`, `on-error`
",
    );
    check(
        "  Why:",
        "  Days:",
        r"
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
",
    );
    check(
        "type: integer, ",
        "",
        r"
error[P0005]: a field needs `type`
 --> p.yaml:7:3
  |
7 |   Days: { label: Days, min: 1, max: 30, default: 5 }
  |   ^^^^
",
    );
    check(
        "type: integer, ",
        "type: integer, pattern: x, ",
        r"
error[P0003]: an integer field has no key `pattern`
 --> p.yaml:7:39
  |
7 |   Days: { label: Days, type: integer, pattern: x, min: 1, max: 30, default: 5 }
  |                                       ^^^^^^^
  |
  = help: possible here: `label`, `type`, `min`, `max`, `check`, `default`, `hint`
",
    );
    check(
        "type: integer, ",
        "type: number, ",
        r"
error[P0007]: there is no field type `number`
 --> p.yaml:7:30
  |
7 |   Days: { label: Days, type: number, min: 1, max: 30, default: 5 }
  |                              ^^^^^^
  |
  = help: possible here: `text`, `textarea`, `email`, `integer`, `decimal`, `checkbox`, `dropdown`, `multiselect`, `date`, `date-time`, `customer-user`, `customer`, `attachment`
",
    );
    check(
        "    next: done\n",
        "",
        r"
error[P0005]: a service task needs `next`
  --> p.yaml:23:3
   |
23 |   book:
   |   ^^^^
",
    );
}

#[test]
fn types_are_checked() {
    check(
        "name: Holiday\nstart",
        "name: [Holiday]\nstart",
        r"
error[P0006]: `name` must be a text; this is a list
 --> p.yaml:2:7
  |
2 | name: [Holiday]
  |       ^
",
    );
    check(
        "name: Holiday\nstart",
        "name:\nstart",
        r"
error[P0006]: `name` must be a text; this is nothing
 --> p.yaml:2:1
  |
2 | name:
  | ^^^^
",
    );
    check(
        "max: 30",
        "max: \"30\"",
        r#"
error[P0006]: `max` must be a whole number; this is `30`
 --> p.yaml:7:52
  |
7 |   Days: { label: Days, type: integer, min: 1, max: "30", default: 5 }
  |                                                    ^^^^
"#,
    );
    check(
        "groups: [heads]",
        "groups: heads",
        r"
error[P0006]: `groups` must be a list; this is a text
 --> p.yaml:5:20
  |
5 | company: { groups: heads }
  |                    ^^^^^
",
    );
    check(
        "      - set-state: open\n",
        "      set-state: open\n",
        r"
error[P0006]: `on-enter` must be a list; this is a mapping
  --> p.yaml:14:7
   |
14 |       set-state: open
   |       ^
",
    );
    check(
        "      - set-state: open\n",
        "      - set-stat: open\n",
        r"
error[P0003]: there is no action `set-stat`
  --> p.yaml:14:9
   |
14 |       - set-stat: open
   |         ^^^^^^^^
   |
   = help: did you mean `set-state`?
",
    );
    check(
        "      - set-state: open\n",
        "      - { set-state: open, note: x }\n",
        r"
error[P0006]: an action is a mapping of one keyword
  --> p.yaml:14:9
   |
14 |       - { set-state: open, note: x }
   |         ^
   |
   = help: begin each action with `- `
",
    );
    check(
        "options: { paid: Paid, free: Unpaid }",
        "options: paid",
        r"
error[P0006]: `options` must be a mapping or a list; this is a text
 --> p.yaml:8:40
  |
8 |   Kind: { label: Kind, type: dropdown, options: paid, default: paid }
  |                                        ^^^^^^^
",
    );
}

#[test]
fn values_are_checked() {
    check(
        "set-state: open",
        "set-state: opened",
        r"
error[P0007]: there is no ticket state `opened`
  --> p.yaml:14:20
   |
14 |       - set-state: opened
   |                    ^^^^^^
   |
   = help: did you mean `open`?
",
    );
    check(
        "priority: 3 normal",
        "priority: normal",
        r#"
error[P0007]: there is no priority `normal`
 --> p.yaml:4:83
  |
4 | ticket: { title: "Holiday of {{ ticket.customer_user }}", queue: Staff, priority: normal }
  |                                                                                   ^^^^^^
  |
  = help: did you mean `3 normal`?
"#,
    );
    check(
        "by: requester",
        "by: request",
        r"
error[P0007]: there is no kind of people `request`
  --> p.yaml:17:13
   |
17 |         by: request
   |             ^^^^^^^
   |
   = help: did you mean `requester`?
",
    );
    check(
        "by: requester",
        "by: {}",
        r"
error[P0005]: this says nothing about who may
  --> p.yaml:17:13
   |
17 |         by: {}
   |             ^
   |
   = help: for everybody who is signed in, write `anyone`
",
    );
    check(
        "by: requester",
        "by: { groups: [] }",
        r"
error[P0009]: `groups` is empty: nobody could do this
  --> p.yaml:17:15
   |
17 |         by: { groups: [] }
   |               ^^^^^^
   |
   = help: leave it out, or name somebody
",
    );
    check(
        "Days: required",
        "Days: must",
        r"
error[P0007]: there is no way to offer a field `must`
  --> p.yaml:18:25
   |
18 |         fields: { Days: must, Kind: optional, Why: optional }
   |                         ^^^^
   |
   = help: possible here: `required`, `optional`, `read-only`, `hidden`
",
    );
    check(
        "notify: admins",
        "notify: admin",
        r"
error[P0007]: there is no recipient `admin`
  --> p.yaml:31:83
   |
31 |   failed: { end: closed unsuccessful, tell: Please ask the staff office., notify: admin }
   |                                                                                   ^^^^^
   |
   = help: did you mean `admins`?
",
    );
    check(
        "Holiday.NoneLeft:",
        "undelivred:",
        r#"
error[P0007]: `undelivred` is neither a code like `CustomerUser.LoginExists` nor a kind of failure
  --> p.yaml:27:7
   |
27 |       undelivred: { to: ask, field: Days, tell: "You do not have {{ Days }} days left." }
   |       ^^^^^^^^^^
   |
   = help: did you mean `undelivered`?
"#,
    );
    check(
        "process: holiday",
        "process: Holiday",
        r"
error[P0008]: `Holiday` is not in the form of such names
 --> p.yaml:1:10
  |
1 | process: Holiday
  |          ^^^^^^^
  |
  = help: use small letters, digits and `-`; at most 200 of them
",
    );
    check(
        "Why: { label",
        "in: { label",
        r"
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
",
    );
    check(
        "  done: {",
        "  1done: {",
        r"
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
",
    );
    check(
        "min: 1, max: 30",
        "min: 31, max: 30",
        r"
error[P0009]: no number is at least 31 and at most 30
 --> p.yaml:7:53
  |
7 |   Days: { label: Days, type: integer, min: 31, max: 30, default: 5 }
  |                                                     ^^
",
    );
    check(
        "default: 5",
        "default: 99",
        r"
error[P0009]: `Days` does not allow this default: Please give a whole number from 1 to 30.
 --> p.yaml:7:65
  |
7 |   Days: { label: Days, type: integer, min: 1, max: 30, default: 99 }
  |                                                                 ^^
",
    );
    check(
        "default: paid",
        "default: Paid",
        r"
error[P0009]: `Kind` does not allow this default: Please choose one of the options.
 --> p.yaml:8:88
  |
8 |   Kind: { label: Kind, type: dropdown, options: { paid: Paid, free: Unpaid }, default: Paid }
  |                                                                                        ^^^^
",
    );
    check(
        "max_length: 500",
        "max_length: 0",
        r"
error[P0009]: `max_length` must be from 1 to 16000
 --> p.yaml:9:50
  |
9 |   Why: { label: Why, type: textarea, max_length: 0, hint: If unpaid }
  |                                                  ^
",
    );
    check(
        "type: textarea, max_length: 500",
        "type: text, pattern: 'a('",
        r"
error[P0009]: this is not a pattern: unclosed group
 --> p.yaml:9:43
  |
9 |   Why: { label: Why, type: text, pattern: 'a(', hint: If unpaid }
  |                                           ^^^^
",
    );
    check(
        "- set-state: open",
        "- set-field: { field: Kind, to: Paid }",
        r"
error[P0009]: the field does not allow this value: Please choose one of the options.
  --> p.yaml:14:39
   |
14 |       - set-field: { field: Kind, to: Paid }
   |                                       ^^^^
",
    );
    check(
        "label: Why",
        "label: Days",
        r"
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
",
    );
}

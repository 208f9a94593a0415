//! Names, templates and conditions.

use crate::{BASE, check, refused};

#[test]
fn names_are_looked_up() {
    check(
        "activity: ask",
        "activity: Ask",
        r"
error[P0011]: there is no activity `Ask`
 --> p.yaml:3:20
  |
3 | start: { activity: Ask, by: customer-users }
  |                    ^^^
  |
  = help: did you mean `ask`?
",
    );
    check(
        "to: book",
        "to: boook",
        r"
error[P0011]: there is no activity `boook`
  --> p.yaml:22:13
   |
22 |       - to: boook
   |             ^^^^^
   |
   = help: did you mean `book`?
",
    );
    check(
        "Kind: optional",
        "Kinds: optional",
        r"
error[P0012]: there is no field `Kinds`
  --> p.yaml:18:35
   |
18 |         fields: { Days: required, Kinds: optional, Why: optional }
   |                                   ^^^^^
   |
   = help: did you mean `Kind`?
",
    );
    check(
        "field: Days",
        "field: Day",
        r#"
error[P0012]: there is no field `Day`
  --> p.yaml:27:43
   |
27 |       Holiday.NoneLeft: { to: ask, field: Day, tell: "You do not have {{ Days }} days left." }
   |                                           ^^^
   |
   = help: did you mean `Days`?
"#,
    );
    check(
        "queue: Staff",
        "queue: Ofice",
        r#"
error[P0016]: there is no queue `Ofice`
 --> p.yaml:4:66
  |
4 | ticket: { title: "Holiday of {{ ticket.customer_user }}", queue: Ofice, priority: 3 normal }
  |                                                                  ^^^^^
  |
  = help: did you mean `Office`?
"#,
    );
    check(
        "service-task: book-holiday",
        "service-task: book_holiday",
        r"
error[P0008]: `book_holiday` is not in the form of such names
  --> p.yaml:24:19
   |
24 |     service-task: book_holiday
   |                   ^^^^^^^^^^^^
   |
   = help: use small letters, digits and `-`; at most 200 of them
",
    );
    check(
        "{{ error.message }}",
        "{{ error.mesage }}",
        r#"
error[P0013]: unknown name `error.mesage`
  --> p.yaml:28:70
   |
28 |       any: { to: failed, tell: "Your holiday could not be booked: {{ error.mesage }}" }
   |                                                                      ^^^^^^^^^^^^
   |
   = help: did you mean `error.message`?
"#,
    );
    check(
        "{{ Days }}",
        "{{ Days",
        r#"
error[P0013]: `{{` without `}}`
  --> p.yaml:27:72
   |
27 |       Holiday.NoneLeft: { to: ask, field: Days, tell: "You do not have {{ Days days left." }
   |                                                                        ^^
   |
   = help: a name is written `{{ Name }}`
"#,
    );
}

#[test]
fn conditions_are_located_in_every_style() {
    check(
        "when: Kind == \"free\" && Days > 10",
        "when: 'Kind == ''free'' && Dys > 10'",
        r"
error[P0014]: there is no field `Dys`
  --> p.yaml:21:38
   |
21 |       - { when: 'Kind == ''free'' && Dys > 10', to: refused }
   |                                      ^^^
   |
   = help: did you mean `Days`?
",
    );
    check(
        "when: Kind == \"free\" && Days > 10",
        "when: \"Kind == \\\"fre\\\" && Days > 10\"",
        r#"
error[P0014]: "fre" is none of the options
  --> p.yaml:21:26
   |
21 |       - { when: "Kind == \"fre\" && Days > 10", to: refused }
   |                          ^^^^^^^
   |
   = help: possible here: "paid", "free"
"#,
    );
    check(
        "      - { when: Kind == \"free\" && Days > 10, to: refused }",
        "      - to: refused\n        when: >-\n          Kind == \"free\"\n          && Dys > 10",
        r"
error[P0014]: there is no field `Dys`
  --> p.yaml:24:14
   |
24 |           && Dys > 10
   |              ^^^
   |
   = help: did you mean `Days`?
",
    );
    check(
        "when: Kind == \"free\" && Days > 10",
        "when: Days = 10",
        r"
error[P0014]: this is not a condition: `=` means nothing here
  --> p.yaml:21:22
   |
21 |       - { when: Days = 10, to: refused }
   |                      ^
   |
   = help: `==` compares
",
    );
    check(
        "when: Kind == \"free\" && Days > 10",
        "when: Days",
        r"
error[P0014]: a condition is true or false; this is a number
  --> p.yaml:21:17
   |
21 |       - { when: Days, to: refused }
   |                 ^^^^
   |
   = help: compare it with something, for example with `==`
",
    );
}

#[test]
fn a_field_that_a_mapping_reads_has_to_be_declared() {
    let source = BASE.replace("Days", "Dayz");
    let refused = refused(source.as_bytes());
    assert_eq!(
        refused.trim_end(),
        r"error[P0027]: the mapping of `book-holiday` reads the field `Days`, which is not declared
  --> p.yaml:24:19
   |
24 |     service-task: book-holiday
   |                   ^^^^^^^^^^^^
   |
   = help: declare it under `fields`, or mend `book-holiday/outbound.xsl`; did you mean `Dayz`?"
    );
}

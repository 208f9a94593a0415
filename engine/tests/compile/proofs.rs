//! Activities that are no process together.

use engine::diagnostic::render;
use engine::process::compile::compile;

use crate::{BASE, check, check_source, surroundings};

#[test]
fn activities_that_lead_nowhere_are_refused() {
    check(
        "      - { when: Kind == \"free\" && Days > 10, to: refused }\n",
        "",
        r#"
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
"#,
    );
    check(
        "      - to: book\n",
        "",
        r#"
error[P0019]: `ask` has no way on if none of its conditions holds
  --> p.yaml:20:5
   |
20 |     next:
   |     ^^^^
   |
   = note: this happens on the way ask, with Kind = "paid"
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
"#,
    );
    check(
        "      - to: book\n",
        "      - to: book\n      - { when: Days > 3, to: done }\n",
        r"
error[P0020]: this flow is never taken
  --> p.yaml:23:31
   |
22 |       - to: book
   |             ---- this one, without `when`, is taken before it
23 |       - { when: Days > 3, to: done }
   |                               ^^^^
   |
   = help: flows are tried in the order written; put the one without `when` last
",
    );
    let source = BASE.replace("    next: done\n", "    next: left\n").replace(
        "  done: {",
        "  left: { choice: Left, next: [{ when: Days > 9, to: done }, right] }\n  \
         right: { do: [], next: left }\n  done: {",
    );
    check_source(
        source.as_bytes(),
        r"
error[P0018]: `left` leads back to itself, and nobody is asked on the way
  --> p.yaml:29:3
   |
29 |   left: { choice: Left, next: [{ when: Days > 9, to: done }, right] }
   |   ^^^^
   |
   = note: this happens on the way ask -> book -> left -> right -> left
   = help: put a user task into the cycle, or lead it to an end
",
    );
    check(
        "any: { to: failed,",
        "any: { to: book,",
        r"
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
",
    );
}

#[test]
fn failures_must_be_caught_and_told() {
    check(
        "      any: {",
        "      undelivered: {",
        r"
error[P0021]: `book` has no way on for every failure
  --> p.yaml:26:5
   |
26 |     on-error:
   |     ^^^^^^^^
   |
   = note: this happens on the way ask -> book -(any other failure)->
   = help: end `on-error` with `any: { to: ..., tell: ... }`
",
    );
    check(
        "      Holiday.NoneLeft:",
        "      any: failed\n      Holiday.NoneLeft:",
        r#"
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
"#,
    );
    check(
        ", tell: \"You do not have {{ Days }} days left.\"",
        "",
        r"
error[P0022]: the customer is told nothing when `book` fails so
  --> p.yaml:27:7
   |
27 |       Holiday.NoneLeft: { to: ask, field: Days }
   |       ^^^^^^^^^^^^^^^^
   |
   = note: this happens on the way ask -> book -(Holiday.NoneLeft)-> ask
   = help: add `tell:` with a sentence that says what happened and what to do next
",
    );
    check(
        ", tell: Please ask the staff office.",
        "",
        r"
error[P0022]: a failure ends at `failed`, which tells the customer nothing
  --> p.yaml:31:3
   |
31 |   failed: { end: closed unsuccessful, notify: admins }
   |   ^^^^^^
   |
   = note: this happens on the way ask -> book -(any)-> failed
   = help: add `tell:` with a sentence that says what happened and what to do next
",
    );
    check(
        ", notify: admins",
        "",
        r"
error[P0023]: a failure ends at `failed`, and no administrator learns why
  --> p.yaml:31:3
   |
31 |   failed: { end: closed unsuccessful, tell: Please ask the staff office. }
   |   ^^^^^^
   |
   = note: this happens on the way ask -> book -(any)-> failed
   = help: add `notify: admins`
",
    );
    let source = BASE
        .replace("any: { to: failed, tell: \"Your holiday could not be booked: {{ error.message }}\" }", "any: sorry")
        .replace("  done: {", "  sorry: { do: [], next: [{ when: Days > 3, to: asked }, failed] }\n  asked: { end: closed unsuccessful }\n  done: {");
    check_source(
        source.as_bytes(),
        r"
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
",
    );
    check(
        "any: { to: failed,",
        "any: { to: failed, field: Days,",
        r#"
error[P0024]: no dialog of `failed` has this field
  --> p.yaml:28:33
   |
28 |       any: { to: failed, field: Days, tell: "Your holiday could not be booked: {{ error.message }}" }
   |                                 ^^^^
   |
   = help: leave `field` out, or lead to a user task that asks for it
"#,
    );
}

#[test]
fn a_deadline_is_told_like_a_failure() {
    let with = |expire: &str, end: &str| {
        let expire = format!("        submit: Ask\n    expire: {expire}\n    next:\n");
        BASE.replace("        submit: Ask\n    next:\n", &expire).replace(
            "  done: {",
            &format!("  late: {{ end: closed unsuccessful{end} }}\n  done: {{"),
        )
    };
    check_source(
        with("{ after: 3d, to: late }", "").as_bytes(),
        r"
error[P0022]: the customer is told nothing when `ask` expires
  --> p.yaml:20:5
   |
20 |     expire: { after: 3d, to: late }
   |     ^^^^^^
   |
   = note: this happens on the way ask -(expire)-> late
   = help: add `tell:` with a sentence that says what happened and what to do next
",
    );
    check_source(
        with("{ after: 3d, to: sort }", "")
            .replace("  done: {", "  sort: { choice: Sort, next: [{ when: Days > 3, to: late }, { to: failed }] }\n  done: {")
            .as_bytes(),
        r"
error[P0022]: the customer is told nothing when `ask` expires
  --> p.yaml:20:5
   |
20 |     expire: { after: 3d, to: sort }
   |     ^^^^^^
   |
   = note: this happens on the way ask -(expire)-> sort -> late
   = help: add `tell:` with a sentence that says what happened and what to do next
",
    );
    for (expire, end) in [
        ("{ after: 3d, to: late, tell: Nobody asked. }", ""),
        ("{ after: 3d, to: late }", ", tell: Nobody asked."),
    ] {
        let source = with(expire, end);
        assert!(compile(source.as_bytes(), &surroundings()).is_ok(), "{expire} {end}");
    }
}

#[test]
fn what_others_carry_out_has_a_way_on_for_every_failure() {
    for (task, code) in [
        ("call: leave", "Process.Unsuccessful"),
        ("for-each: leave\n    customer-users: true", "Process.SomeUnsuccessful"),
    ] {
        let source = BASE
            .replace("    service-task: book-holiday\n", &format!("    {task}\n"))
            .replace("Holiday.NoneLeft: {", &format!("{code}: {{"));
        assert!(compile(source.as_bytes(), &surroundings()).is_ok(), "{source}");
        let without = source.lines().filter(|line| !line.starts_with("      any:"));
        let without: String = without.flat_map(|line| [line, "\n"]).collect();
        let faults = compile(without.as_bytes(), &surroundings()).unwrap_err();
        let codes: Vec<&str> = faults.iter().map(|fault| fault.code.name()).collect();
        assert_eq!(codes, ["P0021", "P0017"], "{without}");
    }
}

/// BASE with these flows out of `ask`.
fn with_flows(flows: &[&str]) -> String {
    let flows: String = flows.iter().flat_map(|flow| ["      - ", flow, "\n"]).collect();
    BASE.replace(
        "      - { when: Kind == \"free\" && Days > 10, to: refused }\n      - to: book\n",
        &flows,
    )
}

#[test]
fn conditions_that_hold_for_all_values_need_no_default() {
    for flows in [
        &["{ when: Days > 10, to: refused }", "{ when: Days <= 10, to: book }"][..],
        &[
            "{ when: Kind == \"free\", to: refused }",
            "{ when: Kind == \"paid\", to: book }",
            "{ when: Kind == \"\", to: ask }",
        ],
        &["{ when: size(Why) > Days, to: refused }", "book"],
        // Undecided, but there is one without a condition.
        &["{ when: Why.contains(ticket.title), to: refused }", "book"],
    ] {
        let source = with_flows(flows);
        let faults = compile(source.as_bytes(), &surroundings()).err().unwrap_or_default();
        assert!(faults.is_empty(), "{}", render(&faults, &source, "p.yaml"));
    }
}

#[test]
fn values_that_no_flow_takes_are_shown() {
    let check = |flows: &[&str], expected| check_source(with_flows(flows).as_bytes(), expected);
    check(
        &["{ when: Days > 10, to: refused }", "{ when: Days < 10 || Kind == \"free\", to: book }"],
        r#"
error[P0019]: `ask` has no way on if none of its conditions holds
  --> p.yaml:20:5
   |
20 |     next:
   |     ^^^^
   |
   = note: this happens on the way ask, with Days = 10, Kind = "paid"
   = help: end the list with a flow without `when`
"#,
    );
    check(
        &[
            "{ when: Why.contains(ticket.title), to: refused }",
            "{ when: size(Why) < 10, to: book }",
        ],
        r"
error[P0041]: whether `ask` always has a way on cannot be decided: `Why` and `ticket.title` hold texts of all kinds; whether one is looked into or ordered by the other cannot be decided
  --> p.yaml:20:5
   |
20 |     next:
   |     ^^^^
   |
   = note: this happens on the way ask
   = help: end the list with a flow without `when`
",
    );
}

#[test]
fn a_flow_that_is_never_taken_says_which_are() {
    let check = |flows: &[&str], expected| check_source(with_flows(flows).as_bytes(), expected);
    check(
        &["{ when: Days > 10, to: refused }", "{ when: Days > 12, to: ask }", "book"],
        r"
error[P0020]: this flow is never taken
  --> p.yaml:22:32
   |
21 |       - { when: Days > 10, to: refused }
   |                                ------- this one is taken wherever it could be
22 |       - { when: Days > 12, to: ask }
   |                                ^^^
   |
   = help: flows are tried in the order written; put it before them, or leave it out
",
    );
    check(
        &[
            "{ when: Days > 10, to: refused }",
            "{ when: Kind == \"free\", to: book }",
            "{ when: Kind == \"free\" || Days == 12, to: done }",
            "{ when: Days > 30, to: ask }",
            "book",
        ],
        r#"
error[P0020]: this flow is never taken
  --> p.yaml:23:51
   |
21 |       - { when: Days > 10, to: refused }
   |                                ------- of these, one is taken wherever it could be
22 |       - { when: Kind == "free", to: book }
   |                                     ---- of these, one is taken wherever it could be
23 |       - { when: Kind == "free" || Days == 12, to: done }
   |                                                   ^^^^
   |
   = help: flows are tried in the order written; put it before them, or leave it out

error[P0020]: this flow is never taken: its condition never holds
  --> p.yaml:24:32
   |
24 |       - { when: Days > 30, to: ask }
   |                                ^^^
   |
   = help: correct the condition, or leave the flow out
"#,
    );
}

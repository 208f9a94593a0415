//! Reads of what may not have been filled.

use std::collections::{BTreeMap, BTreeSet};

use engine::process::compile::{ProcessFacts, compile};

use crate::{BASE, check_source, surroundings};

/// A process whose activities the tests write.
fn source(activities: &str) -> String {
    format!(
        "process: loan
name: Loan
start: {{ activity: ask }}
ticket: {{ title: Loan, queue: Staff }}
fields:
  Days: {{ label: Days, type: integer, min: 1, max: 30, default: 5 }}
  Device: {{ label: Device, type: text }}
  Why: {{ label: Why, type: text }}
activities:
{activities}  done: {{ end: closed successful }}
"
    )
}

fn check(activities: &str, expected: &str) {
    check_source(source(activities).as_bytes(), expected);
}

#[test]
fn every_form_has_to_ask() {
    check(
        r#"  ask:
    user-task: Ask
    dialogs:
      - { name: Long, fields: { Device: required, Why: optional } }
      - { name: Short, fields: { Device: required } }
    next:
      - { when: Device == "Why" || size(Why) < Days, to: note }
      - { to: show, do: [{ note: { subject: "{{ Device }}", body: "Why {{Why}}" } }] }
  note: { do: [{ set-field: { field: Why, to: "none of {{ Days }}" } }], next: show }
  show:
    user-task: Show
    dialogs: [{ fields: { Device: read-only, Why: read-only } }]
    next: done
"#,
        r#"
error[P0040]: `Why` is read here, and on some way it is neither asked for nor set before
  --> p.yaml:16:41
   |
16 |       - { when: Device == "Why" || size(Why) < Days, to: note }
   |                                         ^^^
   |
   = note: this happens on the way ask -(Short)->
   = help: ask for it or set it on every way that leads here, or give it a `default`

error[P0040]: `Why` is read here, and on some way it is neither asked for nor set before
  --> p.yaml:17:74
   |
17 |       - { to: show, do: [{ note: { subject: "{{ Device }}", body: "Why {{Why}}" } }] }
   |                                                                          ^^^
   |
   = note: this happens on the way ask -(Short)-> show
   = help: ask for it or set it on every way that leads here, or give it a `default`

error[P0040]: the dialog `Show` shows `Why`, and on some way it is neither asked for nor set before
  --> p.yaml:21:46
   |
21 |     dialogs: [{ fields: { Device: read-only, Why: read-only } }]
   |                                              ^^^
   |
   = note: this happens on the way ask -(Short)-> show
   = help: ask for it or set it on every way that leads here, or give it a `default`
"#,
    );
}

#[test]
fn what_happens_within_a_step_happens_in_its_order() {
    check(
        r#"  ask:
    user-task: Ask
    on-enter: [{ set-field: { field: Why, to: "{{ Device }}" } }, { note: { subject: "{{ submitter }}", body: "{{ Why }}" } }]
    dialogs: [{ fields: { Device: required, Why: read-only } }]
    next: { to: write, do: [{ note: { subject: "{{ submitter }}", body: "{{ Device }}" } }] }
  write:
    do: [{ note: { subject: "{{ submitter }}", body: "{{ Device }}, {{ Why }}" } }]
    next: done
"#,
        r#"
error[P0040]: `Device` is read here, and on some way it is neither asked for nor set before
  --> p.yaml:12:51
   |
12 |     on-enter: [{ set-field: { field: Why, to: "{{ Device }}" } }, { note: { subject: "{{ submitter }}", body: "{{ Why }}" } }]
   |                                                   ^^^^^^
   |
   = note: this happens on the way ask
   = help: ask for it or set it on every way that leads here, or give it a `default`

error[P0040]: `submitter` may hold nothing here: not on every way a form was submitted
  --> p.yaml:12:90
   |
12 |     on-enter: [{ set-field: { field: Why, to: "{{ Device }}" } }, { note: { subject: "{{ submitter }}", body: "{{ Why }}" } }]
   |                                                                                          ^^^^^^^^^
   |
   = note: this happens on the way ask
   = help: read it behind a user task
"#,
    );
}

#[test]
fn an_error_is_known_behind_a_failure_alone() {
    check(
        r#"  ask: { user-task: Ask, dialogs: [{}], next: lend }
  lend:
    service-task: book-holiday
    next: { to: thank, do: [{ note: { subject: Lent, body: "{{ error.message }}" } }] }
    on-error:
      undelivered: { to: ask, tell: "{{ error.code }}" }
      any: { to: again, tell: "{{ error.message }}" }
  again:
    user-task: Try again
    dialogs: [{ description: The first try failed. }]
    next: [{ when: error.code == "Holiday.NoneLeft", to: second }, thank]
  second:
    service-task: book-holiday
    next: { to: thank, do: [{ note: { subject: Lent, body: "{{ error.message }}" } }] }
    on-error: { any: { to: failed, tell: "{{ error.message }}" } }
  thank: { user-task: Thank, dialogs: [{}], next: [{ when: error.code == "", to: done }, failed] }
  failed: { end: closed unsuccessful, tell: "{{ error.message }}", notify: admins }
"#,
        r#"
error[P0040]: `error.message` may hold nothing here: not on every way something has failed
  --> p.yaml:13:64
   |
13 |     next: { to: thank, do: [{ note: { subject: Lent, body: "{{ error.message }}" } }] }
   |                                                                ^^^^^^^^^^^^^
   |
   = note: this happens on the way ask -> lend -> thank
   = help: read it on an error path, and where only error paths lead

error[P0040]: `error.message` may hold nothing here: not on every way something has failed
  --> p.yaml:23:64
   |
23 |     next: { to: thank, do: [{ note: { subject: Lent, body: "{{ error.message }}" } }] }
   |                                                                ^^^^^^^^^^^^^
   |
   = note: this happens on the way ask -> lend -(any)-> again -> second -> thank
   = help: read it on an error path, and where only error paths lead

error[P0040]: `error.code` may hold nothing here: not on every way something has failed
  --> p.yaml:25:60
   |
25 |   thank: { user-task: Thank, dialogs: [{}], next: [{ when: error.code == "", to: done }, failed] }
   |                                                            ^^^^^^^^^^
   |
   = note: this happens on the way ask -> lend -> thank
   = help: read it on an error path, and where only error paths lead

error[P0040]: `error.message` may hold nothing here: not on every way something has failed
  --> p.yaml:26:49
   |
26 |   failed: { end: closed unsuccessful, tell: "{{ error.message }}", notify: admins }
   |                                                 ^^^^^^^^^^^^^
   |
   = note: this happens on the way ask -> lend -> thank -> failed
   = help: read it on an error path, and where only error paths lead
"#,
    );
}

#[test]
fn a_title_and_a_mapping_read_too() {
    let base = BASE.replace("Holiday of {{ ticket.customer_user }}", "{{ Days }} days {{ Why }}");
    let source = base
        .replace(", default: 5 }", " }")
        .replace("Days: required, ", "")
        .replace("Why: optional ", "");
    check_source(
        source.as_bytes(),
        r#"
error[P0040]: `Days` is read here, and on some way it is neither asked for nor set before
 --> p.yaml:4:22
  |
4 | ticket: { title: "{{ Days }} days {{ Why }}", queue: Staff, priority: 3 normal }
  |                      ^^^^
  |
  = note: this happens on the way ask
  = help: ask for it or set it on every way that leads here, or give it a `default`

error[P0040]: `Why` is read here, and on some way it is neither asked for nor set before
 --> p.yaml:4:38
  |
4 | ticket: { title: "{{ Days }} days {{ Why }}", queue: Staff, priority: 3 normal }
  |                                      ^^^
  |
  = note: this happens on the way ask
  = help: ask for it or set it on every way that leads here, or give it a `default`

error[P0040]: `Days` is read here, and on some way it is neither asked for nor set before
  --> p.yaml:21:35
   |
21 |       - { when: Kind == "free" && Days > 10, to: refused }
   |                                   ^^^^
   |
   = note: this happens on the way ask
   = help: ask for it or set it on every way that leads here, or give it a `default`

error[P0040]: the mapping of `book-holiday` reads the field `Days`, and on some way it is neither asked for nor set before
  --> p.yaml:23:3
   |
23 |   book:
   |   ^^^^
   |
   = note: this happens on the way ask -> book
   = help: ask for it or set it on every way that leads here, or give it a `default`

error[P0024]: no dialog of `ask` has this field
  --> p.yaml:27:43
   |
27 |       Holiday.NoneLeft: { to: ask, field: Days, tell: "You do not have {{ Days }} days left." }
   |                                           ^^^^
   |
   = help: leave `field` out, or lead to a user task that asks for it

error[P0040]: `Days` is read here, and on some way it is neither asked for nor set before
  --> p.yaml:27:75
   |
27 |       Holiday.NoneLeft: { to: ask, field: Days, tell: "You do not have {{ Days }} days left." }
   |                                                                           ^^^^
   |
   = note: this happens on the way ask -> book -(Holiday.NoneLeft)-> ask
   = help: ask for it or set it on every way that leads here, or give it a `default`
"#,
    );
}

#[test]
fn what_a_mapping_sets_is_known_once_there_was_an_answer() {
    let activities = r#"  ask: { user-task: Ask, dialogs: [{}], next: lend }
  lend:
    service-task: book-holiday
    next: { to: done, do: [{ note: { subject: Lent, body: "{{ Device }}" } }] }
    on-error:
      Holiday.NoneLeft: { to: failed, tell: "{{ Device }}" }
      undelivered: { to: failed, tell: "{{ Device }}" }
      any: { to: failed, tell: "{{ Device }}" }
  failed: { end: closed unsuccessful, tell: That failed., notify: admins }
"#;
    let refused = |source: &str, sets: Option<&str>| -> Vec<usize> {
        let mut surroundings = surroundings();
        for facts in surroundings.invokers.iter_mut().flat_map(|invokers| invokers.values_mut()) {
            facts.sets = sets.map(|names| names.split(' ').map(str::to_owned).collect());
        }
        let faults = compile(source.as_bytes(), &surroundings).err().unwrap_or_default();
        faults.iter().map(|fault| fault.span.line).collect()
    };
    let both = source(activities);
    assert_eq!(refused(&both, Some("Why")), [13, 15, 16, 17], "it sets another field");
    assert_eq!(refused(&both, Some("Why Device")), [16], "there was no answer");
    assert_eq!(refused(&both, None), [16], "it may set any field");
    let any = both.replace("      undelivered: { to: failed, tell: \"{{ Device }}\" }\n", "");
    assert_eq!(refused(&any, Some("Device")), [16], "`any` may be that there was no answer");
}

/// A process with one user task, whose dialog asks for `Device`, before these activities.
fn after_asking(activities: &str) -> String {
    let ask = "  ask: { user-task: Ask, dialogs: [{ fields: { Device: required } }], next: [{ when: Days > 29, to: failed }, next] }\n";
    let failed = "  failed: { end: closed unsuccessful, tell: That failed., notify: admins }\n";
    source(&format!("{ask}{activities}{failed}")).replace(
        "  Why:",
        "  Day: { label: Day, type: date }\n  Who: { label: Who, type: customer-user }\n  \
            List: { label: List, type: textarea }\n  Left: { label: Left, type: textarea }\n  Why:",
    )
}

/// Checks at which texts which names are not filled: each as `name line: path`.
fn check_found(activities: &str, expected: &[&str]) {
    let source = after_asking(activities);
    let begin = source.lines().position(|line| line.starts_with("  next:")).unwrap_or_default();
    let faults = compile(source.as_bytes(), &surroundings()).err().unwrap_or_default();
    let found = faults.iter().map(|fault| {
        let line = source.lines().nth(fault.span.line - 1).unwrap_or_default();
        let text: String =
            line.chars().skip(fault.span.column - 1).take(fault.span.length).collect();
        let path = fault.counterexample.as_deref().unwrap_or_default();
        format!("{} {text} {}: {path}", fault.code, fault.span.line.saturating_sub(begin))
    });
    assert_eq!(found.collect::<Vec<_>>(), expected, "{source}");
}

#[test]
fn branches_know_each_other_behind_their_join() {
    let both = |wait_for: &str| {
        format!(
            r#"  next: {{ parallel: Both, next: [first, second] }}
  first: {{ do: [{{ set-field: {{ field: Why, to: "{{{{ Device }}}}" }} }}], next: meet }}
  second: {{ do: [{{ note: {{ subject: Why, body: "{{{{ Why }}}}" }} }}, {{ set-field: {{ field: Left, to: x }} }}], next: more }}
  more: {{ do: [{{ set-field: {{ field: List, to: "{{{{ Left }}}}" }} }}], next: meet }}
  meet: {{ join: next, {wait_for}next: {{ to: done, do: [{{ note: {{ subject: "{{{{ Why }}}}", body: "{{{{ List }}}}" }} }}] }} }}
"#
        )
    };
    let in_branch = "P0040 Why 3: ask -> next -> second";
    check_found(&both(""), &[in_branch]);
    check_found(
        &both("wait-for: 1, "),
        &[
            in_branch,
            "P0040 Why 5: ask -> next -> second -> more -> meet -> done",
            "P0040 List 5: ask -> next -> first -> meet -> done",
        ],
    );
}

#[test]
fn a_deadline_comes_before_the_form() {
    check_found(
        r#"  next:
    user-task: More
    dialogs: [{ by: { fields: [Who] }, fields: { Why: required } }]
    remind: { after: 1d, notify: { field: Who }, body: "{{ Device }} {{ Left }}" }
    expire: { after: 3d, to: failed, tell: "{{ Device }}, {{ Why }}", do: [{ set-field: { field: Left, to: "{{ submitter }}" } }] }
    next: { to: done, do: [{ notify: { to: { field: Who }, subject: x, body: "{{ Why }}" } }] }
"#,
        &[
            "P0040 Who 3: ask -> next",
            "P0040 Left 4: ask -> next",
            "P0040 Why 5: ask -> next -(expire)-> failed",
        ],
    );
}

#[test]
fn waits_calls_and_items_read_when_they_begin() {
    check_found(
        r#"  next: { wait: Until then, until: Day, next: message }
  message: { wait: An answer, message: answer, fields: [Day, Why], next: call }
  call:
    call: other
    with: { A: "{{ Day }}", B: "{{ List }}" }
    take: { List: B }
    next: [{ when: List == Why, to: each }, failed]
    on-error: { any: { to: failed, tell: "{{ error.message }} {{ List }}" } }
  each:
    for-each: other
    lines: List
    with: { A: "{{ item.value }} {{ List }} {{ Left }}" }
    failed: Left
    next: { to: done, do: [{ note: { subject: Left, body: "{{ Left }}" } }] }
    on-error:
      Process.SomeUnsuccessful: { to: failed, tell: "{{ Left }}" }
      Items.Unreadable: { to: failed, tell: "{{ Left }}" }
      any: { to: failed, tell: "{{ Left }}" }
"#,
        &[
            "P0040 Day 1: ask -> next",
            "P0040 List 5: ask -> next -> message -> call",
            "P0040 List 8: ask -> next -> message -> call -(any)-> failed",
            "P0040 Left 12: ask -> next -> message -> call -> each",
            "P0040 Left 17: ask -> next -> message -> call -> each -(Items.Unreadable)-> failed",
        ],
    );
}

#[test]
fn a_process_begins_with_what_every_caller_gives() {
    let found = |source: &str, callers: Option<&[&str]>| -> Vec<(usize, String)> {
        let mut surroundings = surroundings();
        surroundings.processes = callers.map(|callers| {
            let facts = callers.iter().map(|given| {
                let given: BTreeSet<String> = given.split(' ').map(str::to_owned).collect();
                ProcessFacts {
                    gives: BTreeMap::from([("loan".to_owned(), given)]),
                    ..ProcessFacts::default()
                }
            });
            facts.enumerate().map(|(at, facts)| (format!("caller{at}"), facts)).collect()
        });
        let faults = compile(source.as_bytes(), &surroundings).err().unwrap_or_default();
        let path = |path: Option<String>| path.unwrap_or_default();
        faults.into_iter().map(|fault| (fault.span.line, path(fault.counterexample))).collect()
    };
    let at = |lines: &[(usize, &str)]| -> Vec<(usize, String)> {
        lines.iter().map(|(line, path)| (*line, (*path).to_owned())).collect()
    };
    let titled = |source: String| source.replace("title: Loan", "title: \"{{ Device }}\"");
    let note = "  ask: { do: [{ note: { subject: \"{{ Days }}\", body: \"{{ Device }}\" } }], next: done }\n";
    let without_form = titled(source(note));
    assert_eq!(found(&without_form, None), at(&[]), "nobody knows who begins it");
    assert_eq!(found(&without_form, Some(&["Device"])), at(&[]));
    let unfilled = [(4, "ask"), (10, "ask")];
    assert_eq!(found(&without_form, Some(&[])), at(&unfilled), "nobody gives it anything");
    let unfilled = [(4, "caller0 -> ask"), (10, "ask")];
    assert_eq!(found(&without_form, Some(&["Device Why", "Why"])), at(&unfilled));
    let ask =
        "  ask: { user-task: Ask, dialogs: [{ fields: { Device: required } }], next: done }\n";
    let with_form = titled(source(ask));
    assert_eq!(found(&with_form, Some(&[])), at(&[]));
    assert_eq!(found(&with_form, Some(&["Device"])), at(&[]));
    assert_eq!(found(&with_form, Some(&["Why"])), at(&[(4, "caller0 -> ask")]));
}

#[test]
fn a_check_reads_once_its_field_is_set() {
    let ask =
        "  ask: { user-task: Ask, dialogs: [{ fields: { Device: required } }], next: done }\n";
    let with = |check: &str| {
        source(ask).replace(
            "  Device: { label: Device, type: text }",
            &format!("  Device: {{ label: Device, type: text, check: {check} }}"),
        )
    };
    check_source(
        with("{ that: size(Device) > size(Why), message: \"{{ Device }}: {{ submitter }} {{ Why }}\" }").as_bytes(),
        r#"
error[P0040]: `Why` is read here, and on some way it is neither asked for nor set before
 --> p.yaml:7:75
  |
7 |   Device: { label: Device, type: text, check: { that: size(Device) > size(Why), message: "{{ Device }}: {{ submitter }} {{ Why }}" } }
  |                                                                           ^^^
  |
  = note: this happens on the way ask
  = help: ask for it or set it on every way that leads here, or give it a `default`

error[P0040]: `Why` is read here, and on some way it is neither asked for nor set before
 --> p.yaml:7:124
  |
7 |   Device: { label: Device, type: text, check: { that: size(Device) > size(Why), message: "{{ Device }}: {{ submitter }} {{ Why }}" } }
  |                                                                                                                            ^^^
  |
  = note: this happens on the way ask
  = help: ask for it or set it on every way that leads here, or give it a `default`
"#,
    );
}

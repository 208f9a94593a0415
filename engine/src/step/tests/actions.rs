//! Every action.

use super::story::{Story, done, rejected, undelivered};
use crate::event::{Changes, Decision, Event, Outcome};
use crate::step::Refusal;

/// A process that does this and then waits for a message.
fn doing(actions: &str) -> Story {
    Story::of(&format!(
        "fields:
  Login: {{ label: Login, type: text, default: ben }}
  Days: {{ label: Days, type: integer, max: 9, default: 5 }}
  Places: {{ label: Places, type: multiselect, options: [Rome, Paris], default: [Paris, Rome] }}
  Others: {{ label: Others, type: multiselect, options: [Oslo, Paris, Rome] }}
  Address: {{ label: Address, type: email, default: ben@acme.example }}
activities:
  first: {{ do: {actions}, next: rest }}
  rest: {{ wait: Rest, message: go-on, next: done }}
  done: {{ end: closed successful }}
"
    ))
}

/// Checks what one action decides, asks for, and makes of the ticket.
fn check(action: &str, expected: &str) {
    let mut story = doing(&format!("[ {{ {action} }} ]"));
    let ticket = &story.state.ticket;
    let mut lines: Vec<String> = story
        .last
        .decisions
        .iter()
        .filter(|decision| !matches!(decision, Decision::Entered { .. } | Decision::Took { .. }))
        .map(|decision| format!("{decision:?}"))
        .collect();
    lines.push(format!(
        "{} {} {:?} {:?} {:?} {} {}/{} {}",
        ticket.title,
        ticket.queue,
        ticket.priority.name(),
        ticket.kind,
        ticket.owner,
        ticket.locked,
        ticket.customer_id,
        ticket.customer_user,
        ticket.state,
    ));
    assert_eq!(lines.join("\n"), expected, "{action}");
    let effects = story.last.effects.len();
    let expected_effects = usize::from(
        ["note", "notify", "create", "invoke"].iter().any(|effect| action.starts_with(effect)),
    );
    assert_eq!(effects, expected_effects, "{action}");
    story.message("go-on", &[]).check("done, closed successful");
}

#[test]
fn attributes_of_the_ticket_are_set() {
    check(
        "set-state: pending reminder",
        r#"SetState(PendingReminder)
T Staff "3 normal" "" None false ACME/anna pending reminder"#,
    );
    check(
        "set-queue: Office",
        r#"SetAttribute { attribute: Queue, to: Some("Office") }
T Office "3 normal" "" None false ACME/anna new"#,
    );
    check(
        "set-priority: 4 high",
        r#"SetAttribute { attribute: Priority, to: Some("4 high") }
T Staff "4 high" "" None false ACME/anna new"#,
    );
    check(
        "set-type: Travel",
        r#"SetAttribute { attribute: Kind, to: Some("Travel") }
T Staff "3 normal" "Travel" None false ACME/anna new"#,
    );
    check(
        "set-title: \"Journey of {{ Login }}\"",
        r#"SetTitle("Journey of ben")
Journey of ben Staff "3 normal" "" None false ACME/anna new"#,
    );
    check(
        "set-owner: \"{{ Login }}\"",
        r#"SetAttribute { attribute: Owner, to: Some("ben") }
T Staff "3 normal" "" Some("ben") false ACME/anna new"#,
    );
    check(
        "set-owner: \"\"",
        r#"SetAttribute { attribute: Owner, to: None }
T Staff "3 normal" "" None false ACME/anna new"#,
    );
    check(
        "set-customer: { customer: Globex, customer-user: \"{{ Login }}\" }",
        r#"SetAttribute { attribute: Customer, to: Some("Globex") }
SetAttribute { attribute: CustomerUser, to: Some("ben") }
T Staff "3 normal" "" None false Globex/ben new"#,
    );
    check(
        "lock: true",
        r#"SetAttribute { attribute: Lock, to: Some("1") }
T Staff "3 normal" "" None true ACME/anna new"#,
    );
    check(
        "lock: false",
        r#"SetAttribute { attribute: Lock, to: Some("0") }
T Staff "3 normal" "" None false ACME/anna new"#,
    );
}

#[test]
fn fields_are_set_by_what_they_allow() {
    check(
        "set-field: { field: Days, to: \"{{ Days }}\" }",
        r#"SetField { field: FieldIdx(1), value: Some(Integer(5)), by: Action }
T Staff "3 normal" "" None false ACME/anna new"#,
    );
    check(
        "set-field: { field: Days, to: \"1{{ Days }}\" }",
        r#"Ignored { what: "field `Days`: Please give a whole number from -9007199254740991 to 9." }
T Staff "3 normal" "" None false ACME/anna new"#,
    );
    check(
        "set-field: { field: Login, to: \"\" }",
        r#"SetField { field: FieldIdx(0), value: None, by: Action }
T Staff "3 normal" "" None false ACME/anna new"#,
    );
    check(
        "set-field: { field: Others, to: \"{{ Places }}\" }",
        r#"SetField { field: FieldIdx(3), value: Some(List(["Paris", "Rome"])), by: Action }
T Staff "3 normal" "" None false ACME/anna new"#,
    );
    check(
        "set-field: { field: Others, to: \"{{ Places }}!\" }",
        r#"Ignored { what: "field `Others`: Please choose one of the options." }
T Staff "3 normal" "" None false ACME/anna new"#,
    );
}

#[test]
fn people_are_written_to_and_processes_begun() {
    let mut story = doing(
        "[ { note: { subject: \"On {{ Login }}\", body: \"{{ Places }}\", visible-to: customer } },
    { notify: { to: owner, subject: Look, body: \"At {{ Login }}\" } },
    { notify: { to: { group: heads }, subject: Look, body: There, link: go-on } },
    { notify: { to: { field: Address }, subject: Look, body: Up } },
    { create-ticket: { process: holiday, with: { Days: \"{{ Days }}\", Where: \"{{ Places }}\", Why: \"For {{ Login }}\" } } },
    { invoke: tell-all } ]",
    );
    story.shows(
        r"rest#3, new
article: Rome, Paris
notify owner: Look
At ben
notify group: Look
There
link go-on
notify field: Look
Up
begin holiday: Days=5 Where=Rome+Paris Why=For ben
invoke 2 tell-all",
    );
}

#[test]
fn an_action_fires_an_invoker_and_nobody_waits_for_it() {
    let mut story = doing("[ { invoke: tell-all } ]");
    story.shows(
        r"rest#3, new
invoke 2 tell-all",
    );
    let changes =
        Changes { fields: vec![("Login".into(), vec!["carl".into()])], ..Changes::default() };
    story.ended(2, Outcome::Accepted { changes }).shows("rest#3, new");
    assert_eq!(story.field("Login"), "carl");
    let again = Event::Ended { entry: 2, outcome: done() };
    assert_eq!(story.refused(&again), Refusal::NotAwaited { entry: 2 });
}

#[test]
fn a_failure_that_nobody_waits_for_is_told_to_the_administrators() {
    doing("[ { invoke: tell-all } ]").ended(2, rejected("News.Old", "All know it.")).shows(
        r#"rest#3, new
article: `tell-all`, fired at "First", failed.

Reason: News.Old: All know it.

notify admins: [Ticket#2026112010000011] P: `tell-all`, fired at "First", failed
`tell-all`, fired at "First", failed.

Reason: News.Old: All know it.
"#,
    );
    doing("[ { invoke: tell-all } ]").ended(2, undelivered()).shows(
        r#"rest#3, new
article: `tell-all`, fired at "First", failed.

Reason: no answer after 5 attempts: connection refused

notify admins: [Ticket#2026112010000011] P: `tell-all`, fired at "First", failed
`tell-all`, fired at "First", failed.

Reason: no answer after 5 attempts: connection refused
"#,
    );
}

#[test]
fn an_invocation_of_an_action_outlives_the_process() {
    let mut story = doing("[ { invoke: tell-all } ]");
    story.message("go-on", &[]).ended(2, done()).shows("done#4, closed successful");
}

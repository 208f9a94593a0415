//! Calls of other processes, and being called.

use super::story::{Story, anna, inputs, process, returned, submission};
use crate::event::{Decision, Event};
use crate::process::ITEMS_MAX;
use crate::state::{Parent, TimerKind};
use crate::step::Refusal;

const CALL: &str = "fields:
  Days: { label: Days, type: integer, min: 1, max: 30, default: 5 }
  Places: { label: Places, type: multiselect, options: [Rome, Paris], default: [Rome, Paris] }
  Answer: { label: Answer, type: text, max_length: 5, default: none }
activities:
  first:
    call: holiday
    with: { Length: \"{{ Days }}\", Where: \"{{ Places }}\", Why: \"For {{ ticket.customer_user }}\" }
    take: { Answer: Reply, Days: Days }
    expire: { after: 9d, to: gone, tell: It took too long. }
    next: done
    on-error:
      Process.Unsuccessful: { to: ask, tell: \"No holiday: {{ error.message }}\" }
      any: { to: gone, tell: No holiday. }
  ask: { user-task: Ask, dialogs: [ {} ], next: gone }
  done: { end: closed successful, tell: \"{{ Answer }} for {{ Days }}\" }
  gone: { end: closed unsuccessful, tell: Sorry., notify: admins }
";

#[test]
fn a_call_gives_fields_and_takes_fields() {
    let mut story = Story::of(CALL);
    story.shows(
        r"first#1, new
expire#1 at 2026-11-29T12:00:00Z
begin holiday for 1.0: Length=5 Where=Rome+Paris Why=For anna",
    );
    story.returned(1, 0, Ok(&[("Reply", "yes"), ("Days", "3"), ("Other", "x")])).shows(
        r"done#2, closed successful
notice : yes for 3
article: yes for 3",
    );
    assert_eq!(story.refused(&returned(1, 0, Ok(&[]))), Refusal::NotAwaited { entry: 1 });
}

#[test]
fn what_a_call_returns_is_taken_only_if_the_field_allows_it() {
    let mut story = Story::of(CALL);
    story
        .returned(1, 0, Ok(&[("Reply", "much too long")]))
        .shows("done#2, closed successful\nnotice : none for \narticle: none for ");
    assert_eq!((story.field("Answer"), story.field("Days")), ("none".into(), String::new()));
    let is_said = |decision: &Decision| matches!(decision, Decision::Ignored { what } if what.starts_with("field `Answer`"));
    assert!(story.last.decisions.iter().any(is_said));
}

#[test]
fn a_call_that_fails_goes_the_way_of_failures() {
    let mut story = Story::of(CALL);
    story.returned(1, 0, Err("The head said no.")).shows(
        r"ask#2, new
notice : No holiday: The head said no.
article: No holiday: The head said no.",
    );
    assert_eq!(story.state.failure.as_ref().unwrap().code, "Process.Unsuccessful");
}

#[test]
fn an_end_that_nobody_waits_for_is_refused() {
    let mut story = Story::of(CALL);
    for (entry, item) in [(0, 0), (1, 1), (2, 0)] {
        assert_eq!(story.refused(&returned(entry, item, Ok(&[]))), Refusal::NotAwaited { entry });
    }
    story.later("9d").due(1, TimerKind::Expire).shows(
        r#"gone#2, closed unsuccessful
notice : Sorry.
article: It took too long.
article: Sorry.
notify admins: [Ticket#2026112010000011] P: closed unsuccessful
Ticket 2026112010000011 "T" of anna (ACME) was ended as closed unsuccessful.

Activity: first
Reason: its deadline passed
"#,
    );
    assert!(story.state.children.is_empty());
    assert_eq!(story.refused(&returned(1, 0, Ok(&[]))), Refusal::NotAwaited { entry: 1 });
}

/// A for-each over something that a form asks for.
fn each(field: &str, items: &str, with: &str) -> Story {
    Story::of(&format!(
        "fields:
  Items: {{ label: Items, {field} }}
  Failed: {{ label: Failed, type: textarea, max_length: 60 }}
activities:
  first: {{ do: [], next: ask }}
  ask: {{ user-task: Ask, dialogs: [ {{ fields: {{ Items: optional }} }} ], next: all }}
  all:
    for-each: holiday
    {items}
    with: {{ Who: \"{with}\" }}
    failed: Failed
    next: done
    on-error:
      Process.SomeUnsuccessful: {{ to: ask, tell: \"{{{{ error.message }}}}\" }}
      any: {{ to: gone, tell: \"{{{{ error.code }}}}: {{{{ error.message }}}}\" }}
  done: {{ end: closed successful }}
  gone: {{ end: closed unsuccessful, tell: Sorry., notify: admins }}
"
    ))
}

fn each_line() -> Story {
    each("type: textarea", "lines: Items", "{{ item.value }} of {{ ticket.customer_id }}")
}

#[test]
fn a_process_begins_for_each_line() {
    let mut story = each_line();
    story.submit(submission("ask", &[("Items", "ben\n\n  carl  \r\ndora\n")])).shows(
        r"all#3, new
begin holiday for 3.0: Who=ben of ACME
begin holiday for 3.1: Who=carl of ACME
begin holiday for 3.2: Who=dora of ACME",
    );
    story.returned(3, 1, Ok(&[])).shows("all#3, new");
    assert_eq!(story.refused(&returned(3, 1, Ok(&[]))), Refusal::NotAwaited { entry: 3 });
    story.returned(3, 2, Ok(&[])).returned(3, 0, Ok(&[])).shows("done#4, closed successful");
    assert_eq!(story.field("Failed"), "");
}

#[test]
fn the_items_that_failed_are_listed_with_the_reason() {
    let mut story = each_line();
    story.submit(submission("ask", &[("Items", "ben\ncarl\ndora")]));
    story
        .returned(3, 2, Err("Not known.\nAt all."))
        .returned(3, 0, Err("Ill."))
        .returned(3, 1, Ok(&[]))
        .shows(
            r"ask#4, new
notice : 2 of 3 did not end successfully
article: 2 of 3 did not end successfully",
        );
    assert_eq!(story.field("Failed"), "ben: Ill.\ndora: Not known. At all.");
    // Mended, the list is empty again.
    story
        .submit(submission("ask", &[("Items", "ben")]))
        .returned(5, 0, Ok(&[]))
        .shows("done#6, closed successful");
    assert_eq!(story.field("Failed"), "");
}

#[test]
fn more_failures_than_the_field_holds_are_counted() {
    let mut story = each_line();
    story.submit(submission("ask", &[("Items", "ben\ncarl\ndora\neve")]));
    for item in 0..4 {
        story.returned(3, item, Err("This one was not found."));
    }
    assert_eq!(story.field("Failed"), "ben: This one was not found.\nand 3 more");
}

#[test]
fn without_items_it_goes_on_at_once() {
    let mut story = each_line();
    story.submit(submission("ask", &[("Items", " \n ")])).shows("done#4, closed successful");
}

#[test]
fn a_process_begins_for_each_choice() {
    let options = "type: multiselect, options: [Rome, Paris, Oslo]";
    let mut story = each(options, "choices: Items", "{{ item.value }}");
    let mut chosen = submission("ask", &[]);
    chosen.values.insert("Items".into(), vec!["Oslo".into(), "Rome".into()]);
    story.submit(chosen).shows(
        r"all#3, new
begin holiday for 3.0: Who=Rome
begin holiday for 3.1: Who=Oslo",
    );
}

fn file() -> String {
    format!("{} 12 people.csv", "0a".repeat(32))
}

fn rows() -> Story {
    let mut story = each(
        "type: attachment",
        "rows: Items",
        "{{ item.First }} {{ item.Last }} {{ item.First }}",
    );
    story.submit(submission("ask", &[("Items", &file())]));
    story
}

fn collected(rows: Result<&[&[&str]], &str>) -> Event {
    let rows = rows.map(|rows| {
        rows.iter().map(|row| row.iter().map(|&text| text.to_owned()).collect()).collect()
    });
    Event::Collected { entry: 3, items: rows.map_err(str::to_owned) }
}

#[test]
fn a_process_begins_for_each_row() {
    let mut story = rows();
    story.shows(
        r"all#3, new
collect 3 people.csv: First Last",
    );
    let two: Event = collected(Ok(&[&["Ben", "Miller"], &["", "Smith"]]));
    story.happen(two.clone()).shows(
        "all#3, new\nbegin holiday for 3.0: Who=Ben Miller Ben\nbegin holiday for 3.1: Who= Smith ",
    );
    assert_eq!(story.refused(&two), Refusal::NotAwaited { entry: 3 }, "they were read");
    story.returned(3, 0, Err("Ill.")).returned(3, 1, Err("Ill, too."));
    assert_eq!(story.field("Failed"), "Ben, Miller: Ill.\n, Smith: Ill, too.");
}

#[test]
fn rows_that_cannot_be_read_are_a_failure() {
    rows().happen(collected(Err("There is no column `Last`."))).shows(
        r#"gone#4, closed unsuccessful
notice : Sorry.
article: Items.Unreadable: There is no column `Last`.
article: Sorry.
notify admins: [Ticket#2026112010000011] P: closed unsuccessful
Ticket 2026112010000011 "T" of anna (ACME) was ended as closed unsuccessful.

Activity: all
Code: Items.Unreadable
Reason: There is no column `Last`.
"#,
    );
    let row: &[&str] = &["a", "b"];
    let mut story = rows();
    story.happen(collected(Ok(&vec![row; ITEMS_MAX + 1])));
    assert_eq!(
        story.state.failure.as_ref().unwrap().message,
        "there are 1001 items; at most 1000 are possible"
    );
    let mut story = rows();
    story.happen(collected(Ok(&vec![row; ITEMS_MAX])));
    assert_eq!(story.last.effects.len(), ITEMS_MAX);
    rows().happen(collected(Ok(&[]))).shows("done#4, closed successful");
}

#[test]
fn a_process_begins_for_each_customer_user() {
    let mut story = each("type: text", "customer-users: true", "{{ item.email }}");
    story.submit(submission("ask", &[])).shows(
        r"all#3, new
collect 3 ACME: login email",
    );
    story.happen(collected(Ok(&[&["ben", "ben@acme.example"]]))).shows(
        r"all#3, new
begin holiday for 3.0: Who=ben@acme.example",
    );
    story.returned(3, 0, Err("Ill."));
    assert_eq!(story.field("Failed"), "ben, ben@acme.example: Ill.");
}

#[test]
fn a_file_that_was_not_given_has_no_rows() {
    let mut story = each("type: attachment", "rows: Items", "{{ item.First }}");
    story.submit(submission("ask", &[])).shows("done#4, closed successful");
}

const CALLED: &str = "fields:
  Days: { label: Days, type: integer, min: 1, max: 30, default: 5 }
  Places: { label: Places, type: multiselect, options: [Rome, Paris] }
activities:
  first: { do: [ { set-title: \"{{ Days }} days\" } ], next: ask }
  ask: { user-task: Ask, dialogs: [ { fields: { Days: required, Places: optional } } ], next: [ { when: Days > 20, to: gone }, done ] }
  done: { end: closed successful, tell: Have a good time. }
  gone: { end: closed unsuccessful, tell: \"{{ Days }} days are too many.\" }
";

fn called(values: &[(&str, &str)], parent: Option<Parent>) -> Story {
    let event = Event::Called {
        customer_id: "Globex".into(),
        customer_user: "anna".into(),
        parent,
        values: inputs(values),
    };
    Story::begin_with(process(CALLED), event)
}

fn parent() -> Parent {
    Parent { ticket: "2026112010000099".into(), entry: 7, item: 2 }
}

#[test]
fn a_called_process_begins_with_what_it_is_given() {
    let mut story = called(&[("Days", "9"), ("Places", "Paris"), ("Nothing", "x")], Some(parent()));
    story.shows("ask#2, new");
    assert_eq!(story.state.ticket.title, "9 days");
    assert_eq!(story.state.ticket.customer_id, "Globex");
    let ignored = Decision::Ignored { what: "the process has no field `Nothing`".into() };
    assert!(story.last.decisions.contains(&ignored));
    let mut story = called(&[("Days", "99")], None);
    assert_eq!(story.field("Days"), "5", "99 is too much");
    story.submit(submission("ask", &[("Days", "9")])).shows(
        r"done#3, closed successful
notice : Have a good time.
article: Have a good time.",
    );
}

#[test]
fn a_called_process_returns_what_its_fields_hold() {
    let mut story = called(&[("Places", "Paris")], Some(parent()));
    story.submit(submission("ask", &[("Days", "9")])).shows(
        r"done#3, closed successful
notice : Have a good time.
article: Have a good time.
return 2026112010000099 7.2 ok (Have a good time.): Days=9",
    );
    let mut story = called(&[], Some(parent()));
    story.submit(submission("ask", &[("Days", "21"), ("Places", "Rome")])).shows(
        r"gone#3, closed unsuccessful
notice : 21 days are too many.
article: 21 days are too many.
return 2026112010000099 7.2 failed (21 days are too many.): Days=21 Places=Rome",
    );
}

#[test]
fn a_called_process_that_is_cancelled_returns_why() {
    let mut story = called(&[], Some(parent()));
    let reason = "Asked for twice.".to_owned();
    story.happen(Event::Cancelled { actor: super::story::agent(), reason }).shows(
        r", closed unsuccessful
withdrew ask#2
notice : Asked for twice.
article: Asked for twice.
return 2026112010000099 7.2 failed (Asked for twice.): Days=5",
    );
}

#[test]
fn a_ticket_begins_once() {
    let story = called(&[], None);
    let event = Event::Called {
        customer_id: String::new(),
        customer_user: String::new(),
        parent: None,
        values: inputs(&[]),
    };
    assert_eq!(story.refused(&event), Refusal::NotFirst);
    let again = Event::Started { actor: anna(), submission: None };
    assert_eq!(story.refused(&again), Refusal::NotFirst);
}

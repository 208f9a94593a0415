//! Messages that a process waits for.

use super::story::{Story, anna, inputs, submission};
use crate::event::Event;
use crate::field::InputFault;
use crate::step::{Refusal, awaited_messages};

const CONFIRM: &str = "fields:
  Days: { label: Days, type: integer, min: 1, max: 30, default: 5, check: { that: Days < 20 || Why != \"\", message: \"Why {{ Days }}?\" } }
  Why: { label: Why, type: text, default: \"\" }
  Secret: { label: Secret, type: text, default: x }
activities:
  first: { do: [ { notify: { to: customer-user, subject: Please, body: Confirm., link: confirmed } } ], next: confirm }
  confirm: { wait: Confirmation, message: confirmed, fields: [Days, Why], next: done }
  done: { end: closed successful }
";

#[test]
fn a_message_brings_values_and_goes_on() {
    let mut story = Story::of(CONFIRM);
    story.shows(
        r"confirm#2, new
notify customer-user: Please
Confirm.
link confirmed",
    );
    let awaited = awaited_messages(&story.process, &story.state);
    assert_eq!(awaited.into_iter().map(|(_, name)| name).collect::<Vec<_>>(), ["confirmed"]);
    story.message("confirmed", &[("Days", "7")]).shows("done#3, closed successful");
    assert_eq!((story.field("Days"), story.field("Why")), ("7".into(), String::new()));
    assert!(awaited_messages(&story.process, &story.state).is_empty());
}

#[test]
fn a_message_without_values_changes_nothing() {
    let mut story = Story::of(CONFIRM);
    story.message("confirmed", &[]).shows("done#3, closed successful");
    assert_eq!(story.field("Days"), "5");
}

fn check_refused(name: &str, values: &[(&str, &str)], expected: &Refusal) {
    let story = Story::of(CONFIRM);
    let event = Event::Message { name: name.into(), values: inputs(values) };
    assert_eq!(story.refused(&event), *expected);
}

#[test]
fn a_message_that_does_not_fit_is_refused() {
    check_refused("confirm", &[], &Refusal::NoSuchMessage { name: "confirm".into() });
    let invalid = |name: &str, fault| Refusal::Invalid { faults: vec![(name.to_owned(), fault)] };
    check_refused("confirmed", &[("Secret", "y")], &invalid("Secret", InputFault::Unknown));
    check_refused("confirmed", &[("X", "y")], &invalid("X", InputFault::Unknown));
    let range = InputFault::NotAnInteger { min: 1, max: 30 };
    check_refused("confirmed", &[("Days", "31")], &invalid("Days", range));
    let broken = InputFault::Check("Why 20?".into());
    check_refused("confirmed", &[("Days", "20")], &invalid("Days", broken));
}

#[test]
fn a_message_is_for_waits_alone() {
    let story = Story::of(
        "activities:\n  first: { do: [], next: ask }\n  ask: { user-task: Ask, dialogs: [ {} ], next: confirm }\n  confirm: { wait: C, message: confirmed, next: ask }\n",
    );
    let event = Event::Message { name: "confirmed".into(), values: inputs(&[]) };
    assert_eq!(story.refused(&event), Refusal::NoSuchMessage { name: "confirmed".into() });
    let forged = submission("confirm", &[]);
    let not_here = Refusal::NotHere { activity: "confirm".into(), dialog: 0 };
    assert_eq!(story.refused_submission(anna(), forged), not_here);
}

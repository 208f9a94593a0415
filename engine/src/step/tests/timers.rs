//! Waits for a moment, deadlines and reminders.

use super::story::{Story, submission};
use crate::event::{Decision, EXPIRED, Event};
use crate::state::TimerKind;
use crate::step::Refusal;
use crate::step::tests_support::NOW;

#[test]
fn a_wait_ends_when_its_moment_comes_and_not_before() {
    let mut story = Story::of(
        "activities:
  first: { wait: A little, after: 1h 30m, next: done }
  done: { end: closed successful }
",
    );
    story.shows(
        r"first#1, new
wait#1 at 2026-11-20T13:30:00Z",
    );
    let due = Event::Due { entry: 1, timer: TimerKind::Wait };
    let at = story.state.timers[0].at;
    assert_eq!(story.later("89m").refused(&due), Refusal::NotDue { entry: 1, at });
    let other = Event::Due { entry: 1, timer: TimerKind::Expire };
    assert_eq!(story.refused(&other), Refusal::NotAwaited { entry: 1 });
    story.later("1m").happen(due.clone()).shows("done#2, closed successful");
    assert_eq!(story.refused(&due), Refusal::NotAwaited { entry: 1 });
}

/// Checks for which moment a wait `until` a field of this type waits that holds this, if anything.
fn check_until(kind: &str, input: &str, expected: &str) {
    let mut story = Story::of(&format!(
        "fields:
  At: {{ label: At, type: {kind} }}
activities:
  first: {{ do: [], next: ask }}
  ask: {{ user-task: Ask, dialogs: [ {{ fields: {{ At: optional }} }} ], next: pause }}
  pause: {{ wait: Until then, until: At, next: done }}
  done: {{ end: closed successful }}
"
    ));
    story.submit(submission("ask", &[("At", input)]));
    assert_eq!(story.state.timers[0].at.to_string(), expected, "{kind} {input}");
}

#[test]
fn a_wait_until_a_field_waits_for_what_it_holds() {
    check_until("date", "2026-11-22", "2026-11-22T00:00:00Z");
    check_until("date-time", "2026-11-22T18:30", "2026-11-22T18:30:00Z");
    let now = NOW.to_string();
    for (kind, past) in [("date", "2026-11-20"), ("date-time", "2026-11-20T11:59"), ("date", "")] {
        check_until(kind, past, &now);
    }
}

const REMINDED: &str = "activities:
  first: { do: [], next: ask }
  ask:
    user-task: Ask
    dialogs: [ {} ]
    remind: { after: 1d, every: 2d, notify: customer-user, subject: \"{{ ticket.number }} waits\", body: Please answer. }
    next: ask
";

#[test]
fn a_reminder_is_repeated_while_the_task_waits() {
    let mut story = Story::of(REMINDED);
    story.shows(
        r"ask#2, new
remind#2 at 2026-11-21T12:00:00Z",
    );
    story.later("1d").due(2, TimerKind::Remind).shows(
        r"ask#2, new
remind#2 at 2026-11-23T12:00:00Z
notify customer-user: 2026112010000011 waits
Please answer.",
    );
    assert_eq!(story.last.decisions.len(), 1);
    story.later("2d").due(2, TimerKind::Remind).shows(
        r"ask#2, new
remind#2 at 2026-11-25T12:00:00Z
notify customer-user: 2026112010000011 waits
Please answer.",
    );
    story.later("1h").submit(submission("ask", &[])).shows(
        r"ask#3, new
remind#3 at 2026-11-24T13:00:00Z",
    );
    let old = Event::Due { entry: 2, timer: TimerKind::Remind };
    assert_eq!(story.later("9d").refused(&old), Refusal::NotAwaited { entry: 2 });
}

#[test]
fn reminders_that_were_missed_are_not_made_up_for() {
    let mut story = Story::of(REMINDED);
    story.later("10d").due(2, TimerKind::Remind).shows(
        r"ask#2, new
remind#2 at 2026-12-02T12:00:00Z
notify customer-user: 2026112010000011 waits
Please answer.",
    );
    assert_eq!(
        story.refused(&Event::Due { entry: 2, timer: TimerKind::Remind }),
        Refusal::NotDue { entry: 2, at: story.state.timers[0].at }
    );
}

#[test]
fn a_reminder_without_repetition_comes_once_in_words_of_our_own() {
    let mut story = Story::of(
        "activities:
  first: { wait: Confirmation, message: confirmed, remind: { after: 1d, notify: { group: heads } }, next: done }
  done: { end: closed successful }
",
    );
    story.later("1d").due(1, TimerKind::Remind).shows(
        r#"first#1, new
notify group: [Ticket#2026112010000011] Reminder: Confirmation
"P" still waits: Confirmation.

Ticket 2026112010000011 "T"
"#,
    );
}

#[test]
fn a_deadline_tells_acts_and_leads_on() {
    let mut story = Story::of(
        "fields:
  Why: { label: Why, type: text, default: none }
activities:
  first: { do: [], next: ask }
  ask:
    user-task: Ask
    dialogs: [ { fields: { Why: required } } ]
    remind: { after: 2d, notify: owner }
    expire: { after: 3d, to: gone, tell: \"You said {{ Why }}.\", do: [ { set-field: { field: Why, to: expired } } ] }
    next: done
  done: { end: closed successful }
  gone: { end: closed unsuccessful, tell: \"It {{ Why }}.\" }
",
    );
    story.shows(
        r"ask#2, new
remind#2 at 2026-11-22T12:00:00Z
expire#2 at 2026-11-23T12:00:00Z",
    );
    story.later("3d").due(2, TimerKind::Expire).shows(
        r"gone#3, closed unsuccessful
notice : It expired.
article: You said none.
article: It expired.",
    );
    let took = |decision: &Decision| {
        let Decision::Took { on_error, .. } = decision else { return None };
        on_error.clone()
    };
    assert_eq!(story.last.decisions.iter().find_map(took).as_deref(), Some(EXPIRED));
}

#[test]
fn an_answer_after_the_deadline_is_refused() {
    let mut story = Story::of(
        "activities:
  first:
    service-task: ask-elsewhere
    expire: { after: 1d, to: gone, tell: No answer came. }
    next: done
    on-error: { any: { to: gone, tell: It failed. } }
  done: { end: closed successful }
  gone: { end: closed unsuccessful, tell: Sorry., notify: admins }
",
    );
    story.shows(
        r"first#1, new
expire#1 at 2026-11-21T12:00:00Z
invoke 1 ask-elsewhere",
    );
    story.later("1d").due(1, TimerKind::Expire);
    let late = Event::Ended { entry: 1, outcome: super::story::done() };
    assert_eq!(story.refused(&late), Refusal::NotAwaited { entry: 1 });
}

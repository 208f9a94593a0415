//! Unsuccessful ends: what was done is undone, the last first.

use super::story::{Story, agent, anna, customer_user, done, rejected, submission, undelivered};
use crate::event::Event;
use crate::step::Refusal;

/// Two invocations that can be undone, one that cannot, and a person who decides.
const BOOKED: &str = "fields:
  Keep: { label: Keep, type: checkbox, default: false }
activities:
  first: { service-task: book-flight, name: The flight, compensate: cancel-flight, next: hotel, on-error: { any: { to: gone, tell: No flight. } } }
  hotel: { service-task: book-hotel, name: The hotel, compensate: cancel-hotel, next: news, on-error: { any: { to: gone, tell: No hotel. } } }
  news: { service-task: tell-all, next: decide, on-error: { any: { to: gone, tell: No news. } } }
  decide: { user-task: Decide, dialogs: [ { fields: { Keep: optional } } ], next: [ { when: Keep, to: kept }, gone ] }
  kept: { end: closed successful }
  gone: { end: closed unsuccessful, tell: We cancelled it., notify: admins }
";

fn booked() -> Story {
    let mut story = Story::of(BOOKED);
    story.ended(1, done()).ended(2, done()).ended(3, done());
    story
}

#[test]
fn what_was_accepted_is_undone_the_last_first() {
    let mut story = booked();
    story.shows("decide#4, new");
    story.submit(submission("decide", &[])).shows(
        r#"gone#5, closed unsuccessful
notice : We cancelled it.
article: We cancelled it.
notify admins: [Ticket#2026112010000011] P: closed unsuccessful
Ticket 2026112010000011 "T" of anna (ACME) was ended as closed unsuccessful.

No invocation failed.

invoke 6 cancel-hotel"#,
    );
    story.ended(6, done()).shows(
        r"gone#5, closed unsuccessful
notice : We cancelled it.
invoke 7 cancel-flight",
    );
    story.ended(7, done()).shows(
        r"gone#5, closed unsuccessful
notice : We cancelled it.",
    );
    assert!(story.state.background.is_empty());
    let again = Event::Ended { entry: 7, outcome: done() };
    assert_eq!(story.refused(&again), Refusal::NotAwaited { entry: 7 });
}

#[test]
fn what_cannot_be_undone_is_told_and_does_not_stop_the_rest() {
    let mut story = booked();
    story.submit(submission("decide", &[]));
    story.ended(6, rejected("Hotel.TooLate", "The hotel wants its money.")).shows(
        r#"gone#5, closed unsuccessful
notice : We cancelled it.
article: "The hotel" could not be undone by `cancel-hotel`.

Reason: Hotel.TooLate: The hotel wants its money.

notify admins: [Ticket#2026112010000011] P: "The hotel" could not be undone by `cancel-hotel`
"The hotel" could not be undone by `cancel-hotel`.

Reason: Hotel.TooLate: The hotel wants its money.

invoke 7 cancel-flight"#,
    );
    story.ended(7, undelivered()).shows(
        r#"gone#5, closed unsuccessful
notice : We cancelled it.
article: "The flight" could not be undone by `cancel-flight`.

Reason: no answer after 5 attempts: connection refused

notify admins: [Ticket#2026112010000011] P: "The flight" could not be undone by `cancel-flight`
"The flight" could not be undone by `cancel-flight`.

Reason: no answer after 5 attempts: connection refused
"#,
    );
}

#[test]
fn only_what_was_accepted_is_undone() {
    let mut story = Story::of(BOOKED);
    story.ended(1, done()).ended(2, rejected("Hotel.Full", "There is no room.")).shows(
        r#"gone#3, closed unsuccessful
notice : We cancelled it.
article: No hotel.
article: We cancelled it.
notify admins: [Ticket#2026112010000011] P: closed unsuccessful
Ticket 2026112010000011 "T" of anna (ACME) was ended as closed unsuccessful.

Activity: hotel
Code: Hotel.Full
Reason: There is no room.

invoke 4 cancel-flight"#,
    );
    let mut story = Story::of(BOOKED);
    story.ended(1, undelivered());
    assert!(story.state.background.is_empty());
}

#[test]
fn a_successful_end_undoes_nothing() {
    let mut story = booked();
    story.submit(submission("decide", &[("Keep", "1")])).shows("kept#5, closed successful");
    assert!(story.state.undoable.is_empty());
}

#[test]
fn a_ticket_is_given_to_somebody_else_until_it_is_over() {
    let mut story = booked();
    let reassign = Event::Reassigned { by: "root".into(), customer_user: "ben".into() };
    story.happen(reassign.clone());
    assert_eq!(story.state.ticket.customer_user, "ben");
    // What waits goes on waiting, for the new one.
    let seen = story.state.version;
    let submission = submission("decide", &[("Keep", "1")]);
    let refusal = Refusal::NotPermitted { login: "anna".into() };
    let by_anna = Event::Submitted { actor: anna(), submission: submission.clone(), seen };
    assert_eq!(story.refused(&by_anna), refusal);
    story.happen(Event::Submitted { actor: customer_user("ben", &[]), submission, seen });
    assert_eq!(story.refused(&reassign), Refusal::Over);
}

#[test]
fn an_agent_ends_a_process_whatever_it_waits_for() {
    let mut story = booked();
    let cancel = |actor| Event::Cancelled { actor, reason: "You asked us to.".into() };
    let refusal = Refusal::NotPermitted { login: "anna".into() };
    assert_eq!(story.refused(&cancel(anna())), refusal);
    story.happen(cancel(agent())).shows(
        r", closed unsuccessful
withdrew decide#4
notice : You asked us to.
article: You asked us to.
invoke 5 cancel-hotel",
    );
    assert_eq!(story.refused(&cancel(agent())), Refusal::Over);
    story.ended(5, done()).shows(
        r", closed unsuccessful
notice : You asked us to.
invoke 6 cancel-flight",
    );
}

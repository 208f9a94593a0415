//! Parallels and joins.

use super::story::{Story, submission};
use crate::event::Event;
use crate::state::TimerKind;
use crate::step::Refusal;

const TWO: &str = "activities:
  first: { parallel: Fork, next: [a, b] }
  a: { user-task: A, dialogs: [ {} ], next: met }
  b: { user-task: B, dialogs: [ {} ], next: met }
  met: { join: first, next: after }
  after: { user-task: After, dialogs: [ {} ], next: done }
  done: { end: closed successful }
";

#[test]
fn branches_part_and_meet() {
    let mut story = Story::of(TWO);
    story.shows("a#2 b#3, new");
    story.submit(submission("a", &[])).shows("b#3 met#4, new");
    story.submit(submission("b", &[])).shows("after#6, new");
    story.submit(submission("after", &[])).shows("done#7, closed successful");
}

#[test]
fn branches_meet_in_any_order() {
    let mut story = Story::of(TWO);
    story.submit(submission("b", &[])).shows("a#2 met#4, new");
    assert_eq!(
        story.refused_submission(super::anna(), submission("b", &[])),
        Refusal::NotHere { activity: "b".into(), dialog: 0 }
    );
    story.submit(submission("a", &[])).shows("after#6, new");
}

#[test]
fn an_end_withdraws_the_other_branches() {
    let mut story = Story::of(
        "fields:
  Stop: { label: Stop, type: checkbox, default: false }
activities:
  first: { parallel: Fork, next: [a, b] }
  a: { user-task: A, dialogs: [ { fields: { Stop: optional } } ], next: [ { when: Stop, to: gone }, met ] }
  b: { wait: B, after: 3d, next: met }
  met: { join: first, next: done }
  done: { end: closed successful }
  gone: { end: closed unsuccessful, tell: Stopped. }
",
    );
    story.shows(
        r"a#2 b#3, new
wait#3 at 2026-11-23T12:00:00Z",
    );
    story.submit(submission("a", &[("Stop", "1")])).shows(
        r"gone#4, closed unsuccessful
withdrew b#3
notice : Stopped.
article: Stopped.",
    );
    story.later("3d");
    let due = Event::Due { entry: 3, timer: TimerKind::Wait };
    assert_eq!(story.refused(&due), Refusal::NotAwaited { entry: 3 });
}

#[test]
fn what_an_end_withdraws_at_once_never_acts() {
    let mut story = Story::of(
        "fields:
  Stop: { label: Stop, type: checkbox, default: true }
activities:
  first: { parallel: Fork, next: [a, b] }
  a: { choice: A, next: [ { when: Stop, to: gone }, met ] }
  b: { do: [ { note: { subject: B, body: Never } } ], next: met }
  met: { join: first, next: done }
  done: { end: closed successful }
  gone: { end: closed unsuccessful }
",
    );
    story.shows(
        r"gone#4, closed unsuccessful
withdrew b#3",
    );
}

const THREE: &str = "activities:
  first: { parallel: Fork, next: [a, { to: b, do: [ { set-title: Branch } ] }, c] }
  a: { user-task: A, dialogs: [ {} ], next: met }
  b: { wait: B, after: 3d, next: late }
  late: { user-task: Late, dialogs: [ {} ], next: met }
  c: { user-task: C, dialogs: [ {} ], next: met }
  met: { join: first, wait-for: 2, next: after }
  after: { user-task: After, dialogs: [ {} ], next: done }
  done: { end: closed successful }
";

#[test]
fn a_join_that_has_enough_withdraws_the_rest() {
    let mut story = Story::of(THREE);
    story.shows(
        r"a#2 b#3 c#4, new
wait#3 at 2026-11-23T12:00:00Z",
    );
    story.submit(submission("a", &[])).shows(
        r"b#3 c#4 met#5, new
wait#3 at 2026-11-23T12:00:00Z",
    );
    story.submit(submission("c", &[])).shows(
        r"after#7, new
withdrew b#3",
    );
}

#[test]
fn a_late_branch_counts_if_it_comes_in_time() {
    let mut story = Story::of(THREE);
    story
        .later("3d")
        .due(3, TimerKind::Wait)
        .submit(submission("late", &[]))
        .shows("a#2 c#4 met#6, new");
    story.submit(submission("c", &[])).shows(
        r"after#8, new
withdrew a#2",
    );
}

#[test]
fn parallels_nest_and_repeat() {
    let mut story = Story::of(
        "activities:
  first: { parallel: Fork, next: [a, inner] }
  a: { user-task: A, dialogs: [ {} ], next: met }
  inner: { parallel: Inner, next: [b, c] }
  b: { user-task: B, dialogs: [ {} ], next: inner-met }
  c: { user-task: C, dialogs: [ {} ], next: inner-met }
  inner-met: { join: inner, wait-for: 1, next: met }
  met: { join: first, next: again }
  again: { user-task: Again, dialogs: [ {} ], next: first }
",
    );
    story.shows("a#2 b#4 c#5, new");
    story.submit(submission("b", &[])).shows(
        r"a#2 met#7, new
withdrew c#5",
    );
    story.submit(submission("a", &[])).shows("again#9, new");
    story.submit(submission("again", &[])).shows("a#11 b#13 c#14, new");
}

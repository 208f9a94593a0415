//! Whatever happens to a process with everything in it, its state stays in order.

use proptest::prelude::*;

use super::story::{
    Story, agent, anna, customer_user, done, inputs, rejected, replay, returned, undelivered,
};
use crate::event::{Event, Outcome, Submission};
use crate::process::ActivityKind;
use crate::state::{State, TimerKind};
use crate::step::step;

const EVERYTHING: &str = "fields:
  Stop: { label: Stop, type: checkbox, default: false }
  Names: { label: Names, type: textarea, default: \"ben\\ncarl\" }
  Failed: { label: Failed, type: textarea }
activities:
  first: { parallel: Fork, next: [ask, pause, confirm] }
  ask:
    user-task: Ask
    dialogs: [ { fields: { Stop: optional, Names: required } } ]
    remind: { after: 1h, every: 2h, notify: owner }
    expire: { after: 1d, to: met, tell: Too late. }
    next: [ { when: Stop, to: gone }, met ]
  pause: { wait: Pause, after: 3h, remind: { after: 1h, notify: admins }, next: met }
  confirm: { wait: Confirm, message: confirmed, fields: [Names], next: met }
  met: { join: first, wait-for: 2, next: book }
  book: { service-task: book, compensate: cancel, expire: { after: 2h, to: again, tell: Too late. }, next: child, on-error: { any: { to: again, tell: Not booked. } } }
  child: { call: other, with: { Names: \"{{ Names }}\" }, take: { Names: Names }, next: each, on-error: { any: { to: gone, tell: No. } } }
  each: { for-each: other, lines: Names, with: { Name: \"{{ item.value }}\" }, failed: Failed, next: again, on-error: { any: { to: again, tell: Not all. } } }
  again: { user-task: Again, dialogs: [ { fields: { Stop: optional } } ], next: [ { when: Stop, to: ended }, { to: first, do: [ { invoke: news } ] } ] }
  ended: { end: closed successful }
  gone: { end: closed unsuccessful, tell: Gone., notify: admins }
";

/// Events as they may come; half of them are aimed at what the state waits for.
fn any_event() -> impl Strategy<Value = (Event, u8, bool)> {
    let values = prop::sample::select(vec![
        inputs(&[]),
        inputs(&[("Names", "ben")]),
        inputs(&[("Names", "ben\ncarl\ndora")]),
        inputs(&[("Names", "ben"), ("Stop", "1")]),
        inputs(&[("Stop", "1")]),
        inputs(&[("Other", "1")]),
    ]);
    let actor =
        prop_oneof![4 => Just(anna()), 1 => Just(customer_user("ben", &[])), 1 => Just(agent())];
    let outcome = prop_oneof![Just(done()), Just(rejected("A.B", "no")), Just(undelivered())];
    let timer = prop::sample::select(TimerKind::ALL.to_vec());
    let entry = 0..40_u32;
    let event = prop_oneof![
        24 => (actor, prop::sample::select(vec!["ask", "again", "pause"]), values.clone(), 0..30_u64).prop_map(
            |(actor, activity, values, seen)| Event::Submitted {
                actor,
                submission: Submission { activity: activity.to_owned(), dialog: 0, values },
                seen,
            }
        ),
        18 => (entry.clone(), outcome).prop_map(|(entry, outcome): (u32, Outcome)| Event::Ended { entry, outcome }),
        18 => (entry.clone(), timer).prop_map(|(entry, timer)| Event::Due { entry, timer }),
        12 => (prop::sample::select(vec!["confirmed", "other"]), values)
            .prop_map(|(name, values)| Event::Message { name: name.to_owned(), values }),
        18 => (entry, 0..3_u32, any::<bool>())
            .prop_map(|(entry, item, fails)| returned(entry, item, if fails { Err("no") } else { Ok(&[]) })),
        1 => Just(Event::Cancelled { actor: agent(), reason: "Enough.".to_owned() }),
        1 => Just(Event::Reassigned { by: "root".to_owned(), customer_user: "ben".to_owned() }),
    ];
    (event, any::<u8>(), any::<bool>())
}

/// Makes an event fit something that the state waits for.
fn aim(event: &mut Event, state: &State, pick: u8) {
    let pick = usize::from(pick);
    match event {
        Event::Submitted { seen, .. } => *seen = state.version,
        Event::Ended { entry, .. } => {
            let background = state.background.iter().map(|background| background.entry);
            let entries: Vec<u32> =
                state.tokens.iter().map(|token| token.entry).chain(background).collect();
            *entry = entries.get(pick % entries.len().max(1)).copied().unwrap_or_default();
        }
        Event::Due { entry, timer } => {
            if let Some(waiting) = state.timers.get(pick % state.timers.len().max(1)) {
                (*entry, *timer) = (waiting.entry, waiting.kind);
            }
        }
        Event::Returned { entry, item, .. } => {
            if let Some(child) = state.children.get(pick % state.children.len().max(1)) {
                (*entry, *item) = (child.entry, child.item);
            }
        }
        Event::Started { .. }
        | Event::Called { .. }
        | Event::Message { .. }
        | Event::Collected { .. }
        | Event::Cancelled { .. }
        | Event::Reassigned { .. }
        | Event::Migrated { .. }
        | Event::Restored { .. } => {}
    }
}

/// What holds in every state.
fn check(story: &Story) {
    let state = &story.state;
    let kind = |activity| &story.process.activity(activity).kind;
    for (position, token) in state.tokens.iter().enumerate() {
        let joins = matches!(kind(token.activity), ActivityKind::Join { .. });
        let ends = matches!(kind(token.activity), ActivityKind::End { .. });
        assert!(kind(token.activity).rests() || joins || ends, "a token rests");
        assert!(!ends || state.tokens.len() == 1, "an end is alone");
        assert!(token.entry < state.next_entry, "entries are numbered");
        let twins = state.tokens.iter().filter(|other| other.activity == token.activity);
        assert!(joins || twins.count() == 1, "two tokens are in the same place only at a join");
        assert!(
            state.tokens[..position].iter().all(|other| other.entry < token.entry),
            "they are ordered"
        );
    }
    let is_there = |entry: u32| state.token(entry).is_some();
    assert!(state.timers.iter().all(|timer| is_there(timer.entry)), "a timer belongs to a token");
    assert!(state.children.iter().all(|child| is_there(child.entry)), "a child belongs to a token");
    let over =
        state.tokens.iter().all(|token| matches!(kind(token.activity), ActivityKind::End { .. }));
    assert!(
        !over || (state.timers.is_empty() && state.children.is_empty()),
        "what is over waits for nothing"
    );
}

proptest! {
    #[test]
    fn whatever_happens_the_state_is_in_order_and_the_journal_replays(
        events in prop::collection::vec(any_event(), 1..60)
    ) {
        let mut story = Story::of(EVERYTHING);
        check(&story);
        for (mut event, pick, fits) in events {
            if fits {
                aim(&mut event, &story.state, pick);
            }
            story.later("47m");
            if let Ok(next) = step(&story.process, &story.state, &event, story.now) {
                prop_assert_eq!(next.state.version, story.state.version + 1);
                story.state = next.state;
                story.journal.push((story.now, event));
            }
            check(&story);
        }
        prop_assert_eq!(replay(&story.process, &story.journal), story.state);
    }
}

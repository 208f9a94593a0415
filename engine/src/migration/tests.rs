//! Migrations between versions that differ in one thing each.

use super::replay::{Replay, ReplayFault};
use super::*;
use crate::access::Actor;
use std::sync::Arc;

use jiff::SignedDuration;

use crate::event::{Changes, Event, Outcome, ProcessEnd, Submission};
use crate::process::compile::{Surroundings, compile};
use crate::step::tests_support::NOW;
use crate::step::{start, step};

const BASE: &str = r#"
process: order
name: Order
start: { activity: ask }
ticket: { title: "Order of {{ Thing }}", queue: Orders }
fields:
  Thing: { label: Thing, type: text, max_length: 20 }
  Amount: { label: Amount, type: integer, default: "1" }
activities:
  ask:
    user-task: Say what you need
    dialogs: [{ fields: { Thing: required } }]
    next: buy
  buy:
    service-task: purchase
    next: bought
    on-error: { any: { to: failed, tell: It could not be bought. } }
  bought: { end: closed successful }
  failed: { end: closed unsuccessful, tell: Please ask again., notify: admins }
"#;

fn process(source: &str) -> Process {
    compile(source.as_bytes(), &Surroundings::default()).unwrap()
}

/// A ticket of the base that waits for its purchase.
fn bought(old: &Process) -> State {
    let actor = anna();
    let values = BTreeMap::from([("Thing".to_owned(), vec!["chair".to_owned()])]);
    let submission = Some(Submission { activity: "ask".into(), dialog: 0, values });
    start(old, "1", &Event::Started { actor, submission }, NOW).unwrap().state
}

/// Replaces each text of the base by another, moves a ticket there and says what became of it.
fn check(replaced: &[(&str, &str)], mapping: &Mapping, expected: &str) {
    let mut source = BASE.to_owned();
    for (old, new) in replaced {
        assert!(source.contains(old), "{old}");
        source = source.replace(old, new);
    }
    let (old, new) = (process(BASE), process(&source));
    let state = bought(&old);
    let found = match migrate(&old, &new, &state, mapping, NOW) {
        Ok(migrated) => {
            let mut lines: Vec<String> = migrated
                .state
                .tokens
                .iter()
                .map(|token| format!("at {}", new.activity(token.activity).name))
                .collect();
            lines.extend(new.fields().iter().zip(&migrated.state.values).map(|(field, value)| {
                let text = value.as_ref().map(Value::to_text);
                format!("{} = {}", field.name, text.as_deref().unwrap_or("-"))
            }));
            lines.extend(migrated.notes.iter().map(Note::to_string));
            lines
        }
        Err(obstacles) => obstacles.iter().map(|obstacle| format!("cannot: {obstacle}")).collect(),
    };
    assert_eq!(found.join("\n"), expected, "{replaced:?}");
}

/// The whole of what tickets can wait for.
const BRANCHES: &str = r#"
process: branches
name: Branches
start: { activity: ask }
ticket: { title: Branches, queue: Orders }
fields:
  Thing: { label: Thing, type: text }
  Parts: { label: Parts, type: textarea }
  Lost: { label: Lost, type: textarea }
activities:
  ask:
    user-task: Say what you need
    dialogs: [{ fields: { Thing: required, Parts: required } }]
    next: book
  book:
    service-task: book
    compensate: unbook
    next: both
    on-error: { any: { to: failed, tell: It could not be booked. } }
  both: { parallel: Two things at once, next: [left, right] }
  left:
    user-task: The left one
    dialogs: [{ fields: { Thing: optional } }]
    remind: { after: 3d, every: 3d, notify: admins }
    expire: { after: 9d, to: met, tell: Late. }
    next: met
  right: { wait: A day, after: 1d, next: met }
  met: { join: both, next: child }
  child:
    call: other
    with: { Theirs: "{{ Thing }}" }
    next: each
    on-error: { any: { to: failed, tell: The other one failed. } }
  each:
    for-each: single
    lines: Parts
    with: { Part: "{{ item.value }}" }
    failed: Lost
    next: done
    on-error: { any: { to: failed, tell: A part failed. } }
  done: { end: closed successful }
  failed: { end: closed unsuccessful, tell: Please ask again., notify: admins }
"#;

/// A ticket of the branches after some events, each a minute after the one before; the first one begins it.
fn on_its_way(process: &Process, events: &[Event]) -> State {
    let values = [("Thing", "chair"), ("Parts", "leg\nseat")]
        .map(|(name, value)| (name.to_owned(), vec![value.to_owned()]));
    let submission = Some(Submission { activity: "ask".into(), dialog: 0, values: values.into() });
    let mut state =
        start(process, "1", &Event::Started { actor: anna(), submission }, NOW).unwrap().state;
    for event in events {
        let at = state.at + SignedDuration::from_mins(1);
        state = step(process, &state, event, at).unwrap().state;
    }
    state
}

fn accepted(entry: u32) -> Event {
    Event::Ended { entry, outcome: Outcome::Accepted { changes: Changes::default() } }
}

/// The wait of the right branch is over.
const RIGHT_IS_OVER: Event = Event::Due { entry: 5, timer: TimerKind::Wait };

/// As [`check`], for a ticket of the branches; what is shown of a ticket are its places, timers and notes.
fn check_branches(events: &[Event], replaced: &[(&str, &str)], mapping: &Mapping, expected: &str) {
    let mut source = BRANCHES.to_owned();
    for (old, new) in replaced {
        assert!(source.contains(old), "{old}");
        source = source.replace(old, new);
    }
    let (old, new) = (process(BRANCHES), process(&source));
    let mut state = on_its_way(&old, &[accepted(2)]);
    for event in events {
        // Late enough for every timer, so that an event can name any.
        let at = state.timers.iter().map(|timer| timer.at).max().unwrap_or(state.at);
        state = step(&old, &state, event, at.max(state.at)).unwrap().state;
    }
    let found = match migrate(&old, &new, &state, mapping, state.at) {
        Ok(Migrated { state, notes }) => {
            let name = |entry| &new.activity(state.token(entry).unwrap().activity).name;
            let mut lines: Vec<String> = Vec::new();
            lines.extend(state.tokens.iter().map(|token| format!("at {}", name(token.entry))));
            lines.extend(state.timers.iter().map(|timer| {
                format!("{} of {}: {}", timer.kind.name(), name(timer.entry), timer.at)
            }));
            let undoable = state.undoable.iter().map(|activity| &new.activity(*activity).name);
            lines.extend(undoable.map(|name| format!("undoable: {name}")));
            lines.extend(notes.iter().map(Note::to_string));
            lines
        }
        Err(obstacles) => obstacles.iter().map(|obstacle| format!("cannot: {obstacle}")).collect(),
    };
    assert_eq!(found.join("\n"), expected, "{replaced:?}");
}

fn moves(pairs: &[(&str, &str)]) -> Mapping {
    let moves = pairs.iter().map(|&(from, to)| (from.to_owned(), to.to_owned())).collect();
    Mapping { moves, fill: BTreeMap::new() }
}

#[test]
fn what_has_the_same_name_stays() {
    check(&[("Order of", "Purchase of")], &Mapping::default(), "at buy\nThing = chair\nAmount = 1");
}

#[test]
fn an_activity_of_another_name_must_be_said() {
    let renamed = [("next: buy", "next: purchase-it"), ("  buy:\n", "  purchase-it:\n")];
    check(
        &renamed,
        &Mapping::default(),
        "cannot: the new version has no activity `buy`: say under `moves` where its tickets go on",
    );
    check(
        &renamed,
        &moves(&[("buy", "purchase-it")]),
        "at purchase-it\nThing = chair\nAmount = 1\ngoes from `buy` to `purchase-it`",
    );
}

#[test]
fn what_is_under_way_is_not_taken_for_something_else() {
    check(
        &[("service-task: purchase", "service-task: lease")],
        &Mapping::default(),
        "cannot: `buy` waits for the invoker `purchase`, but `buy` waits for the invoker `lease`",
    );
    check(
        &[],
        &moves(&[("buy", "ask")]),
        "cannot: `buy` waits for the invoker `purchase`, but `ask` waits for a person",
    );
}

#[test]
fn values_are_kept_checked_filled_or_left_behind() {
    check(
        &[("max_length: 20", "max_length: 3")],
        &Mapping::default(),
        "cannot: the field `Thing` holds \"chair\", which the new version does not allow: \
         This is too long: 5 characters, at most 3 are possible.",
    );
    check(
        &[("  Amount: { label: Amount, type: integer, default: \"1\" }\n", "")],
        &Mapping::default(),
        "at buy\nThing = chair\nleaves `Amount` behind: \"1\"",
    );
    let colour = [("  Amount:", "  Colour: { label: Colour, type: text }\n  Amount:")];
    check(&colour, &Mapping::default(), "at buy\nThing = chair\nColour = -\nAmount = 1");
    let fill = BTreeMap::from([("Colour".to_owned(), vec!["red".to_owned()])]);
    let fill = Mapping { fill, moves: BTreeMap::new() };
    check(
        &colour,
        &fill,
        "at buy\nThing = chair\nColour = red\nAmount = 1\ngets `Colour`: \"red\"",
    );
    check(&[], &fill, "cannot: the new version has no field `Colour`, which `fill` names");
}

fn anna() -> Actor {
    Actor::CustomerUser { login: "anna".into(), customer_id: "ACME".into(), groups: Vec::new() }
}

#[test]
fn a_journal_replays_through_migrations_and_back() {
    let old = Arc::new(process(BASE));
    let new =
        Arc::new(process(&BASE.replace("next: buy", "next: get").replace("  buy:\n", "  get:\n")));
    let values = BTreeMap::from([("Thing".to_owned(), vec!["chair".to_owned()])]);
    let submission = Some(Submission { activity: "ask".into(), dialog: 0, values });
    let mut replay = Replay::new("1".into(), Arc::clone(&old));
    replay.apply(&Event::Started { actor: anna(), submission }, NOW, None).unwrap();
    let before = replay.state().unwrap().clone();
    let restored = Event::Restored { actor: anna(), definition: "old".into() };
    assert_eq!(replay.apply(&restored, NOW, None), Err(ReplayFault::NothingToUndo));

    let migrated = Event::Migrated {
        actor: anna(),
        definition: "new".into(),
        mapping: moves(&[("buy", "get")]),
    };
    let decisions = replay.apply(&migrated, NOW, Some(&new)).unwrap();
    assert_eq!(format!("{decisions:?}"), r#"[Migrated { notes: ["goes from `buy` to `get`"] }]"#);
    assert!(Arc::ptr_eq(replay.process(), &new));

    let mut undone = replay.clone();
    undone.apply(&restored, NOW, None).unwrap();
    assert!(Arc::ptr_eq(undone.process(), &old));
    assert_eq!(undone.state(), Some(&State { version: before.version + 2, ..before }));

    let outcome = Outcome::Accepted { changes: Changes::default() };
    replay.apply(&Event::Ended { entry: 2, outcome }, NOW, None).unwrap();
    assert_eq!(places(&replay), ["bought"]);
}

fn places(replay: &Replay) -> Vec<&str> {
    let tokens = replay.state().unwrap().tokens.iter();
    tokens.map(|token| replay.process().activity(token.activity).name.as_str()).collect()
}

#[test]
fn the_tokens_of_branches_move_together() {
    check_branches(
        &[],
        &[("name: Branches", "name: Twigs")],
        &Mapping::default(),
        "at left\nat right\nremind of left: 2026-11-23T12:01:00Z\nexpire of left: 2026-11-29T12:01:00Z\nwait of right: 2026-11-21T12:01:00Z\nundoable: book",
    );
    check_branches(
        &[],
        &[("  right:", "  other:"), ("[left, right]", "[left, other]")],
        &moves(&[("right", "other")]),
        "at left\nat other\nremind of left: 2026-11-23T12:01:00Z\nexpire of left: 2026-11-29T12:01:00Z\nwait of other: 2026-11-21T12:01:00Z\nundoable: book\ngoes from `right` to `other`",
    );
    // One token gathered, the other one on its way.
    check_branches(
        &[RIGHT_IS_OVER],
        &[("name: Branches", "name: Twigs")],
        &Mapping::default(),
        "at left\nat met\nremind of left: 2026-11-23T12:01:00Z\nexpire of left: 2026-11-29T12:01:00Z\nundoable: book",
    );
}

#[test]
fn branches_that_are_not_there_at_once_are_refused() {
    // One after the other.
    check_branches(
        &[],
        &[
            ("  both: { parallel: Two things at once, next: [left, right] }\n", ""),
            ("next: both", "next: left"),
            (
                "expire: { after: 9d, to: met, tell: Late. }\n    next: met",
                "expire: { after: 9d, to: right, tell: Late. }\n    next: right",
            ),
            ("after: 1d, next: met", "after: 1d, next: child"),
            ("  met: { join: both, next: child }\n", ""),
        ],
        &Mapping::default(),
        "cannot: the new version never stands at `left`, `right` together",
    );
    check_branches(
        &[],
        &[("name: Branches", "name: Twigs")],
        &moves(&[("left", "ask")]),
        "cannot: the new version never stands at `ask`, `right` together",
    );
}

#[test]
fn timers_are_kept_set_or_taken_away() {
    check_branches(
        &[],
        &[
            ("    remind: { after: 3d, every: 3d, notify: admins }\n", ""),
            ("after: 9d", "after: 20d"),
        ],
        &Mapping::default(),
        "at left\nat right\nexpire of left: 2026-11-29T12:01:00Z\nwait of right: 2026-11-21T12:01:00Z\nundoable: book\n`remind` of `left` is taken away",
    );
    check_branches(
        &[],
        &[(
            "right: { wait: A day, after: 1d, next: met }",
            "right: { wait: A day, after: 1d, next: met, expire: { after: 2d, to: met, tell: Late. } }",
        )],
        &Mapping::default(),
        "at left\nat right\nremind of left: 2026-11-23T12:01:00Z\nexpire of left: 2026-11-29T12:01:00Z\nwait of right: 2026-11-21T12:01:00Z\nexpire of right: 2026-11-22T12:01:00Z\nundoable: book\n`expire` of `right` is due at 2026-11-22T12:01:00Z",
    );
}

#[test]
fn what_was_done_stays_undoable_where_the_new_version_can() {
    check_branches(
        &[],
        &[("    compensate: unbook\n", "")],
        &Mapping::default(),
        "at left\nat right\nremind of left: 2026-11-23T12:01:00Z\nexpire of left: 2026-11-29T12:01:00Z\nwait of right: 2026-11-21T12:01:00Z\n`book` will not be undone should it end unsuccessfully",
    );
}

#[test]
fn processes_under_way_are_not_taken_for_others() {
    let met = [RIGHT_IS_OVER, Event::Due { entry: 4, timer: TimerKind::Expire }];
    check_branches(
        &met,
        &[("call: other", "call: another")],
        &Mapping::default(),
        "cannot: `child` waits for the process `other`, but `child` waits for the process `another`",
    );
    let end = ProcessEnd { is_successful: true, reason: String::new(), values: BTreeMap::new() };
    let in_each: Vec<Event> =
        met.into_iter().chain([Event::Returned { entry: 8, item: 0, end }]).collect();
    check_branches(
        &in_each,
        &[("for-each: single", "for-each: double")],
        &Mapping::default(),
        "cannot: `each` waits for a process `single` for each item with value, but `each` waits for a process `double` for each item with value",
    );
    check_branches(
        &in_each,
        &[("name: Branches", "name: Twigs")],
        &Mapping::default(),
        "at each\nundoable: book",
    );
}

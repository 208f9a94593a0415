//! Migrations between versions that differ in one thing each.

use super::replay::{Replay, ReplayFault};
use super::*;
use crate::access::Actor;
use std::sync::Arc;

use crate::event::{Changes, Event, Outcome, Submission};
use crate::process::compile::{Surroundings, compile};
use crate::step::start;
use crate::step::tests_support::NOW;

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

//! A world with timers, and walks through processes.

use super::values::Lot;
use super::walk::{WalkEnd, Walker};
use super::*;
use crate::process::compile::{Surroundings, compile};
use crate::step::tests_support::NOW;

const REGISTRATION: &str = include_str!("../../../processes/customer-user-registration.yaml");

/// Two branches, a reminder, a deadline, a wait, a call and a for-each.
const EVERYTHING: &str = r#"process: leaver
name: Leaver
start: { activity: ask, by: customer-users }
ticket: { title: Leaver, queue: Staff }
fields:
  Login: { label: Login, type: text, pattern: '[a-z]{2,4}[0-9]' }
  Things: { label: Things, type: textarea }
  Days: { label: Days, type: integer, min: 0, max: 30 }
  Left: { label: Left, type: textarea }
activities:
  ask:
    user-task: Ask
    dialogs: [{ name: Leaver, fields: { Login: required, Things: optional, Days: required } }]
    next: both
  both: { parallel: Two things at once, next: [sign, pause] }
  sign:
    user-task: Sign
    dialogs: [{ name: Sign, by: agents, submit: Sign, fields: { Login: read-only } }]
    remind: { after: 1d, every: 1d, notify: admins }
    expire: { after: 5d, to: signed, tell: Nobody signed. }
    next: signed
  signed: { do: [{ set-state: open }], name: Signed, next: met }
  pause: { wait: A pause, after: 2d, next: met }
  met: { join: both, name: Both done, next: size }
  size: { choice: How long?, next: [{ when: Days > 10, to: long }, { when: Days > 3, to: short }, { to: short }] }
  long: { do: [{ set-priority: 4 high }], name: Long, next: short }
  short:
    for-each: collect-thing
    name: Collect things
    lines: Things
    with: { Thing: "{{ item.value }}" }
    failed: Left
    next: gone
    on-error: { any: { to: gone, tell: Some things are left. } }
  gone: { end: closed successful }
"#;

fn leaver() -> Process {
    compile(EVERYTHING.as_bytes(), &Surroundings::default())
        .unwrap_or_else(|faults| panic!("{}", crate::diagnostic::render(&faults, EVERYTHING, "p")))
}

fn begin<'p>(process: &'p Process, days: &str) -> World<'p> {
    let actor = Actor::CustomerUser {
        login: "anna".into(),
        customer_id: "ACME".into(),
        groups: Vec::new(),
    };
    let values = [("Login", "anna1"), ("Days", days), ("Things", "key\ncar")];
    let values = values.map(|(name, text)| (name.to_owned(), vec![text.to_owned()])).into();
    let submission = Submission { activity: "ask".into(), dialog: 0, values };
    let event = Event::Started { actor, submission: Some(submission) };
    World::begin(process, "1", &event, NOW).unwrap()
}

fn places(world: &World<'_>) -> Vec<String> {
    let tokens = world.state().tokens.iter();
    tokens.map(|token| world.process().activity(token.activity).name.clone()).collect()
}

fn days(n: i64) -> Delay {
    Delay::of_seconds(n * 86_400).unwrap()
}

fn mails(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Notify { .. })).count()
}

#[test]
fn timers_come_in_their_order_at_their_own_moments() {
    let process = leaver();
    let mut world = begin(&process, "5");
    assert_eq!(places(&world), ["sign", "pause"]);
    assert_eq!(world.pass(days(3)).unwrap(), 4, "three reminders and the wait");
    assert_eq!(
        (places(&world), mails(world.last_effects())),
        (vec!["sign".into(), "met".into()], 3)
    );
    assert_eq!(world.now(), NOW + jiff::SignedDuration::from_hours(72));
    // The deadline brings the join, which begins two processes; the reminder of that moment was set later.
    assert_eq!(world.pass(days(30)).unwrap(), 2);
    assert_eq!((places(&world), mails(world.effects())), (vec!["short".into()], 4));
    assert_eq!(world.next_timer(), None);
    let awaited = world.awaited();
    let items: Vec<&Asked> = awaited.iter().map(|one| &one.what).collect();
    assert_eq!(items, [&Asked::Process { item: 0 }, &Asked::Process { item: 1 }]);
    for (item, one) in awaited.iter().enumerate() {
        let end =
            ProcessEnd { is_successful: item == 0, reason: "lost".into(), values: BTreeMap::new() };
        let item = u32::try_from(item).unwrap();
        world.end_child(one.entry, item, end).unwrap();
    }
    assert_eq!((places(&world), world.is_over()), (vec!["gone".into()], true));
    let left = process.field_idx("Left").unwrap();
    assert_eq!(world.state().value(left).unwrap().to_text(), "car: lost");
}

#[test]
fn ways_between_the_same_activities_are_told_apart() {
    for (given, missed) in [
        ("5", vec!["flow `size` -> `long`, when Days > 10", "flow `size` -> `short`"]),
        (
            "1",
            vec!["flow `size` -> `long`, when Days > 10", "flow `size` -> `short`, when Days > 3"],
        ),
        ("11", vec!["flow `size` -> `short`, when Days > 3", "flow `size` -> `short`"]),
    ] {
        let process = leaver();
        let mut world = begin(&process, given);
        world.pass(days(30)).unwrap();
        let found: Vec<String> = world
            .coverage()
            .missed(&process)
            .iter()
            .map(|element| element.describe(&process))
            .filter(|text| text.starts_with("flow `size`"))
            .collect();
        assert_eq!(found, missed, "{given}");
        assert!(
            world.coverage().count(Element::Way(
                process.activity_idx("both").unwrap(),
                crate::process::graph::Edge::Flow(1)
            )) == 1
        );
    }
}

#[test]
fn walks_reach_everything_and_are_repeated_by_their_seed() {
    for source in [REGISTRATION, EVERYTHING] {
        let process = compile(source.as_bytes(), &Surroundings::default()).unwrap();
        let walker = Walker::new(&process);
        let mut coverage = Coverage::default();
        for seed in 0..300 {
            let (world, end) = walker.walk(&mut Lot::new(seed), 40, NOW);
            assert!(!matches!(end, WalkEnd::Stuck { .. }), "{seed}: {end:?}");
            assert_eq!(walker.walk(&mut Lot::new(seed), 40, NOW).1, end);
            coverage.merge(world.unwrap().coverage());
        }
        let missed: Vec<String> =
            coverage.missed(&process).iter().map(|element| element.describe(&process)).collect();
        assert_eq!(missed, Vec::<String>::new());
    }
}

#[test]
fn a_walk_finds_where_nobody_may_act() {
    // Nobody is named where the field was left empty.
    let source = EVERYTHING
        .replace("Login: { label: Login, type: text, pattern: '[a-z]{2,4}[0-9]' }", "Login: { label: Login, type: customer-user }")
        .replace("Login: required", "Login: optional")
        .replace("by: agents", "by: { fields: [Login] }")
        .replace("    remind: { after: 1d, every: 1d, notify: admins }\n    expire: { after: 5d, to: signed, tell: Nobody signed. }\n", "");
    let process = compile(source.as_bytes(), &Surroundings::default()).unwrap();
    let walker = Walker::new(&process);
    let ends = (0..100).map(|seed| walker.walk(&mut Lot::new(seed), 40, NOW).1);
    let stuck: Vec<WalkEnd> = ends.filter(|end| matches!(end, WalkEnd::Stuck { .. })).collect();
    assert!(!stuck.is_empty());
    let WalkEnd::Stuck { why, .. } = &stuck[0] else { unreachable!() };
    assert_eq!(why, "nobody may act, and nothing is awaited");
}

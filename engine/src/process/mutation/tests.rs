//! What becomes of a small process.

use super::*;
use crate::process::compile::{Surroundings, compile};

const SMALL: &str = r#"
process: small
name: Small
start: { activity: ask }
ticket: { title: Small, queue: Small }
fields:
  Way: { label: Way, type: text, max_length: 9 }
activities:
  ask:
    user-task: Which way
    dialogs: [ { name: Way, fields: { Way: required } } ]
    next: [ { when: Way == "a", to: a }, b ]
  a: { end: closed successful }
  b: { end: closed successful, name: Other }
"#;

/// Place and change of each mutant, and whether it compiles.
fn all() -> Vec<String> {
    let mutants = mutants(SMALL.as_bytes()).unwrap();
    let told = mutants.iter().map(|mutant| {
        let compiles = compile(mutant.source.as_bytes(), &Surroundings::default()).is_ok();
        let verdict = if compiles { "compiles" } else { "refused" };
        format!("{} {:?} {verdict}", mutant.place, mutant.change)
    });
    told.collect()
}

#[test]
fn every_part_is_taken_out_and_every_way_led_elsewhere() {
    assert_eq!(
        all(),
        [
            "start Removed refused",
            "start.activity Removed refused",
            "ticket Removed refused",
            "ticket.title Removed refused",
            "ticket.queue Removed refused",
            "fields Removed refused",
            "fields.Way Removed refused",
            "fields.Way.type Removed refused",
            "fields.Way.max_length Removed compiles",
            "activities Removed refused",
            "activities.ask Removed refused",
            "activities.ask.user-task Removed refused",
            "activities.ask.dialogs Removed refused",
            "activities.ask.dialogs.1 Removed refused",
            "activities.ask.dialogs.1.fields Removed refused",
            "activities.ask.dialogs.1.fields.Way Removed refused",
            "activities.ask.dialogs.1.fields.Way.mode Removed refused",
            "activities.ask.next Removed refused",
            "activities.ask.next.1 Removed refused",
            "activities.ask.next.1.when Removed refused",
            "activities.ask.next.1.when Negated compiles",
            "activities.ask.next.1.to Removed refused",
            "activities.ask.next.1.to Redirected { to: \"ask\" } refused",
            "activities.ask.next.1.to Redirected { to: \"b\" } refused",
            "activities.ask.next.2 Removed refused",
            "activities.ask.next.2.to Removed refused",
            "activities.ask.next.2.to Redirected { to: \"ask\" } refused",
            "activities.ask.next.2.to Redirected { to: \"a\" } refused",
            "activities.a Removed refused",
            "activities.a.end Removed refused",
            "activities.b Removed refused",
            "activities.b.end Removed refused",
        ]
    );
}

#[test]
fn unchanged_it_compiles() {
    let json = Meaning::read(SMALL.as_bytes()).unwrap().to_json();
    compile(json.as_bytes(), &Surroundings::default()).unwrap();
}

#[test]
fn a_mutant_differs() {
    for mutant in mutants(SMALL.as_bytes()).unwrap() {
        let changes =
            crate::process::difference::difference(SMALL.as_bytes(), mutant.source.as_bytes());
        assert!(!changes.unwrap().is_empty(), "{} {:?}", mutant.place, mutant.change);
    }
}

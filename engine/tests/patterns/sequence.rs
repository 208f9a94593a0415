//! One after the other.

use crate::script::{check, check_refused};

#[test]
fn wcp01_sequence() {
    check(
        "
        first -> second
        second -> gone
        gone: { end: closed successful }
        ",
        &[("begun", "first"), ("done first", "second"), ("done second", "gone")],
    );
}

#[test]
fn wcp04_exclusive_choice() {
    let activities = r#"
        first -> [ { when: Way == "a", to: a }, { when: Way == "b", to: b }, { to: c } ]
        a: { end: closed successful }
        b: { end: closed successful, name: The other }
        c: { end: closed successful, name: Neither }
        "#;
    for (way, end) in [("a", "a"), ("b", "b"), ("x", "c")] {
        check(activities, &[(&format!("done first {way}"), end)]);
    }
}

#[test]
fn wcp05_simple_merge() {
    let activities = r#"
        first -> [ { when: Way == "a", to: a }, { to: b } ]
        a -> both
        b -> both
        both -> gone
        gone: { end: closed successful }
        "#;
    check(activities, &[("done first a", "a"), ("done a", "both"), ("done both", "gone")]);
    check(activities, &[("done first b", "b"), ("done b", "both"), ("done both", "gone")]);
}

#[test]
fn wcp10_arbitrary_cycles() {
    // Two ways into the cycle and two out of it.
    let activities = r#"
        first -> [ { when: Way == "a", to: a }, { to: b } ]
        a -> [ { when: Way == "out", to: gone }, { to: b } ]
        b -> [ { when: Way == "out", to: gone }, { to: a } ]
        gone: { end: closed successful }
        "#;
    check(
        activities,
        &[("done first a", "a"), ("done a", "b"), ("done b", "a"), ("done a out", "gone")],
    );
    check(activities, &[("done first", "b"), ("done b out", "gone")]);
}

#[test]
fn wcp11_implicit_termination() {
    check_refused("first: { user-task: Do first, dialogs: [ {} ] }", &["P0005"]);
}

#[test]
fn wcp16_deferred_choice() {
    // The environment decides: a message or the deadline.
    let activities = r"
        first: { wait: An answer, message: answer, next: answered, expire: { after: 3d, to: late, tell: Too late. } }
        answered: { end: closed successful }
        late: { end: closed unsuccessful, tell: Too late. }
        ";
    check(activities, &[("message answer", "answered")]);
    check(activities, &[("pass 3d", "late"), ("! message answer", "late")]);
    // Two messages: the first that comes wins.
    let activities = r"
        first: { parallel: Which comes first, next: [ yes, no ] }
        yes: { wait: Yes, message: yes-please, next: one }
        no: { wait: No, message: no-thanks, next: one }
        one: { join: first, wait-for: 1, next: gone }
        gone: { end: closed successful }
        ";
    check(activities, &[("message no-thanks", "gone"), ("! message yes-please", "gone")]);
}

#[test]
fn wcp21_structured_loop() {
    check(
        r#"
        first -> [ { when: Way == "again", to: first }, { to: gone } ]
        gone: { end: closed successful }
        "#,
        &[("done first again", "first"), ("done first again", "first"), ("done first", "gone")],
    );
}

#[test]
fn wcp23_transient_trigger() {
    check(
        "
        first -> pause
        pause: { wait: A message, message: hello, next: gone }
        gone: { end: closed successful }
        ",
        &[("! message hello", "first"), ("done first", "pause"), ("message hello", "gone")],
    );
}

#[test]
fn wcp43_explicit_termination() {
    check(
        "
        first: { parallel: Two, next: [ a, b ] }
        a -> gone
        b -> a-join
        a-join: { join: first, wait-for: 1, next: gone }
        gone: { end: closed successful }
        ",
        &[("begun", "a b"), ("done a", "gone"), ("! done b", "gone")],
    );
    // A branch that ends at once leaves nothing for the others to begin.
    let activities = r#"
        first -> [ { when: Way == "a", to: log }, { to: split } ]
        split: { parallel: Both, next: [ log, gone ] }
        log: { do: [ { create-ticket: { process: other } } ], name: Begin another, next: rest }
        rest -> gone
        gone: { end: closed successful }
        "#;
    check(activities, &[("done first a", "rest +other")]);
    check(activities, &[("done first", "gone")]);
}

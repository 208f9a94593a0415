//! Tickets that a ticket begins.

use crate::script::{check, check_refused};

#[test]
fn wcp12_instances_without_synchronization() {
    check(
        "
        first -> log
        log: { do: [ { create-ticket: { process: other } }, { create-ticket: { process: other } } ], name: Begin two, next: last }
        last -> gone
        gone: { end: closed successful }
        ",
        &[("done first", "last +other +other"), ("done last", "gone")],
    );
}

#[test]
fn wcp13_instances_known_at_design_time() {
    check(
        "
        first: { parallel: Two, next: [ a, b ] }
        a: { call: one, name: The one, next: both, on-error: { any: { to: both, tell: It failed. } } }
        b: { call: other, name: The other, next: both, on-error: { any: { to: both, tell: It failed. } } }
        both: { join: first, next: gone }
        gone: { end: closed successful }
        ",
        &[("begun", "a b +one +other"), ("returned b 0", "a both"), ("returned a 0", "gone")],
    );
}

const EACH: &str = "
    first: { for-each: other, name: Each line, lines: Items, next: gone, on-error: { any: { to: gone, tell: Some failed. } }, expire: { after: 1w, to: late, tell: Too late. } }
    gone: { end: closed successful }
    late: { end: closed unsuccessful, tell: Too late. }
    ";

#[test]
fn wcp14_instances_known_at_run_time() {
    check(
        EACH,
        &[
            ("begun", "first +other +other"),
            ("returned first 1", "first"),
            ("! returned first 1", "first"),
            ("returned first 0", "gone"),
        ],
    );
}

#[test]
fn wcp22_recursion() {
    check_refused(
        "
        first: { call: pattern, next: gone, on-error: { any: { to: gone, tell: It failed. } } }
        gone: { end: closed successful }
        ",
        &["P0029"],
    );
}

#[test]
fn wcp26_cancel_instances() {
    check(EACH, &[("returned first 0", "first"), ("pass 1w", "late")]);
}

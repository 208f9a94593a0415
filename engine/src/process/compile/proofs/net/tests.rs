//! Small nets with known verdicts, and random ones whose verdict an exhaustive search must share.

pub(in crate::process::compile) mod notation;
pub(in crate::process::compile) mod oracle;
pub(in crate::process::compile) mod random;

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;

use super::report::findings;
use super::{At, MARKINGS_MAX, Move, Net, build, judge, replay};
use crate::diagnostic::Code;
use crate::process::{Activity, ActivityIdx};
use notation::activities;
use oracle::{Tokens, truth};

fn net(all: &[Activity]) -> Net {
    build::build(all.iter(), ActivityIdx(0), &|_, _| true)
}

/// Checks what is said about a process, a line for each finding.
fn check(source: &str, expected: &str) {
    let all = activities(source);
    let net = net(&all);
    let verdict = judge(&net, MARKINGS_MAX);
    let refs: Vec<&Activity> = all.iter().collect();
    let mut said = String::new();
    for finding in findings(&refs, &net, &verdict) {
        write!(said, "{:?}: {}", finding.code, finding.message).unwrap();
        if let Some(moves) = &finding.moves {
            write!(said, " | {}", replay::text(&refs, net.start, moves)).unwrap();
        }
        said.push('\n');
    }
    let lines =
        |text: &str| text.trim().lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&said), lines(expected), "{source}");
    agrees(&all).unwrap();
}

fn place(at: At) -> ActivityIdx {
    ActivityIdx(usize::from(at))
}

/// Plays moves by the rules: the tokens after them, and whether the last one let tokens meet or withdrew somebody.
fn replayed(all: &[Activity], moves: &[Move]) -> Result<(Tokens, bool, bool), TestCaseError> {
    let first = oracle::start(all);
    let mut last = (first.tokens, first.meets, first.withdraws);
    for one in moves {
        prop_assert!(!last.1, "tokens met before {one:?}");
        let step = (place(one.at), one.edge);
        let found = oracle::next(all, &last.0).into_iter().find(|after| after.step == step);
        let Some(after) = found else {
            return Err(TestCaseError::fail(format!("{one:?} is not possible at {:?}", last.0)));
        };
        last = (after.tokens, after.meets, after.withdraws);
    }
    Ok(last)
}

/// Checks that the verdict is that of the exhaustive search, and that the counterexamples lead to what they should show.
fn agrees(all: &[Activity]) -> Result<(), TestCaseError> {
    // Joins that complete one another for ever are a fault of their own (P0018), after which nothing else can happen.
    if oracle::joins_go_round(all) {
        return Ok(());
    }
    let Some(truth) = truth(all, 20_000) else { return Ok(()) };
    let net = net(all);
    let verdict = judge(&net, MARKINGS_MAX);
    prop_assert_eq!(verdict.tangled, None);
    prop_assert_eq!(!verdict.meetings.is_empty(), truth.meets, "meetings {:?}", verdict);
    let refs: Vec<&Activity> = all.iter().collect();
    let told = findings(&refs, &net, &verdict);
    for finding in &told {
        let Some(moves) = &finding.moves else { continue };
        let (tokens, meets, withdraws) = replayed(all, moves)?;
        if finding.code == Code::TokensMeet {
            prop_assert!(meets);
        } else if finding.code == Code::InvocationWithdrawn {
            prop_assert!(withdraws);
        } else {
            prop_assert_eq!(finding.code, Code::JoinStuck);
            prop_assert!(oracle::is_stuck_at(all, place(finding.at), &tokens));
        }
    }
    let is_faulty =
        truth.meets || truth.withdraws || !truth.dead.is_empty() || !truth.stuck.is_empty();
    prop_assert_eq!(!told.is_empty(), is_faulty);
    if !truth.meets {
        let stuck: BTreeSet<ActivityIdx> = verdict.stuck.iter().map(|(at, _)| place(*at)).collect();
        let dead: BTreeSet<ActivityIdx> = verdict.dead.iter().map(|at| place(*at)).collect();
        prop_assert_eq!(stuck, truth.stuck, "stuck");
        prop_assert_eq!(dead, truth.dead, "dead");
        prop_assert_eq!(!verdict.withdrawals.is_empty(), truth.withdraws, "withdrawals");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_verdict_on_a_disturbed_process_is_that_of_an_exhaustive_search(all in random::nested(16, 3)) {
        agrees(&all.0)?;
    }

    #[test]
    fn the_verdict_on_any_activities_is_that_of_an_exhaustive_search(all in random::wild(12)) {
        agrees(&all.0)?;
    }
}

#[test]
fn what_is_sound_is_accepted() {
    for source in [
        "a: user b; b: end",
        "a: parallel b c; b: user d; c: user d; d: join a -> e; e: end",
        // A loop in a branch.
        "a: parallel b c; b: user x d; x: user b; c: user d; d: join a -> e; e: end",
        // An end in a branch, while people work in the others.
        "a: parallel b c; b: user x d; c: user d; d: join a -> e; e: end; x: end",
        // A deadline in a branch that ends all.
        "a: parallel b c; b: user d @ x; c: user d; d: join a -> e; e: end; x: end",
        // Nested, and round again.
        "a: parallel b c; b: parallel x y; x: service z; y: call z; z: join b -> d; c: service d ! d; d: join a -> e; \
         e: user a f; f: end",
        // The first of two, and the other is withdrawn.
        "a: parallel b c; b: user d; c: user d; d: join a 1 -> e; e: end",
        // Two of three, one of which leads right to the join.
        "a: parallel b c d; b: user d; c: user d; d: join a 2 -> e; e: end",
        // Branches that split and come together in another way than they are nested.
        "a: parallel b c; b: parallel p q; c: parallel r s; p: user j; q: user k; r: user j; s: user k; j: join b -> l; \
         k: join c -> l; l: join a -> e; e: end",
        // Nobody ever ends, but nobody waits in vain.
        "a: parallel b c; b: user d; c: user d; d: join a -> e; e: user a",
    ] {
        check(source, "");
    }
}

#[test]
fn joins_that_wait_for_ever_are_found() {
    check(
        "a: choice b c; b: user d; c: user d; d: join p -> e; e: user p; p: parallel b c",
        "JoinStuck: `d` can wait for ever: 1 of the 2 tokens it needs have come | a -> b -> d",
    );
    check(
        "s: user a; a: parallel b c; b: choice d x; x: user y; y: user x; c: user d; d: join a -> e; e: end",
        "JoinStuck: `d` can wait for ever: 1 of the 2 tokens it needs have come; the branch `b` does not come \
         | s -> a => b, c; b -> x -> y; c -> d",
    );
    // The join of an inner parallel waits for the branches of the outer one, and the other way round.
    check(
        "a: parallel b c; b: parallel p q; p: user j; q: user j; c: user k; j: join a -> k; k: join b 2 -> m; \
         m: user n; n: parallel m m",
        "TokensMeet: a second token can come to `m` while one is there | a => b, c; b => p, q; p -> j; q -> j -> k; \
         c -> k -> m -> n => m, m",
    );
    check(
        "a: parallel b c; b: parallel p q; p: user j; q: user k; c: user j; j: join a -> k; k: join b -> e; e: end",
        "",
    );
    check(
        "a: parallel b c; b: user d; c: user e; d: join a -> f; e: end; f: end",
        "Unreachable: `f` is never reached",
    );
}

#[test]
fn tokens_that_meet_are_found() {
    check(
        "a: parallel b c; b: user d; c: user d; d: user e; e: end",
        "TokensMeet: a second token can come to `d` while one is there | a => b, c; b -> d; c -> d",
    );
    check(
        "a: parallel b c d; b: user x; c: user x; d: user x; x: join y -> z; y: parallel x x; z: user y",
        "TokensMeet: more than the 2 tokens that `x` waits for can come at once | a => b, c, d; b -> x; c -> x -> z; \
         d -> x; z -> y => x, x",
    );
    check(
        "a: user b; b: parallel c d; c: user j a; d: user j; j: join b -> e; e: end",
        "TokensMeet: a second token can come to `d` while one is there | a -> b => c, d; c -> a -> b => c, d",
    );
}

#[test]
fn what_is_withdrawn_while_it_is_under_way_is_found() {
    check(
        "s: user both; both: parallel first second; first: service done ! gone; second: user gone done; \
         done: join both -> end; end: end; gone: end",
        "InvocationWithdrawn: `first` can be under way when `gone` ends the process | s -> both => first, second; second -> gone",
    );
    check(
        "a: parallel b c; b: user d; c: call d; d: join a 1 -> e; e: end",
        "InvocationWithdrawn: `c` can be under way when `d` goes on without it | a => b, c; b -> d -> e",
    );
    check(
        "a: parallel b c; b: for x; x: user d; c: user d @ e; d: join a -> e; e: end",
        "InvocationWithdrawn: `b` can be under way when `e` ends the process | a => b, c; c -(expire)-> e",
    );
}

//! The compiler's verdict on a process is that of an exhaustive search.

use std::collections::BTreeSet;

use engine::diagnostic::{Code, Diagnostic, render};
use engine::process::compile::compile;
use engine::simulation::values::Lot;

use crate::cases::{Counts, all, assert_all_counted, count};
use crate::oracle::{Truth, truth};
use crate::plan::Plan;
use crate::write::{Document, surroundings, write};
use crate::{block, wild};

/// How many processes are judged if nothing else is said.
const CASES: u64 = 300;
/// The most activities of a process.
const ACTIVITIES_MAX: usize = 12;
/// The most markings that are looked at.
const MARKINGS_MAX: usize = 20_000;

/// What is looked for by exhaustive search.
const PROVEN: [Code; 7] = [
    Code::Unreachable,
    Code::EndlessCycle,
    Code::NoDefaultFlow,
    Code::FlowNeverTaken,
    Code::TokensMeet,
    Code::JoinStuck,
    Code::InvocationWithdrawn,
];
/// What else may be wrong with a process that is drawn.
const OTHERS: [Code; 4] =
    [Code::FieldNotFilled, Code::CustomerNotTold, Code::AdminsNotTold, Code::UncaughtFailure];

/// The activities of the faults with a code.
fn found(faults: &[Diagnostic], document: &Document, code: Code) -> BTreeSet<usize> {
    let faults = faults.iter().filter(|fault| fault.code == code);
    let lines: BTreeSet<usize> = faults.map(|fault| fault.span.line).collect();
    let begins = |line: &usize| document.lines.iter().rposition(|(begin, _)| begin <= line);
    lines.iter().filter_map(begins).collect()
}

/// The flows that are never taken.
fn never(faults: &[Diagnostic], document: &Document) -> BTreeSet<(usize, usize)> {
    let faults = faults.iter().filter(|fault| fault.code == Code::FlowNeverTaken);
    let mut never = BTreeSet::new();
    for line in faults.map(|fault| fault.span.line) {
        for (at, (_, flows)) in document.lines.iter().enumerate() {
            never.extend(flows.iter().position(|flow| *flow == line).map(|flow| (at, flow)));
        }
    }
    never
}

fn check(plan: &Plan, lot: &mut Lot, counts: &mut Counts) {
    assert!(plan.steps.len() <= ACTIVITIES_MAX + 2, "{} activities", plan.steps.len());
    let document = write(plan, lot);
    let compiled = compile(document.source.as_bytes(), &surroundings());
    let faults = compiled.as_ref().err().cloned().unwrap_or_default();
    let said =
        || format!("{}\n{}", document.source, render(&faults, &document.source, "drawn.yaml"));
    for fault in &faults {
        assert!([&PROVEN[..], &OTHERS[..]].concat().contains(&fault.code), "{}", said());
        count(counts, fault.code.name());
    }
    count(counts, if faults.is_empty() { "compiled" } else { "refused" });
    let Some(truth) = truth(plan, MARKINGS_MAX) else {
        count(counts, "not searched");
        return;
    };
    agrees(&truth, &faults, &document, counts, &said);
    let is_proven = |fault: &Diagnostic| PROVEN.contains(&fault.code);
    assert_eq!(!faults.iter().any(is_proven), truth.is_sound(), "{truth:?}\n{}", said());
    count(counts, if truth.is_sound() { "sound" } else { "unsound" });
}

fn agrees(
    truth: &Truth,
    faults: &[Diagnostic],
    document: &Document,
    counts: &mut Counts,
    said: &dyn Fn() -> String,
) {
    let of = |code| found(faults, document, code);
    assert_eq!(of(Code::NoDefaultFlow), truth.uncovered, "a flow applies\n{}", said());
    assert_eq!(never(faults, document), truth.never, "a flow is taken\n{}", said());
    assert_eq!(!of(Code::EndlessCycle).is_empty(), truth.is_endless, "endless\n{}", said());
    let Some(tokens) = &truth.tokens else {
        count(counts, "joins go round");
        return;
    };
    let is_withdrawn = !of(Code::InvocationWithdrawn).is_empty();
    let dead = of(Code::Unreachable);
    if tokens.meets {
        // Where they meet only after something was withdrawn, that alone is said.
        let is_said = !of(Code::TokensMeet).is_empty() || tokens.withdraws && is_withdrawn;
        assert!(is_said, "tokens meet\n{}", said());
        // What else comes of it depends on what the second token does.
        assert_eq!(dead, tokens.dead, "no path leads there\n{}", said());
        return;
    }
    assert!(of(Code::TokensMeet).is_empty(), "no tokens meet\n{}", said());
    assert_eq!(of(Code::JoinStuck), tokens.stuck, "stuck\n{}", said());
    assert_eq!(is_withdrawn, tokens.withdraws, "withdrawn\n{}", said());
    // What lies behind a join that is stuck is not said, too.
    let is_stuck = !tokens.stuck.is_empty();
    let is_told = if is_stuck { dead.is_subset(&tokens.dead) } else { dead == tokens.dead };
    assert!(is_told, "never reached: {:?}\n{}", tokens.dead, said());
}

#[test]
fn the_verdict_on_any_process_is_that_of_an_exhaustive_search() {
    let (counts, is_all) = all("verdicts on wild processes", CASES, |lot, counts| {
        check(&wild::draw(lot, ACTIVITIES_MAX), lot, counts);
    });
    if is_all {
        let codes = PROVEN.map(Code::name);
        assert_all_counted(&counts, &codes);
        assert_all_counted(&counts, &["sound", "unsound", "compiled", "refused"]);
    }
}

#[test]
fn the_verdict_on_a_nested_process_is_that_of_an_exhaustive_search() {
    let (counts, is_all) = all("verdicts on nested processes", CASES, |lot, counts| {
        let plan = block::draw(lot, ACTIVITIES_MAX);
        let plan = if lot.once_in(2) { wild::disturb(lot, plan) } else { plan };
        check(&plan, lot, counts);
    });
    if is_all {
        assert_all_counted(&counts, &["compiled", "refused", "sound", "unsound", "P0036", "P0037"]);
    }
}

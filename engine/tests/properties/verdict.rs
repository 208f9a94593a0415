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
    agrees(&truth, &faults, &document, &said);
    let is_proven = |fault: &Diagnostic| PROVEN.contains(&fault.code);
    let is_sound = truth == Truth::default();
    assert_eq!(!faults.iter().any(is_proven), is_sound, "{truth:?}\n{}", said());
    count(counts, if is_sound { "sound" } else { "unsound" });
    if truth.is_endless && faults.iter().any(|fault| fault.code == Code::EndlessCycle) {
        return;
    }
    for (name, is_so) in
        [("meets", truth.meets), ("stuck", !truth.stuck.is_empty()), ("withdraws", truth.withdraws)]
    {
        if is_so {
            count(counts, name);
        }
    }
}

fn agrees(truth: &Truth, faults: &[Diagnostic], document: &Document, said: &dyn Fn() -> String) {
    let of = |code| found(faults, document, code);
    assert_eq!(of(Code::NoDefaultFlow), truth.uncovered, "a flow applies\n{}", said());
    assert_eq!(never(faults, document), truth.never, "a flow is taken\n{}", said());
    assert_eq!(!of(Code::EndlessCycle).is_empty(), truth.is_endless, "endless\n{}", said());
    if truth.is_endless {
        // Joins that complete each other for ever are one thing, and hide others.
        return;
    }
    assert_eq!(!of(Code::TokensMeet).is_empty(), truth.meets, "tokens meet\n{}", said());
    let dead = of(Code::Unreachable);
    if truth.meets {
        assert_eq!(dead, truth.dead, "no path leads there\n{}", said());
        return;
    }
    assert_eq!(of(Code::JoinStuck), truth.stuck, "stuck\n{}", said());
    assert_eq!(!of(Code::InvocationWithdrawn).is_empty(), truth.withdraws, "withdrawn\n{}", said());
    // What lies behind a join that is stuck is not said, too.
    let is_told =
        if truth.stuck.is_empty() { dead == truth.dead } else { dead.is_subset(&truth.dead) };
    assert!(is_told, "never reached: {:?}\n{}", truth.dead, said());
}

#[test]
fn the_verdict_on_any_process_is_that_of_an_exhaustive_search() {
    let (counts, is_all) = all("verdicts on wild processes", |lot, counts| {
        check(&wild::draw(lot, ACTIVITIES_MAX), lot, counts);
    });
    if is_all {
        let codes = PROVEN.map(Code::name);
        assert_all_counted(&counts, &codes);
        assert_all_counted(&counts, &["sound", "unsound", "meets", "withdraws", "stuck"]);
    }
}

#[test]
fn the_verdict_on_a_nested_process_is_that_of_an_exhaustive_search() {
    let (counts, is_all) = all("verdicts on nested processes", |lot, counts| {
        let plan = block::draw(lot, ACTIVITIES_MAX);
        let plan = if lot.once_in(2) { wild::disturb(lot, plan) } else { plan };
        check(&plan, lot, counts);
    });
    if is_all {
        assert_all_counted(&counts, &["compiled", "refused", "sound", "unsound", "meets", "stuck"]);
    }
}

//! Everything that the language has: what it means, and how each part of it can be wrong.

mod activities;
mod calls;
mod outline;
mod regions;
mod shown;

use std::collections::BTreeSet;

use engine::diagnostic::{Diagnostic, Span};
use engine::process::Process;
use engine::process::compile::{ProcessFacts, Surroundings, compile};

/// A process with everything once; the tests break it in one place each.
pub(crate) const WHOLE: &str = include_str!("whole.yaml");

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Processes that call each other: `leave` calls `travel`, which calls `journey`.
pub(crate) fn surroundings() -> Surroundings {
    let facts = |fields: &[&str], calls: &[&str]| ProcessFacts {
        fields: set(fields),
        calls: set(calls),
        ..ProcessFacts::default()
    };
    let processes = [
        ("holiday", facts(&["Days", "Why"], &[])),
        ("leave", facts(&["Days"], &["holiday", "travel"])),
        ("travel", facts(&["Days"], &["leave", "journey"])),
        ("journey", facts(&["Days"], &["holiday"])),
    ];
    Surroundings {
        processes: Some(
            processes.into_iter().map(|(name, facts)| (name.to_owned(), facts)).collect(),
        ),
        ..crate::surroundings()
    }
}

fn whole() -> Process {
    compile(WHOLE.as_bytes(), &surroundings()).unwrap()
}

/// The text at a place of a document.
fn at(source: &str, span: Span) -> String {
    let line = source.lines().nth(span.line - 1).unwrap_or_default();
    line.chars().skip(span.column - 1).take(span.length).collect()
}

fn told(source: &str, fault: &Diagnostic) -> String {
    let labels = fault.labels.iter().map(|label| {
        format!(
            " [{}:{} {}: {}]",
            label.span.line,
            label.span.column,
            at(source, label.span),
            label.text
        )
    });
    let way = fault.counterexample.iter().map(|way| format!(" <{way}>"));
    let help = fault.help.iter().map(|help| format!(" ({help})"));
    let rest: String = labels.chain(way).chain(help).collect();
    format!("{} at {}: {}{rest}", fault.code, at(source, fault.span), fault.message)
}

/// Checks what is said about the process with `part` replaced by `other`, and where: each fault with the text
/// that it points at.
fn check(part: &str, other: &str, expected: &[&str]) {
    assert!(WHOLE.contains(part), "{part}");
    let source = WHOLE.replacen(part, other, 1);
    let faults = compile(source.as_bytes(), &surroundings()).err().unwrap_or_default();
    let told: Vec<String> = faults.iter().map(|fault| told(&source, fault)).collect();
    assert_eq!(told, expected, "{other}");
}

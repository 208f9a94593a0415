//! The table in the documentation names these tests, and no others.

use std::collections::BTreeSet;

const TABLE: &str = include_str!("../../../docs/workflow-patterns.md");
const TESTS: [&str; 4] = [
    include_str!("branching.rs"),
    include_str!("cancelling.rs"),
    include_str!("instances.rs"),
    include_str!("sequence.rs"),
];

/// The cells of each row.
fn rows() -> Vec<Vec<&'static str>> {
    let rows = TABLE.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

#[test]
fn all_patterns_are_judged() {
    let numbers: Vec<usize> =
        rows().iter().map(|row| row[0].split(' ').next().unwrap().parse().unwrap()).collect();
    assert_eq!(numbers, (1..=43).collect::<Vec<_>>());
}

#[test]
fn what_is_supported_or_refused_is_tried() {
    let named: BTreeSet<String> = rows()
        .iter()
        .filter(|row| row[1] != "no")
        .map(|row| row[3].trim_matches('`').to_owned())
        .collect();
    let tested: BTreeSet<String> = TESTS
        .iter()
        .flat_map(|source| source.lines())
        .filter_map(|line| line.strip_prefix("fn wcp"))
        .map(|rest| format!("wcp{}", rest.split('(').next().unwrap()))
        .collect();
    assert_eq!(named, tested);
}

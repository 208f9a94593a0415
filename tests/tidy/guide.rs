//! The designer's guide: the process that grows, and what the compiler says of its counterexamples.

use engine::diagnostic::render;
use engine::process::Process;
use engine::process::compile::compile;
use engine::scenario;

use super::documents::{blocks, fences, read};
use super::examples::{compiled, embedded, skeleton, surroundings};

const GUIDE: &str = "docs/designers-guide.md";

/// `text` after the changes of a diff: hunks of lines that stand in it once, with `@@` between them.
fn changed(mut text: String, diff: &str, place: &str) -> String {
    for hunk in diff.split("@@\n") {
        let side = |other: char| -> String {
            let kept = hunk.lines().filter(|line| !line.starts_with(other));
            kept.flat_map(|line| [line.get(1..).unwrap_or_default(), "\n"]).collect()
        };
        let (old, new) = (side('+'), side('-'));
        assert_eq!(text.matches(&old).count(), 1, "{place} changes what is not there once:\n{old}");
        text = text.replacen(&old, &new, 1);
    }
    text
}

/// The process that grows, after each of its steps.
fn steps() -> Vec<(String, Process)> {
    let guide = read(GUIDE);
    let (_, mut text) = blocks(&guide, "yaml")
        .into_iter()
        .find(|(_, text)| text.starts_with("process: guest\n"))
        .expect("the first step");
    let first = compiled(&text, GUIDE);
    let mut steps = vec![(text.clone(), first)];
    for (line, diff) in blocks(&guide, "diff") {
        let place = format!("{GUIDE}:{line}");
        text = changed(text, &diff, &place);
        steps.push((text.clone(), compiled(&text, &place)));
    }
    steps
}

#[test]
fn the_process_of_the_guide_compiles_after_each_of_its_steps() {
    assert_eq!(steps().len(), 6, "the guide speaks of six steps");
}

#[test]
fn the_scenarios_of_the_guide_try_its_process() {
    let (_, process) = steps().pop().expect("a step");
    let examples = blocks(&read(GUIDE), "yaml scenarios guest");
    let [(line, text)] = examples.as_slice() else { panic!("not one file of scenarios") };
    let place = format!("{GUIDE}:{line}");
    let suite = scenario::read(text.as_bytes(), &process)
        .unwrap_or_else(|faults| panic!("{}", render(&faults, text, &place)));
    assert!(suite.scenarios.len() >= 2);
    for scenario in &suite.scenarios {
        let faults = scenario.run(&process).diagnostics;
        assert!(faults.is_empty(), "{}", render(&faults, text, &place));
    }
}

/// What `usher check` says of a process, without the lines that show the place.
fn said(source: &str) -> String {
    let faults = compile(source.as_bytes(), &surroundings()).expect_err("a counterexample");
    render(&faults, source, "example.yaml")
        .lines()
        .filter_map(|line| {
            let line = line.trim_start();
            if line.starts_with("error[") { Some(line) } else { line.strip_prefix("= ") }
        })
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[test]
fn what_the_compiler_says_of_the_counterexamples_is_what_the_guide_shows() {
    let (guide, skeleton) = (read(GUIDE), skeleton());
    let fences = fences(&guide);
    let mut checked = 0;
    for (position, (info, line, text)) in fences.iter().enumerate() {
        if info != "yaml activities refused" {
            continue;
        }
        let said = said(&embedded(&skeleton, "activities", text));
        let (_, _, shown) = &fences[position + 1];
        assert_eq!(*shown, said, "{GUIDE}:{line}");
        checked += 1;
    }
    assert!(checked >= 4, "only {checked}");
}

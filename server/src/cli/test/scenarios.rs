//! The scenarios of processes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine::diagnostic::{Diagnostic, to_json};
use engine::map::{Overlay, svg};
use engine::process::Process;
use engine::process::compile::{Surroundings, compile};
use engine::scenario::{self, Suite};
use engine::simulation::coverage::{Coverage, Element, ElementKind};
use serde_json::{Value, json};

use super::{Counts, Test};
use crate::cli::check::counted;
use crate::cli::say;
use crate::process_library;

/// How the file of a process's scenarios ends, instead of `.yaml`.
pub(super) const SUFFIX: &str = ".test.yaml";

/// A process, and its scenarios beside it.
#[derive(Debug)]
pub(super) struct ProcessFile {
    /// The process's name; the file's where it does not compile.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) source: Vec<u8>,
    pub(super) compiled: Result<Process, Vec<Diagnostic>>,
    /// Where the scenarios are, and what is written there.
    pub(super) scenarios: Option<(PathBuf, Vec<u8>)>,
}

/// The processes of a folder. Names of invokers are `usher check`'s business.
pub(super) fn read(folder: &Path) -> Result<Vec<ProcessFile>, Box<dyn std::error::Error>> {
    let mut processes = Vec::new();
    let files = process_library::process_files(folder)?;
    refuse_strays(folder, &files)?;
    for path in files {
        let source = process_library::read_bounded(&path)?;
        let compiled = compile(&source, &Surroundings::default());
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let beside = path.with_file_name(format!("{stem}{SUFFIX}"));
        let scenarios = if beside.is_file() {
            let bytes = process_library::read_bounded(&beside)?;
            Some((beside, bytes))
        } else {
            None
        };
        let name = compiled.as_ref().map_or(stem, |process| process.name().to_owned());
        processes.push(ProcessFile { name, path, source, compiled, scenarios });
    }
    Ok(processes)
}

/// Scenarios that no process stands beside would never be played, and nobody would notice.
fn refuse_strays(folder: &Path, processes: &[PathBuf]) -> Result<(), Box<dyn std::error::Error>> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(SUFFIX) else { continue };
        let is_beside = |process: &PathBuf| process.file_stem().is_some_and(|other| other == stem);
        if !processes.iter().any(is_beside) {
            let path = path.display();
            return Err(format!("{path}: there is no process {stem}.yaml beside it").into());
        }
    }
    Ok(())
}

impl Test {
    /// Runs the scenarios of a process, and tells what they reach.
    pub(super) fn run_scenarios(
        &self,
        file: &ProcessFile,
        counts: &mut Counts,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let process = match &file.compiled {
            Ok(process) => process,
            Err(diagnostics) => {
                counts.count(false);
                self.tell_faults(diagnostics, &file.source, &file.path);
                return Ok(());
            }
        };
        let mut coverage = Coverage::default();
        let mut n_scenarios = 0;
        if let Some((path, source)) = &file.scenarios {
            match scenario::read(source, process) {
                Ok(suite) => {
                    n_scenarios = suite.scenarios.len();
                    coverage = self.run_suite(&suite, process, (path, source), counts);
                }
                Err(faults) => {
                    counts.count(false);
                    self.tell_faults(&faults, source, path);
                }
            }
        }
        self.tell_coverage_of(file, process, n_scenarios, &coverage, counts);
        let Some(folder) = &self.coverage_map else { return Ok(()) };
        let path = folder.join(format!("{}.svg", process.name()));
        std::fs::write(&path, svg(process, &Overlay::of_coverage(process, &coverage)))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        Ok(())
    }

    fn run_suite(
        &self,
        suite: &Suite,
        process: &Process,
        (path, source): (&Path, &[u8]),
        counts: &mut Counts,
    ) -> Coverage {
        let mut coverage = Coverage::default();
        for scenario in &suite.scenarios {
            let report = scenario.run(process);
            coverage.merge(&report.coverage);
            let passed = report.diagnostics.is_empty();
            counts.count(passed);
            if self.json {
                let text = String::from_utf8_lossy(source);
                say(&json!({
                    "scenario": scenario.name,
                    "process": process.name(),
                    "passed": passed,
                    "diagnostics": to_json(&report.diagnostics, &text, &path.display().to_string()),
                })
                .to_string());
                continue;
            }
            let line = scenario.place.line;
            let result = if passed { "ok" } else { "FAILED" };
            say(&format!("{}:{line}: {result}: {}", path.display(), scenario.name));
            if !passed {
                self.tell_faults(&report.diagnostics, source, path);
            }
        }
        coverage
    }

    fn tell_faults(&self, diagnostics: &[Diagnostic], source: &[u8], path: &Path) {
        if !self.json {
            say(process_library::render(diagnostics, source, path).trim_end());
            return;
        }
        let text = String::from_utf8_lossy(source);
        let faults = to_json(diagnostics, &text, &path.display().to_string());
        faults.as_array().into_iter().flatten().for_each(|fault| say(&fault.to_string()));
    }

    fn tell_coverage_of(
        &self,
        file: &ProcessFile,
        process: &Process,
        n_scenarios: usize,
        coverage: &Coverage,
        counts: &mut Counts,
    ) {
        let missed = coverage.missed(process);
        counts.uncovered += missed.len();
        let place = file.path.display();
        let line = |element: &Element| process.activity(element.activity()).line;
        let shares = shares(process, &missed);
        if self.json {
            let missed = missed.iter().map(|element| {
                json!({ "line": line(element), "kind": element.kind().names().0, "what": element.describe(process) })
            });
            let shares: BTreeMap<&str, Value> = shares
                .iter()
                .map(|(kind, covered, all)| {
                    (kind.names().1, json!({ "covered": covered, "all": all }))
                })
                .collect();
            say(&json!({
                "process": process.name(),
                "file": place.to_string(),
                "scenarios": n_scenarios,
                "coverage": shares,
                "missed": missed.collect::<Vec<_>>(),
            })
            .to_string());
            return;
        }
        let told = shares.iter().map(|(kind, covered, all)| {
            let (one, many) = kind.names();
            format!("{covered} of {}", counted(*all, one, many))
        });
        let told: Vec<String> = told.collect();
        let scenarios = counted(n_scenarios, "scenario", "scenarios");
        say(&format!("{place}: {scenarios}, covered {}", told.join(", ")));
        if n_scenarios == 0 {
            return;
        }
        for element in &missed {
            say(&format!("{place}:{}: not covered: {}", line(element), element.describe(process)));
        }
    }
}

/// For each kind of element that the process has: how many are covered, and how many there are.
fn shares(process: &Process, missed: &[Element]) -> Vec<(ElementKind, usize, usize)> {
    let all = Element::all(process);
    let count = |elements: &[Element], kind| {
        elements.iter().filter(|element| element.kind() == kind).count()
    };
    ElementKind::ALL
        .into_iter()
        .map(|kind| (kind, count(&all, kind) - count(missed, kind), count(&all, kind)))
        .filter(|(_, _, all)| *all > 0)
        .collect()
}

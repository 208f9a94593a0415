//! What the scenarios of a process would not notice.
//!
//! Every mutant of a process (one part taken out, one way led elsewhere, one condition turned round) should be
//! refused by the compiler or fail a scenario. One that does neither survives; those that may are listed beside
//! the process in `NAME.survivors`, a line each: `PLACE CHANGE: why nobody would notice`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use engine::process::compile::{Surroundings, compile};
use engine::process::mutation::{Mutant, Mutation, mutants};
use engine::scenario;
use invokers::invoker::Invoker;
use invokers::mapper::Mappers;
use serde_json::json;

use super::scenarios::ProcessFile;
use super::{Counts, Test};
use crate::cli::check::counted;
use crate::cli::say;
use crate::config::Secrets;
use crate::process_library::{self, InvokerFiles};

/// How the file of a process's explained survivors ends, instead of `.yaml`.
const SUFFIX: &str = ".survivors";

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It does not compile.
    Refused,
    /// A scenario fails, or names what is no more.
    Failed,
    /// Nothing noticed.
    Survived,
}

/// What processes may refer to: as much as a server knows, so that a mutant is refused where a server would.
pub(super) fn surroundings(invokers: &[InvokerFiles], processes: &[ProcessFile]) -> Surroundings {
    let mappers = Mappers::new(1);
    let compiled: BTreeMap<&str, Invoker> = invokers
        .iter()
        .filter_map(|files| Some((&*files.name, files.compile(&mappers, &Secrets::Unneeded).ok()?)))
        .collect();
    process_library::surroundings(
        invokers.iter().map(|files| &*files.name),
        |name| compiled.get(name),
        processes.iter().map(|process| &*process.source),
    )
}

impl Test {
    /// Makes the mutants of a process, and tells which ones neither the compiler nor a scenario notices.
    pub(super) fn run_mutants(
        &self,
        file: &ProcessFile,
        surroundings: &Surroundings,
        counts: &mut Counts,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let (Ok(_), Some((_, scenarios))) = (&file.compiled, &file.scenarios) else {
            return Ok(());
        };
        let explained = explained(&file.path)?;
        // What compiles can be read.
        let mutants = mutants(&file.source).unwrap_or_default();
        let mut fates: BTreeMap<&str, usize> = BTreeMap::new();
        let mut survivors = BTreeSet::new();
        for mutant in &mutants {
            let fate = fate(mutant, scenarios, surroundings);
            *fates.entry(fate.name()).or_default() += 1;
            if fate == Fate::Survived {
                survivors.insert(title(mutant));
            }
        }
        let place = file.path.display();
        for survivor in &survivors {
            let reason = explained.get(survivor);
            counts.count(reason.is_some());
            if self.json {
                say(&json!({ "process": file.name, "survivor": survivor, "reason": reason })
                    .to_string());
            } else if reason.is_none() {
                say(&format!("{place}: FAILED: nothing notices: {survivor}"));
            }
        }
        for gone in explained.keys().filter(|title| !survivors.contains(*title)) {
            counts.count(false);
            say(&format!(
                "{place}: FAILED: it is noticed now, leave it out of the survivors: {gone}"
            ));
        }
        let of = |fate: Fate| fates.get(fate.name()).copied().unwrap_or_default();
        say(&format!(
            "{place}: {}: {} refused, {} failed a scenario, {} survived ({} explained)",
            counted(mutants.len(), "mutant", "mutants"),
            of(Fate::Refused),
            of(Fate::Failed),
            of(Fate::Survived),
            survivors.iter().filter(|survivor| explained.contains_key(*survivor)).count(),
        ));
        Ok(())
    }
}

impl Fate {
    const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Survived => "survived",
        }
    }
}

fn fate(mutant: &Mutant, scenarios: &[u8], surroundings: &Surroundings) -> Fate {
    let Ok(process) = compile(mutant.source.as_bytes(), surroundings) else {
        return Fate::Refused;
    };
    let Ok(suite) = scenario::read(scenarios, &process) else { return Fate::Failed };
    let fails = |scenario: &scenario::Scenario| !scenario.run(&process).diagnostics.is_empty();
    if suite.scenarios.iter().any(fails) { Fate::Failed } else { Fate::Survived }
}

/// `activities.request.remind removed`
fn title(mutant: &Mutant) -> String {
    let place = &mutant.place;
    match &mutant.change {
        Mutation::Removed => format!("{place} removed"),
        Mutation::Redirected { to } => format!("{place} redirected to {to}"),
        Mutation::Negated => format!("{place} negated"),
    }
}

/// The survivors that are explained: title and reason.
fn explained(process: &Path) -> Result<BTreeMap<String, String>, Box<dyn std::error::Error>> {
    let stem = process.file_stem().unwrap_or_default().to_string_lossy();
    let path: PathBuf = process.with_file_name(format!("{stem}{SUFFIX}"));
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    let bytes = process_library::read_bounded(&path)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut explained = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((title, reason)) = line.split_once(": ") else {
            let (path, number) = (path.display(), number + 1);
            return Err(format!("{path}:{number}: expected `PLACE CHANGE: reason`").into());
        };
        explained.insert(title.to_owned(), reason.to_owned());
    }
    Ok(explained)
}

//! `usher test`: runs what designers wrote to try their mappings and processes.

mod cases;
mod mutants;
mod scenarios;
mod ticket;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::complain;
use crate::config::Paths;
use crate::process_library::{self, InvokerFiles};
use scenarios::ProcessFile;

/// See the module.
#[derive(Debug, Args)]
pub struct Test {
    /// Invokers whose cases are run and processes whose scenarios are; all of them if none is named
    names: Vec<String>,
    #[command(flatten)]
    paths: Paths,
    /// Print one JSON object a case or scenario, and one a mapping or process with its coverage
    #[arg(long)]
    json: bool,
    /// Write a map of each process into this folder: what its scenarios reach, and what they do not
    #[arg(long, value_name = "FOLDER")]
    coverage_map: Option<PathBuf>,
    /// Fail where the scenarios of a process do not reach all of it
    #[arg(long)]
    fail_uncovered: bool,
    /// Change one thing at a time in each process, and fail where no scenario notices
    #[arg(long)]
    mutants: bool,
    /// Write a scenario that replays the journal of the ticket of this number, instead of running anything
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["names", "json", "coverage_map", "fail_uncovered", "mutants"])]
    from_ticket: Option<String>,
    /// The file of scenarios to which it is added; standard output if not given
    #[arg(short, long, value_name = "FILE", requires = "from_ticket")]
    output: Option<PathBuf>,
}

/// What is counted over all cases and scenarios.
#[derive(Debug, Default)]
struct Counts {
    passed: usize,
    failed: usize,
    uncovered: usize,
}

impl Counts {
    const fn count(&mut self, passed: bool) {
        if passed {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
    }
}

impl Test {
    /// Runs the command.
    pub async fn run(self) -> super::Result {
        if let Some(number) = &self.from_ticket {
            return ticket::write(&self.paths, number, self.output.as_deref()).await;
        }
        let (invokers, processes) = self.chosen()?;
        let mut counts = Counts::default();
        self.run_cases(&invokers, &mut counts).await?;
        if let Some(folder) = &self.coverage_map {
            std::fs::create_dir_all(folder)
                .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        }
        for process in &processes {
            self.run_scenarios(process, &mut counts)?;
        }
        if self.mutants {
            let surroundings = mutants::surroundings(
                &process_library::read_invokers(&self.paths.mappings)?,
                &scenarios::read(&self.paths.processes)?,
            );
            for process in &processes {
                self.run_mutants(process, &surroundings, &mut counts)?;
            }
        }
        let Counts { passed, failed, uncovered } = counts;
        let is_well = failed == 0 && (uncovered == 0 || !self.fail_uncovered);
        let uncovered = match uncovered {
            0 => String::new(),
            uncovered => format!(", {uncovered} not covered"),
        };
        complain(&format!("{passed} passed, {failed} failed{uncovered}"));
        Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// The invokers and processes that are named, or all.
    fn chosen(&self) -> Result<(Vec<InvokerFiles>, Vec<ProcessFile>), Box<dyn std::error::Error>> {
        let mut invokers = process_library::read_invokers(&self.paths.mappings)?;
        // Mappings can be tried where there are no processes.
        let mut processes = if self.paths.processes.is_dir() {
            scenarios::read(&self.paths.processes)?
        } else {
            Vec::new()
        };
        let names = || {
            let invokers = invokers.iter().map(|invoker| invoker.name.clone());
            invokers.chain(processes.iter().map(|process| process.name.clone()))
        };
        if let Some(name) = self.names.iter().find(|name| names().all(|known| known != **name)) {
            let known: Vec<String> = names().collect();
            let known = known.join(", ");
            let message = format!("there is no invoker or process `{name}`; there are {known}");
            return Err(message.into());
        }
        let is_chosen = |name: &String| self.names.is_empty() || self.names.contains(name);
        invokers.retain(|invoker| is_chosen(&invoker.name));
        processes.retain(|process| is_chosen(&process.name));
        Ok((invokers, processes))
    }
}

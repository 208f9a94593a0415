//! `usher check`: everything that is wrong with processes and mappings, located.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use engine::diagnostic::to_json;
use engine::process::compile::{Surroundings, compile};
use invokers::invoker::Fault;
use invokers::mapper::Mappers;
use serde_json::{Value, json};

use super::{complain, say};
use crate::config::Secrets;
use crate::process_library::{self, InvokerFiles};

/// See the module.
#[derive(Debug, Args)]
pub struct Check {
    /// Processes; a folder is checked with all its YAML files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The folder of mappings: invokers that the processes name must be there, and compile
    #[arg(long, env = "USHER_MAPPINGS", default_value = "mappings")]
    mappings: PathBuf,
    /// Print the diagnostics as JSON, one a line
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Runs the command.
    pub fn run(self) -> super::Result {
        let invokers = self.invokers()?;
        let surroundings = Surroundings {
            invokers: invokers
                .as_ref()
                .map(|found| found.iter().map(|invoker| invoker.name.clone()).collect()),
            queues: None,
        };
        let mut faults = 0;
        let mut named = BTreeSet::new();
        let files = self.process_files()?;
        for path in &files {
            let source = process_library::read_bounded(path)?;
            match compile(&source, &surroundings) {
                Ok(process) => named.extend(process.invokers().map(str::to_owned)),
                Err(diagnostics) => {
                    faults += diagnostics.len();
                    if self.json {
                        let text = String::from_utf8_lossy(&source);
                        let found = to_json(&diagnostics, &text, &path.display().to_string());
                        found
                            .as_array()
                            .into_iter()
                            .flatten()
                            .for_each(|one| say(&one.to_string()));
                    } else {
                        say(process_library::render(&diagnostics, &source, path).trim_end());
                    }
                }
            }
        }
        faults += self.check_invokers(invokers.as_deref().unwrap_or_default(), &named);
        let checked = files.len();
        if faults == 0 {
            complain(&format!("{}: no faults", counted(checked, "process", "processes")));
            Ok(ExitCode::SUCCESS)
        } else {
            let faults = counted(faults, "fault", "faults");
            let checked = counted(checked, "process", "processes");
            complain(&format!("{faults} in {checked} and the mappings that they name"));
            Ok(ExitCode::FAILURE)
        }
    }

    fn process_files(&self) -> Result<Vec<PathBuf>, Box<dyn std::error::Error>> {
        let mut files = Vec::new();
        for path in &self.files {
            if path.is_dir() {
                files.extend(process_library::process_files(path)?);
            } else {
                files.push(path.clone());
            }
        }
        Ok(files)
    }

    /// The invokers, or `None` where there is no folder of them: names are not checked then.
    fn invokers(&self) -> Result<Option<Vec<InvokerFiles>>, process_library::LibraryError> {
        if Path::new(&self.mappings).is_dir() {
            process_library::read_invokers(&self.mappings).map(Some)
        } else {
            complain(&format!(
                "no folder {}: the names of invokers are not checked",
                self.mappings.display()
            ));
            Ok(None)
        }
    }

    /// Compiles the invokers that the processes name; the number of faults.
    fn check_invokers(&self, invokers: &[InvokerFiles], named: &BTreeSet<String>) -> usize {
        let mappers = Mappers::new(1);
        let mut faults = 0;
        for invoker in invokers.iter().filter(|invoker| named.contains(&invoker.name)) {
            if let Err(found) = invoker.compile(&mappers, &Secrets::Environment) {
                faults += found.len();
                for fault in &found {
                    if self.json {
                        say(&fault_to_json(invoker, fault).to_string());
                    } else {
                        say(invoker.render(fault).trim_end());
                    }
                }
            }
        }
        faults
    }
}

pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn fault_to_json(invoker: &InvokerFiles, fault: &Fault) -> Value {
    json!({
        "file": invoker.folder.join(fault.file.name()).display().to_string(),
        "code": fault.code,
        "message": fault.message,
        "line": fault.line,
        "column": fault.column,
        "help": fault.help,
    })
}

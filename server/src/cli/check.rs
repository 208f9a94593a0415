//! `usher check`: everything that is wrong with processes and mappings, located.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use engine::diagnostic::to_json;
use engine::process::compile::{Surroundings, compile};
use invokers::invoker::{Fault, Invoker};
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
        let mappers = Mappers::new(1);
        let compiled: BTreeMap<&str, Result<Invoker, Vec<Fault>>> = invokers
            .iter()
            .flatten()
            .map(|files| (&*files.name, files.compile(&mappers, &Secrets::Environment)))
            .collect();
        let surroundings = match &invokers {
            None => Surroundings::default(),
            Some(found) => {
                process_library::surroundings(found.iter().map(|files| &*files.name), |name| {
                    compiled.get(name)?.as_ref().ok()
                })
            }
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
        for files in invokers.iter().flatten().filter(|files| named.contains(&files.name)) {
            if let Some(Err(found)) = compiled.get(&*files.name) {
                faults += found.len();
                self.tell(files, found);
            }
        }
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

    fn tell(&self, files: &InvokerFiles, faults: &[Fault]) {
        for fault in faults {
            if self.json {
                say(&fault_to_json(files, fault).to_string());
            } else {
                say(files.render(fault).trim_end());
            }
        }
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

//! What was found, as text and as JSON.

use std::path::PathBuf;

use engine::diagnostic::{Diagnostic, to_json};
use invokers::invoker::Fault;
use serde_json::{Value, json};

use super::{Format, counted, sarif};
use crate::cli::say;
use crate::process_library::{self, InvokerFiles};

/// Everything that one check found.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// How many processes were checked.
    pub(super) n_processes: usize,
    pub(super) processes: Vec<FaultyProcess>,
    pub(super) invokers: Vec<FaultyInvoker>,
}

/// A process that does not compile.
#[derive(Debug)]
pub(super) struct FaultyProcess {
    pub(super) path: PathBuf,
    pub(super) source: Vec<u8>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// An invoker that does not compile.
#[derive(Debug)]
pub(super) struct FaultyInvoker {
    pub(super) files: InvokerFiles,
    pub(super) faults: Vec<Fault>,
}

impl Report {
    pub(super) fn n_faults(&self) -> usize {
        let of_processes: usize = self.processes.iter().map(|one| one.diagnostics.len()).sum();
        of_processes + self.invokers.iter().map(|one| one.faults.len()).sum::<usize>()
    }

    /// The result in a few words.
    pub(super) fn summary(&self) -> String {
        let checked = counted(self.n_processes, "process", "processes");
        match self.n_faults() {
            0 => format!("{checked}: no faults"),
            n => {
                let faults = counted(n, "fault", "faults");
                format!("{faults} in {checked} and the mappings that they name")
            }
        }
    }

    /// Everything to standard output.
    pub(super) fn print(&self, format: Format) -> serde_json::Result<()> {
        match format {
            Format::Text => self.print_text(),
            Format::Json => self.json().iter().for_each(|one| say(&one.to_string())),
            Format::Sarif => say(&serde_json::to_string_pretty(&sarif::log(self))?),
        }
        Ok(())
    }

    fn print_text(&self) {
        for FaultyProcess { path, source, diagnostics } in &self.processes {
            say(process_library::render(diagnostics, source, path).trim_end());
        }
        for FaultyInvoker { files, faults } in &self.invokers {
            for fault in faults {
                say(files.render(fault).trim_end());
            }
        }
    }

    fn json(&self) -> Vec<Value> {
        let processes = self.processes.iter().flat_map(|one| {
            let text = String::from_utf8_lossy(&one.source);
            let found = to_json(&one.diagnostics, &text, &one.path.display().to_string());
            found.as_array().cloned().unwrap_or_default()
        });
        let invokers = self.invokers.iter().flat_map(|one| {
            one.faults.iter().map(|fault| {
                json!({
                    "file": one.files.folder.join(fault.file.name()).display().to_string(),
                    "code": fault.code,
                    "message": fault.message,
                    "line": fault.line,
                    "column": fault.column,
                    "help": fault.help,
                })
            })
        });
        processes.chain(invokers).collect()
    }
}

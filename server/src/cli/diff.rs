//! `usher diff`: what is different between two versions of a process, in words.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use engine::process::Process;
use engine::process::compile::{Surroundings, compile};
use engine::process::difference::{Change, Side, difference};
use serde_json::json;

use super::{complain, say};
use crate::process_library;

/// See the module.
#[derive(Debug, Args)]
pub struct Diff {
    /// The process as it was
    old: PathBuf,
    /// The process as it is
    new: PathBuf,
    /// Print the differences as JSON, one a line
    #[arg(long)]
    json: bool,
    /// Draw both versions on one map into this file: what is new, gone or changed
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
}

impl Diff {
    /// Runs the command: 0 without a difference, 1 with one, as diff does.
    pub fn run(self) -> super::Result {
        let old = process_library::read_bounded(&self.old)?;
        let new = process_library::read_bounded(&self.new)?;
        let changes = match difference(&old, &new) {
            Ok(changes) => changes,
            Err((side, diagnostics)) => {
                let (source, path): (&[u8], &Path) = match side {
                    Side::Old => (&old, &self.old),
                    Side::New => (&new, &self.new),
                };
                complain(process_library::render(&diagnostics, source, path).trim_end());
                return Ok(ExitCode::FAILURE);
            }
        };
        for change in &changes {
            say(&if self.json { to_json(change).to_string() } else { change.to_string() });
        }
        if let Some(path) = &self.map {
            let (Some(old), Some(new)) = (compiled(&old, &self.old), compiled(&new, &self.new))
            else {
                return Ok(ExitCode::FAILURE);
            };
            let changed = changes.iter().filter_map(Change::activity).collect();
            let (graph, overlay) = engine::map::difference(&old, &new, &changed);
            std::fs::write(path, graph.svg(&overlay))
                .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        }
        Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// A version that compiles, as a map needs it; says what is wrong with one that does not.
fn compiled(source: &[u8], path: &Path) -> Option<Process> {
    match compile(source, &Surroundings::default()) {
        Ok(process) => Some(process),
        Err(diagnostics) => {
            complain(process_library::render(&diagnostics, source, path).trim_end());
            None
        }
    }
}

fn to_json(change: &Change) -> serde_json::Value {
    json!({ "place": change.place, "old": change.old, "new": change.new })
}

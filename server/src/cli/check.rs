//! `usher check`: everything that is wrong with processes and mappings, located.

mod report;
mod sarif;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use engine::process::compile::compile;
use invokers::invoker::{Fault, Invoker};
use invokers::mapper::Mappers;

use super::complain;
use crate::config::Secrets;
use crate::process_library::{self, InvokerFiles};
use report::{FaultyInvoker, FaultyProcess, Report};

/// See the module.
#[derive(Debug, Args)]
pub struct Check {
    /// Processes; a folder is checked with all its YAML files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The folder of mappings: invokers that the processes name must be there, and compile
    #[arg(long, env = "USHER_MAPPINGS", default_value = "mappings")]
    mappings: PathBuf,
    /// How faults are written: for people; as JSON, one a line; or as one SARIF 2.1.0 log
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Check again whenever a file changes, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

/// How faults are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
}

impl Check {
    /// Runs the command.
    pub fn run(self) -> super::Result {
        if self.watch {
            return super::block_on(watch::watch(&self));
        }
        let report = self.check()?;
        report.print(self.format())?;
        self.note_what_is_left_out();
        complain(&report.summary());
        Ok(if report.n_faults() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    const fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    fn note_what_is_left_out(&self) {
        if !self.mappings.is_dir() {
            complain(&format!(
                "no folder {}: the names of invokers are not checked",
                self.mappings.display()
            ));
        }
    }

    /// Compiles the processes, and the invokers that they name.
    fn check(&self) -> Result<Report, process_library::LibraryError> {
        let invokers = self.invokers()?;
        let mappers = Mappers::new(1);
        let compiled: BTreeMap<&str, Result<Invoker, Vec<Fault>>> = invokers
            .iter()
            .flatten()
            .map(|files| (&*files.name, files.compile(&mappers, &Secrets::Environment)))
            .collect();
        let files = self.process_files()?;
        let around = around(&files)?;
        let mut surroundings = process_library::surroundings(
            compiled.keys().copied(),
            |name| compiled.get(name)?.as_ref().ok(),
            around.iter().map(Vec::as_slice),
        );
        if invokers.is_none() {
            surroundings.invokers = None;
        }
        let mut report = Report { n_processes: files.len(), ..Report::default() };
        let mut named = BTreeSet::new();
        for path in files {
            let source = process_library::read_bounded(&path)?;
            match compile(&source, &surroundings) {
                Ok(process) => named.extend(process.invokers().map(str::to_owned)),
                Err(diagnostics) => {
                    report.processes.push(FaultyProcess { path, source, diagnostics });
                }
            }
        }
        let faulty: BTreeMap<String, Vec<Fault>> = compiled
            .into_iter()
            .filter_map(|(name, compiled)| Some((name.to_owned(), compiled.err()?)))
            .filter(|(name, _)| named.contains(name))
            .collect();
        for files in invokers.into_iter().flatten() {
            if let Some(faults) = faulty.get(&files.name).cloned() {
                report.invokers.push(FaultyInvoker { files, faults });
            }
        }
        Ok(report)
    }

    fn process_files(&self) -> Result<Vec<PathBuf>, process_library::LibraryError> {
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

    /// The invokers, or `None` where there is no folder of them.
    fn invokers(&self) -> Result<Option<Vec<InvokerFiles>>, process_library::LibraryError> {
        if !self.mappings.is_dir() {
            return Ok(None);
        }
        process_library::read_invokers(&self.mappings).map(Some)
    }
}

/// The documents of the folders of these files: processes may begin those that lie beside them.
fn around(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, process_library::LibraryError> {
    let folders: BTreeSet<&Path> = files
        .iter()
        .filter_map(|file| file.parent())
        .map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
        .collect();
    let mut paths: BTreeSet<PathBuf> = files.iter().cloned().collect();
    for folder in folders {
        paths.extend(process_library::process_files(folder)?);
    }
    paths.iter().map(|path| process_library::read_bounded(path)).collect()
}

pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

//! `usher fmt`: processes in canonical form.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use engine::process::document::DOCUMENT_LENGTH_MAX;
use engine::process::format::format;
use similar::TextDiff;

use super::{complain, ignore_closed, say};
use crate::process_library;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// See the module.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Processes; a folder stands for all its YAML files, `-` for standard input, which goes to standard
    /// output
    #[arg(default_value = "processes")]
    files: Vec<PathBuf>,
    /// Change nothing; show what would change, and fail if anything would
    #[arg(long)]
    check: bool,
}

/// What came of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// It was in canonical form.
    Same,
    /// It was not; it is now, unless nothing was to be changed.
    Other,
    /// It cannot be read, and was left alone.
    Faulty,
}

impl Fmt {
    /// Runs the command.
    pub fn run(self) -> super::Result {
        let mut came = Vec::new();
        for path in &self.files {
            if path.as_os_str() == "-" {
                came.push(self.standard_input()?);
            } else if path.is_dir() {
                for path in process_library::process_files(path)? {
                    came.push(self.file(&path)?);
                }
            } else {
                came.push(self.file(path)?);
            }
        }
        let is_well = |came: &Came| match came {
            Came::Same => true,
            Came::Other => !self.check,
            Came::Faulty => false,
        };
        Ok(if came.iter().all(is_well) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn standard_input(&self) -> Result<Came, Box<dyn std::error::Error>> {
        let mut source = Vec::new();
        // One byte more than is possible, so that it is refused and not cut.
        let length_max = u64::try_from(DOCUMENT_LENGTH_MAX)?.saturating_add(1);
        std::io::stdin()
            .lock()
            .take(length_max)
            .read_to_end(&mut source)
            .map_err(|error| format!("cannot read standard input: {error}"))?;
        let Some(text) = formatted(&source, Path::new("<stdin>")) else { return Ok(Came::Faulty) };
        let came = if text.as_bytes() == source { Came::Same } else { Came::Other };
        if !self.check {
            ignore_closed(std::io::stdout().lock().write_all(text.as_bytes()));
        } else if came == Came::Other {
            show(&source, &text, Path::new("<stdin>"));
        }
        Ok(came)
    }

    fn file(&self, path: &Path) -> Result<Came, Box<dyn std::error::Error>> {
        let source = process_library::read_bounded(path)?;
        let Some(text) = formatted(&source, path) else { return Ok(Came::Faulty) };
        if text.as_bytes() == source {
            return Ok(Came::Same);
        }
        if self.check {
            show(&source, &text, path);
        } else {
            replace(path, &text)
                .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
            say(&path.display().to_string());
        }
        Ok(Came::Other)
    }
}

/// The document in canonical form; says what keeps it from being read.
fn formatted(source: &[u8], path: &Path) -> Option<String> {
    match format(source) {
        Ok(text) => Some(text),
        Err(diagnostics) => {
            complain(process_library::render(&diagnostics, source, path).trim_end());
            None
        }
    }
}

fn show(source: &[u8], text: &str, path: &Path) {
    let source = String::from_utf8_lossy(source);
    let (before, after) = (format!("a/{}", path.display()), format!("b/{}", path.display()));
    let diff = TextDiff::from_lines(&*source, text);
    let diff = diff.unified_diff().context_radius(CONTEXT).header(&before, &after).to_string();
    say(diff.trim_end_matches('\n'));
}

/// Puts a text in the place of a file: at any moment there is the old one or the new one, with the same
/// rights. A link stays one.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".usher-fmt-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(std::fs::metadata(&path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

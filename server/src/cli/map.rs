//! `usher map`: a process as SVG.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use engine::map::Overlay;
use engine::process::compile::{Surroundings, compile};

use super::{complain, write_or_say};
use crate::process_library;

/// See the module.
#[derive(Debug, Args)]
pub struct Map {
    /// The process
    file: PathBuf,
    /// Where to write the map; standard output if not given
    #[arg(short, long)]
    output: Option<PathBuf>,
}

impl Map {
    /// Runs the command.
    pub fn run(self) -> super::Result {
        let source = process_library::read_bounded(&self.file)?;
        let process = match compile(&source, &Surroundings::default()) {
            Ok(process) => process,
            Err(diagnostics) => {
                complain(process_library::render(&diagnostics, &source, &self.file).trim_end());
                return Ok(ExitCode::FAILURE);
            }
        };
        let svg = engine::map::svg(&process, &Overlay::default());
        write_or_say(self.output.as_deref(), &svg)
    }
}

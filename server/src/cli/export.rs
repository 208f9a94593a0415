//! `usher export`: a process as BPMN 2.0.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use engine::process::compile::{Surroundings, compile};

use super::{complain, write_or_say};
use crate::process_library;

/// See the module.
#[derive(Debug, Args)]
pub struct Export {
    /// The process
    file: PathBuf,
    /// Where to write the BPMN; standard output if not given
    #[arg(short, long)]
    output: Option<PathBuf>,
}

impl Export {
    /// Runs the command.
    pub fn run(self) -> super::Result {
        let source = process_library::read_bounded(&self.file)?;
        let exported = compile(&source, &Surroundings::default())
            .and_then(|process| bpmn::export(&source, &process));
        match exported {
            Ok(xml) => write_or_say(self.output.as_deref(), &xml),
            Err(diagnostics) => {
                complain(process_library::render(&diagnostics, &source, &self.file).trim_end());
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

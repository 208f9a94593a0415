//! `usher simulate`: goes through a process without a server, step by step or by lot.

mod random;
mod steps;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use engine::process::compile::{Surroundings, compile};

use super::complain;
use crate::clock::Clock;
use crate::process_library;

/// See the module.
#[derive(Debug, Args)]
pub struct Simulate {
    /// The process
    file: PathBuf,
    /// Go through it by lot, again and again, with values that its fields allow; a place where it gets stuck is a failure
    #[arg(long)]
    random: bool,
    /// The number that determines the first walk; the next ones have the numbers after it. By lot, if not given
    #[arg(long, requires = "random")]
    seed: Option<u64>,
    /// How many walks
    #[arg(long, requires = "random", default_value_t = 1000)]
    runs: u64,
    /// How many steps a walk makes at most
    #[arg(long, requires = "random", default_value_t = 100)]
    steps: usize,
    /// Print the result of the walks as JSON
    #[arg(long, requires = "random")]
    json: bool,
}

impl Simulate {
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
        let now = Clock::System.now();
        if self.random {
            return Ok(random::run(&self, &process, now));
        }
        steps::converse(
            &process,
            now,
            &mut std::io::stdin().lock(),
            &mut std::io::stdout().lock(),
        )?;
        Ok(ExitCode::SUCCESS)
    }
}

//! `usher schema`: the process language as JSON Schema.

use std::path::PathBuf;

use clap::Args;

use super::write_or_say;

/// See the module.
#[derive(Debug, Args)]
pub struct Schema {
    /// Where to write the schema; standard output if not given
    #[arg(short, long)]
    output: Option<PathBuf>,
}

impl Schema {
    /// Runs the command.
    pub fn run(self) -> super::Result {
        write_or_say(self.output.as_deref(), &engine::process::schema::text())
    }
}

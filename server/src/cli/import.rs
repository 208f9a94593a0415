//! `usher import`: a process from BPMN 2.0.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{complain, write_or_say};

/// See the module.
#[derive(Debug, Args)]
pub struct Import {
    /// The BPMN file
    file: PathBuf,
    /// Where to write the process; standard output if not given
    #[arg(short, long)]
    output: Option<PathBuf>,
}

impl Import {
    /// Runs the command.
    pub fn run(self) -> super::Result {
        let path = self.file.display();
        let unreadable = |error| format!("cannot read {path}: {error}");
        let file = File::open(&self.file).map_err(unreadable)?;
        let mut source = Vec::new();
        // One byte more is enough to be refused.
        file.take(bpmn::FILE_LENGTH_MAX as u64 + 1).read_to_end(&mut source).map_err(unreadable)?;
        match bpmn::import(&source) {
            Ok(yaml) => write_or_say(self.output.as_deref(), &yaml),
            Err(faults) => {
                for fault in faults {
                    complain(&format!("{path}:{fault}"));
                }
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

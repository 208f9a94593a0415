//! The command `usher`.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Cli;

fn main() -> ExitCode {
    #[cfg(feature = "failpoints")]
    let _armed = fail::FailScenario::setup();
    server::cli::run(Cli::parse())
}

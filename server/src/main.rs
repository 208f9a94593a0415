//! The command `usher`.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use server::cli::Cli;

/// Gives back the 19 MiB that each password hash needs; glibc's allocator keeps them, once for each
/// thread that ever hashed.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    #[cfg(feature = "failpoints")]
    let _armed = fail::FailScenario::setup();
    server::cli::run(Cli::parse())
}

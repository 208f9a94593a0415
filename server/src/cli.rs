//! The command line. Data goes to standard output, everything else to standard error.

pub mod check;
pub mod demo;
pub mod diff;
pub mod doctor;
pub mod export;
pub mod fmt;
pub mod import;
pub mod map;
pub mod migrate;
pub mod replay;
pub mod schema;
pub mod serve;
pub mod simulate;
pub mod test;
pub mod token;
pub mod user;
pub mod xslt;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// Leads people through processes.
#[derive(Debug, Parser)]
#[command(name = "usher", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the portal, the admin's pages and the API
    Serve(serve::Serve),
    /// Serve with a sample customer and its people, on this machine alone
    Demo(demo::Demo),
    /// Check processes and mappings, and say everything that is wrong with them
    Check(check::Check),
    /// Write processes in canonical form: keys in their order, comments kept
    Fmt(fmt::Fmt),
    /// Try mappings on their cases and processes in their scenarios, and say what these reach
    Test(test::Test),
    /// Go through a process without a server, step by step or by lot
    Simulate(simulate::Simulate),
    /// Run a stylesheet, as xsltproc does
    Xslt(xslt::Xslt),
    /// Say what is different between two versions of a process
    Diff(diff::Diff),
    /// Draw a process as SVG
    Map(map::Map),
    /// Write the JSON Schema of processes, by which editors complete and check them
    Schema(schema::Schema),
    /// Write a process as BPMN 2.0
    Export(export::Export),
    /// Make a process of a BPMN 2.0 file, or say everything that is in its way
    Import(import::Import),
    /// Move tickets to another version of their process, by a plan
    Migrate(migrate::Migrate),
    /// Run a new version of a process against all journals, and say which tickets would have ended elsewhere
    Replay(replay::Replay),
    /// Administer the people who sign in
    User(user::User),
    /// Administer the tokens with which programs call operations
    Token(token::Token),
    /// Look over the installation and say what is wrong with it
    Doctor(doctor::Doctor),
    /// Measure the product beside the limits of this machine
    Bench(crate::bench::Bench),
}

/// Runs a command; its exit code: 0 all is well, 1 something is wrong with what was given, 2 usage.
pub fn run(cli: Cli) -> ExitCode {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_unset| EnvFilter::new("warn,server=info,invokers=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let result = match cli.command {
        Command::Check(command) => command.run(),
        Command::Fmt(command) => command.run(),
        Command::Test(command) => block_on(command.run()),
        Command::Simulate(command) => command.run(),
        Command::Xslt(command) => command.run(),
        Command::Map(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Serve(command) => block_on(command.run()),
        Command::Demo(command) => block_on(command.run()),
        Command::Migrate(command) => block_on(command.run()),
        Command::Replay(command) => block_on(command.run()),
        Command::User(command) => block_on(command.run()),
        Command::Token(command) => block_on(command.run()),
        Command::Doctor(command) => block_on(command.run()),
        Command::Bench(command) => block_on(command.run()),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            complain(&format!("error: {}", chain(&*failure)));
            ExitCode::FAILURE
        }
    }
}

/// What a command answers: an exit code, or what kept it from its work.
pub type Result = std::result::Result<ExitCode, Box<dyn std::error::Error>>;

fn block_on(command: impl Future<Output = Result>) -> Result {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}

/// An error with its causes, on one line each.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str("\n  because: ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// A line to standard output. A reader that has gone away (`usher ... | head`) is no error.
pub fn say(line: &str) {
    ignore_closed(writeln!(std::io::stdout().lock(), "{line}"));
}

/// Writes what a command made to a file, or to standard output if none is given.
fn write_or_say(path: Option<&Path>, text: &str) -> Result {
    match path {
        Some(path) => std::fs::write(path, text)
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?,
        None => say(text.trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}

/// A line to standard error.
pub fn complain(line: &str) {
    ignore_closed(writeln!(std::io::stderr().lock(), "{line}"));
}

fn ignore_closed(result: std::io::Result<()>) {
    if let Err(error) = result {
        tracing::debug!(%error, "output could not be written");
    }
}

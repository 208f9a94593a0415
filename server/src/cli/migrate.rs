//! `usher migrate`: moves tickets to another version of their process, by a plan that people have read.

mod apply;
mod making;
mod plan;
mod undo;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use engine::access::Actor;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::{complain, say};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Paths, Secrets};
use crate::process_library::{self, Version};

pub(crate) use apply::apply;
pub(crate) use making::make;
pub(super) use making::places;
pub(crate) use plan::To;

/// See the module.
#[derive(Debug, Args)]
pub struct Migrate {
    #[command(subcommand)]
    command: MigrateCommand,
}

#[derive(Debug, Subcommand)]
enum MigrateCommand {
    /// Say what would move where, and what cannot, as a file to be read and edited
    Plan(PlanArgs),
    /// Move the tickets of a plan; run again after a crash, it goes on where it stopped
    Apply(PlanFile),
    /// Move the tickets of a plan back, unless something has happened to them since
    Undo(PlanFile),
}

#[derive(Debug, Args)]
struct PlanArgs {
    /// The new version of the process
    #[arg(required_unless_present = "with")]
    file: Option<PathBuf>,
    /// Where the tickets at an activity go on, if not at the one of the same name; may be repeated
    #[arg(long, value_name = "OLD=NEW", value_parser = pair)]
    moves: Vec<(String, String)>,
    /// A plan whose `moves` and `fill`, and whose file if none is given, are taken over
    #[arg(long, value_name = "PLAN")]
    with: Option<PathBuf>,
    /// The file of the plan; standard output if not given
    #[arg(short, long)]
    output: Option<PathBuf>,
    #[command(flatten)]
    paths: Paths,
}

#[derive(Debug, Args)]
struct PlanFile {
    /// The plan
    plan: PathBuf,
    #[command(flatten)]
    paths: Paths,
    /// Print what became of each ticket as JSON, one a line
    #[arg(long)]
    json: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (old, new) = text.split_once('=').ok_or("it is not of the form OLD=NEW")?;
    Ok((old.to_owned(), new.to_owned()))
}

impl Migrate {
    /// Runs the command: exit code 1 if a ticket is not moved that the command is about.
    pub async fn run(self) -> super::Result {
        let done = match self.command {
            MigrateCommand::Plan(plan) => plan.run().await,
            MigrateCommand::Apply(file) => file.apply().await,
            MigrateCommand::Undo(file) => file.undo().await,
        };
        done.map_err(|failure| -> Box<dyn std::error::Error> { failure })
    }
}

/// What kept a command from its work; tasks hand it on.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The installation, as it is served beside this command.
pub(super) async fn open(paths: &Paths) -> Result<App, Failure> {
    if !paths.database.exists() {
        return Err(format!("there is no database {}", paths.database.display()).into());
    }
    let config = Config {
        paths: paths.clone(),
        base_url: url::Url::parse("http://127.0.0.1/")?,
        secrets: Secrets::Environment,
        demo: false,
        relay: None,
    };
    Ok(App::inspect(config, Clock::System).await?)
}

/// A version of a process from a file.
pub(super) fn version(app: &App, file: &Path) -> Result<Version, Failure> {
    let bytes = process_library::read_bounded(file)?;
    app.library().compile_other(&bytes).map_err(|diagnostics| {
        let faults = process_library::render(&diagnostics, &bytes, file);
        format!("the new version does not compile:\n{}", faults.trim_end()).into()
    })
}

/// A bar on a terminal, nothing elsewhere.
pub(super) fn bar(length: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length).with_message(what);
    match ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(error) => {
            tracing::debug!(%error, "the progress bar keeps its own style");
            bar
        }
    }
}

/// The operator, who moves tickets at the command line.
const OPERATOR: Actor = Actor::System;

/// What became of the tickets of a plan.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How many are where they are to be.
    pub(crate) done: usize,
    /// How many of them were there before.
    pub(crate) before: usize,
    /// Number, a word for what happened, and why the ticket is not where it is to be.
    pub(crate) others: Vec<(String, &'static str, String)>,
}

impl Outcome {
    fn say(mut self, done: &str, json: bool) -> ExitCode {
        self.others.sort();
        for (number, result, because) in &self.others {
            if json {
                let line = json!({ "ticket": number, "result": result, "because": because });
                say(&line.to_string());
            } else {
                say(&format!("{number} {result}: {because}"));
            }
        }
        let of = |word: &str| self.others.iter().filter(|(_, result, _)| *result == word).count();
        let (skipped, cannot) = (of(SKIPPED), of(CANNOT));
        if json {
            let totals: Value = json!({
                "done": self.done, "before": self.before, "skipped": skipped, "cannot": cannot,
            });
            say(&totals.to_string());
        } else {
            let before = match self.before {
                0 => String::new(),
                before => format!(" ({before} of them before)"),
            };
            complain(&format!(
                "{} {done}{before}, {skipped} skipped, {cannot} cannot be",
                self.done
            ));
        }
        if self.others.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// The ticket is not as it was when the plan was made.
const SKIPPED: &str = "skipped";
/// The ticket cannot go there.
const CANNOT: &str = "cannot";

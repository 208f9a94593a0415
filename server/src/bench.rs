//! `usher bench`: the product beside the limits of the machine that it runs on, measured in the same
//! minute.

mod load;
mod migration;
mod report;
mod target;
mod timers;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};

use crate::cli::complain;
use crate::config::Paths;
use crate::store::limit;

use migration::Migration;
use report::Report;
use target::{Http, InProcess};
use timers::Timers;

/// See the module.
#[derive(Debug, Args)]
pub struct Bench {
    #[command(subcommand)]
    command: BenchCommand,
}

#[derive(Debug, Subcommand)]
enum BenchCommand {
    /// Complete registrations per second, each durable when it is answered
    Steps(Steps),
    /// How long it takes until timers that come due in one moment are fired
    Timers(Timers),
    /// How long it takes to move tickets to another version of their process
    Migration(Migration),
}

#[derive(Debug, Args)]
struct Steps {
    /// How many clients at once; one measurement each
    #[arg(long, value_delimiter = ',', default_values_t = [1, 8, 64])]
    clients: Vec<usize>,
    /// How long each measurement takes, in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// The folder of processes
    #[arg(long, env = "USHER_PROCESSES", default_value = "processes")]
    processes: PathBuf,
    /// The folder of mappings
    #[arg(long, env = "USHER_MAPPINGS", default_value = "mappings")]
    mappings: PathBuf,
    /// Where the databases of the measurements are put, so that the right disk is measured
    #[arg(long, default_value = "var/bench")]
    folder: PathBuf,
    /// Print the figures as JSON, one a line
    #[arg(long)]
    json: bool,
}

impl Bench {
    /// Runs the command.
    pub async fn run(self) -> crate::cli::Result {
        match self.command {
            BenchCommand::Steps(steps) => steps.run().await,
            BenchCommand::Timers(timers) => timers.run().await,
            BenchCommand::Migration(migration) => migration.run().await,
        }
    }
}

impl Steps {
    async fn run(self) -> crate::cli::Result {
        let time = Duration::from_secs(self.seconds.max(1));
        std::fs::create_dir_all(&self.folder)?;
        let report = Report { json: self.json };
        report.head();
        for &clients in &self.clients {
            let limit = limit::commits_per_second(
                &self.folder.join("limit.db"),
                time.min(Duration::from_secs(2)),
            )
            .await?;
            report.limit(limit);
            let paths = self.fresh("in-process")?;
            let target = InProcess::start(paths).await?;
            let measured = load::run(clients, time, &target).await;
            report.row("in process", clients, &measured, limit);
            target.stop().await?;
            let target = Http::start(self.fresh("http")?).await?;
            let measured = load::run(clients, time, &target).await;
            report.row("over HTTP", clients, &measured, limit);
            target.stop().await?;
            if let Some(fault) = &measured.first_fault {
                complain(&format!("{} of them failed, the first with: {fault}", measured.faults));
                return Ok(ExitCode::FAILURE);
            }
        }
        report.memory();
        Ok(ExitCode::SUCCESS)
    }

    /// Paths with a database that does not exist yet.
    fn fresh(&self, name: &str) -> std::io::Result<Paths> {
        let database = fresh_database(&self.folder, name)?;
        Ok(Paths { database, processes: self.processes.clone(), mappings: self.mappings.clone() })
    }
}

/// The path of a database that does not exist yet.
fn fresh_database(folder: &Path, name: &str) -> std::io::Result<PathBuf> {
    let database = folder.join(format!("{name}.db"));
    for suffix in ["", "-wal", "-shm"] {
        let mut file = database.clone().into_os_string();
        file.push(suffix);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(database)
}

//! Many tickets that are moved to another version of their process.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use engine::access::{ADMIN_GROUP, Actor};
use engine::migration::Mapping;
use jiff::Timestamp;
use serde_json::json;
use tokio::task::JoinSet;
use url::Url;

use super::fresh_database;
use crate::app::App;
use crate::cli::migrate::{To, apply, make};
use crate::cli::{complain, say};
use crate::clock::Clock;
use crate::config::{Config, Paths, Secrets};

/// How many tickets are begun at once.
const AT_ONCE: usize = 64;

const PROCESS: &str = "bench-migration";
const SOURCE: &str = r#"process: bench-migration
name: Ask somebody
start: { activity: pause, by: agents }
ticket: { title: A question, queue: Misc, priority: 3 normal }
fields:
  Amount: { label: Amount, type: integer, default: "1" }
activities:
  pause: { wait: A week, after: 1w, next: done }
  done: { end: closed successful }
"#;

/// See the module.
#[derive(Debug, Args)]
pub(super) struct Migration {
    /// How many tickets
    #[arg(long = "tickets", default_value_t = 10_000)]
    count: usize,
    /// Where the database of the measurement is put, so that the right disk is measured
    #[arg(long, default_value = "var/bench")]
    folder: PathBuf,
    /// Print the figures as JSON, one a line
    #[arg(long)]
    json: bool,
}

impl Migration {
    pub(super) async fn run(self) -> crate::cli::Result {
        let app = self.app().await?;
        self.begin(&app).await?;
        // A pause that is called something else and lasts longer, and one more field.
        let new = SOURCE
            .replace("pause", "wait-on")
            .replace("activities:", "  Reason: { label: Reason, type: text }\nactivities:");
        let version = app.library().compile_other(new.as_bytes());
        let version = version.map_err(|faults| format!("{faults:?}"))?;
        let mapping = Mapping {
            moves: [("pause".to_owned(), "wait-on".to_owned())].into(),
            fill: [("Reason".to_owned(), vec!["none".to_owned()])].into(),
        };
        let to = To { file: PathBuf::from("new"), hash: version.hash.clone() };
        let began = Instant::now();
        let plan =
            make(&app, &version, to, mapping).await.map_err(|failure| failure.to_string())?;
        let planned = began.elapsed();
        let began = Instant::now();
        let outcome = apply(&app, version, plan).await.map_err(|failure| failure.to_string())?;
        let applied = began.elapsed();
        app.close().await?;
        if outcome.done != self.count {
            complain(&format!("{} of {} tickets were moved", outcome.done, self.count));
            return Ok(ExitCode::FAILURE);
        }
        self.report(planned, applied);
        Ok(ExitCode::SUCCESS)
    }

    /// The product over a fresh database, with one process.
    async fn app(&self) -> Result<App, Box<dyn std::error::Error>> {
        let folder = self.folder.join("migration");
        let (processes, mappings) = (folder.join("processes"), folder.join("mappings"));
        std::fs::create_dir_all(&processes)?;
        std::fs::create_dir_all(&mappings)?;
        std::fs::write(processes.join(format!("{PROCESS}.yaml")), SOURCE)?;
        let paths = Paths { database: fresh_database(&folder, "migration")?, processes, mappings };
        let base_url = Url::parse("http://127.0.0.1/")?;
        let secrets = Secrets::Environment;
        let config = Config { paths, base_url, secrets, demo: false, relay: None };
        Ok(App::open(config, Clock::fixed(Timestamp::UNIX_EPOCH)).await?)
    }

    /// Begins the tickets that wait.
    async fn begin(&self, app: &App) -> Result<(), Box<dyn std::error::Error>> {
        let mut running = JoinSet::new();
        for _ in 0..self.count {
            if running.len() >= AT_ONCE
                && let Some(begun) = running.join_next().await
            {
                begun??;
            }
            let app = app.clone();
            running.spawn(async move { app.start(&agent(), PROCESS, None).await });
        }
        while let Some(begun) = running.join_next().await {
            begun??;
        }
        Ok(())
    }

    fn report(&self, planned: Duration, applied: Duration) {
        let (planned, applied) = (planned.as_secs_f64(), applied.as_secs_f64());
        let tickets = self.count;
        if self.json {
            let figures =
                json!({ "tickets": tickets, "plan_seconds": planned, "apply_seconds": applied });
            say(&figures.to_string());
        } else {
            say(&format!("{tickets} tickets planned in {planned:.2} s, moved in {applied:.2} s"));
        }
    }
}

fn agent() -> Actor {
    Actor::Agent { login: "bench".to_owned(), groups: vec![ADMIN_GROUP.to_owned()] }
}

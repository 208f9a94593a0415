//! Many timers that come due in one moment.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use engine::access::{ADMIN_GROUP, Actor};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::task::JoinSet;
use url::Url;

use super::fresh_database;
use crate::app::App;
use crate::cli::{complain, say};
use crate::clock::Clock;
use crate::config::{Config, Paths, Secrets};
use crate::store::timer;

/// Within this time all of them are to be fired.
const TIME_MAX: Duration = Duration::from_secs(10);
/// How many tickets are begun at once.
const AT_ONCE: usize = 64;
/// How often it is looked whether all are fired.
const LOOK: Duration = Duration::from_millis(20);

const PROCESS: &str = "bench-wait";
const SOURCE: &str = r"process: bench-wait
name: Wait a minute
start: { activity: pause, by: agents }
ticket: { title: A wait, queue: Misc, priority: 3 normal }
activities:
  pause: { wait: A minute, after: 1m, next: done }
  done: { end: closed successful }
";

/// See the module.
#[derive(Debug, Args)]
pub(super) struct Timers {
    /// How many timers
    #[arg(long = "timers", default_value_t = 10_000)]
    count: usize,
    /// Where the database of the measurement is put, so that the right disk is measured
    #[arg(long, default_value = "var/bench")]
    folder: PathBuf,
    /// Print the figures as JSON, one a line
    #[arg(long)]
    json: bool,
}

impl Timers {
    pub(super) async fn run(self) -> crate::cli::Result {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let app = self.app(clock.clone()).await?;
        self.begin(&app).await?;
        app.start_timers();
        clock.advance(SignedDuration::from_secs(60));
        let began = Instant::now();
        let mut waiting = u64::MAX;
        while waiting > 0 && began.elapsed() < TIME_MAX * 10 {
            tokio::time::sleep(LOOK).await;
            waiting = timer::count_due(app.store().read(), clock.now()).await?;
        }
        let took = began.elapsed();
        app.close().await?;
        if waiting > 0 {
            complain(&format!("{waiting} timers were not fired"));
            return Ok(ExitCode::FAILURE);
        }
        self.report(took);
        Ok(if took <= TIME_MAX { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// The product over a fresh database, with one process.
    async fn app(&self, clock: Clock) -> Result<App, Box<dyn std::error::Error>> {
        let folder = self.folder.join("timers");
        let (processes, mappings) = (folder.join("processes"), folder.join("mappings"));
        std::fs::create_dir_all(&processes)?;
        std::fs::create_dir_all(&mappings)?;
        std::fs::write(processes.join(format!("{PROCESS}.yaml")), SOURCE)?;
        let paths = Paths { database: fresh_database(&folder, "timers")?, processes, mappings };
        let base_url = Url::parse("http://127.0.0.1/")?;
        let secrets = Secrets::Environment;
        let config = Config { paths, base_url, secrets, demo: false, relay: None };
        Ok(App::open(config, clock).await?)
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

    fn report(&self, took: Duration) {
        let (timers, seconds) = (self.count, took.as_secs_f64());
        let ratio = seconds / TIME_MAX.as_secs_f64();
        if self.json {
            let figures = json!({ "timers": timers, "seconds": seconds, "ratio_to_limit": ratio });
            say(&figures.to_string());
        } else {
            let limit = TIME_MAX.as_secs();
            say(&format!("{timers} timers fired in {seconds:.2} s: {ratio:.2} of {limit} s"));
        }
    }
}

fn agent() -> Actor {
    Actor::Agent { login: "bench".to_owned(), groups: vec![ADMIN_GROUP.to_owned()] }
}

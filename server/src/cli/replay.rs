//! `usher replay`: what would have become of all tickets in a new version of their process.

mod against;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::migrate::{Failure, bar, open, version};
use super::{complain, say};
use crate::app::App;
use crate::config::Paths;
use crate::store::records::TicketId;
use crate::store::ticket;
use against::{Fate, against};

/// How many tickets are in memory at once.
const PAGE: u64 = 200;

/// See the module.
#[derive(Debug, Args)]
pub struct Replay {
    /// The new version of the process
    #[arg(long, value_name = "FILE")]
    against: PathBuf,
    /// The process whose tickets are replayed; that of the file if not given
    #[arg(long, value_name = "NAME")]
    process: Option<String>,
    #[command(flatten)]
    paths: Paths,
    /// Print each ticket that would have ended elsewhere, and the totals, as JSON, one a line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Default)]
struct Totals {
    same: usize,
    elsewhere: usize,
    refused: usize,
    unreadable: usize,
}

impl Replay {
    /// Runs the command: exit code 1 if any ticket would have ended elsewhere.
    pub async fn run(self) -> super::Result {
        let replayed = self.replay().await;
        let replayed = replayed.map_err(|failure| -> Box<dyn std::error::Error> { failure })?;
        let Totals { same, elsewhere, refused, unreadable } = replayed;
        if self.json {
            let totals = json!({
                "same": same, "elsewhere": elsewhere, "refused": refused, "unreadable": unreadable,
            });
            say(&totals.to_string());
        } else {
            let unreadable = match unreadable {
                0 => String::new(),
                unreadable => format!(", {unreadable} could not be read"),
            };
            complain(&format!(
                "{same} would have ended the same, {elsewhere} elsewhere, {refused} would have been refused{unreadable}"
            ));
        }
        let is_well = elsewhere + refused + unreadable == 0;
        Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn replay(&self) -> Result<Totals, Failure> {
        let app = open(&self.paths).await?;
        let totals = self.totals(&app).await;
        app.close().await?;
        totals
    }

    async fn totals(&self, app: &App) -> Result<Totals, Failure> {
        let version = version(app, &self.against)?;
        let process = self.process.as_deref().unwrap_or_else(|| version.process.name());
        let reads = app.store().read();
        let bar = bar(ticket::count_of_process(reads, process).await?, "replaying");
        let mut totals = Totals::default();
        let mut after = TicketId(0);
        loop {
            let page = ticket::of_process(reads, process, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id();
            for raw in page {
                bar.inc(1);
                let number = raw.number().to_owned();
                let fate = against(app, raw, &version).await;
                bar.suspend(|| self.tell(&number, &fate, &mut totals));
            }
        }
        bar.finish_and_clear();
        Ok(totals)
    }

    /// Says what would have become of a ticket, unless it is the same.
    fn tell(&self, number: &str, fate: &Fate, totals: &mut Totals) {
        let (count, result) = match fate {
            Fate::Same => (&mut totals.same, "same"),
            Fate::Elsewhere { .. } => (&mut totals.elsewhere, "elsewhere"),
            Fate::Refused { .. } => (&mut totals.refused, "refused"),
            Fate::Unreadable(_) => (&mut totals.unreadable, "unreadable"),
        };
        *count += 1;
        if matches!(fate, Fate::Same) {
            return;
        }
        if self.json {
            let mut line = to_json(fate);
            if let Some(line) = line.as_object_mut() {
                line.insert("ticket".to_owned(), json!(number));
                line.insert("result".to_owned(), json!(result));
            }
            say(&line.to_string());
        } else {
            say(&format!("{number} {fate}"));
        }
    }
}

fn to_json(fate: &Fate) -> Value {
    match fate {
        Fate::Same => json!({}),
        Fate::Elsewhere { ended, instead_of, parts_at } => {
            json!({ "ended": ended, "instead_of": instead_of, "parts_at": parts_at })
        }
        Fate::Refused { entry, because, parts_at } => {
            json!({ "entry": entry, "because": because, "parts_at": parts_at })
        }
        Fate::Unreadable(because) => json!({ "because": because }),
    }
}

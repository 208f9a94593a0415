//! `usher doctor`: the installation, looked over.

use std::process::ExitCode;

use clap::Args;
use jiff::SignedDuration;
use serde_json::json;

use super::{chain, say};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Paths, Secrets};
use crate::store::records::TicketId;
use crate::store::{Store, health, job, mail, ticket};

/// See the module.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    paths: Paths,
    /// Print the findings as JSON, one a line
    #[arg(long)]
    json: bool,
}

/// How many tickets' journals are replayed at once, between which memory is freed.
const PAGE: u64 = 200;

/// How long a mail that was given up is a finding: by then somebody has seen it.
const GIVEN_UP_SHOWN: SignedDuration = SignedDuration::from_hours(30 * 24);

struct Finding {
    what: &'static str,
    result: Result<String, String>,
}

impl Doctor {
    /// Runs the command: exit code 1 if anything is wrong.
    pub async fn run(self) -> super::Result {
        let mut findings = vec![self.definitions()];
        let base_url = url::Url::parse("http://127.0.0.1/")?;
        let config = Config {
            paths: self.paths.clone(),
            base_url,
            secrets: Secrets::Environment,
            demo: false,
            relay: None,
        };
        if self.paths.database.exists() {
            match App::open_store(&self.paths).await {
                Ok(store) => {
                    findings.extend(database(&store).await);
                    store.close().await?;
                    match App::inspect(config, Clock::System).await {
                        Ok(app) => {
                            findings.push(replays(&app).await);
                            app.close().await?;
                        }
                        Err(error) => {
                            findings.push(Finding { what: "start", result: Err(chain(&error)) });
                        }
                    }
                }
                Err(error) => {
                    findings.push(Finding { what: "database", result: Err(chain(&error)) });
                }
            }
        } else {
            let missing =
                format!("{} is not there; `usher serve` creates it", self.paths.database.display());
            findings.push(Finding { what: "database", result: Err(missing) });
        }
        for finding in &findings {
            self.print(finding);
        }
        let well = findings.iter().all(|finding| finding.result.is_ok());
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn print(&self, finding: &Finding) {
        let (ok, text) = match &finding.result {
            Ok(text) => (true, text),
            Err(text) => (false, text),
        };
        if self.json {
            say(&json!({ "what": finding.what, "ok": ok, "text": text }).to_string());
        } else {
            say(&format!("{} {}: {}", if ok { "ok   " } else { "WRONG" }, finding.what, text));
        }
    }

    fn definitions(&self) -> Finding {
        let result = App::compile(&self.paths, &Secrets::Environment)
            .map_err(|error| chain(&error))
            .map(|library| {
                let processes = library.current().count();
                format!("{processes} processes and {} invokers compile", library.invoker_count())
            });
        Finding { what: "processes and mappings", result }
    }
}

async fn database(store: &Store) -> Vec<Finding> {
    let integrity = match health::faults(store.read()).await {
        Ok(faults) if faults.is_empty() => Ok("the file is sound".to_owned()),
        Ok(faults) => Err(faults.join("; ")),
        Err(error) => Err(chain(&error)),
    };
    let jobs = match job::counts(store.read(), Clock::System.now()).await {
        Ok(counts) => {
            Ok(format!("{} due, {} for later, {} at work", counts.due, counts.later, counts.held))
        }
        Err(error) => Err(chain(&error)),
    };
    vec![
        Finding { what: "database", result: integrity },
        Finding { what: "jobs", result: jobs },
        Finding { what: "mails", result: mails(store).await },
    ]
}

/// How many mails wait, or which were given up.
async fn mails(store: &Store) -> Result<String, String> {
    let since =
        Clock::System.now().checked_sub(GIVEN_UP_SHOWN).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let counts = mail::counts(store.read()).await.map_err(|error| chain(&error))?;
    let counted = format!("{} wait, {} were delivered", counts.waiting, counts.sent);
    let given_up = mail::given_up(store.read(), since).await.map_err(|error| chain(&error))?;
    if given_up.is_empty() {
        return Ok(counted);
    }
    let named = given_up.into_iter().map(|mail| {
        format!("mail {} of {}: {}", mail.id, mail.created, mail.last_error.unwrap_or_default())
    });
    Err(format!("{counted}, given up: {}", named.collect::<Vec<_>>().join("; ")))
}

/// Replays every ticket's journal and compares the result with what is stored.
async fn replays(app: &App) -> Finding {
    let mut checked = 0;
    let mut wrong = Vec::new();
    let mut after = TicketId(0);
    let result = loop {
        let ids = match ticket::ids_after(app.store().read(), after, PAGE).await {
            Ok(ids) => ids,
            Err(error) => break Err(chain(&error)),
        };
        let Some(last) = ids.last() else { break Ok(()) };
        after = *last;
        for id in ids {
            checked += 1;
            if let Err(error) = app.replay(id).await {
                wrong.push(format!("ticket {id}: {}", chain(&error)));
            }
        }
    };
    let result = result.and_then(|()| {
        if wrong.is_empty() {
            Ok(format!("{checked} journals replay to what is stored"))
        } else {
            Err(wrong.join("; "))
        }
    });
    Finding { what: "journals", result }
}

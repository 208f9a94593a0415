//! `usher migrate undo`: moves the tickets of a plan back.

use std::process::ExitCode;

use tokio::task::JoinSet;

use super::apply::AT_ONCE;
use super::plan::Plan;
use super::{CANNOT, Failure, OPERATOR, Outcome, PlanFile, SKIPPED, bar, open};
use crate::app::App;
use crate::cli::chain;
use crate::runtime::migration::{RestoreError, Restored};
use crate::store::ticket;

impl PlanFile {
    pub(super) async fn undo(self) -> Result<ExitCode, Failure> {
        let plan = Plan::read(&self.plan)?;
        let app = open(&self.paths).await?;
        let undone = undo(&app, plan).await;
        app.close().await?;
        Ok(undone?.say("moved back", self.json))
    }
}

/// Moves the tickets of a plan back, as far as nothing has happened to them since.
async fn undo(app: &App, plan: Plan) -> Result<Outcome, Failure> {
    let bar = bar(u64::try_from(plan.tickets.len()).unwrap_or(u64::MAX), "moving back");
    let mut outcome = Outcome::default();
    let mut running = JoinSet::new();
    let mut tickets = plan.tickets.into_iter();
    loop {
        while running.len() < AT_ONCE
            && let Some(planned) = tickets.next()
        {
            let (app, hash) = (app.clone(), plan.to.hash.clone());
            running.spawn(async move {
                let restored = one(&app, &planned.number, &hash).await;
                (planned.number, restored)
            });
        }
        let Some(restored) = running.join_next().await else { break };
        bar.inc(1);
        let (number, restored) = restored?;
        match restored {
            Ok(restored) => {
                outcome.done += 1;
                outcome.before += usize::from(restored == Restored::Before);
            }
            Err(error @ (RestoreError::MovedOn | RestoreError::NotMoved)) => {
                outcome.others.push((number, SKIPPED, error.to_string()));
            }
            Err(error @ (RestoreError::Step(_) | RestoreError::Journal(_))) => {
                outcome.others.push((number, CANNOT, chain(&error)));
            }
        }
    }
    bar.finish_and_clear();
    Ok(outcome)
}

async fn one(app: &App, number: &str, from: &str) -> Result<Restored, RestoreError> {
    let id = ticket::id_of_number(app.store().read(), number).await;
    let id = id.map_err(crate::runtime::StepError::from)?;
    let id = id.ok_or(crate::runtime::StepError::NoSuchTicket)?;
    app.restore(&OPERATOR, id, from).await
}

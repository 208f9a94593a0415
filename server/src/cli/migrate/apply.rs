//! `usher migrate apply`: moves the tickets of a plan.

use std::process::ExitCode;
use std::sync::Arc;

use engine::migration::Mapping;
use tokio::task::JoinSet;

use super::making::HASH_SHOWN;
use super::plan::{Plan, Planned};
use super::{CANNOT, Failure, OPERATOR, Outcome, PlanFile, SKIPPED, bar, open, version};
use crate::app::App;
use crate::cli::chain;
use crate::process_library::Version;
use crate::runtime::migration::MigrateError;
use crate::store::ticket;

/// How many tickets are moved at once: the writer stores them in groups.
pub(super) const AT_ONCE: usize = 64;

impl PlanFile {
    pub(super) async fn apply(self) -> Result<ExitCode, Failure> {
        let plan = Plan::read(&self.plan)?;
        let app = open(&self.paths).await?;
        let applied = self.apply_to(&app, plan).await;
        app.close().await?;
        Ok(applied?.say("moved", self.json))
    }

    async fn apply_to(&self, app: &App, plan: Plan) -> Result<Outcome, Failure> {
        let version = version(app, &plan.to.file)?;
        if version.hash != plan.to.hash || version.process.name() != plan.process {
            let message = format!(
                "{} has changed since the plan was made: plan again with --with {}",
                plan.to.file.display(),
                self.plan.display()
            );
            return Err(message.into());
        }
        apply(app, version, plan).await
    }
}

/// What became of one ticket.
enum Became {
    /// It was moved, now or before.
    Moved {
        before: bool,
    },
    Other(String, &'static str, String),
}

/// Moves the tickets of a plan. What was moved before is not moved again.
pub(crate) async fn apply(app: &App, version: Version, plan: Plan) -> Result<Outcome, Failure> {
    app.keep(&version).await?;
    let shared = Arc::new((version, plan.mapping()));
    let bar = bar(u64::try_from(plan.tickets.len()).unwrap_or(u64::MAX), "moving");
    let mut outcome = Outcome::default();
    let mut running: JoinSet<Result<Became, Failure>> = JoinSet::new();
    let mut tickets = plan.tickets.into_iter();
    loop {
        while running.len() < AT_ONCE
            && let Some(planned) = tickets.next()
        {
            let (app, shared) = (app.clone(), Arc::clone(&shared));
            running.spawn(async move {
                let (version, mapping) = &*shared;
                let number = planned.number.clone();
                let moved = one(&app, version, mapping, planned).await;
                moved.map_err(|error| format!("ticket {number}: {}", chain(&*error)).into())
            });
        }
        let Some(became) = running.join_next().await else { break };
        bar.inc(1);
        match became?? {
            Became::Moved { before } => {
                outcome.done += 1;
                outcome.before += usize::from(before);
            }
            Became::Other(number, result, because) => {
                outcome.others.push((number, result, because));
            }
        }
    }
    bar.finish_and_clear();
    Ok(outcome)
}

async fn one(
    app: &App,
    version: &Version,
    mapping: &Mapping,
    planned: Planned,
) -> Result<Became, Failure> {
    let skipped =
        |because: &str| Ok(Became::Other(planned.number.clone(), SKIPPED, because.to_owned()));
    let Some(id) = ticket::id_of_number(app.store().read(), &planned.number).await? else {
        return skipped("there is no such ticket");
    };
    let Some((stored, old)) = app.load(id).await? else {
        return skipped("there is no such ticket");
    };
    if stored.definition == version.hash {
        return Ok(Became::Moved { before: true });
    }
    let from: String = stored.definition.chars().take(HASH_SHOWN).collect();
    if from != planned.from || stored.state.version != planned.version {
        return skipped("it has moved on since the plan was made");
    }
    match app.migrate(&OPERATOR, stored, old, version, mapping).await {
        Ok(_notes) => Ok(Became::Moved { before: false }),
        Err(MigrateError::MovedOn) => skipped("it has moved on since the plan was made"),
        Err(error @ MigrateError::NotMovable { .. }) => {
            Ok(Became::Other(planned.number.clone(), CANNOT, error.to_string()))
        }
        Err(error @ MigrateError::Step(_)) => Err(error.into()),
    }
}

//! `usher migrate plan`: what would become of each ticket that is on its way.

use std::process::ExitCode;

use engine::migration::{Mapping, Obstacle, migrate};
use engine::process::Process;
use engine::state::State;

use super::plan::{Plan, Planned, Stuck, To};
use super::{Failure, PlanArgs, bar, open, version};
use crate::app::App;
use crate::cli::{chain, complain, say};
use crate::process_library::Version;
use crate::runtime::migration::is_over;
use crate::store::records::TicketId;
use crate::store::ticket::{self, RawTicket};

/// How many tickets are in memory at once.
pub(super) const PAGE: u64 = 200;

/// How much of a hash is written: enough to tell the versions of one process apart.
pub(super) const HASH_SHOWN: usize = 12;

impl PlanArgs {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let before = self.with.as_deref().map(Plan::read).transpose()?;
        let file = self.file.clone().or_else(|| before.as_ref().map(|plan| plan.to.file.clone()));
        let file = file.ok_or("no file is given")?;
        let mut mapping = before.as_ref().map(Plan::mapping).unwrap_or_default();
        mapping.moves.extend(self.moves.iter().cloned());
        let app = open(&self.paths).await?;
        let made = match version(&app, &file) {
            Ok(to) => make(&app, &to, To { file, hash: to.hash.clone() }, mapping).await,
            Err(failure) => Err(failure),
        };
        app.close().await?;
        let plan = made?;
        match &self.output {
            Some(path) => std::fs::write(path, plan.to_yaml())
                .map_err(|error| format!("cannot write {}: {error}", path.display()))?,
            None => say(plan.to_yaml().trim_end()),
        }
        let (movable, stuck) = (plan.tickets.len(), plan.cannot.len());
        complain(&format!("{movable} would move, {stuck} cannot"));
        Ok(if stuck == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Looks at every ticket of the process that is on its way in another version.
pub(crate) async fn make(
    app: &App,
    version: &Version,
    to: To,
    mapping: Mapping,
) -> Result<Plan, Failure> {
    let process = version.process.name();
    check_moves(&version.process, &mapping)?;
    let total = ticket::count_of_process(app.store().read(), process).await?;
    let bar = bar(total, "planning");
    let (mut tickets, mut cannot) = (Vec::new(), Vec::new());
    let mut after = TicketId(0);
    loop {
        let page = ticket::of_process(app.store().read(), process, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id();
        for raw in page {
            bar.inc(1);
            match look(app, version, raw, &mapping).await {
                Some(Ok(planned)) => tickets.push(planned),
                Some(Err(stuck)) => cannot.push(stuck),
                None => {}
            }
        }
    }
    bar.finish_and_clear();
    let Mapping { moves, fill } = mapping;
    Ok(Plan { process: process.to_owned(), to, moves, fill, tickets, cannot })
}

/// A target that is not there is a mistake of the plan, not of a ticket.
fn check_moves(new: &Process, mapping: &Mapping) -> Result<(), Failure> {
    let known = |name: &String| new.activity_idx(name).is_some();
    match mapping.moves.values().find(|name| !known(name)) {
        None => Ok(()),
        Some(name) => {
            let message = format!("the new version has no activity `{name}`, which `moves` names");
            Err(message.into())
        }
    }
}

/// What would become of a ticket; nothing if it is there already or has ended.
async fn look(
    app: &App,
    version: &Version,
    raw: RawTicket,
    mapping: &Mapping,
) -> Option<Result<Planned, Stuck>> {
    if raw.definition() == version.hash {
        return None;
    }
    let number = raw.number().to_owned();
    let unreadable = |error: &dyn std::error::Error| {
        let because = vec![chain(error)];
        Some(Err(Stuck { number: number.clone(), at: Vec::new(), because }))
    };
    let old = match app.version(raw.definition()).await {
        Ok(old) => old,
        Err(error) => return unreadable(&error),
    };
    let stored = match raw.into_state(&old) {
        Ok(stored) => stored,
        Err(error) => return unreadable(&error),
    };
    if is_over(&old, &stored.state) {
        return None;
    }
    let at = places(&old, &stored.state);
    let new = &version.process;
    Some(match migrate(&old, new, &stored.state, mapping, app.clock().now()) {
        Ok(migrated) => Ok(Planned {
            number,
            version: stored.state.version,
            from: stored.definition.chars().take(HASH_SHOWN).collect(),
            at,
            to: places(new, &migrated.state),
            notes: migrated.notes.iter().map(ToString::to_string).collect(),
        }),
        Err(obstacles) => {
            let because = obstacles.iter().map(Obstacle::to_string).collect();
            Err(Stuck { number, at, because })
        }
    })
}

/// The names of the activities where a ticket stands.
pub(in crate::cli) fn places(process: &Process, state: &State) -> Vec<String> {
    state.tokens.iter().map(|token| process.activity(token.activity).name.clone()).collect()
}

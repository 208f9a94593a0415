//! One ticket's journal, folded through another version than its own.

use std::fmt;
use std::sync::Arc;

use engine::event::{Decision, Event};
use engine::migration::Mapping;
use engine::migration::replay::Replay;
use engine::process::Process;
use engine::state::State;

use crate::app::App;
use crate::cli::chain;
use crate::cli::migrate::places;
use crate::process_library::Version;
use crate::runtime::StepError;
use crate::store::StoreError;
use crate::store::ticket::RawTicket;

/// What would have become of a ticket.
#[derive(Debug)]
pub(super) enum Fate {
    /// What became of it.
    Same,
    /// Something else.
    Elsewhere {
        /// Where it would stand.
        ended: String,
        /// Where it stands.
        instead_of: String,
        /// The entry from which on it would have gone another way; `None` if it would have gone the same.
        parts_at: Option<i64>,
    },
    /// What people and systems did would not have been possible.
    Refused {
        /// The entry that is refused.
        entry: i64,
        /// Why.
        because: String,
        /// As above.
        parts_at: Option<i64>,
    },
    /// The ticket cannot be read.
    Unreadable(String),
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts_at = match self {
            Self::Same => return f.write_str("would have ended the same"),
            Self::Unreadable(because) => return write!(f, "cannot be read: {because}"),
            Self::Elsewhere { ended, instead_of, parts_at } => {
                write!(f, "would have ended at {ended} instead of {instead_of}")?;
                parts_at
            }
            Self::Refused { entry, because, parts_at } => {
                write!(f, "would have been refused at entry {entry}: {because}")?;
                parts_at
            }
        };
        match parts_at {
            Some(entry) => write!(f, "; it goes another way from entry {entry} on"),
            None => Ok(()),
        }
    }
}

/// Folds the ticket's journal through `version`, from its first entry on.
pub(super) async fn against(app: &App, raw: RawTicket, version: &Version) -> Fate {
    fate(app, raw, version).await.unwrap_or_else(|error| Fate::Unreadable(chain(&error)))
}

async fn fate(app: &App, raw: RawTicket, version: &Version) -> Result<Fate, StepError> {
    let id = raw.id();
    let old = app.version(raw.definition()).await?;
    let stored = raw.into_state(&old).map_err(StoreError::from)?.state;
    let mut replay = Replay::new(stored.ticket.number.clone(), Arc::clone(&version.process));
    let mut parts_at = None;
    let mut after = 0;
    loop {
        let page = app.journal(id, after).await?;
        let Some((last, _)) = page.last() else { break };
        after = last.seq;
        for (entry, process) in &page {
            // It is in the new version from the beginning: moving it there again keeps it where it is.
            let mut event = entry.event.clone();
            if let Event::Migrated { mapping, .. } = &mut event {
                *mapping = Mapping::default();
            }
            let decisions = match replay.apply(&event, entry.at, None) {
                Ok(decisions) => decisions,
                Err(fault) => {
                    let because = fault.to_string();
                    return Ok(Fate::Refused { entry: entry.seq, because, parts_at });
                }
            };
            if parts_at.is_none()
                && way(&version.process, &decisions) != way(process, &entry.decisions)
            {
                parts_at = Some(entry.seq);
            }
        }
    }
    let ended = replay.state().map(|state| end(&version.process, state)).unwrap_or_default();
    let instead_of = end(&old, &stored);
    Ok(if ended == instead_of {
        Fate::Same
    } else {
        Fate::Elsewhere { ended, instead_of, parts_at }
    })
}

/// The activities that an entry led to, in order.
fn way<'p>(process: &'p Process, decisions: &[Decision]) -> Vec<&'p str> {
    let entered = |decision: &Decision| {
        let Decision::Entered { activity, .. } = decision else { return None };
        Some(process.activity(*activity).name.as_str())
    };
    decisions.iter().filter_map(entered).collect()
}

/// Where a ticket stands, and in which state it is.
fn end(process: &Process, state: &State) -> String {
    let mut places = places(process, state);
    places.sort();
    let quoted: Vec<String> = places.iter().map(|place| format!("`{place}`")).collect();
    let quoted = if quoted.is_empty() { "no activity".to_owned() } else { quoted.join(", ") };
    format!("{quoted} ({})", state.ticket.state)
}

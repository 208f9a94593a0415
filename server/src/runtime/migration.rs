//! Moving tickets to another version of their process, and back.
//!
//! What a ticket becomes is decided outside of any transaction ([`engine::migration`]). One write then checks that
//! it is still as it was and stores state, fields, timers, version and journal entry together.

use std::sync::Arc;

use engine::access::Actor;
use engine::event::{Decision, Event};
use engine::migration::replay::ReplayFault;
use engine::migration::{Mapping, Note, Obstacle, migrate};
use engine::process::{ActivityKind, Process};
use engine::state::State;
use jiff::Timestamp;

use super::StepError;
use super::replay::ReplayError;
use crate::app::App;
use crate::crash;
use crate::process_library::Version;
use crate::store::records::{StoredTicket, TicketId};
use crate::store::ticket::{NewTicket, TicketFault};
use crate::store::{
    Command, Failed, Inconsistent, StoreError, Tx, WriteError, definition, journal, ticket,
};

/// Why a ticket was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// It cannot be.
    #[error("{}", obstacles.iter().map(Obstacle::to_string).collect::<Vec<_>>().join("; "))]
    NotMovable {
        /// Every reason.
        obstacles: Vec<Obstacle>,
    },
    /// Somebody else was faster.
    #[error("it has moved on meanwhile")]
    MovedOn,
    /// The ticket or its version cannot be had.
    #[error(transparent)]
    Step(#[from] StepError),
}

/// Why a ticket was not moved back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Something has happened since it was moved.
    #[error("it has moved on since")]
    MovedOn,
    /// It was never moved there.
    #[error("it was not moved")]
    NotMoved,
    /// The ticket cannot be had.
    #[error(transparent)]
    Step(#[from] StepError),
    /// Its journal does not lead to what is stored.
    #[error("its journal does not replay")]
    Journal(#[from] ReplayError),
}

/// What became of a ticket that was to be moved back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restored {
    /// It was moved back.
    Now,
    /// It had been moved back before, and nothing has happened since.
    Before,
}

/// Whether no token of a ticket can move any more.
pub fn is_over(process: &Process, state: &State) -> bool {
    let kind = |activity| &process.activity(activity).kind;
    state.tokens.iter().all(|token| matches!(kind(token.activity), ActivityKind::End { .. }))
}

impl App {
    /// Keeps a version in the database, so that tickets can run on it. New tickets go on beginning with the version
    /// that is deployed.
    pub async fn keep(&self, version: &Version) -> Result<(), StoreError> {
        let (name, source) = (version.process.name().to_owned(), version.source().to_owned());
        let keep = Keep { name, source, now: self.clock().now() };
        self.store().write(keep).await.map_err(WriteError::into_store_error)
    }

    /// Moves a ticket, as it was read, to a version that is kept.
    pub async fn migrate(
        &self,
        actor: &Actor,
        stored: StoredTicket,
        old: Arc<Process>,
        to: &Version,
        mapping: &Mapping,
    ) -> Result<Vec<Note>, MigrateError> {
        let now = self.clock().now();
        let migrated = migrate(&old, &to.process, &stored.state, mapping, now)
            .map_err(|obstacles| MigrateError::NotMovable { obstacles })?;
        let notes = migrated.notes.iter().map(Note::to_string).collect();
        let relocate = Relocate {
            ticket: stored.id,
            depth: stored.depth,
            old,
            before: stored.state,
            new: Arc::clone(&to.process),
            definition: to.hash.clone(),
            state: migrated.state,
            event: Event::Migrated {
                actor: actor.clone(),
                definition: to.hash.clone(),
                mapping: mapping.clone(),
            },
            decisions: vec![Decision::Migrated { notes }],
            now,
        };
        match self.relocate(relocate).await {
            Ok(()) => Ok(migrated.notes),
            Err(WriteError::Refused(TicketFault::VersionConflict)) => Err(MigrateError::MovedOn),
            Err(error) => Err(MigrateError::Step(failed(error))),
        }
    }

    /// Moves a ticket back from the version of that hash, if nothing has happened since it came there.
    pub async fn restore(
        &self,
        actor: &Actor,
        ticket: TicketId,
        from: &str,
    ) -> Result<Restored, RestoreError> {
        let (stored, process) = self.load(ticket).await?.ok_or(StepError::NoSuchTicket)?;
        let last = journal::last(self.store().read(), ticket).await.map_err(StepError::from)?;
        let unreadable = |error: Inconsistent| StepError::from(StoreError::from(error));
        let last = last.map(|last| last.event()).transpose().map_err(unreadable)?;
        match last {
            Some(Event::Migrated { definition, .. }) if definition == from => {}
            Some(Event::Restored { .. }) if stored.definition != from => {
                return Ok(Restored::Before);
            }
            _ if stored.definition == from => return Err(RestoreError::MovedOn),
            _ => return Err(RestoreError::NotMoved),
        }
        let now = self.clock().now();
        let number = stored.state.ticket.number.clone();
        let mut replayed = self.replayed(ticket, number).await?;
        let definition = replayed.earlier.pop().ok_or(RestoreError::NotMoved)?;
        let event = Event::Restored { actor: actor.clone(), definition: definition.clone() };
        replayed.replay.apply(&event, now, None).map_err(|fault| refused(&stored, fault))?;
        let state = replayed.replay.state().cloned().ok_or(ReplayError::NoStart)?;
        let relocate = Relocate {
            ticket,
            depth: stored.depth,
            old: process,
            before: stored.state,
            new: Arc::clone(replayed.replay.process()),
            definition,
            state,
            event,
            decisions: Vec::new(),
            now,
        };
        match self.relocate(relocate).await {
            Ok(()) => Ok(Restored::Now),
            Err(WriteError::Refused(TicketFault::VersionConflict)) => Err(RestoreError::MovedOn),
            Err(error) => Err(RestoreError::Step(failed(error))),
        }
    }

    async fn relocate(&self, relocate: Relocate) -> Result<(), WriteError<TicketFault>> {
        let result = self.store().write(relocate).await;
        crash::point("migration.durable");
        result
    }
}

fn refused(stored: &StoredTicket, fault: ReplayFault) -> ReplayError {
    ReplayError::Refused { seq: i64::try_from(stored.state.version).unwrap_or(i64::MAX), fault }
}

fn failed(error: WriteError<TicketFault>) -> StepError {
    match error {
        WriteError::Refused(fault) => StepError::Ticket(fault),
        WriteError::Store(error) => StepError::Store(error),
    }
}

struct Keep {
    name: String,
    source: String,
    now: Timestamp,
}

impl Command for Keep {
    type Output = ();
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Self::Refusal>> {
        definition::keep(tx, &self.name, &self.source, self.now).await?;
        Ok(())
    }
}

/// A ticket goes to another version.
struct Relocate {
    ticket: TicketId,
    depth: u32,
    old: Arc<Process>,
    before: State,
    new: Arc<Process>,
    /// The hash of the new version.
    definition: String,
    state: State,
    event: Event,
    decisions: Vec<Decision>,
    now: Timestamp,
}

impl Command for Relocate {
    type Output = ();
    type Refusal = TicketFault;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<TicketFault>> {
        if ticket::lock_version(tx, self.ticket).await? != Some(self.before.version) {
            return Err(Failed::Refused(TicketFault::VersionConflict));
        }
        let after = NewTicket {
            id: self.ticket,
            definition: &self.definition,
            process: &self.new,
            state: &self.state,
            depth: self.depth,
        };
        ticket::relocate(tx, &self.before, &self.old, &after).await?;
        let entry = journal::NewEntry {
            ticket: self.ticket,
            seq: i64::try_from(self.state.version).unwrap_or(i64::MAX),
            at: self.now,
            definition: &self.definition,
            process: &self.new,
            event: &self.event,
            decisions: &self.decisions,
        };
        journal::append(tx, &entry).await?;
        crash::point("migration.saved");
        Ok(())
    }
}

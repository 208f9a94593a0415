//! The journal: every step of a ticket, for people and for replay. Append-only.
//!
//! Events and decisions are JSON. Their words are types of their own, so that a change of the engine's types
//! does not change what is already written; and they name fields and activities, which indices do not outlive.

mod decision;
pub(super) mod event;

use engine::access::Actor;
use engine::event::{Decision, Event};
use engine::process::Process;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::entity::journal;
use super::error::{Inconsistent, StoreError};
use super::records::{StoredJournalEntry, TicketId, micros, timestamp};
use super::transaction::{Reads, Tx};

/// The most steps that are read at once.
pub const PAGE_MAX: u64 = 500;

/// A step to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    /// Whose.
    pub ticket: TicketId,
    /// One more than the last one's; a second writer of the same number fails.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The hash of the ticket's definition after the step.
    pub definition: &'a str,
    /// That definition, of which the decisions are.
    pub process: &'a Process,
    /// What happened.
    pub event: &'a Event,
    /// What was decided.
    pub decisions: &'a [Decision],
}

/// Writes a step.
pub async fn append(tx: &Tx<'_>, new: &NewEntry<'_>) -> Result<(), StoreError> {
    let NewEntry { ticket, seq, at, definition, process, event, decisions } = *new;
    let decisions: Vec<_> =
        decisions.iter().map(|decision| decision::Stored::new(decision, process)).collect();
    let unwritable =
        |error: serde_json::Error| Inconsistent::new("journal", &ticket, error.to_string());
    let row = journal::Model {
        ticket_id: ticket.0,
        seq,
        at: micros(at),
        definition: definition.to_owned(),
        event: serde_json::to_string(&event::Stored::from(event)).map_err(unwritable)?,
        decisions: serde_json::to_string(&decisions).map_err(unwritable)?,
    };
    journal::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// An actor as journals and invocations keep him.
pub(super) fn actor_text(actor: &Actor) -> Result<String, Inconsistent> {
    serde_json::to_string(&event::StoredActor::from(actor))
        .map_err(|error| Inconsistent::new("actor", actor.login(), error.to_string()))
}

/// The actor that [`actor_text`] wrote.
pub(super) fn actor_from_text(text: &str) -> serde_json::Result<Actor> {
    serde_json::from_str::<event::StoredActor>(text).map(Actor::from)
}

/// The number of the next step of a ticket.
pub async fn next_seq(reads: &impl Reads, ticket: TicketId) -> Result<i64, StoreError> {
    let last = journal::Entity::find()
        .select_only()
        .column(journal::Column::Seq)
        .filter(journal::Column::TicketId.eq(ticket.0))
        .order_by_desc(journal::Column::Seq)
        .into_tuple::<i64>()
        .one(reads.connection())
        .await?;
    Ok(last.map_or(1, |seq| seq.saturating_add(1)))
}

/// The steps of a ticket after number `after` (0: from the first), at most [`PAGE_MAX`], in order.
pub async fn list(
    reads: &impl Reads,
    ticket: TicketId,
    after: i64,
) -> Result<Vec<RawEntry>, StoreError> {
    let rows = journal::Entity::find()
        .filter(journal::Column::TicketId.eq(ticket.0))
        .filter(journal::Column::Seq.gt(after))
        .order_by_asc(journal::Column::Seq)
        .limit(PAGE_MAX)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(RawEntry).collect())
}

/// The last step of a ticket.
pub async fn last(reads: &impl Reads, ticket: TicketId) -> Result<Option<RawEntry>, StoreError> {
    let row = journal::Entity::find()
        .filter(journal::Column::TicketId.eq(ticket.0))
        .order_by_desc(journal::Column::Seq)
        .one(reads.connection())
        .await?;
    Ok(row.map(RawEntry))
}

/// A step as it is stored, to be read with its definition.
#[derive(Debug, Clone)]
pub struct RawEntry(journal::Model);

impl RawEntry {
    /// Its number, from 1.
    pub const fn seq(&self) -> i64 {
        self.0.seq
    }

    /// The hash of the definition that the ticket had after it.
    pub fn definition(&self) -> &str {
        &self.0.definition
    }

    /// When it was.
    pub fn at(&self) -> Result<Timestamp, Inconsistent> {
        timestamp("journal", &self.key(), self.0.at)
    }

    /// What happened, which can be read without a definition.
    pub fn event(&self) -> Result<Event, Inconsistent> {
        let event: event::Stored = serde_json::from_str(&self.0.event)
            .map_err(|error| self.wrong(format!("event: {error}")))?;
        Ok(event.into())
    }

    /// The step, read with its definition.
    pub fn read(&self, process: &Process) -> Result<StoredJournalEntry, Inconsistent> {
        let decisions: Vec<decision::Stored> = serde_json::from_str(&self.0.decisions)
            .map_err(|error| self.wrong(format!("decisions: {error}")))?;
        Ok(StoredJournalEntry {
            seq: self.0.seq,
            at: self.at()?,
            event: self.event()?,
            decisions: decisions
                .into_iter()
                .map(|decision| decision.into_decision(process).map_err(|what| self.wrong(what)))
                .collect::<Result<_, _>>()?,
        })
    }

    fn key(&self) -> String {
        format!("{}/{}", self.0.ticket_id, self.0.seq)
    }

    fn wrong(&self, what: String) -> Inconsistent {
        Inconsistent::new("journal", &self.key(), what)
    }
}

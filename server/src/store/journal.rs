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

/// Writes a step. `seq` is one more than the last one's; a second writer of the same number fails.
pub async fn append(
    tx: &Tx<'_>,
    ticket: TicketId,
    seq: i64,
    at: Timestamp,
    event: &Event,
    decisions: &[Decision],
    process: &Process,
) -> Result<(), StoreError> {
    let decisions: Vec<_> =
        decisions.iter().map(|decision| decision::Stored::new(decision, process)).collect();
    let unwritable =
        |error: serde_json::Error| Inconsistent::new("journal", &ticket, error.to_string());
    let row = journal::Model {
        ticket_id: ticket.0,
        seq,
        at: micros(at),
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
    process: &Process,
) -> Result<Vec<StoredJournalEntry>, StoreError> {
    let rows = journal::Entity::find()
        .filter(journal::Column::TicketId.eq(ticket.0))
        .filter(journal::Column::Seq.gt(after))
        .order_by_asc(journal::Column::Seq)
        .limit(PAGE_MAX)
        .all(reads.connection())
        .await?;
    Ok(rows.iter().map(|row| entry(row, process)).collect::<Result<_, _>>()?)
}

fn entry(row: &journal::Model, process: &Process) -> Result<StoredJournalEntry, Inconsistent> {
    let key = format!("{}/{}", row.ticket_id, row.seq);
    let wrong = |what: String| Inconsistent::new("journal", &key, what);
    let event: event::Stored =
        serde_json::from_str(&row.event).map_err(|error| wrong(format!("event: {error}")))?;
    let decisions: Vec<decision::Stored> = serde_json::from_str(&row.decisions)
        .map_err(|error| wrong(format!("decisions: {error}")))?;
    Ok(StoredJournalEntry {
        seq: row.seq,
        at: timestamp("journal", &key, row.at)?,
        event: event.into(),
        decisions: decisions
            .into_iter()
            .map(|decision| decision.into_decision(process).map_err(wrong))
            .collect::<Result<_, _>>()?,
    })
}

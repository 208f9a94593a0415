//! Timers: the moments that tokens wait for, as rows, so that one index finds what is due.
//!
//! The rows of a ticket are the timers of its state, written in the same transaction. Their ids increase in the
//! order in which they were set.

use engine::state::{Timer, TimerKind};
use sea_orm::{
    ActiveValue, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _,
};

use super::entity::timer;
use super::error::{Inconsistent, StoreError};
use super::records::{TicketId, micros, timestamp};
use super::transaction::{Reads, Tx};

/// The rows of a ticket, in the order in which they were set.
pub(super) async fn rows(
    reads: &impl Reads,
    ticket: TicketId,
) -> Result<Vec<timer::Model>, StoreError> {
    let rows = timer::Entity::find()
        .filter(timer::Column::TicketId.eq(ticket.0))
        .order_by_asc(timer::Column::Id)
        .all(reads.connection())
        .await?;
    Ok(rows)
}

/// Makes the rows of a ticket what its state says; most steps change few or none.
pub(super) async fn synchronise(
    tx: &Tx<'_>,
    ticket: TicketId,
    timers: &[Timer],
) -> Result<(), StoreError> {
    let old = rows(tx, ticket).await?;
    let is_row = |row: &timer::Model, timer: &Timer| {
        (row.entry, row.kind.as_str(), row.at)
            == (i64::from(timer.entry), timer.kind.name(), micros(timer.at))
    };
    let gone: Vec<i64> = old
        .iter()
        .filter(|row| !timers.iter().any(|timer| is_row(row, timer)))
        .map(|row| row.id)
        .collect();
    if !gone.is_empty() {
        timer::Entity::delete_many()
            .filter(timer::Column::Id.is_in(gone))
            .exec(tx.connection())
            .await?;
    }
    insert(tx, ticket, timers.iter().filter(|timer| !old.iter().any(|row| is_row(row, timer))))
        .await
}

/// Writes rows after those that are there.
pub(super) async fn insert(
    tx: &Tx<'_>,
    ticket: TicketId,
    timers: impl Iterator<Item = &Timer>,
) -> Result<(), StoreError> {
    let rows: Vec<timer::ActiveModel> = timers.map(|timer| row(ticket, timer)).collect();
    if !rows.is_empty() {
        timer::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    }
    Ok(())
}

fn row(ticket: TicketId, timer: &Timer) -> timer::ActiveModel {
    let row = timer::Model {
        id: 0,
        ticket_id: ticket.0,
        entry: i64::from(timer.entry),
        kind: timer.kind.name().to_owned(),
        at: micros(timer.at),
        next_at: micros(timer.at),
    };
    timer::ActiveModel { id: ActiveValue::NotSet, ..row.into_active_model() }
}

/// What a row says.
pub(super) fn timer(row: &timer::Model) -> Result<Timer, Inconsistent> {
    let wrong = |what: String| Inconsistent::new("timer", &row.id, what);
    let kind = TimerKind::ALL.into_iter().find(|kind| kind.name() == row.kind);
    Ok(Timer {
        entry: u32::try_from(row.entry).map_err(|error| wrong(format!("entry: {error}")))?,
        kind: kind.ok_or_else(|| wrong(format!("`{}` is not a kind of timer", row.kind)))?,
        at: timestamp("timer", &row.id, row.at)?,
    })
}

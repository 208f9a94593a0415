//! Timers: the moments that tokens wait for, as rows, so that one index finds what is due.
//!
//! The rows of a ticket are the timers of its state, written in the same transaction. Their ids increase in the
//! order in which they were set.

use std::collections::BTreeMap;
use std::convert::Infallible;

use engine::state::{Timer, TimerKind};
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveValue, ColumnTrait as _, Condition, EntityTrait as _, ExprTrait as _,
    IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select,
};

use super::Store;
use super::entity::timer;
use super::error::{Failed, Inconsistent, StoreError, WriteError};
use super::records::{TicketId, micros, timestamp};
use super::transaction::{Command, Reads, Tx};

/// The most timers that are claimed at once.
pub const CLAIM_MAX: u64 = 1_000;

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

/// The rows of these tickets, each in the order in which they were set.
pub(super) async fn rows_of(
    reads: &impl Reads,
    tickets: &[i64],
) -> Result<BTreeMap<i64, Vec<timer::Model>>, StoreError> {
    let found = timer::Entity::find()
        .filter(timer::Column::TicketId.is_in(tickets.iter().copied()))
        .order_by_asc(timer::Column::Id)
        .all(reads.connection())
        .await?;
    let mut rows: BTreeMap<i64, Vec<timer::Model>> = BTreeMap::new();
    for row in found {
        rows.entry(row.ticket_id).or_default().push(row);
    }
    Ok(rows)
}

/// Makes the rows of a ticket what its state says after a step; most steps change few or none.
pub(super) async fn synchronise(
    tx: &Tx<'_>,
    ticket: TicketId,
    before: &[Timer],
    after: &[Timer],
) -> Result<(), StoreError> {
    let is_row = |gone: &Timer| {
        Condition::all()
            .add(timer::Column::Entry.eq(i64::from(gone.entry)))
            .add(timer::Column::Kind.eq(gone.kind.name()))
    };
    let gone: Vec<Condition> =
        before.iter().filter(|timer| !after.contains(timer)).map(is_row).collect();
    if !gone.is_empty() {
        timer::Entity::delete_many()
            .filter(timer::Column::TicketId.eq(ticket.0))
            .filter(gone.into_iter().fold(Condition::any(), Condition::add))
            .exec(tx.connection())
            .await?;
    }
    insert(tx, ticket, after.iter().filter(|timer| !before.contains(timer))).await
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

/// A timer whose moment has come, as the worker that fires it holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueTimer {
    /// The ticket.
    pub ticket: TicketId,
    /// Which of its timers.
    pub timer: Timer,
}

/// Takes up to `limit` timers that are due, for as long as `lease`.
///
/// Other workers do not see them meanwhile. A timer that was fired has no row any more; one whose worker died is taken again when the lease is over.
pub async fn claim(
    store: &Store,
    now: Timestamp,
    limit: u64,
    lease: SignedDuration,
) -> Result<Vec<DueTimer>, StoreError> {
    store.write(Claim { now, limit, lease }).await.map_err(WriteError::into_store_error)
}

/// See [`claim`].
struct Claim {
    now: Timestamp,
    limit: u64,
    lease: SignedDuration,
}

impl Command for Claim {
    type Output = Vec<DueTimer>;
    type Refusal = Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<Vec<DueTimer>, Failed<Infallible>> {
        let rows = due(self.now, self.limit).all(tx.connection()).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let until = micros(self.now.checked_add(self.lease).unwrap_or(Timestamp::MAX));
        timer::Entity::update_many()
            .filter(timer::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .col_expr(timer::Column::NextAt, Expr::value(until))
            .exec(tx.connection())
            .await?;
        let due = |row: &timer::Model| {
            Ok(DueTimer { ticket: TicketId(row.ticket_id), timer: timer(row)? })
        };
        Ok(rows.iter().map(due).collect::<Result<_, Inconsistent>>()?)
    }
}

/// The timers that are due, those first that have waited longest, for whoever asks first.
pub(super) fn due(now: Timestamp, limit: u64) -> Select<timer::Entity> {
    timer::Entity::find()
        .filter(timer::Column::NextAt.lte(micros(now)))
        .order_by_asc(timer::Column::NextAt)
        .order_by_asc(timer::Column::Id)
        .limit(Ord::min(limit, CLAIM_MAX))
        // Several nodes on one database take different timers; SQLite has one writer anyway.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

/// Makes all claimed timers due at once; how many there were. For the start of the one process that works on
/// this database: whoever claimed them has died with the process before.
pub async fn release_all(store: &Store) -> Result<u64, StoreError> {
    store.write(ReleaseAll).await.map_err(WriteError::into_store_error)
}

/// See [`release_all`].
struct ReleaseAll;

impl Command for ReleaseAll {
    type Output = u64;
    type Refusal = Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<u64, Failed<Infallible>> {
        let updated = timer::Entity::update_many()
            .filter(Expr::col(timer::Column::NextAt).ne(Expr::col(timer::Column::At)))
            .col_expr(timer::Column::NextAt, Expr::col(timer::Column::At))
            .exec(tx.connection())
            .await?;
        Ok(updated.rows_affected)
    }
}

/// When the next timer is due, or the next claim ends.
pub async fn next_due(reads: &impl Reads) -> Result<Option<Timestamp>, StoreError> {
    let next = timer::Entity::find()
        .select_only()
        .column(timer::Column::Id)
        .column(timer::Column::NextAt)
        .order_by_asc(timer::Column::NextAt)
        .into_tuple::<(i64, i64)>()
        .one(reads.connection())
        .await?;
    Ok(next.map(|(id, at)| timestamp("timer", &id, at)).transpose()?)
}

/// How many timers have come due and were not fired yet.
pub async fn count_due(reads: &impl Reads, now: Timestamp) -> Result<u64, StoreError> {
    let due = timer::Entity::find().filter(timer::Column::At.lte(micros(now)));
    Ok(due.count(reads.connection()).await?)
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

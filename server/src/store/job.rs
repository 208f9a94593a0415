//! Jobs: work for later, enqueued in the transaction that wants it done.
//!
//! A worker holds a job by a lease. Each lease has a number, the fence, one more than the last: a worker that
//! comes back after its lease has passed to another can end nothing. While a job is held, `run_at` is when the
//! lease ends, so that one index finds what is due, abandoned jobs included.

mod work;

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue, ColumnTrait as _, Condition, EntityTrait as _, ExprTrait as _,
    IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select,
};

pub use self::work::{Begin, Work};
use super::Store;
use super::entity::job;
use super::error::{Failed, Inconsistent, StoreError, WriteError};
use super::records::{Job, JobCounts, TicketId, micros, timestamp};
use super::transaction::{Command, Reads, Tx};

/// The most jobs that are claimed at once.
pub const CLAIM_MAX: u64 = 64;
/// How much of an error is kept, in characters.
const ERROR_LENGTH_MAX: usize = 4_000;

/// A job to be enqueued.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// What is to be done.
    pub work: Work,
    /// For which ticket.
    pub ticket: TicketId,
    /// For which token of it; 0 if none waits.
    pub entry: u32,
    /// Tells several jobs of one kind and token apart.
    pub part: u64,
    /// Not before.
    pub run_at: Timestamp,
    /// How many attempts there are.
    pub attempts_max: u32,
}

impl NewJob {
    /// A second job of the same kind for the same part of the same token is the same.
    fn dedup(&self) -> String {
        format!("{}/{}/{}/{}", self.work.kind(), self.ticket, self.entry, self.part)
    }
}

/// Enqueues a job, unless it is there already.
pub async fn enqueue(tx: &Tx<'_>, new: &NewJob) -> Result<(), StoreError> {
    let row = job::Model {
        id: 0,
        kind: new.work.kind().to_owned(),
        ticket_id: new.ticket.0,
        entry: i64::from(new.entry),
        run_at: micros(new.run_at),
        attempts: 0,
        attempts_max: i64::from(new.attempts_max),
        locked_until: None,
        fence: 0,
        dedup: new.dedup(),
        work: new
            .work
            .write()
            .map_err(|error| Inconsistent::new("job", &new.ticket, error.to_string()))?,
        last_error: None,
    };
    let row = job::ActiveModel { id: ActiveValue::NotSet, ..row.into_active_model() };
    job::Entity::insert(row)
        .on_conflict(
            OnConflict::column(job::Column::Dedup).do_nothing_on([job::Column::Dedup]).to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Takes up to `limit` jobs that are due, for as long as `lease`.
pub async fn claim(
    store: &Store,
    now: Timestamp,
    limit: u64,
    lease: SignedDuration,
) -> Result<Vec<Job>, StoreError> {
    store.write(Claim { now, limit, lease }).await.map_err(|error| match error {
        WriteError::Store(error) => error,
        WriteError::Refused(never) => match never {},
    })
}

/// See [`claim`].
#[derive(Debug, Clone)]
pub struct Claim {
    /// What is due by then.
    pub now: Timestamp,
    /// At most [`CLAIM_MAX`].
    pub limit: u64,
    /// For how long.
    pub lease: SignedDuration,
}

impl Command for Claim {
    type Output = Vec<Job>;
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<Vec<Job>, Failed<Self::Refusal>> {
        let until = micros(self.now.checked_add(self.lease).unwrap_or(Timestamp::MAX));
        let mut rows = due(self.now, self.limit).all(tx.connection()).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        job::Entity::update_many()
            .filter(job::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .col_expr(job::Column::RunAt, Expr::value(until))
            .col_expr(job::Column::LockedUntil, Expr::value(until))
            .col_expr(job::Column::Fence, Expr::col(job::Column::Fence).add(1))
            .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
            .exec(tx.connection())
            .await?;
        for row in &mut rows {
            row.run_at = until;
            row.locked_until = Some(until);
            row.fence += 1;
            row.attempts += 1;
        }
        Ok(rows.into_iter().map(Job::try_from).collect::<Result<_, _>>()?)
    }
}

/// The jobs that are due, oldest first, for whoever asks first.
pub(super) fn due(now: Timestamp, limit: u64) -> Select<job::Entity> {
    job::Entity::find()
        .filter(job::Column::RunAt.lte(micros(now)))
        .order_by_asc(job::Column::RunAt)
        .order_by_asc(job::Column::Id)
        .limit(Ord::min(limit, CLAIM_MAX))
        // Several nodes on one database take different jobs; SQLite has one writer anyway.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

/// Ends a job that is done. `false`: it is somebody else's by now, and whatever was done for it must not count.
pub async fn complete(tx: &Tx<'_>, id: i64, fence: i64) -> Result<bool, StoreError> {
    let deleted = job::Entity::delete_many().filter(held(id, fence)).exec(tx.connection()).await?;
    Ok(deleted.rows_affected == 1)
}

/// Gives a job back, to be tried again at `at`.
pub async fn retry_at(
    tx: &Tx<'_>,
    id: i64,
    fence: i64,
    at: Timestamp,
    error: &str,
) -> Result<bool, StoreError> {
    let error: String = error.chars().take(ERROR_LENGTH_MAX).collect();
    let updated = job::Entity::update_many()
        .filter(held(id, fence))
        .col_expr(job::Column::RunAt, Expr::value(micros(at)))
        .col_expr(job::Column::LockedUntil, Expr::value(None::<i64>))
        .col_expr(job::Column::LastError, Expr::value(error))
        .exec(tx.connection())
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Gives a job back untried, such as when the server stops: the attempt does not count.
pub async fn release(tx: &Tx<'_>, id: i64, fence: i64, now: Timestamp) -> Result<bool, StoreError> {
    let updated = job::Entity::update_many()
        .filter(held(id, fence))
        .col_expr(job::Column::RunAt, Expr::value(micros(now)))
        .col_expr(job::Column::LockedUntil, Expr::value(None::<i64>))
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).sub(1))
        .exec(tx.connection())
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Makes all held jobs due at once; how many there were.
///
/// For the start of the one process that works on this database: whoever held them has died with the process
/// before. Should that one live on after all, it ends nothing: a job that was released is held by nobody, and
/// the next claim gives it another fence. The attempt that was interrupted counts, so that a job which kills
/// its worker is not tried forever.
pub async fn release_all(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    store.write(ReleaseAll { now }).await.map_err(WriteError::into_store_error)
}

/// See [`release_all`].
struct ReleaseAll {
    now: Timestamp,
}

impl Command for ReleaseAll {
    type Output = u64;
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<u64, Failed<Self::Refusal>> {
        let updated = job::Entity::update_many()
            .filter(job::Column::LockedUntil.is_not_null())
            .col_expr(job::Column::RunAt, Expr::value(micros(self.now)))
            .col_expr(job::Column::LockedUntil, Expr::value(None::<i64>))
            .exec(tx.connection())
            .await?;
        Ok(updated.rows_affected)
    }
}

/// The job, as long as it is held under this number.
fn held(id: i64, fence: i64) -> Condition {
    Condition::all()
        .add(job::Column::Id.eq(id))
        .add(job::Column::Fence.eq(fence))
        .add(job::Column::LockedUntil.is_not_null())
}

/// How much work there is.
pub async fn counts(reads: &impl Reads, now: Timestamp) -> Result<JobCounts, StoreError> {
    let connection = reads.connection();
    let held = job::Entity::find()
        .filter(job::Column::LockedUntil.gt(micros(now)))
        .count(connection)
        .await?;
    let due =
        job::Entity::find().filter(job::Column::RunAt.lte(micros(now))).count(connection).await?;
    let all = job::Entity::find().count(connection).await?;
    Ok(JobCounts { due, held, later: all.saturating_sub(due).saturating_sub(held) })
}

/// When the next job is due, or the next lease ends.
pub async fn next_due(reads: &impl Reads) -> Result<Option<Timestamp>, StoreError> {
    let next = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .column(job::Column::RunAt)
        .order_by_asc(job::Column::RunAt)
        .into_tuple::<(i64, i64)>()
        .one(reads.connection())
        .await?;
    Ok(next.map(|(id, run_at)| timestamp("job", &id, run_at)).transpose()?)
}

//! Invocations: each call that a ticket made, with its trace.

use engine::access::Actor;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::entity::invocation;
use super::error::{Broken, Failed, StoreError, broken_constraint};
use super::journal::actor_text;
use super::records::{Invocation, InvocationStatus, TicketId, micros};
use super::transaction::{Reads, Tx};

/// The most invocations that are shown of a ticket: the newest.
pub const LIST_MAX: u64 = 200;

/// Why an invocation is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvocationFault {
    /// The ticket's token has one already: each entry fires once.
    #[error("the entry has been invoked already")]
    EntryExists,
    /// There is no such ticket.
    #[error("there is no such ticket")]
    NoSuchTicket,
    /// There is none, or it has ended.
    #[error("no such invocation is pending")]
    NotPending,
}

/// An invocation that begins.
#[derive(Debug, Clone)]
pub struct NewInvocation {
    /// The ticket for which it is made.
    pub ticket: TicketId,
    /// The entry number of the token that waits for it.
    pub entry: u32,
    /// The invoker's name.
    pub invoker: String,
    /// On whose behalf.
    pub actor: Actor,
    /// The request document (XML).
    pub document: String,
    /// Sent with every attempt.
    pub idempotency_key: String,
    /// How it ended, if it has ended at once.
    pub ending: Option<Ending>,
}

/// An attempt: what went out and came back.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// The mapped request.
    pub request: Option<String>,
    /// What went over the wire, redacted.
    pub exchange: Option<String>,
    /// The response, before it was mapped.
    pub response: Option<String>,
    /// The mapped response (XML).
    pub changes: Option<String>,
    /// What went wrong in a mapping, with all its causes.
    pub error: Option<String>,
    /// How long it took.
    pub duration_us: Option<i64>,
}

/// How an invocation ended.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Anything but [`InvocationStatus::Pending`].
    pub status: InvocationStatus,
    /// How often it was tried.
    pub attempts: u32,
    /// The code of its failure.
    pub code: Option<String>,
    /// The sentence of its failure.
    pub message: Option<String>,
    /// The last attempt.
    pub trace: Trace,
}

/// Notes that an invocation begins, and gives its id.
pub async fn insert(
    tx: &Tx<'_>,
    new: &NewInvocation,
    now: Timestamp,
) -> Result<i64, Failed<InvocationFault>> {
    let row = invocation::ActiveModel {
        id: ActiveValue::NotSet,
        ticket_id: ActiveValue::Set(new.ticket.0),
        entry: ActiveValue::Set(i64::from(new.entry)),
        invoker: ActiveValue::Set(new.invoker.clone()),
        actor: ActiveValue::Set(actor_text(&new.actor)?),
        document: ActiveValue::Set(new.document.clone()),
        started: ActiveValue::Set(micros(now)),
        idempotency_key: ActiveValue::Set(new.idempotency_key.clone()),
        ..match &new.ending {
            Some(ending) => ended(ending, now),
            None => invocation::ActiveModel {
                status: ActiveValue::Set(InvocationStatus::Pending.name().to_owned()),
                attempts: ActiveValue::Set(0),
                ..Default::default()
            },
        }
    };
    let inserted = invocation::Entity::insert(row).exec(tx.connection()).await;
    let inserted = inserted.map_err(|error| match broken_constraint(&error) {
        Some(Broken::Unique { .. }) => Failed::Refused(InvocationFault::EntryExists),
        Some(Broken::Reference) => Failed::Refused(InvocationFault::NoSuchTicket),
        None => Failed::from(error),
    })?;
    Ok(inserted.last_insert_id)
}

/// Notes a failed attempt after which there is another.
pub async fn record_attempt(
    tx: &Tx<'_>,
    id: i64,
    attempts: u32,
    error: &str,
    trace: &Trace,
) -> Result<(), Failed<InvocationFault>> {
    let changes = invocation::ActiveModel {
        attempts: ActiveValue::Set(i64::from(attempts)),
        message: ActiveValue::Set(Some(error.to_owned())),
        ..traced(trace)
    };
    update_pending(tx, id, changes).await
}

/// Notes how a pending invocation ended.
pub async fn finish(
    tx: &Tx<'_>,
    id: i64,
    ending: &Ending,
    now: Timestamp,
) -> Result<(), Failed<InvocationFault>> {
    update_pending(tx, id, ended(ending, now)).await
}

/// The columns of an ending.
fn ended(ending: &Ending, now: Timestamp) -> invocation::ActiveModel {
    invocation::ActiveModel {
        status: ActiveValue::Set(ending.status.name().to_owned()),
        attempts: ActiveValue::Set(i64::from(ending.attempts)),
        code: ActiveValue::Set(ending.code.clone()),
        message: ActiveValue::Set(ending.message.clone()),
        ended: ActiveValue::Set(Some(micros(now))),
        ..traced(&ending.trace)
    }
}

/// The trace's columns; what an attempt did not get to stays as it was.
fn traced(trace: &Trace) -> invocation::ActiveModel {
    let given = |text: &Option<String>| {
        text.clone().map_or(ActiveValue::NotSet, |text| ActiveValue::Set(Some(text)))
    };
    invocation::ActiveModel {
        request: given(&trace.request),
        exchange: given(&trace.exchange),
        response: given(&trace.response),
        changes: given(&trace.changes),
        error: given(&trace.error),
        duration_us: trace
            .duration_us
            .map_or(ActiveValue::NotSet, |duration| ActiveValue::Set(Some(duration))),
        ..Default::default()
    }
}

async fn update_pending(
    tx: &Tx<'_>,
    id: i64,
    changes: invocation::ActiveModel,
) -> Result<(), Failed<InvocationFault>> {
    let updated = invocation::Entity::update_many()
        .filter(invocation::Column::Id.eq(id))
        .filter(invocation::Column::Status.eq(InvocationStatus::Pending.name()))
        .set(changes)
        .exec(tx.connection())
        .await?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(Failed::Refused(InvocationFault::NotPending))
    }
}

/// Lets an invocation that was undelivered be tried again.
pub async fn reopen(tx: &Tx<'_>, id: i64) -> Result<(), Failed<InvocationFault>> {
    let updated = invocation::Entity::update_many()
        .filter(invocation::Column::Id.eq(id))
        .filter(invocation::Column::Status.eq(InvocationStatus::Undelivered.name()))
        .col_expr(invocation::Column::Status, Expr::value(InvocationStatus::Pending.name()))
        .col_expr(invocation::Column::Ended, Expr::value(None::<i64>))
        .exec(tx.connection())
        .await?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(Failed::Refused(InvocationFault::NotPending))
    }
}

/// The invocation of that id.
pub async fn get(reads: &impl Reads, id: i64) -> Result<Option<Invocation>, StoreError> {
    let row = invocation::Entity::find_by_id(id).one(reads.connection()).await?;
    Ok(row.map(Invocation::try_from).transpose()?)
}

/// The invocation for which a token of a ticket waits, or waited.
pub async fn get_by_entry(
    reads: &impl Reads,
    ticket: TicketId,
    entry: u32,
) -> Result<Option<Invocation>, StoreError> {
    let row = invocation::Entity::find()
        .filter(invocation::Column::TicketId.eq(ticket.0))
        .filter(invocation::Column::Entry.eq(i64::from(entry)))
        .one(reads.connection())
        .await?;
    Ok(row.map(Invocation::try_from).transpose()?)
}

/// The invocations of a ticket in order; of many, the newest [`LIST_MAX`].
pub async fn list(reads: &impl Reads, ticket: TicketId) -> Result<Vec<Invocation>, StoreError> {
    let rows = invocation::Entity::find()
        .filter(invocation::Column::TicketId.eq(ticket.0))
        .order_by_desc(invocation::Column::Entry)
        .limit(LIST_MAX)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().rev().map(Invocation::try_from).collect::<Result<_, _>>()?)
}

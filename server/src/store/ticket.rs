//! Process tickets: their state as rows, and their lists.

mod fields;
mod list;
mod parts;
mod state;

use std::collections::BTreeMap;

use engine::process::Process;
use engine::state::State;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue, ColumnTrait as _, EntityTrait as _, ExprTrait as _,
    IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

pub use self::list::{
    FieldFilter, FieldMatch, PAGE_MAX, TicketFilter, TicketPage, Visibility, counts, fields_of,
    list, open_on,
};
pub use self::state::RawTicket;
use super::entity::{ticket, ticket_field};
use super::error::{Broken, Failed, StoreError, broken_constraint};
use super::records::{TicketId, micros};
use super::timer;
use super::transaction::{Reads, Tx};

/// Why a ticket is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TicketFault {
    /// Another ticket has this id or number.
    #[error("another ticket has this number")]
    NumberExists,
    /// The definition that it names is not deployed.
    #[error("the definition of its process is not deployed")]
    NoSuchDefinition,
    /// It is not at the version that was expected, or is not there.
    #[error("the ticket has been changed in the meantime")]
    VersionConflict,
}

/// A ticket that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewTicket<'a> {
    /// From [`super::number::reserve`].
    pub id: TicketId,
    /// The hash of the definition that it runs on.
    pub definition: &'a str,
    /// The definition.
    pub process: &'a Process,
    /// Its state after the first step.
    pub state: &'a State,
    /// How many tickets began one another before this one; 0 if a person began it.
    pub depth: u32,
}

/// Stores a ticket that begins.
pub async fn insert(tx: &Tx<'_>, new: &NewTicket<'_>) -> Result<(), Failed<TicketFault>> {
    let row = state::row(new)?;
    let inserted = ticket::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await;
    inserted.map_err(|error| match broken_constraint(&error) {
        Some(Broken::Unique { .. }) => Failed::Refused(TicketFault::NumberExists),
        Some(Broken::Reference) => Failed::Refused(TicketFault::NoSuchDefinition),
        None => Failed::from(error),
    })?;
    insert_fields(tx, fields::rows(new.id, new.process, new.state)).await?;
    timer::insert(tx, new.id, new.state.timers.iter()).await?;
    Ok(())
}

/// The version of a ticket, which nobody else changes until the transaction ends.
pub async fn lock_version(tx: &Tx<'_>, id: TicketId) -> Result<Option<u64>, StoreError> {
    let version = ticket::Entity::find_by_id(id.0)
        .select_only()
        .column(ticket::Column::Version)
        .lock_exclusive()
        .into_tuple::<i64>()
        .one(tx.connection())
        .await?;
    Ok(version.map(|version| state::version(id, version)).transpose()?)
}

/// Stores the state after a step, if the ticket is still as it was before it.
pub async fn update(
    tx: &Tx<'_>,
    id: TicketId,
    before: &State,
    state: &State,
    process: &Process,
) -> Result<(), Failed<TicketFault>> {
    // What a ticket is made with stays: its definition above all.
    let after = NewTicket { id, definition: "", process, state, depth: 0 };
    update_row(tx, &after, before, false).await?;
    if before.values != state.values {
        let (old, new) = (fields::rows(id, process, before), fields::rows(id, process, state));
        update_fields(tx, id, &old, new).await?;
    }
    Ok(timer::synchronise(tx, id, &before.timers, &state.timers).await?)
}

/// Stores a ticket's state in another version of its process, if it is still as it was before: `after` names the
/// version, `before` is the state in the version that it leaves.
pub async fn relocate(
    tx: &Tx<'_>,
    before: &State,
    old: &Process,
    after: &NewTicket<'_>,
) -> Result<(), Failed<TicketFault>> {
    let NewTicket { id, process, state, .. } = *after;
    update_row(tx, after, before, true).await?;
    update_fields(tx, id, &fields::rows(id, old, before), fields::rows(id, process, state)).await?;
    // All of them anew, since rows are read in the order in which they were written.
    timer::synchronise(tx, id, &before.timers, &[]).await?;
    Ok(timer::insert(tx, id, state.timers.iter()).await?)
}

async fn update_row(
    tx: &Tx<'_>,
    after: &NewTicket<'_>,
    before: &State,
    is_relocated: bool,
) -> Result<(), Failed<TicketFault>> {
    let NewTicket { id, state, .. } = *after;
    let row = state::row(after)?;
    let closed = row.closed;
    let mut changes = row.into_active_model().reset_all();
    changes.id = ActiveValue::NotSet;
    changes.number = ActiveValue::NotSet;
    changes.process = ActiveValue::NotSet;
    if !is_relocated {
        changes.definition = ActiveValue::NotSet;
    }
    changes.depth = ActiveValue::NotSet;
    changes.created = ActiveValue::NotSet;
    changes.closed_at = ActiveValue::NotSet;
    let closed_at = if closed {
        // Closed again is closed since the first time, as long as it was not opened between.
        Expr::col(ticket::Column::ClosedAt).if_null(micros(state.at))
    } else {
        Expr::value(None::<i64>)
    };
    let updated = ticket::Entity::update_many()
        .filter(ticket::Column::Id.eq(id.0))
        .filter(ticket::Column::Version.eq(state::stored_version(id, before.version)?))
        .set(changes)
        .col_expr(ticket::Column::ClosedAt, closed_at)
        .exec(tx.connection())
        .await?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(Failed::Refused(TicketFault::VersionConflict))
    }
}

/// A ticket as it is stored, to be read with its definition.
pub async fn load_row(reads: &impl Reads, id: TicketId) -> Result<Option<RawTicket>, StoreError> {
    let Some(row) = ticket::Entity::find_by_id(id.0).one(reads.connection()).await? else {
        return Ok(None);
    };
    let fields = field_rows(reads, id).await?;
    let timers = timer::rows(reads, id).await?;
    Ok(Some(RawTicket::new(row, fields, timers)))
}

/// The tickets of a process after the id `after`, at most `limit`, in order; as they are stored.
pub async fn of_process(
    reads: &impl Reads,
    process: &str,
    after: TicketId,
    limit: u64,
) -> Result<Vec<RawTicket>, StoreError> {
    let rows = ticket::Entity::find()
        .filter(ticket::Column::Process.eq(process))
        .filter(ticket::Column::Id.gt(after.0))
        .order_by_asc(ticket::Column::Id)
        .limit(limit)
        .all(reads.connection())
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut fields: BTreeMap<i64, Vec<ticket_field::Model>> = BTreeMap::new();
    let found = ticket_field::Entity::find()
        .filter(ticket_field::Column::TicketId.is_in(ids.iter().copied()))
        .order_by_asc(ticket_field::Column::TicketId)
        .order_by_asc(ticket_field::Column::Name)
        .order_by_asc(ticket_field::Column::Position)
        .all(reads.connection())
        .await?;
    for field in found {
        fields.entry(field.ticket_id).or_default().push(field);
    }
    let mut timers = timer::rows_of(reads, &ids).await?;
    let raw = |row: ticket::Model| {
        let fields = fields.remove(&row.id).unwrap_or_default();
        let timers = timers.remove(&row.id).unwrap_or_default();
        RawTicket::new(row, fields, timers)
    };
    Ok(rows.into_iter().map(raw).collect())
}

/// How many tickets of a process there are.
pub async fn count_of_process(reads: &impl Reads, process: &str) -> Result<u64, StoreError> {
    let of_process = ticket::Entity::find().filter(ticket::Column::Process.eq(process));
    Ok(of_process.count(reads.connection()).await?)
}

/// The ids after `after`, at most `limit`, in order.
pub async fn ids_after(
    reads: &impl Reads,
    after: TicketId,
    limit: u64,
) -> Result<Vec<TicketId>, StoreError> {
    let ids: Vec<i64> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::Id.gt(after.0))
        .order_by_asc(ticket::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(ids.into_iter().map(TicketId).collect())
}

/// The ids of a customer user's tickets of this customer that are not closed, at most `limit`, in order.
pub async fn open_of(
    reads: &impl Reads,
    customer_id: &str,
    customer_user: &str,
    limit: usize,
) -> Result<Vec<TicketId>, StoreError> {
    let ids: Vec<i64> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::CustomerUser.eq(customer_user))
        .filter(ticket::Column::CustomerId.eq(customer_id))
        .filter(ticket::Column::Closed.eq(false))
        .order_by_asc(ticket::Column::Id)
        .limit(u64::try_from(limit).unwrap_or(u64::MAX))
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(ids.into_iter().map(TicketId).collect())
}

/// The id of the ticket with that number.
pub async fn id_of_number(
    reads: &impl Reads,
    number: &str,
) -> Result<Option<TicketId>, StoreError> {
    let id = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::Number.eq(number))
        .into_tuple::<i64>()
        .one(reads.connection())
        .await?;
    Ok(id.map(TicketId))
}

async fn field_rows(
    reads: &impl Reads,
    id: TicketId,
) -> Result<Vec<ticket_field::Model>, StoreError> {
    let rows = ticket_field::Entity::find()
        .filter(ticket_field::Column::TicketId.eq(id.0))
        .order_by_asc(ticket_field::Column::Name)
        .order_by_asc(ticket_field::Column::Position)
        .all(reads.connection())
        .await?;
    Ok(rows)
}

async fn insert_fields(tx: &Tx<'_>, rows: Vec<ticket_field::Model>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(sea_orm::IntoActiveModel::into_active_model);
    ticket_field::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Writes the values that differ: most steps change few or none.
async fn update_fields(
    tx: &Tx<'_>,
    id: TicketId,
    old: &[ticket_field::Model],
    new: Vec<ticket_field::Model>,
) -> Result<(), StoreError> {
    let of = |rows: &[ticket_field::Model], name: &str| -> Vec<ticket_field::Model> {
        rows.iter().filter(|row| row.name == name).cloned().collect()
    };
    let mut changed: Vec<String> = old
        .iter()
        .chain(&new)
        .filter(|row| of(old, &row.name) != of(&new, &row.name))
        .map(|row| row.name.clone())
        .collect();
    changed.sort_unstable();
    changed.dedup();
    if changed.is_empty() {
        return Ok(());
    }
    ticket_field::Entity::delete_many()
        .filter(ticket_field::Column::TicketId.eq(id.0))
        .filter(ticket_field::Column::Name.is_in(&changed))
        .exec(tx.connection())
        .await?;
    insert_fields(tx, new.into_iter().filter(|row| changed.contains(&row.name)).collect()).await
}

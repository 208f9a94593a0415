//! Lists of tickets, newest first, page by page; and counts.

#[cfg(test)]
mod plan;

use std::collections::BTreeMap;

use engine::ticket::TicketState;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};

use super::fields;
use crate::store::entity::{ticket, ticket_field};
use crate::store::error::StoreError;
use crate::store::records::{TicketCount, TicketId, TicketRow, ticket_state};
use crate::store::search::{after_prefix, all_words};
use crate::store::transaction::Reads;

/// The most tickets that a page has.
pub const PAGE_MAX: u64 = 200;

/// Which tickets a list shows; each part that is given must hold.
#[derive(Debug, Clone, Default)]
pub struct TicketFilter {
    /// Closed ones, or those that are not.
    pub closed: Option<bool>,
    /// In this state.
    pub state: Option<TicketState>,
    /// Of the process of this name.
    pub process: Option<String>,
    /// Of this customer.
    pub customer_id: Option<String>,
    /// Of the customer user of this login.
    pub customer_user: Option<String>,
    /// Whose last failure has this code.
    pub failure_code: Option<String>,
    /// With this value in a field.
    pub field: Option<FieldFilter>,
    /// For whose end the ticket of this number waits.
    pub parent: Option<String>,
    /// Every word of it occurs in the number or title.
    pub text: Option<String>,
    /// Who looks.
    pub visible_to: Visibility,
}

/// A field and what it holds, without regard to case.
#[derive(Debug, Clone)]
pub struct FieldFilter {
    /// The field's name.
    pub name: String,
    /// What it holds.
    pub holds: FieldMatch,
}

/// What a field holds. Of a long text, the beginning is compared.
#[derive(Debug, Clone)]
pub enum FieldMatch {
    /// This.
    Equal(String),
    /// Something that begins with this.
    Prefix(String),
}

/// Who looks at a list.
#[derive(Debug, Clone, Default)]
pub enum Visibility {
    /// Nobody who may see anything: what is forgotten to be said shows nothing.
    #[default]
    Nothing,
    /// An agent.
    Everything,
    /// A customer user: his own tickets, and of his own customer those of the processes that are open to him.
    CustomerUser {
        /// His login.
        login: String,
        /// His customer.
        customer_id: String,
        /// The names of the processes whose tickets he may see though they are others'.
        company_processes: Vec<String>,
    },
}

/// A page of a list, newest first.
#[derive(Debug, Clone)]
pub struct TicketPage {
    /// The last ticket of the page before.
    pub before: Option<TicketId>,
    /// At most [`PAGE_MAX`].
    pub limit: u64,
}

/// The tickets that a filter lets through.
pub async fn list(
    reads: &impl Reads,
    filter: &TicketFilter,
    page: &TicketPage,
) -> Result<Vec<TicketRow>, StoreError> {
    let mut rows = Vec::new();
    // One query for each way in which a ticket can be visible. Joined by OR they could not be read off an index
    // in order; as pages of their own they can, and the page is the newest of them.
    for way in ways(&filter.visible_to) {
        rows.extend(query(filter, way, page).all(reads.connection()).await?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    rows.dedup_by_key(|row| row.id);
    rows.truncate(usize::try_from(Ord::min(page.limit, PAGE_MAX)).unwrap_or(usize::MAX));
    Ok(rows.into_iter().map(TicketRow::try_from).collect::<Result<_, _>>()?)
}

/// How many of the tickets that a filter lets through are in which state for which reason.
pub async fn counts(
    reads: &impl Reads,
    filter: &TicketFilter,
) -> Result<Vec<TicketCount>, StoreError> {
    let Some(counting) = counting(filter) else { return Ok(Vec::new()) };
    let rows: Vec<(String, Option<String>, i64)> =
        counting.into_tuple().all(reads.connection()).await?;
    rows.into_iter()
        .map(|(state, failure_code, count)| {
            Ok(TicketCount {
                state: ticket_state(0, &state)?,
                failure_code,
                count: u64::try_from(count).unwrap_or_default(),
            })
        })
        .collect()
}

/// How many open tickets run on each of these definitions; those without any are left out.
pub async fn open_on(
    reads: &impl Reads,
    definitions: &[String],
) -> Result<BTreeMap<String, u64>, StoreError> {
    let rows: Vec<(String, i64)> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Definition)
        .column_as(ticket::Column::Id.count(), "count")
        .filter(ticket::Column::Definition.is_in(definitions))
        .filter(ticket::Column::Closed.eq(false))
        .group_by(ticket::Column::Definition)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let count = |(hash, count)| (hash, u64::try_from(count).unwrap_or_default());
    Ok(rows.into_iter().map(count).collect())
}

/// The values of some fields of the tickets of a page, as text, in one query.
pub async fn fields_of(
    reads: &impl Reads,
    tickets: &[TicketId],
    names: &[&str],
) -> Result<BTreeMap<TicketId, BTreeMap<String, String>>, StoreError> {
    let ids = tickets.iter().map(|id| id.0).take(usize::try_from(PAGE_MAX).unwrap_or(usize::MAX));
    let rows = ticket_field::Entity::find()
        .filter(ticket_field::Column::TicketId.is_in(ids))
        .filter(ticket_field::Column::Name.is_in(names.iter().copied()))
        .order_by_asc(ticket_field::Column::TicketId)
        .order_by_asc(ticket_field::Column::Name)
        .order_by_asc(ticket_field::Column::Position)
        .all(reads.connection())
        .await?;
    let mut by_ticket: BTreeMap<TicketId, BTreeMap<String, String>> = BTreeMap::new();
    for rows in rows.chunk_by(|a, b| (a.ticket_id, &a.name) == (b.ticket_id, &b.name)) {
        let Some(first) = rows.first() else { continue };
        let shown = fields::shown(&rows.iter().collect::<Vec<_>>())?;
        by_ticket.entry(TicketId(first.ticket_id)).or_default().insert(first.name.clone(), shown);
    }
    Ok(by_ticket)
}

/// The page of what is visible in one way.
fn query(filter: &TicketFilter, way: Condition, page: &TicketPage) -> Select<ticket::Entity> {
    let mut query = ticket::Entity::find().filter(conditions(filter)).filter(way);
    if let Some(TicketId(before)) = page.before {
        query = query.filter(ticket::Column::Id.lt(before));
    }
    query.order_by_desc(ticket::Column::Id).limit(Ord::min(page.limit, PAGE_MAX))
}

/// The counts of what is visible in any way; `None` if nothing is, where an empty condition would mean everything.
fn counting(filter: &TicketFilter) -> Option<Select<ticket::Entity>> {
    let visible =
        ways(&filter.visible_to).into_iter().fold(None, |any: Option<Condition>, way| {
            Some(any.unwrap_or_else(Condition::any).add(way))
        })?;
    let counting = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::State)
        .column(ticket::Column::FailureCode)
        .column_as(ticket::Column::Id.count(), "count")
        .filter(conditions(filter))
        .filter(visible)
        .group_by(ticket::Column::State)
        .group_by(ticket::Column::FailureCode);
    Some(counting)
}

/// The ways in which tickets are visible: alternatives, none of which lets everything through by accident.
fn ways(visibility: &Visibility) -> Vec<Condition> {
    match visibility {
        Visibility::Nothing => Vec::new(),
        Visibility::Everything => vec![Condition::all()],
        Visibility::CustomerUser { login, customer_id, company_processes } => {
            let mut ways = Vec::new();
            // An agent's own ticket has neither; it must not match somebody who has neither.
            if !login.is_empty() {
                ways.push(Condition::all().add(ticket::Column::CustomerUser.eq(login)));
            }
            if !customer_id.is_empty() && !company_processes.is_empty() {
                let company = ticket::Column::CustomerId.eq(customer_id);
                ways.push(
                    Condition::all()
                        .add(company)
                        .add(ticket::Column::Process.is_in(company_processes)),
                );
            }
            ways
        }
    }
}

fn conditions(filter: &TicketFilter) -> Condition {
    let TicketFilter {
        closed,
        state,
        process,
        customer_id,
        customer_user,
        failure_code,
        field,
        parent,
        text,
        visible_to: _,
    } = filter;
    Condition::all()
        .add_option(closed.map(|closed| ticket::Column::Closed.eq(closed)))
        .add_option(state.map(|state| ticket::Column::State.eq(state.name())))
        .add_option(process.as_ref().map(|name| ticket::Column::Process.eq(name)))
        .add_option(customer_id.as_ref().map(|id| ticket::Column::CustomerId.eq(id)))
        .add_option(customer_user.as_ref().map(|login| ticket::Column::CustomerUser.eq(login)))
        .add_option(failure_code.as_ref().map(|code| ticket::Column::FailureCode.eq(code)))
        .add_option(field.as_ref().map(|field| ticket::Column::Id.in_subquery(holding(field))))
        .add_option(parent.as_ref().map(|number| ticket::Column::ParentNumber.eq(number)))
        .add_option(text.as_ref().map(|text| all_words(&[ticket::Column::SearchText], text)))
}

/// The ids of the tickets whose field holds that.
fn holding(field: &FieldFilter) -> SelectStatement {
    let mut holding = Query::select();
    holding
        .column(ticket_field::Column::TicketId)
        .from(ticket_field::Entity)
        .and_where(ticket_field::Column::Name.eq(&field.name));
    match &field.holds {
        FieldMatch::Equal(value) => {
            holding.and_where(ticket_field::Column::SearchKey.eq(fields::search_key(value)));
        }
        FieldMatch::Prefix(prefix) => {
            let prefix = fields::search_key(prefix);
            holding.and_where(ticket_field::Column::SearchKey.gte(&prefix));
            if let Some(end) = after_prefix(&prefix) {
                holding.and_where(ticket_field::Column::SearchKey.lt(end));
            }
        }
    }
    holding
}

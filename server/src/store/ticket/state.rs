//! A ticket's state as a row. Rows hold the names of activities and fields: indices mean something within one
//! compiled process alone.

use engine::process::{ActivityIdx, FieldIdx, Process};
use engine::state::{Failure, Notice, State};
use engine::ticket::{Priority, Ticket};

use super::parts::Parts;
use super::{NewTicket, fields};
use crate::store::entity::{ticket, ticket_field, timer};
use crate::store::error::Inconsistent;
use crate::store::records::{
    StoredTicket, TicketId, micros, ticket_state, timestamp, timestamp_or_none,
};
use crate::store::search::fold;

/// Width of `ticket.activity_label`.
const ACTIVITY_LABEL_LENGTH_MAX: usize = 255;

/// A ticket as it is stored.
#[derive(Debug, Clone)]
pub struct RawTicket {
    row: ticket::Model,
    fields: Vec<ticket_field::Model>,
    timers: Vec<timer::Model>,
}

/// The row of a ticket that begins.
pub(super) fn row(new: &NewTicket<'_>) -> Result<ticket::Model, Inconsistent> {
    let NewTicket { id, definition, process, state, depth } = *new;
    let Ticket {
        number,
        title,
        state: ticket_state,
        queue,
        priority,
        customer_id,
        customer_user,
        kind,
        owner,
        locked,
    } = &state.ticket;
    let parts = Parts::new(process, state);
    let json = |written: serde_json::Result<String>| {
        written.map_err(|error| Inconsistent::new("ticket", &id, error.to_string()))
    };
    let activity_name = |activity: ActivityIdx| process.activity(activity).name.clone();
    Ok(ticket::Model {
        id: id.0,
        number: number.clone(),
        title: title.clone(),
        search_text: fold(&format!("{number} {title}")),
        state: ticket_state.name().to_owned(),
        closed: ticket_state.is_closed(),
        queue: queue.clone(),
        priority: priority.name().to_owned(),
        customer_id: customer_id.clone(),
        customer_user: customer_user.clone(),
        kind: kind.clone(),
        owner: owner.clone(),
        locked: *locked,
        process: process.name().to_owned(),
        definition: definition.to_owned(),
        version: stored_version(id, state.version)?,
        tokens: json(serde_json::to_string(&parts.tokens))?,
        next_entry: i64::from(state.next_entry),
        children: json(serde_json::to_string(&parts.children))?,
        undoable: json(serde_json::to_string(&parts.undoable))?,
        background: json(serde_json::to_string(&parts.background))?,
        submitter: state.submitter.clone(),
        parent: parts.parent.as_ref().map(serde_json::to_string).map(json).transpose()?,
        depth: i64::from(depth),
        activity_label: activity_label(process, state),
        notice: state.notice.as_ref().map(|notice| notice.text.clone()),
        notice_field: state
            .notice
            .as_ref()
            .and_then(|notice| notice.field)
            .map(|field| process.field(field).name.clone()),
        failure_activity: state.failure.as_ref().map(|failure| activity_name(failure.activity)),
        failure_code: state.failure.as_ref().map(|failure| failure.code.clone()),
        failure_message: state.failure.as_ref().map(|failure| failure.message.clone()),
        created: micros(state.at),
        changed: micros(state.at),
        closed_at: ticket_state.is_closed().then(|| micros(state.at)),
        parent_number: state.parent.as_ref().map(|parent| parent.ticket.clone()),
    })
}

fn activity_label(process: &Process, state: &State) -> String {
    let labels: Vec<&str> =
        state.tokens.iter().map(|token| process.activity(token.activity).label.as_str()).collect();
    labels.join(", ").chars().take(ACTIVITY_LABEL_LENGTH_MAX).collect()
}

/// A state's version as the database counts it.
pub(super) fn stored_version(id: TicketId, version: u64) -> Result<i64, Inconsistent> {
    i64::try_from(version)
        .map_err(|error| Inconsistent::new("ticket", &id, format!("version {version}: {error}")))
}

/// A version that was stored.
pub(super) fn version(id: TicketId, version: i64) -> Result<u64, Inconsistent> {
    u64::try_from(version)
        .map_err(|error| Inconsistent::new("ticket", &id, format!("version {version}: {error}")))
}

impl RawTicket {
    pub(super) const fn new(
        row: ticket::Model,
        fields: Vec<ticket_field::Model>,
        timers: Vec<timer::Model>,
    ) -> Self {
        Self { row, fields, timers }
    }

    /// Its id.
    pub const fn id(&self) -> TicketId {
        TicketId(self.row.id)
    }

    /// Its number.
    pub fn number(&self) -> &str {
        &self.row.number
    }

    /// Its process's name.
    pub fn process(&self) -> &str {
        &self.row.process
    }

    /// The hash of the definition with which it is to be read.
    pub fn definition(&self) -> &str {
        &self.row.definition
    }

    /// The login of the customer user who began it; empty if an agent did.
    pub fn customer_user(&self) -> &str {
        &self.row.customer_user
    }

    /// The customer to which it belongs; empty if an agent began it.
    pub fn customer_id(&self) -> &str {
        &self.row.customer_id
    }

    /// The ticket, read with its definition.
    pub fn into_state(self, process: &Process) -> Result<StoredTicket, Inconsistent> {
        let Self { row, fields, timers } = self;
        let id = TicketId(row.id);
        let wrong = |what: String| Inconsistent::new("ticket", &id, what);
        if row.process != process.name() {
            return Err(wrong(format!(
                "read as `{}`, but it is of `{}`",
                process.name(),
                row.process
            )));
        }
        let activity = |name: &str| {
            process
                .activity_idx(name)
                .ok_or_else(|| wrong(format!("the process has no activity `{name}`")))
        };
        let field = |name: &str| {
            process
                .field_idx(name)
                .ok_or_else(|| wrong(format!("the process has no field `{name}`")))
        };
        let parts = Parts {
            tokens: read(&row.tokens).map_err(|error| wrong(format!("tokens: {error}")))?,
            children: read(&row.children).map_err(|error| wrong(format!("children: {error}")))?,
            undoable: read(&row.undoable).map_err(|error| wrong(format!("undoable: {error}")))?,
            background: read(&row.background)
                .map_err(|error| wrong(format!("background: {error}")))?,
            parent: row
                .parent
                .as_deref()
                .map(read)
                .transpose()
                .map_err(|error| wrong(format!("parent: {error}")))?,
        };
        let notice = match row.notice {
            Some(text) => {
                Some(Notice { text, field: row.notice_field.as_deref().map(field).transpose()? })
            }
            None => None,
        };
        let failure = match (row.failure_activity, row.failure_code, row.failure_message) {
            (Some(at), Some(code), Some(message)) => {
                Some(Failure { activity: activity(&at)?, code, message })
            }
            (None, None, None) => None,
            _ => return Err(wrong("half a failure".to_owned())),
        };
        let priority = Priority::parse(&row.priority)
            .ok_or_else(|| wrong(format!("`{}` is not a priority", row.priority)))?;
        let state = State {
            version: version(id, row.version)?,
            at: timestamp("ticket", &id, row.changed)?,
            tokens: parts.tokens(activity)?,
            next_entry: u32::try_from(row.next_entry)
                .map_err(|error| wrong(format!("next_entry: {error}")))?,
            values: values(process, &fields, field)?,
            ticket: Ticket {
                number: row.number,
                title: row.title,
                state: ticket_state(row.id, &row.state)?,
                queue: row.queue,
                priority,
                customer_id: row.customer_id,
                customer_user: row.customer_user,
                kind: row.kind,
                owner: row.owner,
                locked: row.locked,
            },
            notice,
            failure,
            timers: timers.iter().map(super::super::timer::timer).collect::<Result<_, _>>()?,
            children: parts.children(),
            undoable: parts.undoable(activity)?,
            background: parts.background(activity)?,
            submitter: row.submitter,
            parent: parts.parent(),
        };
        Ok(StoredTicket {
            id,
            process: row.process,
            definition: row.definition,
            state,
            depth: u32::try_from(row.depth).map_err(|error| wrong(format!("depth: {error}")))?,
            created: timestamp("ticket", &id, row.created)?,
            changed: timestamp("ticket", &id, row.changed)?,
            closed: timestamp_or_none("ticket", &id, row.closed_at)?,
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text)
}

/// The values by index, from rows in the order of names and positions.
fn values(
    process: &Process,
    rows: &[ticket_field::Model],
    field: impl Fn(&str) -> Result<FieldIdx, Inconsistent>,
) -> Result<Vec<Option<engine::value::Value>>, Inconsistent> {
    let mut values = vec![None; process.fields().len()];
    for rows in rows.chunk_by(|a, b| a.name == b.name) {
        let Some(first) = rows.first() else { continue };
        let FieldIdx(index) = field(&first.name)?;
        if let Some(slot) = values.get_mut(index) {
            *slot = fields::value(&rows.iter().collect::<Vec<_>>())?;
        }
    }
    Ok(values)
}

//! Process tickets and what belongs to them.

use std::fmt;

use engine::event::{Decision, Event};
use engine::state::State;
use engine::ticket::TicketState;
use jiff::Timestamp;

use super::time::{timestamp, timestamp_or_none};
use crate::store::entity::{article, process_definition, ticket};
use crate::store::error::Inconsistent;

/// A ticket's id: given once, never shown as a number to quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TicketId(pub i64);

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A process ticket with its state.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTicket {
    /// Its id.
    pub id: TicketId,
    /// Its process's name.
    pub process: String,
    /// The hash of the definition that it runs on.
    pub definition: String,
    /// Where it stands.
    pub state: State,
    /// How many tickets began one another before this one; 0 if a person began it.
    pub depth: u32,
    /// When it began.
    pub created: Timestamp,
    /// When its last step was.
    pub changed: Timestamp,
    /// When it was closed, if it is.
    pub closed: Option<Timestamp>,
}

/// A ticket in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    pub id: TicketId,
    pub number: String,
    pub title: String,
    pub state: TicketState,
    pub process: String,
    pub customer_id: String,
    pub customer_user: String,
    /// The labels of the activities where it stands.
    pub activity_label: String,
    pub failure_code: Option<String>,
    pub failure_message: Option<String>,
    pub created: Timestamp,
    pub changed: Timestamp,
    pub closed: Option<Timestamp>,
}

/// How many tickets are in a state for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketCount {
    pub state: TicketState,
    pub failure_code: Option<String>,
    pub count: u64,
}

/// Who wrote an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SenderKind {
    /// A customer user.
    CustomerUser,
    /// An agent.
    Agent,
    /// The process.
    System,
}

impl SenderKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::CustomerUser, Self::Agent, Self::System];

    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerUser => "customer-user",
            Self::Agent => "agent",
            Self::System => "system",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An article of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArticle {
    pub id: i64,
    pub sender: SenderKind,
    pub author: String,
    pub visible_to_customer: bool,
    pub subject: String,
    pub body: String,
    pub created: Timestamp,
}

/// A step of a ticket: what happened and what was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredJournalEntry {
    /// From 1.
    pub seq: i64,
    pub at: Timestamp,
    pub event: Event,
    pub decisions: Vec<Decision>,
}

/// A deployed process document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// SHA-256 of the source, in hexadecimal.
    pub hash: String,
    pub name: String,
    pub source: String,
    pub deployed_at: Timestamp,
}

pub(in crate::store) fn ticket_state(id: i64, name: &str) -> Result<TicketState, Inconsistent> {
    TicketState::parse(name)
        .ok_or_else(|| Inconsistent::new("ticket", &id, format!("`{name}` is not a state")))
}

impl TryFrom<ticket::Model> for TicketRow {
    type Error = Inconsistent;

    fn try_from(row: ticket::Model) -> Result<Self, Inconsistent> {
        Ok(Self {
            id: TicketId(row.id),
            state: ticket_state(row.id, &row.state)?,
            created: timestamp("ticket", &row.id, row.created)?,
            changed: timestamp("ticket", &row.id, row.changed)?,
            closed: timestamp_or_none("ticket", &row.id, row.closed_at)?,
            number: row.number,
            title: row.title,
            process: row.process,
            customer_id: row.customer_id,
            customer_user: row.customer_user,
            activity_label: row.activity_label,
            failure_code: row.failure_code,
            failure_message: row.failure_message,
        })
    }
}

impl TryFrom<article::Model> for StoredArticle {
    type Error = Inconsistent;

    fn try_from(row: article::Model) -> Result<Self, Inconsistent> {
        let sender = SenderKind::parse(&row.sender).ok_or_else(|| {
            Inconsistent::new("article", &row.id, format!("`{}` is not a sender", row.sender))
        })?;
        Ok(Self {
            id: row.id,
            sender,
            created: timestamp("article", &row.id, row.created)?,
            author: row.author,
            visible_to_customer: row.visible_to_customer,
            subject: row.subject,
            body: row.body,
        })
    }
}

impl TryFrom<process_definition::Model> for Definition {
    type Error = Inconsistent;

    fn try_from(row: process_definition::Model) -> Result<Self, Inconsistent> {
        Ok(Self {
            deployed_at: timestamp("process_definition", &row.hash, row.deployed_at)?,
            hash: row.hash,
            name: row.name,
            source: row.source,
        })
    }
}

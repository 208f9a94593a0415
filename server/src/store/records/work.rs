//! Invocations, jobs and mails.

use engine::access::Actor;
use jiff::Timestamp;

use super::TicketId;
use super::time::{timestamp, timestamp_or_none};
use crate::store::entity::{invocation, job, mail};
use crate::store::error::Inconsistent;
use crate::store::job::Work;
use crate::store::journal::actor_from_text;

/// How an invocation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvocationStatus {
    /// Not ended yet.
    Pending,
    /// The operation was carried out.
    Accepted,
    /// The operation was refused.
    Rejected,
    /// No answer was had.
    Undelivered,
    /// Given up by an admin.
    Cancelled,
}

impl InvocationStatus {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 5] =
        [Self::Pending, Self::Accepted, Self::Rejected, Self::Undelivered, Self::Cancelled];

    /// The name in the database and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Undelivered => "undelivered",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// An invocation with its trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// Its id.
    pub id: i64,
    /// The ticket for which it was made.
    pub ticket: TicketId,
    /// The entry number of the token that waits, or waited, for it.
    pub entry: u32,
    /// The invoker's name.
    pub invoker: String,
    /// How it stands.
    pub status: InvocationStatus,
    /// How often it was tried.
    pub attempts: u32,
    /// The code of its failure.
    pub code: Option<String>,
    /// The sentence of its failure.
    pub message: Option<String>,
    /// On whose behalf.
    pub actor: Actor,
    /// The request document (XML).
    pub document: String,
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
    /// When it was made.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How long the last attempt took.
    pub duration_us: Option<i64>,
    /// Sent with every attempt, so that the other side can tell a repetition.
    pub idempotency_key: String,
}

/// Work for later, as its worker holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: i64,
    /// What is to be done.
    pub work: Work,
    /// For which ticket.
    pub ticket: TicketId,
    /// For which token of it.
    pub entry: u32,
    /// The number of this attempt, from 1.
    pub attempts: u32,
    /// How many attempts there are.
    pub attempts_max: u32,
    /// When the attempt was due; while it is held, when the lease ends.
    pub run_at: Timestamp,
    /// The number of the lease: an older holder can end nothing.
    pub fence: i64,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// How much work there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCounts {
    /// Waiting for a worker.
    pub due: u64,
    /// Waiting for their time.
    pub later: u64,
    /// Held by a worker.
    pub held: u64,
}

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub id: i64,
    pub to_address: String,
    pub subject: String,
    pub body: String,
    pub created: Timestamp,
    /// How often it was tried to be sent.
    pub attempts: u32,
    pub state: MailState,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// To be sent, not before then.
    Waiting(Timestamp),
    /// Taken over by the mail server.
    Sent(Timestamp),
    /// Not to be tried again.
    GivenUp,
}

/// How many mails are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailCounts {
    pub waiting: u64,
    pub sent: u64,
}

fn small(table: &'static str, id: i64, number: i64) -> Result<u32, Inconsistent> {
    u32::try_from(number).map_err(|_out_of_range| {
        Inconsistent::new(table, &id, format!("{number} is no 32-bit count"))
    })
}

fn actor(id: i64, text: &str) -> Result<Actor, Inconsistent> {
    actor_from_text(text)
        .map_err(|error| Inconsistent::new("invocation", &id, format!("actor: {error}")))
}

impl TryFrom<invocation::Model> for Invocation {
    type Error = Inconsistent;

    fn try_from(row: invocation::Model) -> Result<Self, Inconsistent> {
        let status = InvocationStatus::parse(&row.status).ok_or_else(|| {
            Inconsistent::new("invocation", &row.id, format!("`{}` is not a status", row.status))
        })?;
        Ok(Self {
            id: row.id,
            ticket: TicketId(row.ticket_id),
            entry: small("invocation", row.id, row.entry)?,
            status,
            attempts: small("invocation", row.id, row.attempts)?,
            started: timestamp("invocation", &row.id, row.started)?,
            ended: timestamp_or_none("invocation", &row.id, row.ended)?,
            invoker: row.invoker,
            code: row.code,
            message: row.message,
            actor: actor(row.id, &row.actor)?,
            document: row.document,
            request: row.request,
            exchange: row.exchange,
            response: row.response,
            changes: row.changes,
            error: row.error,
            duration_us: row.duration_us,
            idempotency_key: row.idempotency_key,
        })
    }
}

impl TryFrom<job::Model> for Job {
    type Error = Inconsistent;

    fn try_from(row: job::Model) -> Result<Self, Inconsistent> {
        let work = Work::read(&row.work)
            .map_err(|error| Inconsistent::new("job", &row.id, format!("work: {error}")))?;
        Ok(Self {
            id: row.id,
            work,
            ticket: TicketId(row.ticket_id),
            entry: small("job", row.id, row.entry)?,
            attempts: small("job", row.id, row.attempts)?,
            attempts_max: small("job", row.id, row.attempts_max)?,
            run_at: timestamp("job", &row.id, row.run_at)?,
            fence: row.fence,
            last_error: row.last_error,
        })
    }
}

impl TryFrom<mail::Model> for Mail {
    type Error = Inconsistent;

    fn try_from(row: mail::Model) -> Result<Self, Inconsistent> {
        let state = match (row.sent_at, row.next_at) {
            (Some(at), _) => MailState::Sent(timestamp("mail", &row.id, at)?),
            (None, Some(at)) => MailState::Waiting(timestamp("mail", &row.id, at)?),
            (None, None) => MailState::GivenUp,
        };
        Ok(Self {
            id: row.id,
            created: timestamp("mail", &row.id, row.created)?,
            attempts: small("mail", row.id, row.attempts)?,
            state,
            last_error: row.last_error,
            to_address: row.to_address,
            subject: row.subject,
            body: row.body,
        })
    }
}

//! What is read from the store: plain structs, made from rows that are checked on the way.

mod access;
mod people;
mod tickets;
mod time;
mod work;

pub use self::access::{ApiToken, Person, PersonKind, Principal, Session};
pub use self::people::{Agent, Customer, CustomerUser, Group};
pub(super) use self::tickets::ticket_state;
pub use self::tickets::{
    Definition, SenderKind, StoredArticle, StoredJournalEntry, StoredTicket, TicketCount, TicketId,
    TicketRow,
};
pub(super) use self::time::{micros, timestamp, timestamp_or_none};
pub use self::work::{Invocation, InvocationStatus, Job, JobCounts, Mail, MailCounts, MailState};

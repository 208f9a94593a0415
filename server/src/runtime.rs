//! Carrying out what the engine decides.
//!
//! A step is decided outside of any transaction, on the state as read. Its first invocation's outbound
//! mapping runs there, too. Then one write ([`commit::Commit`]) checks that the state is still the one
//! that was read, runs internal operations, decides the steps that follow from their outcomes, and
//! stores everything: it happens wholly or not at all.

mod children;
pub mod commit;
pub mod document;
pub mod migration;
mod prepare;
pub mod replay;
pub mod turns;

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::access::Actor;
use engine::event::{Event, Outcome, Submission};
use engine::process::Process;
use engine::step::Refusal;
use jiff::Timestamp;

use crate::app::App;
use crate::process_library::LibraryError;
use crate::secret::Token;
use crate::store::invocation::{InvocationFault, Trace};
use crate::store::message_token::MessageLink;
use crate::store::records::{Invocation, StoredJournalEntry, StoredTicket, TicketId};
use crate::store::ticket::TicketFault;
use crate::store::{StoreError, journal, message_token};

use commit::{Basis, Besides, Cause, Claimed};

/// Why a step could not be made.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The engine refused the event.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such process, or it is no longer current.
    #[error("there is no such process")]
    NoSuchProcess,
    /// There is no such ticket.
    #[error("there is no such ticket")]
    NoSuchTicket,
    /// The mapping engine is too busy; a moment later it may not be.
    #[error("the mapping engine is busy")]
    Busy,
    /// Another worker has taken the job: this end came too late.
    #[error("another worker has taken the job")]
    JobTaken,
    /// The link was used, has expired, or never was one.
    #[error("the link cannot be used any more")]
    LinkUsed,
    /// The ticket could not be written.
    #[error(transparent)]
    Ticket(#[from] TicketFault),
    /// An invocation could not be written.
    #[error(transparent)]
    Invocation(#[from] InvocationFault),
    /// The store failed.
    #[error("the step could not be stored")]
    Store(#[from] StoreError),
    /// The ticket's version of its process cannot be had.
    #[error("the ticket's process cannot be loaded")]
    Library(#[from] LibraryError),
}

/// How often a step that a person did not aim at a version is tried again when somebody else was
/// faster. Each try means that another step was stored, so many in a row do not happen by chance.
const CONFLICTS_MAX: usize = 20;

impl App {
    /// Begins a process; the ticket's id.
    pub async fn start(
        &self,
        actor: &Actor,
        process: &str,
        submission: Option<Submission>,
    ) -> Result<TicketId, StepError> {
        let version = self.library().by_name(process).ok_or(StepError::NoSuchProcess)?.clone();
        let process = version.process;
        // Decided once without a number, so that refused input takes none.
        let now = self.clock().now();
        let event = Event::Started { actor: actor.clone(), submission };
        engine::step::start(&process, "", &event, now)?;
        let ticket = TicketId(self.numbers().ticket_id(self.store()).await?);
        let number = self.numbers().ticket_number(self.store(), now).await?;
        let step = engine::step::start(&process, &number, &event, now)?;
        let basis = Basis::New { definition: version.hash, depth: 0 };
        let cause = Cause::Step { event, step, besides: Besides::Nothing };
        self.commit(ticket, process, basis, cause, now).await?;
        Ok(ticket)
    }

    /// Submits a dialog of a ticket.
    pub async fn submit(
        &self,
        actor: &Actor,
        ticket: TicketId,
        submission: Submission,
        seen: u64,
    ) -> Result<(), StepError> {
        let (stored, process) = self.load(ticket).await?.ok_or(StepError::NoSuchTicket)?;
        let event = Event::Submitted { actor: actor.clone(), submission, seen };
        let now = self.clock().now();
        let step = engine::step::step(&process, &stored.state, &event, now)?;
        let cause = Cause::Step { event, step, besides: Besides::Nothing };
        self.commit(ticket, process, Basis::of(&stored), cause, now).await
    }

    /// Feeds the end of a remote invocation back, whatever else has happened to the ticket meanwhile.
    /// Its job is completed in the same transaction.
    pub(crate) async fn end(
        &self,
        claimed: &Claimed,
        invocation: &Invocation,
        outcome: &Outcome,
        trace: &Trace,
    ) -> Result<(), StepError> {
        self.until_stored(invocation.ticket, |stored, process, now| {
            let event = Event::Ended { entry: claimed.entry, outcome: outcome.clone() };
            let step = engine::step::step(process, &stored.state, &event, now)?;
            let actor = invocation.actor.clone();
            Ok(Cause::RemoteEnd {
                claimed: claimed.clone(),
                actor,
                trace: Box::new(trace.clone()),
                event,
                step,
            })
        })
        .await
    }

    /// Runs an internal operation that an earlier write left to the job worker.
    pub(crate) async fn resume(
        &self,
        claimed: &Claimed,
        invocation: &Invocation,
    ) -> Result<(), StepError> {
        self.until_stored(invocation.ticket, |_stored, _process, _now| {
            let invocation = Box::new(invocation.clone());
            Ok(Cause::Internal { claimed: claimed.clone(), invocation })
        })
        .await
    }

    /// Ends a process by hand; `reason` is a sentence for the customer.
    pub async fn cancel(
        &self,
        actor: &Actor,
        ticket: TicketId,
        reason: &str,
    ) -> Result<(), StepError> {
        let event = Event::Cancelled { actor: actor.clone(), reason: reason.to_owned() };
        self.feed(ticket, &event, &Besides::Nothing).await
    }

    /// Sends a message to a ticket, by whoever may do so without a link.
    pub async fn message(
        &self,
        ticket: TicketId,
        name: &str,
        values: BTreeMap<String, Vec<String>>,
    ) -> Result<(), StepError> {
        let event = Event::Message { name: name.to_owned(), values };
        self.feed(ticket, &event, &Besides::Nothing).await
    }

    /// Sends the message of a link, which is used up.
    pub async fn follow(&self, token: &Token) -> Result<(), StepError> {
        let now = self.clock().now();
        let link = message_token::peek(self.store().read(), token, now).await?;
        let MessageLink { ticket, message } = link.ok_or(StepError::LinkUsed)?;
        let event = Event::Message { name: message, values: BTreeMap::new() };
        self.feed(ticket, &event, &Besides::UseLink(token.clone())).await
    }

    /// Feeds an event that nobody aimed at a version of the ticket.
    pub(crate) async fn feed(
        &self,
        ticket: TicketId,
        event: &Event,
        besides: &Besides,
    ) -> Result<(), StepError> {
        self.until_stored(ticket, |stored, process, now| {
            let step = engine::step::step(process, &stored.state, event, now)?;
            Ok(Cause::Step { event: event.clone(), step, besides: besides.clone() })
        })
        .await
    }

    /// Writes what `cause` decides on the state as it is, again and again until nobody was faster.
    async fn until_stored(
        &self,
        ticket: TicketId,
        cause: impl Fn(&StoredTicket, &Process, Timestamp) -> Result<Cause, StepError>,
    ) -> Result<(), StepError> {
        let _turn = self.turns().take(ticket).await;
        let mut conflicts = 0;
        loop {
            let (stored, process) = self.load(ticket).await?.ok_or(StepError::NoSuchTicket)?;
            let now = self.clock().now();
            let cause = cause(&stored, &process, now)?;
            match self.commit(ticket, process, Basis::of(&stored), cause, now).await {
                Err(StepError::Refused(Refusal::Stale { .. })) if conflicts < CONFLICTS_MAX => {
                    conflicts += 1;
                }
                result => return result,
            }
        }
    }

    /// A ticket with the version of its process.
    pub async fn load(
        &self,
        ticket: TicketId,
    ) -> Result<Option<(StoredTicket, Arc<Process>)>, StepError> {
        let Some(row) = crate::store::ticket::load_row(self.store().read(), ticket).await? else {
            return Ok(None);
        };
        let process = self.version(row.definition()).await?;
        let stored = row.into_state(&process).map_err(StoreError::from)?;
        Ok(Some((stored, process)))
    }

    /// The steps of a ticket after number `after` (0: from the first), at most [`journal::PAGE_MAX`], in order;
    /// each with the version of the process that was the ticket's after it.
    pub async fn journal(
        &self,
        ticket: TicketId,
        after: i64,
    ) -> Result<Vec<(StoredJournalEntry, Arc<Process>)>, StepError> {
        let page = journal::list(self.store().read(), ticket, after).await?;
        let mut versions: BTreeMap<&str, Arc<Process>> = BTreeMap::new();
        let mut steps = Vec::with_capacity(page.len());
        for raw in &page {
            let process = match versions.get(raw.definition()) {
                Some(process) => Arc::clone(process),
                None => self.version(raw.definition()).await?,
            };
            let step = raw.read(&process).map_err(StoreError::from)?;
            versions.insert(raw.definition(), Arc::clone(&process));
            steps.push((step, process));
        }
        Ok(steps)
    }

    /// The version of that hash, which some ticket runs on or ran on.
    pub(crate) async fn version(&self, hash: &str) -> Result<Arc<Process>, StepError> {
        let version = self.library().by_hash(hash, self.store()).await?;
        version.ok_or(StepError::NoSuchProcess)
    }
}

//! Carrying out what the engine decides.
//!
//! A step is decided outside of any transaction, on the state as read. Its first invocation's outbound
//! mapping runs there, too. Then one write ([`commit::Commit`]) checks that the state is still the one
//! that was read, runs internal operations, decides the steps that follow from their outcomes, and
//! stores everything: it happens wholly or not at all.

pub mod commit;
pub mod document;
pub mod replay;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use engine::access::Actor;
use engine::event::{Effect, Event, Outcome, Submission};
use engine::process::Process;
use engine::step::{Refusal, Step};
use engine::ticket::Article;
use invokers::invoker::{Invoker, Target};
use jiff::Timestamp;

use crate::app::App;
use crate::crash;
use crate::process_library::LibraryError;
use crate::store::invocation::{InvocationFault, Trace};
use crate::store::records::{Invocation, StoredTicket, TicketId};
use crate::store::ticket::TicketFault;
use crate::store::{StoreError, WriteError, article};

use commit::{Basis, Cause, Claimed, Commit, CommitRefusal, Premapped};
use document::Documents;

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
        self.commit(ticket, process, basis, Cause::Step(event, step), now).await?;
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
        self.commit(ticket, process, Basis::of(&stored), Cause::Step(event, step), now).await
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
        self.until_stored(invocation.ticket, |stored, _process, _now| {
            let (invocation, state) =
                (Box::new(invocation.clone()), Box::new(stored.state.clone()));
            Ok(Cause::Internal { claimed: claimed.clone(), invocation, state })
        })
        .await
    }

    /// Writes what `cause` decides on the state as it is, again and again until nobody was faster.
    async fn until_stored(
        &self,
        ticket: TicketId,
        cause: impl Fn(&StoredTicket, &Process, Timestamp) -> Result<Cause, StepError>,
    ) -> Result<(), StepError> {
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

    /// A ticket with the version of the process that it began with.
    pub async fn load(
        &self,
        ticket: TicketId,
    ) -> Result<Option<(StoredTicket, Arc<Process>)>, StepError> {
        let Some(row) = crate::store::ticket::load_row(self.store().read(), ticket).await? else {
            return Ok(None);
        };
        let process = self
            .library()
            .by_hash(row.definition(), self.store())
            .await?
            .ok_or(StepError::NoSuchProcess)?;
        let stored = row.into_state(&process).map_err(StoreError::from)?;
        Ok(Some((stored, process)))
    }

    async fn commit(
        &self,
        ticket: TicketId,
        process: Arc<Process>,
        basis: Basis,
        cause: Cause,
        now: Timestamp,
    ) -> Result<(), StepError> {
        let seen = basis.version();
        let setting = self.setting_at(now);
        let documents = self.documents(ticket, &basis, &cause, now).await?;
        let premapped = match &cause {
            Cause::Step(_, step) | Cause::RemoteEnd { step, .. } => {
                self.premap(&process, step, &documents).await
            }
            Cause::Internal { .. } => BTreeMap::new(),
        };
        let commit = Commit {
            app: self.clone(),
            ticket,
            process,
            basis,
            cause,
            premapped,
            documents,
            setting,
            now,
        };
        let result = self.store().write(commit).await;
        crash::point("commit.durable");
        match result {
            Ok(done) => {
                if done.left_jobs {
                    self.wake().notify_one();
                }
                Ok(())
            }
            Err(WriteError::Refused(CommitRefusal::Conflict { current })) => {
                Err(StepError::Refused(Refusal::Stale { seen, current }))
            }
            Err(WriteError::Refused(CommitRefusal::Refused(refusal))) => {
                Err(StepError::Refused(refusal))
            }
            Err(WriteError::Refused(CommitRefusal::Busy)) => Err(StepError::Busy),
            Err(WriteError::Refused(CommitRefusal::JobTaken)) => Err(StepError::JobTaken),
            Err(WriteError::Refused(CommitRefusal::Ticket(fault))) => Err(StepError::Ticket(fault)),
            Err(WriteError::Refused(CommitRefusal::Invocation(fault))) => {
                Err(StepError::Invocation(fault))
            }
            Err(WriteError::Store(error)) => Err(StepError::Store(error)),
        }
    }

    /// What the request documents of the write have in common.
    async fn documents(
        &self,
        ticket: TicketId,
        basis: &Basis,
        cause: &Cause,
        now: Timestamp,
    ) -> Result<Documents, StepError> {
        let actor = match cause {
            Cause::Step(event, _) => actor_of(event),
            Cause::RemoteEnd { actor, .. } => actor.clone(),
            Cause::Internal { invocation, .. } => invocation.actor.clone(),
        };
        let invokes = |step: &Step| self.invocations(step).next().is_some();
        let (created, articles) = match (basis, cause) {
            (
                Basis::Stored { created, .. },
                Cause::Step(_, step) | Cause::RemoteEnd { step, .. },
            ) if invokes(step) => {
                let newest =
                    article::newest(self.store().read(), ticket, document::ARTICLES_MAX).await?;
                (*created, newest.into_iter().map(document::article).collect())
            }
            (Basis::Stored { created, .. }, _) => (*created, Vec::new()),
            (Basis::New { .. }, _) => (now, Vec::new()),
        };
        Ok(Documents { ticket, created, actor, articles })
    }

    /// Runs the outbound mappings of a step's internal invocations, so that the writer does not wait for
    /// them.
    async fn premap(
        &self,
        process: &Process,
        step: &Step,
        documents: &Documents,
    ) -> BTreeMap<u32, Premapped> {
        let mut premapped = BTreeMap::new();
        for (entry, invoker) in self.invocations(step) {
            let text = documents.request(process, &step.state, entry);
            let began = Instant::now();
            let request = match (&invoker.target, &text) {
                (Target::InProcess, Ok(text)) => Some(invoker.prepare(text).await),
                (Target::InProcess | Target::Http(_), _) => None,
            };
            premapped.insert(entry, Premapped { document: text, request, took: began.elapsed() });
        }
        premapped
    }

    fn invocations<'s>(&'s self, step: &'s Step) -> impl Iterator<Item = (u32, &'s Arc<Invoker>)> {
        step.effects.iter().filter_map(|effect| match effect {
            Effect::Invoke { entry, invoker } => {
                self.library().invoker(invoker).map(|invoker| (*entry, invoker))
            }
            Effect::WriteArticle(_)
            | Effect::Notify { .. }
            | Effect::Begin { .. }
            | Effect::Collect { .. }
            | Effect::Return { .. } => None,
        })
    }
}

/// On whose behalf a step invokes.
fn actor_of(event: &Event) -> Actor {
    match event {
        Event::Started { actor, .. }
        | Event::Submitted { actor, .. }
        | Event::Cancelled { actor, .. }
        | Event::Migrated { actor, .. }
        | Event::Restored { actor, .. } => actor.clone(),
        Event::Called { .. }
        | Event::Ended { .. }
        | Event::Due { .. }
        | Event::Message { .. }
        | Event::Collected { .. }
        | Event::Returned { .. } => Actor::System,
    }
}

/// The articles that a step writes, for the request document of an invocation in the same step.
fn articles(step: &Step) -> Vec<&Article> {
    step.effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::WriteArticle(article) => Some(article),
            Effect::Invoke { .. }
            | Effect::Notify { .. }
            | Effect::Begin { .. }
            | Effect::Collect { .. }
            | Effect::Return { .. } => None,
        })
        .collect()
}

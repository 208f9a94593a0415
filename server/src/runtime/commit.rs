//! One write: a step, the internal operations that it calls and the steps that follow from them.

mod call;
mod mail;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use engine::access::Actor;
use engine::event::{Effect, Event, Outcome, UNDELIVERED};
use engine::process::Process;
use engine::state::State;
use engine::step::{Refusal, Step};
use invokers::invoker::{Request, Target};
use invokers::mapper::MappingError;
use jiff::Timestamp;

use self::call::Call;
use super::document::Documents;
use crate::app::App;
use crate::crash;
use crate::operations::Setting;
use crate::secret::Token;
use crate::store::invocation::{Ending, InvocationFault, NewInvocation, Trace};
use crate::store::job::NewJob;
use crate::store::records::{
    Invocation, InvocationStatus, JobKind, SenderKind, StoredTicket, TicketId,
};
use crate::store::ticket::{NewTicket, TicketFault};
use crate::store::{Command, Failed, StoreError, Tx, article, invocation, job, journal, ticket};

/// How many internal operations run in a row before the rest is left to the job worker: a bound on how
/// long one write keeps the others waiting.
const INLINE_MAX: usize = 8;

/// What the step was decided on.
#[derive(Debug)]
pub enum Basis {
    /// A ticket that does not exist yet.
    New {
        /// The version of the process that it is pinned to.
        definition: String,
        /// How many tickets began one another before it.
        depth: u32,
    },
    /// A ticket at this version.
    Stored {
        /// The version.
        version: u64,
        /// When the ticket was made.
        created: Timestamp,
    },
}

impl Basis {
    pub(super) fn of(stored: &StoredTicket) -> Self {
        Self::Stored { version: stored.state.version, created: stored.created }
    }

    pub(super) const fn version(&self) -> u64 {
        match self {
            Self::New { .. } => 0,
            Self::Stored { version, .. } => *version,
        }
    }
}

/// An invocation's request, mapped before the write.
#[derive(Debug)]
pub struct Premapped {
    pub(super) document: Result<String, MappingError>,
    /// `None` for a remote invocation, which the job worker maps.
    pub(super) request: Option<Result<Request, MappingError>>,
    pub(super) took: Duration,
}

/// A job that the write completes, if it is still ours.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The job.
    pub job: i64,
    /// The fencing number under which it was claimed.
    pub fence: i64,
    /// The token that waits.
    pub entry: u32,
    /// The invocation.
    pub invocation: i64,
    /// The number of this attempt, from 1.
    pub attempts: u32,
}

/// What the write begins with.
#[derive(Debug)]
pub enum Cause {
    /// A step, decided on the basis.
    Step(Event, Step),
    /// The end of a remote invocation, and the step that follows from it.
    RemoteEnd {
        /// The invocation's job.
        claimed: Claimed,
        /// On whose behalf it ran.
        actor: Actor,
        /// What the trace keeps.
        trace: Box<Trace>,
        /// The end.
        event: Event,
        /// What follows.
        step: Step,
    },
    /// An internal operation that an earlier write left to the job worker.
    Internal {
        /// The invocation's job.
        claimed: Claimed,
        /// The invocation as stored.
        invocation: Box<Invocation>,
        /// The state of the basis.
        state: Box<State>,
    },
}

/// See the module.
#[derive(Debug)]
pub struct Commit {
    pub(super) app: App,
    pub(super) ticket: TicketId,
    pub(super) process: Arc<Process>,
    pub(super) basis: Basis,
    pub(super) cause: Cause,
    pub(super) premapped: BTreeMap<u32, Premapped>,
    pub(super) documents: Documents,
    pub(super) setting: Setting,
    pub(super) now: Timestamp,
}

/// What a write did.
#[derive(Debug, Clone, Copy)]
pub struct Committed {
    /// Whether it left jobs for the worker.
    pub left_jobs: bool,
}

/// Why a write was not done.
#[derive(Debug, thiserror::Error)]
pub enum CommitRefusal {
    /// Another step was stored meanwhile.
    #[error("the ticket is at version {current} now")]
    Conflict {
        /// The version now.
        current: u64,
    },
    /// The engine refused a step that followed from the first.
    #[error(transparent)]
    Refused(Refusal),
    /// The ticket was refused.
    #[error(transparent)]
    Ticket(TicketFault),
    /// An invocation was refused.
    #[error(transparent)]
    Invocation(InvocationFault),
    /// The mapping engine is too busy; a moment later it may not be.
    #[error("the mapping engine is busy")]
    Busy,
    /// The job was claimed again by another worker: this end came too late.
    #[error("another worker has taken the job")]
    JobTaken,
}

/// What a write gathers before it stores.
struct Ledger {
    /// Each event with the step that it led to.
    steps: Vec<(Event, Step)>,
    invocations: Vec<NewInvocation>,
    /// Entry numbers of invocations that are left to the job worker.
    jobs: Vec<u32>,
}

impl Ledger {
    /// How often the invocation of this entry is tried, as its invoker's policy says.
    fn attempts_max(&self, entry: u32, app: &App) -> u32 {
        let invocation = self.invocations.iter().find(|invocation| invocation.entry == entry);
        let invoker = invocation.and_then(|invocation| app.library().invoker(&invocation.invoker));
        invoker.map_or(1, |invoker| invoker.retry.attempts_max)
    }

    fn state(&self) -> Option<&State> {
        self.steps.last().map(|(_, step)| &step.state)
    }
}

impl Command for Commit {
    type Output = Committed;
    type Refusal = CommitRefusal;

    async fn run(mut self, tx: &Tx<'_>) -> Result<Committed, Failed<CommitRefusal>> {
        crash::point("commit.begun");
        self.check_basis(tx).await?;
        let mut ledger = Ledger { steps: Vec::new(), invocations: Vec::new(), jobs: Vec::new() };
        ledger.steps.push(self.first(tx).await?);
        let mut done = 0;
        while let Some((_, step)) = ledger.steps.get(done).cloned() {
            done += 1;
            for effect in &step.effects {
                if let Effect::Invoke { entry, invoker } = effect {
                    self.invoke(tx, &mut ledger, &step, *entry, invoker).await?;
                }
            }
        }
        self.save(tx, &ledger).await?;
        crash::point("commit.saved");
        Ok(Committed { left_jobs: !ledger.jobs.is_empty() })
    }
}

impl Commit {
    async fn check_basis(&self, tx: &Tx<'_>) -> Result<(), Failed<CommitRefusal>> {
        let Basis::Stored { version, .. } = self.basis else { return Ok(()) };
        match ticket::lock_version(tx, self.ticket).await? {
            Some(current) if current == version => Ok(()),
            current => Err(Failed::Refused(CommitRefusal::Conflict {
                current: current.unwrap_or_default(),
            })),
        }
    }

    /// The first step, after completing the job that it comes from.
    async fn first(&self, tx: &Tx<'_>) -> Result<(Event, Step), Failed<CommitRefusal>> {
        match &self.cause {
            Cause::Step(event, step) => Ok((event.clone(), step.clone())),
            Cause::RemoteEnd { claimed, trace, event, step, .. } => {
                if let Event::Ended { outcome, .. } = event {
                    self.finish(tx, claimed, outcome, trace).await?;
                }
                Ok((event.clone(), step.clone()))
            }
            Cause::Internal { claimed, invocation, state } => {
                let mut trace = Trace::default();
                let outcome = match self.app.library().invoker(&invocation.invoker).cloned() {
                    None => no_invoker(&invocation.invoker),
                    Some(invoker) => {
                        let call = Call {
                            invoker,
                            text: invocation.document.clone(),
                            request: None,
                            took: Duration::ZERO,
                        };
                        let outcome = self.call(tx, &mut trace, call, state).await?;
                        outcome.ok_or(Failed::Refused(CommitRefusal::Busy))?
                    }
                };
                self.finish(tx, claimed, &outcome, &trace).await?;
                self.decide(state, Event::Ended { entry: claimed.entry, outcome })
            }
        }
    }

    /// Completes a job and its invocation, unless another worker has claimed the job meanwhile.
    async fn finish(
        &self,
        tx: &Tx<'_>,
        claimed: &Claimed,
        outcome: &Outcome,
        trace: &Trace,
    ) -> Result<(), Failed<CommitRefusal>> {
        if !job::complete(tx, claimed.job, claimed.fence).await? {
            return Err(Failed::Refused(CommitRefusal::JobTaken));
        }
        let ended = invocation::finish(
            tx,
            claimed.invocation,
            &ending(outcome, claimed.attempts, trace),
            self.now,
        )
        .await;
        ended.map_err(|failed| failed.map(CommitRefusal::Invocation))
    }

    fn decide(&self, state: &State, event: Event) -> Result<(Event, Step), Failed<CommitRefusal>> {
        let step = engine::step::step(&self.process, state, &event, self.now)
            .map_err(|refusal| Failed::Refused(CommitRefusal::Refused(refusal)))?;
        Ok((event, step))
    }

    /// Carries out one invocation: an internal one at once, a remote one by leaving a job.
    async fn invoke(
        &mut self,
        tx: &Tx<'_>,
        ledger: &mut Ledger,
        step: &Step,
        entry: u32,
        name: &str,
    ) -> Result<(), Failed<CommitRefusal>> {
        let mapped = match self.premapped.remove(&entry) {
            Some(mapped) => mapped,
            None => Premapped {
                document: self.documents.request(&self.process, &step.state, entry),
                request: None,
                took: Duration::ZERO,
            },
        };
        let mut trace = Trace::default();
        let mut document = String::new();
        let outcome = match (self.app.library().invoker(name).cloned(), mapped.document) {
            (None, _) => Some(no_invoker(name)),
            (Some(_), Err(error)) => Some(self.unprepared(&mut trace, &error)),
            (Some(invoker), Ok(text)) => {
                document.clone_from(&text);
                let internal = matches!(invoker.target, Target::InProcess)
                    && ledger.invocations.len() < INLINE_MAX;
                if internal {
                    let call = Call { invoker, text, request: mapped.request, took: mapped.took };
                    self.call(tx, &mut trace, call, &step.state).await?
                } else {
                    None
                }
            }
        };
        ledger.invocations.push(NewInvocation {
            ticket: self.ticket,
            entry,
            invoker: name.to_owned(),
            actor: self.documents.actor.clone(),
            document,
            idempotency_key: idempotency_key(&step.state.ticket.number, entry)?,
            ending: outcome.as_ref().map(|outcome| ending(outcome, 1, &trace)),
        });
        if let Some(outcome) = outcome {
            if let Some(state) = ledger.state() {
                let next = self.decide(state, Event::Ended { entry, outcome })?;
                ledger.steps.push(next);
            }
        } else {
            ledger.jobs.push(entry);
        }
        Ok(())
    }

    async fn save(&self, tx: &Tx<'_>, ledger: &Ledger) -> Result<(), Failed<CommitRefusal>> {
        let Some(state) = ledger.state() else { return Ok(()) };
        match &self.basis {
            Basis::New { definition, depth } => {
                let new = NewTicket {
                    id: self.ticket,
                    definition,
                    process: &self.process,
                    state,
                    depth: *depth,
                };
                ticket::insert(tx, &new).await
            }
            Basis::Stored { version, .. } => {
                ticket::update(tx, self.ticket, *version, state, &self.process).await
            }
        }
        .map_err(|failed| failed.map(CommitRefusal::Ticket))?;
        let mut articles = Vec::new();
        for (event, step) in &ledger.steps {
            let seq = i64::try_from(step.state.version).unwrap_or(i64::MAX);
            journal::append(tx, self.ticket, seq, self.now, event, &step.decisions, &self.process)
                .await?;
            articles.extend(super::articles(step).into_iter().cloned());
            for effect in &step.effects {
                if let Effect::Notify { to, subject, body, .. } = effect {
                    self.mail(tx, &step.state, to, subject, body).await?;
                }
            }
        }
        let author = self.process.title();
        article::insert(tx, self.ticket, SenderKind::System, author, &articles, self.now).await?;
        for invocation in &ledger.invocations {
            let inserted = invocation::insert(tx, invocation, self.now).await;
            inserted.map_err(|failed| failed.map(CommitRefusal::Invocation))?;
        }
        for entry in &ledger.jobs {
            let attempts_max = ledger.attempts_max(*entry, &self.app);
            let (kind, ticket) = (JobKind::Invocation, self.ticket);
            job::enqueue(
                tx,
                &NewJob { kind, ticket, entry: *entry, run_at: self.now, attempts_max },
            )
            .await?;
        }
        Ok(())
    }
}

/// The key under which the remote side carries an invocation out once. The part by chance keeps it from
/// repeating where two installations share a token, or one was restored from a backup.
fn idempotency_key(number: &str, entry: u32) -> Result<String, StoreError> {
    /// 132 bits.
    const CHANCE_LENGTH: usize = 22;
    let chance: String = Token::random()?.expose().chars().take(CHANCE_LENGTH).collect();
    Ok(format!("{number}-{entry}-{chance}"))
}

pub(crate) fn no_invoker(name: &str) -> Outcome {
    Outcome::Undelivered { attempts: 0, last_error: format!("there is no invoker `{name}`") }
}

fn ending(outcome: &Outcome, attempts: u32, trace: &Trace) -> Ending {
    let (status, code, message) = match outcome {
        Outcome::Accepted { .. } => (InvocationStatus::Accepted, None, None),
        Outcome::Rejected { code, message, .. } => {
            (InvocationStatus::Rejected, Some(code.clone()), Some(message.clone()))
        }
        Outcome::Undelivered { last_error, .. } => {
            (InvocationStatus::Undelivered, Some(UNDELIVERED.to_owned()), Some(last_error.clone()))
        }
    };
    Ending { status, attempts, code, message, trace: trace.clone() }
}

/// A duration as traces keep it.
pub(crate) fn micros(duration: Duration) -> Option<i64> {
    i64::try_from(duration.as_micros()).ok()
}

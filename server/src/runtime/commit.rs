//! One write: a step, the internal operations that it calls and the steps that follow from them.

mod call;
mod invoke;
mod mail;
mod save;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use engine::access::Actor;
use engine::event::{Effect, Event, Outcome, UNDELIVERED};
use engine::process::Process;
use engine::state::State;
use engine::step::{Refusal, Step};
use invokers::invoker::Request;
use invokers::mapper::MappingError;
use jiff::Timestamp;

use self::call::Call;
pub(crate) use self::invoke::awaits;
use super::document::Documents;
use crate::app::App;
use crate::crash;
use crate::operations::Setting;
use crate::secret::Token;
use crate::store::invocation::{Ending, InvocationFault, NewInvocation, Trace};
use crate::store::job::NewJob;
use crate::store::records::{Invocation, InvocationStatus, StoredTicket, TicketId};
use crate::store::ticket::TicketFault;
use crate::store::{Command, Failed, Tx, invocation, job, message_token, ticket};

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
        /// The ticket as it was read.
        before: Box<State>,
        /// The version of the process that it is pinned to.
        definition: String,
        /// How many tickets began one another before it.
        depth: u32,
        /// When the ticket was made.
        created: Timestamp,
    },
}

impl Basis {
    pub(super) fn of(stored: &StoredTicket) -> Self {
        Self::Stored {
            before: Box::new(stored.state.clone()),
            definition: stored.definition.clone(),
            depth: stored.depth,
            created: stored.created,
        }
    }

    pub(super) const fn version(&self) -> u64 {
        match self {
            Self::New { .. } => 0,
            Self::Stored { before, .. } => before.version,
        }
    }

    pub(super) fn definition(&self) -> &str {
        match self {
            Self::New { definition, .. } | Self::Stored { definition, .. } => definition,
        }
    }

    pub(super) const fn depth(&self) -> u32 {
        match self {
            Self::New { depth, .. } | Self::Stored { depth, .. } => *depth,
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

/// A job as this worker holds it.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// The job.
    pub job: i64,
    /// The fencing number under which it was claimed.
    pub fence: i64,
}

/// What a write does besides its step, in the same transaction.
#[derive(Debug, Clone)]
pub enum Besides {
    /// Nothing.
    Nothing,
    /// It completes a job, if it is still ours.
    Complete(Held),
    /// It uses up the link by which the event came.
    UseLink(Token),
}

/// The job of an invocation, which the write completes, if it is still ours.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The job.
    pub held: Held,
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
    Step {
        /// What happened.
        event: Event,
        /// What follows.
        step: Step,
        /// What is done in the same write.
        besides: Besides,
    },
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
    /// Whether it set timers.
    pub set_timers: bool,
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
    /// The link was used, or has expired.
    #[error("the link cannot be used any more")]
    LinkUsed,
    /// The job was claimed again by another worker: this end came too late.
    #[error("another worker has taken the job")]
    JobTaken,
}

/// What a write gathers before it stores.
struct Ledger {
    /// Each event with the step that it led to.
    steps: Vec<(Event, Step)>,
    invocations: Vec<NewInvocation>,
    jobs: Vec<NewJob>,
}

impl Ledger {
    /// The state after the last step.
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
            for (position, effect) in step.effects.iter().enumerate() {
                match effect {
                    Effect::Invoke { entry, invoker } => {
                        self.invoke(tx, &mut ledger, &step, *entry, invoker).await?;
                    }
                    Effect::Begin { .. } | Effect::Collect { .. } | Effect::Return { .. } => {
                        ledger.jobs.extend(self.job(&step, position, effect));
                    }
                    Effect::WriteArticle(_) | Effect::Notify { .. } => {}
                }
            }
        }
        self.save(tx, &ledger).await?;
        crash::point("commit.saved");
        Ok(Committed {
            left_jobs: !ledger.jobs.is_empty(),
            set_timers: ledger.state().is_some_and(|state| !state.timers.is_empty()),
        })
    }
}

impl Commit {
    async fn check_basis(&self, tx: &Tx<'_>) -> Result<(), Failed<CommitRefusal>> {
        let Basis::Stored { before, .. } = &self.basis else { return Ok(()) };
        match ticket::lock_version(tx, self.ticket).await? {
            Some(current) if current == before.version => Ok(()),
            current => Err(Failed::Refused(CommitRefusal::Conflict {
                current: current.unwrap_or_default(),
            })),
        }
    }

    /// The first step, after completing the job that it comes from.
    async fn first(&self, tx: &Tx<'_>) -> Result<(Event, Step), Failed<CommitRefusal>> {
        match &self.cause {
            Cause::Step { event, step, besides } => {
                self.do_besides(tx, besides).await?;
                Ok((event.clone(), step.clone()))
            }
            Cause::RemoteEnd { claimed, trace, event, step, .. } => {
                if let Event::Ended { outcome, .. } = event {
                    self.finish(tx, claimed, outcome, trace).await?;
                }
                Ok((event.clone(), step.clone()))
            }
            Cause::Internal { claimed, invocation } => {
                let Basis::Stored { before: state, .. } = &self.basis else {
                    return Err(Failed::Refused(CommitRefusal::JobTaken));
                };
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

    async fn do_besides(
        &self,
        tx: &Tx<'_>,
        besides: &Besides,
    ) -> Result<(), Failed<CommitRefusal>> {
        match besides {
            Besides::Nothing => Ok(()),
            Besides::Complete(held) => self.complete(tx, *held).await,
            Besides::UseLink(token) => {
                let usable = message_token::consume(tx, token, self.now).await?;
                if usable { Ok(()) } else { Err(Failed::Refused(CommitRefusal::LinkUsed)) }
            }
        }
    }

    /// Completes a job, unless another worker has claimed it meanwhile.
    async fn complete(&self, tx: &Tx<'_>, held: Held) -> Result<(), Failed<CommitRefusal>> {
        let ours = job::complete(tx, held.job, held.fence).await?;
        if ours { Ok(()) } else { Err(Failed::Refused(CommitRefusal::JobTaken)) }
    }

    /// Completes a job and its invocation, unless another worker has claimed the job meanwhile.
    async fn finish(
        &self,
        tx: &Tx<'_>,
        claimed: &Claimed,
        outcome: &Outcome,
        trace: &Trace,
    ) -> Result<(), Failed<CommitRefusal>> {
        self.complete(tx, claimed.held).await?;
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

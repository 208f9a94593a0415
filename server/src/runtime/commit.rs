//! One write: a step, the internal operations that it calls and the steps that follow from them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::access::Actor;
use engine::action::Recipient;
use engine::customer::CustomerId;
use engine::event::{Effect, Event, Outcome};
use engine::process::Process;
use engine::state::State;
use engine::step::{Refusal, Step};
use invokers::invoker::{Invoker, Request, Target, unconcluded, unprepared};
use invokers::mapper::MappingError;
use invokers::redact;
use invokers::rpc::Answer;
use jiff::Timestamp;

use super::document::Documents;
use crate::app::App;
use crate::crash;
use crate::operations::{self, Caller, Setting};
use crate::store::invocation::{Invocation, InvocationStatus, NewInvocation};
use crate::store::ticket::{StoredTicket, TicketId};
use crate::store::{Command, Failed, Tx, agent, article, customer_user, invocation, job, journal, mail, ticket};

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
    },
    /// A ticket at this version.
    Stored {
        /// The version.
        version: u64,
        /// When the ticket was made.
        created: Timestamp,
        /// When it was closed, if it was.
        closed: Option<Timestamp>,
    },
}

impl Basis {
    pub(super) fn of(stored: &StoredTicket) -> Self {
        Self::Stored { version: stored.state.version, created: stored.created, closed: stored.closed }
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
        trace: invocation::Trace,
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
            current => Err(Failed::Refused(CommitRefusal::Conflict { current: current.unwrap_or_default() })),
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
                let mut trace = invocation::Trace::default();
                let outcome = match self.app.library().invoker(&invocation.invoker).cloned() {
                    None => no_invoker(&invocation.invoker),
                    Some(invoker) => {
                        let call = Call {
                            invoker,
                            text: invocation.document.clone(),
                            request: None,
                            took: Duration::ZERO,
                        };
                        self.call(tx, &mut trace, call, state).await?
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
        trace: &invocation::Trace,
    ) -> Result<(), Failed<CommitRefusal>> {
        if !job::complete(tx, claimed.job, claimed.fence).await? {
            return Err(Failed::Refused(CommitRefusal::JobTaken));
        }
        invocation::finish(tx, self.ticket, claimed.entry, &status(outcome), trace, self.now).await?;
        Ok(())
    }

    fn decide(&self, state: &State, event: Event) -> Result<(Event, Step), Failed<CommitRefusal>> {
        let step = engine::step::step(&self.process, state, &event)
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
        let mut invocation = NewInvocation::pending(entry, name, self.documents.actor.clone(), self.now);
        let outcome = match (self.app.library().invoker(name).cloned(), mapped.document) {
            (None, _) => Some(no_invoker(name)),
            (Some(_), Err(error)) => Some(self.unprepared(&mut invocation.trace, &error)),
            (Some(invoker), Ok(text)) => {
                invocation.document.clone_from(&text);
                let internal = matches!(invoker.target, Target::InProcess) && ledger.invocations.len() < INLINE_MAX;
                if internal {
                    let call = Call { invoker, text, request: mapped.request, took: mapped.took };
                    Some(self.call(tx, &mut invocation.trace, call, &step.state).await?)
                } else {
                    None
                }
            }
        };
        if let Some(outcome) = outcome {
            invocation.status = status(&outcome);
            invocation.ended = Some(self.now);
            if let Some(state) = ledger.state() {
                let next = self.decide(state, Event::Ended { entry, outcome })?;
                ledger.steps.push(next);
            }
        } else {
            ledger.jobs.push(entry);
        }
        ledger.invocations.push(invocation);
        Ok(())
    }

    /// Runs an internal operation in a savepoint of its own: a rejected one leaves nothing behind.
    async fn call(
        &self,
        tx: &Tx<'_>,
        trace: &mut invocation::Trace,
        call: Call,
        state: &State,
    ) -> Result<Outcome, Failed<CommitRefusal>> {
        let began = Instant::now();
        let request = match call.request {
            Some(request) => request,
            None => call.invoker.prepare(&call.text).await,
        };
        let request = match request {
            Ok(request) => request,
            Err(error) => return Ok(self.unprepared(trace, &error)),
        };
        trace.request = Some(redact::xml(&request.mapped));
        let caller = Caller {
            acting: self.documents.actor.login().to_owned(),
            customer: CustomerId::parse(&state.ticket.customer_id).ok(),
        };
        let savepoint = tx.savepoint().await?;
        let answer = self.answer(&savepoint.tx(), request, &caller).await?;
        crash::point("commit.called");
        let concluded = call.invoker.conclude(&answer).await;
        if matches!((&answer, &concluded), (Answer::Result(_), Ok(_))) {
            savepoint.keep().await?;
        } else {
            savepoint.undo().await?;
        }
        crash::point("commit.ended");
        trace.duration = began.elapsed() + call.took;
        Ok(match concluded {
            Ok(concluded) => {
                trace.response = Some(redact::xml(&concluded.document));
                trace.changes = Some(concluded.mapped);
                concluded.outcome
            }
            Err(error) => {
                trace.error = Some(error.chain());
                unconcluded(&answer)
            }
        })
    }

    /// A request that could not be mapped is not repeated: it would fail again.
    fn unprepared(&self, trace: &mut invocation::Trace, error: &MappingError) -> Outcome {
        tracing::warn!(ticket.id = self.ticket.0, error = error.chain(), "a request could not be mapped");
        trace.error = Some(error.chain());
        unprepared()
    }

    async fn answer(&self, tx: &Tx<'_>, request: Request, caller: &Caller) -> Result<Answer, Failed<CommitRefusal>> {
        let result = match operations::prepare(request.operation, request.params, self.app.passwords()).await {
            Ok(prepared) => prepared.run(tx, caller, &self.setting).await,
            Err(error) => Err(Failed::Refused(error)),
        };
        match result {
            Ok(value) => Ok(Answer::Result(value)),
            Err(Failed::Refused(error)) => {
                Ok(Answer::Error { code: error.code.name().to_owned(), message: error.message })
            }
            Err(Failed::Database(error)) => Err(Failed::Database(error)),
        }
    }

    async fn save(&self, tx: &Tx<'_>, ledger: &Ledger) -> Result<(), Failed<CommitRefusal>> {
        let Some(state) = ledger.state() else { return Ok(()) };
        match &self.basis {
            Basis::New { definition } => {
                ticket::insert(tx, self.ticket, &self.process, definition, state, self.now).await?;
            }
            Basis::Stored { version, closed, .. } => {
                let closed = state.ticket.state.is_closed().then(|| closed.unwrap_or(self.now));
                ticket::update(tx, self.ticket, &self.process, *version, state, closed, self.now).await?;
            }
        }
        let mut articles = Vec::new();
        for (event, step) in &ledger.steps {
            journal::append(tx, self.ticket, &self.process, step.state.version, self.now, event, &step.decisions).await?;
            articles.extend(super::articles(step).into_iter().cloned());
            for effect in &step.effects {
                if let Effect::Notify { to, subject, body } = effect {
                    self.mail(tx, state, *to, subject, body).await?;
                }
            }
        }
        article::insert(tx, self.ticket, &articles, self.now).await?;
        for invocation in &ledger.invocations {
            invocation::insert(tx, self.ticket, invocation).await?;
        }
        for entry in &ledger.jobs {
            job::enqueue(tx, self.ticket, *entry, self.now).await?;
        }
        Ok(())
    }

    async fn mail(&self, tx: &Tx<'_>, state: &State, to: Recipient, subject: &str, body: &str) -> Result<(), Failed<CommitRefusal>> {
        let addresses = match to {
            Recipient::CustomerUser => {
                let user = customer_user::get(tx, &state.ticket.customer_user).await?;
                user.map(|user| user.email).into_iter().collect()
            }
            Recipient::Admins => agent::admin_addresses(tx).await?,
        };
        let body = match to {
            Recipient::Admins => {
                let link = self.setting.base_url.join(&format!("admin/tickets/{}", self.ticket.0));
                link.map_or_else(|_no_link| body.to_owned(), |link| format!("{body}\n{link}\n"))
            }
            Recipient::CustomerUser => body.to_owned(),
        };
        for address in addresses {
            mail::insert(tx, &address, subject, &body, self.now).await?;
        }
        Ok(())
    }
}

/// An internal call about to be made.
struct Call {
    invoker: Arc<Invoker>,
    text: String,
    request: Option<Result<Request, MappingError>>,
    took: Duration,
}

pub(crate) fn no_invoker(name: &str) -> Outcome {
    Outcome::Undelivered { attempts: 0, last_error: format!("there is no invoker `{name}`") }
}

fn status(outcome: &Outcome) -> InvocationStatus {
    match outcome {
        Outcome::Accepted { .. } => InvocationStatus::Accepted,
        Outcome::Rejected { code, message, .. } => {
            InvocationStatus::Rejected { code: code.clone(), message: message.clone() }
        }
        Outcome::Undelivered { attempts, last_error } => {
            InvocationStatus::Undelivered { attempts: *attempts, last_error: last_error.clone() }
        }
    }
}

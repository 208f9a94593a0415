//! The job worker: calls remote operations and feeds their ends back as events, and carries out what concerns
//! other tickets ([`crate::runtime`]).
//!
//! A job is claimed with a lease and a fencing number; one whose worker died is claimed again when the
//! lease is over, or this server starts again, and the same idempotency key makes the remote side answer as
//! before. The end is
//! stored with the next step in one transaction that also completes the job, and refused when another
//! worker has claimed it meanwhile.

use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::event::Outcome;
use engine::step::Refusal;
use invokers::invoker::{HttpTarget, Invoker, Target, unconcluded, unprepared};
use invokers::redact;
use invokers::transport::{CallContext, Undelivered};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::crash;
use crate::runtime::StepError;
use crate::runtime::commit::{Claimed, Held, awaits, micros, no_invoker};
use crate::store::invocation::{self, Ending, InvocationFault, Trace};
use crate::store::job::{self, Work};
use crate::store::records::{Invocation, InvocationStatus, Job};
use crate::store::{Command, Failed, StoreError, Tx, WriteError};

/// How many jobs are claimed at once.
const BATCH_LENGTH: u64 = 20;
/// How many calls are under way at once: remote systems are slow, not we.
const CALLS_MAX: usize = 16;
/// How long a claimed job is ours: longer than the longest timeout of a transport and its mappings.
const LEASE: SignedDuration = SignedDuration::from_secs(180);
/// How long the worker sleeps when nothing is due and nobody wakes it.
const IDLE: Duration = Duration::from_secs(5);
/// How long a job waits that our own side could not do now.
const BUSY: SignedDuration = SignedDuration::from_secs(1);
/// How long it sleeps after the store failed.
const FAILED: Duration = Duration::from_secs(1);

impl App {
    /// Starts the worker; it ends when the app stops.
    pub fn start_jobs(&self) {
        let app = self.clone();
        self.tasks().spawn(async move { app.work().await });
    }

    async fn work(&self) {
        self.release_abandoned().await;
        let calls = Arc::new(Semaphore::new(CALLS_MAX));
        let mut moves = self.clock().moves();
        while !self.stop().is_cancelled() {
            let pause = match self.claim(&calls).await {
                Ok(claimed) if claimed > 0 => continue,
                Ok(_) => self.until_due().await,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "jobs could not be claimed"
                    );
                    FAILED
                }
            };
            tokio::select! {
                () = self.stop().cancelled() => {}
                () = self.wake().notified() => {}
                () = moves.moved() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Takes back what a process before this one held when it died, instead of waiting for its leases to
    /// end: a SQLite file is worked on by one process.
    async fn release_abandoned(&self) {
        match job::release_all(self.store(), self.clock().now()).await {
            Ok(0) => {}
            Ok(jobs) => tracing::info!(jobs, "jobs of a worker that died are taken up again"),
            // Nothing is lost: their leases end.
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "the jobs of a worker that died could not be released"
            ),
        }
    }

    async fn until_due(&self) -> Duration {
        match job::next_due(self.store().read()).await {
            Ok(Some(at)) => Duration::try_from(at.duration_since(self.clock().now()))
                .unwrap_or(Duration::ZERO)
                .min(IDLE),
            Ok(None) => IDLE,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the next job's time could not be read"
                );
                FAILED
            }
        }
    }

    /// Claims what is due and starts it; how many.
    async fn claim(&self, calls: &Arc<Semaphore>) -> Result<usize, StoreError> {
        let free = calls.available_permits();
        if free == 0 {
            // All calls are under way; the first that ends makes room.
            let _room = calls.acquire().await;
        }
        let limit = BATCH_LENGTH.min(u64::try_from(free.max(1)).unwrap_or(1));
        let jobs = job::claim(self.store(), self.clock().now(), limit, LEASE).await?;
        let claimed = jobs.len();
        for job in jobs {
            crash::point("job.claimed");
            let (app, calls) = (self.clone(), Arc::clone(calls));
            self.tasks().spawn(async move {
                let _room = calls.acquire().await;
                if let Err(error) = app.run_job(&job).await {
                    // The lease ends, and the job is claimed again.
                    tracing::error!(
                        job.id = job.id,
                        error = &error as &dyn std::error::Error,
                        "a job could not be run"
                    );
                }
                app.wake().notify_one();
            });
        }
        Ok(claimed)
    }

    async fn run_job(&self, job: &Job) -> Result<(), StepError> {
        let held = Held { job: job.id, fence: job.fence };
        match &job.work {
            Work::Invocation => self.run_invocation(held, job).await?,
            Work::Begin(_) | Work::Return { .. } | Work::Collect { .. } => {
                self.work_for_others(held, job).await?;
            }
        }
        crash::point("job.durable");
        Ok(())
    }

    async fn run_invocation(&self, held: Held, job: &Job) -> Result<(), StepError> {
        let invocation =
            invocation::get_by_entry(self.store().read(), job.ticket, job.entry).await?;
        let invocation = invocation.ok_or(StepError::NoSuchTicket)?;
        let claimed =
            Claimed { held, entry: job.entry, invocation: invocation.id, attempts: job.attempts };
        let (ticket, _) = self.load(job.ticket).await?.ok_or(StepError::NoSuchTicket)?;
        if !awaits(&ticket.state, job.entry) {
            return self.withdraw(claimed).await;
        }
        let ended = match self.library().invoker(&invocation.invoker).cloned() {
            None => Called::Ended(no_invoker(&invocation.invoker), Trace::default()),
            Some(invoker) => match &invoker.target {
                // An internal operation that was left to the worker, since too many ran in a row.
                Target::InProcess => match self.resume(&claimed, &invocation).await {
                    Err(StepError::Busy) => self.later("the mapping engine is busy".to_owned()),
                    result => return result,
                },
                Target::Http(target) => {
                    let call = Call { invocation: &invocation, invoker: &invoker, target };
                    self.call(job, call, &ticket.state.ticket.number).await
                }
            },
        };
        match ended {
            Called::Ended(outcome, trace) => {
                match self.end(&claimed, &invocation, &outcome, &trace).await {
                    // The deadline was sooner than the answer.
                    Err(StepError::Refused(Refusal::NotAwaited { .. })) => {
                        return self.withdraw(claimed).await;
                    }
                    result => result?,
                }
            }
            Called::Again { at, error, trace } => {
                let again = Again { claimed, at, error, trace };
                match self.store().write(again).await {
                    Ok(()) => {}
                    Err(WriteError::Refused(fault)) => return Err(fault.into()),
                    Err(WriteError::Store(error)) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    /// Ends an invocation for which nobody waits any more.
    async fn withdraw(&self, claimed: Claimed) -> Result<(), StepError> {
        let now = self.clock().now();
        match self.store().write(Withdraw { claimed, now }).await {
            Ok(()) => Ok(()),
            Err(WriteError::Refused(fault)) => Err(fault.into()),
            Err(WriteError::Store(error)) => Err(error.into()),
        }
    }

    /// One attempt at a remote call.
    async fn call(&self, job: &Job, call: Call<'_>, ticket_number: &str) -> Called {
        let Call { invocation, invoker, target } = call;
        let began = Instant::now();
        let mut trace = Trace::default();
        let request = match invoker.prepare(&invocation.document).await {
            Ok(request) => request,
            Err(error) if error.is_temporary() => return self.later(error.to_string()),
            Err(error) => {
                trace.error = Some(error.chain());
                return Called::Ended(unprepared(), trace);
            }
        };
        trace.request = Some(redact::xml(&request.mapped));
        let context = CallContext {
            actor: &invocation.actor,
            idempotency_key: &invocation.idempotency_key,
            ticket_number,
        };
        let called = self.http().call(target, &request, &context).await;
        trace.duration_us = micros(began.elapsed());
        crash::point("job.called");
        let answer = match called {
            Ok((answer, exchange)) => {
                trace.exchange = Some(exchange.to_string());
                answer
            }
            Err(undelivered) => {
                trace.exchange = Some(undelivered.exchange.to_string());
                return self.undelivered(job, invoker, &undelivered, trace);
            }
        };
        match invoker.conclude(&answer).await {
            Ok(concluded) => {
                trace.response = Some(redact::xml(&concluded.document));
                trace.changes = Some(redact::xml(&concluded.mapped));
                Called::Ended(concluded.outcome, trace)
            }
            // The idempotency key makes the repeated call answer as this one did.
            Err(error) if error.is_temporary() => self.later(error.to_string()),
            Err(error) => {
                trace.error = Some(error.chain());
                Called::Ended(unconcluded(&answer), trace)
            }
        }
    }

    /// Another attempt in a moment, since our own side could not do it now.
    fn later(&self, error: String) -> Called {
        Called::Again { at: self.clock().now() + BUSY, error, trace: Trace::default() }
    }

    fn undelivered(
        &self,
        job: &Job,
        invoker: &Invoker,
        undelivered: &Undelivered,
        trace: Trace,
    ) -> Called {
        let error = undelivered.error.chain();
        let delay = invoker.retry.delay(job.attempts, jitter()).filter(|_| undelivered.retryable);
        match delay {
            Some(delay) => Called::Again { at: self.clock().now() + delay, error, trace },
            None => Called::Ended(
                Outcome::Undelivered { attempts: job.attempts, last_error: error },
                trace,
            ),
        }
    }
}

/// By chance from 0 to 1; without the system's randomness the delays just are not spread.
pub(crate) fn jitter() -> f64 {
    getrandom::u32().map_or(0.5, |bits| f64::from(bits) / f64::from(u32::MAX))
}

/// A remote call about to be made.
#[derive(Clone, Copy)]
struct Call<'c> {
    invocation: &'c Invocation,
    invoker: &'c Invoker,
    target: &'c HttpTarget,
}

/// What became of an attempt.
enum Called {
    Ended(Outcome, Trace),
    Again { at: Timestamp, error: String, trace: Trace },
}

/// See [`App::withdraw`].
struct Withdraw {
    claimed: Claimed,
    now: Timestamp,
}

impl Command for Withdraw {
    type Output = ();
    type Refusal = InvocationFault;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<InvocationFault>> {
        let Self { claimed, now } = self;
        if !job::complete(tx, claimed.held.job, claimed.held.fence).await? {
            return Ok(());
        }
        let ending = Ending {
            status: InvocationStatus::Cancelled,
            attempts: claimed.attempts,
            code: None,
            message: Some("The process no longer waits for its end.".to_owned()),
            trace: Trace::default(),
        };
        invocation::finish(tx, claimed.invocation, &ending, now).await
    }
}

/// Notes an attempt that had no answer, and when the next one is due.
struct Again {
    claimed: Claimed,
    at: Timestamp,
    error: String,
    trace: Trace,
}

impl Command for Again {
    type Output = ();
    type Refusal = InvocationFault;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<InvocationFault>> {
        let Self { claimed, at, error, trace } = self;
        // Another worker may have claimed it meanwhile; then this attempt is no longer ours to note.
        if job::retry_at(tx, claimed.held.job, claimed.held.fence, at, &error).await? {
            invocation::record_attempt(tx, claimed.invocation, claimed.attempts, &error, &trace)
                .await?;
        }
        Ok(())
    }
}

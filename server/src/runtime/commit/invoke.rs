//! Invocations within a write: internal operations are carried out at once, everything else leaves a job.

use std::time::Duration;

use engine::event::{Effect, Event};
use engine::state::{Parent, State};
use engine::step::Step;
use invokers::invoker::Target;

use super::call::Call;
use super::{Commit, CommitRefusal, Ledger, Premapped, ending, no_invoker};
use crate::secret::Token;
use crate::store::invocation::{NewInvocation, Trace};
use crate::store::job::{Begin, NewJob, Work};
use crate::store::{Failed, StoreError, Tx};

/// How many internal operations run in a row before the rest is left to the job worker: a bound on how
/// long one write keeps the others waiting.
const INLINE_MAX: usize = 8;

impl Commit {
    /// Carries out one invocation: an internal one at once, a remote one by leaving a job.
    pub(super) async fn invoke(
        &mut self,
        tx: &Tx<'_>,
        ledger: &mut Ledger,
        step: &Step,
        entry: u32,
        name: &str,
    ) -> Result<(), Failed<CommitRefusal>> {
        if !ledger.state().is_some_and(|state| awaits(state, entry)) {
            // Withdrawn by what another invocation of the same step led to.
            return Ok(());
        }
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
            ledger.jobs.push(self.invocation_job(entry, name));
        }
        Ok(())
    }

    fn invocation_job(&self, entry: u32, invoker: &str) -> NewJob {
        let invoker = self.app.library().invoker(invoker);
        NewJob {
            work: Work::Invocation,
            ticket: self.ticket,
            entry,
            part: 0,
            run_at: self.now,
            attempts_max: invoker.map_or(1, |invoker| invoker.retry.attempts_max),
        }
    }

    /// The job of an effect that concerns other tickets or reads much; none for the others.
    pub(super) fn job(&self, step: &Step, position: usize, effect: &Effect) -> Option<NewJob> {
        let state = &step.state;
        let part = |item: u32| u64::from(item);
        let (work, entry, part) = match effect {
            Effect::Begin { process, values, waits } => {
                let begin = Begin {
                    process: process.clone(),
                    customer_id: state.ticket.customer_id.clone(),
                    customer_user: state.ticket.customer_user.clone(),
                    parent: waits.map(|(entry, item)| Parent {
                        ticket: state.ticket.number.clone(),
                        entry,
                        item,
                    }),
                    depth: self.basis.depth().saturating_add(1),
                    values: values.clone(),
                };
                let (entry, part) = match waits {
                    Some((entry, item)) => (*entry, part(*item)),
                    None => (0, unawaited(state.version, position)),
                };
                (Work::Begin(Box::new(begin)), entry, part)
            }
            Effect::Collect { entry, source, columns } => {
                let (source, columns) = (source.clone(), columns.clone());
                (Work::Collect { source, columns }, *entry, 0)
            }
            Effect::Return { parent, end } => {
                let (parent, end) = (parent.clone(), end.clone());
                (Work::Return { parent, end }, 0, 0)
            }
            Effect::WriteArticle(_) | Effect::Invoke { .. } | Effect::Notify { .. } => return None,
        };
        let (ticket, run_at) = (self.ticket, self.now);
        Some(NewJob { work, ticket, entry, part, run_at, attempts_max: 1 })
    }
}

/// Tells apart the processes for which nobody waits: by the step that begins them and their place in it.
fn unawaited(version: u64, position: usize) -> u64 {
    /// More effects than a step can have.
    const PLACES: u64 = 1 << 20;
    let position = u64::try_from(position).unwrap_or(u64::MAX);
    version.saturating_mul(PLACES).saturating_add(position)
}

/// Whether a token waits for the end of this entry, or an invocation in the background has it.
pub(crate) fn awaits(state: &State, entry: u32) -> bool {
    state.token(entry).is_some() || state.background.iter().any(|other| other.entry == entry)
}

/// The key under which the remote side carries an invocation out once. The part by chance keeps it from
/// repeating where two installations share a token, or one was restored from a backup.
fn idempotency_key(number: &str, entry: u32) -> Result<String, StoreError> {
    /// 132 bits.
    const CHANCE_LENGTH: usize = 22;
    let chance: String = Token::random()?.expose().chars().take(CHANCE_LENGTH).collect();
    Ok(format!("{number}-{entry}-{chance}"))
}

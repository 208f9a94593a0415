//! What is done before a write, so that the writer does not wait for it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use engine::access::Actor;
use engine::event::{Effect, Event};
use engine::process::Process;
use engine::step::{Refusal, Step};
use invokers::invoker::{Invoker, Target};
use jiff::Timestamp;

use super::StepError;
use super::commit::{Basis, Cause, Commit, CommitRefusal, Premapped};
use super::document::{self, Documents};
use crate::app::App;
use crate::crash;
use crate::store::records::TicketId;
use crate::store::{WriteError, article};

impl App {
    /// Prepares a write and has it carried out.
    pub(super) async fn commit(
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
            Cause::Step { step, .. } | Cause::RemoteEnd { step, .. } => {
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
                if done.set_timers {
                    self.wake_timers().notify_one();
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
            Err(WriteError::Refused(CommitRefusal::LinkUsed)) => Err(StepError::LinkUsed),
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
            Cause::Step { event, .. } => actor_of(event),
            Cause::RemoteEnd { actor, .. } => actor.clone(),
            Cause::Internal { invocation, .. } => invocation.actor.clone(),
        };
        let invokes = |step: &Step| self.invocations(step).next().is_some();
        let (created, articles) = match (basis, cause) {
            (
                Basis::Stored { created, .. },
                Cause::Step { step, .. } | Cause::RemoteEnd { step, .. },
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
        step.effects.iter().filter_map(|effect| {
            let Effect::Invoke { entry, invoker } = effect else { return None };
            self.library().invoker(invoker).map(|invoker| (*entry, invoker))
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
        | Event::Returned { .. }
        | Event::Reassigned { .. } => Actor::System,
    }
}

//! Processes that processes begin, and the items for which they do.
//!
//! Each is a job of the ticket whose step wanted it, so that no write touches two tickets. A job is completed in
//! the transaction that stores what it led to: a process is begun once, and its end is told once.

use std::collections::BTreeMap;
use std::convert::Infallible;

use engine::event::{Event, ProcessEnd};
use engine::state::Parent;
use engine::step::Refusal;
use engine::ticket::Article;

use super::StepError;
use super::commit::{Basis, Besides, Cause, Held};
use crate::app::App;
use crate::items;
use crate::store::job::{Begin, Work};
use crate::store::records::{Job, SenderKind, TicketId};
use crate::store::{Command, Failed, Tx, WriteError, article, job, ticket};

/// How many tickets may begin one another in a chain: a process that begins itself without end is stopped.
pub(crate) const DEPTH_MAX: u32 = 20;

impl App {
    /// Carries out a job that is not an invocation.
    pub(crate) async fn work_for_others(&self, held: Held, job: &Job) -> Result<(), StepError> {
        match &job.work {
            Work::Invocation => Ok(()),
            Work::Begin(begin) => self.begin(held, job.ticket, begin).await,
            Work::Return { parent, end } => {
                match ticket::id_of_number(self.store().read(), &parent.ticket).await? {
                    Some(ticket) => self.give_back(held, ticket, parent, end.clone()).await,
                    None => self.drop_job(held, "there is no ticket that waits").await,
                }
            }
            Work::Collect { source, columns } => {
                let items = items::read(self.store().read(), source, columns).await?;
                let event = Event::Collected { entry: job.entry, items };
                self.feed_from_job(held, job.ticket, &event).await
            }
        }
    }

    /// Begins a process for `ticket`.
    async fn begin(&self, held: Held, ticket: TicketId, begin: &Begin) -> Result<(), StepError> {
        if let Some(parent) = &begin.parent
            && !self.awaits(ticket, parent).await?
        {
            return self.drop_job(held, "nobody waits for the process any more").await;
        }
        let reason = match self.begin_child(held, begin).await {
            Ok(()) => return Ok(()),
            Err(Unbegun::Reason(reason)) => reason,
            Err(Unbegun::Step(error)) => return Err(error),
        };
        match &begin.parent {
            Some(parent) => {
                let end = ProcessEnd { is_successful: false, reason, values: BTreeMap::new() };
                self.give_back(held, ticket, parent, end).await
            }
            None => self.note_unbegun(held, ticket, begin, reason).await,
        }
    }

    async fn begin_child(&self, held: Held, begin: &Begin) -> Result<(), Unbegun> {
        if begin.depth > DEPTH_MAX {
            return Err(Unbegun::Reason(format!(
                "{} was not begun: {DEPTH_MAX} processes have begun one another in a row, and more are not possible.",
                begin.process
            )));
        }
        let Some(version) = self.library().by_name(&begin.process).cloned() else {
            return Err(Unbegun::Reason(format!("There is no process {}.", begin.process)));
        };
        let event = Event::Called {
            customer_id: begin.customer_id.clone(),
            customer_user: begin.customer_user.clone(),
            parent: begin.parent.clone(),
            values: begin.values.clone(),
        };
        let now = self.clock().now();
        let store = self.store();
        let id = self.numbers().ticket_id(store).await.map_err(StepError::from)?;
        let number = self.numbers().ticket_number(store, now).await.map_err(StepError::from)?;
        let step = engine::step::start(&version.process, &number, &event, now)
            .map_err(|refusal| Unbegun::Reason(format!("{} refused: {refusal}.", begin.process)))?;
        let basis = Basis::New { definition: version.hash, depth: begin.depth };
        let cause = Cause::Step { event, step, besides: Besides::Complete(held) };
        Ok(self.commit(TicketId(id), version.process, basis, cause, now).await?)
    }

    /// Whether the ticket still waits for the end of that process.
    async fn awaits(&self, ticket: TicketId, parent: &Parent) -> Result<bool, StepError> {
        let Some((stored, _)) = self.load(ticket).await? else { return Ok(false) };
        Ok(stored.state.children.iter().any(|child| {
            child.entry == parent.entry && child.item == parent.item && child.end.is_none()
        }))
    }

    async fn give_back(
        &self,
        held: Held,
        ticket: TicketId,
        parent: &Parent,
        end: ProcessEnd,
    ) -> Result<(), StepError> {
        let event = Event::Returned { entry: parent.entry, item: parent.item, end };
        self.feed_from_job(held, ticket, &event).await
    }

    /// Feeds an event, and completes the job with it; an event for which nobody waits any more is dropped.
    async fn feed_from_job(
        &self,
        held: Held,
        ticket: TicketId,
        event: &Event,
    ) -> Result<(), StepError> {
        match self.feed(ticket, event, &Besides::Complete(held)).await {
            Err(StepError::Refused(refusal @ Refusal::NotAwaited { .. })) => {
                self.drop_job(held, &refusal.to_string()).await
            }
            result => result,
        }
    }

    async fn drop_job(&self, held: Held, why: &str) -> Result<(), StepError> {
        tracing::info!(job.id = held.job, why, "a job was dropped");
        self.end_job(EndJob { held, note: None }).await
    }

    /// A process for which nobody waits could not be begun: agents read so at the ticket that wanted it.
    async fn note_unbegun(
        &self,
        held: Held,
        ticket: TicketId,
        begin: &Begin,
        reason: String,
    ) -> Result<(), StepError> {
        tracing::warn!(ticket.id = ticket.0, process = begin.process, "a process was not begun");
        let subject = format!("{} was not begun", begin.process);
        let article = Article { visible_to_customer: false, subject, body: reason };
        let at = self.clock().now();
        self.end_job(EndJob { held, note: Some((ticket, article, at)) }).await
    }

    async fn end_job(&self, end: EndJob) -> Result<(), StepError> {
        Ok(self.store().write(end).await.map_err(WriteError::into_store_error)?)
    }
}

/// Why a process was not begun.
enum Unbegun {
    /// It is not possible: a sentence that says why.
    Reason(String),
    /// It may be possible another time.
    Step(StepError),
}

impl From<StepError> for Unbegun {
    fn from(error: StepError) -> Self {
        Self::Step(error)
    }
}

/// Completes a job that leads to no step.
struct EndJob {
    held: Held,
    note: Option<(TicketId, Article, jiff::Timestamp)>,
}

impl Command for EndJob {
    type Output = ();
    type Refusal = Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Infallible>> {
        let Self { held, note } = self;
        if !job::complete(tx, held.job, held.fence).await? {
            // Another worker's by now, who does the same.
            return Ok(());
        }
        if let Some((ticket, article, at)) = note {
            article::insert(tx, ticket, SenderKind::System, "", &[article], at).await?;
        }
        Ok(())
    }
}

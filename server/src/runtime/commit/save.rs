//! What a write stores once everything is decided.

use engine::event::Effect;

use super::mail::Mail;
use super::{Basis, Commit, CommitRefusal, Ledger};
use crate::store::journal::NewEntry;
use crate::store::records::SenderKind;
use crate::store::ticket::NewTicket;
use crate::store::{Failed, Tx, article, invocation, job, journal, ticket};

impl Commit {
    /// Stores ticket, journal, articles, mails, invocations and jobs.
    pub(super) async fn save(
        &self,
        tx: &Tx<'_>,
        ledger: &Ledger,
    ) -> Result<(), Failed<CommitRefusal>> {
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
            Basis::Stored { before, .. } => {
                ticket::update(tx, self.ticket, before, state, &self.process).await
            }
        }
        .map_err(|failed| failed.map(CommitRefusal::Ticket))?;
        let mut articles = Vec::new();
        for (event, step) in &ledger.steps {
            let seq = i64::try_from(step.state.version).unwrap_or(i64::MAX);
            let entry = NewEntry {
                ticket: self.ticket,
                seq,
                at: self.now,
                definition: self.basis.definition(),
                process: &self.process,
                event,
                decisions: &step.decisions,
            };
            journal::append(tx, &entry).await?;
            for effect in &step.effects {
                match effect {
                    Effect::WriteArticle(article) => articles.push(article.clone()),
                    Effect::Notify { to, subject, body, link } => {
                        let mail = Mail { to, subject, body, link: link.as_deref() };
                        self.mail(tx, &step.state, &mail).await?;
                    }
                    Effect::Invoke { .. }
                    | Effect::Begin { .. }
                    | Effect::Collect { .. }
                    | Effect::Return { .. } => {}
                }
            }
        }
        let author = self.process.title();
        article::insert(tx, self.ticket, SenderKind::System, author, &articles, self.now).await?;
        for invocation in &ledger.invocations {
            let inserted = invocation::insert(tx, invocation, self.now).await;
            inserted.map_err(|failed| failed.map(CommitRefusal::Invocation))?;
        }
        for new in &ledger.jobs {
            job::enqueue(tx, new).await?;
        }
        Ok(())
    }
}

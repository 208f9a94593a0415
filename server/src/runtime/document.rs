//! The request documents of a ticket's invocations.

use engine::access::Actor;
use engine::process::Process;
use engine::state::State;
use invokers::document::request::{ArticleDocument, TicketDocument};
use invokers::mapper::MappingError;
use jiff::Timestamp;

use crate::store::records::{StoredArticle, TicketId};

/// How many articles a document holds: the newest.
pub(super) const ARTICLES_MAX: u64 = 50;

/// What the documents of one write have in common.
#[derive(Debug, Clone)]
pub struct Documents {
    pub(super) ticket: TicketId,
    pub(super) created: Timestamp,
    /// On whose behalf.
    pub(super) actor: Actor,
    /// The ticket's articles from before the write; those of the step itself have no ids yet.
    pub(super) articles: Vec<ArticleDocument>,
}

impl Documents {
    /// The document of the invocation of this entry, for which a token waits or nobody does.
    pub(super) fn request(
        &self,
        process: &Process,
        state: &State,
        entry: u32,
    ) -> Result<String, MappingError> {
        let waiting = state.token(entry).map(|token| token.activity);
        let other = || state.background.iter().find(|other| other.entry == entry);
        let activity = waiting
            .or_else(|| other().map(|other| other.activity))
            .unwrap_or_else(|| process.start().activity);
        let mut document = TicketDocument::new(
            process,
            state,
            activity,
            self.ticket.0,
            self.created,
            self.actor.clone(),
        );
        document.articles.clone_from(&self.articles);
        document.to_xml().map_err(MappingError::Input)
    }
}

/// An article as documents show it.
pub(super) fn article(stored: StoredArticle) -> ArticleDocument {
    ArticleDocument {
        article_id: stored.id,
        subject: stored.subject,
        body: stored.body,
        visible_to_customer: stored.visible_to_customer,
        created: stored.created,
    }
}

//! A ticket in the portal.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::chrome;
use crate::store::article;
use crate::store::records::SenderKind;
use crate::web::error::WebError;
use crate::web::form::{Form, Query};
use crate::web::session::SignedIn;
use crate::web::ticket::{self, Again, Loaded};
use crate::web::view::history::{self, Note};
use crate::web::view::moment::Moment;
use crate::web::view::next::{Next, NextStep};
use crate::web::view::portal::TicketPage;
use crate::web::view::{Badge, path};
use crate::web::{Web, page, see, store_failed};

/// `GET /portal/tickets/{id}`
pub async fn show(
    State(web): State<Web>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(query): Query,
) -> Result<Response, WebError> {
    let loaded = ticket::load(&web, &me.actor(), &id).await?;
    render(&web, &me, &loaded, query.get("step"), None).await
}

/// `POST /portal/tickets/{id}/submit`
pub async fn submit(
    State(web): State<Web>,
    me: SignedIn,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let actor = me.actor();
    let loaded = ticket::load(&web, &actor, &id).await?;
    match ticket::submit(&web, &actor, loaded.stored.id, form).await? {
        None => Ok(see(&path("/portal/tickets", &id))),
        Some(again) => {
            // As it is now, not as it was when the submission was tried.
            let loaded = ticket::load(&web, &actor, &id).await?;
            render(&web, &me, &loaded, "", Some(&again)).await
        }
    }
}

async fn render(
    web: &Web,
    me: &SignedIn,
    loaded: &Loaded,
    chosen: &str,
    again: Option<&Again>,
) -> Result<Response, WebError> {
    let Loaded { stored, process, .. } = loaded;
    let articles = article::list(web.app.store().read(), stored.id, true)
        .await
        .map_err(store_failed("reading articles"))?;
    let notes: Vec<Note<'_>> = articles
        .iter()
        .map(|article| Note {
            at: article.created,
            // A sentence of the process has the process's title for a subject, which says nothing here.
            subject: if article.subject == process.title() { "Message" } else { &article.subject },
            body: &article.body,
            author: match article.sender {
                SenderKind::CustomerUser => &article.author,
                SenderKind::Agent | SenderKind::System => "",
            },
        })
        .collect();
    let base = path("/portal/tickets", &stored.id.to_string());
    let next = loaded.next(&me.actor(), &base, chosen, again);
    let template = TicketPage {
        chrome: chrome(web, me).await?.0,
        heading: stored.state.ticket.title.clone(),
        number: stored.state.ticket.number.clone(),
        process: process.title().to_owned(),
        state: Badge::state(stored.state.ticket.state),
        created: Moment::new(stored.created),
        facts: facts(loaded, &next),
        next,
        history: history::for_customer(&loaded.entries(), &notes, me.login()),
        progress: loaded.progress(),
        map: Some(loaded.map()),
    };
    page(again.map_or(StatusCode::OK, Again::status), &template)
}

/// The fields of dialogs that somebody or something has filled in, unless they stand in the form above.
fn facts(loaded: &Loaded, next: &Next) -> Vec<(String, String)> {
    let process = &loaded.process;
    let in_form = |name: &str| match &next.step {
        NextStep::Form(form) => form.offers(name),
        NextStep::Choice(_) | NextStep::Waiting(_) | NextStep::Nothing => false,
    };
    let filled = history::filled(process, &loaded.entries());
    process
        .fields()
        .iter()
        .filter_map(|field| {
            let idx = process.field_idx(&field.name).filter(|idx| filled.contains(idx))?;
            if in_form(&field.name) || !history::is_offered(process, idx) {
                return None;
            }
            let value = loaded.stored.state.value(idx)?;
            Some((field.label.clone(), field.display(value)))
        })
        .collect()
}

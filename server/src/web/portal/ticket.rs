//! A ticket in the portal.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use engine::value::Value;

use super::{chrome, home};
use crate::store::records::SenderKind;
use crate::store::ticket::TicketFilter;
use crate::store::{self, article};
use crate::web::error::WebError;
use crate::web::form::Query;
use crate::web::posted::Posted;
use crate::web::session::SignedIn;
use crate::web::ticket::{self, Again, Loaded, Shown};
use crate::web::view::history::{self, Note};
use crate::web::view::moment::Moment;
use crate::web::view::next::Next;
use crate::web::view::portal::{BegunRequests, TicketPage};
use crate::web::view::waits::Precision;
use crate::web::view::{Badge, Fact, Link, path};
use crate::web::{Web, page, see, store_failed};

/// How many of the tickets that a ticket has begun its page shows.
const BEGUN_MAX: u64 = 50;

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
    posted: Posted,
) -> Result<Response, WebError> {
    let actor = me.actor();
    let loaded = ticket::load(&web, &actor, &id).await?;
    match ticket::submit(&web, &me, &loaded, posted).await? {
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
    let known = ticket::known(web, me, process).await?;
    let shown = Shown { base: &base, chosen, again, known: &known, precision: Precision::Day };
    let next = loaded.next(&me.actor(), &shown);
    let template = TicketPage {
        chrome: chrome(web, me).await?.0,
        heading: stored.state.ticket.title.clone(),
        number: stored.state.ticket.number.clone(),
        process: process.title().to_owned(),
        state: Badge::state(stored.state.ticket.state),
        created: Moment::new(stored.created),
        facts: facts(loaded, &next, &base),
        parent: parent(web, me, loaded).await?,
        begun: begun(web, me, loaded).await?,
        next,
        history: history::for_customer(&loaded.entries(), &notes, me.login()),
        progress: loaded.progress(),
        map: Some(loaded.map()),
    };
    page(again.map_or(StatusCode::OK, Again::status), &template)
}

/// The fields of dialogs that somebody or something has filled in, unless they stand in a form above.
fn facts(loaded: &Loaded, next: &Next, base: &str) -> Vec<Fact> {
    let process = &loaded.process;
    let filled = history::filled(process, &loaded.entries());
    process
        .fields()
        .iter()
        .filter_map(|field| {
            let idx = process.field_idx(&field.name).filter(|idx| filled.contains(idx))?;
            if next.offers(&field.name) || !history::is_offered(process, idx) {
                return None;
            }
            let value = loaded.stored.state.value(idx)?;
            let mut fact = Fact::new(&field.label, field.display(value));
            fact.href = matches!(value, Value::Attachment(_))
                .then(|| path(&format!("{base}/attachments"), &field.name));
            Some(fact)
        })
        .collect()
}

/// The ticket that waits for this one, if the person may see it.
async fn parent(web: &Web, me: &SignedIn, loaded: &Loaded) -> Result<Option<Link>, WebError> {
    let Some(parent) = &loaded.stored.state.parent else { return Ok(None) };
    let id = store::ticket::id_of_number(web.app.store().read(), &parent.ticket).await;
    let Some(id) = id.map_err(store_failed("finding a ticket"))? else { return Ok(None) };
    match ticket::visible(web, &me.actor(), id).await? {
        Some((stored, _)) => {
            let title = stored.state.ticket.title;
            Ok(Some(Link::new(path("/portal/tickets", &id.to_string()), title)))
        }
        None => Ok(None),
    }
}

/// The tickets that this one has begun and whose end it awaited.
async fn begun(web: &Web, me: &SignedIn, loaded: &Loaded) -> Result<BegunRequests, WebError> {
    let filter = TicketFilter {
        parent: Some(loaded.stored.state.ticket.number.clone()),
        visible_to: home::visibility(web, &me.actor()),
        ..TicketFilter::default()
    };
    let page = store::ticket::TicketPage { before: None, limit: BEGUN_MAX };
    let rows = home::list(web, &filter, &page).await?;
    let is_all = u64::try_from(rows.len()).is_ok_and(|length| length < BEGUN_MAX);
    Ok(BegunRequests { requests: home::requests(web, rows, me.login()), is_all })
}

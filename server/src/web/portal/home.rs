//! The portal's first page: what I may start, my requests and my company's.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::access::Actor;

use super::chrome;
use crate::policy;
use crate::store::records::{TicketId, TicketRow};
use crate::store::ticket::{self, TicketFilter, TicketPage, Visibility};
use crate::web::error::WebError;
use crate::web::form::Query;
use crate::web::session::SignedIn;
use crate::web::view::moment::Moment;
use crate::web::view::portal::{CompanyRequests, HomePage};
use crate::web::view::ticket::{RequestItem, Requests};
use crate::web::view::{Badge, Card, Link, path, query};
use crate::web::{Web, page, store_failed};

/// How many open requests are shown: more than anybody has.
const OPEN_MAX: u64 = 100;
/// How many closed requests are shown at once.
const CLOSED_MAX: u64 = 20;
/// How many requests of the company are shown at once.
const COMPANY_MAX: u64 = 50;

/// `GET /portal`
pub async fn show(
    State(web): State<Web>,
    me: SignedIn,
    Query(asked): Query,
) -> Result<Response, WebError> {
    let actor = me.actor();
    let (chrome, company) = chrome(&web, &me).await?;
    let visible_to = visibility(&web, &actor);
    let mine = TicketFilter {
        customer_user: Some(me.login().to_owned()),
        visible_to,
        ..TicketFilter::default()
    };
    let first = |limit| TicketPage { before: None, limit };
    let open =
        list(&web, &TicketFilter { closed: Some(false), ..mine.clone() }, &first(OPEN_MAX)).await?;
    let before = asked.get("closed-before").parse().ok().map(TicketId);
    let closed_page = TicketPage { before, limit: CLOSED_MAX };
    let closed =
        list(&web, &TicketFilter { closed: Some(true), ..mine.clone() }, &closed_page).await?;
    let older = closed
        .last()
        .filter(|_| u64::try_from(closed.len()).is_ok_and(|length| length == CLOSED_MAX));
    let more = older.map(|row| {
        Link::new(
            query("/portal", &[("closed-before", &row.id.to_string())]),
            "Older closed requests",
        )
    });
    let template = HomePage {
        chrome,
        startable: startable(&web, &actor),
        open: requests(&web, open, me.login()),
        closed: requests(&web, closed, me.login()),
        company: company_requests(&web, mine, me.login(), company).await?,
        more,
    };
    page(StatusCode::OK, &template)
}

fn startable(web: &Web, actor: &Actor) -> Vec<Card> {
    let may_start = web
        .app
        .library()
        .current()
        .filter(|version| version.process.start().by.permits(actor, None));
    may_start
        .map(|version| Card {
            href: path("/portal/start", version.process.name()),
            title: version.process.title().to_owned(),
            description: version.process.description().to_owned(),
        })
        .collect()
}

/// What `actor` may see in lists. A ticket's own page asks its own version of the process again.
pub(super) fn visibility(web: &Web, actor: &Actor) -> Visibility {
    let Actor::CustomerUser { login, customer_id, .. } = actor else { return Visibility::Nothing };
    let open = web
        .app
        .library()
        .current()
        .filter(|version| policy::sees_company(actor, &version.process, ""));
    Visibility::CustomerUser {
        login: login.clone(),
        customer_id: customer_id.clone(),
        company_processes: open.map(|version| version.process.name().to_owned()).collect(),
    }
}

async fn company_requests(
    web: &Web,
    mine: TicketFilter,
    me: &str,
    name: String,
) -> Result<Option<CompanyRequests>, WebError> {
    let Visibility::CustomerUser { customer_id, company_processes, .. } = &mine.visible_to else {
        return Ok(None);
    };
    if company_processes.is_empty() {
        return Ok(None);
    }
    let filter =
        TicketFilter { customer_id: Some(customer_id.clone()), customer_user: None, ..mine };
    let mut rows = list(web, &filter, &TicketPage { before: None, limit: COMPANY_MAX }).await?;
    rows.retain(|row| row.customer_user != me);
    let requests = requests(web, rows, me);
    Ok((!requests.is_empty()).then_some(CompanyRequests { name, requests }))
}

pub(super) async fn list(
    web: &Web,
    filter: &TicketFilter,
    page: &TicketPage,
) -> Result<Vec<TicketRow>, WebError> {
    ticket::list(web.app.store().read(), filter, page)
        .await
        .map_err(store_failed("listing tickets"))
}

pub(super) fn requests(web: &Web, rows: Vec<TicketRow>, me: &str) -> Requests {
    let item = |row: TicketRow| RequestItem {
        href: path("/portal/tickets", &row.id.to_string()),
        process: web
            .app
            .library()
            .by_name(&row.process)
            .map_or_else(|| row.process.clone(), |version| version.process.title().to_owned()),
        who: (row.customer_user != me).then(|| format!("begun by {}", row.customer_user)),
        title: row.title,
        number: row.number,
        state: Badge::state(row.state),
        changed: Moment::new(row.changed),
    };
    Requests { items: rows.into_iter().map(item).collect() }
}

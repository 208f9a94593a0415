//! The agents' first page: how many tickets there are, and why some failed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::ticket::TicketState;

use super::{chrome, everything, list_tickets, table};
use crate::store::records::TicketCount;
use crate::store::ticket::{self, TicketFilter, TicketPage};
use crate::web::error::WebError;
use crate::web::session::SignedIn;
use crate::web::view::admin::{DashboardPage, FailureTally, Tally};
use crate::web::view::chrome::Part;
use crate::web::view::{Badge, Tone, query};
use crate::web::{Web, page, store_failed};

/// How many reasons are shown, the most frequent first: each costs a query.
const REASONS_MAX: usize = 10;
/// How many of the tickets that were closed last are shown.
const RECENT_MAX: u64 = 10;

/// `GET /admin`
pub async fn show(State(web): State<Web>, me: SignedIn) -> Result<Response, WebError> {
    let counts = ticket::counts(web.app.store().read(), &everything())
        .await
        .map_err(store_failed("counting tickets"))?;
    let closed = TicketFilter { closed: Some(true), ..everything() };
    let recent =
        list_tickets(&web, &closed, &TicketPage { before: None, limit: RECENT_MAX }).await?;
    let template = DashboardPage {
        chrome: chrome(&web, &me, Part::Dashboard),
        tallies: tallies(&counts),
        failures: failures(&web, &counts).await?,
        recent: table(&web, recent),
    };
    page(StatusCode::OK, &template)
}

fn tallies(counts: &[TicketCount]) -> Vec<Tally> {
    TicketState::ALL
        .into_iter()
        .map(|state| {
            let of_state = counts.iter().filter(|count| count.state == state);
            let count = of_state.map(|count| count.count).sum();
            Tally {
                label: state.name().to_owned(),
                count,
                href: query("/admin/tickets", &[("state", state.name())]),
                // None is no reason for alarm or joy.
                tone: if count == 0 { Tone::Neutral } else { Badge::state(state).tone },
            }
        })
        .collect()
}

/// The state of tickets that were closed for a reason.
const FAILED: TicketState = TicketState::ClosedUnsuccessful;

async fn failures(web: &Web, counts: &[TicketCount]) -> Result<Vec<FailureTally>, WebError> {
    let mut by_code: BTreeMap<&str, u64> = BTreeMap::new();
    // A failure that led back to the form is no reason yet for which a ticket was closed.
    for count in counts.iter().filter(|count| count.state == FAILED) {
        if let Some(code) = &count.failure_code {
            *by_code.entry(code).or_default() += count.count;
        }
    }
    let mut codes: Vec<(&str, u64)> = by_code.into_iter().collect();
    codes.sort_by_key(|&(_, count)| Reverse(count));
    let mut failures = Vec::new();
    for (code, count) in codes.into_iter().take(REASONS_MAX) {
        let filter = TicketFilter {
            state: Some(FAILED),
            failure_code: Some(code.to_owned()),
            ..everything()
        };
        let last = list_tickets(web, &filter, &TicketPage { before: None, limit: 1 }).await?;
        failures.push(FailureTally {
            code: code.to_owned(),
            message: last
                .into_iter()
                .next()
                .and_then(|row| row.failure_message)
                .unwrap_or_default(),
            count,
            href: query("/admin/tickets", &[("state", FAILED.name()), ("reason", code)]),
        });
    }
    Ok(failures)
}

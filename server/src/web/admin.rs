//! The agents' pages. Agents see tickets; members of the admin group administer as well.

pub mod customer_users;
pub mod customers;
pub mod dashboard;
pub mod processes;
mod record;
pub mod ticket;
pub mod tickets;

use super::error::WebError;
use super::session::SignedIn;
use super::view::chrome::{Chrome, Part};
use super::view::moment::Moment;
use super::view::ticket::{FailureLine, TicketLine, TicketTable};
use super::view::{Badge, path};
use super::{Web, store_failed};
use crate::policy::Who;
use crate::store::records::TicketRow;
use crate::store::ticket::{self as tickets_store, TicketFilter, TicketPage, Visibility};

/// How many tickets a page of a list has.
const TICKETS_PER_PAGE: u64 = 50;
/// How many tickets the page of a record shows.
const TICKETS_OF_RECORD: u64 = 10;
/// How many records a page of a list has.
const RECORDS_PER_PAGE: u64 = 50;

/// The agents' surroundings.
pub(super) fn chrome(web: &Web, me: &SignedIn, part: Part) -> Chrome {
    Chrome::admin(me.person("Agent"), part, me.who() == Who::Admin, web.app.config().demo)
}

/// The filter of an agent, who sees everything.
fn everything() -> TicketFilter {
    TicketFilter { visible_to: Visibility::Everything, ..TicketFilter::default() }
}

async fn list_tickets(
    web: &Web,
    filter: &TicketFilter,
    page: &TicketPage,
) -> Result<Vec<TicketRow>, WebError> {
    tickets_store::list(web.app.store().read(), filter, page)
        .await
        .map_err(store_failed("listing tickets"))
}

/// The title of a process; of one that is not deployed any more, the name.
fn process_title(web: &Web, name: &str) -> String {
    web.app
        .library()
        .by_name(name)
        .map_or_else(|| name.to_owned(), |version| version.process.title().to_owned())
}

fn table(web: &Web, rows: Vec<TicketRow>) -> TicketTable {
    let line = |row: TicketRow| TicketLine {
        href: path("/admin/tickets", &row.id.to_string()),
        process: process_title(web, &row.process),
        failure: row
            .failure_code
            .map(|code| FailureLine { code, message: row.failure_message.unwrap_or_default() }),
        title: row.title,
        number: row.number,
        state: Badge::state(row.state),
        activity: row.activity_label,
        customer: row.customer_id,
        customer_user: row.customer_user,
        changed: Moment::new(row.changed),
    };
    TicketTable { rows: rows.into_iter().map(line).collect() }
}

/// Whether a page is full, so that there may be another.
fn is_full<T>(rows: &[T], limit: u64) -> bool {
    u64::try_from(rows.len()).is_ok_and(|length| length >= limit)
}

//! The portal's pages.

use askama::Template;

use super::chrome::Chrome;
use super::dialog::DialogForm;
use super::history::Timeline;
use super::moment::Moment;
use super::next::Next;
use super::progress::Progress;
use super::ticket::Requests;
use super::{Badge, Card, Fact, Link};

/// `/portal`
#[derive(Debug, Template)]
#[template(path = "portal/home.html")]
pub struct HomePage {
    /// The surroundings.
    pub chrome: Chrome,
    /// The processes that the person may start.
    pub startable: Vec<Card>,
    /// The person's open tickets.
    pub open: Requests,
    /// The person's closed tickets.
    pub closed: Requests,
    /// The tickets of the person's customer.
    pub company: Option<CompanyRequests>,
    /// Older ones.
    pub more: Option<Link>,
}

/// The tickets of the person's customer that others began.
#[derive(Debug)]
pub struct CompanyRequests {
    /// The customer's name.
    pub name: String,
    /// The tickets.
    pub requests: Requests,
}

/// `/portal/start/{process}`
#[derive(Debug, Template)]
#[template(path = "portal/start.html")]
pub struct StartPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// The process's title.
    pub heading: String,
    /// What the process is for; may be empty.
    pub description: String,
    /// The first dialog.
    pub form: DialogForm,
    /// The steps.
    pub progress: Progress,
}

/// The tickets that a ticket has begun.
#[derive(Debug, Default)]
pub struct BegunRequests {
    /// The tickets.
    pub requests: Requests,
    /// Whether these are all.
    pub is_all: bool,
}

/// `/portal/tickets/{id}`
#[derive(Debug, Template)]
#[template(path = "portal/ticket.html")]
pub struct TicketPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// The ticket's title.
    pub heading: String,
    /// The ticket's number.
    pub number: String,
    /// The process's title.
    pub process: String,
    /// The ticket's state.
    pub state: Badge,
    /// When it was begun.
    pub created: Moment,
    /// What the person can do.
    pub next: Next,
    /// The fields that hold something.
    pub facts: Vec<Fact>,
    /// The ticket that waits for this one.
    pub parent: Option<Link>,
    /// The tickets that it has begun.
    pub begun: BegunRequests,
    /// What happened.
    pub history: Timeline,
    /// The steps.
    pub progress: Progress,
    /// The process map, as SVG made by the engine.
    pub map: Option<String>,
}

//! Tickets in lists.

use askama::Template;

use super::Badge;
use super::moment::Moment;

/// Tickets as customer users see them in a list.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "ui/requests.html")]
pub struct Requests {
    /// In the order shown.
    pub items: Vec<RequestItem>,
}

impl askama::filters::HtmlSafe for Requests {}

impl Requests {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// One ticket of such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestItem {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: String,
    /// Its process's title.
    pub process: String,
    /// Who began it, if that is somebody else.
    pub who: Option<String>,
    /// Its state.
    pub state: Badge,
    /// When it changed last.
    pub changed: Moment,
}

/// Tickets as agents see them in a list.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "ui/ticket_table.html")]
pub struct TicketTable {
    /// In the order shown.
    pub rows: Vec<TicketLine>,
}

impl askama::filters::HtmlSafe for TicketTable {}

impl TicketTable {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// One ticket of such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketLine {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: String,
    /// Its state.
    pub state: Badge,
    /// Its process's title.
    pub process: String,
    /// Where it stands.
    pub activity: String,
    /// The customer it belongs to.
    pub customer: String,
    /// Who began it.
    pub customer_user: String,
    /// Why it failed.
    pub failure: Option<FailureLine>,
    /// When it changed last.
    pub changed: Moment,
}

/// Why a ticket failed, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureLine {
    /// The code.
    pub code: String,
    /// The sentence.
    pub message: String,
}

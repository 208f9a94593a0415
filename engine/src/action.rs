//! Actions: the closed set of things that a flow, an activity or a mapping does to a ticket.

use crate::process::FieldIdx;
use crate::template::Template;
use crate::ticket::TicketState;

/// An action as the designer wrote it, checked and bound.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// `set-state: closed successful`
    SetState(TicketState),
    /// `set-field: { field: RequestResponse, to: "{{ error.message }}" }`
    SetField {
        /// The field to set.
        field: FieldIdx,
        /// Its new value; an empty result clears the field.
        to: Template,
    },
    /// `note: { subject: ..., body: ..., visible-to: customer | agents }`
    Note {
        /// Whether the customer user may read it.
        visible_to_customer: bool,
        /// One line.
        subject: Template,
        /// Plain text.
        body: Template,
    },
    /// `notify: { to: customer-user | admins, subject: ..., body: ... }`
    Notify {
        /// Who gets the mail.
        to: Recipient,
        /// One line.
        subject: Template,
        /// Plain text.
        body: Template,
    },
}

/// Who gets a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// `customer-user`: the ticket's customer user
    CustomerUser,
    /// `admins`: every valid agent of the admin group
    Admins,
}

impl Recipient {
    /// The name in YAML.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerUser => "customer-user",
            Self::Admins => "admins",
        }
    }
}

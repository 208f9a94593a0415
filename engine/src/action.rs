//! Actions: the closed set of things that a flow, an activity or a mapping does to a ticket.

use crate::process::FieldIdx;
use crate::template::Template;
use crate::ticket::{Priority, TicketState};

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
    /// `set-queue: Registrations`
    SetQueue(String),
    /// `set-priority: 4 high`
    SetPriority(Priority),
    /// `set-type: Incident`
    SetType(String),
    /// `set-title: "Leaver {{ UserLogin }}"`
    SetTitle(Template),
    /// `set-owner: "{{ actor.login }}"`: an agent; an empty result leaves the ticket to nobody.
    SetOwner(Template),
    /// `set-customer: { customer: ..., customer-user: ... }`
    SetCustomer {
        /// The customer (company) to which the ticket belongs from now on.
        customer: Template,
        /// The customer user.
        customer_user: Template,
    },
    /// `lock: true`
    Lock(bool),
    /// `note: { subject: ..., body: ..., visible-to: customer | agents }`
    Note {
        /// Whether the customer user may read it.
        visible_to_customer: bool,
        /// One line.
        subject: Template,
        /// Plain text.
        body: Template,
    },
    /// `notify: { to: customer-user | admins | ..., subject: ..., body: ..., link: message }`
    Notify {
        /// Who gets the mail.
        to: Recipient,
        /// One line.
        subject: Template,
        /// Plain text.
        body: Template,
        /// The message for which the mail carries a link: whoever follows it and confirms sends the message.
        link: Option<String>,
    },
    /// `create-ticket: { process: ..., with: { ... } }`: begins another process and does not wait for it.
    CreateTicket {
        /// The other process's name.
        process: String,
        /// What its fields begin with.
        with: Vec<Input>,
    },
    /// `invoke: invoker`: fires an invoker and does not wait for its end. Its inbound mapping is applied;
    /// a failure is noted for agents and mailed to the admins.
    Invoke(String),
}

/// What a field of another process begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The field's name there.
    pub field: String,
    /// What it holds; a template of one name alone passes that value on as it is.
    pub value: Template,
}

/// Who reads a note, as documents name them.
pub const READERS: [&str; 2] = ["customer", "agents"];

/// Who gets a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// `customer-user`: the ticket's customer user
    CustomerUser,
    /// `admins`: every valid agent of the admin group
    Admins,
    /// `owner`: the agent who owns the ticket; the admins, if nobody does
    Owner,
    /// `{ group: approvers }`: the group's valid agents, and its valid customer users of the ticket's customer
    Group(String),
    /// `{ field: Approver }`: the customer user, or the address, that a field holds
    Field(FieldIdx),
}

impl Recipient {
    /// The recipients that have a name in YAML.
    pub const NAMED: [Self; 3] = [Self::CustomerUser, Self::Admins, Self::Owner];

    /// The name or key in YAML.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CustomerUser => "customer-user",
            Self::Admins => "admins",
            Self::Owner => "owner",
            Self::Group(_) => "group",
            Self::Field(_) => "field",
        }
    }
}

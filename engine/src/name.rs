//! The names that conditions and templates may use.

use std::collections::BTreeMap;

use crate::process::FieldIdx;
use crate::state::State;
use crate::value::Value;

/// A name, bound to what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Name {
    /// A dynamic field: `UserLogin`
    Field(FieldIdx),
    /// `ticket.number`
    TicketNumber,
    /// `ticket.title`
    TicketTitle,
    /// `ticket.state`
    TicketState,
    /// `ticket.queue`
    TicketQueue,
    /// `ticket.priority`
    TicketPriority,
    /// `ticket.customer_id`
    TicketCustomerId,
    /// `ticket.customer_user`
    TicketCustomerUser,
    /// `error.code`: the last failure's code
    ErrorCode,
    /// `error.message`: the last failure's sentence
    ErrorMessage,
}

impl Name {
    /// The names that are no fields, as written.
    pub const BUILT_IN: [(&'static str, Self); 9] = [
        ("ticket.number", Self::TicketNumber),
        ("ticket.title", Self::TicketTitle),
        ("ticket.state", Self::TicketState),
        ("ticket.queue", Self::TicketQueue),
        ("ticket.priority", Self::TicketPriority),
        ("ticket.customer_id", Self::TicketCustomerId),
        ("ticket.customer_user", Self::TicketCustomerUser),
        ("error.code", Self::ErrorCode),
        ("error.message", Self::ErrorMessage),
    ];

    /// What `text` means where these fields are declared.
    pub fn resolve(text: &str, fields: &BTreeMap<String, FieldIdx>) -> Option<Self> {
        fields.get(text).copied().map(Self::Field).or_else(|| {
            Self::BUILT_IN.iter().find(|(name, _)| *name == text).map(|&(_, built_in)| built_in)
        })
    }
}

impl State {
    /// What a name holds now. Attributes of the ticket are always there; a field may be absent, and
    /// so may the failure.
    pub fn lookup(&self, name: Name) -> Option<Value> {
        let ticket = &self.ticket;
        let text = match name {
            Name::Field(field) => return self.value(field).cloned(),
            Name::TicketNumber => &ticket.number,
            Name::TicketTitle => &ticket.title,
            Name::TicketState => ticket.state.name(),
            Name::TicketQueue => &ticket.queue,
            Name::TicketPriority => ticket.priority.name(),
            Name::TicketCustomerId => &ticket.customer_id,
            Name::TicketCustomerUser => &ticket.customer_user,
            Name::ErrorCode => &self.failure.as_ref()?.code,
            Name::ErrorMessage => &self.failure.as_ref()?.message,
        };
        Some(Value::Text(text.to_owned()))
    }
}

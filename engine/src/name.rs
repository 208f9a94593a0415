//! The names that conditions and templates may use.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

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
    /// `ticket.owner`
    TicketOwner,
    /// `ticket.type`
    TicketKind,
    /// `submitter`: the login of whoever submitted last
    Submitter,
    /// `today`: the day of the step, in UTC
    Today,
    /// `item.column`: a text of the item that a `for-each` is at, by the column's position
    Item(usize),
}

impl Name {
    /// The names that are no fields, as written.
    pub const BUILT_IN: [(&'static str, Self); 13] = [
        ("ticket.number", Self::TicketNumber),
        ("ticket.title", Self::TicketTitle),
        ("ticket.state", Self::TicketState),
        ("ticket.queue", Self::TicketQueue),
        ("ticket.priority", Self::TicketPriority),
        ("ticket.customer_id", Self::TicketCustomerId),
        ("ticket.customer_user", Self::TicketCustomerUser),
        ("error.code", Self::ErrorCode),
        ("error.message", Self::ErrorMessage),
        ("ticket.owner", Self::TicketOwner),
        ("ticket.type", Self::TicketKind),
        ("submitter", Self::Submitter),
        ("today", Self::Today),
    ];

    /// What `text` means where these fields are declared.
    pub fn resolve(text: &str, fields: &BTreeMap<String, FieldIdx>) -> Option<Self> {
        fields.get(text).copied().map(Self::Field).or_else(|| {
            Self::BUILT_IN.iter().find(|(name, _)| *name == text).map(|&(_, built_in)| built_in)
        })
    }
}

/// Something that knows what names hold.
pub trait Scope {
    /// What a name holds now. Attributes of the ticket are always there, but for its owner and type; a
    /// field may be absent, and so may the failure.
    fn lookup(&self, name: Name) -> Option<Value>;
}

/// A state, and an item of a `for-each` in it.
#[derive(Debug, Clone, Copy)]
pub struct ItemScope<'s> {
    /// The state.
    pub state: &'s State,
    /// The item's texts, in the order of the columns.
    pub texts: &'s [String],
}

impl Scope for ItemScope<'_> {
    fn lookup(&self, name: Name) -> Option<Value> {
        let Name::Item(column) = name else { return self.state.lookup(name) };
        let text = self.texts.get(column).filter(|text| !text.is_empty());
        text.map(|text| Value::Text(text.clone()))
    }
}

impl Scope for State {
    fn lookup(&self, name: Name) -> Option<Value> {
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
            Name::TicketOwner => self.ticket.owner.as_ref()?,
            Name::TicketKind if ticket.kind.is_empty() => return None,
            Name::TicketKind => &ticket.kind,
            Name::Submitter => self.submitter.as_ref()?,
            Name::Today => return Some(Value::Date(TimeZone::UTC.to_datetime(self.at).date())),
            Name::Item(_) => return None,
        };
        Some(Value::Text(text.to_owned()))
    }
}

//! States for unit tests.

use crate::state::State;
use crate::ticket::{Priority, Ticket, TicketState};
use crate::value::Value;

/// A new ticket's state with these field values.
pub(crate) fn state_with(values: &[Option<&str>]) -> State {
    State {
        version: 1,
        tokens: vec![],
        next_entry: 1,
        values: values.iter().map(|value| value.map(|text| Value::Text(text.to_owned()))).collect(),
        ticket: Ticket {
            number: "2026112010000011".into(),
            title: "A title".into(),
            state: TicketState::New,
            queue: "Registrations".into(),
            priority: Priority::Normal,
            customer_id: "ACME".into(),
            customer_user: "anna".into(),
        },
        notice: None,
        failure: None,
    }
}

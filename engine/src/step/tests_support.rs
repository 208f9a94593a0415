//! States for unit tests.

use jiff::Timestamp;

use crate::state::State;
use crate::ticket::{Priority, Ticket, TicketState};
use crate::value::Value;

/// The moment of every step: 2026-11-20, noon in UTC.
pub(crate) const NOW: Timestamp = Timestamp::constant(1_795_176_000, 0);

/// A new ticket's state with these field values.
pub(crate) fn state_with(values: &[Option<&str>]) -> State {
    State {
        version: 1,
        at: NOW,
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
            kind: String::new(),
            owner: None,
            locked: false,
        },
        notice: None,
        failure: None,
        timers: Vec::new(),
        children: Vec::new(),
        undoable: Vec::new(),
        background: Vec::new(),
        submitter: None,
        parent: None,
    }
}

//! The ticket: what every process instance is to the people who see it.

use std::fmt;

/// The states a ticket can have, with OTRS' names; a closed set so that the compiler can check it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TicketState {
    /// `new`
    New,
    /// `open`
    Open,
    /// `pending reminder`
    PendingReminder,
    /// `closed successful`
    ClosedSuccessful,
    /// `closed unsuccessful`
    ClosedUnsuccessful,
}

impl TicketState {
    /// All states, in the order in which lists offer them.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Open,
        Self::PendingReminder,
        Self::ClosedSuccessful,
        Self::ClosedUnsuccessful,
    ];

    /// The name in YAML, database, API and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::PendingReminder => "pending reminder",
            Self::ClosedSuccessful => "closed successful",
            Self::ClosedUnsuccessful => "closed unsuccessful",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether the ticket counts as closed.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::ClosedSuccessful | Self::ClosedUnsuccessful)
    }
}

impl fmt::Display for TicketState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A ticket's priority, with OTRS' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// `1 very low`
    VeryLow,
    /// `2 low`
    Low,
    /// `3 normal`
    Normal,
    /// `4 high`
    High,
    /// `5 very high`
    VeryHigh,
}

impl Priority {
    /// All priorities, lowest first.
    pub const ALL: [Self; 5] = [Self::VeryLow, Self::Low, Self::Normal, Self::High, Self::VeryHigh];

    /// The name in YAML, database, API and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VeryLow => "1 very low",
            Self::Low => "2 low",
            Self::Normal => "3 normal",
            Self::High => "4 high",
            Self::VeryHigh => "5 very high",
        }
    }

    /// The priority of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.name() == name)
    }
}

/// The attributes of a ticket that a process reads and sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The number people quote; given once, never changed.
    pub number: String,
    /// One line, at most [`TITLE_LENGTH_MAX`] characters.
    pub title: String,
    /// Where it stands.
    pub state: TicketState,
    /// The queue whose agents look after it.
    pub queue: String,
    /// How urgent it is.
    pub priority: Priority,
    /// The customer (company) it belongs to; taken from the requester's record, never from a form.
    pub customer_id: String,
    /// The login of the customer user who began it.
    pub customer_user: String,
    /// What kind of ticket it is, as agents sort them; may be empty.
    pub kind: String,
    /// The login of the agent who looks after it.
    pub owner: Option<String>,
    /// Whether its owner alone may work on it.
    pub locked: bool,
}

/// OTRS' `ticket.title` is a varchar(255).
pub const TITLE_LENGTH_MAX: usize = 255;

/// An article to be written to the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Whether the customer user may read it; otherwise it is for agents only.
    pub visible_to_customer: bool,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_priority_is_found_by_its_name() {
        for state in TicketState::ALL {
            assert_eq!(TicketState::parse(state.name()), Some(state));
        }
        for priority in Priority::ALL {
            assert_eq!(Priority::parse(priority.name()), Some(priority));
        }
        assert_eq!(TicketState::parse("closed"), None);
    }
}

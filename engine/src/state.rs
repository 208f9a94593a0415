//! The state of one process ticket.

use crate::process::{ActivityIdx, FieldIdx};
use crate::ticket::Ticket;
use crate::value::Value;

/// Everything that a process ticket is between two events.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// One more with every step; a submit names the version it saw.
    pub version: u64,
    /// Where the process stands: a set, ordered by entry number.
    pub tokens: Vec<Token>,
    /// The entry number that the next token gets.
    pub next_entry: u32,
    /// Field values, indexed by [`FieldIdx`]; as long as the process has fields.
    pub values: Vec<Option<Value>>,
    /// The ticket's attributes.
    pub ticket: Ticket,
    /// What the customer is told beside the open form, until the next submit.
    pub notice: Option<Notice>,
    /// The last failure of an invocation; why an unsuccessful ticket was closed.
    pub failure: Option<Failure>,
}

/// One place where the process stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The activity.
    pub activity: ActivityIdx,
    /// Numbers the entries into activities from 1, so that each visit has a name of its own.
    pub entry: u32,
}

/// A sentence for the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// The field beside which the form shows it.
    pub field: Option<FieldIdx>,
}

/// Why an invocation failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The activity whose invocation failed.
    pub activity: ActivityIdx,
    /// `CustomerUser.LoginExists`, ..., or [`crate::event::UNDELIVERED`].
    pub code: String,
    /// The sentence that came with it.
    pub message: String,
}

impl State {
    /// The value of a field.
    pub fn value(&self, field: FieldIdx) -> Option<&Value> {
        self.values.get(field.0).and_then(Option::as_ref)
    }

    /// The token with this entry number.
    pub fn token(&self, entry: u32) -> Option<Token> {
        self.tokens.iter().copied().find(|token| token.entry == entry)
    }

    /// The first token at this activity.
    pub fn token_at(&self, activity: ActivityIdx) -> Option<Token> {
        self.tokens.iter().copied().find(|token| token.activity == activity)
    }
}

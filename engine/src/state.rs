//! The state of one process ticket.

use jiff::Timestamp;

use crate::process::{ActivityIdx, FieldIdx};
use crate::ticket::Ticket;
use crate::value::Value;

/// Everything that a process ticket is between two events.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// One more with every step; a submit names the version it saw.
    pub version: u64,
    /// When the last step was made.
    pub at: Timestamp,
    /// Where the process stands: a set, ordered by entry number. Two tokens stand in the same place only where
    /// a join gathers them; the compiler has proven it.
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
    /// The moments that the tokens wait for, in the order in which they were set.
    pub timers: Vec<Timer>,
    /// The processes that were begun and for whose end a token waits.
    pub children: Vec<Child>,
    /// The accepted service tasks that can be undone, in the order in which they were accepted.
    pub undoable: Vec<ActivityIdx>,
    /// The invocations under way for which no token waits.
    pub background: Vec<Background>,
    /// The login of whoever submitted last.
    pub submitter: Option<String>,
    /// The process that waits for the end of this one.
    pub parent: Option<Parent>,
}

/// A moment that a token waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timer {
    /// The token's entry number.
    pub entry: u32,
    /// What for; a token has at most one of each.
    pub kind: TimerKind,
    /// When.
    pub at: Timestamp,
}

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimerKind {
    /// The end of a `wait`.
    Wait,
    /// A `remind`.
    Remind,
    /// An `expire`.
    Expire,
}

impl TimerKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Wait, Self::Remind, Self::Expire];

    /// The keyword in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Remind => "remind",
            Self::Expire => "expire",
        }
    }
}

/// A process that was begun for a token that waits for its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// The token's entry number.
    pub entry: u32,
    /// Which item of a `for-each`, from 0; 0 for a call.
    pub item: u32,
    /// The item's texts, in the order of the columns; empty for a call.
    pub texts: Vec<String>,
    /// How it ended: nothing yet, successfully, or why not.
    pub end: Option<Result<(), String>>,
}

/// An invocation for which no token waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Background {
    /// Its entry number.
    pub entry: u32,
    /// The activity whose action fired it, or which it undoes.
    pub activity: ActivityIdx,
    /// The invoker's name.
    pub invoker: String,
    /// Whether it undoes the activity.
    pub compensates: bool,
}

/// The process that waits for the end of this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// The number of its ticket.
    pub ticket: String,
    /// The entry number of the token that waits.
    pub entry: u32,
    /// Which item of a `for-each`, from 0; 0 for a call.
    pub item: u32,
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

//! What happens to a process ticket, and what the engine decides to do about it.

use std::collections::BTreeMap;

use crate::access::Actor;
use crate::action::Recipient;
use crate::process::{ActivityIdx, FieldIdx};
use crate::ticket::{Article, TicketState};
use crate::value::Value;

/// What happened. With the time and the state before, it determines the step: a journal of events
/// replayed through [`crate::step`] gives the stored state.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A person began the process; a start activity with a dialog begins with its submission.
    Started {
        /// Who began it: the requester.
        actor: Actor,
        /// The dialog's values, if the start activity is a user task.
        submission: Option<Submission>,
    },
    /// A person submitted an activity dialog.
    Submitted {
        /// Who submitted it.
        actor: Actor,
        /// The dialog and its values.
        submission: Submission,
        /// The version of the state that the person saw; a stale one is refused.
        seen: u64,
    },
    /// An invocation ended.
    Ended {
        /// The entry number of the token that waits for it. A number for which no token waits is
        /// refused: this fences off late and repeated answers.
        entry: u32,
        /// How it ended.
        outcome: Outcome,
    },
}

/// A dialog's input, as posted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Submission {
    /// The activity's name.
    pub activity: String,
    /// The dialog's position in its activity, from 0.
    pub dialog: usize,
    /// Field name -> what was posted for it. Names that the dialog does not offer are refused.
    pub values: BTreeMap<String, Vec<String>>,
}

/// How an invocation ended: exactly one of three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The operation was carried out.
    Accepted {
        /// What the inbound mapping wants changed.
        changes: Changes,
    },
    /// The operation was refused, for good: never repeated.
    Rejected {
        /// A code of the operation's closed set, such as `CustomerUser.LoginExists`.
        code: String,
        /// A sentence that says why.
        message: String,
        /// What the inbound mapping wants changed.
        changes: Changes,
    },
    /// No answer was had.
    Undelivered {
        /// How often it was tried.
        attempts: u32,
        /// The last attempt's error.
        last_error: String,
    },
}

/// The code under which an undelivered invocation is known to templates and screens.
pub const UNDELIVERED: &str = "undelivered";

/// What an inbound mapping asks for; applied through the same typed actions as flows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The new ticket state's name.
    pub state: Option<String>,
    /// The new title.
    pub title: Option<String>,
    /// Dynamic field name -> new input; an empty list clears the field.
    pub fields: Vec<(String, Vec<String>)>,
    /// Articles to write.
    pub articles: Vec<Article>,
}

/// What others must carry out, in this order, in the transaction that stores the new state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write an article to the ticket.
    WriteArticle(Article),
    /// Fire an invoker; its end comes back as [`Event::Ended`] with the same entry number.
    Invoke {
        /// The entry number of the token that waits.
        entry: u32,
        /// The invoker's name.
        invoker: String,
    },
    /// Send a mail.
    Notify {
        /// To whom.
        to: Recipient,
        /// One line.
        subject: String,
        /// Plain text.
        body: String,
    },
}

/// A decision on the way to the new state; kept in the journal for people, not needed for replay.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// A dialog's input changed a field.
    Filled {
        /// The field.
        field: FieldIdx,
        /// Its value from now on.
        value: Option<Value>,
    },
    /// A token entered an activity.
    Entered {
        /// The activity.
        activity: ActivityIdx,
        /// The token's entry number from now on.
        entry: u32,
    },
    /// A flow's condition was evaluated.
    Evaluated {
        /// The activity that the flow leaves.
        activity: ActivityIdx,
        /// The condition as written.
        when: String,
        /// The names that it read, with what they held.
        reads: Vec<(String, String)>,
        /// Whether it held.
        holds: bool,
    },
    /// A flow was taken.
    Took {
        /// From this activity.
        from: ActivityIdx,
        /// To this one.
        to: ActivityIdx,
        /// The error path's label (`CustomerUser.LoginExists`, `undelivered`, `any`), or `None` for a
        /// flow of `next`.
        on_error: Option<String>,
    },
    /// The ticket's state was set.
    SetState(TicketState),
    /// A field was set by an action or mapping.
    SetField {
        /// The field.
        field: FieldIdx,
        /// Its value from now on.
        value: Option<Value>,
        /// Whether an action or a mapping set it.
        by: SetBy,
    },
    /// The title was set by a mapping.
    SetTitle(String),
    /// A mapping asked for something that the process does not allow; it was left out.
    Ignored {
        /// What was asked and why it was left out.
        what: String,
    },
    /// The customer was told a sentence.
    Told {
        /// The sentence.
        text: String,
        /// The field beside which the form shows it.
        field: Option<FieldIdx>,
    },
}

/// Who set a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// An action of a flow or activity.
    Action,
    /// An inbound mapping.
    Mapping,
}

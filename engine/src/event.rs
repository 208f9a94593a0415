//! What happens to a process ticket, and what the engine decides to do about it.

use std::collections::BTreeMap;

use crate::access::Actor;
use crate::action::Recipient;
use crate::migration::Mapping;
use crate::process::{ActivityIdx, FieldIdx};
use crate::state::{Parent, TimerKind};
use crate::ticket::{Article, TicketState};
use crate::value::{Attachment, Value};

/// What happened to a process ticket, which begins with [`Event::Started`] or [`Event::Called`].
///
/// With the time and the state before, it determines the step: a journal of events and times replayed through
/// [`crate::step`] gives the stored state.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A person began the process; a start activity with a dialog begins with its submission.
    Started {
        /// Who began it: the requester.
        actor: Actor,
        /// The dialog's values, if the start activity is a user task.
        submission: Option<Submission>,
    },
    /// Another process began this one.
    Called {
        /// The customer (company) to which the ticket belongs.
        customer_id: String,
        /// The customer user for whom it is done.
        customer_user: String,
        /// Who waits for its end, if anybody does.
        parent: Option<Parent>,
        /// Field name -> input; what the process does not allow is left out, and said.
        values: BTreeMap<String, Vec<String>>,
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
    /// The moment of a timer came.
    Due {
        /// The entry number of the token that it belongs to.
        entry: u32,
        /// Which of the token's timers.
        timer: TimerKind,
    },
    /// A message came, by a link or the API.
    Message {
        /// Its name.
        name: String,
        /// Field name -> input, for the fields that the `wait` lets it set. Other names are refused.
        values: BTreeMap<String, Vec<String>>,
    },
    /// The items of a `for-each` were read.
    Collected {
        /// The entry number of the token that waits for them.
        entry: u32,
        /// One row of texts for each item, in the order of the columns; or why they cannot be read.
        items: Result<Vec<Vec<String>>, String>,
    },
    /// A called process ended.
    Returned {
        /// The entry number of the token that waits for it.
        entry: u32,
        /// Which item of a `for-each`, from 0; 0 for a call.
        item: u32,
        /// How it ended.
        end: ProcessEnd,
    },
    /// An agent ended the process.
    Cancelled {
        /// Who.
        actor: Actor,
        /// Why: a sentence for the customer.
        reason: String,
    },
    /// The ticket was given to another customer user of its customer, who stands in for the one before.
    Reassigned {
        /// The login of whoever did it.
        by: String,
        /// The login of who has it from now on.
        customer_user: String,
    },
    /// The ticket was moved to another version of its process, as [`crate::migration::migrate`] says.
    Migrated {
        /// Who did it.
        actor: Actor,
        /// The version's key: the hash of its document.
        definition: String,
        /// What was said beyond what the names say.
        mapping: Mapping,
    },
    /// The last migration was undone: the ticket is as it was before.
    Restored {
        /// Who did it.
        actor: Actor,
        /// The key of the version to which it is back.
        definition: String,
    },
}

/// How a called process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessEnd {
    /// Whether its ticket was closed as successful.
    pub is_successful: bool,
    /// The sentence with which it ended; why, if it was not successful.
    pub reason: String,
    /// Field name -> what the field held, as input.
    pub values: BTreeMap<String, Vec<String>>,
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

/// The code of a called process that could not begin or did not end successfully.
pub const UNSUCCESSFUL: &str = "Process.Unsuccessful";

/// The code of a `for-each` of which not every item ended successfully.
pub const SOME_UNSUCCESSFUL: &str = "Process.SomeUnsuccessful";

/// The code of items that cannot be read.
pub const UNREADABLE: &str = "Items.Unreadable";

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
        /// The message for which the mail carries a link.
        link: Option<String>,
    },
    /// Begin another process.
    Begin {
        /// Its name.
        process: String,
        /// Field name -> input.
        values: BTreeMap<String, Vec<String>>,
        /// The entry number and item with which its end comes back as [`Event::Returned`]; `None` if nobody
        /// waits for it.
        waits: Option<(u32, u32)>,
    },
    /// Read the items of a `for-each`; they come back as [`Event::Collected`].
    Collect {
        /// The entry number of the token that waits for them.
        entry: u32,
        /// What to read.
        source: ItemSource,
        /// The columns that are wanted.
        columns: Vec<String>,
    },
    /// Tell the process that waits for this one how it ended.
    Return {
        /// Who waits.
        parent: Parent,
        /// How it ended.
        end: ProcessEnd,
    },
}

/// Items that the engine cannot read by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemSource {
    /// The rows of a CSV file.
    Rows(Attachment),
    /// The valid customer users of a customer.
    CustomerUsers {
        /// Its `CustomerID`.
        customer_id: String,
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
        /// The error path's label (`CustomerUser.LoginExists`, `undelivered`, `any`), [`EXPIRED`] for a
        /// deadline, or `None` for a flow of `next`.
        on_error: Option<String>,
    },
    /// A token was taken away: the process ended, or a join had what it waited for.
    Withdrew {
        /// Where it stood.
        activity: ActivityIdx,
        /// Its entry number.
        entry: u32,
    },
    /// Somebody was reminded.
    Reminded {
        /// Of what.
        activity: ActivityIdx,
    },
    /// The items of a `for-each` were read.
    Collected {
        /// The activity.
        activity: ActivityIdx,
        /// How many.
        n_items: u32,
    },
    /// A called process ended.
    Returned {
        /// The activity that waited.
        activity: ActivityIdx,
        /// Which item.
        item: u32,
        /// Whether it ended successfully.
        is_successful: bool,
    },
    /// An invocation ended for which no token waits: one that undoes an earlier one, or of an action.
    Concluded {
        /// The activity that it belongs to.
        activity: ActivityIdx,
        /// The invoker.
        invoker: String,
        /// Whether it undoes an earlier one.
        compensates: bool,
        /// Why it failed; `None` if it was accepted.
        failure: Option<String>,
    },
    /// An agent ended the process.
    Cancelled {
        /// The sentence for the customer.
        reason: String,
    },
    /// The ticket was moved to another version.
    Migrated {
        /// What is worth knowing about it: a sentence each.
        notes: Vec<String>,
    },
    /// An attribute of the ticket was set.
    SetAttribute {
        /// Which.
        attribute: Attribute,
        /// What it is from now on; `None` for nobody or nothing.
        to: Option<String>,
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

/// The label of a deadline's path in [`Decision::Took`].
pub const EXPIRED: &str = "expire";

/// The attributes of a ticket that actions set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// `queue`
    Queue,
    /// `priority`
    Priority,
    /// `type`
    Kind,
    /// `owner`
    Owner,
    /// `customer`
    Customer,
    /// `customer-user`
    CustomerUser,
    /// `lock`: `1` or `0`
    Lock,
}

impl Attribute {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Queue,
        Self::Priority,
        Self::Kind,
        Self::Owner,
        Self::Customer,
        Self::CustomerUser,
        Self::Lock,
    ];

    /// The name in journals and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Priority => "priority",
            Self::Kind => "type",
            Self::Owner => "owner",
            Self::Customer => "customer",
            Self::CustomerUser => "customer-user",
            Self::Lock => "lock",
        }
    }
}

/// Who set a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// An action of a flow or activity.
    Action,
    /// An inbound mapping.
    Mapping,
    /// Another process: the one that began this one, or one that this one began.
    Process,
}

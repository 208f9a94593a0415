//! A compiled process: the only way to have one is [`compile::compile`], so it has been proven.

pub mod compile;
pub mod difference;
pub mod document;
pub mod format;
pub mod graph;
pub mod language;
pub mod mutation;
pub mod schema;

use std::collections::BTreeMap;

use crate::access::Clause;
use crate::action::{Action, Input, Recipient};
use crate::condition::Condition;
use crate::delay::Delay;
use crate::field::Field;
use crate::template::Template;
use crate::ticket::{Priority, TicketState};
use crate::value::Value;

/// Index of an activity in [`Process::activities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActivityIdx(pub usize);

/// Index of a field in [`Process::fields`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldIdx(pub usize);

/// A process that has been proven to run.
#[derive(Debug, Clone)]
pub struct Process {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) start: Start,
    pub(crate) ticket: TicketDefaults,
    pub(crate) company: Option<Clause>,
    pub(crate) fields: Vec<Field>,
    pub(crate) activities: Vec<Activity>,
    pub(crate) field_by_name: BTreeMap<String, FieldIdx>,
    pub(crate) activity_by_name: BTreeMap<String, ActivityIdx>,
}

/// Where a process begins, and who may begin it.
#[derive(Debug, Clone)]
pub struct Start {
    /// The first activity.
    pub activity: ActivityIdx,
    /// Who may begin it.
    pub by: Clause,
}

/// What a new ticket of the process looks like.
#[derive(Debug, Clone)]
pub struct TicketDefaults {
    /// Its title, over the fields of the first submission.
    pub title: Template,
    /// Its queue.
    pub queue: String,
    /// Its priority.
    pub priority: Priority,
}

/// One step of a process.
#[derive(Debug, Clone)]
pub struct Activity {
    /// The key in the document.
    pub name: String,
    /// What people read.
    pub label: String,
    /// What happens here.
    pub kind: ActivityKind,
    /// Actions carried out on every entry, before anything else.
    pub on_enter: Vec<Action>,
    /// What happens when it takes too long; only where a token rests.
    pub expire: Option<Expire>,
    /// Who is reminded while it takes long; only where a token rests.
    pub remind: Option<Remind>,
    /// The activity's line in the document, from 1.
    pub line: usize,
}

impl Activity {
    /// All actions of the activity and its flows.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        let own: &[Action] =
            if let ActivityKind::Do { actions, .. } = &self.kind { actions } else { &[] };
        let expire = self.expire.iter().flat_map(|expire| &expire.actions);
        let next = self.kind.next().iter().flat_map(|flow| &flow.actions);
        let on_error = self.kind.on_error().iter().flat_map(|flow| &flow.actions);
        self.on_enter.iter().chain(own).chain(next).chain(on_error).chain(expire)
    }
}

/// `expire`: a deadline. It takes the token away wherever the activity stands.
#[derive(Debug, Clone)]
pub struct Expire {
    /// How long after the token came.
    pub after: Delay,
    /// Where it goes on.
    pub to: ActivityIdx,
    /// The sentence for the customer.
    pub tell: Option<Template>,
    /// Carried out when taken.
    pub actions: Vec<Action>,
}

/// `remind`: mails while a token waits.
#[derive(Debug, Clone)]
pub struct Remind {
    /// How long after the token came.
    pub after: Delay,
    /// How often again; once if not given.
    pub every: Option<Delay>,
    /// Who is reminded.
    pub notify: Recipient,
    /// One line; a sentence of our own if not given.
    pub subject: Option<Template>,
    /// Plain text; a sentence of our own if not given.
    pub body: Option<Template>,
}

/// What a `wait` waits for.
#[derive(Debug, Clone)]
pub enum WaitFor {
    /// `after: 3d`
    After(Delay),
    /// `until: LeaveDate`: the moment that a date (its first moment in UTC) or date-time field holds when the
    /// token comes; at once if it holds nothing.
    Until(FieldIdx),
    /// `message: confirmed`
    Message {
        /// Its name.
        name: String,
        /// The fields that it may set.
        fields: Vec<FieldIdx>,
    },
}

/// What a `for-each` goes through: each item is a row of texts, one for each of [`ActivityKind::ForEach`]'s columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// `lines: Logins`: the lines of a textarea; the column `value`.
    Lines(FieldIdx),
    /// `choices: Colours`: what is chosen of a multiselect; the column `value`.
    Choices(FieldIdx),
    /// `rows: Upload`: the rows of an attached CSV file, with the columns that its first line names.
    Rows(FieldIdx),
    /// `customer-users`: the valid customer users of the ticket's customer; [`Items::PERSON`] are the columns.
    CustomerUsers,
}

impl Items {
    /// The column of lines and choices.
    pub const VALUE: &'static str = "value";
    /// The columns of customer users.
    pub const PERSON: [&'static str; 4] = ["login", "firstname", "lastname", "email"];
}

/// The most items of a `for-each`: each is a ticket.
pub const ITEMS_MAX: usize = 1000;

/// What a field of the calling process gets when a called one ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The field here.
    pub field: FieldIdx,
    /// The name of the field there.
    pub from: String,
}

/// The kinds of activities.
#[derive(Debug, Clone)]
pub enum ActivityKind {
    /// Waits for a person to submit one of its dialogs.
    UserTask {
        /// The dialogs, in the order in which they are offered.
        dialogs: Vec<Dialog>,
        /// Where it goes on.
        next: Vec<Flow>,
    },
    /// Fires an invoker and waits for its end.
    ServiceTask {
        /// The invoker's name.
        invoker: String,
        /// Where it goes on when accepted.
        next: Vec<Flow>,
        /// Where it goes on when rejected or undelivered; the last one catches `any`.
        on_error: Vec<ErrorFlow>,
        /// The invoker that undoes it, fired when the process ends unsuccessfully after it was accepted; the
        /// last accepted one first.
        compensate: Option<String>,
    },
    /// Carries out actions and goes on.
    Do {
        /// The actions.
        actions: Vec<Action>,
        /// Where it goes on.
        next: Vec<Flow>,
    },
    /// Decides and goes on.
    Choice {
        /// Where it goes on.
        next: Vec<Flow>,
    },
    /// Goes on in several branches at once: takes each of its flows.
    Parallel {
        /// The branches; without conditions.
        next: Vec<Flow>,
    },
    /// Gathers the branches of a parallel.
    Join {
        /// The parallel.
        of: ActivityIdx,
        /// How many of its branches must come. If fewer than it has, what is left of them is withdrawn then.
        wait_for: usize,
        /// The activities that lie on its branches, where tokens are withdrawn; empty if all must come.
        region: Vec<ActivityIdx>,
        /// Where it goes on.
        next: Vec<Flow>,
    },
    /// Waits for a moment or a message.
    Wait {
        /// For what.
        on: WaitFor,
        /// Where it goes on.
        next: Vec<Flow>,
    },
    /// Begins another process, as a ticket of its own, and waits for its end.
    Call {
        /// The other process's name.
        process: String,
        /// What its fields begin with.
        with: Vec<Input>,
        /// What its fields give back when it ends successfully.
        take: Vec<Output>,
        /// Where it goes on when the other ended successfully.
        next: Vec<Flow>,
        /// Where it goes on when it did not, or could not begin.
        on_error: Vec<ErrorFlow>,
    },
    /// Begins another process for each item, and waits for the end of all.
    ForEach {
        /// The items.
        items: Items,
        /// The columns of an item that are read.
        columns: Vec<String>,
        /// The other process's name.
        process: String,
        /// What its fields begin with; `item.column` is the item's text.
        with: Vec<Input>,
        /// Gets, for each item that did not end successfully, a line of the item's texts and the reason.
        failed: Option<FieldIdx>,
        /// Where it goes on when all ended successfully, or there was none.
        next: Vec<Flow>,
        /// Where it goes on when not all did, or the items cannot be read.
        on_error: Vec<ErrorFlow>,
    },
    /// The process ends here; whatever still waits elsewhere in it is withdrawn.
    End {
        /// The ticket's final state.
        state: TicketState,
        /// The sentence for the customer.
        tell: Option<Template>,
        /// Who is told the reason by mail.
        notify: Option<Recipient>,
    },
}

impl ActivityKind {
    /// The flows of `next`; none for an end.
    pub fn next(&self) -> &[Flow] {
        match self {
            Self::UserTask { next, .. }
            | Self::ServiceTask { next, .. }
            | Self::Do { next, .. }
            | Self::Choice { next }
            | Self::Parallel { next }
            | Self::Join { next, .. }
            | Self::Wait { next, .. }
            | Self::Call { next, .. }
            | Self::ForEach { next, .. } => next,
            Self::End { .. } => &[],
        }
    }

    /// The error flows; only what others carry out has them.
    pub fn on_error(&self) -> &[ErrorFlow] {
        match self {
            Self::ServiceTask { on_error, .. }
            | Self::Call { on_error, .. }
            | Self::ForEach { on_error, .. } => on_error,
            Self::UserTask { .. }
            | Self::Do { .. }
            | Self::Choice { .. }
            | Self::Parallel { .. }
            | Self::Join { .. }
            | Self::Wait { .. }
            | Self::End { .. } => &[],
        }
    }

    /// Whether a token rests here until something happens: a person, an invocation, a moment, a message or
    /// another process.
    pub const fn rests(&self) -> bool {
        match self {
            Self::UserTask { .. }
            | Self::ServiceTask { .. }
            | Self::Wait { .. }
            | Self::Call { .. }
            | Self::ForEach { .. } => true,
            Self::Do { .. }
            | Self::Choice { .. }
            | Self::Parallel { .. }
            | Self::Join { .. }
            | Self::End { .. } => false,
        }
    }

    /// The activity's keyword in the document.
    pub const fn keyword(&self) -> &'static str {
        match self {
            Self::UserTask { .. } => "user-task",
            Self::ServiceTask { .. } => "service-task",
            Self::Do { .. } => "do",
            Self::Choice { .. } => "choice",
            Self::Parallel { .. } => "parallel",
            Self::Join { .. } => "join",
            Self::Wait { .. } => "wait",
            Self::Call { .. } => "call",
            Self::ForEach { .. } => "for-each",
            Self::End { .. } => "end",
        }
    }
}

/// A form of a user task.
#[derive(Debug, Clone)]
pub struct Dialog {
    /// The heading.
    pub name: String,
    /// Who may submit it.
    pub by: Clause,
    /// What the person should know before filling it in.
    pub description: String,
    /// The fields, in the order shown.
    pub fields: Vec<DialogField>,
    /// The button's text.
    pub submit: String,
}

/// A field as a dialog offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialogField {
    /// The field.
    pub field: FieldIdx,
    /// How the dialog offers it.
    pub mode: FieldMode,
    /// What the form begins with where the field holds nothing; what a hidden field is set to.
    pub default: Option<Value>,
}

/// How a dialog offers a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldMode {
    /// Must be filled in.
    Required,
    /// May be left empty.
    Optional,
    /// Shown, not changed.
    ReadOnly,
    /// Not shown; set to its default when the form is submitted.
    Hidden,
}

impl FieldMode {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Required, Self::Optional, Self::ReadOnly, Self::Hidden];

    /// The word in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::ReadOnly => "read-only",
            Self::Hidden => "hidden",
        }
    }
}

/// A way on. Flows are tried in the order written.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Taken only if this holds; a flow without it is the default and comes last.
    pub when: Option<Condition>,
    /// Carried out when taken.
    pub actions: Vec<Action>,
    /// Where it leads.
    pub to: ActivityIdx,
}

/// A way on after a failure.
#[derive(Debug, Clone)]
pub struct ErrorFlow {
    /// Which failures it takes.
    pub on: ErrorMatch,
    /// Where it leads.
    pub to: ActivityIdx,
    /// The sentence for the customer.
    pub tell: Option<Template>,
    /// The field beside which the form shows the sentence.
    pub field: Option<FieldIdx>,
    /// Carried out when taken.
    pub actions: Vec<Action>,
}

/// The failures that an error flow takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorMatch {
    /// A rejection with exactly this code.
    Code(String),
    /// No answer was had.
    Undelivered,
    /// Every other failure.
    Any,
}

impl ErrorMatch {
    /// The label in the document.
    pub fn label(&self) -> &str {
        match self {
            Self::Code(code) => code,
            Self::Undelivered => "undelivered",
            Self::Any => "any",
        }
    }
}

impl Process {
    /// The process's name: the key under which its tickets know it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people read.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// A sentence about what the process is for; may be empty.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Where it begins.
    pub const fn start(&self) -> &Start {
        &self.start
    }

    /// What a new ticket looks like.
    pub const fn ticket(&self) -> &TicketDefaults {
        &self.ticket
    }

    /// Who, of the ticket's own customer, sees the tickets of this process besides their requester.
    pub const fn company(&self) -> Option<&Clause> {
        self.company.as_ref()
    }

    /// All fields, in the order of the document.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// All activities, in the order of the document.
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }

    /// The field of that name.
    pub fn field_idx(&self, name: &str) -> Option<FieldIdx> {
        self.field_by_name.get(name).copied()
    }

    /// The activity of that name.
    pub fn activity_idx(&self, name: &str) -> Option<ActivityIdx> {
        self.activity_by_name.get(name).copied()
    }

    /// The field at an index of this process.
    ///
    /// # Panics
    /// If the index belongs to another process: the compiler binds indices to one process, and mixing
    /// two up is a fault in our own code.
    #[expect(
        clippy::indexing_slicing,
        reason = "indices are made by the compiler for this process alone"
    )]
    pub fn field(&self, idx: FieldIdx) -> &Field {
        &self.fields[idx.0]
    }

    /// The activity at an index of this process.
    ///
    /// # Panics
    /// If the index belongs to another process, as with [`Process::field`].
    #[expect(
        clippy::indexing_slicing,
        reason = "indices are made by the compiler for this process alone"
    )]
    pub fn activity(&self, idx: ActivityIdx) -> &Activity {
        &self.activities[idx.0]
    }

    /// The names of all invokers that the process fires; one that is fired in several places, several times.
    pub fn invokers(&self) -> impl Iterator<Item = &str> {
        let by_tasks = self.activities.iter().flat_map(|activity| {
            let ActivityKind::ServiceTask { invoker, compensate, .. } = &activity.kind else {
                return [None, None];
            };
            [Some(invoker.as_str()), compensate.as_deref()]
        });
        let by_actions = self.actions().filter_map(|action| {
            if let Action::Invoke(invoker) = action { Some(invoker.as_str()) } else { None }
        });
        by_tasks.flatten().chain(by_actions)
    }

    /// The names of all processes that this one begins; one that is begun in several places, several times.
    pub fn calls(&self) -> impl Iterator<Item = &str> {
        let by_activities = self.activities.iter().filter_map(|activity| {
            let (ActivityKind::Call { process, .. } | ActivityKind::ForEach { process, .. }) =
                &activity.kind
            else {
                return None;
            };
            Some(process.as_str())
        });
        let by_actions = self.actions().filter_map(|action| {
            if let Action::CreateTicket { process, .. } = action {
                Some(process.as_str())
            } else {
                None
            }
        });
        by_activities.chain(by_actions)
    }

    /// All actions of the process.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.activities.iter().flat_map(Activity::actions)
    }
}

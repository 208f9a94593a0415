//! A compiled process: the only way to have one is [`compile::compile`], so it has been proven.

pub mod compile;
pub mod document;
pub mod graph;

use std::collections::BTreeMap;

use crate::access::Clause;
use crate::action::{Action, Recipient};
use crate::condition::Condition;
use crate::field::Field;
use crate::template::Template;
use crate::ticket::{Priority, TicketState};

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
    /// The activity's line in the document, from 1.
    pub line: usize,
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
    /// The process ends here.
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
            | Self::Choice { next } => next,
            Self::End { .. } => &[],
        }
    }

    /// The error flows; only a service task has them.
    pub fn on_error(&self) -> &[ErrorFlow] {
        match self {
            Self::ServiceTask { on_error, .. } => on_error,
            Self::UserTask { .. } | Self::Do { .. } | Self::Choice { .. } | Self::End { .. } => &[],
        }
    }

    /// The activity's keyword in the document.
    pub const fn keyword(&self) -> &'static str {
        match self {
            Self::UserTask { .. } => "user-task",
            Self::ServiceTask { .. } => "service-task",
            Self::Do { .. } => "do",
            Self::Choice { .. } => "choice",
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialogField {
    /// The field.
    pub field: FieldIdx,
    /// How the dialog offers it.
    pub mode: FieldMode,
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

    /// The names of all invokers that the process fires.
    pub fn invokers(&self) -> impl Iterator<Item = &str> {
        self.activities.iter().filter_map(|activity| match &activity.kind {
            ActivityKind::ServiceTask { invoker, .. } => Some(invoker.as_str()),
            ActivityKind::UserTask { .. }
            | ActivityKind::Do { .. }
            | ActivityKind::Choice { .. }
            | ActivityKind::End { .. } => None,
        })
    }
}

//! The parts of a ticket's state that are lists, as JSON in columns of its row. Nothing searches them.

use engine::process::{ActivityIdx, Process};
use engine::state::{Background, Child, Parent, State, Token};
use serde::{Deserialize, Serialize};

/// See the module.
pub(super) struct Parts {
    pub(super) tokens: Vec<StoredToken>,
    pub(super) children: Vec<StoredChild>,
    pub(super) undoable: Vec<String>,
    pub(super) background: Vec<StoredBackground>,
    pub(super) parent: Option<StoredParent>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredToken {
    activity: String,
    entry: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredChild {
    entry: u32,
    item: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    texts: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end: Option<StoredEnd>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "kebab-case")]
enum StoredEnd {
    Successful,
    Unsuccessful { reason: String },
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredBackground {
    entry: u32,
    activity: String,
    invoker: String,
    compensates: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredParent {
    ticket: String,
    entry: u32,
    item: u32,
}

impl Parts {
    pub(super) fn new(process: &Process, state: &State) -> Self {
        let name = |activity: ActivityIdx| process.activity(activity).name.clone();
        let token =
            |token: &Token| StoredToken { activity: name(token.activity), entry: token.entry };
        let background = |other: &Background| StoredBackground {
            entry: other.entry,
            activity: name(other.activity),
            invoker: other.invoker.clone(),
            compensates: other.compensates,
        };
        Self {
            tokens: state.tokens.iter().map(token).collect(),
            children: state.children.iter().map(StoredChild::from).collect(),
            undoable: state.undoable.iter().map(|activity| name(*activity)).collect(),
            background: state.background.iter().map(background).collect(),
            parent: state.parent.as_ref().map(|Parent { ticket, entry, item }| StoredParent {
                ticket: ticket.clone(),
                entry: *entry,
                item: *item,
            }),
        }
    }

    /// The tokens, on the activities that the names find.
    pub(super) fn tokens<E>(
        &self,
        activity: impl Fn(&str) -> Result<ActivityIdx, E>,
    ) -> Result<Vec<Token>, E> {
        let token = |stored: &StoredToken| {
            Ok(Token { activity: activity(&stored.activity)?, entry: stored.entry })
        };
        self.tokens.iter().map(token).collect()
    }

    pub(super) fn children(&self) -> Vec<Child> {
        self.children.iter().map(Child::from).collect()
    }

    pub(super) fn undoable<E>(
        &self,
        activity: impl Fn(&str) -> Result<ActivityIdx, E>,
    ) -> Result<Vec<ActivityIdx>, E> {
        self.undoable.iter().map(|name| activity(name)).collect()
    }

    pub(super) fn background<E>(
        &self,
        activity: impl Fn(&str) -> Result<ActivityIdx, E>,
    ) -> Result<Vec<Background>, E> {
        let background = |stored: &StoredBackground| {
            Ok(Background {
                entry: stored.entry,
                activity: activity(&stored.activity)?,
                invoker: stored.invoker.clone(),
                compensates: stored.compensates,
            })
        };
        self.background.iter().map(background).collect()
    }

    pub(super) fn parent(&self) -> Option<Parent> {
        self.parent.as_ref().map(|StoredParent { ticket, entry, item }| Parent {
            ticket: ticket.clone(),
            entry: *entry,
            item: *item,
        })
    }
}

impl From<&Child> for StoredChild {
    fn from(child: &Child) -> Self {
        let end = child.end.as_ref().map(|end| match end {
            Ok(()) => StoredEnd::Successful,
            Err(reason) => StoredEnd::Unsuccessful { reason: reason.clone() },
        });
        Self { entry: child.entry, item: child.item, texts: child.texts.clone(), end }
    }
}

impl From<&StoredChild> for Child {
    fn from(stored: &StoredChild) -> Self {
        let end = stored.end.as_ref().map(|end| match end {
            StoredEnd::Successful => Ok(()),
            StoredEnd::Unsuccessful { reason } => Err(reason.clone()),
        });
        Self { entry: stored.entry, item: stored.item, texts: stored.texts.clone(), end }
    }
}

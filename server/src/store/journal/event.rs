//! Events as they are written.

use std::collections::BTreeMap;

use engine::access::Actor;
use engine::event::{Changes, Event, Outcome, ProcessEnd, Submission};
use engine::migration::Mapping;
use engine::state::{Parent, TimerKind};
use engine::ticket::Article;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Stored {
    Started {
        actor: StoredActor,
        submission: Option<StoredSubmission>,
    },
    Submitted {
        actor: StoredActor,
        submission: StoredSubmission,
        seen: u64,
    },
    Ended {
        entry: u32,
        outcome: StoredOutcome,
    },
    Called {
        customer_id: String,
        customer_user: String,
        parent: Option<StoredParent>,
        values: BTreeMap<String, Vec<String>>,
    },
    Due {
        entry: u32,
        timer: StoredTimer,
    },
    Message {
        name: String,
        values: BTreeMap<String, Vec<String>>,
    },
    Collected {
        entry: u32,
        items: StoredItems,
    },
    Returned {
        entry: u32,
        item: u32,
        end: StoredEnd,
    },
    Cancelled {
        actor: StoredActor,
        reason: String,
    },
    Reassigned {
        by: String,
        customer_user: String,
    },
    Migrated {
        actor: StoredActor,
        definition: String,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        moves: BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        fill: BTreeMap<String, Vec<String>>,
    },
    Restored {
        actor: StoredActor,
        definition: String,
    },
}

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct StoredParent {
    ticket: String,
    entry: u32,
    item: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StoredTimer {
    Wait,
    Remind,
    Expire,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StoredItems {
    Rows(Vec<Vec<String>>),
    Unreadable(String),
}

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct StoredEnd {
    is_successful: bool,
    reason: String,
    values: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum StoredActor {
    CustomerUser { login: String, customer_id: String, groups: Vec<String> },
    Agent { login: String, groups: Vec<String> },
    System,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredSubmission {
    activity: String,
    dialog: usize,
    values: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub(super) enum StoredOutcome {
    Accepted { changes: StoredChanges },
    Rejected { code: String, message: String, changes: StoredChanges },
    Undelivered { attempts: u32, last_error: String },
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredChanges {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<(String, Vec<String>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    articles: Vec<StoredChangesArticle>,
}

#[derive(Serialize, Deserialize)]
struct StoredChangesArticle {
    visible_to_customer: bool,
    subject: String,
    body: String,
}

impl From<&Event> for Stored {
    fn from(event: &Event) -> Self {
        match event {
            Event::Started { actor, submission } => Self::Started {
                actor: actor.into(),
                submission: submission.as_ref().map(StoredSubmission::from),
            },
            Event::Submitted { actor, submission, seen } => {
                Self::Submitted { actor: actor.into(), submission: submission.into(), seen: *seen }
            }
            Event::Ended { entry, outcome } => {
                Self::Ended { entry: *entry, outcome: outcome.into() }
            }
            Event::Called { customer_id, customer_user, parent, values } => Self::Called {
                customer_id: customer_id.clone(),
                customer_user: customer_user.clone(),
                parent: parent.as_ref().map(StoredParent::from),
                values: values.clone(),
            },
            Event::Due { entry, timer } => Self::Due { entry: *entry, timer: (*timer).into() },
            Event::Message { name, values } => {
                Self::Message { name: name.clone(), values: values.clone() }
            }
            Event::Collected { entry, items } => {
                let items = match items {
                    Ok(rows) => StoredItems::Rows(rows.clone()),
                    Err(reason) => StoredItems::Unreadable(reason.clone()),
                };
                Self::Collected { entry: *entry, items }
            }
            Event::Returned { entry, item, end } => {
                Self::Returned { entry: *entry, item: *item, end: end.into() }
            }
            Event::Cancelled { actor, reason } => {
                Self::Cancelled { actor: actor.into(), reason: reason.clone() }
            }
            Event::Reassigned { by, customer_user } => {
                Self::Reassigned { by: by.clone(), customer_user: customer_user.clone() }
            }
            Event::Migrated { actor, definition, mapping } => Self::Migrated {
                actor: actor.into(),
                definition: definition.clone(),
                moves: mapping.moves.clone(),
                fill: mapping.fill.clone(),
            },
            Event::Restored { actor, definition } => {
                Self::Restored { actor: actor.into(), definition: definition.clone() }
            }
        }
    }
}

impl From<Stored> for Event {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Started { actor, submission } => {
                Self::Started { actor: actor.into(), submission: submission.map(Submission::from) }
            }
            Stored::Submitted { actor, submission, seen } => {
                Self::Submitted { actor: actor.into(), submission: submission.into(), seen }
            }
            Stored::Ended { entry, outcome } => Self::Ended { entry, outcome: outcome.into() },
            Stored::Called { customer_id, customer_user, parent, values } => Self::Called {
                customer_id,
                customer_user,
                parent: parent.map(Parent::from),
                values,
            },
            Stored::Due { entry, timer } => Self::Due { entry, timer: timer.into() },
            Stored::Message { name, values } => Self::Message { name, values },
            Stored::Collected { entry, items } => {
                let items = match items {
                    StoredItems::Rows(rows) => Ok(rows),
                    StoredItems::Unreadable(reason) => Err(reason),
                };
                Self::Collected { entry, items }
            }
            Stored::Returned { entry, item, end } => {
                Self::Returned { entry, item, end: end.into() }
            }
            Stored::Cancelled { actor, reason } => Self::Cancelled { actor: actor.into(), reason },
            Stored::Reassigned { by, customer_user } => Self::Reassigned { by, customer_user },
            Stored::Migrated { actor, definition, moves, fill } => {
                Self::Migrated { actor: actor.into(), definition, mapping: Mapping { moves, fill } }
            }
            Stored::Restored { actor, definition } => {
                Self::Restored { actor: actor.into(), definition }
            }
        }
    }
}

impl From<&Parent> for StoredParent {
    fn from(parent: &Parent) -> Self {
        Self { ticket: parent.ticket.clone(), entry: parent.entry, item: parent.item }
    }
}

impl From<StoredParent> for Parent {
    fn from(StoredParent { ticket, entry, item }: StoredParent) -> Self {
        Self { ticket, entry, item }
    }
}

impl From<TimerKind> for StoredTimer {
    fn from(kind: TimerKind) -> Self {
        match kind {
            TimerKind::Wait => Self::Wait,
            TimerKind::Remind => Self::Remind,
            TimerKind::Expire => Self::Expire,
        }
    }
}

impl From<StoredTimer> for TimerKind {
    fn from(stored: StoredTimer) -> Self {
        match stored {
            StoredTimer::Wait => Self::Wait,
            StoredTimer::Remind => Self::Remind,
            StoredTimer::Expire => Self::Expire,
        }
    }
}

impl From<&ProcessEnd> for StoredEnd {
    fn from(end: &ProcessEnd) -> Self {
        let ProcessEnd { is_successful, reason, values } = end;
        Self { is_successful: *is_successful, reason: reason.clone(), values: values.clone() }
    }
}

impl From<StoredEnd> for ProcessEnd {
    fn from(StoredEnd { is_successful, reason, values }: StoredEnd) -> Self {
        Self { is_successful, reason, values }
    }
}

impl From<&Actor> for StoredActor {
    fn from(actor: &Actor) -> Self {
        match actor {
            Actor::CustomerUser { login, customer_id, groups } => Self::CustomerUser {
                login: login.clone(),
                customer_id: customer_id.clone(),
                groups: groups.clone(),
            },
            Actor::Agent { login, groups } => {
                Self::Agent { login: login.clone(), groups: groups.clone() }
            }
            Actor::System => Self::System,
        }
    }
}

impl From<StoredActor> for Actor {
    fn from(stored: StoredActor) -> Self {
        match stored {
            StoredActor::CustomerUser { login, customer_id, groups } => {
                Self::CustomerUser { login, customer_id, groups }
            }
            StoredActor::Agent { login, groups } => Self::Agent { login, groups },
            StoredActor::System => Self::System,
        }
    }
}

impl From<&Submission> for StoredSubmission {
    fn from(submission: &Submission) -> Self {
        let Submission { activity, dialog, values } = submission;
        Self { activity: activity.clone(), dialog: *dialog, values: values.clone() }
    }
}

impl From<StoredSubmission> for Submission {
    fn from(stored: StoredSubmission) -> Self {
        let StoredSubmission { activity, dialog, values } = stored;
        Self { activity, dialog, values }
    }
}

impl From<&Outcome> for StoredOutcome {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Accepted { changes } => Self::Accepted { changes: changes.into() },
            Outcome::Rejected { code, message, changes } => Self::Rejected {
                code: code.clone(),
                message: message.clone(),
                changes: changes.into(),
            },
            Outcome::Undelivered { attempts, last_error } => {
                Self::Undelivered { attempts: *attempts, last_error: last_error.clone() }
            }
        }
    }
}

impl From<StoredOutcome> for Outcome {
    fn from(stored: StoredOutcome) -> Self {
        match stored {
            StoredOutcome::Accepted { changes } => Self::Accepted { changes: changes.into() },
            StoredOutcome::Rejected { code, message, changes } => {
                Self::Rejected { code, message, changes: changes.into() }
            }
            StoredOutcome::Undelivered { attempts, last_error } => {
                Self::Undelivered { attempts, last_error }
            }
        }
    }
}

impl From<&Changes> for StoredChanges {
    fn from(changes: &Changes) -> Self {
        let Changes { state, title, fields, articles } = changes;
        let articles = articles.iter().map(|Article { visible_to_customer, subject, body }| {
            StoredChangesArticle {
                visible_to_customer: *visible_to_customer,
                subject: subject.clone(),
                body: body.clone(),
            }
        });
        Self {
            state: state.clone(),
            title: title.clone(),
            fields: fields.clone(),
            articles: articles.collect(),
        }
    }
}

impl From<StoredChanges> for Changes {
    fn from(stored: StoredChanges) -> Self {
        let StoredChanges { state, title, fields, articles } = stored;
        let articles = articles.into_iter().map(
            |StoredChangesArticle { visible_to_customer, subject, body }| Article {
                visible_to_customer,
                subject,
                body,
            },
        );
        Self { state, title, fields, articles: articles.collect() }
    }
}

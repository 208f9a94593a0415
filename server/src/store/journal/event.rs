//! Events as they are written.

use std::collections::BTreeMap;

use engine::access::Actor;
use engine::event::{Changes, Event, Outcome, Submission};
use engine::ticket::Article;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Stored {
    Started { actor: StoredActor, submission: Option<StoredSubmission> },
    Submitted { actor: StoredActor, submission: StoredSubmission, seen: u64 },
    Ended { entry: u32, outcome: StoredOutcome },
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
        }
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

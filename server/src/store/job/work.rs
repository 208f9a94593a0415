//! What jobs are for, and how it is written.

use std::collections::BTreeMap;

use engine::event::{ItemSource, ProcessEnd};
use engine::state::Parent;
use engine::value::Attachment;
use serde::{Deserialize, Serialize};

use crate::store::journal::event::{StoredEnd, StoredParent};

/// What a job does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Carries out the invocation of its token.
    Invocation,
    /// Begins another process.
    Begin(Box<Begin>),
    /// Tells the process that waits for its ticket how that has ended.
    Return {
        /// Who waits.
        parent: Parent,
        /// How it ended.
        end: ProcessEnd,
    },
    /// Reads the items of a `for-each`.
    Collect {
        /// What to read.
        source: ItemSource,
        /// The columns that are wanted.
        columns: Vec<String>,
    },
}

/// A process to be begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begin {
    /// Its name.
    pub process: String,
    /// The customer to which its ticket belongs.
    pub customer_id: String,
    /// The customer user for whom it is done.
    pub customer_user: String,
    /// Who waits for its end, if anybody does.
    pub parent: Option<Parent>,
    /// How many tickets began one another before it.
    pub depth: u32,
    /// Field name -> input.
    pub values: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "kebab-case")]
enum Stored {
    Invocation,
    Begin(StoredBegin),
    Return { parent: StoredParent, end: StoredEnd },
    Collect { source: StoredSource, columns: Vec<String> },
}

#[derive(Serialize, Deserialize)]
struct StoredBegin {
    process: String,
    customer_id: String,
    customer_user: String,
    parent: Option<StoredParent>,
    depth: u32,
    values: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StoredSource {
    /// An attachment as form input.
    Rows(String),
    CustomerUsers(String),
}

impl Work {
    /// The name of its kind in the database.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Invocation => "invocation",
            Self::Begin(_) => "begin",
            Self::Return { .. } => "return",
            Self::Collect { .. } => "collect",
        }
    }

    pub(super) fn write(&self) -> serde_json::Result<String> {
        let stored = match self {
            Self::Invocation => Stored::Invocation,
            Self::Begin(begin) => {
                let Begin { process, customer_id, customer_user, parent, depth, values } =
                    begin.as_ref();
                Stored::Begin(StoredBegin {
                    process: process.clone(),
                    customer_id: customer_id.clone(),
                    customer_user: customer_user.clone(),
                    parent: parent.as_ref().map(StoredParent::from),
                    depth: *depth,
                    values: values.clone(),
                })
            }
            Self::Return { parent, end } => {
                Stored::Return { parent: parent.into(), end: end.into() }
            }
            Self::Collect { source, columns } => {
                let source = match source {
                    ItemSource::Rows(file) => StoredSource::Rows(file.to_input()),
                    ItemSource::CustomerUsers { customer_id } => {
                        StoredSource::CustomerUsers(customer_id.clone())
                    }
                };
                Stored::Collect { source, columns: columns.clone() }
            }
        };
        serde_json::to_string(&stored)
    }

    /// What [`Work::write`] wrote.
    pub(in crate::store) fn read(text: &str) -> Result<Self, String> {
        let stored: Stored = serde_json::from_str(text).map_err(|error| error.to_string())?;
        Ok(match stored {
            Stored::Invocation => Self::Invocation,
            Stored::Begin(begin) => {
                let StoredBegin { process, customer_id, customer_user, parent, depth, values } =
                    begin;
                let parent = parent.map(Parent::from);
                Self::Begin(Box::new(Begin {
                    process,
                    customer_id,
                    customer_user,
                    parent,
                    depth,
                    values,
                }))
            }
            Stored::Return { parent, end } => {
                Self::Return { parent: parent.into(), end: end.into() }
            }
            Stored::Collect { source, columns } => {
                let source = match source {
                    StoredSource::Rows(text) => ItemSource::Rows(
                        Attachment::parse(&text)
                            .ok_or_else(|| format!("`{text}` is not an attachment"))?,
                    ),
                    StoredSource::CustomerUsers(customer_id) => {
                        ItemSource::CustomerUsers { customer_id }
                    }
                };
                Self::Collect { source, columns }
            }
        })
    }
}

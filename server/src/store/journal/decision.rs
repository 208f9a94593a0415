//! Decisions as they are written.

use engine::event::{Attribute, Decision, SetBy};
use engine::process::{ActivityIdx, FieldIdx, Process};
use engine::ticket::TicketState;
use engine::value::{Attachment, Value};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub(super) enum Stored {
    Filled { field: String, value: Option<StoredValue> },
    Entered { activity: String, entry: u32 },
    Evaluated { activity: String, when: String, reads: Vec<(String, String)>, holds: bool },
    Took { from: String, to: String, on_error: Option<String> },
    Withdrew { activity: String, entry: u32 },
    Reminded { activity: String },
    Collected { activity: String, n_items: u32 },
    Returned { activity: String, item: u32, is_successful: bool },
    Concluded { activity: String, invoker: String, compensates: bool, failure: Option<String> },
    Cancelled { reason: String },
    Migrated { notes: Vec<String> },
    SetAttribute { attribute: String, to: Option<String> },
    SetState { state: String },
    SetField { field: String, value: Option<StoredValue>, by: StoredSetBy },
    SetTitle { title: String },
    Ignored { what: String },
    Told { text: String, field: Option<String> },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StoredValue {
    Text(String),
    Integer(i64),
    Boolean(bool),
    /// As text, since JSON's numbers are binary.
    Decimal(String),
    Date(Date),
    DateTime(DateTime),
    List(Vec<String>),
    /// As form input.
    Attachment(String),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StoredSetBy {
    Action,
    Mapping,
    Process,
}

impl From<SetBy> for StoredSetBy {
    fn from(by: SetBy) -> Self {
        match by {
            SetBy::Action => Self::Action,
            SetBy::Mapping => Self::Mapping,
            SetBy::Process => Self::Process,
        }
    }
}

impl From<StoredSetBy> for SetBy {
    fn from(by: StoredSetBy) -> Self {
        match by {
            StoredSetBy::Action => Self::Action,
            StoredSetBy::Mapping => Self::Mapping,
            StoredSetBy::Process => Self::Process,
        }
    }
}

impl Stored {
    pub(super) fn new(decision: &Decision, process: &Process) -> Self {
        let field_name = |field: FieldIdx| process.field(field).name.clone();
        let activity_name = |activity: ActivityIdx| process.activity(activity).name.clone();
        let stored = |value: &Option<Value>| value.as_ref().map(StoredValue::from);
        match decision {
            Decision::Filled { field, value } => {
                Self::Filled { field: field_name(*field), value: stored(value) }
            }
            Decision::Entered { activity, entry } => {
                Self::Entered { activity: activity_name(*activity), entry: *entry }
            }
            Decision::Evaluated { activity, when, reads, holds } => Self::Evaluated {
                activity: activity_name(*activity),
                when: when.clone(),
                reads: reads.clone(),
                holds: *holds,
            },
            Decision::Took { from, to, on_error } => Self::Took {
                from: activity_name(*from),
                to: activity_name(*to),
                on_error: on_error.clone(),
            },
            Decision::Withdrew { activity, entry } => {
                Self::Withdrew { activity: activity_name(*activity), entry: *entry }
            }
            Decision::Reminded { activity } => {
                Self::Reminded { activity: activity_name(*activity) }
            }
            Decision::Collected { activity, n_items } => {
                Self::Collected { activity: activity_name(*activity), n_items: *n_items }
            }
            Decision::Returned { activity, item, is_successful } => Self::Returned {
                activity: activity_name(*activity),
                item: *item,
                is_successful: *is_successful,
            },
            Decision::Concluded { activity, invoker, compensates, failure } => Self::Concluded {
                activity: activity_name(*activity),
                invoker: invoker.clone(),
                compensates: *compensates,
                failure: failure.clone(),
            },
            Decision::Cancelled { reason } => Self::Cancelled { reason: reason.clone() },
            Decision::Migrated { notes } => Self::Migrated { notes: notes.clone() },
            Decision::SetAttribute { attribute, to } => {
                Self::SetAttribute { attribute: attribute.name().to_owned(), to: to.clone() }
            }
            Decision::SetState(state) => Self::SetState { state: state.name().to_owned() },
            Decision::SetField { field, value, by } => {
                Self::SetField { field: field_name(*field), value: stored(value), by: (*by).into() }
            }
            Decision::SetTitle(title) => Self::SetTitle { title: title.clone() },
            Decision::Ignored { what } => Self::Ignored { what: what.clone() },
            Decision::Told { text, field } => {
                Self::Told { text: text.clone(), field: field.map(field_name) }
            }
        }
    }

    /// The decision, in a process that has all the names.
    pub(super) fn into_decision(self, process: &Process) -> Result<Decision, String> {
        let field = |name: String| {
            process.field_idx(&name).ok_or_else(|| format!("the process has no field `{name}`"))
        };
        let read = |value: Option<StoredValue>| value.map(Value::try_from).transpose();
        let activity = |name: String| {
            process
                .activity_idx(&name)
                .ok_or_else(|| format!("the process has no activity `{name}`"))
        };
        Ok(match self {
            Self::Filled { field: name, value } => {
                Decision::Filled { field: field(name)?, value: read(value)? }
            }
            Self::Entered { activity: name, entry } => {
                Decision::Entered { activity: activity(name)?, entry }
            }
            Self::Evaluated { activity: name, when, reads, holds } => {
                Decision::Evaluated { activity: activity(name)?, when, reads, holds }
            }
            Self::Took { from, to, on_error } => {
                Decision::Took { from: activity(from)?, to: activity(to)?, on_error }
            }
            Self::Withdrew { activity: name, entry } => {
                Decision::Withdrew { activity: activity(name)?, entry }
            }
            Self::Reminded { activity: name } => Decision::Reminded { activity: activity(name)? },
            Self::Collected { activity: name, n_items } => {
                Decision::Collected { activity: activity(name)?, n_items }
            }
            Self::Returned { activity: name, item, is_successful } => {
                Decision::Returned { activity: activity(name)?, item, is_successful }
            }
            Self::Concluded { activity: name, invoker, compensates, failure } => {
                Decision::Concluded { activity: activity(name)?, invoker, compensates, failure }
            }
            Self::Cancelled { reason } => Decision::Cancelled { reason },
            Self::Migrated { notes } => Decision::Migrated { notes },
            Self::SetAttribute { attribute, to } => Decision::SetAttribute {
                attribute: Attribute::ALL
                    .into_iter()
                    .find(|known| known.name() == attribute)
                    .ok_or_else(|| format!("`{attribute}` is not an attribute of a ticket"))?,
                to,
            },
            Self::SetState { state } => Decision::SetState(
                TicketState::parse(&state)
                    .ok_or_else(|| format!("`{state}` is not a state of a ticket"))?,
            ),
            Self::SetField { field: name, value, by } => {
                Decision::SetField { field: field(name)?, value: read(value)?, by: by.into() }
            }
            Self::SetTitle { title } => Decision::SetTitle(title),
            Self::Ignored { what } => Decision::Ignored { what },
            Self::Told { text, field: name } => {
                Decision::Told { text, field: name.map(field).transpose()? }
            }
        })
    }
}

impl From<&Value> for StoredValue {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Integer(number) => Self::Integer(*number),
            Value::Boolean(checked) => Self::Boolean(*checked),
            Value::Decimal(number) => Self::Decimal(number.to_string()),
            Value::Date(date) => Self::Date(*date),
            Value::DateTime(at) => Self::DateTime(*at),
            Value::Attachment(file) => Self::Attachment(file.to_input()),
            Value::List(keys) => Self::List(keys.clone()),
        }
    }
}

impl TryFrom<StoredValue> for Value {
    type Error = String;

    fn try_from(stored: StoredValue) -> Result<Self, String> {
        Ok(match stored {
            StoredValue::Text(text) => Self::Text(text),
            StoredValue::Integer(number) => Self::Integer(number),
            StoredValue::Boolean(checked) => Self::Boolean(checked),
            StoredValue::Decimal(text) => Self::Decimal(
                text.parse().map_err(|error| format!("`{text}` is not a decimal: {error}"))?,
            ),
            StoredValue::Date(date) => Self::Date(date),
            StoredValue::DateTime(at) => Self::DateTime(at),
            StoredValue::List(keys) => Self::List(keys),
            StoredValue::Attachment(text) => Self::Attachment(
                Attachment::parse(&text).ok_or_else(|| format!("`{text}` is not an attachment"))?,
            ),
        })
    }
}

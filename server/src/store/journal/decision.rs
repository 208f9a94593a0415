//! Decisions as they are written.

use engine::event::{Decision, SetBy};
use engine::process::{ActivityIdx, FieldIdx, Process};
use engine::ticket::TicketState;
use engine::value::Value;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub(super) enum Stored {
    Filled { field: String, value: Option<StoredValue> },
    Entered { activity: String, entry: u32 },
    Evaluated { activity: String, when: String, reads: Vec<(String, String)>, holds: bool },
    Took { from: String, to: String, on_error: Option<String> },
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
    Date(Date),
    List(Vec<String>),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StoredSetBy {
    Action,
    Mapping,
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
            Decision::SetState(state) => Self::SetState { state: state.name().to_owned() },
            Decision::SetField { field, value, by } => {
                let by = match by {
                    SetBy::Action => StoredSetBy::Action,
                    SetBy::Mapping => StoredSetBy::Mapping,
                };
                Self::SetField { field: field_name(*field), value: stored(value), by }
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
        let activity = |name: String| {
            process
                .activity_idx(&name)
                .ok_or_else(|| format!("the process has no activity `{name}`"))
        };
        Ok(match self {
            Self::Filled { field: name, value } => {
                Decision::Filled { field: field(name)?, value: value.map(Value::from) }
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
            Self::SetState { state } => Decision::SetState(
                TicketState::parse(&state)
                    .ok_or_else(|| format!("`{state}` is not a state of a ticket"))?,
            ),
            Self::SetField { field: name, value, by } => {
                let by = match by {
                    StoredSetBy::Action => SetBy::Action,
                    StoredSetBy::Mapping => SetBy::Mapping,
                };
                Decision::SetField { field: field(name)?, value: value.map(Value::from), by }
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
            Value::Date(date) => Self::Date(*date),
            Value::List(keys) => Self::List(keys.clone()),
        }
    }
}

impl From<StoredValue> for Value {
    fn from(stored: StoredValue) -> Self {
        match stored {
            StoredValue::Text(text) => Self::Text(text),
            StoredValue::Integer(number) => Self::Integer(number),
            StoredValue::Boolean(checked) => Self::Boolean(checked),
            StoredValue::Date(date) => Self::Date(date),
            StoredValue::List(keys) => Self::List(keys),
        }
    }
}

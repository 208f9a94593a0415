//! Field values as rows: typed, one row for a value or for each element of a list.

use engine::process::{FieldIdx, Process};
use engine::state::State;
use engine::value::{Attachment, Value};

use crate::store::entity::ticket_field;
use crate::store::error::Inconsistent;
use crate::store::records::TicketId;
use crate::store::search::fold;

const TEXT: &str = "text";
const INTEGER: &str = "integer";
const BOOLEAN: &str = "boolean";
const DATE: &str = "date";
const LIST: &str = "list";
const DECIMAL: &str = "decimal";
const DATE_TIME: &str = "date-time";
const ATTACHMENT: &str = "attachment";

/// Width of `ticket_field.search_key`.
const SEARCH_KEY_LENGTH_MAX: usize = 191;

/// Under what a value can be found: folded, and as much of it as an index takes.
pub(super) fn search_key(text: &str) -> String {
    fold(text).chars().take(SEARCH_KEY_LENGTH_MAX).collect()
}

/// The rows of all values, in the order of names and positions.
pub(super) fn rows(id: TicketId, process: &Process, state: &State) -> Vec<ticket_field::Model> {
    let mut rows = Vec::with_capacity(process.fields().len());
    for (index, field) in process.fields().iter().enumerate() {
        if let Some(value) = state.value(FieldIdx(index)) {
            push_rows(&mut rows, id, &field.name, value);
        }
    }
    rows.sort_by(|a, b| (&a.name, a.position).cmp(&(&b.name, b.position)));
    rows
}

fn push_rows(rows: &mut Vec<ticket_field::Model>, id: TicketId, name: &str, value: &Value) {
    let mut push =
        |position: usize, kind: &str, text: Option<String>, number: Option<i64>, shown: &str| {
            rows.push(ticket_field::Model {
                ticket_id: id.0,
                name: name.to_owned(),
                position: i64::try_from(position).unwrap_or(i64::MAX),
                kind: kind.to_owned(),
                value_text: text,
                value_int: number,
                search_key: search_key(shown),
            });
        };
    match value {
        Value::Text(text) => push(0, TEXT, Some(text.clone()), None, text),
        Value::Integer(number) => push(0, INTEGER, None, Some(*number), &number.to_string()),
        Value::Boolean(checked) => {
            push(0, BOOLEAN, None, Some(i64::from(*checked)), &value.to_text());
        }
        Value::Date(date) => push(0, DATE, Some(date.to_string()), None, &date.to_string()),
        Value::Decimal(number) => {
            push(0, DECIMAL, Some(number.to_string()), None, &value.to_text());
        }
        Value::DateTime(at) => push(0, DATE_TIME, Some(at.to_string()), None, &value.to_text()),
        Value::Attachment(file) => {
            push(0, ATTACHMENT, Some(file.to_input()), None, &file.file_name);
        }
        // A row without an element keeps the empty list apart from no value.
        Value::List(keys) if keys.is_empty() => push(0, LIST, None, None, ""),
        Value::List(keys) => {
            for (position, key) in keys.iter().enumerate() {
                push(position, LIST, Some(key.clone()), None, key);
            }
        }
    }
}

/// The value of a field's rows, which are in the order of positions; `None` without rows.
pub(super) fn value(rows: &[&ticket_field::Model]) -> Result<Option<Value>, Inconsistent> {
    let Some((first, rest)) = rows.split_first() else { return Ok(None) };
    let wrong = |what: &str| {
        Inconsistent::new(
            "ticket_field",
            &format!("{}/{}", first.ticket_id, first.name),
            what.to_owned(),
        )
    };
    if first.kind == LIST {
        if rows.iter().any(|row| row.kind != LIST) {
            return Err(wrong("a list of several kinds"));
        }
        return Ok(Some(Value::List(
            rows.iter().filter_map(|row| row.value_text.clone()).collect(),
        )));
    }
    if !rest.is_empty() {
        return Err(wrong("several rows, though it is no list"));
    }
    let text = || first.value_text.clone().ok_or_else(|| wrong("no text"));
    let number = || first.value_int.ok_or_else(|| wrong("no number"));
    let value = match first.kind.as_str() {
        TEXT => Value::Text(text()?),
        INTEGER => Value::Integer(number()?),
        BOOLEAN => match number()? {
            0 => Value::Boolean(false),
            1 => Value::Boolean(true),
            _ => return Err(wrong("a checkbox that is neither 0 nor 1")),
        },
        DATE => {
            Value::Date(text()?.parse().map_err(|error| wrong(&format!("not a date: {error}")))?)
        }
        DECIMAL => Value::Decimal(
            text()?.parse().map_err(|error| wrong(&format!("not a decimal: {error}")))?,
        ),
        DATE_TIME => Value::DateTime(
            text()?.parse().map_err(|error| wrong(&format!("not a date-time: {error}")))?,
        ),
        ATTACHMENT => Value::Attachment(
            Attachment::parse(&text()?).ok_or_else(|| wrong("not an attachment"))?,
        ),
        other => return Err(wrong(&format!("`{other}` is not a kind of value"))),
    };
    Ok(Some(value))
}

/// The value as one line of text, without its definition.
pub(super) fn shown(rows: &[&ticket_field::Model]) -> Result<String, Inconsistent> {
    Ok(value(rows)?.map(|value| value.to_text()).unwrap_or_default())
}

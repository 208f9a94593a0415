//! What values without keys of the language are in JSON Schema.
//!
//! Editors read `5` as a number and `true` as a truth value, where the language has texts: a text is any of them.

use serde_json::{Value, json};

use crate::access::People;
use crate::action::{READERS, Recipient};
use crate::event::UNDELIVERED;
use crate::process::language::parts::FIELD;
use crate::process::language::{Type, Words};
use crate::process::{ErrorMatch, FieldMode};
use crate::ticket::{Priority, TicketState};

/// Small letters, digits and `-`.
const NAME: &str = "^[a-z0-9-]+$";
const ACTIVITY: &str = "^[A-Za-z][A-Za-z0-9_-]*$";
const FIELD_NAME: &str = "^[A-Za-z][A-Za-z0-9_]*$";
/// Words with dots between them.
const CODE: &str = r"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)+$";
const DELAY: &str = r"^\s*[0-9]+[wdhms](\s+[0-9]+[wdhms])*\s*$";

/// The schema of such a value.
pub(super) fn of_type(value: Type) -> Value {
    let text = || json!({ "type": ["string", "number", "boolean"] });
    // Names that begin with a letter are no numbers, but `true` is one of them.
    let word = |pattern| json!({ "type": ["string", "boolean"], "pattern": pattern });
    match value {
        Type::Text | Type::Template | Type::Pattern => text(),
        Type::Condition => json!({ "type": ["string", "boolean"] }),
        Type::Delay => json!({ "type": "string", "pattern": DELAY }),
        Type::Flag => json!({ "enum": [true, false, "true", "false"] }),
        Type::True => json!({ "enum": [true, "true"] }),
        Type::Integer(i64::MIN) => json!({ "type": "integer" }),
        Type::Integer(least) => json!({ "type": "integer", "minimum": least }),
        Type::Number => json!({ "type": "number" }),
        Type::Name => json!({ "type": ["string", "number", "boolean"], "pattern": NAME }),
        Type::Activity => word(ACTIVITY),
        Type::Field => word(FIELD_NAME),
        Type::Failure(codes) => failures(codes),
        Type::Value => {
            json!({ "type": ["string", "number", "boolean", "array"], "items": text() })
        }
        Type::Word(words) => json!({ "enum": all(words) }),
        Type::Texts => json!({ "type": "array", "items": text(), "minItems": 1 }),
        Type::Fields(0) => json!({ "type": "array", "items": word(FIELD_NAME) }),
        Type::Fields(least) => {
            json!({ "type": "array", "items": word(FIELD_NAME), "minItems": least })
        }
        Type::Options => json!({ "anyOf": [
            { "type": "array", "items": text(), "minItems": 1 },
            { "type": "object", "additionalProperties": text(), "minProperties": 1 },
        ] }),
        Type::Templates => json!({ "type": "object", "additionalProperties": text() }),
        Type::FieldsOfFields => json!({
            "type": "object",
            "propertyNames": word(FIELD_NAME),
            "additionalProperties": word(FIELD_NAME),
        }),
    }
}

/// The codes of failures: these, or any that an operation has.
fn failures(codes: &[&str]) -> Value {
    let any = ErrorMatch::Any.label();
    if codes.is_empty() {
        return json!({ "anyOf": [{ "enum": [UNDELIVERED, any] }, { "pattern": CODE }] });
    }
    let codes: Vec<&str> = codes.iter().copied().chain([any]).collect();
    json!({ "enum": codes })
}

fn all(words: Words) -> Vec<&'static str> {
    match words {
        Words::State => TicketState::ALL.map(TicketState::name).to_vec(),
        Words::ClosedState => TicketState::ALL
            .into_iter()
            .filter(|state| state.is_closed())
            .map(TicketState::name)
            .collect(),
        Words::Priority => Priority::ALL.map(Priority::name).to_vec(),
        Words::People => People::ALL.map(People::name).to_vec(),
        Words::Recipient => Recipient::NAMED.each_ref().map(Recipient::name).to_vec(),
        Words::Mode => FieldMode::ALL.map(FieldMode::name).to_vec(),
        Words::FieldType => FIELD.kinds().into_iter().map(|(word, _)| word).collect(),
        Words::Reader => READERS.to_vec(),
    }
}

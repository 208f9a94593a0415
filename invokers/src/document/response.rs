//! The answer as the inbound mapping reads it: `RootElement/Result` or `RootElement/Error`.

use serde_json::Value;

use super::write::XmlWriter;
use super::{DEPTH_MAX, DocumentFault, is_xml_char};
use crate::rpc::Answer;

/// What the items of a list within a list are called, since they have no name of their own.
const ITEM: &str = "Item";

/// The response document. There is always exactly one of `Result` and `Error`, however empty the answer
/// is, so that `not(Result)` says whether the operation failed.
pub fn response_document(answer: &Answer) -> Result<String, DocumentFault> {
    let mut writer = XmlWriter::new();
    writer.element("RootElement", |writer| match answer {
        Answer::Result(Value::Array(items)) if items.is_empty() => writer.leaf("Result", ""),
        Answer::Result(value) => write_value(writer, "Result", value),
        Answer::Error { code, message } => writer.element("Error", |writer| {
            writer.leaf("Code", &legible(code))?;
            writer.leaf("Message", &legible(message))
        }),
    })?;
    Ok(writer.finish())
}

/// An error must get through whatever its text holds, so what XML cannot carry is marked in it.
fn legible(text: &str) -> String {
    text.chars().map(|c| if is_xml_char(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// A list repeats its element, an object nests, and null is empty.
fn write_value(writer: &mut XmlWriter, name: &str, value: &Value) -> Result<(), DocumentFault> {
    if writer.depth() >= DEPTH_MAX {
        return Err(DocumentFault::TooDeep);
    }
    match value {
        Value::Null => writer.leaf(name, ""),
        Value::Bool(truth) => writer.leaf(name, if *truth { "true" } else { "false" }),
        Value::Number(number) => writer.leaf(name, &number.to_string()),
        Value::String(text) => writer.leaf(name, text),
        Value::Array(items) => items.iter().try_for_each(|item| match item {
            Value::Array(_) => writer.element(name, |writer| write_value(writer, ITEM, item)),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => write_value(writer, name, item),
        }),
        Value::Object(members) => writer.element(name, |writer| {
            members.iter().try_for_each(|(key, member)| {
                if !is_element_name(key) {
                    return Err(DocumentFault::Name { path: writer.path(), key: key.clone() });
                }
                write_value(writer, key, member)
            })
        }),
    }
}

/// Whether a key can name an element: an XML name without a colon, of letters, digits and `_-.`.
fn is_element_name(key: &str) -> bool {
    let mut characters = key.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

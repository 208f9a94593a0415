//! What the outbound mapping wrote, as the parameters of an operation.

use serde_json::{Map, Value};

use super::DocumentFault;
use super::tree::{self, Element};

/// The children of the root, whatever its name: a leaf is a text (an empty one is `""`), a repeated
/// element is a list, a nested one an object. Every leaf stays text; the operation knows its types.
pub fn params(text: &str) -> Result<Map<String, Value>, DocumentFault> {
    let root = tree::parse(text)?.ok_or(DocumentFault::NoRoot)?;
    if root.children.is_empty() && !super::is_blank(&root.text) {
        return Err(DocumentFault::meaning(
            root.name,
            "has a text, where parameters should be elements in it",
        ));
    }
    object(&root, &root.name)
}

fn object(element: &Element, path: &str) -> Result<Map<String, Value>, DocumentFault> {
    let mut members = Map::new();
    for child in &element.children {
        let path = format!("{path}/{}", child.name);
        let value = value(child, &path)?;
        match members.get_mut(&child.name) {
            None => {
                members.insert(child.name.clone(), value);
            }
            // Only a repetition makes a list: no single element is read as one.
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Ok(members)
}

fn value(element: &Element, path: &str) -> Result<Value, DocumentFault> {
    if element.name.contains(':') {
        return Err(DocumentFault::meaning(path, "has a prefix, which no parameter has"));
    }
    if let Some((name, _)) = element.attributes.first() {
        return Err(DocumentFault::meaning(
            path,
            format!("has the attribute `{name}`, which would be lost"),
        ));
    }
    if element.children.is_empty() {
        Ok(Value::String(element.text.clone()))
    } else {
        object(element, path).map(Value::Object)
    }
}

//! Takes passwords and tokens out of what is kept for people to read.

use serde_json::Value;

use crate::document::tree::{self, Element};

/// What stands for a value that is not shown.
pub const HIDDEN: &str = "***";
/// The longest body that a trace keeps, in bytes: enough to see what went wrong.
pub const BODY_BYTES_MAX: usize = 16 << 10;

/// Whether the value under this name is not for reading.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "pw"
        || name.ends_with("userpw")
        || ["password", "passwd", "passphrase", "secret", "token", "authorization", "credential"]
            .iter()
            .any(|part| name.contains(part))
}

/// Hides secret members, and the `Value` beside a `Name` that names a secret.
pub fn json(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let named = members.get("Name").and_then(Value::as_str).is_some_and(is_secret);
            for (key, member) in members {
                if is_secret(key) || (named && key == "Value") {
                    *member = Value::from(HIDDEN);
                } else {
                    json(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(json),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A document, indented, with secret elements hidden; what is no XML is not shown at all.
pub fn xml(text: &str) -> String {
    match tree::parse(text) {
        Ok(Some(mut root)) => {
            hide(&mut root);
            cut(root.to_text())
        }
        Ok(None) => String::new(),
        Err(fault) => format!("({} bytes that cannot be shown: {fault})", text.len()),
    }
}

fn hide(element: &mut Element) {
    let named = element.children.iter().any(|child| child.name == "Name" && is_secret(&child.text));
    for child in &mut element.children {
        if is_secret(&child.name) || (named && child.name == "Value") {
            child.children.clear();
            HIDDEN.clone_into(&mut child.text);
        } else {
            hide(child);
        }
    }
}

/// A body of whatever kind. One that is no JSON is shown as its beginning: a proxy's error page.
pub(crate) fn body(bytes: &[u8]) -> String {
    /// Enough for the title of an error page.
    const FOREIGN_BYTES_MAX: usize = 1_000;
    if let Ok(mut value) = serde_json::from_slice(bytes) {
        json(&mut value);
        return cut(value.to_string());
    }
    let shown = bytes.get(..FOREIGN_BYTES_MAX).unwrap_or(bytes);
    let rest = bytes.len().saturating_sub(shown.len());
    let text = String::from_utf8_lossy(shown);
    if rest == 0 { text.into_owned() } else { format!("{text} ... ({rest} bytes more)") }
}

fn cut(mut text: String) -> String {
    let rest = text.len().saturating_sub(BODY_BYTES_MAX);
    if rest == 0 {
        return text;
    }
    text.truncate(text.floor_char_boundary(BODY_BYTES_MAX));
    format!("{text} ... ({rest} bytes more)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_at_any_depth() {
        let mut value = serde_json::json!({
            "UserLogin": "anna", "UserPassword": "s3cret", "a": [{ "ApiToken": { "x": 1 } }],
            "DynamicField": [{ "Name": "Password", "Value": "s3cret" }, { "Name": "City", "Value": "Ulm" }],
        });
        json(&mut value);
        let text = value.to_string();
        assert!(!text.contains("s3cret"), "{text}");
        assert!(
            text.contains(r#""ApiToken":"***""#) && text.contains("Ulm") && text.contains("anna"),
            "{text}"
        );
    }

    #[test]
    fn secret_elements_are_hidden() {
        let text = xml(
            "<R><PW>x1</PW><F><Name>NewPassword</Name><Value>x1</Value></F><F><Name>N</Name><Value>y</Value></F></R>",
        );
        assert!(!text.contains("x1") && text.contains("<Value>y</Value>"), "{text}");
        assert_eq!(
            xml("x1"),
            "(2 bytes that cannot be shown: it is no XML, line 1 column 3: text outside of the root element)"
        );
    }

    #[test]
    fn long_bodies_are_cut_between_characters() {
        let text =
            body(serde_json::json!({ "a": "ä".repeat(BODY_BYTES_MAX) }).to_string().as_bytes());
        assert!(
            text.len() < BODY_BYTES_MAX + 40 && text.ends_with("bytes more)"),
            "{}",
            text.len()
        );
        assert!(body(&[0xff; 5_000]).ends_with("(4000 bytes more)"));
    }
}

//! Writing YAML that the reader of scenarios reads back as it was.

use crate::scenario::Values;

/// A document under writing.
#[derive(Debug, Default)]
pub(super) struct Yaml(pub(super) String);

impl Yaml {
    /// A line at this indentation.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.0.extend(std::iter::repeat_n(' ', indent));
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }

    /// Fields with their inputs under a key; nothing if there are none.
    pub(super) fn values(&mut self, indent: usize, key: &str, values: &Values) {
        if values.is_empty() {
            return;
        }
        self.line(indent, &format!("{key}:"));
        for (name, input) in values {
            let input = match input.as_slice() {
                [text] => quote(text),
                texts => list(texts),
            };
            self.line(indent + 2, &format!("{}: {input}", quote(name)));
        }
    }
}

/// A list on one line.
pub(super) fn list(texts: &[String]) -> String {
    match texts {
        [text] => quote(text),
        texts => {
            format!("[{}]", texts.iter().map(|text| quote(text)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text, in quotation marks where it needs them.
pub(super) fn quote(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !text.ends_with(' ')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " _-./@".contains(c))
        && !["null", "true", "false"].contains(&text.to_lowercase().as_str());
    if is_plain {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // What a reader may take for a line break or drop is escaped as well.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                quoted.push_str("\\u");
                let code = format!("{:04x}", u32::from(c));
                quoted.push_str(&code);
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

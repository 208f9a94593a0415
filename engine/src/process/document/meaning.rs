//! A document without its places, short forms written out.

use std::fmt;

use super::text::Style;
use super::{Kind, Node};
use crate::diagnostic::{Diagnostic, Faults, Lines};

/// A value of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    Text(String),
    /// A number, `true` or `false`, without quotation marks: what is no text where one is looked for.
    Literal(String),
    List(Vec<Self>),
    Mapping(Vec<(String, Self)>),
}

impl Meaning {
    /// The value of a document, short forms written out.
    ///
    /// # Errors
    /// What keeps it from being read as YAML. Whether it compiles is not looked at.
    pub(crate) fn read(source: &[u8]) -> Result<Self, Vec<Diagnostic>> {
        let text = super::decode(source).map_err(|diagnostic| vec![*diagnostic])?;
        let lines = Lines::new(text);
        let mut faults = Faults::default();
        match super::read(&lines, &mut faults) {
            Some(root) if faults.is_empty() => Ok(Self::of(&root, &[])),
            Some(_) | None => Err(faults.into_sorted()),
        }
    }

    /// The value of a node under these keys.
    fn of(node: &Node, path: &[&str]) -> Self {
        let tree = match &node.kind {
            Kind::Empty => Self::Text(String::new()),
            Kind::Text(text) if text.style == Style::Plain && is_literal(&text.value) => {
                Self::Literal(text.value.clone())
            }
            Kind::Text(text) => Self::Text(text.value.clone()),
            Kind::List(nodes) => {
                let inner = inside(path, "-");
                Self::List(nodes.iter().map(|node| Self::of(node, &inner)).collect())
            }
            Kind::Mapping(entries) => {
                let entries = entries.iter().map(|(key, node)| {
                    (key.value.clone(), Self::of(node, &inside(path, &key.value)))
                });
                Self::Mapping(entries.collect())
            }
        };
        tree.written_out(path)
    }

    /// Short forms as what they stand for.
    fn written_out(self, path: &[&str]) -> Self {
        let under = |key: &'static str, text: Self| Self::Mapping(vec![(key.to_owned(), text)]);
        match (path, self) {
            (["activities", _, "next"], one @ Self::Mapping(_)) => Self::List(vec![one]),
            (["activities", _, "next"], text @ Self::Text(_)) => {
                Self::List(vec![under("to", text)])
            }
            (
                ["activities", _, "next", "-"] | ["activities", _, "on-error", _],
                text @ Self::Text(_),
            ) => under("to", text),
            (["activities", _, "dialogs", "-", "fields", _], text @ Self::Text(_)) => {
                under("mode", text)
            }
            ([.., "by"] | ["company"], text @ Self::Text(_)) => under("people", text),
            (_, tree) => tree,
        }
    }

    /// The value of a key of a mapping.
    pub(crate) fn get(&self, wanted: &str) -> Option<&Self> {
        let Self::Mapping(entries) = self else { return None };
        entries.iter().find(|(key, _)| key == wanted).map(|(_, value)| value)
    }

    /// As JSON, which is YAML, too; keys stay in their order.
    pub(crate) fn to_json(&self) -> String {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Text(value) => text(value),
            Self::Literal(value) => value.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_json).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Mapping(entries) => {
                let entries = entries.iter();
                let entries: Vec<String> = entries
                    .map(|(key, value)| format!("{}: {}", text(key), value.to_json()))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    /// What tells one item of a list from another although something in it has changed.
    pub(crate) fn name(&self) -> Option<&str> {
        let Self::Mapping(entries) = self else { return None };
        let text = |wanted: &str| {
            entries.iter().find_map(|(key, value)| match value {
                Self::Text(text) if key == wanted => Some(text.as_str()),
                Self::Text(_) | Self::Literal(_) | Self::List(_) | Self::Mapping(_) => None,
            })
        };
        // A dialog has a name, a flow a target, an action its keyword.
        text("name").or_else(|| text("to")).or_else(|| entries.first().map(|(key, _)| key.as_str()))
    }

    /// What people call the item at this position.
    pub(crate) fn title(&self, position: usize) -> String {
        let Self::Mapping(entries) = self else { return format!("item {}", position + 1) };
        let has = |wanted: &str| entries.iter().any(|(key, _)| key == wanted);
        match self.name() {
            Some(name) if has("name") => format!("\"{name}\""),
            Some(name) if has("to") => format!("flow {} to {name}", position + 1),
            Some(name) => format!("{name} ({})", position + 1),
            None => format!("item {}", position + 1),
        }
    }
}

fn is_literal(text: &str) -> bool {
    let is_number = || {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    matches!(text, "true" | "false") || is_number()
}

/// The path one further in; nothing below the fifth key has a short form.
fn inside<'k>(path: &[&'k str], key: &'k str) -> Vec<&'k str> {
    path.iter().copied().chain([key]).collect()
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) if text.is_empty() => f.write_str("nothing"),
            Self::Text(text) | Self::Literal(text) => f.write_str(text),
            Self::List(items) => {
                f.write_str("[")?;
                for (position, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if position == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Mapping(entries) => {
                f.write_str("{")?;
                for (position, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{} {key}: {value}", if position == 0 { "" } else { "," })?;
                }
                f.write_str(" }")
            }
        }
    }
}

/// For each item of `new` the position of the same one in `old`, such that as many as possible keep their order
/// (the longest common subsequence).
pub(crate) fn common(old: &[Meaning], new: &[Meaning]) -> Vec<Option<usize>> {
    let width = new.len() + 1;
    let mut lengths = vec![0_usize; (old.len() + 1) * width];
    let at = |lengths: &[usize], row: usize, column: usize| {
        lengths.get(row * width + column).copied().unwrap_or_default()
    };
    for (row, item) in old.iter().enumerate().rev() {
        for (column, other) in new.iter().enumerate().rev() {
            let length = if item == other {
                at(&lengths, row + 1, column + 1) + 1
            } else {
                at(&lengths, row + 1, column).max(at(&lengths, row, column + 1))
            };
            if let Some(slot) = lengths.get_mut(row * width + column) {
                *slot = length;
            }
        }
    }
    let mut found = vec![None; new.len()];
    let (mut row, mut column) = (0, 0);
    while let (Some(item), Some(other)) = (old.get(row), new.get(column)) {
        if item == other {
            if let Some(slot) = found.get_mut(column) {
                *slot = Some(row);
            }
            row += 1;
            column += 1;
        } else if at(&lengths, row + 1, column) >= at(&lengths, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    found
}

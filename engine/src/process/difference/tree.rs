//! A document without its places, short forms written out.

use std::fmt;

use crate::process::document::{Kind, Node};

/// A value of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tree {
    Text(String),
    List(Vec<Self>),
    Mapping(Vec<(String, Self)>),
}

impl Tree {
    /// The value of a node under these keys.
    pub(super) fn of(node: &Node, path: &[&str]) -> Self {
        let tree = match &node.kind {
            Kind::Empty => Self::Text(String::new()),
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

    /// What tells one item of a list from another although something in it has changed.
    pub(super) fn name(&self) -> Option<&str> {
        let Self::Mapping(entries) = self else { return None };
        let text = |wanted: &str| {
            entries.iter().find_map(|(key, value)| match value {
                Self::Text(text) if key == wanted => Some(text.as_str()),
                Self::Text(_) | Self::List(_) | Self::Mapping(_) => None,
            })
        };
        // A dialog has a name, a flow a target, an action its keyword.
        text("name").or_else(|| text("to")).or_else(|| entries.first().map(|(key, _)| key.as_str()))
    }

    /// What people call the item at this position.
    pub(super) fn title(&self, position: usize) -> String {
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

/// The path one further in; nothing below the fifth key has a short form.
fn inside<'k>(path: &[&'k str], key: &'k str) -> Vec<&'k str> {
    path.iter().copied().chain([key]).collect()
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) if text.is_empty() => f.write_str("nothing"),
            Self::Text(text) => f.write_str(text),
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
pub(super) fn common(old: &[Tree], new: &[Tree]) -> Vec<Option<usize>> {
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

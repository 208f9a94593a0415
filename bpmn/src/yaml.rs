//! Nodes to YAML, as a person would write it, with the place that each line was made from.

use std::fmt::Write as _;

use crate::Place;
use crate::node::{Entries, Kind, Node};

/// A text, and for each of its lines the place that it was made from.
#[derive(Debug, Default)]
pub(crate) struct Yaml {
    pub(crate) text: String,
    places: Vec<Place>,
}

/// Writes a document.
pub(crate) fn write(root: &Node) -> Yaml {
    let mut yaml = Yaml::default();
    yaml.block(root, 0, root.place);
    yaml
}

impl Yaml {
    /// The place that a line was made from, counted from 1.
    pub(crate) fn place(&self, line: usize) -> Place {
        let place = self.places.get(line.saturating_sub(1)).or_else(|| self.places.last());
        place.copied().unwrap_or(Place::START)
    }

    /// Writes comments above everything.
    pub(crate) fn prepend(&mut self, comments: &[(Place, String)]) {
        let mut lines: Vec<String> = comments.iter().map(|(_, text)| format!("# {text}")).collect();
        lines.push(std::mem::take(&mut self.text));
        self.text = lines.join("\n");
        self.places.splice(0..0, comments.iter().map(|(place, _)| *place));
    }

    fn end_line(&mut self, place: Place) {
        self.text.push('\n');
        self.places.push(place);
    }

    fn indent(&mut self, depth: usize) {
        self.text.extend(std::iter::repeat_n("  ", depth));
    }

    /// A node that begins on a line of its own.
    fn block(&mut self, node: &Node, depth: usize, place: Place) {
        match &node.kind {
            Kind::Mapping(entries) if !entries.is_empty() => self.entries(entries, depth, false),
            Kind::List(nodes) if !nodes.is_empty() => self.items(nodes, depth),
            Kind::Nothing | Kind::Text { .. } | Kind::List(_) | Kind::Mapping(_) => {
                self.indent(depth);
                self.inline(node, depth, place);
            }
        }
    }

    fn entries(&mut self, entries: &Entries, depth: usize, mut is_inline: bool) {
        for (key, node) in entries {
            if !std::mem::take(&mut is_inline) {
                self.indent(depth);
            }
            scalar(key, false, &mut self.text);
            self.text.push(':');
            match &node.kind {
                Kind::Mapping(entries) if !entries.is_empty() => {
                    self.end_line(node.place);
                    self.entries(entries, depth + 1, false);
                }
                Kind::List(nodes) if !nodes.is_empty() => {
                    self.end_line(node.place);
                    self.items(nodes, depth + 1);
                }
                Kind::Nothing | Kind::Text { .. } | Kind::List(_) | Kind::Mapping(_) => {
                    self.text.push(' ');
                    self.inline(node, depth + 1, node.place);
                }
            }
        }
    }

    fn items(&mut self, nodes: &[Node], depth: usize) {
        for node in nodes {
            self.indent(depth);
            self.text.push('-');
            match &node.kind {
                Kind::Mapping(entries) if !entries.is_empty() => {
                    self.text.push(' ');
                    self.entries(entries, depth + 1, true);
                }
                Kind::List(nodes) if !nodes.is_empty() => {
                    self.end_line(node.place);
                    self.items(nodes, depth + 1);
                }
                Kind::Nothing | Kind::Text { .. } | Kind::List(_) | Kind::Mapping(_) => {
                    self.text.push(' ');
                    self.inline(node, depth + 1, node.place);
                }
            }
        }
    }

    /// What fits the rest of a line, or a text that goes on below it.
    fn inline(&mut self, node: &Node, depth: usize, place: Place) {
        match &node.kind {
            Kind::Nothing => self.text.push('~'),
            Kind::List(_) => self.text.push_str("[]"),
            Kind::Mapping(_) => self.text.push_str("{}"),
            Kind::Text { value, .. } if is_block(value) => {
                self.text.push_str(if value.ends_with('\n') { "|" } else { "|-" });
                for line in value.lines() {
                    self.end_line(place);
                    if !line.is_empty() {
                        self.indent(depth);
                        self.text.push_str(line);
                    }
                }
            }
            Kind::Text { value, plain } => scalar(value, *plain, &mut self.text),
        }
        self.end_line(place);
    }
}

/// A text on one line; `plain` is whether a number or truth value may stand without quotation marks.
fn scalar(value: &str, plain: bool, out: &mut String) {
    let is_plain = if is_typed(value) { plain } else { is_word(value) };
    if is_plain {
        out.push_str(value);
        return;
    }
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => write!(out, "\\U{:08X}", u32::from(c)).unwrap_or_default(),
        }
    }
    out.push('"');
}

/// Whether a text without quotation marks is a number or a truth value.
pub(crate) fn is_typed(value: &str) -> bool {
    let is_number = value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
        && value.parse::<f64>().is_ok();
    is_number || matches!(value, "true" | "false")
}

/// Whether a text needs no quotation marks in any YAML: letters and marks that mean nothing.
fn is_word(value: &str) -> bool {
    let is_mark =
        |c: char| matches!(c, ' ' | '-' | '_' | '.' | ',' | '/' | '(' | ')' | ';' | '?' | '!');
    let other = ["null", "yes", "no", "on", "off", "y", "n"];
    value.starts_with(char::is_alphanumeric)
        && !value.ends_with(' ')
        && value.chars().all(|c| c.is_alphanumeric() || is_mark(c))
        && !other.contains(&value.to_lowercase().as_str())
}

/// Whether a text is best written below its key, line by line.
fn is_block(value: &str) -> bool {
    let body = value.strip_suffix('\n').unwrap_or(value);
    body.contains('\n')
        && body.lines().next().is_some_and(|line| line.starts_with(|c: char| !c.is_whitespace()))
        && body.lines().all(|line| !line.ends_with(char::is_whitespace))
        && !body.ends_with('\n')
        && body.chars().all(|c| c == '\n' || is_printable(c))
}

fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

//! The layout: what fits on a line stands on one, the rest in blocks that are indented by two blanks.

use std::collections::BTreeMap;

use super::WIDTH;
use super::arrange::inner;
use super::comments::Page;
use super::scalar::{block, inline, reflowed};
use crate::process::document::written::{Collection, Comment, Form, Item, Scalar, Written};
use crate::process::language::{Holds, Layout, PROCESS};

/// The deepest nesting on one line.
const DEPTH_MAX: usize = 2;
/// An item of more lines than this stands apart, where items do.
const SHORT_MAX: usize = 3;
/// YAML looks no further for the end of a key: longer ones are marked with `?`.
const KEY_LENGTH_MAX: usize = 1000;
/// Blocks of text are at least this wide, however deep they stand.
const TEXT_WIDTH_MIN: usize = 40;

/// The whole document.
pub(super) fn print(page: &Page, names: &BTreeMap<usize, String>) -> String {
    let print = Print { names };
    let mut out = String::new();
    comments(&page.head, "", true, &mut out);
    let root = &page.root;
    let above = root.trail.iter().map(|text| Comment { text: text.clone(), is_apart: false });
    let above: Vec<Comment> = root.lead.iter().cloned().chain(above).collect();
    let rest = match &root.node.form {
        Form::Collection(collection) if !collection.items.is_empty() => {
            print.items(collection, 0, Holds::One(&PROCESS))
        }
        Form::Collection(_) | Form::Scalar(_) | Form::Alias(_) => {
            print.on_one_line(&root.node, Holds::NO_KEYS, 0).unwrap_or_default() + "\n"
        }
    };
    if !page.head.is_empty() {
        out.push('\n');
    }
    comments(&above, "", true, &mut out);
    out.push_str(&rest);
    comments(&page.foot, "", false, &mut out);
    out
}

/// Comments on lines of their own; `is_first`: whether there is a blank line above has been decided.
fn comments(comments: &[Comment], margin: &str, is_first: bool, out: &mut String) {
    for (position, comment) in comments.iter().enumerate() {
        if comment.is_apart && !(is_first && position == 0) {
            out.push('\n');
        }
        out.extend([margin, &comment.text, "\n"]);
    }
}

struct Print<'p> {
    names: &'p BTreeMap<usize, String>,
}

impl Print<'_> {
    /// The lines of a list or mapping.
    fn items(&self, collection: &Collection, indent: usize, holds: Holds) -> String {
        let margin = " ".repeat(indent);
        let spaced = matches!(holds, Holds::Named { layout: Layout::Spaced, .. });
        let mut out = String::new();
        let mut was_long = false;
        for (position, item) in collection.items.iter().enumerate() {
            let inner = inner(holds, item);
            let text = self.item(item, indent, inner);
            let is_long = text.lines().count() > SHORT_MAX;
            let is_part = indent == 0 && is_open(inner);
            let is_apart = item.lead.first().map_or(item.is_apart, |comment| comment.is_apart);
            if position > 0 && (is_apart || is_part || spaced && (is_long || was_long)) {
                out.push('\n');
            }
            was_long = is_long;
            comments(&item.lead, &margin, true, &mut out);
            if item.is_apart && !item.lead.is_empty() {
                out.push('\n');
            }
            out.push_str(&text);
        }
        comments(&collection.rest, &margin, false, &mut out);
        out
    }

    /// An item, without the comments before it.
    fn item(&self, item: &Item, indent: usize, holds: Holds) -> String {
        let margin = " ".repeat(indent);
        let mut head = match item.key.as_ref().map(|key| inline(key, false)) {
            None => format!("{margin}-"),
            Some(key) if key.len() > KEY_LENGTH_MAX => format!("{margin}? {key}\n{margin}:"),
            Some(key) => format!("{margin}{key}:"),
        };
        let trail = item.trail.as_ref().map_or_else(String::new, |comment| format!(" {comment}"));
        let width = head.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        if let Some(text) = self.short(item, holds, width) {
            let blank = if text.is_empty() { "" } else { " " };
            return format!("{head}{blank}{text}{trail}\n");
        }
        if let Some(anchor) = item.node.anchor {
            head.push_str(" &");
            head.push_str(self.name(anchor));
        }
        match &item.node.form {
            Form::Scalar(scalar) => {
                format!("{head} {}", text_block(scalar, indent, &trail))
            }
            Form::Collection(collection) => {
                let lines = self.items(collection, indent + 2, holds);
                if item.key.is_none() && trail.is_empty() && item.node.anchor.is_none() {
                    format!("{head} {}", lines.trim_start_matches(' '))
                } else {
                    format!("{head}{trail}\n{lines}")
                }
            }
            Form::Alias(anchor) => format!("{head} *{}{trail}\n", self.name(*anchor)),
        }
    }

    /// What stands on the line of its key, if it may and fits there; `column` is where it would begin.
    fn short(&self, item: &Item, holds: Holds, column: usize) -> Option<String> {
        let fits = |text: &String| column + text.chars().count() <= WIDTH;
        match &item.node.form {
            Form::Scalar(scalar) if item.node.anchor.is_none() && scalar.is_empty() => {
                Some(String::new())
            }
            Form::Scalar(scalar) => {
                let width = text_width(0);
                if block(scalar, width).is_some() {
                    return None;
                }
                let text = self.on_one_line(&item.node, holds, 0)?;
                let is_broken = scalar.is_broken && reflowed(scalar, width).is_some();
                Some(text).filter(|text| fits(text) || !is_broken)
            }
            Form::Alias(_) => self.on_one_line(&item.node, holds, 0),
            Form::Collection(collection) => {
                let is_empty = collection.items.is_empty();
                // `- to: done` says as much as `- { to: done }`.
                let is_pair = item.key.is_none()
                    && !collection.is_list
                    && collection.items.len() == 1
                    && item.node.anchor.is_none();
                let text = self.on_one_line(&item.node, holds, 0)?;
                Some(text).filter(|text| is_empty || fits(text) && !is_pair)
            }
        }
    }

    /// A node on one line, if it has no comments, no blocks of text, and is not too deep.
    fn on_one_line(&self, node: &Written, holds: Holds, depth: usize) -> Option<String> {
        let anchor =
            node.anchor.map_or_else(String::new, |anchor| format!("&{} ", self.name(anchor)));
        let text = match &node.form {
            Form::Scalar(scalar) if depth > 0 && block(scalar, WIDTH).is_some() => return None,
            Form::Scalar(scalar) => inline(scalar, depth > 0),
            Form::Alias(anchor) => format!("*{}", self.name(*anchor)),
            Form::Collection(collection) => self.flow(collection, holds, depth)?,
        };
        Some(anchor + &text)
    }

    fn flow(&self, collection: &Collection, holds: Holds, depth: usize) -> Option<String> {
        let mut texts = Vec::new();
        for item in &collection.items {
            let is_deep = collection.is_list && matches!(item.node.form, Form::Collection(_));
            if depth >= DEPTH_MAX || is_deep || item.trail.is_some() || !item.lead.is_empty() {
                return None;
            }
            let text = self.on_one_line(&item.node, inner(holds, item), depth + 1)?;
            let key = item.key.as_ref().map(|key| inline(key, true));
            texts.push(key.map_or_else(|| text.clone(), |key| format!("{key}: {text}")));
        }
        if !collection.rest.is_empty() || is_open(holds) && !texts.is_empty() {
            return None;
        }
        let texts = texts.join(", ");
        Some(match (collection.is_list, texts.is_empty()) {
            (true, _) => format!("[{texts}]"),
            (false, true) => "{}".to_owned(),
            (false, false) => format!("{{ {texts} }}"),
        })
    }

    fn name(&self, anchor: usize) -> &str {
        self.names.get(&anchor).map_or("anchor", String::as_str)
    }
}

/// Whether each item stands on lines of its own.
const fn is_open(holds: Holds) -> bool {
    matches!(holds, Holds::Named { layout: Layout::Lines | Layout::Spaced, .. })
}

/// How wide a block of text is below a key at this indentation.
fn text_width(indent: usize) -> usize {
    WIDTH.saturating_sub(indent + 2).max(TEXT_WIDTH_MIN)
}

/// A text as a block, from its header on.
fn text_block(scalar: &Scalar, indent: usize, trail: &str) -> String {
    let width = text_width(indent);
    let Some(block) = block(scalar, width).or_else(|| reflowed(scalar, width)) else {
        return format!("{}{trail}\n", inline(scalar, false));
    };
    let mut out = format!("{}{trail}\n", block.header);
    for line in &block.lines {
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent + 2));
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

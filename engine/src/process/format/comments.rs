//! Which comment belongs to what.
//!
//! A comment behind something belongs to the item that ends there, or else to the one that has begun on
//! the line. A comment on a line of its own belongs to the item that follows, or to the end of the block
//! that it is indented with.

use std::ops::Range;

use crate::diagnostic::Lines;
use crate::process::document::written::{Collection, Comment, Document, Form, Item, Written};

/// The whole document: its outermost node as an item without a key, and what stands above and below it.
#[derive(Debug)]
pub(super) struct Page {
    /// Comments above, with a blank line between them and the rest.
    pub(super) head: Vec<Comment>,
    pub(super) root: Item,
    /// Comments below something that is no list or mapping.
    pub(super) foot: Vec<Comment>,
}

/// Gives every comment its place.
pub(super) fn attach(document: Document, lines: &Lines<'_>) -> Page {
    let Document { root, comments, names: _ } = document;
    let mut root =
        Item { start: 0, key: None, node: root, lead: Vec::new(), is_apart: false, trail: None };
    let source = Source { lines };
    source.mark_apart(&mut root.node);
    let mut foot = Vec::new();
    for range in comments {
        let (line, column) = source.place(range.start);
        let text = lines.text().get(range.clone()).unwrap_or_default().trim_end();
        if !source.is_first(range.start)
            && let Some(item) = source.on_the_line(&mut root, &range, line)
            && item.trail.is_none()
        {
            item.trail = Some(text.to_owned());
            continue;
        }
        let comment = Comment { text: text.to_owned(), is_apart: source.is_apart(line) };
        match &mut root.node.form {
            Form::Collection(collection) if !collection.items.is_empty() => {
                source.stand(collection, comment, range.start, column);
            }
            Form::Collection(_) | Form::Scalar(_) | Form::Alias(_) => {
                if range.start < root.node.end { &mut root.lead } else { &mut foot }.push(comment);
            }
        }
    }
    let head = head(&mut root);
    Page { head, root, foot }
}

/// Takes the comments that a blank line parts from the first item away from it: they are about the file.
fn head(root: &mut Item) -> Vec<Comment> {
    let Form::Collection(collection) = &mut root.node.form else { return Vec::new() };
    let Some(first) = collection.items.first_mut() else { return Vec::new() };
    let later = first.lead.iter().skip(1).map(|comment| comment.is_apart);
    let gaps: Vec<bool> = later.chain([first.is_apart]).collect();
    match gaps.iter().rposition(|&gap| gap) {
        Some(last) if !first.lead.is_empty() => first.lead.drain(..=last).collect(),
        Some(_) | None => Vec::new(),
    }
}

struct Source<'s> {
    lines: &'s Lines<'s>,
}

impl Source<'_> {
    /// Line and column of a byte.
    fn place(&self, at: usize) -> (usize, usize) {
        let span = self.lines.span(at..at);
        (span.line, span.column)
    }

    /// Whether nothing stands before a byte on its line.
    fn is_first(&self, at: usize) -> bool {
        let before = self.lines.text().get(..at).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().trim().is_empty()
    }

    /// Whether there is a blank line above.
    fn is_apart(&self, line: usize) -> bool {
        line > 1 && self.lines.line(line - 1).is_empty()
    }

    fn mark_apart(&self, node: &mut Written) {
        let Form::Collection(collection) = &mut node.form else { return };
        for item in &mut collection.items {
            item.is_apart = self.is_first(item.start) && self.is_apart(self.place(item.start).0);
            self.mark_apart(&mut item.node);
        }
    }

    /// The item that a comment behind something belongs to.
    fn on_the_line<'i>(
        &self,
        root: &'i mut Item,
        comment: &Range<usize>,
        line: usize,
    ) -> Option<&'i mut Item> {
        let path = self.path(root, comment.start, line)?;
        let mut item = root;
        for position in path {
            let Form::Collection(collection) = &mut item.node.form else { return None };
            item = collection.items.get_mut(position)?;
        }
        Some(item)
    }

    /// The positions that lead to it: of the items that began last, the deepest one that ends on the line
    /// at the last end, or that begins on the line and still goes on.
    fn path(&self, root: &Item, at: usize, line: usize) -> Option<Vec<usize>> {
        let (mut best, mut best_at) = (None, 0);
        let mut path = Vec::new();
        let mut item = root;
        while let Form::Collection(collection) = &item.node.form {
            let n_before = collection.items.partition_point(|item| item.start <= at);
            let Some(position) = n_before.checked_sub(1) else { break };
            let Some(inner) = collection.items.get(position) else { break };
            item = inner;
            path.push(position);
            let mark = if item.node.end <= at { item.node.end } else { item.start };
            if mark >= best_at && self.place(mark).0 == line {
                (best, best_at) = (Some(path.clone()), mark);
            }
        }
        best
    }

    /// Puts a comment that stands alone into a collection that has items.
    fn stand(&self, collection: &mut Collection, comment: Comment, at: usize, column: usize) {
        let n_before = collection.items.partition_point(|item| item.start <= at);
        let n_items = collection.items.len();
        if let Some(item) = n_before.checked_sub(1).and_then(|last| collection.items.get_mut(last))
        {
            let is_inside = at < item.node.end;
            let indented_with = self.indentation(item);
            if let Form::Collection(inner) = &mut item.node.form
                && !inner.items.is_empty()
                && (is_inside || indented_with.is_some_and(|inner| inner <= column))
            {
                return self.stand(inner, comment, at, column);
            }
            if is_inside {
                return item.lead.push(comment);
            }
        }
        match collection.items.get_mut(n_before) {
            Some(item) if n_before < n_items => item.lead.push(comment),
            Some(_) | None => collection.rest.push(comment),
        }
    }

    /// The least column of a comment that belongs to the block behind a key or `-`.
    fn indentation(&self, item: &Item) -> Option<usize> {
        let Form::Collection(inner) = &item.node.form else { return None };
        let first = inner.items.first().filter(|_| !inner.is_flow)?;
        let column = self.place(first.start).1;
        // A list may stand below its key without being indented.
        Some(column.max(self.place(item.start).1 + 1))
    }
}

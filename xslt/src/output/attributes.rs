//! The attributes of an open start tag.

use crate::names::{Atom, Name};

/// Attributes in the order in which they came; their values are ranges of one text, so that the list is reused from tag
/// to tag without allocating.
#[derive(Debug, Default)]
pub(crate) struct AttributeList {
    items: Vec<Item>,
    values: String,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    name: Name,
    prefix: Atom,
    from: usize,
    to: usize,
}

impl AttributeList {
    pub(crate) fn clear(&mut self) {
        self.items.clear();
        self.values.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Bytes in all values.
    pub(crate) fn n_bytes(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn push(&mut self, name: Name, prefix: Atom, value: &str) {
        let (from, to) = self.add_value(value);
        self.items.push(Item { name, prefix, from, to });
    }

    /// Gives the attribute of that name another value in its old place, if there is one.
    pub(crate) fn replace(&mut self, name: Name, value: &str) -> bool {
        let Some(place) = self.items.iter().position(|item| item.name == name) else {
            return false;
        };
        let (from, to) = self.add_value(value);
        if let Some(item) = self.items.get_mut(place) {
            (item.from, item.to) = (from, to);
        }
        true
    }

    fn add_value(&mut self, value: &str) -> (usize, usize) {
        let from = self.values.len();
        self.values.push_str(value);
        (from, self.values.len())
    }

    /// Whether an attribute has that prefix.
    pub(crate) fn uses(&self, prefix: Atom) -> bool {
        self.items.iter().any(|item| item.prefix == prefix)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Name, Atom, &str)> {
        let value = |item: &Item| self.values.get(item.from..item.to).unwrap_or_default();
        self.items.iter().map(move |item| (item.name, item.prefix, value(item)))
    }
}

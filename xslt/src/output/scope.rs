//! The namespaces that are in scope where the result is being written.

use crate::names::Atom;

/// A stack of declarations; those of the innermost element are the last ones.
#[derive(Debug, Default)]
pub(super) struct ScopeStack {
    declared: Vec<(Atom, Atom)>,
    /// For each open element, how many declarations came before its own.
    marks: Vec<usize>,
}

impl ScopeStack {
    pub(super) fn open(&mut self) {
        self.marks.push(self.declared.len());
    }

    /// Forgets the innermost element's declarations; false if none is open.
    pub(super) fn close(&mut self) -> bool {
        let Some(mark) = self.marks.pop() else { return false };
        self.declared.truncate(mark);
        true
    }

    pub(super) fn len(&self) -> usize {
        self.declared.len()
    }

    pub(super) fn declare(&mut self, prefix: Atom, uri: Atom) {
        self.declared.push((prefix, uri));
    }

    /// What the innermost element declares.
    pub(super) fn innermost(&self) -> &[(Atom, Atom)] {
        let mark = self.marks.last().copied().unwrap_or_default();
        self.declared.get(mark..).unwrap_or_default()
    }

    /// What a prefix stands for. An empty namespace takes a default namespace back.
    pub(super) fn find(&self, prefix: Atom) -> Option<Atom> {
        self.declared.iter().rev().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri)
    }

    /// Whether a prefix stands for that namespace.
    pub(super) fn means(&self, prefix: Atom, uri: Atom) -> bool {
        match self.find(prefix) {
            Some(found) => found == uri,
            None => prefix.is_empty() && uri.is_empty(),
        }
    }
}

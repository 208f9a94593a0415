//! Remembers what names were resolved to: documents have few, over and over.

use crate::names::{Atom, Name};

/// A resolved name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resolved {
    pub(super) name: Name,
    pub(super) prefix: Atom,
}

#[derive(Debug, Clone, Copy)]
struct Slot<'t> {
    raw: &'t str,
    scope: u32,
    resolved: Resolved,
}

const N_SLOTS: usize = 64;

/// The last names that were seen in one text, with the scopes they were seen in.
#[derive(Debug)]
pub(super) struct Known<'t>([Slot<'t>; N_SLOTS]);

impl<'t> Known<'t> {
    pub(super) fn new() -> Self {
        let resolved = Resolved { name: Name::NONE, prefix: Atom::EMPTY };
        Self([Slot { raw: "", scope: 0, resolved }; N_SLOTS])
    }

    fn place(raw: &str) -> usize {
        let byte = |byte: Option<&u8>| byte.copied().map_or(0, usize::from);
        let bytes = raw.as_bytes();
        (byte(bytes.first()) + byte(bytes.last()) * 7 + raw.len() * 5) % N_SLOTS
    }

    pub(super) fn get(&self, raw: &str, scope: u32) -> Option<Resolved> {
        let slot = self.0.get(Self::place(raw))?;
        (slot.scope == scope && slot.raw == raw && !raw.is_empty()).then_some(slot.resolved)
    }

    pub(super) fn insert(&mut self, raw: &'t str, scope: u32, resolved: Resolved) {
        if let Some(slot) = self.0.get_mut(Self::place(raw)) {
            *slot = Slot { raw, scope, resolved };
        }
    }
}

//! The walks over the tree that `xrust` asks for.

use std::rc::Rc;

use super::node::XNode;
use super::{Kind, NONE, Store};

/// What is unwound with once a bound is passed; [`Store::tripped`] says which.
pub(crate) struct OutOfBounds;

/// Gives nodes one by one; ends the evaluation once a bound is passed.
pub(crate) struct Walk {
    store: Rc<Store>,
    /// The next node to give.
    at: u32,
    way: Way,
}

enum Way {
    Forward,
    Backward,
    Up,
    /// Attributes: as forward, without the declarations.
    Attributes,
    /// Descendants of the node of this number.
    Down(u32),
}

impl Walk {
    pub(super) fn children(node: &XNode) -> Self {
        Self::new(node, Way::Forward, |store, id| {
            store.record(id).map_or(NONE, |record| record.first)
        })
    }

    pub(super) fn following_siblings(node: &XNode) -> Self {
        Self::new(node, Way::Forward, |store, id| sibling(store, id, false))
    }

    pub(super) fn preceding_siblings(node: &XNode) -> Self {
        Self::new(node, Way::Backward, |store, id| sibling(store, id, true))
    }

    pub(super) fn ancestors(node: &XNode) -> Self {
        Self::new(node, Way::Up, |store, id| store.record(id).map_or(NONE, |record| record.parent))
    }

    pub(super) fn attributes(node: &XNode) -> Self {
        Self::new(node, Way::Attributes, |store, id| {
            if store.record(id).is_some_and(|record| record.kind == Kind::Element) {
                store.record(id).map_or(NONE, |record| record.attribute)
            } else {
                NONE
            }
        })
    }

    pub(super) fn descendants(node: &XNode) -> Self {
        Self::new(node, Way::Down(node.id), |store, id| {
            store.record(id).map_or(NONE, |record| record.first)
        })
    }

    pub(super) fn none(node: &XNode) -> Self {
        Self::new(node, Way::Forward, |_, _| NONE)
    }

    fn new(node: &XNode, way: Way, first: impl FnOnce(&Store, u32) -> u32) -> Self {
        Self { at: first(&node.store, node.id), store: Rc::clone(&node.store), way }
    }
}

/// Attributes and declarations have no siblings, whatever links them.
fn sibling(store: &Store, id: u32, before: bool) -> u32 {
    match store.record(id) {
        Some(record) if !matches!(record.kind, Kind::Attribute | Kind::Declaration) => {
            if before {
                record.previous
            } else {
                record.next
            }
        }
        Some(_) | None => NONE,
    }
}

impl Store {
    /// The node after `id` among the descendants of `root`, in document order.
    pub(super) fn after(&self, id: u32, root: u32) -> u32 {
        let mut at = id;
        let first = self.record(at).map_or(NONE, |record| record.first);
        if first != NONE {
            return first;
        }
        while at != root && at != NONE {
            let (next, parent) =
                self.record(at).map_or((NONE, NONE), |record| (record.next, record.parent));
            if next != NONE {
                return next;
            }
            at = parent;
        }
        NONE
    }
}

impl Iterator for Walk {
    type Item = XNode;

    fn next(&mut self) -> Option<XNode> {
        loop {
            if !self.store.step() {
                // `xrust` asks for the next node in ways that know no error, and goes on with what it has: only
                // unwinding ends it. Whoever runs the evaluation catches this.
                std::panic::resume_unwind(Box::new(OutOfBounds));
            }
            if self.at == NONE {
                return None;
            }
            let id = self.at;
            let (kind, next, previous, parent) = self
                .store
                .record(id)
                .map(|record| (record.kind, record.next, record.previous, record.parent))?;
            self.at = match self.way {
                Way::Forward | Way::Attributes => next,
                Way::Backward => previous,
                Way::Up => parent,
                Way::Down(root) => self.store.after(id, root),
            };
            if matches!(self.way, Way::Attributes) && kind == Kind::Declaration {
                continue;
            }
            return Some(XNode::new(Rc::clone(&self.store), id));
        }
    }
}

//! Sets of nodes that are made one node at a time.

use crate::tree::Node;
use crate::value::NodeSet;

/// Collects nodes; a single one without allocating.
#[derive(Default)]
pub(super) struct Collected {
    first: Option<Node>,
    /// All, if there are two or more.
    all: Vec<Node>,
    /// How many there were when those that came twice were dropped.
    n_distinct: usize,
}

impl Collected {
    #[inline]
    pub(super) fn push(&mut self, node: Node) {
        match self.first {
            None => self.first = Some(node),
            Some(first) => {
                if self.all.is_empty() {
                    self.all.push(first);
                }
                self.all.push(node);
            }
        }
    }

    /// Drops what came twice once that may be most of it.
    pub(super) fn shrink(&mut self) {
        const FEW: usize = 4096;
        if self.all.len() >= self.n_distinct.saturating_mul(2).saturating_add(FEW) {
            self.all.sort_unstable();
            self.all.dedup();
            self.n_distinct = self.all.len();
        }
    }

    pub(super) fn into_set(self) -> NodeSet {
        match self.first {
            None => NodeSet::Empty,
            Some(first) if self.all.is_empty() => NodeSet::One(first),
            Some(_) => NodeSet::from_unsorted(self.all),
        }
    }
}

/// Nodes that may come twice, and in any order.
#[derive(Debug, Default)]
pub(crate) struct Repeated {
    pub(super) list: Vec<Node>,
    /// Up to here each comes once.
    n_distinct: usize,
}

impl Repeated {
    /// The list never grows to more than about twice the nodes that are in it.
    pub(crate) fn push(&mut self, node: Node) {
        const FEW: usize = 4096;
        if self.list.len() >= self.n_distinct.saturating_mul(2).saturating_add(FEW) {
            self.sort();
        }
        if self.list.last() != Some(&node) {
            self.list.push(node);
        }
    }

    pub(super) fn sort(&mut self) {
        if !self.list.is_sorted() {
            self.list.sort_unstable();
        }
        self.list.dedup();
        self.n_distinct = self.list.len();
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn into_set(self) -> NodeSet {
        NodeSet::from_unsorted(self.list)
    }
}

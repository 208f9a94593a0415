//! Counting nodes for `xsl:number`.

use std::cell::RefCell;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::purity::is_pure;
use crate::error::Result;
use crate::functions::may_match;
use crate::names::Name;
use crate::program::{Level, Number};
use crate::run::{Focus, Run};
use crate::tree::{Document, Kind, Node};
use crate::xpath::Pattern;

/// What was counted before, so that numbering one node after the other takes a step for each and not all of them anew.
#[derive(Debug, Default)]
pub(crate) struct Counts(RefCell<HashMap<Key, Known, RandomState>>);

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    /// The address of the instruction.
    instruction: usize,
    document: u32,
    /// Whose children were counted; for `level="any"`, the root.
    parent: u32,
    /// What was counted, where the instruction does not say it.
    like: Option<(Kind, Name)>,
}

/// How many nodes there are up to one of them, which counts if it is such a node.
#[derive(Debug, Clone, Copy)]
struct Known {
    index: u32,
    count: u32,
}

/// After how many steps a count is worth keeping.
const WORTH_KEEPING: usize = 8;

/// A count under way.
pub(super) struct Counter<'a, 'r> {
    run: &'a Run<'r>,
    number: &'r Number,
    focus: &'a Focus<'a, 'r>,
    document: &'r Document,
    /// The kind and name of the nodes to count, if there is no pattern: those of the current node.
    like: Option<(Kind, Name)>,
    /// Whether the patterns look at nothing but the node, so that counts may be kept.
    is_pure: bool,
}

impl<'a, 'r> Counter<'a, 'r> {
    pub(super) fn new(run: &'a Run<'r>, number: &'r Number, focus: &'a Focus<'a, 'r>) -> Self {
        let document = run.document(focus.node);
        let data = document.data(focus.node.index);
        let like = number.count.is_empty().then_some((data.kind, data.name));
        let is_pure = number.count.iter().chain(&number.from).all(is_pure);
        Self { run, number, focus, document, like, is_pure }
    }

    /// The numbers, the outermost first.
    pub(super) fn count(&self) -> Result<Vec<f64>> {
        match self.number.level {
            Level::Any => Ok(vec![f64::from(self.any()?)]),
            Level::Single => self.ancestors(1),
            Level::Multiple => self.ancestors(usize::MAX),
        }
    }

    /// The numbers of up to `most` nodes that count, from the current one up to where `from` says, among their siblings.
    fn ancestors(&self, most: usize) -> Result<Vec<f64>> {
        let mut numbers = Vec::new();
        let mut next = Some(self.focus.node);
        while let Some(node) = next.filter(|_| numbers.len() < most) {
            self.run.tick(1)?;
            if self.matches_any(&self.number.from, node)? {
                break;
            }
            if self.counts(node)? {
                numbers.push(f64::from(self.siblings(node)?));
            }
            next = self.parent(node);
        }
        numbers.reverse();
        Ok(numbers)
    }

    fn parent(&self, node: Node) -> Option<Node> {
        if node.namespace > 0 {
            return Some(Node { namespace: 0, ..node });
        }
        self.document.parent(node.index).map(|index| Node { index, ..node })
    }

    /// How many siblings count, up to the node, which does.
    fn siblings(&self, node: Node) -> Result<u32> {
        if node.namespace > 0 {
            return Ok(1);
        }
        let parent = self.document.parent(node.index).unwrap_or(0);
        self.walk(node, parent, |index| Ok((self.document.previous_sibling(index), false)))
    }

    /// How many nodes count, from the current one back to where `from` says, or to the root.
    fn any(&self) -> Result<u32> {
        let mut node = self.focus.node;
        let mut own = 0;
        if node.namespace > 0 {
            own = u32::from(self.counts(node)?);
            if self.matches_any(&self.number.from, node)? {
                return Ok(own);
            }
            node.namespace = 0;
        }
        let before = |index: u32| {
            let stop = self.matches_any(&self.number.from, Node { index, ..node })?;
            Ok((self.before(index), stop))
        };
        Ok(self.walk(node, 0, before)?.saturating_add(own))
    }

    /// The node before in the document; attributes are skipped.
    fn before(&self, index: u32) -> Option<u32> {
        if self.document.kind(index) == Kind::Attribute {
            return self.document.parent(index);
        }
        let mut before = index.checked_sub(1)?;
        if self.document.kind(before) == Kind::Attribute {
            before = self.document.parent(before)?;
        }
        Some(before)
    }

    /// Goes back from a node and counts. `next` gives the node to go on with, and whether to stop before it.
    fn walk(
        &self,
        node: Node,
        parent: u32,
        next: impl Fn(u32) -> Result<(Option<u32>, bool)>,
    ) -> Result<u32> {
        let instruction = std::ptr::from_ref(self.number).addr();
        let key = Key { instruction, document: node.document, parent, like: self.like };
        let counts = &self.run.state.counts.0;
        let known = self.is_pure.then(|| counts.borrow().get(&key).copied()).flatten();
        let mut count: u32 = 0;
        let mut n_steps = 0;
        let mut at = Some(node.index);
        while let Some(index) = at {
            if let Some(known) = known.filter(|known| known.index == index) {
                count = count.saturating_add(known.count);
                break;
            }
            self.run.tick(1)?;
            n_steps += 1;
            count = count.saturating_add(self.counts(Node { index, ..node })?.into());
            let (before, stop) = next(index)?;
            at = before.filter(|_| !stop);
        }
        if self.is_pure && n_steps >= WORTH_KEEPING {
            counts.borrow_mut().insert(key, Known { index: node.index, count });
        }
        Ok(count)
    }

    /// Whether a node is one of those to count.
    fn counts(&self, node: Node) -> Result<bool> {
        match self.like {
            None => self.matches_any(&self.number.count, node),
            // Namespace nodes have no siblings to be counted.
            Some(_) if self.focus.node.namespace > 0 => Ok(node == self.focus.node),
            Some(like) => {
                let data = self.document.data(node.index);
                Ok(like == (data.kind, data.name))
            }
        }
    }

    /// In a pattern, `current()` is the node that is tried, as libxslt has it.
    fn matches_any(&self, patterns: &'r [Pattern], node: Node) -> Result<bool> {
        let focus = Focus { node, current: node, ..*self.focus };
        let data = self.document.data(node.index);
        for pattern in patterns {
            let may = node.namespace > 0 || may_match(pattern, data);
            if may && self.run.matches(pattern, node, &focus)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

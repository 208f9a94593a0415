//! Matches nodes with patterns (XSLT 1.0, section 5.2).

use std::cell::RefCell;

use super::node_test::principal;
use super::step::finished;
use crate::error::Result;
use crate::run::{Focus, Run};
use crate::tree::{Kind, Node};
use crate::xpath::{Anchor, Axis, NodeTest, Pattern, PatternStep, Predicate};

/// Where nodes stand among their siblings: templates are mostly looked for in document order, so that the next question is
/// about the next sibling.
#[derive(Debug, Default)]
pub(crate) struct Positions(RefCell<Vec<Counted>>);

/// The node that was asked about last among the children (or attributes) of a parent that pass a test.
#[derive(Debug, Clone, Copy)]
struct Counted {
    parent: Node,
    axis: Axis,
    test: NodeTest,
    node: Node,
    position: usize,
    size: usize,
}

/// Most parents and tests that are remembered.
const MOST_COUNTED: usize = 8;

impl<'r> Run<'r> {
    /// Whether a node matches a pattern (without `|`). `focus` gives the variables and `current()`.
    pub(crate) fn matches(
        &self,
        pattern: &'r Pattern,
        node: Node,
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        let Some((last, above)) = pattern.steps.split_first() else {
            return self.is_anchor(&pattern.anchor, node, focus);
        };
        if !self.matches_step(last, node, focus)? {
            return Ok(false);
        }
        if above.is_empty() && matches!(pattern.anchor, Anchor::Anywhere) {
            return Ok(true);
        }
        self.matches_above(pattern, node, focus)
    }

    /// Whether the steps before the last one match above a node that the last one matches.
    ///
    /// The steps between two `//` are a piece. Each piece is put as low as it fits: that leaves the most room to those
    /// above it, so that of all places only those of the piece at hand are ever tried again.
    fn matches_above(
        &self,
        pattern: &'r Pattern,
        node: Node,
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        let Pattern { anchor, steps, .. } = pattern;
        // The piece at hand, if it may hang anywhere below: its lowest step, and the place that is tried for that.
        let mut piece: Option<(usize, Node)> = None;
        let mut nth = 0;
        let mut at = node;
        let mut fits = true;
        loop {
            self.tick(1)?;
            if fits {
                let Some(step) = steps.get(nth) else { return Ok(false) };
                let is_first = nth + 1 == steps.len();
                if is_first && self.hangs_at(anchor, at, focus)? {
                    return Ok(true);
                }
                match self.parent_of(at) {
                    Some(parent) if !is_first => {
                        nth += 1;
                        at = parent;
                        if step.descendant {
                            piece = Some((nth, at));
                        }
                    }
                    _ => fits = false,
                }
            }
            if !fits {
                let Some((lowest, tried)) = piece else { return Ok(false) };
                let Some(parent) = self.parent_of(tried) else { return Ok(false) };
                piece = Some((lowest, parent));
                (nth, at) = (lowest, parent);
            }
            let Some(step) = steps.get(nth) else { return Ok(false) };
            fits = self.matches_step(step, at, focus)?;
        }
    }

    fn parent_of(&self, node: Node) -> Option<Node> {
        if node.namespace != 0 {
            return Some(Node { namespace: 0, ..node });
        }
        self.document(node).parent(node.index).map(|index| Node { index, ..node })
    }

    /// Whether a pattern's first step may match there.
    fn hangs_at(&self, anchor: &'r Anchor, node: Node, focus: &Focus<'_, 'r>) -> Result<bool> {
        let parent = self.parent_of(node);
        match anchor {
            Anchor::Anywhere => Ok(true),
            Anchor::Root { ancestor } => {
                Ok(parent.is_some_and(|parent| *ancestor || parent.index == 0))
            }
            Anchor::Nodes { call, ancestor } => {
                let nodes = self.eval_nodes(call, &self.alone(node, focus))?;
                let mut at = parent;
                while let Some(above) = at {
                    self.tick(1)?;
                    if nodes.binary_search(&above).is_ok() {
                        return Ok(true);
                    }
                    at = if *ancestor { self.parent_of(above) } else { None };
                }
                Ok(false)
            }
        }
    }

    /// Whether the pattern without steps matches.
    fn is_anchor(&self, anchor: &'r Anchor, node: Node, focus: &Focus<'_, 'r>) -> Result<bool> {
        match anchor {
            Anchor::Anywhere => Ok(true),
            Anchor::Root { .. } => Ok(node.index == 0 && node.namespace == 0),
            Anchor::Nodes { call, .. } => {
                let nodes = self.eval_nodes(call, &self.alone(node, focus))?;
                Ok(nodes.binary_search(&node).is_ok())
            }
        }
    }

    #[expect(clippy::unused_self, reason = "it is part of the evaluation")]
    fn alone<'f>(&self, node: Node, focus: &Focus<'f, 'r>) -> Focus<'f, 'r> {
        Focus { node, position: 1, size: 1, ..*focus }
    }

    fn matches_step(
        &self,
        step: &'r PatternStep,
        node: Node,
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        let axis = axis(step);
        let data = self.document(node).data(node.index);
        let is_on_axis = node.namespace == 0
            && match data.kind {
                Kind::Attribute => step.attribute,
                Kind::Element | Kind::Text | Kind::Comment | Kind::ProcessingInstruction => {
                    !step.attribute
                }
                Kind::Root | Kind::Namespace => false,
            };
        if !is_on_axis || !self.accepts(step.test, principal(axis), data) {
            return Ok(false);
        }
        let predicates = &*step.predicates;
        let Some(positional) = predicates.iter().rposition(Predicate::is_positional) else {
            return self.all_hold(predicates, node, (1, 1), focus);
        };
        if positional == 0 {
            let place = self.position(axis, step.test, node)?;
            return self.all_hold(predicates, node, place, focus);
        }
        let (counting, rest) = predicates.split_at(positional + 1);
        // Cheap to find out, and often decided by it.
        if !self.all_hold(rest, node, (1, 1), focus)? {
            return Ok(false);
        }
        let Some(parent) = self.parent_of(node) else { return Ok(false) };
        let mut siblings = Vec::new();
        finished(self.candidates(axis, step.test, parent, |node| {
            siblings.push(node);
            Ok(())
        }))?;
        self.filter(&mut siblings, counting, focus)?;
        Ok(siblings.contains(&node))
    }

    /// Whether all predicates hold, of which at most the first asks for the position.
    fn all_hold(
        &self,
        predicates: &'r [Predicate],
        node: Node,
        place: (usize, usize),
        focus: &Focus<'_, 'r>,
    ) -> Result<bool> {
        for predicate in predicates {
            if !self.holds_at(predicate, node, place, focus)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The position of a node among its siblings that pass the test, and how many those are.
    fn position(&self, axis: Axis, test: NodeTest, node: Node) -> Result<(usize, usize)> {
        let Some(parent) = self.parent_of(node) else { return Ok((1, 1)) };
        let mut known = self.state.positions.0.borrow_mut();
        let is_it = |c: &Counted| c.parent == parent && c.axis == axis && c.test == test;
        let Some(place) = known.iter().position(is_it) else {
            let (position, size) = self.count_siblings(axis, test, parent, node)?;
            if known.len() >= MOST_COUNTED {
                known.remove(0);
            }
            known.push(Counted { parent, axis, test, node, position, size });
            return Ok((position, size));
        };
        let Some(counted) = known.get_mut(place) else { return Ok((1, 1)) };
        if counted.node != node {
            counted.position = if axis == Axis::Child && counted.node < node {
                counted.position + self.count_between(test, counted.node, node)?
            } else {
                self.count_siblings(axis, test, parent, node)?.0
            };
            counted.node = node;
        }
        Ok((counted.position, counted.size))
    }

    fn count_siblings(
        &self,
        axis: Axis,
        test: NodeTest,
        parent: Node,
        node: Node,
    ) -> Result<(usize, usize)> {
        let (mut position, mut size) = (0, 0);
        finished(self.candidates(axis, test, parent, |sibling| {
            size += 1;
            if sibling == node {
                position = size;
            }
            Ok(())
        }))?;
        Ok((position, size))
    }

    /// How many siblings pass the test after the first of two and up to the second, which does.
    fn count_between(&self, test: NodeTest, first: Node, second: Node) -> Result<usize> {
        let mut count = 0;
        finished(self.candidates(Axis::FollowingSibling, test, first, |sibling| {
            count += 1;
            if sibling == second { Err(super::step::Stop::Enough) } else { Ok(()) }
        }))?;
        Ok(count)
    }
}

fn axis(step: &PatternStep) -> Axis {
    if step.attribute { Axis::Attribute } else { Axis::Child }
}

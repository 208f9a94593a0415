//! Location paths (`XPath` 1.0, section 2).
//!
//! The nodes of a path are not collected step by step: from each node of a step one goes on to its nodes of the next, as
//! deep as the path is long, and each node that is reached at the end is handed out at once. So nothing is allocated, and
//! who needs only the first node stops there. That holds as long as no node can be reached twice; before a step that
//! may reach nodes twice the nodes so far are collected, and its own are, too.

use super::collect::{Collected, Repeated};
use super::shape::Shape;
use super::step::{Sink, Stop, Walk, finished};
use crate::error::Result;
use crate::run::{Focus, Run};
use crate::tree::{Kind, Node};
use crate::value::NodeSet;
use crate::xpath::{Axis, Path, Predicate, Start, Step};

/// The last steps of a path, and the nodes that they start from.
pub(super) struct Trail<'r> {
    from: Origin,
    steps: &'r [Step],
    /// Whether the nodes come in document order.
    is_sorted: bool,
}

enum Origin {
    Set(NodeSet),
    Nodes(Vec<Node>),
}

impl std::ops::Deref for Origin {
    type Target = [Node];

    fn deref(&self) -> &[Node] {
        match self {
            Self::Set(nodes) => nodes,
            Self::Nodes(nodes) => nodes,
        }
    }
}

/// Most steps that are gone at once: the stack is as deep.
const LONGEST: usize = 16;

impl<'r> Run<'r> {
    /// All nodes of a path.
    pub(super) fn path_nodes(&self, path: &'r Path, focus: &Focus<'_, 'r>) -> Result<NodeSet> {
        let Trail { from, steps, .. } = self.trail(path, focus, true)?;
        if steps.is_empty() {
            return Ok(match from {
                Origin::Set(nodes) => nodes,
                Origin::Nodes(nodes) => NodeSet::from_sorted(nodes),
            });
        }
        let mut nodes = Collected::default();
        finished(self.go_all(steps, &from, focus, &mut |node| {
            nodes.push(node);
            Ok(())
        }))?;
        Ok(nodes.into_set())
    }

    /// The first node of a path in document order.
    pub(super) fn path_first(&self, path: &'r Path, focus: &Focus<'_, 'r>) -> Result<Option<Node>> {
        let Trail { from, steps, is_sorted } = self.trail(path, focus, true)?;
        let mut first: Option<Node> = None;
        if steps.iter().all(|step| is_downward(step.axis)) {
            for node in &*from {
                self.first_below(steps, *node, focus, &mut first)?;
            }
            return Ok(first);
        }
        finished(self.go_all(steps, &from, focus, &mut |node| {
            first = Some(first.map_or(node, |first| first.min(node)));
            if is_sorted { Err(Stop::Enough) } else { Ok(()) }
        }))?;
        Ok(first)
    }

    /// Likewise for steps that go down: whatever is reached from a node comes after it, so that nothing is looked for
    /// from nodes that come after the first that was found so far.
    fn first_below(
        &self,
        steps: &'r [Step],
        node: Node,
        focus: &Focus<'_, 'r>,
        first: &mut Option<Node>,
    ) -> Result<()> {
        if first.is_some_and(|first| first <= node) {
            return Ok(());
        }
        let [step, rest @ ..] = steps else {
            *first = Some(node);
            return Ok(());
        };
        finished(self.step(step, node, focus, &mut |node| {
            if first.is_some_and(|first| first <= node) {
                return Err(Stop::Enough);
            }
            Ok(self.first_below(rest, node, focus, first)?)
        }))
    }

    /// Whether a path has nodes.
    pub(super) fn path_exists(&self, path: &'r Path, focus: &Focus<'_, 'r>) -> Result<bool> {
        let Trail { from, steps, .. } = self.trail(path, focus, false)?;
        let mut exists = false;
        finished(self.go_all(steps, &from, focus, &mut |_| {
            exists = true;
            Err(Stop::Enough)
        }))?;
        Ok(exists)
    }

    /// Hands each node of a path out once, in any order.
    pub(super) fn path_each(&self, path: &'r Path, focus: &Focus<'_, 'r>, sink: Sink<'_>) -> Walk {
        let Trail { from, steps, .. } = self.trail(path, focus, true)?;
        self.go_all(steps, &from, focus, sink)
    }

    /// Goes along a path up to where the rest can be gone at once. Unless the nodes have to be `distinct`, the last step
    /// may reach some twice.
    fn trail(&self, path: &'r Path, focus: &Focus<'_, 'r>, distinct: bool) -> Result<Trail<'r>> {
        let mut from = Origin::Set(match &path.start {
            Start::Context => NodeSet::One(focus.node),
            Start::Root => NodeSet::One(Node { index: 0, namespace: 0, ..focus.node }),
            Start::Expr(expr) => self.eval_nodes(expr, focus)?,
        });
        let mut steps = &*path.steps;
        loop {
            let mut shape = self.shape(&from);
            let mut n_steps = 0;
            for step in steps.iter().take(LONGEST) {
                let Some(after) = shape.after(step.axis) else { break };
                shape = after;
                n_steps += 1;
            }
            if n_steps == steps.len() {
                return Ok(Trail { from, steps, is_sorted: shape.is_sorted });
            }
            if !distinct && n_steps + 1 == steps.len() {
                return Ok(Trail { from, steps, is_sorted: false });
            }
            let (now, later) = steps.split_at(n_steps.max(1));
            let mut nodes = Repeated::default();
            match now {
                [step] if n_steps == 0 => self.step_from_all(step, &from, focus, &mut nodes)?,
                now => finished(self.go_all(now, &from, focus, &mut |node| {
                    nodes.list.push(node);
                    Ok(())
                }))?,
            }
            nodes.sort();
            from = Origin::Nodes(nodes.list);
            steps = later;
        }
    }

    fn shape(&self, nodes: &[Node]) -> Shape {
        let [first, rest @ ..] = nodes else { return Shape::SINGLE };
        if rest.is_empty() {
            return Shape::SINGLE;
        }
        let mut end = self.document(*first).end(first.index);
        let mut document = first.document;
        let is_flat = rest.iter().all(|node| {
            let is_beside = node.document != document || node.index >= end;
            end = self.document(*node).end(node.index);
            document = node.document;
            is_beside
        });
        Shape { is_single: false, is_sorted: true, is_flat }
    }

    fn go_all(
        &self,
        steps: &'r [Step],
        from: &[Node],
        focus: &Focus<'_, 'r>,
        sink: Sink<'_>,
    ) -> Walk {
        from.iter().try_for_each(|node| self.go(steps, *node, focus, sink))
    }

    fn go(&self, steps: &'r [Step], node: Node, focus: &Focus<'_, 'r>, sink: Sink<'_>) -> Walk {
        match steps {
            [] => sink(node),
            [step] => self.step(step, node, focus, sink),
            [step, rest @ ..] => {
                self.step(step, node, focus, &mut |node| self.go(rest, node, focus, sink))
            }
        }
    }

    /// A step that may reach nodes twice, from many nodes in document order.
    fn step_from_all(
        &self,
        step: &'r Step,
        from: &[Node],
        focus: &Focus<'_, 'r>,
        nodes: &mut Repeated,
    ) -> Result<()> {
        let mut go = |from: Node| {
            finished(self.step(step, from, focus, &mut |node| {
                nodes.push(node);
                Ok(())
            }))
        };
        let one_document =
            from.first().map(|node| node.document) == from.last().map(|node| node.document);
        if step.predicates.iter().any(Predicate::is_positional) || !one_document {
            return from.iter().copied().try_for_each(go);
        }
        // Where no position matters, what one node reaches need not be reached from others again.
        let parent = |node: &Node| match node.namespace {
            0 => self.document(*node).parent(node.index),
            _ => Some(node.index),
        };
        match step.axis {
            Axis::Descendant | Axis::DescendantOrSelf => {
                let mut covered = 0;
                from.iter().copied().try_for_each(|node| {
                    if self.has_siblings(node) {
                        if node.index < covered {
                            return Ok(());
                        }
                        covered = self.document(node).end(node.index);
                    }
                    go(node)
                })
            }
            Axis::Following => {
                let end = |node: &&Node| match node.namespace {
                    0 => self.document(**node).end(node.index),
                    _ => node.index + 1,
                };
                from.iter().min_by_key(end).map_or(Ok(()), |node| go(*node))
            }
            Axis::Preceding => from.last().map_or(Ok(()), |node| go(*node)),
            Axis::FollowingSibling => {
                let siblings = |node: &&Node| self.has_siblings(**node);
                first_of_each(from.iter().filter(siblings), parent).try_for_each(go)
            }
            Axis::PrecedingSibling => {
                let siblings = |node: &&Node| self.has_siblings(**node);
                first_of_each(from.iter().rev().filter(siblings), parent).try_for_each(go)
            }
            Axis::Parent | Axis::Ancestor => first_of_each(from.iter(), parent).try_for_each(go),
            Axis::AncestorOrSelf
            | Axis::Attribute
            | Axis::Child
            | Axis::Namespace
            | Axis::SelfNode => from.iter().copied().try_for_each(go),
        }
    }

    /// Attributes and namespace nodes are no children: they have no siblings, and are not below their element.
    fn has_siblings(&self, node: Node) -> bool {
        node.namespace == 0 && self.document(node).kind(node.index) != Kind::Attribute
    }
}

/// Whether all nodes on an axis come after the node that it starts from, or are that node.
const fn is_downward(axis: Axis) -> bool {
    match axis {
        Axis::Attribute
        | Axis::Child
        | Axis::Descendant
        | Axis::DescendantOrSelf
        | Axis::Namespace
        | Axis::SelfNode => true,
        Axis::Ancestor
        | Axis::AncestorOrSelf
        | Axis::Following
        | Axis::FollowingSibling
        | Axis::Parent
        | Axis::Preceding
        | Axis::PrecedingSibling => false,
    }
}

/// Of nodes that come one after the other and have the same parent, the first.
fn first_of_each<'n>(
    nodes: impl Iterator<Item = &'n Node>,
    parent: impl Fn(&Node) -> Option<u32>,
) -> impl Iterator<Item = Node> {
    let mut last = None;
    nodes
        .filter(move |node| {
            let before = last.replace(parent(node));
            before != last
        })
        .copied()
}

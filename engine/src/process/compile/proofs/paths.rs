//! Paths through the activities, as text: the counterexamples.

use std::collections::{BTreeMap, VecDeque};

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::process::ActivityIdx;
use crate::process::compile::activities::Draft;
use crate::process::graph::{Edge, node};

/// The edges that leave a node, in the order of the document.
pub(super) fn ordered_edges(
    graph: &DiGraph<ActivityIdx, Edge>,
    from: NodeIndex,
) -> Vec<(Edge, NodeIndex)> {
    let mut edges: Vec<_> = graph.edges(from).map(|edge| (*edge.weight(), edge.target())).collect();
    edges.sort_unstable();
    edges
}

/// One step of a path as text: ` -> target`, with an error's label in between.
pub(super) fn step_text(
    drafts: &[Draft],
    from: NodeIndex,
    (edge, to): (Edge, NodeIndex),
) -> String {
    let target = drafts.get(to.index()).map_or("", |draft| draft.activity.name.as_str());
    let error = match edge {
        Edge::Flow(_) => None,
        Edge::Expire => return format!(" -(expire)-> {target}"),
        Edge::Error(position) => {
            drafts.get(from.index()).and_then(|draft| draft.activity.kind.on_error().get(position))
        }
    };
    match error {
        None => format!(" -> {target}"),
        Some(flow) => format!(" -({})-> {target}", flow.on.label()),
    }
}

/// The shortest path from the start to each activity.
pub(super) struct Paths<'p> {
    drafts: &'p [Draft],
    /// Where each was reached from.
    before: BTreeMap<NodeIndex, (NodeIndex, Edge)>,
}

impl<'p> Paths<'p> {
    pub(super) fn new(
        drafts: &'p [Draft],
        graph: &DiGraph<ActivityIdx, Edge>,
        start: ActivityIdx,
    ) -> Self {
        let start = node(start);
        let mut before = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(from) = queue.pop_front() {
            for (edge, to) in ordered_edges(graph, from) {
                if to != start && !before.contains_key(&to) {
                    before.insert(to, (from, edge));
                    queue.push_back(to);
                }
            }
        }
        Self { drafts, before }
    }

    /// `start -> a -(code)-> b`; of an activity that is not reached its name alone.
    pub(super) fn text(&self, to: ActivityIdx) -> String {
        let mut steps = Vec::new();
        let mut at = node(to);
        while let Some(&(from, edge)) = self.before.get(&at) {
            steps.push(step_text(self.drafts, from, (edge, at)));
            at = from;
        }
        let first = self.drafts.get(at.index()).map_or("", |draft| draft.activity.name.as_str());
        steps.reverse();
        format!("{first}{}", steps.concat())
    }
}

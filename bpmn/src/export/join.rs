//! Where flows must be gathered before a gateway.
//!
//! A parallel gateway of BPMN waits for a token on each of its incoming flows. Ours does not: several flows
//! may lead to a `parallel`, and several flows of one branch to a `join`, of which one is taken. Such flows pass
//! an exclusive gateway before it.

use std::collections::BTreeSet;

use engine::process::graph::{Edge as Reason, graph, node};
use engine::process::{ActivityIdx, ActivityKind, Process};
use petgraph::visit::EdgeRef as _;

use super::model::NodeIdx;

/// A flow, an error flow or a deadline; with the activity that it leaves.
pub(super) type Edge = (ActivityIdx, Reason);

/// Flows to one activity that pass one gateway.
#[derive(Debug)]
struct Group {
    to: ActivityIdx,
    /// `None`: the flow from the start event.
    edges: BTreeSet<Option<Edge>>,
    gateway: Option<(NodeIdx, NodeIdx)>,
}

/// All such groups of a process.
#[derive(Debug, Default)]
pub(super) struct Merges(Vec<Group>);

impl Merges {
    pub(super) fn of(process: &Process) -> Self {
        let mut merges = Self::default();
        for (position, activity) in process.activities().iter().enumerate() {
            let to = ActivityIdx(position);
            match &activity.kind {
                ActivityKind::Parallel { .. } => {
                    let mut edges: BTreeSet<Option<Edge>> =
                        edges_to(process, to).into_iter().map(Some).collect();
                    if process.start().activity == to {
                        edges.insert(None);
                    }
                    merges.add(to, edges);
                }
                ActivityKind::Join { of, .. } => {
                    for edges in branches(process, *of, to) {
                        merges.add(to, edges.into_iter().map(Some).collect());
                    }
                }
                ActivityKind::UserTask { .. }
                | ActivityKind::ServiceTask { .. }
                | ActivityKind::Do { .. }
                | ActivityKind::Choice { .. }
                | ActivityKind::Wait { .. }
                | ActivityKind::Call { .. }
                | ActivityKind::ForEach { .. }
                | ActivityKind::End { .. } => {}
            }
        }
        merges
    }

    fn add(&mut self, to: ActivityIdx, edges: BTreeSet<Option<Edge>>) {
        if edges.len() > 1 {
            self.0.push(Group { to, edges, gateway: None });
        }
    }

    /// The group to which a flow belongs.
    pub(super) fn group(&self, edge: Option<Edge>, to: ActivityIdx) -> Option<usize> {
        self.0.iter().position(|group| group.to == to && group.edges.contains(&edge))
    }

    pub(super) fn gateway(&self, group: usize) -> Option<NodeIdx> {
        self.0.get(group).and_then(|group| group.gateway).map(|(gateway, _)| gateway)
    }

    pub(super) fn set_gateway(&mut self, group: usize, gateway: NodeIdx, target: NodeIdx) {
        if let Some(group) = self.0.get_mut(group) {
            group.gateway = Some((gateway, target));
        }
    }

    /// The gateways, each with what it stands before.
    pub(super) fn gateways(&self) -> Vec<(NodeIdx, NodeIdx)> {
        self.0.iter().filter_map(|group| group.gateway).collect()
    }
}

fn edges_to(process: &Process, to: ActivityIdx) -> Vec<Edge> {
    let graph = graph(process);
    let incoming = graph.edges_directed(node(to), petgraph::Direction::Incoming);
    let mut edges: Vec<Edge> =
        incoming.map(|edge| (ActivityIdx(edge.source().index()), *edge.weight())).collect();
    edges.sort_unstable();
    edges
}

/// The flows to a join, by the branch of the parallel to which they belong. A flow of which that cannot be
/// said stands alone.
fn branches(process: &Process, parallel: ActivityIdx, join: ActivityIdx) -> Vec<Vec<Edge>> {
    let graph = graph(process);
    let flows = process.activity(parallel).kind.next();
    let reached: Vec<BTreeSet<ActivityIdx>> = flows
        .iter()
        .map(|flow| {
            let mut reached = BTreeSet::new();
            let mut open = vec![flow.to];
            while let Some(next) = open.pop() {
                if next != join && next != parallel && reached.insert(next) {
                    open.extend(graph.neighbors(node(next)).map(|node| ActivityIdx(node.index())));
                }
            }
            reached
        })
        .collect();
    let mut branches: Vec<Vec<Edge>> = vec![Vec::new(); flows.len()];
    let mut others = Vec::new();
    for edge in edges_to(process, join) {
        let nth = match edge {
            (from, Reason::Flow(nth)) if from == parallel => Some(nth),
            (from, _) => {
                let mut of =
                    reached.iter().enumerate().filter(|(_, reached)| reached.contains(&from));
                of.next().filter(|_| of.next().is_none()).map(|(nth, _)| nth)
            }
        };
        match nth.and_then(|nth| branches.get_mut(nth)) {
            Some(branch) => branch.push(edge),
            None => others.push(vec![edge]),
        }
    }
    branches.extend(others);
    branches
}

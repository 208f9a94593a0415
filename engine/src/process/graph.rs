//! A process as a graph: what the compiler proves things about, and what the map draws.

use petgraph::graph::{DiGraph, NodeIndex};

use super::{Activity, ActivityIdx, ActivityKind, Process, WaitFor};

/// Why an activity follows another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edge {
    /// The flow at this position of `next`.
    Flow(usize),
    /// The error flow at this position of `on-error`.
    Error(usize),
    /// The deadline.
    Expire,
}

/// The graph of a process: node `n` is the activity with index `n`.
pub fn graph(process: &Process) -> DiGraph<ActivityIdx, Edge> {
    graph_of(process.activities())
}

pub(crate) fn graph_of<'a>(
    activities: impl IntoIterator<Item = &'a Activity>,
) -> DiGraph<ActivityIdx, Edge> {
    let activities: Vec<&Activity> = activities.into_iter().collect();
    let mut graph = DiGraph::new();
    for position in 0..activities.len() {
        graph.add_node(ActivityIdx(position));
    }
    for (position, activity) in activities.iter().enumerate() {
        let from = NodeIndex::new(position);
        for (flow_position, flow) in activity.kind.next().iter().enumerate() {
            graph.add_edge(from, node(flow.to), Edge::Flow(flow_position));
        }
        for (flow_position, flow) in activity.kind.on_error().iter().enumerate() {
            graph.add_edge(from, node(flow.to), Edge::Error(flow_position));
        }
        if let Some(expire) = &activity.expire {
            graph.add_edge(from, node(expire.to), Edge::Expire);
        }
    }
    graph
}

/// The node of an activity.
pub fn node(activity: ActivityIdx) -> NodeIndex {
    NodeIndex::new(activity.0)
}

/// Whether a token moves on from the activity without a person, a delay or a message, be it after an
/// invocation. A moment that a field holds may have passed already, so it keeps no cycle from turning.
pub(crate) const fn is_automatic(activity: &Activity) -> bool {
    match &activity.kind {
        ActivityKind::ServiceTask { .. }
        | ActivityKind::Do { .. }
        | ActivityKind::Choice { .. }
        | ActivityKind::Parallel { .. }
        | ActivityKind::Join { .. }
        | ActivityKind::Call { .. }
        | ActivityKind::ForEach { .. }
        | ActivityKind::Wait { on: WaitFor::Until(_), .. } => true,
        ActivityKind::UserTask { .. }
        | ActivityKind::Wait { on: WaitFor::After(_) | WaitFor::Message { .. }, .. }
        | ActivityKind::End { .. } => false,
    }
}

//! The flow nodes of a process and the flows between them.

use std::collections::{BTreeMap, BTreeSet};

use crate::Place;
use crate::node::Entries;
use crate::xml::Element;

/// Index of a node in [`Graph::nodes`].
pub(super) type NodeIdx = usize;
/// Index of a flow in [`Graph::flows`].
pub(super) type FlowIdx = usize;

/// What a flow node is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Start,
    End,
    UserTask,
    ServiceTask,
    Script,
    Receive,
    Call,
    /// A subprocess that we wrote for a wait.
    Waiting,
    Catch,
    Exclusive,
    Parallel,
    /// A complex gateway that we wrote for a join.
    Complex,
    Boundary,
    /// What compensates another task.
    Compensation,
    /// Part of what another element means.
    Folded,
    /// Refused already; it is kept so that what is around it is not refused, too.
    Refused,
}

#[derive(Debug)]
pub(super) struct Item<'x> {
    pub(super) element: &'x Element,
    pub(super) role: Role,
    /// In the order of its `outgoing` elements.
    pub(super) outgoing: Vec<FlowIdx>,
    pub(super) incoming: Vec<FlowIdx>,
    /// The node at whose border it is.
    pub(super) host: Option<NodeIdx>,
    /// The events at its own border.
    pub(super) events: Vec<NodeIdx>,
}

#[derive(Debug)]
pub(super) struct Flow<'x> {
    pub(super) element: &'x Element,
    pub(super) from: NodeIdx,
    pub(super) to: NodeIdx,
    pub(super) when: Option<(Place, String)>,
    /// What we wrote beside it.
    pub(super) entries: Entries,
}

#[derive(Debug, Default)]
pub(super) struct Graph<'x> {
    pub(super) nodes: Vec<Item<'x>>,
    pub(super) flows: Vec<Flow<'x>>,
    pub(super) by_id: BTreeMap<&'x str, NodeIdx>,
}

impl<'x> Graph<'x> {
    pub(super) fn find(&self, reference: &str) -> Option<NodeIdx> {
        let local = || reference.rsplit_once(':').map(|(_, local)| local);
        let found = self.by_id.get(reference);
        found.or_else(|| self.by_id.get(local()?)).copied()
    }

    pub(super) fn node(&self, node: NodeIdx) -> Option<&Item<'x>> {
        self.nodes.get(node)
    }

    pub(super) fn outgoing(&self, node: NodeIdx) -> &[FlowIdx] {
        self.nodes.get(node).map_or(&[], |item| &item.outgoing)
    }

    fn fold(&self, node: NodeIdx) -> Option<&str> {
        let fold = self.nodes.get(node)?.element.extension("fold")?;
        fold.attribute("of")
    }

    /// The gateway at which a node decides, if it is one that we wrote for its flows.
    pub(super) fn decision(&self, node: NodeIdx) -> Option<NodeIdx> {
        let [flow] = self.outgoing(node) else { return None };
        let flow = self.flows.get(*flow)?;
        let gateway = self.nodes.get(flow.to)?;
        let is_ours = self.fold(flow.to) == Some("next")
            && gateway.role == Role::Exclusive
            && gateway.incoming.len() == 1
            && flow.when.is_none()
            && flow.entries.is_empty();
        is_ours.then_some(flow.to)
    }

    /// The node to which a flow leads, through gateways that we wrote to gather flows.
    pub(super) fn target(&self, flow: &Flow<'_>) -> NodeIdx {
        let mut to = flow.to;
        for _ in 0..self.nodes.len() {
            match self.merge(to) {
                Some(next) => to = next,
                None => break,
            }
        }
        to
    }

    /// Where a gateway leads that we wrote to gather flows.
    pub(super) fn merge(&self, node: NodeIdx) -> Option<NodeIdx> {
        let [flow] = self.outgoing(node) else { return None };
        let flow = self.flows.get(*flow)?;
        let is_ours = self.fold(node) == Some("merge")
            && self.nodes.get(node)?.role == Role::Exclusive
            && flow.when.is_none()
            && flow.entries.is_empty();
        is_ours.then_some(flow.to)
    }

    /// What a token can reach from a flow without passing `stop`: which nodes, and by which flows. What leaves
    /// the border of a node counts as leaving the node.
    pub(super) fn reach(&self, from: FlowIdx, stop: &[NodeIdx]) -> Reach {
        let mut reach =
            Reach { nodes: vec![false; self.nodes.len()], flows: vec![false; self.flows.len()] };
        let mut open = vec![from];
        while let Some(next) = open.pop() {
            let (Some(flow), Some(seen)) = (self.flows.get(next), reach.flows.get_mut(next)) else {
                continue;
            };
            let is_stop = stop.contains(&flow.to);
            if std::mem::replace(seen, true) || is_stop {
                continue;
            }
            if let Some(entered) = reach.nodes.get_mut(flow.to)
                && !std::mem::replace(entered, true)
            {
                open.extend(self.leaving(flow.to));
            }
        }
        reach
    }

    fn leaving(&self, node: NodeIdx) -> impl Iterator<Item = FlowIdx> {
        let item = self.nodes.get(node).into_iter();
        let events = item.clone().flat_map(|item| &item.events);
        let events = events.filter_map(|event| self.nodes.get(*event));
        item.chain(events).flat_map(|item| item.outgoing.iter().copied())
    }

    /// The parallel gateways that split.
    pub(super) fn splits(&self) -> impl Iterator<Item = NodeIdx> {
        let is_split = |item: &Item<'_>| item.role == Role::Parallel && item.outgoing.len() > 1;
        self.nodes.iter().enumerate().filter(move |(_, item)| is_split(item)).map(|(node, _)| node)
    }

    /// For each parallel gateway that gathers, the ones that split into the branches which it gathers: each of
    /// its flows comes from one branch, and each branch has one. Normally there is one such.
    pub(super) fn splits_by_join(&self) -> BTreeMap<NodeIdx, Vec<NodeIdx>> {
        let mut found: BTreeMap<NodeIdx, Vec<NodeIdx>> = BTreeMap::new();
        for split in self.splits() {
            let branches = self.outgoing(split);
            // For each join, the branches that reach it by one flow, and those flows.
            let mut gathered: BTreeMap<NodeIdx, BTreeSet<FlowIdx>> = BTreeMap::new();
            for branch in branches {
                let reach = self.reach(*branch, &[split]);
                let mut arrived: BTreeMap<NodeIdx, Vec<FlowIdx>> = BTreeMap::new();
                for (index, flow) in self.flows.iter().enumerate() {
                    if reach.flows.get(index) == Some(&true)
                        && self.gathers(flow.to, branches.len())
                    {
                        arrived.entry(flow.to).or_default().push(index);
                    }
                }
                for (join, flows) in arrived {
                    if let [flow] = flows.as_slice() {
                        gathered.entry(join).or_default().insert(*flow);
                    }
                }
            }
            for (join, flows) in gathered {
                if flows.len() == branches.len() && join != split {
                    found.entry(join).or_default().push(split);
                }
            }
        }
        found
    }

    /// Whether a node is a gateway that gathers this many branches.
    fn gathers(&self, node: NodeIdx, n_branches: usize) -> bool {
        self.nodes.get(node).is_some_and(|item| {
            matches!(item.role, Role::Parallel | Role::Complex)
                && item.incoming.len() == n_branches
                && item.outgoing.len() <= 1
        })
    }
}

/// What can be reached.
#[derive(Debug)]
pub(super) struct Reach {
    /// For each node, whether it is entered.
    pub(super) nodes: Vec<bool>,
    /// For each flow, whether it is taken.
    flows: Vec<bool>,
}

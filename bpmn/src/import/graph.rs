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

    /// What a token can reach from a flow without passing `stop`, as nodes and the flows into `stop`. What
    /// leaves the border of a node counts as leaving the node.
    pub(super) fn reach(
        &self,
        from: FlowIdx,
        stop: &[NodeIdx],
    ) -> (BTreeSet<NodeIdx>, BTreeSet<FlowIdx>) {
        let mut nodes = BTreeSet::new();
        let mut arrived = BTreeSet::new();
        let mut open = vec![from];
        while let Some(next) = open.pop() {
            let Some(flow) = self.flows.get(next) else { continue };
            if stop.contains(&flow.to) {
                arrived.insert(next);
            } else if nodes.insert(flow.to) {
                open.extend(self.leaving(flow.to));
            }
        }
        (nodes, arrived)
    }

    fn leaving(&self, node: NodeIdx) -> impl Iterator<Item = FlowIdx> {
        let events = self.nodes.iter().filter(move |item| item.host == Some(node));
        let own = self.nodes.get(node).into_iter().chain(events);
        own.flat_map(|item| item.outgoing.iter().copied())
    }

    pub(super) fn splits(&self) -> impl Iterator<Item = NodeIdx> {
        let is_split = |item: &Item<'_>| item.role == Role::Parallel && item.outgoing.len() > 1;
        self.nodes.iter().enumerate().filter(move |(_, item)| is_split(item)).map(|(node, _)| node)
    }

    /// The parallel gateway whose branches a joining one gathers: each of its flows comes from one branch, and
    /// each branch has one.
    pub(super) fn split_of(&self, join: NodeIdx) -> Option<NodeIdx> {
        let incoming: BTreeSet<FlowIdx> = self.nodes.get(join)?.incoming.iter().copied().collect();
        let mut found = self.splits().filter(|&split| {
            let branches = self.outgoing(split);
            let mut gathered = BTreeSet::new();
            split != join
                && branches.len() == incoming.len()
                && branches.iter().all(|&branch| {
                    let (_, arrived) = self.reach(branch, &[join, split]);
                    let into = |flow: &&FlowIdx| incoming.contains(flow);
                    let mut arrived = arrived.iter().filter(into);
                    matches!((arrived.next(), arrived.next()), (Some(flow), None) if gathered.insert(*flow))
                })
        });
        found.next().filter(|_| found.next().is_none())
    }
}

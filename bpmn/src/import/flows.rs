//! The flows of activities.

use super::graph::{Flow, FlowIdx, Graph, Item, NodeIdx, Role};
use super::read::called;
use super::{FINISHED, Import, is_ours};
use crate::node::{Entries, Node};

impl<'x> Import<'x> {
    /// The flows of `next`.
    pub(super) fn next(&mut self, graph: &Graph<'x>, node: NodeIdx, item: &Item<'x>) -> Node {
        let decision = graph.decision(node);
        let flows = graph.outgoing(decision.unwrap_or(node)).to_vec();
        let decides = decision.is_some() || item.role == Role::Exclusive;
        let place = item.element.place;
        if flows.is_empty() {
            return self.finish(item);
        }
        let is_split = item.role == Role::Parallel && flows.len() > 1;
        if !decides && !is_split && flows.len() > 1 {
            let message = format!(
                "{} flows leave the {}{} at once: put a gateway behind it",
                flows.len(),
                item.element.name,
                called(item.element)
            );
            self.fault(place, message);
        }
        let default = graph.node(decision.unwrap_or(node));
        let default = default.and_then(|gateway| gateway.element.attribute("default"));
        let flows = self.in_order(graph, &flows, default, decides);
        let mut nodes: Vec<Node> = Vec::new();
        for flow in &flows {
            if let (false, Some((at, _))) = (decides, &flow.when) {
                self.fault(
                    *at,
                    "a condition stands at a flow that no exclusive gateway decides on",
                );
            }
            nodes.push(self.flow_node(graph, flow, default));
        }
        match nodes.as_slice() {
            [one] if one.value().is_some() => one.clone(),
            _ => Node::list(place, nodes),
        }
    }

    /// The flows, the default one last; a gateway has at most one.
    fn in_order<'g>(
        &mut self,
        graph: &'g Graph<'x>,
        flows: &[FlowIdx],
        default: Option<&str>,
        decides: bool,
    ) -> Vec<&'g Flow<'x>> {
        let flows = flows.iter().filter_map(|flow| graph.flows.get(*flow));
        let is_default = |flow: &Flow<'_>| {
            flow.when.is_none() || (default.is_some() && flow.element.attribute("id") == default)
        };
        let (last, mut first): (Vec<_>, Vec<_>) =
            flows.partition(|flow| decides && is_default(flow));
        if last.len() > 1 {
            for flow in last.iter().filter(|flow| flow.element.attribute("id") != default) {
                let message = format!(
                    "the flow{} has no condition, and is not the gateway's default",
                    called(flow.element)
                );
                self.fault(flow.element.place, message);
            }
        }
        first.extend(last);
        first
    }

    fn flow_node(&mut self, graph: &Graph<'x>, flow: &Flow<'x>, default: Option<&str>) -> Node {
        let place = flow.element.place;
        let to = Node::text(place, self.activity_at(graph, graph.target(flow), place));
        let is_default = default.is_some() && flow.element.attribute("id") == default;
        let when = flow.when.as_ref().filter(|_| !is_default);
        if when.is_none() && flow.entries.is_empty() {
            return to;
        }
        let mut entries = Entries::new();
        if let Some((at, when)) = when {
            entries.push(("when".to_owned(), Node::text(*at, when)));
        }
        entries.push(("to".to_owned(), to));
        entries.extend(flow.entries.clone());
        Node::mapping(place, entries)
    }

    /// A path without an end event ends all the same.
    fn finish(&mut self, item: &Item<'x>) -> Node {
        let place = item.element.place;
        self.added.push((place, format!("the end behind{}", called(item.element))));
        let name = match self.finished.clone() {
            Some(name) => name,
            None => self.names.unique(FINISHED, |n| format!("-{n}")),
        };
        self.finished = Some(name.clone());
        Node::text(place, name)
    }

    /// An end of ours withdraws whatever still waits; a none end event of BPMN does not.
    pub(super) fn refuse_ends_in_branches(&mut self, graph: &Graph<'x>) {
        let mut withdrawing = vec![false; graph.nodes.len()];
        for split in graph.splits() {
            let joins = self.splits.iter().filter(|(_, splits)| splits.contains(&split));
            let stop: Vec<NodeIdx> = joins.map(|(join, _)| *join).chain([split]).collect();
            for branch in graph.outgoing(split) {
                let reach = graph.reach(*branch, &stop);
                for (one, entered) in withdrawing.iter_mut().zip(reach.nodes) {
                    *one |= entered;
                }
            }
        }
        let withdrawing = graph.nodes.iter().zip(withdrawing).filter(|(_, one)| *one);
        for (item, _) in withdrawing {
            let is_none_end = item.role == Role::End
                && !is_ours(item.element)
                && !item.element.children.iter().any(|part| part.name.ends_with("EventDefinition"));
            let is_implicit = item.outgoing.is_empty()
                && !matches!(
                    item.role,
                    Role::End | Role::Folded | Role::Refused | Role::Compensation
                );
            if is_none_end || is_implicit {
                let message = format!(
                    "a branch ends at the {}{} and the others go on: an end here ends the whole process",
                    item.element.name,
                    called(item.element)
                );
                self.fault(item.element.place, message);
            }
        }
    }
}

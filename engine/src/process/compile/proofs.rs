//! Proofs about the activities together: sound, total, told.

mod bound;
mod net;
mod paths;
mod told;
mod total;

use std::collections::{BTreeSet, VecDeque};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::NodeFiltered;

use super::activities::Draft;
use crate::condition::Fields;
use crate::diagnostic::{Code, Diagnostic, Faults, Span};
use crate::process::graph::{Edge, graph_of, is_automatic, node};
use crate::process::{Activity, ActivityIdx, ActivityKind, Dialog, ErrorMatch};
use paths::{Paths, ordered_edges, step_text};

/// Reports everything that keeps the activities from being a process. That each of them leads to a
/// place of rest follows: every one has a way on, and no cycle of automatic ones goes round for ever.
pub(super) fn prove(
    drafts: &[Draft],
    fields: &Fields,
    start: ActivityIdx,
    start_at: Span,
    faults: &mut Faults,
) {
    let mut graph = graph_of(drafts.iter().map(|draft| &draft.activity));
    let paths = Paths::new(drafts, &graph, start);
    let takeable = Prover { drafts, graph: &graph, paths, faults }.total(fields);
    let can_take = |at: ActivityIdx, flow: usize| takeable.can_take(at, flow);
    net::prove(drafts, start, start_at, &can_take, faults);
    graph.retain_edges(|graph, edge| match (graph.edge_endpoints(edge), graph.edge_weight(edge)) {
        (Some((from, _)), Some(Edge::Flow(position))) => {
            can_take(ActivityIdx(from.index()), *position)
        }
        (_, _) => true,
    });
    let paths = Paths::new(drafts, &graph, start);
    let mut prover = Prover { drafts, graph: &graph, paths, faults };
    prover.no_endless_cycle();
    for (position, draft) in drafts.iter().enumerate() {
        prover.caught(draft, ActivityIdx(position));
        prover.asked(draft);
    }
    prover.told();
}

struct Prover<'p> {
    drafts: &'p [Draft],
    graph: &'p DiGraph<ActivityIdx, Edge>,
    paths: Paths<'p>,
    faults: &'p mut Faults,
}

impl<'p> Prover<'p> {
    fn draft(&self, node: NodeIndex) -> Option<&'p Draft> {
        self.drafts.get(node.index())
    }

    fn activity(&self, node: NodeIndex) -> Option<&'p Activity> {
        self.draft(node).map(|draft| &draft.activity)
    }

    /// No cycle of activities that nobody ever stops.
    fn no_endless_cycle(&mut self) {
        let automatic =
            NodeFiltered::from_fn(self.graph, |node| self.activity(node).is_some_and(is_automatic));
        for component in tarjan_scc(&automatic) {
            let members: BTreeSet<NodeIndex> = component.into_iter().collect();
            let Some(&first) = members.first() else { continue };
            let Some(cycle) = self.cycle(first, &members) else { continue };
            let Some(draft) = self.draft(first) else { continue };
            let message = format!(
                "`{}` leads back to itself, and nobody is asked on the way",
                draft.activity.name
            );
            let path = format!("{}{cycle}", self.paths.text(ActivityIdx(first.index())));
            let diagnostic = Diagnostic::new(Code::EndlessCycle, draft.places.name, message)
                .counterexample(path)
                .help("put a user task into the cycle, or lead it to an end");
            self.faults.push(diagnostic);
        }
    }

    /// The shortest way from a node through its component back to itself, as text after its name.
    fn cycle(&self, first: NodeIndex, members: &BTreeSet<NodeIndex>) -> Option<String> {
        let mut queue = VecDeque::from([(first, String::new())]);
        let mut seen = BTreeSet::new();
        while let Some((from, way)) = queue.pop_front() {
            for edge in ordered_edges(self.graph, from) {
                if !members.contains(&edge.1) {
                    continue;
                }
                let step = format!("{way}{}", step_text(self.drafts, from, edge));
                if edge.1 == first {
                    return Some(step);
                }
                if seen.insert(edge.1) {
                    queue.push_back((edge.1, step));
                }
            }
        }
        None
    }

    /// Every failure of what others carry out has a way on.
    fn caught(&mut self, draft: &Draft, at: ActivityIdx) {
        let (ActivityKind::ServiceTask { on_error, .. }
        | ActivityKind::Call { on_error, .. }
        | ActivityKind::ForEach { on_error, .. }) = &draft.activity.kind
        else {
            return;
        };
        let Some(any) = on_error.iter().position(|flow| flow.on == ErrorMatch::Any) else {
            let span = draft.places.on_error.unwrap_or(draft.places.name);
            let message = format!("`{}` has no way on for every failure", draft.activity.name);
            let diagnostic = Diagnostic::new(Code::UncaughtFailure, span, message)
                .counterexample(format!("{} -(any other failure)->", self.paths.text(at)))
                .help("end `on-error` with `any: { to: ..., tell: ... }`");
            self.faults.push(diagnostic);
            return;
        };
        let any_at = draft.places.errors.get(any).map(|(label, _)| *label);
        for &(span, _) in draft.places.errors.iter().skip(any + 1) {
            let diagnostic =
                Diagnostic::new(Code::FlowNeverTaken, span, "this error flow is never taken")
                    .label(any_at.unwrap_or(span), "`any` takes every failure before it")
                    .help("put `any` last");
            self.faults.push(diagnostic);
        }
    }

    /// A sentence beside a field needs a form that shows the field.
    fn asked(&mut self, draft: &Draft) {
        for (flow, (_, field_at)) in draft.activity.kind.on_error().iter().zip(&draft.places.errors)
        {
            let (Some(field), Some(span)) = (flow.field, *field_at) else { continue };
            let Some(target) = self.activity(node(flow.to)) else { continue };
            let asks = |dialog: &Dialog| dialog.fields.iter().any(|offered| offered.field == field);
            let is_asked = if let ActivityKind::UserTask { dialogs, .. } = &target.kind {
                dialogs.iter().any(asks)
            } else {
                false
            };
            if !is_asked {
                let message = format!("no dialog of `{}` has this field", target.name);
                let diagnostic = Diagnostic::new(Code::FieldNotAsked, span, message)
                    .help("leave `field` out, or lead to a user task that asks for it");
                self.faults.push(diagnostic);
            }
        }
    }
}

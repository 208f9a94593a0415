//! Whoever waits learns what went wrong.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::graph::NodeIndex;

use super::Prover;
use super::paths::{ordered_edges, step_text};
use crate::action::Recipient;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::process::compile::activities::Draft;
use crate::process::graph::{Edge, is_automatic, node};
use crate::process::{ActivityIdx, ActivityKind};
use crate::ticket::TicketState;

const TELL: &str = "add `tell:` with a sentence that says what happened and what to do next";

/// An error flow or a deadline.
struct Failure {
    at: ActivityIdx,
    edge: (Edge, NodeIndex),
    tells: bool,
    span: Span,
}

/// Where a token comes to rest, and the way there as text.
type Rest = (NodeIndex, String);

impl Prover<'_> {
    /// Each failure and each deadline gives the customer a sentence, and each failure the administrators a
    /// reason.
    pub(super) fn told(&mut self) {
        // Many failures lead to the same activity; where it goes on to is asked once.
        let mut rests_of: BTreeMap<NodeIndex, Vec<Rest>> = BTreeMap::new();
        let mut reported = BTreeSet::new();
        for failure in self.failures() {
            let to = failure.edge.1;
            let rests = rests_of.entry(to).or_insert_with(|| self.rests(to));
            let silent = rests.iter().find(|(rest, _)| !self.tells(*rest));
            if let (false, Some((_, way))) = (failure.tells, silent) {
                let diagnostic = self.untold(&failure, way);
                self.faults.push(diagnostic);
            }
            if failure.edge.0 == Edge::Expire {
                // Nothing went wrong that an administrator could mend.
                continue;
            }
            // One failure that comes to an end is enough to show it.
            for (rest, way) in rests.iter() {
                let unsaid = self.draft(*rest).map(silent_end).unwrap_or_default();
                if !unsaid.is_empty() && reported.insert(*rest) {
                    let way = self.way(&failure, way);
                    for diagnostic in unsaid {
                        self.faults.push(diagnostic.counterexample(&way));
                    }
                }
            }
        }
    }

    fn failures(&self) -> Vec<Failure> {
        let mut failures = Vec::new();
        for (position, Draft { activity, places }) in self.drafts.iter().enumerate() {
            let at = ActivityIdx(position);
            for (number, flow) in activity.kind.on_error().iter().enumerate() {
                let label = places.errors.get(number).map(|(label, _)| *label);
                failures.push(Failure {
                    at,
                    edge: (Edge::Error(number), node(flow.to)),
                    tells: flow.tell.is_some(),
                    span: label.unwrap_or(places.name),
                });
            }
            failures.extend(activity.expire.as_ref().map(|expire| Failure {
                at,
                edge: (Edge::Expire, node(expire.to)),
                tells: expire.tell.is_some(),
                span: places.expire.unwrap_or(places.name),
            }));
        }
        failures
    }

    /// A failure that goes a silent way.
    fn untold(&self, failure: &Failure, way: &str) -> Diagnostic {
        let name = self.draft(node(failure.at)).map_or("", |draft| &draft.activity.name);
        let message = if failure.edge.0 == Edge::Expire {
            format!("the customer is told nothing when `{name}` expires")
        } else {
            format!("the customer is told nothing when `{name}` fails so")
        };
        Diagnostic::new(Code::CustomerNotTold, failure.span, message)
            .counterexample(self.way(failure, way))
            .help(TELL)
    }

    /// From the start through a failure to a rest behind it.
    fn way(&self, failure: &Failure, rest: &str) -> String {
        let start = self.paths.text(failure.at);
        format!("{start}{}{rest}", step_text(self.drafts, node(failure.at), failure.edge))
    }

    fn tells(&self, node: NodeIndex) -> bool {
        self.activity(node).is_some_and(|activity| {
            matches!(&activity.kind, ActivityKind::End { tell: Some(_), .. })
        })
    }

    /// The activities at which a token rests that comes to `first`, each with the way there. Failures
    /// on the way have paths of their own.
    fn rests(&self, first: NodeIndex) -> Vec<Rest> {
        let mut rests = Vec::new();
        let mut seen = BTreeSet::from([first]);
        let mut queue = VecDeque::from([(first, String::new())]);
        while let Some((at, way)) = queue.pop_front() {
            if !self.activity(at).is_some_and(is_automatic) {
                rests.push((at, way));
                continue;
            }
            for edge in ordered_edges(self.graph, at) {
                if matches!(edge.0, Edge::Flow(_)) && seen.insert(edge.1) {
                    queue.push_back((edge.1, format!("{way}{}", step_text(self.drafts, at, edge))));
                }
            }
        }
        rests
    }
}

/// What an end after a failure leaves unsaid.
fn silent_end(draft: &Draft) -> Vec<Diagnostic> {
    let ActivityKind::End { state: TicketState::ClosedUnsuccessful, tell, notify } =
        &draft.activity.kind
    else {
        return Vec::new();
    };
    let mut diagnostics = Vec::new();
    let name = &draft.activity.name;
    if tell.is_none() {
        let message = format!("a failure ends at `{name}`, which tells the customer nothing");
        let diagnostic =
            Diagnostic::new(Code::CustomerNotTold, draft.places.name, message).help(TELL);
        diagnostics.push(diagnostic);
    }
    if *notify != Some(Recipient::Admins) {
        let message = format!("a failure ends at `{name}`, and no administrator learns why");
        let diagnostic = Diagnostic::new(Code::AdminsNotTold, draft.places.name, message)
            .help("add `notify: admins`");
        diagnostics.push(diagnostic);
    }
    diagnostics
}

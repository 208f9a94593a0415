//! Whatever the fields hold, one flow applies; and each flow applies for something that they hold.

use super::Prover;
use crate::condition::cases::{Taken, Undecided, Witness, decide};
use crate::condition::{Condition, Fields};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::process::compile::activities::Draft;
use crate::process::{ActivityIdx, ActivityKind, Flow};

/// The most flows that are pointed at because they are taken before another.
const POINTED_AT_MAX: usize = 5;
const ADD_DEFAULT: &str = "end the list with a flow without `when`";

/// Which flows can be taken.
#[derive(Debug)]
pub(super) struct Takeable(Vec<Vec<bool>>);

impl Takeable {
    /// Whether the flow at a position of an activity's `next` is taken for some values of the fields.
    pub(super) fn can_take(&self, at: ActivityIdx, flow: usize) -> bool {
        self.0.get(at.0).and_then(|flows| flows.get(flow)).copied().unwrap_or(true)
    }
}

impl Prover<'_> {
    /// Reports activities where no flow may apply, and flows that are never taken.
    pub(super) fn total(&mut self, fields: &Fields) -> Takeable {
        let drafts = self.drafts.iter().enumerate();
        Takeable(drafts.map(|(at, draft)| self.total_at(ActivityIdx(at), draft, fields)).collect())
    }

    /// Whether each flow can be taken.
    fn total_at(&mut self, at: ActivityIdx, draft: &Draft, fields: &Fields) -> Vec<bool> {
        let next = draft.activity.kind.next();
        if next.iter().all(|flow| flow.when.is_none()) && next.len() <= 1
            || matches!(draft.activity.kind, ActivityKind::Parallel { .. })
        {
            return vec![true; next.len()];
        }
        let conditions: Vec<Option<&Condition>> =
            next.iter().map(|flow| flow.when.as_ref()).collect();
        match decide(&conditions, fields) {
            Ok(cases) => {
                if let Some(witness) = &cases.uncovered {
                    self.uncovered(at, draft, witness);
                }
                let taken = cases.taken.iter().enumerate();
                taken.map(|(position, taken)| self.taken(draft, position, taken)).collect()
            }
            Err(undecided) => self.undecided(at, draft, &undecided),
        }
    }

    fn uncovered(&mut self, at: ActivityIdx, draft: &Draft, witness: &Witness) {
        let message =
            format!("`{}` has no way on if none of its conditions holds", draft.activity.name);
        let with = if witness.is_empty() { "" } else { "with " };
        let diagnostic = Diagnostic::new(Code::NoDefaultFlow, next_at(draft), message)
            .counterexample(format!("{}, {with}{witness}", self.paths.text(at)))
            .help(ADD_DEFAULT);
        self.faults.push(diagnostic);
    }

    /// Whether a flow can be taken; reports one that cannot.
    fn taken(&mut self, draft: &Draft, position: usize, taken: &Taken) -> bool {
        let next = draft.activity.kind.next();
        let place = |position: usize| draft.places.flows.get(position).copied();
        let span = place(position).unwrap_or(draft.places.name);
        let shadowed = match taken {
            Taken::When(_) => return true,
            Taken::NeverHolds => {
                let message = "this flow is never taken: its condition never holds";
                let diagnostic = Diagnostic::new(Code::FlowNeverTaken, span, message)
                    .help("correct the condition, or leave the flow out");
                self.faults.push(diagnostic);
                return false;
            }
            Taken::Shadowed(by) => by,
        };
        let mut diagnostic =
            Diagnostic::new(Code::FlowNeverTaken, span, "this flow is never taken");
        let is_default = |by: &usize| next.get(*by).is_some_and(|flow| flow.when.is_none());
        if let Some(default) = shadowed.iter().copied().find(is_default) {
            diagnostic = diagnostic
                .label(
                    place(default).unwrap_or(span),
                    "this one, without `when`, is taken before it",
                )
                .help("flows are tried in the order written; put the one without `when` last");
        } else {
            let text = if shadowed.len() == 1 {
                "this one is taken wherever it could be"
            } else {
                "of these, one is taken wherever it could be"
            };
            for by in shadowed.iter().take(POINTED_AT_MAX) {
                diagnostic = diagnostic.label(place(*by).unwrap_or(span), text);
            }
            diagnostic = diagnostic
                .help("flows are tried in the order written; put it before them, or leave it out");
        }
        self.faults.push(diagnostic);
        false
    }

    /// With a flow without `when` one applies all the same; what is behind it is never taken.
    fn undecided(&mut self, at: ActivityIdx, draft: &Draft, why: &Undecided) -> Vec<bool> {
        let next = draft.activity.kind.next();
        let default = next.iter().position(|flow: &Flow| flow.when.is_none());
        // A field with a fault has been reported.
        if default.is_none() && *why != Undecided::BadField {
            let name = &draft.activity.name;
            let message = format!("whether `{name}` always has a way on cannot be decided: {why}");
            let diagnostic = Diagnostic::new(Code::ConditionsUndecided, next_at(draft), message)
                .counterexample(self.paths.text(at))
                .help(ADD_DEFAULT);
            self.faults.push(diagnostic);
        }
        let default = default.unwrap_or(next.len());
        let taken = (0..next.len()).map(|position| {
            let behind = Taken::Shadowed(vec![default]);
            position <= default || self.taken(draft, position, &behind)
        });
        taken.collect()
    }
}

fn next_at(draft: &Draft) -> Span {
    draft.places.next.unwrap_or(draft.places.name)
}

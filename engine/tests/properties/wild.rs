//! Processes that lead anywhere: most of them are refused.

use engine::simulation::values::Lot;

use crate::plan::{Flow, Kind, Plan, Step, questions};

/// At most `n_max` activities.
pub(crate) fn draw(lot: &mut Lot, n_max: usize) -> Plan {
    let n_steps = 2 + lot.below(n_max - 1);
    // A join needs a parallel.
    let n_parallels = lot.below(3).min(n_steps / 4);
    let mut steps: Vec<Step> = (0..n_parallels).map(|_| parallel(lot, n_steps)).collect();
    while steps.len() < n_steps {
        let step = if n_parallels > 0 && lot.once_in(4) {
            let of = lot.below(n_parallels);
            let n_branches = steps[of].next.len();
            let wait_for = if lot.once_in(3) { 1 + lot.below(n_branches) } else { n_branches };
            step(lot, Kind::Join { of, wait_for }, n_steps)
        } else {
            let kind = kind(lot);
            step(lot, kind, n_steps)
        };
        steps.push(step);
    }
    let start = if n_parallels > 0 && lot.once_in(2) { 0 } else { lot.below(n_steps) };
    Plan { steps, start, asks_file: false }
}

/// Any kind but those that belong together.
pub(crate) fn kind(lot: &mut Lot) -> Kind {
    let kinds = [
        Kind::UserTask,
        Kind::UserTask,
        Kind::ServiceTask,
        Kind::Do,
        Kind::Choice,
        Kind::Choice,
        Kind::WaitAfter,
        Kind::WaitUntil,
        Kind::WaitMessage,
        Kind::Call,
        Kind::ForEach,
        Kind::End { is_successful: true },
        Kind::End { is_successful: false },
    ];
    kinds[lot.below(kinds.len())]
}

fn parallel(lot: &mut Lot, n_steps: usize) -> Step {
    let mut targets: Vec<usize> = (0..n_steps).collect();
    let n_branches = (2 + lot.below(2)).min(n_steps);
    let next = (0..n_branches).map(|_| Flow::to(targets.swap_remove(lot.below(targets.len()))));
    Step { kind: Kind::Parallel, next: next.collect(), errors: Vec::new(), expire: None }
}

/// One that leads somewhere.
fn step(lot: &mut Lot, kind: Kind, n_steps: usize) -> Step {
    let n_flows = if matches!(kind, Kind::End { .. }) {
        0
    } else if kind == Kind::Choice {
        2 + lot.below(2)
    } else {
        1 + usize::from(lot.once_in(4))
    };
    let questions = if n_flows == 0 { Vec::new() } else { questions(lot, n_flows) };
    let next = questions.into_iter().map(|when| Flow { when, to: lot.below(n_steps) }).collect();
    let errors = labels(lot, kind).into_iter().map(|label| (label, lot.below(n_steps))).collect();
    let rests = rests(kind);
    let expire = (rests && lot.once_in(4)).then(|| lot.below(n_steps));
    Step { kind, next, errors, expire }
}

/// Lets one or two ways lead somewhere else.
pub(crate) fn disturb(lot: &mut Lot, mut plan: Plan) -> Plan {
    let n_steps = plan.steps.len();
    for _ in 0..=lot.below(2) {
        let step = &mut plan.steps[lot.below(n_steps)];
        let to = lot.below(n_steps);
        let is_branch = step.kind == Kind::Parallel;
        if is_branch && step.next.iter().any(|flow| flow.to == to) {
            continue;
        }
        let n_flows = step.next.len();
        if n_flows > 0 {
            step.next[lot.below(n_flows)].to = to;
        }
    }
    plan
}

/// Whether a token rests there.
pub(crate) const fn rests(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::UserTask
            | Kind::ServiceTask
            | Kind::WaitAfter
            | Kind::WaitUntil
            | Kind::WaitMessage
            | Kind::Call
            | Kind::ForEach
    )
}

/// The labels of the failures that an activity of this kind catches.
pub(crate) fn labels(lot: &mut Lot, kind: Kind) -> Vec<&'static str> {
    let possible: &[&str] = if kind == Kind::ServiceTask {
        &["Fire.Refused", "undelivered"]
    } else if kind == Kind::Call {
        &["Process.Unsuccessful"]
    } else if kind == Kind::ForEach {
        &["Process.SomeUnsuccessful", "Items.Unreadable"]
    } else {
        return Vec::new();
    };
    let mut labels: Vec<&str> = possible.iter().copied().filter(|_| lot.once_in(3)).collect();
    labels.push("any");
    labels
}

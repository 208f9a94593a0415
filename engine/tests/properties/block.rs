//! Processes that are nested properly: most of them compile.

use engine::simulation::values::Lot;

use crate::plan::{Flow, Kind, Plan, Step, questions};
use crate::wild::{labels, rests};

/// Puts a process together from its end to its begin.
struct Builder<'l> {
    lot: &'l mut Lot,
    steps: Vec<Step>,
    /// How many more activities there may be.
    n_left: usize,
    failed: Option<usize>,
}

/// What stands around a part.
#[derive(Clone, Copy)]
struct Around {
    /// Other branches are under way: nothing may end the process.
    in_branch: bool,
    /// It may be withdrawn: nothing may be under way.
    is_partial: bool,
}

/// At most `n_max` activities.
pub(crate) fn draw(lot: &mut Lot, n_max: usize) -> Plan {
    let n_left = 3 + lot.below(n_max - 2);
    let mut builder = Builder { lot, steps: Vec::new(), n_left, failed: None };
    let end = builder.push(Kind::End { is_successful: true }, Vec::new());
    let around = Around { in_branch: false, is_partial: false };
    let mut start = end;
    while builder.n_left > 1 || start == end {
        start = builder.part(start, around, 0);
    }
    let begins_with_form = builder.lot.below(4) > 0;
    if begins_with_form && builder.n_left > 0 {
        start = builder.push(Kind::UserTask, vec![Flow::to(start)]);
    }
    let asks_file = builder.steps[start].kind == Kind::UserTask;
    let failed = builder.failed;
    let mut plan = Plan { steps: builder.steps, start, asks_file };
    if let Some(failed) = failed.filter(|failed| !plan.leads_to(*failed)) {
        plan.remove(failed);
    }
    plan
}

impl Builder<'_> {
    fn push(&mut self, kind: Kind, next: Vec<Flow>) -> usize {
        self.n_left = self.n_left.saturating_sub(1);
        self.steps.push(Step { kind, next, errors: Vec::new(), expire: None });
        self.steps.len() - 1
    }

    /// The end after failures.
    fn failed(&mut self) -> Option<usize> {
        if self.failed.is_none() && self.n_left > 0 {
            self.failed = Some(self.push(Kind::End { is_successful: false }, Vec::new()));
        }
        self.failed
    }

    /// A part that leads to `to`, and where it begins.
    fn part(&mut self, to: usize, around: Around, depth: usize) -> usize {
        if self.n_left == 0 {
            return to;
        }
        match self.lot.below(if depth > 2 { 5 } else { 10 }) {
            5 | 6 if self.n_left >= 3 => self.choice(to, around, depth),
            7 if self.n_left >= 2 => self.round(to, around, depth),
            8 | 9 if self.n_left >= 4 => self.parallel(to, around, depth),
            _ => self.step(to, around),
        }
    }

    fn step(&mut self, to: usize, around: Around) -> usize {
        let mut kinds =
            vec![Kind::UserTask, Kind::Do, Kind::WaitAfter, Kind::WaitUntil, Kind::WaitMessage];
        if !around.is_partial {
            kinds.extend([Kind::ServiceTask, Kind::ServiceTask, Kind::Call, Kind::ForEach]);
        }
        let kind = kinds[self.lot.below(kinds.len())];
        let otherwise =
            if around.in_branch { None } else { self.failed().filter(|_| self.lot.once_in(2)) };
        let otherwise = otherwise.unwrap_or(to);
        let step = self.push(kind, vec![Flow::to(to)]);
        if otherwise != to && self.lot.once_in(3) {
            let questions = questions(self.lot, 2);
            let targets = [otherwise, to];
            let flows = questions.into_iter().zip(targets).map(|(when, to)| Flow { when, to });
            self.steps[step].next = flows.collect();
        }
        let labels = labels(self.lot, kind);
        self.steps[step].errors = labels.into_iter().map(|label| (label, otherwise)).collect();
        if rests(kind) && self.lot.once_in(4) {
            self.steps[step].expire = Some(otherwise);
        }
        step
    }

    fn choice(&mut self, to: usize, around: Around, depth: usize) -> usize {
        self.n_left -= 1;
        let n_flows = 2 + self.lot.below(2);
        let targets: Vec<usize> = (0..n_flows).map(|_| self.part(to, around, depth + 1)).collect();
        self.n_left += 1;
        let questions = questions(self.lot, n_flows);
        let flows = questions.into_iter().zip(targets).map(|(when, to)| Flow { when, to });
        self.push(Kind::Choice, flows.collect())
    }

    /// A part, and after it back to its begin or on.
    fn round(&mut self, to: usize, around: Around, depth: usize) -> usize {
        let kind = if self.lot.once_in(3) { Kind::WaitMessage } else { Kind::UserTask };
        let again = self.push(kind, Vec::new());
        let begin = self.part(again, around, depth + 1);
        let questions = questions(self.lot, 2);
        let flows = questions.into_iter().zip([begin, to]).map(|(when, to)| Flow { when, to });
        self.steps[again].next = flows.collect();
        begin
    }

    fn parallel(&mut self, to: usize, around: Around, depth: usize) -> usize {
        let n_branches = if self.n_left > 5 { 2 + self.lot.below(2) } else { 2 };
        let is_partial = self.lot.once_in(3);
        let wait_for = if is_partial { 1 + self.lot.below(n_branches) } else { n_branches };
        let join = self.push(Kind::Join { of: usize::MAX, wait_for }, vec![Flow::to(to)]);
        // Kept for the parallel itself and one activity of each branch.
        let reserved = 1 + n_branches;
        self.n_left -= reserved.min(self.n_left);
        let around =
            Around { in_branch: true, is_partial: around.is_partial || wait_for < n_branches };
        let mut branches: Vec<Flow> = Vec::new();
        for _ in 0..n_branches {
            self.n_left += 1;
            let begin = self.part(join, around, depth + 1);
            branches.push(Flow::to(begin));
        }
        self.n_left += 1;
        let parallel = self.push(Kind::Parallel, branches);
        self.steps[join].kind = Kind::Join { of: parallel, wait_for };
        parallel
    }
}

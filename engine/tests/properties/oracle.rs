//! What is true of a plan, found by looking at everything, and written from the language's rules alone.
//!
//! A marking is a sorted list of tokens; a process that is over has none. A join that has enough tokens goes on
//! before anything else, the first one first. What conditions allow is found by trying all values.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::plan::{Held, Kind, Plan, Step};

type Tokens = Vec<usize>;

/// What an exhaustive search finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Truth {
    /// Activities where for some values no flow applies.
    pub(crate) uncovered: BTreeSet<usize>,
    /// Flows, by activity and position, that are taken for no values.
    pub(crate) never: BTreeSet<(usize, usize)>,
    /// Whether activities follow each other for ever without anything that takes its time.
    pub(crate) is_endless: bool,
    /// None if joins complete each other for ever: then nothing else can happen.
    pub(crate) tokens: Option<OfTokens>,
}

/// What becomes of the tokens.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct OfTokens {
    pub(crate) meets: bool,
    pub(crate) withdraws: bool,
    /// Activities that no token comes to; if tokens meet, those that no path leads to.
    pub(crate) dead: BTreeSet<usize>,
    /// Joins where a token waits for ever.
    pub(crate) stuck: BTreeSet<usize>,
}

impl Truth {
    pub(crate) fn is_sound(&self) -> bool {
        *self == Self { tokens: Some(OfTokens::default()), ..Self::default() }
    }
}

/// None if the tokens can stand in more ways than that, or an activity has no way on at all.
pub(crate) fn truth(plan: &Plan, n_markings_max: usize) -> Option<Truth> {
    let game = Game::new(plan);
    let mut truth = Truth { is_endless: game.is_endless(), ..Truth::default() };
    for (at, step) in plan.steps.iter().enumerate() {
        let is_end = matches!(step.kind, Kind::End { .. });
        let is_parallel = step.kind == Kind::Parallel;
        if !is_end && !is_parallel && Held::all().iter().any(|held| taken(step, *held).is_none()) {
            truth.uncovered.insert(at);
        }
        let never = (0..step.next.len()).filter(|flow| !is_parallel && !can_take(step, *flow));
        truth.never.extend(never.map(|flow| (at, flow)));
        if !is_end && game.ways(at).is_empty() {
            return None;
        }
    }
    if !game.joins_go_round() {
        truth.tokens = Some(game.play(n_markings_max)?);
    }
    Some(truth)
}

/// The flow that is taken for these values.
fn taken(step: &Step, held: Held) -> Option<usize> {
    step.next.iter().position(|flow| flow.when.as_ref().is_none_or(|when| when.holds(held)))
}

fn can_take(step: &Step, flow: usize) -> bool {
    Held::all().iter().any(|held| taken(step, *held) == Some(flow))
}

/// Where all ways of an activity lead.
fn all_ways(step: &Step) -> impl Iterator<Item = usize> {
    let next = step.next.iter().map(|flow| flow.to);
    next.chain(step.errors.iter().map(|(_, to)| *to)).chain(step.expire)
}

/// One move.
#[derive(Debug)]
struct After {
    tokens: Tokens,
    entered: Tokens,
    /// The joins that went on, or whose tokens were withdrawn.
    resolved: BTreeSet<usize>,
    meets: bool,
    withdraws: bool,
}

struct Game<'p> {
    plan: &'p Plan,
    /// For each activity, where tokens can go from it.
    ways: Vec<Vec<usize>>,
    regions: BTreeMap<usize, BTreeSet<usize>>,
}

impl<'p> Game<'p> {
    fn new(plan: &'p Plan) -> Self {
        let ways = plan.steps.iter().map(|step| {
            let is_parallel = step.kind == Kind::Parallel;
            let next = (0..step.next.len()).filter(|flow| is_parallel || can_take(step, *flow));
            let next = next.map(|flow| step.next[flow].to);
            next.chain(step.errors.iter().map(|(_, to)| *to)).chain(step.expire).collect()
        });
        let ways = ways.collect();
        Self { plan, ways, regions: regions(plan) }
    }

    fn ways(&self, at: usize) -> &[usize] {
        &self.ways[at]
    }

    fn kind(&self, at: usize) -> Kind {
        self.plan.steps[at].kind
    }

    fn needed(&self, at: usize) -> Option<usize> {
        if let Kind::Join { wait_for, .. } = self.kind(at) { Some(wait_for) } else { None }
    }

    fn works(&self, at: usize) -> bool {
        matches!(self.kind(at), Kind::ServiceTask | Kind::Call | Kind::ForEach)
    }

    /// Whether some of these activities follow each other in a circle.
    fn has_cycle(&self, of: impl Fn(usize) -> bool) -> bool {
        let mut left: BTreeSet<usize> = (0..self.plan.steps.len()).filter(|at| of(*at)).collect();
        loop {
            let leads_on = |at: &usize| self.ways(*at).iter().any(|to| left.contains(to));
            let rest: BTreeSet<usize> = left.iter().copied().filter(leads_on).collect();
            if rest.len() == left.len() {
                return !rest.is_empty();
            }
            left = rest;
        }
    }

    fn is_endless(&self) -> bool {
        self.has_cycle(|at| {
            !matches!(
                self.kind(at),
                Kind::UserTask | Kind::WaitAfter | Kind::WaitMessage | Kind::End { .. }
            )
        })
    }

    fn joins_go_round(&self) -> bool {
        self.has_cycle(|at| self.needed(at).is_some())
    }

    /// Puts tokens down.
    fn arrive(&self, before: Tokens, targets: &[usize]) -> After {
        let mut tokens = before;
        tokens.extend(targets);
        tokens.sort_unstable();
        let mut after = After {
            tokens,
            entered: targets.to_vec(),
            resolved: BTreeSet::new(),
            meets: false,
            withdraws: false,
        };
        if after.tokens.iter().any(|at| matches!(self.kind(*at), Kind::End { .. })) {
            after.withdraws = after.tokens.iter().any(|at| self.works(*at));
            after.resolved = (0..self.plan.steps.len()).collect();
            after.tokens.clear();
        } else {
            let most = |at: usize| self.needed(at).unwrap_or(1);
            after.meets = after.tokens.iter().any(|at| count(&after.tokens, *at) > most(*at));
        }
        after
    }

    /// All that can happen next.
    fn next(&self, tokens: &Tokens) -> Vec<After> {
        let is_full = |at: &usize| self.needed(*at).is_some_and(|n| count(tokens, *at) >= n);
        if let Some(join) = tokens.iter().copied().find(is_full) {
            return self.fire(join, tokens);
        }
        let mut all = Vec::new();
        for (position, &at) in tokens.iter().enumerate() {
            let mut rest = tokens.clone();
            rest.remove(position);
            match self.kind(at) {
                Kind::Join { .. } | Kind::End { .. } => {}
                Kind::Parallel => all.push(self.arrive(rest, self.ways(at))),
                Kind::UserTask
                | Kind::ServiceTask
                | Kind::Do
                | Kind::Choice
                | Kind::WaitAfter
                | Kind::WaitUntil
                | Kind::WaitMessage
                | Kind::Call
                | Kind::ForEach => {
                    all.extend(self.ways(at).iter().map(|to| self.arrive(rest.clone(), &[*to])));
                }
            }
        }
        all
    }

    /// A join goes on.
    fn fire(&self, join: usize, tokens: &Tokens) -> Vec<After> {
        let region = &self.regions[&join];
        let others = tokens.iter().copied().filter(|at| *at != join);
        let (lost, rest): (Tokens, Tokens) = others.partition(|at| region.contains(at));
        let after = |to: &usize| {
            let mut after = self.arrive(rest.clone(), &[*to]);
            after.resolved.insert(join);
            after.resolved.extend(&lost);
            after.withdraws |= lost.iter().any(|at| self.works(*at));
            after
        };
        self.ways(join).iter().map(after).collect()
    }

    /// Looks at every marking. Where tokens meet, nothing behind that is looked at.
    fn play(&self, n_markings_max: usize) -> Option<OfTokens> {
        let mut truth = OfTokens::default();
        let first = self.arrive(Vec::new(), &[self.plan.start]);
        let mut entered: BTreeSet<usize> = first.entered.into_iter().collect();
        let mut after: BTreeMap<Tokens, Vec<After>> = BTreeMap::new();
        let mut queue = VecDeque::from([first.tokens]);
        while let Some(tokens) = queue.pop_front() {
            if after.contains_key(&tokens) {
                continue;
            }
            if after.len() >= n_markings_max {
                return None;
            }
            let mut all = self.next(&tokens);
            for one in &all {
                truth.meets |= one.meets;
                truth.withdraws |= one.withdraws;
                entered.extend(&one.entered);
            }
            all.retain(|one| !one.meets);
            queue.extend(all.iter().map(|one| one.tokens.clone()));
            after.insert(tokens, all);
        }
        let n_steps = self.plan.steps.len();
        let reached = if truth.meets { self.behind([self.plan.start]) } else { entered };
        truth.dead = (0..n_steps).filter(|at| !reached.contains(at)).collect();
        let joins = (0..n_steps).filter(|at| self.needed(*at).is_some());
        truth.stuck = joins.filter(|join| is_stuck(*join, &after)).collect();
        Some(truth)
    }

    /// The activities to which paths lead.
    fn behind(&self, from: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        closure(from, |at| self.ways(at).to_vec())
    }
}

/// Everything that can be reached.
fn closure(
    from: impl IntoIterator<Item = usize>,
    next: impl Fn(usize) -> Vec<usize>,
) -> BTreeSet<usize> {
    let mut stack: Vec<usize> = from.into_iter().collect();
    let mut found: BTreeSet<usize> = stack.iter().copied().collect();
    while let Some(at) = stack.pop() {
        stack.extend(next(at).into_iter().filter(|to| found.insert(*to)));
    }
    found
}

/// Where a join that does not wait for all takes tokens away: what the branches lead to without passing it.
fn regions(plan: &Plan) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut regions = BTreeMap::new();
    for (join, step) in plan.steps.iter().enumerate() {
        let Kind::Join { of, wait_for } = step.kind else { continue };
        let branches = &plan.steps[of].next;
        let region = if wait_for < branches.len() {
            let begins = branches.iter().map(|flow| flow.to).filter(|to| *to != join);
            closure(begins, |at| all_ways(&plan.steps[at]).filter(|to| *to != join).collect())
        } else {
            BTreeSet::new()
        };
        regions.insert(join, region);
    }
    regions
}

fn count(tokens: &[usize], at: usize) -> usize {
    tokens.iter().filter(|token| **token == at).count()
}

/// Whether there is a marking with a token on the join after which it never goes on.
fn is_stuck(join: usize, after: &BTreeMap<Tokens, Vec<After>>) -> bool {
    let mut never: BTreeSet<&Tokens> = after.keys().collect();
    loop {
        let resolves = |tokens: &&Tokens| {
            let all = &after[*tokens];
            all.iter().any(|one| one.resolved.contains(&join) || !never.contains(&one.tokens))
        };
        let left: BTreeSet<&Tokens> =
            never.iter().copied().filter(|tokens| !resolves(tokens)).collect();
        if left.len() == never.len() {
            return left.iter().any(|tokens| tokens.contains(&join));
        }
        never = left;
    }
}

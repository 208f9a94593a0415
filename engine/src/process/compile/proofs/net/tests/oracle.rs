//! The token game by the letter, without anything clever: what `judge` must agree with.
//!
//! Written from the rules alone: a marking is a list of tokens; every marking is looked at. A join that has enough
//! tokens goes on before anything else, the first one first.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::process::graph::Edge;
use crate::process::{Activity, ActivityIdx, ActivityKind};

/// The tokens, sorted. The process is over when there are none.
pub(in crate::process::compile) type Tokens = Vec<ActivityIdx>;

/// What comes of one move.
#[derive(Debug, Clone)]
pub(in crate::process::compile) struct After {
    pub(in crate::process::compile) tokens: Tokens,
    /// What leads there.
    pub(in crate::process::compile) step: (ActivityIdx, Edge),
    /// The joins that went on, or whose tokens were withdrawn.
    pub(in crate::process::compile) resolved: BTreeSet<ActivityIdx>,
    pub(in crate::process::compile) fired: Option<ActivityIdx>,
    pub(in crate::process::compile) entered: BTreeSet<ActivityIdx>,
    pub(in crate::process::compile) meets: bool,
    pub(in crate::process::compile) withdraws: bool,
}

/// What is found by looking at every marking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::process::compile) struct Truth {
    pub(in crate::process::compile) n_markings: usize,
    pub(in crate::process::compile) meets: bool,
    pub(in crate::process::compile) withdraws: bool,
    pub(in crate::process::compile) dead: BTreeSet<ActivityIdx>,
    pub(in crate::process::compile) stuck: BTreeSet<ActivityIdx>,
}

fn is_join(activities: &[Activity], idx: ActivityIdx) -> Option<(usize, &[ActivityIdx])> {
    if let ActivityKind::Join { wait_for, region, .. } = &activities[idx.0].kind {
        Some((*wait_for, region))
    } else {
        None
    }
}

fn works(activities: &[Activity], idx: ActivityIdx) -> bool {
    matches!(
        activities[idx.0].kind,
        ActivityKind::ServiceTask { .. } | ActivityKind::Call { .. } | ActivityKind::ForEach { .. }
    )
}

fn count(tokens: &[ActivityIdx], idx: ActivityIdx) -> usize {
    tokens.iter().filter(|&&token| token == idx).count()
}

/// The join that goes on next.
fn full(activities: &[Activity], tokens: &[ActivityIdx]) -> Option<ActivityIdx> {
    let is_full = |idx: &&ActivityIdx| {
        is_join(activities, **idx).is_some_and(|(wait_for, _)| count(tokens, **idx) >= wait_for)
    };
    tokens.iter().find(is_full).copied()
}

/// Whether there is a cycle of nothing but joins.
pub(in crate::process::compile) fn joins_go_round(activities: &[Activity]) -> bool {
    let joins: BTreeSet<ActivityIdx> = (0..activities.len())
        .map(ActivityIdx)
        .filter(|&idx| is_join(activities, idx).is_some())
        .collect();
    let mut left = joins;
    loop {
        let leads_on =
            |idx: &&ActivityIdx| exits(&activities[idx.0]).iter().any(|(_, to)| left.contains(to));
        let rest: BTreeSet<ActivityIdx> = left.iter().filter(leads_on).copied().collect();
        if rest.len() == left.len() {
            return !rest.is_empty();
        }
        left = rest;
    }
}

/// All ways out of an activity.
fn exits(activity: &Activity) -> Vec<(Edge, ActivityIdx)> {
    let next = activity.kind.next().iter().enumerate();
    let on_error = activity.kind.on_error().iter().enumerate();
    next.map(|(position, flow)| (Edge::Flow(position), flow.to))
        .chain(on_error.map(|(position, flow)| (Edge::Error(position), flow.to)))
        .chain(activity.expire.iter().map(|expire| (Edge::Expire, expire.to)))
        .collect()
}

/// Puts tokens down.
fn arrive(
    activities: &[Activity],
    before: Tokens,
    targets: &[ActivityIdx],
    step: (ActivityIdx, Edge),
) -> After {
    let mut tokens = before;
    tokens.extend(targets);
    tokens.sort_unstable();
    let mut after = After {
        tokens,
        step,
        resolved: BTreeSet::new(),
        fired: None,
        entered: targets.iter().copied().collect(),
        meets: false,
        withdraws: false,
    };
    let end = |idx: &ActivityIdx| matches!(activities[idx.0].kind, ActivityKind::End { .. });
    if after.tokens.iter().any(end) {
        after.withdraws = after.tokens.iter().any(|&idx| works(activities, idx));
        after.resolved = (0..activities.len()).map(ActivityIdx).collect();
        after.tokens.clear();
        return after;
    }
    after.meets = after.tokens.iter().any(|&idx| {
        let most = is_join(activities, idx).map_or(1, |(wait_for, _)| wait_for);
        count(&after.tokens, idx) > most
    });
    after
}

/// All that can happen next.
pub(in crate::process::compile) fn next(activities: &[Activity], tokens: &Tokens) -> Vec<After> {
    let mut all = Vec::new();
    if let Some(join) = full(activities, tokens) {
        let (_, region) = is_join(activities, join).unwrap();
        let (lost, rest): (Tokens, Tokens) =
            tokens.iter().filter(|&&idx| idx != join).partition(|idx| region.contains(idx));
        for (edge, to) in exits(&activities[join.0]) {
            let mut after = arrive(activities, rest.clone(), &[to], (join, edge));
            after.fired = Some(join);
            after.resolved.insert(join);
            after.resolved.extend(&lost);
            after.withdraws |= lost.iter().any(|&idx| works(activities, idx));
            all.push(after);
        }
        return all;
    }
    for (position, &idx) in tokens.iter().enumerate() {
        let mut rest = tokens.clone();
        rest.remove(position);
        if is_join(activities, idx).is_some() {
            continue;
        }
        if let ActivityKind::Parallel { next } = &activities[idx.0].kind {
            let targets: Tokens = next.iter().map(|flow| flow.to).collect();
            all.push(arrive(activities, rest, &targets, (idx, Edge::Flow(0))));
            continue;
        }
        for (edge, to) in exits(&activities[idx.0]) {
            all.push(arrive(activities, rest.clone(), &[to], (idx, edge)));
        }
    }
    all
}

pub(in crate::process::compile) fn start(activities: &[Activity]) -> After {
    arrive(activities, Vec::new(), &[ActivityIdx(0)], (ActivityIdx(0), Edge::Flow(0)))
}

/// Looks at everything; none if there are more markings than that. Tokens that meet go no further.
pub(in crate::process::compile) fn truth(activities: &[Activity], n_max: usize) -> Option<Truth> {
    let first = start(activities);
    let mut truth = Truth {
        dead: (0..activities.len())
            .map(ActivityIdx)
            .filter(|idx| !first.entered.contains(idx))
            .collect(),
        ..Truth::default()
    };
    let mut after: BTreeMap<Tokens, Vec<After>> = BTreeMap::new();
    let mut queue = VecDeque::from([first.tokens]);
    while let Some(tokens) = queue.pop_front() {
        if after.contains_key(&tokens) {
            continue;
        }
        if after.len() >= n_max {
            return None;
        }
        let mut all = next(activities, &tokens);
        for one in &all {
            truth.meets |= one.meets;
            truth.withdraws |= one.withdraws;
            truth.dead.retain(|idx| !one.entered.contains(idx));
        }
        all.retain(|one| !one.meets);
        queue.extend(all.iter().map(|one| one.tokens.clone()));
        after.insert(tokens, all);
    }
    truth.n_markings = after.len();
    for join in (0..activities.len()).map(ActivityIdx) {
        if is_join(activities, join).is_some() && is_stuck(join, &after) {
            truth.stuck.insert(join);
        }
    }
    Some(truth)
}

/// Whether there is a marking with a token on the join from which it is never resolved.
fn is_stuck(join: ActivityIdx, after: &BTreeMap<Tokens, Vec<After>>) -> bool {
    never_resolved(join, after).iter().any(|tokens| tokens.contains(&join))
}

/// The markings from which nothing leads to the join going on, losing its tokens, or the end.
fn never_resolved(join: ActivityIdx, after: &BTreeMap<Tokens, Vec<After>>) -> BTreeSet<&Tokens> {
    let mut never: BTreeSet<&Tokens> = after.keys().collect();
    loop {
        let resolves = |tokens: &Tokens| {
            let all = &after[tokens];
            all.iter().any(|one| one.resolved.contains(&join) || !never.contains(&one.tokens))
        };
        let left: BTreeSet<&Tokens> =
            never.iter().copied().filter(|tokens| !resolves(tokens)).collect();
        if left.len() == never.len() {
            return never;
        }
        never = left;
    }
}

/// Whether a join that holds a token is never resolved after a marking.
pub(in crate::process::compile) fn is_stuck_at(
    activities: &[Activity],
    join: ActivityIdx,
    tokens: &Tokens,
) -> bool {
    let mut after: BTreeMap<Tokens, Vec<After>> = BTreeMap::new();
    let mut queue = vec![tokens.clone()];
    while let Some(tokens) = queue.pop() {
        if let Entry::Vacant(entry) = after.entry(tokens) {
            let all = next(activities, entry.key());
            queue.extend(all.iter().map(|one| one.tokens.clone()));
            entry.insert(all);
        }
    }
    tokens.contains(&join) && never_resolved(join, &after).contains(tokens)
}

//! Whether a process can stand at given activities at the same time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::process::{ActivityIdx, ActivityKind, Process};
use crate::state::Token;

/// The most places that are looked through; the compiler has found fewer, or it would not have compiled.
const PLACES_MAX: usize = 200_000;

/// How many tokens stand at each activity where any do.
type Places = BTreeMap<ActivityIdx, usize>;

/// Whether some run of the process comes to a moment in which exactly these tokens rest.
pub(super) fn stands_at(process: &Process, tokens: &[Token]) -> bool {
    let mut wanted = Places::new();
    for token in tokens {
        *wanted.entry(token.activity).or_default() += 1;
    }
    let first = arrive(process, Places::new(), process.start().activity);
    let mut seen = BTreeSet::from([first.clone()]);
    let mut queue = VecDeque::from([first]);
    while let Some(places) = queue.pop_front() {
        if places == wanted {
            return true;
        }
        for next in successors(process, &places) {
            if seen.len() < PLACES_MAX && seen.insert(next.clone()) {
                queue.push_back(next);
            }
        }
    }
    // A cancelled ticket stands nowhere.
    wanted.is_empty()
}

/// The places after each single move.
fn successors(process: &Process, places: &Places) -> Vec<Places> {
    let mut found = Vec::new();
    for (&at, &count) in places {
        let activity = process.activity(at);
        let kind = &activity.kind;
        if let ActivityKind::Join { wait_for, .. } = kind
            && count < *wait_for
        {
            continue;
        }
        let mut left = places.clone();
        left.remove(&at);
        if let ActivityKind::Join { region, .. } = kind {
            left.retain(|place, _| !region.contains(place));
        }
        let flows = kind.next().iter().map(|flow| flow.to);
        if matches!(kind, ActivityKind::Parallel { .. }) {
            found.push(flows.fold(left, |places, to| arrive(process, places, to)));
            continue;
        }
        let errors = kind.on_error().iter().map(|flow| flow.to);
        let expire = activity.expire.iter().map(|expire| expire.to);
        for to in flows.chain(errors).chain(expire) {
            found.push(arrive(process, left.clone(), to));
        }
    }
    found
}

/// A token comes; at an end all others go.
fn arrive(process: &Process, mut places: Places, to: ActivityIdx) -> Places {
    if matches!(process.activity(to).kind, ActivityKind::End { .. }) {
        return Places::from([(to, 1)]);
    }
    // Where an end has been come to, nothing else arrives any more.
    let is_over = places
        .keys()
        .any(|place| matches!(process.activity(*place).kind, ActivityKind::End { .. }));
    if !is_over {
        *places.entry(to).or_default() += 1;
    }
    places
}

//! Small processes in one line: `"a: parallel b c; b: user d; c: service d ! e; d: join a -> e; e: end"`.
//!
//! The first activity is the start. `! x` is an error flow, `@ x` a deadline, `join a 1 -> x` waits for one branch.

use std::collections::{BTreeMap, BTreeSet};

use crate::delay::Delay;
use crate::process::{
    Activity, ActivityIdx, ActivityKind, ErrorFlow, ErrorMatch, Expire, Flow, Items, WaitFor,
};
use crate::ticket::TicketState;

/// The activities of a text; it must be right.
pub(in crate::process::compile) fn activities(source: &str) -> Vec<Activity> {
    let lines: Vec<(&str, Vec<&str>)> = source
        .split(';')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| line.split_once(':').expect("an activity has a name"))
        .map(|(name, rest)| (name.trim(), rest.split_whitespace().collect()))
        .collect();
    let names: BTreeMap<&str, ActivityIdx> = lines
        .iter()
        .enumerate()
        .map(|(position, (name, _))| (*name, ActivityIdx(position)))
        .collect();
    let mut activities: Vec<Activity> =
        lines.iter().map(|(name, words)| activity(name, words, &names)).collect();
    fill_joins(&mut activities);
    activities
}

fn activity(name: &str, words: &[&str], names: &BTreeMap<&str, ActivityIdx>) -> Activity {
    let of = |name: &str| *names.get(name).unwrap_or_else(|| panic!("there is no {name}"));
    let mut next = Vec::new();
    let mut on_error = Vec::new();
    let mut expire = None;
    let mut rest = words[1..].iter();
    let mut join = (ActivityIdx(0), 0);
    if words[0] == "join" {
        join.0 = of(rest.next().expect("a join names its parallel"));
        for word in rest.by_ref().take_while(|word| **word != "->") {
            join.1 = word.parse().expect("a number of branches");
        }
    }
    while let Some(&word) = rest.next() {
        match word {
            "!" => on_error.push(ErrorFlow {
                on: ErrorMatch::Any,
                to: of(rest.next().expect("an error flow leads somewhere")),
                tell: None,
                field: None,
                actions: Vec::new(),
            }),
            "@" => {
                expire = Some(Expire {
                    after: Delay::parse("3d").expect("three days"),
                    to: of(rest.next().expect("a deadline leads somewhere")),
                    tell: None,
                    actions: Vec::new(),
                });
            }
            to => next.push(Flow { when: None, actions: Vec::new(), to: of(to) }),
        }
    }
    let process = String::new();
    let kind = match words[0] {
        "user" => ActivityKind::UserTask { dialogs: Vec::new(), next },
        "service" => {
            ActivityKind::ServiceTask { invoker: name.to_owned(), next, on_error, compensate: None }
        }
        "do" => ActivityKind::Do { actions: Vec::new(), next },
        "choice" => ActivityKind::Choice { next },
        "parallel" => ActivityKind::Parallel { next },
        "join" => ActivityKind::Join { of: join.0, wait_for: join.1, region: Vec::new(), next },
        "wait" => {
            let on = WaitFor::Message { name: name.to_owned(), fields: Vec::new() };
            ActivityKind::Wait { on, next }
        }
        "call" => {
            ActivityKind::Call { process, with: Vec::new(), take: Vec::new(), next, on_error }
        }
        "for" => ActivityKind::ForEach {
            items: Items::CustomerUsers,
            columns: Vec::new(),
            process,
            with: Vec::new(),
            failed: None,
            next,
            on_error,
        },
        "end" => {
            ActivityKind::End { state: TicketState::ClosedSuccessful, tell: None, notify: None }
        }
        other => panic!("{other} is no kind of activity"),
    };
    Activity {
        name: name.to_owned(),
        label: name.to_owned(),
        kind,
        on_enter: Vec::new(),
        expire,
        remind: None,
        line: 1,
    }
}

/// Lets joins that give no number wait for all branches, and computes the regions of those that wait for fewer.
pub(in crate::process::compile) fn fill_joins(activities: &mut [Activity]) {
    for position in 0..activities.len() {
        let ActivityKind::Join { of, wait_for, .. } = &activities[position].kind else { continue };
        let branches: Vec<ActivityIdx> =
            activities[of.0].kind.next().iter().map(|flow| flow.to).collect();
        let needed = if *wait_for == 0 { branches.len() } else { *wait_for };
        let inside = if needed < branches.len() {
            behind(activities, &branches, ActivityIdx(position))
        } else {
            BTreeSet::new()
        };
        if let ActivityKind::Join { wait_for, region, .. } = &mut activities[position].kind {
            *wait_for = needed;
            *region = inside.into_iter().collect();
        }
    }
}

/// What can be reached from some activities without passing another.
fn behind(
    activities: &[Activity],
    from: &[ActivityIdx],
    except: ActivityIdx,
) -> BTreeSet<ActivityIdx> {
    let mut found = BTreeSet::new();
    let mut stack = from.to_vec();
    while let Some(idx) = stack.pop() {
        if idx == except || !found.insert(idx) {
            continue;
        }
        let activity = &activities[idx.0];
        stack.extend(activity.kind.next().iter().map(|flow| flow.to));
        stack.extend(activity.kind.on_error().iter().map(|flow| flow.to));
        stack.extend(activity.expire.iter().map(|expire| expire.to));
    }
    found
}

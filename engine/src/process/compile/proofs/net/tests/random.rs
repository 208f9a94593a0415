//! Random processes: some put together at random, most nested properly and then disturbed in a few places.

use std::fmt;

use proptest::prelude::*;

use super::notation::{activities, fill_joins};
use crate::process::{Activity, ActivityIdx, ActivityKind};

/// The kinds that just go on, as `notation` writes them.
const STEPS: [&str; 7] = ["user", "do", "choice", "service", "wait", "call", "for"];

/// The activities of a process; the first one is the start.
#[derive(Clone)]
pub(in crate::process::compile) struct Activities(pub(in crate::process::compile) Vec<Activity>);

/// As `notation` reads them, but for the regions.
impl fmt::Debug for Activities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |idx: ActivityIdx| &self.0[idx.0].name;
        for activity in &self.0 {
            let keyword = activity.kind.keyword().split('-').next().unwrap_or_default();
            write!(f, "{}: {keyword}", activity.name)?;
            if let ActivityKind::Join { of, wait_for, .. } = &activity.kind {
                write!(f, " {} {wait_for} ->", name(*of))?;
            }
            for flow in activity.kind.next() {
                write!(f, " {}", name(flow.to))?;
            }
            for flow in activity.kind.on_error() {
                write!(f, " ! {}", name(flow.to))?;
            }
            if let Some(expire) = &activity.expire {
                write!(f, " @ {}", name(expire.to))?;
            }
            f.write_str("; ")?;
        }
        Ok(())
    }
}

/// A part of a process with one way in and one way out.
#[derive(Debug, Clone)]
enum Part {
    /// One activity of a kind of [`STEPS`].
    Step(usize),
    Sequence(Vec<Self>),
    Choice(Vec<Self>),
    /// One part, and after it back to its begin or on.
    Loop(Box<Self>),
    /// Branches, and how many of them must come; 0 for all.
    Parallel(Vec<Self>, usize),
}

fn part() -> impl Strategy<Value = Part> {
    let step = (0..STEPS.len()).prop_map(Part::Step);
    step.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 1..4).prop_map(Part::Sequence),
            1 => prop::collection::vec(inner.clone(), 2..4).prop_map(Part::Choice),
            1 => inner.clone().prop_map(|part| Part::Loop(Box::new(part))),
            4 => (prop::collection::vec(inner, 2..4), prop::sample::select(vec![0, 0, 0, 1, 2]))
                .prop_map(|(parts, wait_for)| Part::Parallel(parts, wait_for)),
        ]
    })
}

/// Writes a part as lines of `notation`, each with a name of its own.
struct Writer {
    lines: Vec<String>,
    n_names: usize,
}

impl Writer {
    fn name(&mut self) -> String {
        self.n_names += 1;
        format!("a{}", self.n_names)
    }

    /// Writes what leads to `to`, and says where it begins.
    fn part(&mut self, part: &Part, to: &str) -> String {
        match part {
            Part::Step(kind) => {
                let name = self.name();
                let error = if matches!(STEPS[*kind], "service" | "call" | "for") {
                    format!(" ! {to}")
                } else {
                    String::new()
                };
                self.lines.push(format!("{name}: {} {to}{error}", STEPS[*kind]));
                name
            }
            Part::Sequence(parts) => {
                parts.iter().rev().fold(to.to_owned(), |to, part| self.part(part, &to))
            }
            Part::Choice(parts) => {
                let name = self.name();
                let begins: Vec<String> = parts.iter().map(|part| self.part(part, to)).collect();
                self.lines.push(format!("{name}: choice {}", begins.join(" ")));
                name
            }
            Part::Loop(part) => {
                let name = self.name();
                let begin = self.part(part, &name);
                self.lines.push(format!("{name}: user {begin} {to}"));
                begin
            }
            Part::Parallel(parts, wait_for) => {
                let (name, join) = (self.name(), self.name());
                let begins: Vec<String> = parts.iter().map(|part| self.part(part, &join)).collect();
                self.lines.push(format!("{name}: parallel {}", begins.join(" ")));
                let wait_for = (*wait_for).min(parts.len());
                self.lines.push(format!("{join}: join {name} {wait_for} -> {to}"));
                name
            }
        }
    }
}

/// A change of one way: of which activity, which way, and to where.
type Change = (prop::sample::Index, prop::sample::Index, prop::sample::Index);

fn change() -> impl Strategy<Value = Change> {
    any::<Change>()
}

/// A properly nested process with a few ways changed, of at most `n_max` activities.
pub(in crate::process::compile) fn nested(
    n_max: usize,
    n_changes: usize,
) -> impl Strategy<Value = Activities> {
    let parts = (part(), prop::collection::vec(change(), 0..=n_changes));
    parts
        .prop_map(move |(part, changes)| {
            let mut writer = Writer { lines: vec!["z: end".into(), "y: end".into()], n_names: 0 };
            let begin = writer.part(&part, "z");
            writer.lines.push(format!("a: user {begin} y"));
            writer.lines.reverse();
            let mut all = activities(&writer.lines.join(";"));
            for (at, way, to) in changes {
                let to = ActivityIdx(to.index(all.len()));
                let at = at.index(all.len());
                turn(&mut all[at], way, to);
            }
            fill_joins(&mut all);
            Activities(all)
        })
        .prop_filter("too many activities", move |all| all.0.len() <= n_max)
}

/// Lets one way of an activity lead somewhere else.
fn turn(activity: &mut Activity, way: prop::sample::Index, to: ActivityIdx) {
    let flows: &mut Vec<_> = match &mut activity.kind {
        ActivityKind::UserTask { next, .. }
        | ActivityKind::ServiceTask { next, .. }
        | ActivityKind::Do { next, .. }
        | ActivityKind::Choice { next }
        | ActivityKind::Parallel { next }
        | ActivityKind::Join { next, .. }
        | ActivityKind::Wait { next, .. }
        | ActivityKind::Call { next, .. }
        | ActivityKind::ForEach { next, .. } => next,
        ActivityKind::End { .. } => return,
    };
    let n_flows = flows.len();
    if let Some(flow) = flows.get_mut(way.index(n_flows.max(1))) {
        flow.to = to;
    }
}

/// Activities that lead anywhere.
pub(in crate::process::compile) fn wild(n_max: usize) -> impl Strategy<Value = Activities> {
    let one = (0..20_usize, prop::collection::vec(any::<prop::sample::Index>(), 4), 0..3_usize);
    prop::collection::vec(one, 2..=n_max).prop_map(|all| {
        let n = all.len();
        let parallels: Vec<usize> = (0..n).filter(|&at| (7..11).contains(&all[at].0)).collect();
        let lines = all.iter().enumerate().map(|(at, (kind, to, number))| {
            let to: Vec<String> = to.iter().map(|to| format!("a{}", to.index(n))).collect();
            let steps = [to[0].clone(), format!("{} {}", to[0], to[1])];
            let step = &steps[number % 2];
            let of = parallels.get((at + number) % parallels.len().max(1));
            let text = match (kind, of) {
                (0..7, _) => format!("{} {step}", STEPS[*kind]),
                (7..11, _) => format!("parallel {}", to[..2 + number % 3].join(" ")),
                (11..16, Some(of)) => format!("join a{of} {} -> {step}", number % 3),
                (16..18, _) if at > 0 => "end".to_owned(),
                (18, _) => format!("user {} @ {}", to[0], to[2]),
                _ => format!("call {} ! {}", to[0], to[3]),
            };
            format!("a{at}: {text}")
        });
        Activities(activities(&lines.collect::<Vec<_>>().join(";")))
    })
}

//! What of a process was reached: activities, ways on, dialogs.

use std::collections::BTreeMap;

use crate::event::{Decision, EXPIRED};
use crate::process::graph::Edge;
use crate::process::{ActivityIdx, ActivityKind, Process};

/// A part of a process that can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// An activity.
    Activity(ActivityIdx),
    /// A dialog of an activity, by its position.
    Dialog(ActivityIdx, usize),
    /// A way on from an activity.
    Way(ActivityIdx, Edge),
}

/// The kinds of [`Element`]s, as they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ElementKind {
    /// Activities.
    Activity,
    /// Dialogs.
    Dialog,
    /// Flows of `next`.
    Flow,
    /// Flows of `on-error`.
    ErrorFlow,
    /// Deadlines.
    Expire,
}

impl ElementKind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 5] =
        [Self::Activity, Self::Dialog, Self::Flow, Self::ErrorFlow, Self::Expire];

    /// Its name for one and for several.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Activity => ("activity", "activities"),
            Self::Dialog => ("dialog", "dialogs"),
            Self::Flow => ("flow", "flows"),
            Self::ErrorFlow => ("error flow", "error flows"),
            Self::Expire => ("expire", "expires"),
        }
    }
}

impl Element {
    /// Everything of a process that can be reached, by activity.
    pub fn all(process: &Process) -> Vec<Self> {
        let mut all = Vec::new();
        for (position, activity) in process.activities().iter().enumerate() {
            let at = ActivityIdx(position);
            all.push(Self::Activity(at));
            if let ActivityKind::UserTask { dialogs, .. } = &activity.kind {
                all.extend((0..dialogs.len()).map(|dialog| Self::Dialog(at, dialog)));
            }
            let flows = (0..activity.kind.next().len()).map(Edge::Flow);
            let errors = (0..activity.kind.on_error().len()).map(Edge::Error);
            let expire = activity.expire.iter().map(|_| Edge::Expire);
            all.extend(flows.chain(errors).chain(expire).map(|edge| Self::Way(at, edge)));
        }
        all
    }

    /// Which kind it is of.
    pub const fn kind(self) -> ElementKind {
        match self {
            Self::Activity(_) => ElementKind::Activity,
            Self::Dialog(_, _) => ElementKind::Dialog,
            Self::Way(_, Edge::Flow(_)) => ElementKind::Flow,
            Self::Way(_, Edge::Error(_)) => ElementKind::ErrorFlow,
            Self::Way(_, Edge::Expire) => ElementKind::Expire,
        }
    }

    /// The activity that it belongs to.
    pub const fn activity(self) -> ActivityIdx {
        match self {
            Self::Activity(at) | Self::Dialog(at, _) | Self::Way(at, _) => at,
        }
    }

    /// What it is, in words: ``flow `active` -> `deactivate`, when ValidState != "1"``.
    pub fn describe(self, process: &Process) -> String {
        let activity = process.activity(self.activity());
        let name = |to: ActivityIdx| &process.activity(to).name;
        let kind = self.kind().names().0;
        let from = &activity.name;
        match self {
            Self::Activity(_) => format!("{kind} `{from}`"),
            Self::Dialog(_, position) => {
                let ActivityKind::UserTask { dialogs, .. } = &activity.kind else {
                    return format!("{kind} of `{from}`");
                };
                let dialog = dialogs.get(position).map_or("", |dialog| dialog.name.as_str());
                format!("{kind} `{dialog}` of `{from}`")
            }
            Self::Way(_, Edge::Flow(position)) => {
                let Some(flow) = activity.kind.next().get(position) else { return kind.to_owned() };
                let when = flow.when.as_ref().map(|when| format!(", when {}", when.source()));
                format!("{kind} `{from}` -> `{}`{}", name(flow.to), when.unwrap_or_default())
            }
            Self::Way(_, Edge::Error(position)) => {
                let Some(flow) = activity.kind.on_error().get(position) else {
                    return kind.to_owned();
                };
                format!("{kind} `{from}` -> `{}`, on {}", name(flow.to), flow.on.label())
            }
            Self::Way(_, Edge::Expire) => {
                let Some(expire) = &activity.expire else { return kind.to_owned() };
                format!("{kind} `{from}` -> `{}`, after {}", name(expire.to), expire.after)
            }
        }
    }
}

/// How often each element was reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage(BTreeMap<Element, usize>);

impl Coverage {
    /// Counts an element once more.
    pub fn add(&mut self, element: Element) {
        *self.0.entry(element).or_default() += 1;
    }

    /// How often an element was reached.
    pub fn count(&self, element: Element) -> usize {
        self.0.get(&element).copied().unwrap_or_default()
    }

    /// Adds what was reached elsewhere.
    pub fn merge(&mut self, other: &Self) {
        for (element, count) in &other.0 {
            *self.0.entry(*element).or_default() += count;
        }
    }

    /// What of the process was not reached.
    pub fn missed(&self, process: &Process) -> Vec<Element> {
        Element::all(process).into_iter().filter(|element| self.count(*element) == 0).collect()
    }

    /// Adds what the decisions of a step say. Which of several flows between two activities was taken follows
    /// from the conditions that were evaluated before it, and for a parallel from the order.
    pub fn follow(&mut self, process: &Process, decisions: &[Decision]) {
        let mut n_evaluated = 0;
        let mut last_held = false;
        let mut branches: BTreeMap<ActivityIdx, usize> = BTreeMap::new();
        for decision in decisions {
            if let Decision::Entered { activity, .. } = decision {
                self.add(Element::Activity(*activity));
                branches.insert(*activity, 0);
            }
            if let Decision::Evaluated { holds, .. } = decision {
                n_evaluated += 1;
                last_held = *holds;
            }
            let Decision::Took { from, on_error, .. } = decision else { continue };
            let kind = &process.activity(*from).kind;
            let edge = match on_error.as_deref() {
                Some(EXPIRED) => Edge::Expire,
                Some(label) => {
                    let position = kind.on_error().iter().position(|flow| flow.on.label() == label);
                    Edge::Error(position.unwrap_or_default())
                }
                None if matches!(kind, ActivityKind::Parallel { .. }) => {
                    let branch = branches.entry(*from).or_default();
                    *branch += 1;
                    Edge::Flow(*branch - 1)
                }
                None => Edge::Flow(n_evaluated - usize::from(last_held)),
            };
            self.add(Element::Way(*from, edge));
            (n_evaluated, last_held) = (0, false);
        }
    }
}

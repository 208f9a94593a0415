//! The process map: a process as a picture (SVG) that can be read without seeing it.
//!
//! [`Graph`] is what the map shows, [`svg`] draws it, with an [`Overlay`] that tells where a ticket is
//! and how it came there. The layout is layered, top to bottom: `layers` finds the layers and where
//! long flows bend, `order` keeps flows from crossing, `place` finds the coordinates, `card` the size
//! of a box, `plan` the room that all of it needs, `layout` puts these together ([`arrange`] does so for
//! shapes of any kind), `draw` and `path` write the SVG and `words` its description.
//!
//! The page's policy forbids inline style: colours are presentation attributes, which a style sheet
//! overrides by class. `process-map` is the whole, `map-ground` its ground; `map-node` has a class of its
//! kind (`user-task`, `service-task`, `do`, `choice`, `end`, `successful`, `unsuccessful`, `start`) and, from
//! the overlay, `visited` and `here`; in it are `map-shape`, `map-icon`, `map-kind`, `map-label`,
//! `map-status` and `map-ring`; `map-flow` has `error` and `taken`, and in it are `map-line`, `map-arrow`
//! and `map-condition`. On a map of what tests reach, what they do not reach has `uncovered`; on one of two versions,
//! what differs has `new`, `gone` or `changed`. Nothing has an id, so several maps fit on one page.

pub mod arrange;
mod card;
mod difference;
mod draw;
mod layers;
mod layout;
mod order;
mod path;
mod place;
mod plan;
mod text;
mod words;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use difference::{Mark, Marks, difference};

use crate::process::{Activity, ActivityIdx, ActivityKind, Process};
use crate::simulation::coverage::{Coverage, Element};
use crate::ticket::TicketState;

/// Where a ticket is, and how it came there; by default no ticket is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    /// The activities at which its tokens rest now.
    pub at: Vec<ActivityIdx>,
    /// The flows taken: from, to, and the label of an error flow.
    pub taken: Vec<(ActivityIdx, ActivityIdx, Option<String>)>,
    /// How often each activity was entered.
    pub visits: BTreeMap<ActivityIdx, usize>,
    /// The flows that tests reach, by their index in [`Graph::edges`]; none for a ticket's map. Where it is given,
    /// visits are those of the tests, and what they do not reach is marked.
    pub covered: Option<BTreeSet<usize>>,
    /// What is different from another version; none for a ticket's map.
    pub marks: Option<Marks>,
}

impl Overlay {
    fn mark_of_node(&self, index: usize) -> Option<Mark> {
        self.marks.as_ref()?.nodes.get(&ActivityIdx(index)).copied()
    }

    fn mark_of_edge(&self, index: usize) -> Option<Mark> {
        self.marks.as_ref()?.edges.get(&index).copied()
    }

    /// What tests reach of a process.
    pub fn of_coverage(process: &Process, coverage: &Coverage) -> Self {
        let activities = (0..process.activities().len()).map(ActivityIdx);
        let visits = activities.map(|at| (at, coverage.count(Element::Activity(at)))).collect();
        // The graph has its edges in the order of the ways.
        let ways = Element::all(process).into_iter();
        let ways = ways.filter(|element| matches!(element, Element::Way(_, _))).enumerate();
        let reached = ways.filter(|(_, way)| coverage.count(*way) > 0).map(|(index, _)| index);
        Self { visits, covered: Some(reached.collect()), ..Self::default() }
    }
}

/// What a map shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// The heading.
    pub title: String,
    /// The activities; their places are the indices of [`Process::activities`].
    pub nodes: Vec<Node>,
    /// The flows.
    pub edges: Vec<Edge>,
}

/// An activity on the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The key in the document.
    pub name: String,
    /// What people read.
    pub label: String,
    /// What happens here.
    pub kind: NodeKind,
    /// Whether the process begins here.
    pub start: bool,
}

/// The kinds of activities that the map tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// Waits for a person.
    UserTask,
    /// Fires an invoker.
    ServiceTask,
    /// Carries out actions.
    Do,
    /// Decides.
    Choice,
    /// Goes on in several branches at once.
    Parallel,
    /// Gathers branches.
    Join,
    /// Waits for a moment or a message.
    Wait,
    /// Begins another process and waits for its end.
    Call,
    /// Begins another process for each item.
    ForEach,
    /// Ends with the ticket in this state.
    End(TicketState),
}

/// A flow on the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Index of the activity that it leaves.
    pub from: usize,
    /// Index of the activity to which it leads.
    pub to: usize,
    /// Its condition or error code.
    pub label: Option<String>,
    /// Whether it is taken after a failure.
    pub kind: EdgeKind,
}

/// The kinds of flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// A way on.
    Flow,
    /// A way on after a failure.
    Error,
}

impl NodeKind {
    /// What people read above the label.
    fn caption(self) -> String {
        match self {
            Self::UserTask => "User task".to_owned(),
            Self::ServiceTask => "Service task".to_owned(),
            Self::Do => "Actions".to_owned(),
            Self::Choice => "Choice".to_owned(),
            Self::Parallel => "Parallel".to_owned(),
            Self::Join => "Join".to_owned(),
            Self::Wait => "Wait".to_owned(),
            Self::Call => "Process".to_owned(),
            Self::ForEach => "Process for each".to_owned(),
            Self::End(state) => format!("End: {state}"),
        }
    }

    /// The classes for the style sheet.
    const fn class(self) -> &'static str {
        match self {
            Self::UserTask => "user-task",
            Self::ServiceTask => "service-task",
            Self::Do => "do",
            Self::Choice => "choice",
            Self::Parallel => "parallel",
            Self::Join => "join",
            Self::Wait => "wait",
            Self::Call => "call",
            Self::ForEach => "for-each",
            Self::End(TicketState::ClosedSuccessful) => "end successful",
            Self::End(TicketState::ClosedUnsuccessful) => "end unsuccessful",
            Self::End(TicketState::New | TicketState::Open | TicketState::PendingReminder) => "end",
        }
    }

    const fn of(kind: &ActivityKind) -> Self {
        match kind {
            ActivityKind::UserTask { .. } => Self::UserTask,
            ActivityKind::ServiceTask { .. } => Self::ServiceTask,
            ActivityKind::Do { .. } => Self::Do,
            ActivityKind::Choice { .. } => Self::Choice,
            ActivityKind::Parallel { .. } => Self::Parallel,
            ActivityKind::Join { .. } => Self::Join,
            ActivityKind::Wait { .. } => Self::Wait,
            ActivityKind::Call { .. } => Self::Call,
            ActivityKind::ForEach { .. } => Self::ForEach,
            ActivityKind::End { state, .. } => Self::End(*state),
        }
    }
}

impl Graph {
    /// What the map of a process shows.
    pub fn of(process: &Process) -> Self {
        let start = process.start().activity;
        let nodes = process.activities().iter().enumerate().map(|(index, activity)| Node {
            name: activity.name.clone(),
            label: if activity.label.is_empty() { &activity.name } else { &activity.label }.clone(),
            kind: NodeKind::of(&activity.kind),
            start: index == start.0,
        });
        let edges = process
            .activities()
            .iter()
            .enumerate()
            .flat_map(|(from, activity)| edges(from, activity));
        Self { title: process.title().to_owned(), nodes: nodes.collect(), edges: edges.collect() }
    }

    /// Draws the graph; the overlay's activities are indices of [`Graph::nodes`].
    pub fn svg(&self, overlay: &Overlay) -> String {
        draw::svg(self, overlay, &layout::Layout::of(self, overlay))
    }
}

/// The flows that leave an activity, in the order in which they are tried.
fn edges(from: usize, activity: &Activity) -> Vec<Edge> {
    let next = activity.kind.next();
    let is_parallel = matches!(activity.kind, ActivityKind::Parallel { .. });
    let flows = next.iter().map(|flow| {
        let label = match &flow.when {
            Some(condition) => Some(condition.source().to_owned()),
            // Beside conditions, the default needs a word; alone, it needs none.
            None if next.len() > 1 && !is_parallel => Some("otherwise".to_owned()),
            None => None,
        };
        Edge { from, to: flow.to.0, label, kind: EdgeKind::Flow }
    });
    let errors = activity.kind.on_error().iter().map(|flow| {
        let label = Some(flow.on.label().to_owned());
        Edge { from, to: flow.to.0, label, kind: EdgeKind::Error }
    });
    let expire = activity.expire.iter().map(|expire| {
        let label = Some(format!("after {}", expire.after));
        Edge { from, to: expire.to.0, label, kind: EdgeKind::Error }
    });
    flows.chain(errors).chain(expire).collect()
}

/// Draws a process, and where a ticket of it is.
pub fn svg(process: &Process, overlay: &Overlay) -> String {
    Graph::of(process).svg(overlay)
}

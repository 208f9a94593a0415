//! Two versions of a process on one map: what came, what went and what is not as it was.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, Graph, Node, Overlay};
use crate::process::{ActivityIdx, Process};

/// What happened to something between two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The new version alone has it.
    Added,
    /// The old version alone had it.
    Removed,
    /// Both have it, and something in it is different.
    Changed,
}

impl Mark {
    /// The word on the map, and the class for the style sheet.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "new",
            Self::Removed => "gone",
            Self::Changed => "changed",
        }
    }
}

/// What is marked on a map, by the indices of [`Graph::nodes`] and [`Graph::edges`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Activities.
    pub nodes: BTreeMap<ActivityIdx, Mark>,
    /// Flows.
    pub edges: BTreeMap<usize, Mark>,
}

/// The map of the new version with what the old one had besides. `changed` names the activities in which
/// something is different.
pub fn difference(old: &Process, new: &Process, changed: &BTreeSet<&str>) -> (Graph, Overlay) {
    let (old, mut graph) = (Graph::of(old), Graph::of(new));
    let mut marks = Marks::default();
    for (index, node) in graph.nodes.iter().enumerate() {
        let was_there = old.nodes.iter().any(|other| other.name == node.name);
        if !was_there {
            marks.nodes.insert(ActivityIdx(index), Mark::Added);
        } else if changed.contains(node.name.as_str()) {
            marks.nodes.insert(ActivityIdx(index), Mark::Changed);
        }
    }
    let flows = |graph: &Graph| graph.edges.iter().filter_map(|edge| flow(graph, edge)).collect();
    let (before, after): (BTreeSet<Flow>, BTreeSet<Flow>) = (flows(&old), flows(&graph));
    for (index, edge) in graph.edges.iter().enumerate() {
        if flow(&graph, edge).is_some_and(|flow| !before.contains(&flow)) {
            marks.edges.insert(index, Mark::Added);
        }
    }
    for node in &old.nodes {
        if graph.nodes.iter().all(|other| other.name != node.name) {
            marks.nodes.insert(ActivityIdx(graph.nodes.len()), Mark::Removed);
            graph.nodes.push(Node { start: false, ..node.clone() });
        }
    }
    for edge in &old.edges {
        let Some(gone) = flow(&old, edge).filter(|flow| !after.contains(flow)) else { continue };
        let at = |name: &str| graph.nodes.iter().position(|node| node.name == name);
        if let (Some(from), Some(to)) = (at(&gone.from), at(&gone.to)) {
            marks.edges.insert(graph.edges.len(), Mark::Removed);
            graph.edges.push(Edge { from, to, ..edge.clone() });
        }
    }
    (graph, Overlay { marks: Some(marks), ..Overlay::default() })
}

/// A flow by the names of what it joins.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Flow {
    from: String,
    to: String,
    label: Option<String>,
}

fn flow(graph: &Graph, edge: &Edge) -> Option<Flow> {
    let name = |index: usize| graph.nodes.get(index).map(|node| node.name.clone());
    Some(Flow { from: name(edge.from)?, to: name(edge.to)?, label: edge.label.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::compile::{Surroundings, compile};

    const OLD: &str = r#"
process: p
name: P
start: { activity: ask }
ticket: { title: T, queue: Q }
fields:
  Way: { label: Way, type: text }
activities:
  ask:
    user-task: Ask
    dialogs: [{ fields: { Way: required } }]
    next: [{ when: Way == "x", to: look }, { to: done }]
  look: { user-task: Look, dialogs: [{ name: Seen }], next: done }
  done: { end: closed successful }
"#;

    #[test]
    fn what_came_went_and_changed_is_marked() {
        let new = OLD
            .replace("to: look }", "to: think }")
            .replace("  look: { user-task: Look", "  think: { user-task: Think");
        let process = |source: &str| compile(source.as_bytes(), &Surroundings::default()).unwrap();
        let (graph, overlay) = difference(&process(OLD), &process(&new), &BTreeSet::from(["ask"]));
        let marks = overlay.marks.clone().unwrap();
        let nodes: Vec<String> = marks
            .nodes
            .iter()
            .map(|(at, mark)| format!("{} {}", mark.name(), graph.nodes[at.0].name))
            .collect();
        assert_eq!(nodes, ["changed ask", "new think", "gone look"]);
        let edges: Vec<String> = marks
            .edges
            .iter()
            .map(|(at, mark)| {
                let edge = &graph.edges[*at];
                let name = |index: usize| graph.nodes[index].name.as_str();
                format!("{} {} -> {}", mark.name(), name(edge.from), name(edge.to))
            })
            .collect();
        assert_eq!(
            edges,
            ["new ask -> think", "new think -> done", "gone ask -> look", "gone look -> done"]
        );
        let svg = graph.svg(&overlay);
        for part in ["map-node user-task new", "map-node user-task gone", "Look (User task), gone"]
        {
            assert!(svg.contains(part), "{part} in {svg}");
        }
    }

    #[test]
    fn without_a_difference_nothing_is_marked() {
        let process = compile(OLD.as_bytes(), &Surroundings::default()).unwrap();
        let (graph, overlay) = difference(&process, &process, &BTreeSet::new());
        assert_eq!(overlay.marks, Some(Marks::default()));
        assert_eq!(graph, Graph::of(&process));
    }
}

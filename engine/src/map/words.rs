//! The map in words, for those who do not see it.

use super::{Edge, EdgeKind, Graph, Node, Overlay};
use crate::event::EXPIRED;
use crate::process::ActivityIdx;

/// Everything that the picture shows: where the process begins, where the ticket is and has been, each
/// activity and where it leads.
pub(super) fn describe(graph: &Graph, overlay: &Overlay) -> String {
    let mut text =
        format!("Process map with {}.", plural(graph.nodes.len(), "activity", "activities"));
    for node in graph.nodes.iter().filter(|node| node.start) {
        push(&mut text, format_args!(" It starts at {}.", node.label));
    }
    let here: Vec<&str> =
        overlay.at.iter().filter_map(|at| graph.nodes.get(at.0)).map(|node| &*node.label).collect();
    if !here.is_empty() {
        push(&mut text, format_args!(" The ticket is at {}.", here.join(" and ")));
    }
    for (index, node) in graph.nodes.iter().enumerate() {
        push(&mut text, format_args!(" {}", activity(node)));
        let visits = overlay.visits.get(&ActivityIdx(index)).copied().unwrap_or(0);
        if overlay.covered.is_some() {
            push(&mut text, format_args!(", {}", covered(visits)));
        } else if let Some(mark) = overlay.mark_of_node(index) {
            push(&mut text, format_args!(", {}", mark.name()));
        } else if visits > 0 {
            push(&mut text, format_args!(", visited {}", plural(visits, "time", "times")));
        }
        let flows: Vec<String> = graph
            .edges
            .iter()
            .enumerate()
            .filter(|(_, edge)| edge.from == index)
            .filter_map(|(at, edge)| Some(flow(at, edge, graph.nodes.get(edge.to)?, overlay)))
            .collect();
        match flows.as_slice() {
            [] => text.push('.'),
            flows => push(&mut text, format_args!(": {}.", flows.join("; "))),
        }
    }
    text
}

/// An activity in words: its label and kind.
pub(super) fn activity(node: &Node) -> String {
    format!("{} ({})", node.label, node.kind.caption())
}

/// A flow in words, with its source.
pub(super) fn whole_flow(index: usize, graph: &Graph, overlay: &Overlay) -> Option<String> {
    let edge = graph.edges.get(index)?;
    let (from, to) = (graph.nodes.get(edge.from)?, graph.nodes.get(edge.to)?);
    Some(format!("From {}, {}", from.label, flow(index, edge, to, overlay)))
}

fn flow(index: usize, edge: &Edge, to: &Node, overlay: &Overlay) -> String {
    let when = match (edge.kind, edge.label.as_deref()) {
        (EdgeKind::Flow, None) => String::new(),
        (EdgeKind::Flow, Some("otherwise")) => "otherwise ".to_owned(),
        (EdgeKind::Flow, Some(condition)) => format!("if {condition}, "),
        (EdgeKind::Error, None) => "on error ".to_owned(),
        (EdgeKind::Error, Some(code)) => format!("on error {code}, "),
    };
    let taken = match (is_taken(index, edge, overlay), overlay.covered.is_some()) {
        (true, false) => " (taken)",
        (false, false) => "",
        (true, true) => " (covered)",
        (false, true) => " (not covered)",
    };
    let mark = overlay.mark_of_edge(index);
    let mark = mark.map_or_else(String::new, |mark| format!(" ({})", mark.name()));
    format!("{when}to {}{taken}{mark}", to.label)
}

/// Whether the ticket, or a test, came along this flow. A ticket's flows of one kind between the same two
/// activities are not told apart.
pub(super) fn is_taken(index: usize, edge: &Edge, overlay: &Overlay) -> bool {
    if let Some(covered) = &overlay.covered {
        return covered.contains(&index);
    }
    let on_error = if edge.kind == EdgeKind::Error { edge.label.as_deref() } else { None };
    // A deadline is drawn with its time; no error code has a blank.
    let is_deadline = on_error.is_some_and(|label| label.starts_with("after "));
    let on_error = if is_deadline { Some(EXPIRED) } else { on_error };
    overlay.taken.iter().any(|(from, to, label)| {
        from.0 == edge.from && to.0 == edge.to && label.as_deref() == on_error
    })
}

/// Whether tests reach something.
fn covered(times: usize) -> String {
    match times {
        0 => "not covered".to_owned(),
        times => format!("covered {}", plural(times, "time", "times")),
    }
}

/// What words under a box tell of the ticket.
pub(super) fn status(index: usize, overlay: &Overlay) -> Option<String> {
    let activity = ActivityIdx(index);
    if overlay.covered.is_some() {
        return Some(covered(overlay.visits.get(&activity).copied().unwrap_or(0)));
    }
    if let Some(mark) = overlay.mark_of_node(index) {
        return Some(mark.name().to_owned());
    }
    let visits = match overlay.visits.get(&activity).copied().unwrap_or(0) {
        0 => None,
        1 => Some("1 visit".to_owned()),
        visits => Some(format!("{visits} visits")),
    };
    match (overlay.at.contains(&activity), visits) {
        (true, None) => Some("here".to_owned()),
        (true, Some(visits)) => Some(format!("here, {visits}")),
        (false, visits) => visits,
    }
}

/// What is written beside a flow.
pub(super) fn condition(edge: &Edge) -> Option<String> {
    let label = edge.label.as_deref().filter(|label| !label.trim().is_empty());
    match edge.kind {
        EdgeKind::Flow => label.map(str::to_owned),
        EdgeKind::Error => {
            Some(label.map_or_else(|| "error".to_owned(), |label| format!("error: {label}")))
        }
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn push(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.push_str(&std::fmt::format(words));
}

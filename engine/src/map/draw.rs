//! Writes a layout as SVG.

use super::card::{
    BAR, CONDITION_LINE, CONDITION_SIZE, Card, ICON, LABEL_LINE, LABEL_SIZE, SMALL_LINE,
    SMALL_SIZE, Shape,
};
use super::layout::{Beside, Drawn, Layout, Line, Placed, Point, real};
use super::path::{arrow_down, arrow_left, number, own_loop, point, through};
use super::text::escape;
use super::words::{activity, describe, is_taken, whole_flow};
use super::{EdgeKind, Graph, Mark, Node, NodeKind, Overlay};
use crate::process::ActivityIdx;
use crate::ticket::TicketState;

/// The colours of a map that no style sheet themes: dark on white, each readable on the ground. The
/// ground is painted, so that the map can also be read on a dark page.
const GROUND: &str = "#ffffff";
const INK: &str = "#1f2933";
const MUTED: &str = "#4a5663";
const LINE: &str = "#5d6b7a";
const ERROR: &str = "#b42318";
const TAKEN: &str = "#1f2933";
const HERE: &str = "#c2410c";
const UNCOVERED: &str = "#6b7785";

const RING_GAP: f64 = 5.0;
const FONT: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// The colour of what differs between two versions; words and dashes say it, too.
const fn colour_of(mark: Mark) -> &'static str {
    match mark {
        Mark::Added => "#1b7443",
        Mark::Removed => "#b42318",
        Mark::Changed => "#8f6100",
    }
}

/// The fill and border of a kind of activity.
const fn colours(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::UserTask => ("#e7f0fb", "#2b66ab"),
        NodeKind::ServiceTask => ("#f0ebf9", "#6a4ba1"),
        NodeKind::Choice | NodeKind::Parallel | NodeKind::Join => ("#fcf3dc", "#8f6100"),
        NodeKind::Wait => ("#e2f3f5", "#0f6b77"),
        NodeKind::Call | NodeKind::ForEach => ("#f7ebf3", "#94386f"),
        NodeKind::End(TicketState::ClosedSuccessful) => ("#e3f4ea", "#1b7443"),
        NodeKind::End(TicketState::ClosedUnsuccessful) => ("#fdeae8", "#b42318"),
        NodeKind::Do
        | NodeKind::End(TicketState::New | TicketState::Open | TicketState::PendingReminder) => {
            ("#f1f3f5", "#5d6b7a")
        }
    }
}

/// Draws the whole map.
pub(super) fn svg(graph: &Graph, overlay: &Overlay, layout: &Layout) -> String {
    let mut svg = Svg::default();
    let (width, height) = (number(layout.width), number(layout.height));
    svg.add(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"process-map\" role=\"img\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"{}\" fill=\"{INK}\">\n",
        escape(FONT)
    ));
    svg.add(format_args!("<title>{}</title>\n", escape(&graph.title)));
    svg.add(format_args!("<desc>{}</desc>\n", escape(&describe(graph, overlay))));
    svg.add(format_args!(
        "<rect class=\"map-ground\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{GROUND}\"/>\n"
    ));
    for (index, placed) in layout.boxes.iter().enumerate() {
        match graph.nodes.get(index) {
            Some(node) => svg.node(node, index, placed, overlay),
            None => svg.marker(placed),
        }
    }
    // Flows come after the boxes, so that arrow heads lie on rings; what the ticket has taken lies on
    // top of what it has not.
    for on_top in [false, true] {
        for flow in &layout.flows {
            svg.flow(flow, graph, overlay, on_top);
        }
    }
    svg.0.push_str("</svg>\n");
    svg.0
}

#[derive(Default)]
struct Svg(String);

impl Svg {
    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        self.0.push_str(&std::fmt::format(text));
    }

    /// A flow, if it belongs to this pass.
    fn flow(&mut self, flow: &Drawn, graph: &Graph, overlay: &Overlay, on_top: bool) {
        let edge = flow.edge.and_then(|index| graph.edges.get(index));
        let is_error = edge.is_some_and(|edge| edge.kind == EdgeKind::Error);
        let is_taken = edge
            .map_or(!overlay.visits.is_empty() || !overlay.taken.is_empty(), |edge| {
                is_taken(flow.edge.unwrap_or_default(), edge, overlay)
            });
        let is_uncovered = overlay.covered.is_some() && !is_taken;
        if is_taken != on_top {
            return;
        }
        let mark = flow.edge.and_then(|index| overlay.mark_of_edge(index));
        let plain = match (is_error, is_taken) {
            (_, _) if is_uncovered => UNCOVERED,
            (true, _) => ERROR,
            (false, true) => TAKEN,
            (false, false) => LINE,
        };
        let colour = mark.map_or(plain, colour_of);
        let marked = mark.map_or_else(String::new, |mark| format!(" {}", mark.name()));
        let error = if is_error { " error" } else { "" };
        let taken = if is_taken { " taken" } else { "" };
        let uncovered = if is_uncovered { " uncovered" } else { "" };
        self.add(format_args!("<g class=\"map-flow{error}{taken}{uncovered}{marked}\">"));
        if let Some(words) = flow.edge.and_then(|index| whole_flow(index, graph, overlay)) {
            self.add(format_args!("<title>{}</title>", escape(&words)));
        }
        let width = if is_taken || mark.is_some() { "3.2" } else { "1.6" };
        let is_gone = mark == Some(Mark::Removed);
        let dash = match (is_uncovered || is_gone, is_error) {
            (true, _) => " stroke-dasharray=\"1.6 5\"",
            (false, true) => " stroke-dasharray=\"6 4\"",
            (false, false) => "",
        };
        let (path, arrow) = match &flow.line {
            Line::Through(stretches) => (through(stretches), arrow_down(stretches)),
            Line::Loop { begin, end, reach } => (own_loop(*begin, *end, *reach), arrow_left(*end)),
        };
        self.add(format_args!(
            "<path class=\"map-line\" d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{dash}/>\
             <path class=\"map-arrow\" d=\"{arrow}\" fill=\"{colour}\"/>"
        ));
        if let Some(condition) = &flow.condition {
            self.condition(condition, if is_error && !is_uncovered { ERROR } else { MUTED });
        }
        self.0.push_str("</g>\n");
    }

    fn condition(&mut self, condition: &Beside, colour: &str) {
        let anchor = if condition.is_left { " text-anchor=\"end\"" } else { "" };
        let x = number(if condition.is_left {
            condition.at.x + condition.width
        } else {
            condition.at.x
        });
        self.add(format_args!(
            "<text class=\"map-condition\" font-size=\"{CONDITION_SIZE}\" fill=\"{colour}\"{anchor}>"
        ));
        for (nth, line) in condition.lines.iter().enumerate() {
            let y = number(condition.at.y + (real(nth) + 0.76) * CONDITION_LINE);
            // The space keeps words apart for those who read the text without its lines.
            let space = if nth + 1 < condition.lines.len() { " " } else { "" };
            self.add(format_args!("<tspan x=\"{x}\" y=\"{y}\">{}{space}</tspan>", escape(line)));
        }
        self.0.push_str("</text>");
    }

    fn node(&mut self, node: &Node, index: usize, placed: &Placed, overlay: &Overlay) {
        let is_here = overlay.at.contains(&ActivityIdx(index));
        let is_visited =
            is_here || overlay.visits.get(&ActivityIdx(index)).is_some_and(|visits| *visits > 0);
        let visited = if is_visited { " visited" } else { "" };
        let here = if is_here { " here" } else { "" };
        let class = node.kind.class();
        let is_uncovered = overlay.covered.is_some() && !is_visited;
        let uncovered = if is_uncovered { " uncovered" } else { "" };
        let mark = overlay.mark_of_node(index);
        let marked = mark.map_or_else(String::new, |mark| format!(" {}", mark.name()));
        self.add(format_args!("<g class=\"map-node {class}{visited}{here}{uncovered}{marked}\">"));
        let name = if node.name == node.label { String::new() } else { format!(": {}", node.name) };
        let status =
            placed.card.status.as_deref().map(|status| format!(", {status}")).unwrap_or_default();
        self.add(format_args!(
            "<title>{}</title>",
            escape(&format!("{}{name}{status}", activity(node)))
        ));
        if is_here {
            self.outline(
                placed,
                RING_GAP,
                &format!("class=\"map-ring\" fill=\"none\" stroke=\"{HERE}\" stroke-width=\"3\""),
            );
        }
        let (fill, border) = if is_uncovered { (GROUND, UNCOVERED) } else { colours(node.kind) };
        let border = mark.map_or(border, colour_of);
        let width = if is_visited || mark.is_some() { "3" } else { "1.6" };
        let dash = if is_uncovered || mark == Some(Mark::Removed) {
            " stroke-dasharray=\"1.6 5\""
        } else {
            ""
        };
        let attributes = format!(
            "class=\"map-shape\" fill=\"{fill}\" stroke=\"{border}\" stroke-width=\"{width}\"{dash}"
        );
        self.outline_of(node.kind, placed, &attributes);
        if node.kind == NodeKind::ServiceTask {
            self.bars(placed, border);
        }
        self.text(node.kind, placed, border, is_here);
        self.0.push_str("</g>\n");
    }

    fn outline_of(&mut self, kind: NodeKind, placed: &Placed, attributes: &str) {
        // A user task has round corners, a service task and actions have not.
        let radius = if kind == NodeKind::UserTask { 10.0 } else { 2.0 };
        self.shape(placed, 0.0, radius, attributes);
    }

    fn outline(&mut self, placed: &Placed, beyond: f64, attributes: &str) {
        self.shape(placed, beyond, 10.0, attributes);
    }

    /// The border of a box, or one around it at a distance.
    fn shape(&mut self, placed: &Placed, beyond: f64, radius: f64, attributes: &str) {
        let Point { x, y } = placed.middle;
        let (a, b) = (placed.card.width / 2.0 + beyond, placed.card.height / 2.0 + beyond);
        match placed.card.shape {
            Shape::Box | Shape::Pill | Shape::Marker => {
                let radius = if placed.card.shape == Shape::Box { radius } else { b };
                self.add(format_args!(
                    "<rect {attributes} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
                    number(x - a),
                    number(y - b),
                    number(2.0 * a),
                    number(2.0 * b),
                    number(radius)
                ));
            }
            Shape::Diamond => {
                // The same distance all along a flat diamond's border takes more at its points.
                let a = a + beyond * (a / b - 1.0).max(0.0);
                let (top, right) = (point(x, y - b), point(x + a, y));
                let (bottom, left) = (point(x, y + b), point(x - a, y));
                self.add(format_args!(
                    "<path {attributes} d=\"M{top}L{right}L{bottom}L{left}Z\" stroke-linejoin=\"round\"/>"
                ));
            }
        }
    }

    /// The bars at the sides of a service task.
    fn bars(&mut self, placed: &Placed, colour: &str) {
        let (half, b) = (placed.card.width / 2.0 - BAR, placed.card.height / 2.0);
        let Point { x, y } = placed.middle;
        let (top, bottom) = (number(y - b), number(y + b));
        self.add(format_args!(
            "<path class=\"map-icon\" d=\"M{} {top}V{bottom}M{} {top}V{bottom}\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"1.2\"/>",
            number(x - half),
            number(x + half)
        ));
    }

    /// The icon, and beside it the kind, the label and where the ticket is.
    fn text(&mut self, kind: NodeKind, placed: &Placed, border: &str, is_here: bool) {
        let Card { content, caption, label, status, .. } = &placed.card;
        let left = placed.middle.x - content / 2.0;
        let mut top = placed.middle.y - placed.card.text_height() / 2.0;
        self.icon(kind, Point { x: left, y: placed.middle.y - ICON / 2.0 }, border);
        let x = left + ICON + 8.0;
        self.line("map-kind", Point { x, y: top }, (SMALL_SIZE, SMALL_LINE), MUTED, caption);
        top += SMALL_LINE;
        for line in label {
            self.line("map-label", Point { x, y: top }, (LABEL_SIZE, LABEL_LINE), INK, line);
            top += LABEL_LINE;
        }
        if let Some(status) = status {
            let colour = if is_here { HERE } else { MUTED };
            self.line("map-status", Point { x, y: top }, (SMALL_SIZE, SMALL_LINE), colour, status);
        }
    }

    fn line(
        &mut self,
        class: &str,
        at: Point,
        (size, height): (f64, f64),
        colour: &str,
        text: &str,
    ) {
        let weight = match class {
            "map-status" => " font-weight=\"700\"",
            _ => "",
        };
        let (x, y) = (number(at.x), number(at.y + height * 0.76));
        self.add(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{colour}\"{weight}>{}</text>",
            escape(text)
        ));
    }

    /// The icon of a kind, in a square of [`ICON`].
    fn icon(&mut self, kind: NodeKind, at: Point, colour: &str) {
        let path = match kind {
            // A person.
            NodeKind::UserTask => {
                "M9 9.2a3.6 3.6 0 1 0 0-7.2a3.6 3.6 0 0 0 0 7.2ZM2.2 16.6c0-3.6 3-5.4 6.8-5.4s6.8 1.8 6.8 5.4"
            }
            // A cogwheel.
            NodeKind::ServiceTask => {
                "M9 12a3 3 0 1 0 0-6a3 3 0 0 0 0 6ZM9 1v3M9 14v3M1 9h3M14 9h3M3.3 3.3l2.2 2.2M12.5 12.5l2.2 2.2\
                 M3.3 14.7l2.2-2.2M12.5 5.5l2.2-2.2"
            }
            // A list of things that are done.
            NodeKind::Do => {
                "M1.5 4l1.5 1.5l2.5-3M1.5 9.5l1.5 1.5l2.5-3M1.5 15l1.5 1.5l2.5-3M8.5 4.2h8M8.5 9.7h8M8.5 15.2h8"
            }
            // A question mark.
            NodeKind::Choice => "M5 6a4 4 0 1 1 5.8 3.5c-1.3.7-1.8 1.4-1.8 2.9M9 16v.4",
            // A plus.
            NodeKind::Parallel => "M9 2v14M2 9h14",
            // Two lines that meet.
            NodeKind::Join => "M3 2c0 5 6 4 6 8M15 2c0 5-6 4-6 8M9 10v6",
            // A clock.
            NodeKind::Wait => "M9 17A8 8 0 1 0 9 1a8 8 0 0 0 0 16ZM9 4.5v4.8l3.2 2",
            // A page with an arrow that leaves it.
            NodeKind::Call => "M8 3H3v12h12v-5M10 2h6v6M16 2l-7 7",
            // Three pages behind each other.
            NodeKind::ForEach => "M2 8h8v8h-8ZM5 8v-3h8v8h-3M8 5v-3h8v8h-3",
            NodeKind::End(TicketState::ClosedSuccessful) => {
                "M9 17A8 8 0 1 0 9 1a8 8 0 0 0 0 16ZM5.2 9.3l2.7 2.7l5-5.6"
            }
            NodeKind::End(TicketState::ClosedUnsuccessful) => {
                "M9 17A8 8 0 1 0 9 1a8 8 0 0 0 0 16ZM6 6l6 6M12 6l-6 6"
            }
            NodeKind::End(TicketState::New | TicketState::Open | TicketState::PendingReminder) => {
                "M9 17A8 8 0 1 0 9 1a8 8 0 0 0 0 16ZM6 6h6v6h-6Z"
            }
        };
        self.add(format_args!(
            "<path class=\"map-icon\" transform=\"translate({})\" d=\"{path}\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"1.7\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
            point(at.x, at.y)
        ));
    }

    /// The point where the process begins.
    fn marker(&mut self, placed: &Placed) {
        self.0.push_str("<g class=\"map-node start\"><title>Start</title>");
        self.outline(
            placed,
            0.0,
            &format!("class=\"map-shape\" fill=\"{INK}\" stroke=\"{INK}\" stroke-width=\"1.6\""),
        );
        let at = Point {
            x: placed.middle.x + placed.card.width / 2.0 + 8.0,
            y: placed.middle.y - LABEL_LINE / 2.0,
        };
        for line in &placed.card.label {
            self.line("map-label", at, (LABEL_SIZE, LABEL_LINE), INK, line);
        }
        self.0.push_str("</g>\n");
    }
}

//! The boxes: what is written in them, how large they are, and where their border runs.

use super::layout::real;
use super::text::{width, wrap};
use super::{Node, NodeKind};

/// Font sizes and line heights, in pixels.
pub(super) const LABEL_SIZE: f64 = 14.0;
pub(super) const LABEL_LINE: f64 = 18.0;
pub(super) const SMALL_SIZE: f64 = 11.0;
pub(super) const SMALL_LINE: f64 = 15.0;
pub(super) const CONDITION_SIZE: f64 = 12.0;
pub(super) const CONDITION_LINE: f64 = 15.0;

/// Bold text is this much wider.
const BOLD: f64 = 1.12;

/// Icons are drawn in a square of this side.
pub(super) const ICON: f64 = 18.0;
const ICON_GAP: f64 = 8.0;
const PADDING: f64 = 11.0;
/// The bars at the sides of a service task.
pub(super) const BAR: f64 = 7.0;
const WIDTH_MIN: f64 = 140.0;
const LABEL_WIDTH_MAX: f64 = 190.0;
/// A diamond is twice as wide as its text.
const CHOICE_WIDTH_MAX: f64 = 130.0;
const LABEL_LINES_MAX: usize = 4;
const CONDITION_WIDTH_MAX: f64 = 168.0;
const CONDITION_LINES_MAX: usize = 3;
/// The least distance between two lines at a border.
pub(super) const PORT_GAP: f64 = 26.0;
/// How far a flow that leads to its own source reaches out.
pub(super) const LOOP_REACH: f64 = 26.0;
const MARKER_RADIUS: f64 = 9.0;

/// The outline of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A rectangle.
    Box,
    Diamond,
    /// A rectangle with round ends.
    Pill,
    /// The point where the process begins.
    Marker,
}

/// A box before it has a place.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub(super) shape: Shape,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) caption: String,
    pub(super) label: Vec<String>,
    pub(super) status: Option<String>,
    /// The width of icon and text together.
    pub(super) content: f64,
}

/// What a box must have room for besides its text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ports {
    /// The most lines at its top or bottom.
    pub(super) lines: usize,
    /// The heights of the conditions of flows to itself, together.
    pub(super) loops: f64,
}

impl Card {
    /// The box of an activity.
    pub(super) fn of(node: &Node, status: Option<String>, ports: Ports) -> Self {
        let caption = node.kind.caption();
        let width_max =
            if node.kind == NodeKind::Choice { CHOICE_WIDTH_MAX } else { LABEL_WIDTH_MAX };
        let label = wrap(&node.label, LABEL_SIZE, width_max, LABEL_LINES_MAX);
        let text = label
            .iter()
            .map(|line| width(line, LABEL_SIZE))
            .chain([width(&caption, SMALL_SIZE)])
            .chain(status.iter().map(|status| BOLD * width(status, SMALL_SIZE)))
            .fold(0.0, f64::max);
        let content = text + ICON + ICON_GAP;
        let mut card = Self {
            shape: shape(node.kind),
            width: 0.0,
            height: 0.0,
            caption,
            label,
            status,
            content,
        };
        let inner = card.text_height();
        (card.width, card.height) = match card.shape {
            Shape::Box | Shape::Marker => {
                let bars = if node.kind == NodeKind::ServiceTask { 2.0 * BAR } else { 0.0 };
                (content + 2.0 * PADDING + bars, inner + 2.0 * PADDING)
            }
            Shape::Pill => (content + 4.0 * PADDING, inner + 2.0 * PADDING),
            Shape::Diamond => {
                // The corners of the text touch the border: x / width + y / height = 1.
                let height = inner + 2.0 * PADDING + content * 0.22;
                ((content + 4.0) / (1.0 - inner / height), height)
            }
        };
        let flat = if card.shape == Shape::Box { 2.0 * PORT_GAP } else { card.height };
        card.width = card
            .width
            .max(WIDTH_MIN)
            .max(real(ports.lines.saturating_sub(1)) * PORT_GAP + flat)
            .ceil();
        card.height = card.height.max(ports.loops + 2.0 * PADDING).ceil();
        card
    }

    /// A shape of a given size with a label of this width beside it, or none.
    pub(super) const fn plain(shape: Shape, width: f64, height: f64, content: f64) -> Self {
        Self { shape, width, height, caption: String::new(), label: vec![], status: None, content }
    }

    /// The point where the process begins.
    pub(super) fn marker() -> Self {
        Self {
            shape: Shape::Marker,
            width: 2.0 * MARKER_RADIUS,
            height: 2.0 * MARKER_RADIUS,
            caption: String::new(),
            label: vec!["Start".to_owned()],
            status: None,
            content: width("Start", LABEL_SIZE) + ICON_GAP,
        }
    }

    /// The height of all lines of text.
    pub(super) fn text_height(&self) -> f64 {
        let status = if self.status.is_some() { SMALL_LINE } else { 0.0 };
        SMALL_LINE + real(self.label.len()) * LABEL_LINE + status
    }

    /// How far the border is above and below the middle, `dx` beside it.
    pub(super) fn reach_down(&self, dx: f64) -> f64 {
        let (a, b) = (self.width / 2.0, self.height / 2.0);
        match self.shape {
            Shape::Box | Shape::Marker => b,
            Shape::Diamond => b * (1.0 - dx.abs() / a).max(0.0),
            Shape::Pill => {
                let beyond = (dx.abs() - (a - b)).max(0.0);
                (b * b - beyond * beyond).max(0.0).sqrt()
            }
        }
    }

    /// How far the border is beside the middle, `dy` above or below it.
    pub(super) fn reach_right(&self, dy: f64) -> f64 {
        let (a, b) = (self.width / 2.0, self.height / 2.0);
        match self.shape {
            Shape::Box | Shape::Marker => a,
            Shape::Diamond => a * (1.0 - dy.abs() / b).max(0.0),
            Shape::Pill => a - b + (b * b - dy * dy).max(0.0).sqrt(),
        }
    }

    /// How far lines may be from the middle, where they leave and enter.
    pub(super) fn ports_half(&self) -> f64 {
        match self.shape {
            Shape::Box => self.width / 2.0 - PORT_GAP,
            Shape::Pill => (self.width - self.height) / 2.0,
            Shape::Diamond => self.width / 4.0,
            Shape::Marker => 0.0,
        }
    }
}

const fn shape(kind: NodeKind) -> Shape {
    match kind {
        NodeKind::UserTask
        | NodeKind::ServiceTask
        | NodeKind::Do
        | NodeKind::Call
        | NodeKind::ForEach => Shape::Box,
        NodeKind::Choice | NodeKind::Parallel | NodeKind::Join => Shape::Diamond,
        NodeKind::Wait | NodeKind::End(_) => Shape::Pill,
    }
}

/// The condition of a flow, broken into lines.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) lines: Vec<String>,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Condition {
    pub(super) fn of(text: &str) -> Self {
        let lines = wrap(text, CONDITION_SIZE, CONDITION_WIDTH_MAX, CONDITION_LINES_MAX);
        let width = lines.iter().map(|line| width(line, CONDITION_SIZE)).fold(0.0, f64::max).ceil();
        let height = real(lines.len()) * CONDITION_LINE;
        Self { lines, width, height }
    }
}

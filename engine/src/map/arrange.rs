//! Arranging shapes and lines as the map arranges activities and flows, for those that draw a process in
//! another notation.

use super::card::{CONDITION_SIZE, Card, Condition, PORT_GAP, Shape as Border};
use super::layers::Pair;
use super::layout::{Beside, Drawn, Layout, Line as Run, Stretch, real};
use super::plan::{Lines, Plan};
use super::text::width;

/// The border of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outline {
    /// A rectangle; its label stands in it.
    Rectangle,
    /// A diamond; its label stands at its right.
    Diamond,
    /// A circle; its label stands at its right, and all lines meet it in the middle of a side.
    Circle,
}

/// A shape to arrange.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its border.
    pub outline: Outline,
    /// Its least width, in pixels; a rectangle with many lines becomes wider.
    pub width: f64,
    /// Its height, in pixels.
    pub height: f64,
    /// What stands in or beside it; may be empty.
    pub label: String,
}

/// A line to arrange, from one shape to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Index of the shape that it leaves.
    pub from: usize,
    /// Index of the shape to which it leads.
    pub to: usize,
    /// What stands beside it.
    pub label: Option<String>,
    /// Whether it leads aside: it is not what usually happens.
    pub is_aside: bool,
}

/// A point, in pixels from the top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// A rectangle with sides along the axes, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The top left corner.
    pub at: Point,
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A line in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// At least two points, from the border of its source to that of its target.
    pub points: Vec<Point>,
    /// Where its label stands.
    pub label: Option<Bounds>,
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrangement {
    /// As many as shapes.
    pub shapes: Vec<Bounds>,
    /// Where the label of each shape stands, if it stands beside it.
    pub labels: Vec<Option<Bounds>>,
    /// As many as lines.
    pub paths: Vec<Path>,
}

/// Between a shape and its label.
const LABEL_GAP: f64 = 6.0;
const LABEL_HEIGHT: f64 = 16.0;

/// Arranges shapes from top to bottom, beginning with the first. `gap` is the least distance, in pixels,
/// between two lines at a rectangle's border.
///
/// A line that names a shape which is not there has no points.
pub fn arrange(shapes: &[Shape], lines: &[Line], gap: f64) -> Arrangement {
    let known = |line: &Line| line.from < shapes.len() && line.to < shapes.len();
    let there: Vec<(usize, &Line)> =
        lines.iter().enumerate().filter(|(_, line)| known(line)).collect();
    let plan = Plan::build(
        Lines {
            edges: there.iter().map(|&(index, _)| Some(index)).collect(),
            pairs: there
                .iter()
                .map(|(_, line)| Pair { from: line.from, to: line.to, error: line.is_aside })
                .collect(),
            conditions: there
                .iter()
                .map(|(_, line)| line.label.as_deref().map(Condition::of))
                .collect(),
        },
        shapes.len(),
        0,
        gap,
        |ports| {
            let cards = shapes.iter().zip(ports);
            cards.map(|(shape, ports)| shape.card(ports.lines, ports.loops, gap)).collect()
        },
    );
    let layout = Layout::of_plan(plan);
    let mut paths = vec![Path { points: vec![], label: None }; lines.len()];
    for drawn in &layout.flows {
        if let Some(path) = drawn.edge.and_then(|index| paths.get_mut(index)) {
            *path = Path::of(drawn);
        }
    }
    let bounds: Vec<Bounds> = layout
        .boxes
        .iter()
        .map(|placed| {
            let (width, height) = (placed.card.width, placed.card.height);
            let at = Point { x: placed.middle.x - width / 2.0, y: placed.middle.y - height / 2.0 };
            Bounds { at, width, height }
        })
        .collect();
    let labels = shapes.iter().zip(&bounds).map(|(shape, bounds)| shape.label_beside(bounds));
    Arrangement { labels: labels.collect(), shapes: bounds, paths }
}

impl Shape {
    fn card(&self, n_lines: usize, loops: f64, gap: f64) -> Card {
        let beside = self.label_width();
        match self.outline {
            Outline::Rectangle => {
                let ports = real(n_lines.saturating_sub(1)) * gap + 2.0 * PORT_GAP;
                Card::plain(Border::Box, self.width.max(ports), self.height.max(loops), 0.0)
            }
            Outline::Diamond => Card::plain(Border::Diamond, self.width, self.height, beside),
            Outline::Circle => Card::plain(Border::Marker, self.width, self.height, beside),
        }
    }

    fn label_width(&self) -> f64 {
        if self.label.is_empty() || self.outline == Outline::Rectangle {
            return 0.0;
        }
        Condition::of(&self.label).width + LABEL_GAP
    }

    fn label_beside(&self, bounds: &Bounds) -> Option<Bounds> {
        let width = self.label_width();
        (width > 0.0).then(|| Bounds {
            at: Point {
                x: bounds.at.x + bounds.width + LABEL_GAP,
                y: bounds.at.y + (bounds.height - LABEL_HEIGHT) / 2.0,
            },
            width: width - LABEL_GAP,
            height: LABEL_HEIGHT,
        })
    }
}

/// The width of a line of small text, in pixels, in the widest of ordinary fonts.
pub fn text_width(text: &str) -> f64 {
    width(text, CONDITION_SIZE)
}

impl Path {
    fn of(drawn: &Drawn) -> Self {
        let points = match &drawn.line {
            Run::Through(stretches) => through(stretches),
            Run::Loop { begin, end, reach } => {
                vec![
                    Point { x: begin.x, y: begin.y },
                    Point { x: *reach, y: begin.y },
                    Point { x: *reach, y: end.y },
                    Point { x: end.x, y: end.y },
                ]
            }
        };
        let label = drawn.condition.as_ref().map(|Beside { at, width, height, .. }| Bounds {
            at: Point { x: at.x, y: at.y },
            width: *width,
            height: *height,
        });
        Self { points, label }
    }
}

/// The ends of the stretches, without those between two that lie on one vertical line.
fn through(stretches: &[Stretch]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for &Stretch { x, begin, end } in stretches {
        for point in [Point { x, y: begin }, Point { x, y: end }] {
            if let [.., before, last] = points.as_slice()
                && (before.x - last.x).abs() < 0.1
                && (last.x - point.x).abs() < 0.1
            {
                points.pop();
            }
            points.push(point);
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(outline: Outline, width: f64, height: f64) -> Shape {
        Shape { outline, width, height, label: "Ready".to_owned() }
    }

    fn line(from: usize, to: usize) -> Line {
        Line { from, to, label: None, is_aside: false }
    }

    #[test]
    fn lines_run_from_border_to_border() {
        let shapes = [
            shape(Outline::Circle, 36.0, 36.0),
            shape(Outline::Rectangle, 100.0, 80.0),
            shape(Outline::Diamond, 50.0, 50.0),
        ];
        let lines = [line(0, 1), line(1, 2), line(2, 1), line(1, 1), line(1, 7)];
        let Arrangement { shapes, labels, paths } = arrange(&shapes, &lines, 40.0);
        assert_eq!(labels.iter().filter(|label| label.is_some()).count(), 2);
        let (upper, lower) = (shapes[0], shapes[1]);
        let first = &paths[0].points;
        assert!((first[0].y - (upper.at.y + upper.height)).abs() < 0.1, "{first:?}");
        assert!((first[first.len() - 1].y - lower.at.y).abs() < 0.1, "{first:?}");
        assert!((paths[2].points[0].y - shapes[2].at.y).abs() < 12.6, "leaves at the top");
        assert_eq!(paths[3].points.len(), 4);
        assert_eq!(paths[4].points.len(), 0);
    }

    #[test]
    fn lines_at_a_border_keep_their_distance() {
        let shapes: Vec<Shape> = (0..5).map(|_| shape(Outline::Rectangle, 100.0, 80.0)).collect();
        let lines: Vec<Line> = (1..5).map(|to| line(0, to)).collect();
        let arrangement = arrange(&shapes, &lines, 40.0);
        let mut begins: Vec<f64> = arrangement.paths.iter().map(|path| path.points[0].x).collect();
        begins.sort_by(f64::total_cmp);
        assert!(begins.windows(2).all(|pair| pair[1] - pair[0] >= 27.0), "{begins:?}");
        assert!(arrangement.shapes[0].width >= 3.0 * 40.0);
    }
}

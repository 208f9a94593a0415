//! The paths of flows: lines and arrow heads.

use super::layout::{Point, Stretch};

const ARROW_LENGTH: f64 = 9.0;
const ARROW_HALF: f64 = 4.5;

/// A number with at most one decimal.
pub(super) fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    // No negative zero.
    format!("{}", tenths + 0.0)
}

pub(super) fn point(x: f64, y: f64) -> String {
    format!("{} {}", number(x), number(y))
}

/// The line of a flow, written from its target to its source: where flows share a trunk, their dashes
/// fall on each other.
pub(super) fn through(stretches: &[Stretch]) -> String {
    let mut path = String::new();
    let mut at: Option<Point> = None;
    for (nth, stretch) in stretches.iter().rev().enumerate() {
        // The arrow's head ends the line.
        let end = if nth == 0 {
            stretch.end - direction(stretch) * (ARROW_LENGTH - 1.0)
        } else {
            stretch.end
        };
        match at {
            None => path.extend(["M", &point(stretch.x, end)]),
            Some(at) if (at.x - stretch.x).abs() >= 0.1 => {
                if !path.ends_with(&point(at.x, at.y)) {
                    path.extend(["L", &point(at.x, at.y)]);
                }
                let middle = f64::midpoint(at.y, end);
                let (first, second) = (point(at.x, middle), point(stretch.x, middle));
                path.extend(["C", &first, " ", &second, " ", &point(stretch.x, end)]);
            }
            // Straight on: one line for all.
            Some(_) => {}
        }
        at = Some(Point { x: stretch.x, y: stretch.begin });
    }
    if let Some(at) = at {
        path.extend(["L", &point(at.x, at.y)]);
    }
    path
}

/// Whether a piece leads down (1) or up (-1).
fn direction(stretch: &Stretch) -> f64 {
    if stretch.end >= stretch.begin { 1.0 } else { -1.0 }
}

/// The arrow head at the end of a flow through the layers.
pub(super) fn arrow_down(stretches: &[Stretch]) -> String {
    stretches.last().map_or_else(String::new, |last| {
        let back = last.end - direction(last) * ARROW_LENGTH;
        let (tip, left, right) = (
            point(last.x, last.end),
            point(last.x - ARROW_HALF, back),
            point(last.x + ARROW_HALF, back),
        );
        format!("M{tip}L{left}L{right}Z")
    })
}

/// A flow out of the right side and back in.
pub(super) fn own_loop(begin: Point, end: Point, reach: f64) -> String {
    // At its middle, a curve is a quarter of the way from its control points to its ends.
    let control = (reach - f64::midpoint(begin.x, end.x) / 4.0) / 0.75;
    let target = Point { x: end.x + ARROW_LENGTH - 1.0, y: end.y };
    format!(
        "M{}C{} {} {}",
        point(target.x, target.y),
        point(control, end.y),
        point(control, begin.y),
        point(begin.x, begin.y)
    )
}

/// The arrow head of a flow that comes from the right.
pub(super) fn arrow_left(tip: Point) -> String {
    let back = tip.x + ARROW_LENGTH;
    let (upper, lower) = (point(back, tip.y - ARROW_HALF), point(back, tip.y + ARROW_HALF));
    format!("M{}L{upper}L{lower}Z", point(tip.x, tip.y))
}

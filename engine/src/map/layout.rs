//! Where everything on the map is.
#![expect(
    clippy::indexing_slicing,
    reason = "all indices are made here, from the lengths of the same lists"
)]

use super::card::{Card, Condition, LOOP_REACH};
use super::order::order;
use super::place::{Pull, place};
use super::plan::{BOX_STUB, Band, CONDITION_GAP, Plan, loop_height};
use super::{Graph, Overlay};

/// Around the whole map.
pub(super) const MARGIN: f64 = 24.0;
/// Counts are small; beyond any that can occur, the largest will do.
pub(super) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A point, from the top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A box in its place.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) card: Card,
    pub(super) middle: Point,
}

/// A straight vertical piece of a flow; smooth curves join one to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub(super) x: f64,
    pub(super) begin: f64,
    pub(super) end: f64,
}

/// How a flow runs, from its source to its target.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    /// Through the layers.
    Through(Vec<Stretch>),
    /// Out of the right side and back in.
    Loop { begin: Point, end: Point, reach: f64 },
}

/// A condition in its place.
#[derive(Debug, Clone)]
pub(super) struct Beside {
    pub(super) lines: Vec<String>,
    /// The top left corner.
    pub(super) at: Point,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Whether it stands at the left of its line, and so ends at the right.
    pub(super) is_left: bool,
}

/// A flow in its place.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    /// Index in the graph's edges; none for the line from the start marker.
    pub(super) edge: Option<usize>,
    pub(super) line: Line,
    pub(super) condition: Option<Beside>,
}

/// Where everything is.
#[derive(Debug)]
pub(super) struct Layout {
    /// The boxes, as the graph's nodes; after them the start marker, if the graph has a start.
    pub(super) boxes: Vec<Placed>,
    pub(super) flows: Vec<Drawn>,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Layout {
    pub(super) fn of(graph: &Graph, overlay: &Overlay) -> Self {
        Self::of_plan(Plan::of(graph, overlay))
    }

    pub(super) fn of_plan(mut plan: Plan) -> Self {
        let order = order(
            &plan.layers,
            &plan.rooms.iter().map(|room| room.left + room.right).collect::<Vec<_>>(),
        );
        let mut sides = plan.sides(&order);
        plan.turn_conditions(&sides);
        let mut pulls = plan.pulls(&sides);
        let x = place(&plan.layers.vertices, &order, &plan.rooms, &pulls);
        plan.snap(&mut sides, &mut pulls, &x);
        let bands = plan.bands(&pulls, &x);
        plan.draw(&x, &bands, &pulls)
    }
}

impl Plan {
    fn draw(&self, x: &[f64], bands: &[Band], pulls: &[Pull]) -> Layout {
        let left =
            x.iter().zip(&self.rooms).map(|(x, room)| x - room.left).fold(f64::INFINITY, f64::min);
        let right = x
            .iter()
            .zip(&self.rooms)
            .map(|(x, room)| x + room.right)
            .fold(f64::NEG_INFINITY, f64::max);
        let shift = if left.is_finite() { MARGIN - left } else { 0.0 };
        let x: Vec<f64> = x.iter().map(|x| x + shift).collect();
        let boxes: Vec<Placed> = self
            .cards
            .iter()
            .enumerate()
            .map(|(index, card)| {
                let band = bands[self.layers.vertices[index].layer];
                Placed {
                    card: card.clone(),
                    middle: Point { x: x[index], y: f64::midpoint(band.top, band.bottom) },
                }
            })
            .collect();
        let drawing = Drawing { plan: self, boxes: &boxes, x: &x, bands, pulls };
        let flows = (0..self.pairs.len()).map(|flow| drawing.flow(flow)).collect();
        let width = if right.is_finite() { right + shift + MARGIN } else { 2.0 * MARGIN };
        let height = bands.last().map_or(MARGIN, |band| band.bottom - BOX_STUB) + MARGIN;
        Layout { boxes, flows, width: width.ceil(), height: height.ceil() }
    }
}

/// Everything that drawing a flow takes.
struct Drawing<'a> {
    plan: &'a Plan,
    boxes: &'a [Placed],
    x: &'a [f64],
    bands: &'a [Band],
    pulls: &'a [Pull],
}

impl Drawing<'_> {
    fn flow(&self, flow: usize) -> Drawn {
        let edge = self.plan.edges[flow];
        let pair = self.plan.pairs[flow];
        if pair.from == pair.to {
            return self.own_loop(flow, edge, pair.from);
        }
        let route = &self.plan.layers.routes[flow];
        let stretches = (0..route.len()).map(|step| self.stretch(route, step)).collect();
        let condition = self.plan.conditions[flow].as_ref().map(|condition| {
            // The first vertex of the route; a route that is but its ends has no room for a condition
            // of its own, and writes it at its source.
            let at = route.get(1).filter(|_| route.len() > 2).unwrap_or(&pair.from);
            let band = self.bands[self.plan.layers.vertices[*at].layer];
            let y = f64::midpoint(band.top, band.bottom) - condition.height / 2.0;
            let room = self.plan.rooms[*at];
            let is_left = route.len() > 2 && room.left > room.right;
            let x = if is_left {
                self.x[*at] - CONDITION_GAP - condition.width
            } else {
                self.x[*at] + CONDITION_GAP
            };
            Beside { is_left, ..beside(condition, Point { x, y }) }
        });
        Drawn { edge, line: Line::Through(stretches), condition }
    }

    /// The straight piece of a route at one of its vertices.
    fn stretch(&self, route: &[usize], step: usize) -> Stretch {
        let vertex = route[step];
        let band = self.bands[self.plan.layers.vertices[vertex].layer];
        let next = route.get(step + 1).copied();
        let other =
            next.or_else(|| step.checked_sub(1).map(|before| route[before])).unwrap_or(vertex);
        let down = self.plan.layers.vertices[route[0]].layer
            <= self.plan.layers.vertices[route[route.len() - 1]].layer;
        let is_first = step == 0;
        let is_last = next.is_none();
        if !is_first && !is_last {
            let (begin, end) = if down { (band.top, band.bottom) } else { (band.bottom, band.top) };
            return Stretch { x: self.x[vertex], begin, end };
        }
        let placed = &self.boxes[vertex];
        let port = self.port(vertex, other);
        // It leaves at the bottom and arrives at the top; back up, the other way round.
        let at_bottom = is_first == down;
        let reach = placed.card.reach_down(port);
        let border = if at_bottom { placed.middle.y + reach } else { placed.middle.y - reach };
        let edge = if at_bottom { band.bottom } else { band.top };
        let (begin, end) = if is_first { (border, edge) } else { (edge, border) };
        Stretch { x: self.x[vertex] + port, begin, end }
    }

    /// Where the link between a box and another vertex meets the box; its middle if there is none.
    fn port(&self, index: usize, other: usize) -> f64 {
        let layer = |vertex: usize| self.plan.layers.vertices[vertex].layer;
        let is_upper = layer(index) < layer(other);
        let link = if is_upper { (index, other) } else { (other, index) };
        let found =
            self.pulls.binary_search_by(|pull| (pull.link.upper, pull.link.lower).cmp(&link));
        found.map_or(0.0, |nth| {
            if is_upper { self.pulls[nth].upper_port } else { self.pulls[nth].lower_port }
        })
    }

    fn own_loop(&self, flow: usize, edge: Option<usize>, index: usize) -> Drawn {
        let placed = &self.boxes[index];
        let total: f64 = self.plan.loops(index).map(|(_, condition)| loop_height(condition)).sum();
        let above: f64 = self
            .plan
            .loops(index)
            .take_while(|&(other, _)| other != flow)
            .map(|(_, condition)| loop_height(condition))
            .sum();
        let condition = self.plan.conditions[flow].as_ref();
        let middle = above + loop_height(condition) / 2.0 - total / 2.0;
        let point = |dy: f64| Point {
            x: placed.middle.x + placed.card.reach_right(dy),
            y: placed.middle.y + dy,
        };
        let (begin, end) = (point(middle - 9.0), point(middle + 9.0));
        let out = placed.middle.x + placed.card.width / 2.0 + LOOP_REACH;
        let condition = condition.map(|condition| {
            let y = placed.middle.y + middle - condition.height / 2.0;
            beside(condition, Point { x: out + CONDITION_GAP, y })
        });
        Drawn { edge, line: Line::Loop { begin, end, reach: out }, condition }
    }
}

fn beside(condition: &Condition, at: Point) -> Beside {
    Beside {
        lines: condition.lines.clone(),
        at,
        width: condition.width,
        height: condition.height,
        is_left: false,
    }
}

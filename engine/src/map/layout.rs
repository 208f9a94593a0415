//! Where everything on the map is.
#![expect(clippy::indexing_slicing, reason = "all indices are made here, from the lengths of the same lists")]

use super::card::{Card, Condition, LOOP_REACH, PORT_GAP, Ports};
use super::layers::{Layers, Occupant, Pair};
use super::order::order;
use super::place::{Pull, Room, place};
use super::{Edge, EdgeKind, Graph, Overlay};
use crate::process::ActivityIdx;

/// Around the whole map.
const MARGIN: f64 = 24.0;
/// The least room to either side of a box.
const BOX_ROOM: f64 = 16.0;
/// The least room to either side of a line.
const LINE_ROOM: f64 = 11.0;
/// Between a line and its condition.
const CONDITION_GAP: f64 = 7.0;
/// Above and below each box: room for arrow heads, which stand straight, and for the ring.
const BOX_STUB: f64 = 13.0;
/// The least and the greatest height between layers; the further lines go sideways, the more.
const GAP_MIN: f64 = 8.0;
const GAP_MAX: f64 = 48.0;

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
        let plan = Plan::of(graph, overlay);
        let order = order(&plan.layers, &plan.rooms.iter().map(|room| room.left + room.right).collect::<Vec<_>>());
        let pulls = plan.pulls(&order);
        let x = place(&plan.layers.vertices, &order, &plan.rooms, &pulls);
        let bands = plan.bands(&pulls, &x);
        plan.draw(&x, &bands, &pulls)
    }
}

/// What words under a box tell of the ticket.
pub(super) fn status(index: usize, overlay: &Overlay) -> Option<String> {
    let activity = ActivityIdx(index);
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
        EdgeKind::Error => Some(label.map_or_else(|| "error".to_owned(), |label| format!("error: {label}"))),
    }
}

/// A layer's top and bottom.
#[derive(Debug, Clone, Copy)]
struct Band {
    top: f64,
    bottom: f64,
}

/// Everything but the coordinates.
struct Plan {
    cards: Vec<Card>,
    /// The graph's edge of each flow; none for the line from the start marker.
    edges: Vec<Option<usize>>,
    pairs: Vec<Pair>,
    conditions: Vec<Option<Condition>>,
    layers: Layers,
    rooms: Vec<Room>,
}

impl Plan {
    fn of(graph: &Graph, overlay: &Overlay) -> Self {
        let count = graph.nodes.len();
        let known = |&(_, edge): &(usize, &Edge)| edge.from < count && edge.to < count;
        let mut edges = Vec::new();
        let mut pairs = Vec::new();
        let mut conditions = Vec::new();
        // The start marker comes first, so that its line does.
        let start = graph.nodes.iter().position(|node| node.start);
        if let Some(to) = start {
            edges.push(None);
            pairs.push(Pair { from: count, to, error: false });
            conditions.push(None);
        }
        for (index, edge) in graph.edges.iter().enumerate().filter(known) {
            edges.push(Some(index));
            pairs.push(Pair { from: edge.from, to: edge.to, error: edge.kind == EdgeKind::Error });
            conditions.push(condition(edge).map(|text| Condition::of(&text)));
        }
        let box_count = count + usize::from(start.is_some());
        let layers = Layers::of(box_count, count, &pairs);
        let ports = ports(&layers, &pairs, &conditions, box_count);
        let mut cards: Vec<Card> = graph
            .nodes
            .iter()
            .enumerate()
            .map(|(index, node)| Card::of(node, status(index, overlay), ports[index]))
            .collect();
        cards.extend(start.map(|_| Card::marker()));
        let mut plan = Self { cards, edges, pairs, conditions, layers, rooms: vec![] };
        plan.rooms = (0..plan.layers.vertices.len()).map(|vertex| plan.room(vertex)).collect();
        plan
    }

    fn room(&self, vertex: usize) -> Room {
        match self.layers.vertices[vertex].occupant {
            Occupant::Trunk => Room { left: LINE_ROOM, right: LINE_ROOM },
            Occupant::Flow(flow) => {
                let condition = self.conditions[flow].as_ref().map_or(0.0, |condition| condition.width + CONDITION_GAP);
                Room { left: LINE_ROOM, right: condition + LINE_ROOM }
            }
            Occupant::Box(index) => {
                let card = &self.cards[index];
                let half = card.width / 2.0 + BOX_ROOM;
                let beside = if card.caption.is_empty() { card.content } else { self.loops_width(index) };
                Room { left: half, right: half + beside }
            }
        }
    }

    /// The conditions of the flows that lead from a box to itself.
    fn loops(&self, index: usize) -> impl Iterator<Item = (usize, Option<&Condition>)> {
        self.pairs
            .iter()
            .enumerate()
            .filter(move |(_, pair)| pair.from == index && pair.to == index)
            .map(|(flow, _)| (flow, self.conditions[flow].as_ref()))
    }

    /// The room that flows from a box to itself take at its right.
    fn loops_width(&self, index: usize) -> f64 {
        self.loops(index)
            .map(|(_, condition)| LOOP_REACH + condition.map_or(0.0, |condition| condition.width + CONDITION_GAP))
            .fold(0.0, f64::max)
    }

    /// The links, each with the points of the borders at which it ends: those of a side in the order of
    /// what they lead to, so that they do not cross.
    fn pulls(&self, order: &[Vec<usize>]) -> Vec<Pull> {
        let mut position = vec![0; self.layers.vertices.len()];
        for layer in order {
            for (nth, &vertex) in layer.iter().enumerate() {
                position[vertex] = nth;
            }
        }
        let mut pulls: Vec<Pull> = self
            .layers
            .links
            .iter()
            .map(|&link| Pull { link, upper_port: 0.0, lower_port: 0.0, weight: 1.0 })
            .collect();
        let mut sides: Vec<[Vec<usize>; 2]> = vec![[vec![], vec![]]; self.cards.len()];
        for (nth, pull) in pulls.iter().enumerate() {
            if let Some([_, bottom]) = sides.get_mut(pull.link.upper) {
                bottom.push(nth);
            }
            if let Some([top, _]) = sides.get_mut(pull.link.lower) {
                top.push(nth);
            }
        }
        for (index, [mut top, mut bottom]) in sides.into_iter().enumerate() {
            top.sort_by_key(|&nth| position[pulls[nth].link.upper]);
            bottom.sort_by_key(|&nth| position[pulls[nth].link.lower]);
            for (place, &nth) in top.iter().enumerate() {
                pulls[nth].lower_port = self.port(index, place, top.len());
            }
            for (place, &nth) in bottom.iter().enumerate() {
                pulls[nth].upper_port = self.port(index, place, bottom.len());
            }
        }
        for pull in &mut pulls {
            pull.weight = self.weight(pull);
        }
        pulls
    }

    /// Where, beside the middle, one of some lines meets a box.
    fn port(&self, index: usize, place: usize, count: usize) -> f64 {
        let gaps = real(count.saturating_sub(1)).max(1.0);
        let gap = PORT_GAP.min(2.0 * self.cards[index].ports_half().max(0.0) / gaps);
        (real(place) - real(count.saturating_sub(1)) / 2.0) * gap
    }

    /// Long lines should be straight first of all, then those that the process takes when all is well.
    fn weight(&self, pull: &Pull) -> f64 {
        let weight = |vertex: usize| match self.layers.vertices[vertex].occupant {
            Occupant::Box(_) => 1.0,
            Occupant::Flow(flow) if self.pairs[flow].error => 1.0,
            Occupant::Flow(_) => 3.0,
            Occupant::Trunk => 2.0,
        };
        weight(pull.link.upper) * weight(pull.link.lower)
    }

    /// The height of each layer, and between them.
    fn bands(&self, pulls: &[Pull], x: &[f64]) -> Vec<Band> {
        let mut heights = vec![0.0_f64; self.layers.layer_count];
        for vertex in &self.layers.vertices {
            let height = match vertex.occupant {
                Occupant::Box(index) => self.cards[index].height + 2.0 * BOX_STUB,
                Occupant::Flow(flow) => self.conditions[flow].as_ref().map_or(0.0, |condition| condition.height),
                Occupant::Trunk => 0.0,
            };
            heights[vertex.layer] = heights[vertex.layer].max(height);
        }
        let mut aside = vec![0.0_f64; self.layers.layer_count];
        for pull in pulls {
            let (upper, lower) = (x[pull.link.upper] + pull.upper_port, x[pull.link.lower] + pull.lower_port);
            let layer = self.layers.vertices[pull.link.upper].layer;
            aside[layer] = aside[layer].max((upper - lower).abs());
        }
        let mut top = MARGIN;
        let mut bands = Vec::with_capacity(heights.len());
        for (height, aside) in heights.iter().zip(&aside) {
            let bottom = top + height;
            bands.push(Band { top, bottom });
            top = bottom + (GAP_MIN + aside / 5.0).min(GAP_MAX);
        }
        bands
    }

    fn draw(&self, x: &[f64], bands: &[Band], pulls: &[Pull]) -> Layout {
        let left = x.iter().zip(&self.rooms).map(|(x, room)| x - room.left).fold(f64::INFINITY, f64::min);
        let right = x.iter().zip(&self.rooms).map(|(x, room)| x + room.right).fold(f64::NEG_INFINITY, f64::max);
        let shift = if left.is_finite() { MARGIN - left } else { 0.0 };
        let x: Vec<f64> = x.iter().map(|x| x + shift).collect();
        let boxes: Vec<Placed> = self
            .cards
            .iter()
            .enumerate()
            .map(|(index, card)| {
                let band = bands[self.layers.vertices[index].layer];
                Placed { card: card.clone(), middle: Point { x: x[index], y: f64::midpoint(band.top, band.bottom) } }
            })
            .collect();
        let drawing = Drawing { plan: self, boxes: &boxes, x: &x, bands, pulls };
        let flows = (0..self.pairs.len()).map(|flow| drawing.flow(flow)).collect();
        let width = if right.is_finite() { right + shift + MARGIN } else { 2.0 * MARGIN };
        let height = bands.last().map_or(MARGIN, |band| band.bottom) + MARGIN;
        Layout { boxes, flows, width: width.ceil(), height: height.ceil() }
    }
}

/// For each box the most lines at one side, and the height that flows to itself need.
fn ports(layers: &Layers, pairs: &[Pair], conditions: &[Option<Condition>], box_count: usize) -> Vec<Ports> {
    let mut sides = vec![(0, 0); box_count];
    for link in &layers.links {
        if let Some((_, bottom)) = sides.get_mut(link.upper) {
            *bottom += 1;
        }
        if let Some((top, _)) = sides.get_mut(link.lower) {
            *top += 1;
        }
    }
    let mut ports: Vec<Ports> =
        sides.into_iter().map(|(top, bottom): (usize, usize)| Ports { lines: top.max(bottom), loops: 0.0 }).collect();
    for (pair, condition) in pairs.iter().zip(conditions).filter(|(pair, _)| pair.from == pair.to) {
        ports[pair.from].loops += loop_height(condition.as_ref());
    }
    ports
}

/// The height of a flow that leads to its own source.
fn loop_height(condition: Option<&Condition>) -> f64 {
    condition.map_or(0.0, |condition| condition.height).max(24.0) + 6.0
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
            beside(condition, Point { x: self.x[*at] + CONDITION_GAP, y })
        });
        Drawn { edge, line: Line::Through(stretches), condition }
    }

    /// The straight piece of a route at one of its vertices.
    fn stretch(&self, route: &[usize], step: usize) -> Stretch {
        let vertex = route[step];
        let band = self.bands[self.plan.layers.vertices[vertex].layer];
        let next = route.get(step + 1).copied();
        let other = next.or_else(|| step.checked_sub(1).map(|before| route[before])).unwrap_or(vertex);
        let down = self.plan.layers.vertices[route[0]].layer <= self.plan.layers.vertices[route[route.len() - 1]].layer;
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
        let found = self.pulls.binary_search_by(|pull| (pull.link.upper, pull.link.lower).cmp(&link));
        found.map_or(0.0, |nth| if is_upper { self.pulls[nth].upper_port } else { self.pulls[nth].lower_port })
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
        let point = |dy: f64| Point { x: placed.middle.x + placed.card.reach_right(dy), y: placed.middle.y + dy };
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
    Beside { lines: condition.lines.clone(), at, width: condition.width, height: condition.height }
}

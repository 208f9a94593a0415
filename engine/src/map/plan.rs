//! What a layout takes before anything has coordinates: the boxes and conditions with their sizes, the
//! room that each needs, and where lines meet boxes.
#![expect(
    clippy::indexing_slicing,
    reason = "all indices are made here, from the lengths of the same lists"
)]

use super::card::{Card, Condition, LOOP_REACH, PORT_GAP, Ports};
use super::layers::{Layers, Link, Occupant, Pair};
use super::layout::{MARGIN, real};
use super::place::{Pull, Room};
use super::words::{condition, status};
use super::{Edge, EdgeKind, Graph, Overlay};

/// The least room to either side of a box.
const BOX_ROOM: f64 = 16.0;
/// The least room to either side of a line.
const LINE_ROOM: f64 = 11.0;
/// Between a line and its condition.
pub(super) const CONDITION_GAP: f64 = 7.0;
/// Above and below each box: room for arrow heads, which stand straight, and for the ring.
pub(super) const BOX_STUB: f64 = 13.0;
/// The least and the greatest height between layers; the further lines go sideways, the more.
const GAP_MIN: f64 = 8.0;
const GAP_MAX: f64 = 48.0;

/// How much it matters that a line runs straight past boxes.
const LONG_WEIGHT: f64 = 3.0;
/// How far the end of a line may move along a border to make the line straight, and how near to the
/// next one, in parts of the distance between lines.
const SNAP_MAX: f64 = 48.0;
const SNAP_GAP: f64 = 18.0 / PORT_GAP;

/// A layer's top and bottom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Band {
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// The links at the sides of a box, from left to right.
#[derive(Debug, Clone, Default)]
pub(super) struct Sides {
    pub(super) top: Vec<usize>,
    pub(super) bottom: Vec<usize>,
}

/// Everything but the coordinates.
pub(super) struct Plan {
    pub(super) cards: Vec<Card>,
    /// The graph's edge of each flow; none for the line from the start marker.
    pub(super) edges: Vec<Option<usize>>,
    pub(super) pairs: Vec<Pair>,
    pub(super) conditions: Vec<Option<Condition>>,
    pub(super) layers: Layers,
    pub(super) rooms: Vec<Room>,
    /// The distance between two lines at a border, where there is room.
    port_gap: f64,
}

/// The flows, as a plan sees them: three lists of the same length.
pub(super) struct Lines {
    /// As [`Plan::edges`].
    pub(super) edges: Vec<Option<usize>>,
    pub(super) pairs: Vec<Pair>,
    pub(super) conditions: Vec<Option<Condition>>,
}

impl Plan {
    pub(super) fn of(graph: &Graph, overlay: &Overlay) -> Self {
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
        let lines = Lines { edges, pairs, conditions };
        Self::build(lines, box_count, count, PORT_GAP, |ports| {
            let nodes = graph.nodes.iter().enumerate().zip(ports);
            let mut cards: Vec<Card> = nodes
                .map(|((index, node), ports)| Card::of(node, status(index, overlay), *ports))
                .collect();
            cards.extend(start.map(|_| Card::marker()));
            cards
        })
    }

    /// Plans boxes that `cards` makes, one for each of the ports that it is given; box `root` comes first.
    pub(super) fn build(
        lines: Lines,
        box_count: usize,
        root: usize,
        port_gap: f64,
        cards: impl FnOnce(&[Ports]) -> Vec<Card>,
    ) -> Self {
        let Lines { edges, pairs, conditions } = lines;
        let layers = Layers::of(box_count, root, &pairs);
        let cards = cards(&ports(&layers, &pairs, &conditions, box_count));
        let mut plan = Self { cards, edges, pairs, conditions, layers, rooms: vec![], port_gap };
        plan.rooms = (0..plan.layers.vertices.len()).map(|vertex| plan.room(vertex)).collect();
        plan
    }

    pub(super) fn room(&self, vertex: usize) -> Room {
        match self.layers.vertices[vertex].occupant {
            Occupant::Trunk => Room { left: LINE_ROOM, right: LINE_ROOM },
            Occupant::Flow(flow) => {
                let condition = self.conditions[flow]
                    .as_ref()
                    .map_or(0.0, |condition| condition.width + CONDITION_GAP);
                Room { left: LINE_ROOM, right: condition + LINE_ROOM }
            }
            Occupant::Box(index) => {
                let card = &self.cards[index];
                let half = card.width / 2.0 + BOX_ROOM;
                let label = if card.caption.is_empty() { card.content } else { 0.0 };
                let beside = label.max(self.loops_width(index));
                Room { left: half, right: half + beside }
            }
        }
    }

    /// The conditions of the flows that lead from a box to itself.
    pub(super) fn loops(&self, index: usize) -> impl Iterator<Item = (usize, Option<&Condition>)> {
        self.pairs
            .iter()
            .enumerate()
            .filter(move |(_, pair)| pair.from == index && pair.to == index)
            .map(|(flow, _)| (flow, self.conditions[flow].as_ref()))
    }

    /// The room that flows from a box to itself take at its right.
    pub(super) fn loops_width(&self, index: usize) -> f64 {
        self.loops(index)
            .map(|(_, condition)| {
                LOOP_REACH + condition.map_or(0.0, |condition| condition.width + CONDITION_GAP)
            })
            .fold(0.0, f64::max)
    }

    /// The links at the sides of each box, from left to right: in the order of what they lead to, so
    /// that they do not cross.
    pub(super) fn sides(&self, order: &[Vec<usize>]) -> Vec<Sides> {
        let mut position = vec![0; self.layers.vertices.len()];
        for layer in order {
            for (nth, &vertex) in layer.iter().enumerate() {
                position[vertex] = nth;
            }
        }
        let links = &self.layers.links;
        let mut sides = vec![Sides::default(); self.cards.len()];
        for (nth, link) in links.iter().enumerate() {
            if let Some(sides) = sides.get_mut(link.upper) {
                sides.bottom.push(nth);
            }
            if let Some(sides) = sides.get_mut(link.lower) {
                sides.top.push(nth);
            }
        }
        for Sides { top, bottom } in &mut sides {
            top.sort_by_key(|&nth| position[links[nth].upper]);
            bottom.sort_by_key(|&nth| position[links[nth].lower]);
        }
        sides
    }

    /// Writes the conditions of the lines on the left of where they leave at the left of their lines, so
    /// that lines side by side need no room between them.
    pub(super) fn turn_conditions(&mut self, sides: &[Sides]) {
        for (index, Sides { top, bottom }) in sides.iter().enumerate() {
            let others = top
                .iter()
                .map(|&nth| self.layers.links[nth].upper)
                .take(top.len() / 2)
                .collect::<Vec<_>>()
                .into_iter();
            let others = others.chain(
                bottom.iter().map(|&nth| self.layers.links[nth].lower).take(bottom.len() / 2),
            );
            for vertex in others {
                if let Occupant::Flow(flow) = self.layers.vertices[vertex].occupant
                    && self.pairs[flow].from == index
                    && self.conditions[flow].is_some()
                {
                    let room = self.rooms[vertex];
                    self.rooms[vertex] = Room { left: room.right, right: room.left };
                }
            }
        }
    }

    /// The links, each with the points of the borders at which it ends.
    pub(super) fn pulls(&self, sides: &[Sides]) -> Vec<Pull> {
        let links = self.layers.links.iter();
        let mut pulls: Vec<Pull> = links
            .map(|&link| Pull { link, upper_port: 0.0, lower_port: 0.0, weight: self.weight(link) })
            .collect();
        for (index, Sides { top, bottom }) in sides.iter().enumerate() {
            for (place, &nth) in top.iter().enumerate() {
                pulls[nth].lower_port = self.port(index, place, top.len());
            }
            for (place, &nth) in bottom.iter().enumerate() {
                pulls[nth].upper_port = self.port(index, place, bottom.len());
            }
        }
        pulls
    }

    /// Moves the points at which lines end a little, where that makes a line straight.
    pub(super) fn snap(&self, sides: &mut [Sides], pulls: &mut [Pull], x: &[f64]) {
        let gap = SNAP_GAP * self.port_gap;
        for (index, Sides { top, bottom }) in sides.iter_mut().enumerate() {
            let half = self.cards[index].ports_half();
            let upper: Vec<(f64, f64)> = bottom
                .iter()
                .map(|&nth| {
                    (
                        pulls[nth].upper_port,
                        x[pulls[nth].link.lower] + pulls[nth].lower_port - x[index],
                    )
                })
                .collect();
            for (&nth, port) in bottom.iter().zip(snapped(upper, half, gap)) {
                pulls[nth].upper_port = port;
            }
            let lower: Vec<(f64, f64)> = top
                .iter()
                .map(|&nth| {
                    (
                        pulls[nth].lower_port,
                        x[pulls[nth].link.upper] + pulls[nth].upper_port - x[index],
                    )
                })
                .collect();
            for (&nth, port) in top.iter().zip(snapped(lower, half, gap)) {
                pulls[nth].lower_port = port;
            }
        }
    }

    /// Where, beside the middle, one of some lines meets a box.
    pub(super) fn port(&self, index: usize, place: usize, count: usize) -> f64 {
        let gaps = real(count.saturating_sub(1)).max(1.0);
        let gap = self.port_gap.min(2.0 * self.cards[index].ports_half().max(0.0) / gaps);
        (real(place) - real(count.saturating_sub(1)) / 2.0) * gap
    }

    /// What the process does when all is well should run straight down.
    pub(super) fn weight(&self, link: Link) -> f64 {
        let [upper, lower] =
            [link.upper, link.lower].map(|vertex| &self.layers.vertices[vertex].occupant);
        if !matches!((upper, lower), (Occupant::Box(_), _) | (_, Occupant::Box(_))) {
            return LONG_WEIGHT;
        }
        let weight = |occupant: &Occupant| match *occupant {
            Occupant::Box(_) => 1.0,
            Occupant::Trunk => 0.5,
            Occupant::Flow(flow) => {
                let Pair { from, to, error } = self.pairs[flow];
                let is_back = self.layers.vertices[from].layer > self.layers.vertices[to].layer;
                // The first flow that leaves is the usual one.
                let is_first = flow == 0 || self.pairs[flow - 1].from != from;
                match (error || is_back, is_first) {
                    (true, _) => 0.25,
                    (false, true) => 4.0,
                    (false, false) => 1.0,
                }
            }
        };
        weight(upper) * weight(lower)
    }

    /// The height of each layer, and between them.
    pub(super) fn bands(&self, pulls: &[Pull], x: &[f64]) -> Vec<Band> {
        let mut heights = vec![0.0_f64; self.layers.layer_count];
        for vertex in &self.layers.vertices {
            let height = match vertex.occupant {
                Occupant::Box(index) => self.cards[index].height + 2.0 * BOX_STUB,
                Occupant::Flow(flow) => {
                    self.conditions[flow].as_ref().map_or(0.0, |condition| condition.height)
                }
                Occupant::Trunk => 0.0,
            };
            heights[vertex.layer] = heights[vertex.layer].max(height);
        }
        let mut aside = vec![0.0_f64; self.layers.layer_count];
        for pull in pulls {
            let (upper, lower) =
                (x[pull.link.upper] + pull.upper_port, x[pull.link.lower] + pull.lower_port);
            let layer = self.layers.vertices[pull.link.upper].layer;
            aside[layer] = aside[layer].max((upper - lower).abs());
        }
        // Boxes keep a stub above them, which counts to the margin at the top.
        let mut top = MARGIN - BOX_STUB;
        let mut bands = Vec::with_capacity(heights.len());
        for (height, aside) in heights.iter().zip(&aside) {
            let bottom = top + height;
            bands.push(Band { top, bottom });
            top = bottom + (GAP_MIN + aside / 5.0).min(GAP_MAX);
        }
        bands
    }
}

/// The points at which lines end on one side of a box, from (now, where the line would be straight):
/// moved where none comes too near to its neighbours or the corners.
fn snapped(mut ports: Vec<(f64, f64)>, half: f64, gap: f64) -> Vec<f64> {
    for nth in 0..ports.len() {
        let (now, straight) = ports[nth];
        let low = nth.checked_sub(1).map_or(-half, |before| ports[before].0 + gap);
        let high = ports.get(nth + 1).map_or(half, |after| after.0 - gap);
        if (now - straight).abs() <= SNAP_MAX && low <= straight && straight <= high {
            ports[nth].0 = straight;
        }
    }
    ports.into_iter().map(|(now, _)| now).collect()
}

/// For each box the most lines at one side, and the height that flows to itself need.
fn ports(
    layers: &Layers,
    pairs: &[Pair],
    conditions: &[Option<Condition>],
    box_count: usize,
) -> Vec<Ports> {
    let mut sides = vec![(0, 0); box_count];
    for link in &layers.links {
        if let Some((_, bottom)) = sides.get_mut(link.upper) {
            *bottom += 1;
        }
        if let Some((top, _)) = sides.get_mut(link.lower) {
            *top += 1;
        }
    }
    let mut ports: Vec<Ports> = sides
        .into_iter()
        .map(|(top, bottom): (usize, usize)| Ports { lines: top.max(bottom), loops: 0.0 })
        .collect();
    for (pair, condition) in pairs.iter().zip(conditions).filter(|(pair, _)| pair.from == pair.to) {
        ports[pair.from].loops += loop_height(condition.as_ref());
    }
    ports
}

/// The height of a flow that leads to its own source.
pub(super) fn loop_height(condition: Option<&Condition>) -> f64 {
    condition.map_or(0.0, |condition| condition.height).max(24.0) + 6.0
}

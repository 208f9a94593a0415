//! The x coordinates: lines straight where they can be, boxes near those that they are joined to,
//! nothing on top of another.
#![expect(clippy::indexing_slicing, reason = "all indices are those of the layers' vertices")]

use super::layers::{Link, Occupant, Vertex};

/// How often the coordinates are improved, going down and up by turns. They settle after a few.
const ROUNDS: usize = 24;

/// How much room a vertex takes to either side of its line or middle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) left: f64,
    pub(super) right: f64,
}

/// A link, with where it leaves and enters its vertices relative to their middles, and how much it
/// matters that it is straight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pull {
    pub(super) link: Link,
    pub(super) upper_port: f64,
    pub(super) lower_port: f64,
    pub(super) weight: f64,
}

/// One end of a link, seen from the other.
#[derive(Debug, Clone, Copy)]
struct Near {
    vertex: usize,
    /// What to add to that vertex's coordinate to make the link straight.
    offset: f64,
    weight: f64,
}

/// Finds the x coordinate of each vertex for a given order.
pub(super) fn place(
    vertices: &[Vertex],
    order: &[Vec<usize>],
    rooms: &[Room],
    pulls: &[Pull],
) -> Vec<f64> {
    let mut above: Vec<Vec<Near>> = vec![vec![]; vertices.len()];
    let mut below: Vec<Vec<Near>> = vec![vec![]; vertices.len()];
    for pull in pulls {
        let offset = pull.upper_port - pull.lower_port;
        above[pull.link.lower].push(Near { vertex: pull.link.upper, offset, weight: pull.weight });
        below[pull.link.upper].push(Near {
            vertex: pull.link.lower,
            offset: -offset,
            weight: pull.weight,
        });
    }
    let mut x = vec![0.0; vertices.len()];
    for layer in order {
        settle(layer, rooms, &mut x, &vec![Wish { x: 0.0, weight: 1.0 }; layer.len()]);
    }
    for round in 0..ROUNDS {
        let down = round % 2 == 0;
        // The last rounds look both ways, which straightens what the one-sided ones left bent.
        let both = round >= ROUNDS / 2;
        for step in 0..order.len() {
            let layer = &order[if down { step } else { order.len() - 1 - step }];
            let wishes: Vec<Wish> = layer
                .iter()
                .map(|&vertex| {
                    let (first, second) = if down { (&above, &below) } else { (&below, &above) };
                    let second = if both || first[vertex].is_empty() {
                        second[vertex].as_slice()
                    } else {
                        &[]
                    };
                    Wish::of(&x, first[vertex].iter().chain(second), x[vertex])
                })
                .collect();
            settle(layer, rooms, &mut x, &wishes);
        }
    }
    let mut position = vec![0; vertices.len()];
    for layer in order {
        for (nth, &vertex) in layer.iter().enumerate() {
            position[vertex] = nth;
        }
    }
    let field = Field { vertices, order, position, rooms, joins: Joins { above, below } };
    for _ in 0..2 {
        field.straighten(&mut x);
    }
    x
}

/// Where a vertex wants to be, and how much.
#[derive(Debug, Clone, Copy)]
struct Wish {
    x: f64,
    weight: f64,
}

impl Wish {
    /// The weighted mean of where its links would be straight; without links, where it is.
    fn of<'a>(x: &[f64], near: impl Iterator<Item = &'a Near>, now: f64) -> Self {
        let (sum, weight) = near.fold((0.0, 0.0), |(sum, weight), near| {
            (sum + near.weight * (x[near.vertex] + near.offset), weight + near.weight)
        });
        if weight > 0.0 { Self { x: sum / weight, weight } } else { Self { x: now, weight: 0.01 } }
    }
}

/// Puts the vertices of a layer as near to their wishes as their room allows: least squares with a
/// minimum distance, solved exactly by pooling neighbours that would overlap.
fn settle(layer: &[usize], rooms: &[Room], x: &mut [f64], wishes: &[Wish]) {
    // Each pool: the weighted sum and the weight of its wishes, and how many vertices it holds. Taking
    // the least offsets off first turns the minimum distances into mere order.
    let offsets = offsets(layer, rooms);
    let mut pools: Vec<(f64, f64, usize)> = Vec::with_capacity(layer.len());
    for (wish, offset) in wishes.iter().zip(&offsets) {
        let mut pool = (wish.weight * (wish.x - offset), wish.weight, 1);
        while let Some(&last) = pools.last() {
            if last.0 / last.1 <= pool.0 / pool.1 {
                break;
            }
            pool = (pool.0 + last.0, pool.1 + last.1, pool.2 + last.2);
            pools.pop();
        }
        pools.push(pool);
    }
    let places =
        pools.iter().flat_map(|&(sum, weight, count)| std::iter::repeat_n(sum / weight, count));
    for ((&vertex, offset), place) in layer.iter().zip(&offsets).zip(places) {
        x[vertex] = place + offset;
    }
}

/// The least distance of each vertex of a layer from the first.
fn offsets(layer: &[usize], rooms: &[Room]) -> Vec<f64> {
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(layer.len());
    for (nth, &vertex) in layer.iter().enumerate() {
        if let Some(before) = nth.checked_sub(1) {
            offset += rooms[layer[before]].right + rooms[vertex].left;
        }
        offsets.push(offset);
    }
    offsets
}

/// The links of each vertex.
struct Joins {
    above: Vec<Vec<Near>>,
    below: Vec<Vec<Near>>,
}

/// What the passes that straighten lines look at.
struct Field<'a> {
    vertices: &'a [Vertex],
    order: &'a [Vec<usize>],
    position: Vec<usize>,
    rooms: &'a [Room],
    joins: Joins,
}

impl Field<'_> {
    fn is_line(&self, vertex: usize) -> bool {
        !matches!(self.vertices[vertex].occupant, Occupant::Box(_))
    }

    /// Whether a vertex is a box that only one line meets.
    fn is_leaf(&self, vertex: usize) -> bool {
        !self.is_line(vertex)
            && self.joins.above[vertex].len() + self.joins.below[vertex].len() == 1
    }

    /// How far a vertex may move to either side.
    fn free(&self, x: &[f64], vertex: usize) -> (f64, f64) {
        let (layer, at) = (&self.order[self.vertices[vertex].layer], self.position[vertex]);
        let low = at.checked_sub(1).map(|at| layer[at]);
        let high = layer.get(at + 1).copied();
        (
            low.map_or(f64::NEG_INFINITY, |low| {
                x[low] + self.rooms[low].right + self.rooms[vertex].left
            }),
            high.map_or(f64::INFINITY, |high| {
                x[high] - self.rooms[high].left - self.rooms[vertex].right
            }),
        )
    }

    /// The vertices through which the line that begins with this one runs.
    fn run(&self, first: usize) -> Vec<usize> {
        let mut run = vec![first];
        let mut last = first;
        while let [near] = self.joins.below[last].as_slice()
            && self.is_line(near.vertex)
            && self.joins.above[near.vertex].len() == 1
        {
            last = near.vertex;
            run.push(last);
        }
        run
    }

    /// Moves runs of vertices that pass one line on to one coordinate, where there is room in every
    /// layer that they pass; then boxes with a single line in line with it.
    fn straighten(&self, x: &mut [f64]) {
        for &first in self.order.iter().flatten().filter(|&&vertex| self.is_line(vertex)) {
            let is_first = match self.joins.above[first].as_slice() {
                [near] => !self.is_line(near.vertex) || self.joins.below[near.vertex].len() != 1,
                _ => true,
            };
            if is_first {
                self.straighten_run(&self.run(first), x);
            }
        }
        for &leaf in self.order.iter().flatten().filter(|&&vertex| self.is_leaf(vertex)) {
            let (low, high) = self.free(x, leaf);
            for near in self.joins.above[leaf].iter().chain(&self.joins.below[leaf]) {
                let wish = x[near.vertex] + near.offset;
                if low <= wish && wish <= high {
                    x[leaf] = wish;
                }
            }
        }
    }

    fn straighten_run(&self, run: &[usize], x: &mut [f64]) {
        let (low, high) = run
            .iter()
            .map(|&vertex| self.free(x, vertex))
            .fold((f64::NEG_INFINITY, f64::INFINITY), |(low, high), (least, most)| {
                (low.max(least), high.min(most))
            });
        if low > high {
            return;
        }
        // Best in line with one of its ends, and rather not with one that can move itself.
        let above = run.first().and_then(|&first| self.joins.above[first].first());
        let below = run.last().and_then(|&last| self.joins.below[last].first());
        let ends = if below.is_some_and(|near| self.is_leaf(near.vertex)) {
            [above, below]
        } else {
            [below, above]
        };
        let wish = ends
            .into_iter()
            .flatten()
            .map(|near| x[near.vertex] + near.offset)
            .find(|wish| (low..=high).contains(wish));
        let middle =
            run.iter().map(|&vertex| x[vertex]).sum::<f64>() / super::layout::real(run.len());
        let target = wish.unwrap_or_else(|| middle.max(low).min(high));
        for &vertex in run {
            x[vertex] = target;
        }
    }
}

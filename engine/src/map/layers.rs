//! The layers of a map: in which row each box stands, and through which points its flows pass.
//!
//! Boxes stand in even layers; the odd layers between them hold the conditions of flows, so that a
//! condition has room of its own. A flow gets a vertex in every layer that it passes, so that it never
//! runs through a box. A flow that leads back up passes the same way, from the bottom to the top.
#![expect(
    clippy::indexing_slicing,
    reason = "all indices are made here, from the lengths of the same lists"
)]

use std::collections::{BTreeMap, BTreeSet};

/// Flows beyond this many vertices are drawn straight, through whatever is in between: bounds the work for graphs
/// that nobody could read anyway.
const VERTICES_MAX: usize = 20_000;

/// A flow, as the layers see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) error: bool,
}

/// What stands at a place of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occupant {
    /// The box of this index.
    Box(usize),
    /// The flow of this index alone, with its condition if it has one.
    Flow(usize),
    /// One or more flows that lead to the same box.
    Trunk,
}

/// A place in a layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vertex {
    pub(super) layer: usize,
    pub(super) occupant: Occupant,
}

/// A piece of a flow between neighbouring layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) upper: usize,
    pub(super) lower: usize,
}

/// A graph in layers.
#[derive(Debug)]
pub(super) struct Layers {
    /// The first ones are the boxes.
    pub(super) vertices: Vec<Vertex>,
    /// Each once, sorted.
    pub(super) links: Vec<Link>,
    /// For each flow the vertices from its source to its target; only those two for one that leads to
    /// its own source.
    pub(super) routes: Vec<Vec<usize>>,
    pub(super) layer_count: usize,
}

impl Layers {
    /// Finds the layers of `count` boxes; the search begins at box `root`.
    pub(super) fn of(count: usize, root: usize, pairs: &[Pair]) -> Self {
        let ranks = ranks(count, root, pairs);
        let vertices = ranks
            .iter()
            .enumerate()
            .map(|(index, rank)| Vertex { layer: 2 * rank, occupant: Occupant::Box(index) });
        let layer_count = ranks.iter().max().map_or(0, |rank| 2 * rank + 1);
        let mut layers =
            Self { vertices: vertices.collect(), links: vec![], routes: vec![], layer_count };
        let mut trunks = BTreeMap::new();
        let mut parallels: BTreeMap<(usize, usize, bool), usize> = BTreeMap::new();
        for (flow, pair) in pairs.iter().enumerate() {
            let parallel = parallels.entry((pair.from, pair.to, pair.error)).or_default();
            let route = layers.route(flow, *pair, *parallel, &mut trunks);
            *parallel += 1;
            layers.routes.push(route);
        }
        layers.links = layers.links();
        layers
    }

    /// Leads a flow through the layers. Flows of a kind to the same box share a trunk, which keeps a map
    /// with one common way out readable; parallel flows between the same two boxes do not.
    fn route(
        &mut self,
        flow: usize,
        pair: Pair,
        parallel: usize,
        trunks: &mut BTreeMap<(usize, bool, usize, usize), usize>,
    ) -> Vec<usize> {
        let (from, to) = (self.vertices[pair.from].layer, self.vertices[pair.to].layer);
        let passed: Vec<usize> =
            if from < to { (from + 1..to).collect() } else { (to + 1..from).rev().collect() };
        if passed.len() + self.vertices.len() > VERTICES_MAX {
            return vec![pair.from, pair.to];
        }
        let mut route = vec![pair.from];
        for (step, layer) in passed.into_iter().enumerate() {
            let vertices = &mut self.vertices;
            let mut add = |occupant| {
                vertices.push(Vertex { layer, occupant });
                vertices.len() - 1
            };
            route.push(if step == 0 {
                add(Occupant::Flow(flow))
            } else {
                *trunks
                    .entry((pair.to, pair.error, parallel, layer))
                    .or_insert_with(|| add(Occupant::Trunk))
            });
        }
        route.push(pair.to);
        route
    }

    fn links(&self) -> Vec<Link> {
        let mut links = BTreeSet::new();
        for pair in
            self.routes.iter().filter(|route| route.len() > 2).flat_map(|route| route.windows(2))
        {
            let (a, b) = (pair[0], pair[1]);
            let down = self.vertices[a].layer < self.vertices[b].layer;
            links.insert(if down {
                Link { upper: a, lower: b }
            } else {
                Link { upper: b, lower: a }
            });
        }
        links.into_iter().collect()
    }
}

/// The row of each box: one below the lowest of those that lead to it, flows back not counted.
fn ranks(count: usize, root: usize, pairs: &[Pair]) -> Vec<usize> {
    let mut leaving: Vec<Vec<usize>> = vec![vec![]; count];
    for pair in pairs {
        leaving[pair.from].push(pair.to);
    }
    let (order, back) = depth_first(root, &leaving);
    let mut ranks = vec![0; count];
    for &from in &order {
        for (nth, &to) in leaving[from].iter().enumerate() {
            if !back.contains(&(from, nth)) {
                ranks[to] = ranks[to].max(ranks[from] + 1);
            }
        }
    }
    ranks
}

/// The boxes so that all flows but those back lead forwards, and the flows back as (box, place among
/// those that leave it). Without recursion: a process may be one long chain.
fn depth_first(root: usize, leaving: &[Vec<usize>]) -> (Vec<usize>, BTreeSet<(usize, usize)>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        Open,
        Done,
    }
    let mut seen = vec![Seen::No; leaving.len()];
    let mut done = Vec::with_capacity(leaving.len());
    let mut back = BTreeSet::new();
    for first in std::iter::once(root).chain(0..leaving.len()) {
        if seen.get(first) != Some(&Seen::No) {
            continue;
        }
        seen[first] = Seen::Open;
        let mut stack = vec![(first, 0)];
        while let Some((node, nth)) = stack.pop() {
            let Some(&to) = leaving[node].get(nth) else {
                seen[node] = Seen::Done;
                done.push(node);
                continue;
            };
            stack.push((node, nth + 1));
            match seen[to] {
                Seen::No => {
                    seen[to] = Seen::Open;
                    stack.push((to, 0));
                }
                Seen::Open => {
                    back.insert((node, nth));
                }
                Seen::Done => {}
            }
        }
    }
    done.reverse();
    (done, back)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(count: usize, flows: &[(usize, usize)], expected: &[usize]) {
        let pairs: Vec<Pair> =
            flows.iter().map(|&(from, to)| Pair { from, to, error: false }).collect();
        assert_eq!(ranks(count, 0, &pairs), expected);
        let layers = Layers::of(count, 0, &pairs);
        for link in &layers.links {
            assert_eq!(layers.vertices[link.upper].layer + 1, layers.vertices[link.lower].layer);
        }
    }

    #[test]
    fn a_box_stands_below_all_that_lead_to_it() {
        check(4, &[(0, 1), (1, 2), (0, 2), (2, 3), (0, 3)], &[0, 1, 2, 3]);
    }

    #[test]
    fn flows_back_do_not_pull_a_box_down() {
        check(3, &[(0, 1), (1, 0), (1, 1), (1, 2), (2, 0)], &[0, 1, 2]);
    }

    #[test]
    fn boxes_without_flows_stand_in_the_first_row() {
        check(3, &[(0, 1)], &[0, 1, 0]);
    }

    #[test]
    fn flows_from_several_boxes_to_one_share_a_trunk_and_parallel_ones_do_not() {
        let pair = |from, to| Pair { from, to, error: false };
        let chain = [pair(0, 1), pair(1, 2), pair(2, 3)];
        let count = |more: &[Pair]| Layers::of(4, 0, &[&chain, more].concat()).vertices.len();
        assert_eq!(count(&[pair(0, 3)]), 4 + 3 + 5);
        assert_eq!(count(&[pair(0, 3), pair(1, 3)]), 4 + 3 + 5 + 1);
        assert_eq!(count(&[pair(0, 3), pair(0, 3)]), 4 + 3 + 5 + 5);
    }
}

//! The order inside each layer: chosen so that few flows cross.
#![expect(clippy::indexing_slicing, reason = "all indices are those of the layers' vertices")]

use rust_sugiyama::configure::{Config, CrossingMinimization, RankingType};

use super::layers::Layers;

/// Graphs with more vertices are put in order by the cheap sweep alone: `rust-sugiyama` recurses once for
/// each vertex of a layer and takes more than linear time.
const SUGIYAMA_VERTICES_MAX: usize = 1500;

/// How often the cheap sweep goes down and up.
const SWEEPS: usize = 4;

/// The vertices of each layer, from left to right.
pub(super) fn order(layers: &Layers, widths: &[f64]) -> Vec<Vec<usize>> {
    let places = if layers.vertices.len() <= SUGIYAMA_VERTICES_MAX {
        sugiyama(layers, widths)
    } else {
        (0..layers.vertices.len()).map(|vertex| (0, super::layout::real(vertex))).collect()
    };
    let mut order = vec![vec![]; layers.layer_count];
    for (vertex, at) in layers.vertices.iter().enumerate() {
        order[at.layer].push(vertex);
    }
    for layer in &mut order {
        layer.sort_by(|&a, &b| {
            places[a].0.cmp(&places[b].0).then(places[a].1.total_cmp(&places[b].1))
        });
    }
    if layers.vertices.len() > SUGIYAMA_VERTICES_MAX {
        sweep(layers, &mut order);
    }
    order
}

/// Where `rust-sugiyama` puts each vertex: the component and the x coordinate in it.
///
/// It is given a graph without cycles and double edges whose every edge leads one layer down, so that it
/// has nothing to decide but the order.
fn sugiyama(layers: &Layers, widths: &[f64]) -> Vec<(usize, f64)> {
    let id = |vertex: usize| u32::try_from(vertex).unwrap_or(u32::MAX);
    let vertices: Vec<(u32, (f64, f64))> =
        widths.iter().enumerate().map(|(vertex, width)| (id(vertex), (*width, 1.0))).collect();
    // Edges are followed last to first, so the first flow comes to stand on the left.
    let edges: Vec<(u32, u32)> =
        layers.links.iter().rev().map(|link| (id(link.upper), id(link.lower))).collect();
    let config = Config {
        ranking_type: RankingType::Up,
        c_minimization: CrossingMinimization::Barycenter,
        transpose: true,
        vertex_spacing: 1.0,
        ..Config::default()
    };
    let mut places = vec![(0, 0.0); widths.len()];
    let components = rust_sugiyama::from_vertices_and_edges(&vertices, &edges, &config);
    for (component, (positions, ..)) in components.into_iter().enumerate() {
        for (vertex, (x, _)) in positions {
            if let Some(place) = places.get_mut(vertex) {
                *place = (component, x);
            }
        }
    }
    places
}

/// Moves each vertex to the mean position of those above it, then of those below, some times over.
fn sweep(layers: &Layers, order: &mut [Vec<usize>]) {
    let mut above = vec![vec![]; layers.vertices.len()];
    let mut below = vec![vec![]; layers.vertices.len()];
    for link in &layers.links {
        above[link.lower].push(link.upper);
        below[link.upper].push(link.lower);
    }
    let mut position = vec![0.0; layers.vertices.len()];
    let number = |layer: &[usize], position: &mut [f64]| {
        for (nth, &vertex) in layer.iter().enumerate() {
            position[vertex] = super::layout::real(nth);
        }
    };
    for layer in order.iter() {
        number(layer, &mut position);
    }
    for round in 0..2 * SWEEPS {
        let down = round % 2 == 0;
        for step in 0..order.len() {
            let layer = &mut order[if down { step } else { layers.layer_count - 1 - step }];
            let neighbours = if down { &above } else { &below };
            let mean = |vertex: usize| {
                let near = &neighbours[vertex];
                let sum: f64 = near.iter().map(|&near| position[near]).sum();
                if near.is_empty() {
                    position[vertex]
                } else {
                    sum / super::layout::real(near.len())
                }
            };
            layer.sort_by(|&a, &b| mean(a).total_cmp(&mean(b)));
            number(layer, &mut position);
        }
    }
}

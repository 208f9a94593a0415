//! What is filled wherever a token comes: a data-flow analysis over the activities.
//!
//! Facts only shrink, from everything down to what holds on every path, so that the order in which
//! activities are looked at does not matter and it ends. A token knows what was filled before it and by
//! itself; what other branches fill it learns at their join.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::{Dfs, EdgeRef, NodeFiltered};

use super::filled::{Filled, Slot};
use super::passage::{Op, Passage, Way, World};
use crate::process::graph::{Edge, graph_of, node};
use crate::process::{Activity, ActivityIdx, ActivityKind, Process};

/// A way out of an activity: the positions of its departure, and of it among that.
pub(super) type WayAt = (usize, usize);

/// See the module.
#[derive(Debug)]
pub(super) struct TokenFlow<'p> {
    process: &'p Process,
    pub(super) passages: Vec<Passage<'p>>,
    graph: DiGraph<ActivityIdx, WayAt>,
    /// What is filled before the first activity.
    initial: Filled,
    /// What is filled when a token comes, for each activity.
    at: Vec<Filled>,
    /// What is filled when a token has left, for each edge.
    behind: Vec<Filled>,
    gathers: BTreeMap<NodeIndex, Gather>,
}

/// What a join gathers.
#[derive(Debug)]
struct Gather {
    /// In how many branches something must be filled so that it is, whichever come.
    n_needed: usize,
    /// The edges by which each branch comes.
    branches: Vec<BTreeSet<EdgeIndex>>,
}

impl<'p> TokenFlow<'p> {
    /// Solves it for a process that begins with this filled.
    pub(super) fn new(world: World<'p>, initial: Filled) -> Self {
        let process = world.process;
        let activities = process.activities();
        let disturbed = disturbed(activities);
        let passages: Vec<Passage<'_>> = activities
            .iter()
            .enumerate()
            .map(|(at, activity)| world.passage(activity, disturbed.contains(&NodeIndex::new(at))))
            .collect();
        let mut graph = DiGraph::new();
        for position in 0..activities.len() {
            graph.add_node(ActivityIdx(position));
        }
        for (position, passage) in passages.iter().enumerate() {
            for (departure, ways) in passage.departures.iter().map(|d| &d.ways).enumerate() {
                for (way, Way { to, .. }) in ways.iter().enumerate() {
                    graph.add_edge(NodeIndex::new(position), node(*to), (departure, way));
                }
            }
        }
        let mut flow = Self {
            process,
            at: vec![Filled::EVERYTHING; activities.len()],
            behind: vec![Filled::EVERYTHING; graph.edge_count()],
            gathers: BTreeMap::new(),
            passages,
            graph,
            initial,
        };
        flow.gathers = flow.gathers();
        flow.solve();
        flow
    }

    /// What is filled when a token comes there.
    pub(super) fn at(&self, activity: ActivityIdx) -> Filled {
        self.at.get(activity.0).copied().unwrap_or(Filled::EVERYTHING)
    }

    fn start(&self) -> NodeIndex {
        node(self.process.start().activity)
    }

    fn solve(&mut self) {
        let start = self.start();
        if let Some(at) = self.at.get_mut(start.index()) {
            *at = self.initial;
        }
        let mut queue = VecDeque::from([start]);
        while let Some(from) = queue.pop_front() {
            for (edge, to, left) in self.departed(from) {
                let Some(behind) = self.behind.get_mut(edge.index()) else { continue };
                if *behind == left {
                    continue;
                }
                *behind = left;
                let met = self.met(to);
                if let Some(at) = self.at.get_mut(to.index())
                    && *at != met
                {
                    *at = met;
                    if !queue.contains(&to) {
                        queue.push_back(to);
                    }
                }
            }
        }
    }

    /// The edges of an activity, with what is filled behind each.
    fn departed(&self, from: NodeIndex) -> Vec<(EdgeIndex, NodeIndex, Filled)> {
        let Some(passage) = self.passages.get(from.index()) else { return Vec::new() };
        let arrived = apply(&passage.arrival, self.at(ActivityIdx(from.index())));
        let left: Vec<Filled> =
            passage.departures.iter().map(|departure| apply(&departure.ops, arrived)).collect();
        let edges = self.graph.edges(from).map(|edge| {
            let (departure, _) = *edge.weight();
            let left = left.get(departure).copied().unwrap_or(arrived);
            let behind = self.way(edge.id()).map_or(left, |way| apply(&way.ops, left));
            (edge.id(), edge.target(), behind)
        });
        edges.collect()
    }

    fn way(&self, edge: EdgeIndex) -> Option<&Way<'p>> {
        let (from, _) = self.graph.edge_endpoints(edge)?;
        let &(departure, way) = self.graph.edge_weight(edge)?;
        self.passages.get(from.index())?.departures.get(departure)?.ways.get(way)
    }

    /// What every token that comes there brings along.
    fn met(&self, at: NodeIndex) -> Filled {
        let behind = |edge: EdgeIndex| self.behind.get(edge.index()).copied();
        let all = |edges: &mut dyn Iterator<Item = EdgeIndex>| {
            edges.filter_map(behind).fold(Filled::EVERYTHING, Filled::and)
        };
        let mut incoming = self.graph.edges_directed(at, Direction::Incoming).map(|edge| edge.id());
        let mut met = if let Some(Gather { n_needed, branches }) = self.gathers.get(&at) {
            let brought: Vec<Filled> =
                branches.iter().map(|edges| all(&mut edges.iter().copied())).collect();
            let mut met = Filled::of_at_least(*n_needed, &brought);
            // The last one to come says whether there is an error, and any may be the last.
            let in_all = all(&mut incoming);
            met.put(Slot::Error, in_all.has(Slot::Error));
            met
        } else {
            all(&mut incoming)
        };
        if at == self.start() {
            met = met.and(self.initial);
        }
        met
    }

    fn gathers(&self) -> BTreeMap<NodeIndex, Gather> {
        let mut gathers = BTreeMap::new();
        for (position, activity) in self.process.activities().iter().enumerate() {
            if let ActivityKind::Join { of, wait_for, .. } = activity.kind {
                let join = NodeIndex::new(position);
                let gather = self.gather(join, of, wait_for);
                gathers.insert(join, gather);
            }
        }
        gathers
    }

    fn gather(&self, join: NodeIndex, of: ActivityIdx, wait_for: usize) -> Gather {
        let flows = self.process.activity(of).kind.next();
        let beyond = NodeFiltered::from_fn(&self.graph, |at| at != join);
        let branch = |(position, _)| {
            let is_first = |edge: EdgeIndex| {
                self.way(edge).is_some_and(|way| way.edge == Edge::Flow(position))
            };
            let mut reached = BTreeSet::new();
            let mut own = BTreeSet::new();
            for edge in self.graph.edges(node(of)).filter(|edge| is_first(edge.id())) {
                if edge.target() == join {
                    own.insert(edge.id());
                } else {
                    let mut walk = Dfs::new(&beyond, edge.target());
                    while let Some(at) = walk.next(&beyond) {
                        reached.insert(at);
                    }
                }
            }
            let incoming = self.graph.edges_directed(join, Direction::Incoming);
            own.extend(
                incoming.filter(|edge| reached.contains(&edge.source())).map(|edge| edge.id()),
            );
            own
        };
        Gather {
            n_needed: flows.len().saturating_sub(wait_for) + 1,
            branches: flows.iter().enumerate().map(branch).collect(),
        }
    }

    /// The shortest way of a token to an activity, as text; one on which `slot` is not filled there, if
    /// it `must_lack` it.
    pub(super) fn path(&self, to: ActivityIdx, slot: Slot, must_lack: bool) -> String {
        type Seen = (NodeIndex, bool);
        let first: Seen = (self.start(), self.initial.has(slot));
        let mut before: BTreeMap<Seen, Option<(Seen, EdgeIndex)>> = BTreeMap::from([(first, None)]);
        let mut queue = VecDeque::from([first]);
        while let Some((at, has)) = queue.pop_front() {
            if at == node(to) && !(has && must_lack) {
                let mut steps = Vec::new();
                let mut seen = (at, has);
                while let Some(&Some((earlier, edge))) = before.get(&seen) {
                    steps.push(self.step(edge));
                    seen = earlier;
                }
                steps.reverse();
                return format!("{}{}", self.name(self.start()), steps.concat());
            }
            let mut edges: Vec<_> = self
                .graph
                .edges(at)
                .map(|edge| (*edge.weight(), edge.id(), edge.target()))
                .collect();
            edges.sort_unstable();
            for (_, edge, target) in edges {
                let mut next = (target, self.carries(edge, slot, has));
                // Another branch fills it.
                next.1 |= self.gathers.contains_key(&target)
                    && self.at(ActivityIdx(target.index())).has(slot);
                if let Entry::Vacant(entry) = before.entry(next) {
                    entry.insert(Some(((at, has), edge)));
                    queue.push_back(next);
                }
            }
        }
        self.name(node(to)).to_owned()
    }

    /// Whether a slot is filled behind an edge, from whether it is before.
    fn carries(&self, edge: EdgeIndex, slot: Slot, has: bool) -> bool {
        let mut filled = Filled::NOTHING;
        filled.put(slot, has);
        let Some((from, _)) = self.graph.edge_endpoints(edge) else { return has };
        let departure = self.graph.edge_weight(edge).map_or(0, |(departure, _)| *departure);
        if let Some(passage) = self.passages.get(from.index()) {
            filled = apply(&passage.arrival, filled);
            if let Some(departure) = passage.departures.get(departure) {
                filled = apply(&departure.ops, filled);
            }
        }
        self.way(edge).map_or(filled, |way| apply(&way.ops, filled)).has(slot)
    }

    /// One step of a path: ` -> target`, with what makes it another than the usual one in between.
    fn step(&self, edge: EdgeIndex) -> String {
        let at = self.graph.edge_endpoints(edge).zip(self.graph.edge_weight(edge));
        at.map_or_else(String::new, |((from, _), way)| {
            self.step_of(ActivityIdx(from.index()), *way)
        })
    }

    /// The same for a way out of an activity.
    pub(super) fn step_of(&self, from: ActivityIdx, (departure, way): WayAt) -> String {
        let passage = self.passages.get(from.0);
        let Some(departure) = passage.and_then(|passage| passage.departures.get(departure)) else {
            return String::new();
        };
        let Some(way) = departure.ways.get(way) else { return String::new() };
        let target = self.name(node(way.to));
        let label = match way.edge {
            Edge::Flow(_) => departure.dialog,
            Edge::Error(position) => {
                let on_error = self.process.activity(from).kind.on_error();
                on_error.get(position).map(|flow| flow.on.label())
            }
            Edge::Expire => Some("expire"),
        };
        label.map_or_else(|| format!(" -> {target}"), |label| format!(" -({label})-> {target}"))
    }

    fn name(&self, at: NodeIndex) -> &'p str {
        self.process.activities().get(at.index()).map_or("", |activity| &activity.name)
    }
}

/// What is filled after these.
pub(super) fn apply(ops: &[Op<'_>], before: Filled) -> Filled {
    ops.iter().fold(before, |mut filled, op| match op {
        Op::Read(_) => filled,
        Op::Fill(more) => filled.or(*more),
        Op::ForgetError => {
            filled.put(Slot::Error, false);
            filled
        }
    })
}

/// The activities at which a token may rest while another branch ends an invocation, which then leaves
/// no error.
fn disturbed(activities: &[Activity]) -> BTreeSet<NodeIndex> {
    let graph = graph_of(activities);
    let kind = |at: NodeIndex| activities.get(at.index()).map(|activity| &activity.kind);
    let succeeds = |at: &NodeIndex| kind(*at).is_some_and(|kind| !kind.on_error().is_empty());
    let mut disturbed = BTreeSet::new();
    for (position, activity) in activities.iter().enumerate() {
        let ActivityKind::Parallel { next } = &activity.kind else { continue };
        let branching = NodeFiltered::from_fn(
            &graph,
            |at| !matches!(kind(at), Some(ActivityKind::Join { of, .. }) if of.0 == position),
        );
        let branch = |to: NodeIndex| {
            let mut reached = BTreeSet::new();
            if let Some(ActivityKind::Join { of, .. }) = kind(to)
                && of.0 == position
            {
                return reached;
            }
            let mut walk = Dfs::new(&branching, to);
            while let Some(at) = walk.next(&branching) {
                reached.insert(at);
            }
            reached
        };
        let branches: Vec<BTreeSet<NodeIndex>> =
            next.iter().map(|flow| branch(node(flow.to))).collect();
        let n_succeeding = branches.iter().filter(|branch| branch.iter().any(succeeds)).count();
        for branch in &branches {
            if n_succeeding > usize::from(branch.iter().any(succeeds)) {
                disturbed.extend(branch);
            }
        }
    }
    disturbed
}

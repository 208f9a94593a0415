//! Goes through all markings of a net, and finds out what goes wrong in them.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::game::{Marking, Turn, first, rests, turns};
use super::{At, Kind, Move, Net, Via};

/// All markings that can be reached, up to a number of them.
pub(super) struct Explored<'n> {
    net: &'n Net,
    /// The marking that was found first is the first; the one without tokens is that of all ends.
    markings: Vec<Marking>,
    /// Which turn of which marking led to each first; of those at the beginning, none.
    from: Vec<(Option<usize>, usize)>,
    /// From where to where; as often as there are turns.
    steps: Vec<(usize, usize)>,
    /// The places that tokens came to.
    pub(super) entered: BTreeSet<At>,
    /// The places that tokens could leave: those where one stood when no join went on, and the joins that did.
    pub(super) left: BTreeSet<At>,
    /// The first turn that lets tokens meet at each place.
    meetings: BTreeMap<At, (Option<usize>, usize)>,
    /// The first turn that withdraws an invocation at each place.
    withdrawals: BTreeMap<At, (Option<usize>, usize)>,
    /// The first marking with each place that withdraws one whatever the others do.
    doomed: BTreeMap<At, usize>,
    pub(super) is_cut: bool,
}

impl<'n> Explored<'n> {
    pub(super) fn new(net: &'n Net, n_markings_max: usize) -> Self {
        let mut explored = Self {
            net,
            markings: Vec::new(),
            from: Vec::new(),
            steps: Vec::new(),
            entered: BTreeSet::new(),
            left: BTreeSet::new(),
            meetings: BTreeMap::new(),
            withdrawals: BTreeMap::new(),
            doomed: BTreeMap::new(),
            is_cut: false,
        };
        let mut known = BTreeMap::new();
        explored.note(None, vec![first(net)], &mut known);
        let mut next = 0;
        while let Some(marking) = explored.markings.get(next) {
            if explored.markings.len() > n_markings_max {
                explored.is_cut = true;
                break;
            }
            let turns = turns(net, marking);
            explored.note(Some(next), turns, &mut known);
            next += 1;
        }
        explored
    }

    fn note(
        &mut self,
        before: Option<usize>,
        turns: Vec<Turn>,
        known: &mut BTreeMap<Marking, usize>,
    ) {
        for (number, turn) in turns.into_iter().enumerate() {
            let key = (before, number);
            self.entered.extend(&turn.entered);
            self.left.extend(turn.fired);
            if let Some(at) = turn.withdrew {
                self.withdrawals.entry(at).or_insert(key);
            }
            if let Some(at) = turn.meeting {
                self.meetings.entry(at).or_insert(key);
                continue;
            }
            let marking = turn.marking();
            let found = *known.entry(marking).or_insert_with_key(|marking| {
                self.markings.push(marking.clone());
                self.from.push(key);
                let found = self.markings.len() - 1;
                if rests(self.net, marking) {
                    for &at in marking {
                        if !matches!(self.net[at].kind, Kind::Join { .. }) {
                            self.left.insert(at);
                        }
                        if self.net[at].withdrawal.is_some() {
                            self.doomed.entry(at).or_insert(found);
                        }
                    }
                }
                found
            });
            self.steps.extend(before.map(|before| (before, found)));
        }
    }

    fn turn(&self, (before, number): (Option<usize>, usize)) -> Option<Turn> {
        let turns = match before {
            None => vec![first(self.net)],
            Some(before) => turns(self.net, self.markings.get(before)?),
        };
        turns.into_iter().nth(number)
    }

    fn moves_of(&self, vias: impl IntoIterator<Item = Via>) -> Vec<Move> {
        vias.into_iter().flat_map(|via| self.net.vias.moves(via)).collect()
    }

    /// The turns that lead to a marking, the last one first.
    fn way_back(&self, marking: usize) -> impl Iterator<Item = (Option<usize>, usize)> {
        let key = |at: usize| self.from.get(at).copied();
        std::iter::successors(key(marking), move |(before, _)| before.and_then(key))
    }

    /// The moves that lead to a marking.
    fn moves_to(&self, marking: usize) -> Vec<Move> {
        let mut way: Vec<_> = self.way_back(marking).collect();
        way.reverse();
        let turns = way.into_iter().filter_map(|key| self.turn(key));
        turns.flat_map(|turn| self.moves_of(turn.trail)).collect()
    }

    /// The moves that lead to a turn and those of it, with others before it, as soon as nothing goes on by itself.
    fn moves_through(&self, key: (Option<usize>, usize), others: Option<Via>) -> Vec<Move> {
        let mut after = Vec::new();
        let mut before = Some(key);
        while let Some(key) = before {
            after.push(key);
            let is_settled =
                |at: usize| self.markings.get(at).is_some_and(|at| rests(self.net, at));
            before = key.0.filter(|&at| !is_settled(at)).and_then(|at| self.from.get(at).copied());
        }
        let settled = after.last().and_then(|key| key.0);
        let mut moves = settled.map(|settled| self.moves_to(settled)).unwrap_or_default();
        moves.extend(self.moves_of(others));
        for turn in after.into_iter().rev().filter_map(|key| self.turn(key)) {
            moves.extend(self.moves_of(turn.trail));
        }
        moves
    }

    pub(super) fn meetings(&self) -> Vec<(At, Vec<Move>)> {
        self.meetings.iter().map(|(&at, &key)| (at, self.moves_through(key, None))).collect()
    }

    pub(super) fn withdrawals(&self) -> Vec<Vec<Move>> {
        let turns = self.withdrawals.iter();
        let turns = turns.map(|(&at, &key)| self.moves_through(key, self.net[at].invocation));
        let doomed = self.doomed.iter().map(|(&at, &marking)| {
            let mut moves = self.moves_to(marking);
            moves.extend(self.moves_of(self.net[at].withdrawal));
            moves
        });
        turns.chain(doomed).collect()
    }

    /// The joins that wait for ever, each with moves after which it does.
    ///
    /// Where no end can be reached any more, everything comes down to markings that lead to one another and nowhere
    /// else. A join that holds tokens there and is never completed among them is stuck, and each that is stuck
    /// anywhere is so there.
    pub(super) fn stuck(&self) -> Vec<(At, Vec<Move>)> {
        let mut stuck = BTreeMap::new();
        for component in self.last_components() {
            let Some(&earliest) = component.iter().min() else { continue };
            let waits = self.markings.get(earliest).into_iter().flatten().copied();
            let mut waits: BTreeSet<At> =
                waits.filter(|&at| matches!(self.net[at].kind, Kind::Join { .. })).collect();
            for marking in component.iter().filter_map(|&marking| self.markings.get(marking)) {
                for turn in turns(self.net, marking) {
                    waits.retain(|&join| !turn.resolves(join));
                }
            }
            for join in waits {
                let marking = stuck.entry(join).or_insert(earliest);
                *marking = earliest.min(*marking);
            }
        }
        stuck.into_iter().map(|(join, marking)| (join, self.moves_to(marking))).collect()
    }

    /// The sets of markings that, once reached, are never left and never end.
    fn last_components(&self) -> Vec<Vec<usize>> {
        let ends = self.ends();
        let mut graph = DiGraph::new();
        let nodes: BTreeMap<usize, NodeIndex> = ends
            .iter()
            .enumerate()
            .filter(|(_, ends)| !**ends)
            .map(|(marking, _)| (marking, graph.add_node(marking)))
            .collect();
        for (from, to) in &self.steps {
            if let (Some(&from), Some(&to)) = (nodes.get(from), nodes.get(to)) {
                graph.add_edge(from, to, ());
            }
        }
        let mut last = Vec::new();
        let components = kosaraju_scc(&graph);
        let mut component_of = vec![0; graph.node_count()];
        for (number, component) in components.iter().enumerate() {
            for node in component {
                if let Some(of) = component_of.get_mut(node.index()) {
                    *of = number;
                }
            }
        }
        for component in &components {
            let of = |node: NodeIndex| component_of.get(node.index());
            let stays = |&node: &NodeIndex| graph.neighbors(node).all(|to| of(to) == of(node));
            if component.iter().all(stays) {
                last.push(
                    component.iter().filter_map(|&node| graph.node_weight(node).copied()).collect(),
                );
            }
        }
        last
    }

    /// Which markings may still lead to an end.
    fn ends(&self) -> Vec<bool> {
        let mut back: Vec<Vec<usize>> = vec![Vec::new(); self.markings.len()];
        for &(from, to) in &self.steps {
            if let Some(back) = back.get_mut(to) {
                back.push(from);
            }
        }
        let mut ends: Vec<bool> = self.markings.iter().map(|marking| marking.is_empty()).collect();
        let mut stack: Vec<usize> = ends
            .iter()
            .enumerate()
            .filter(|(_, ends)| **ends)
            .map(|(marking, _)| marking)
            .collect();
        while let Some(marking) = stack.pop() {
            for &from in back.get(marking).into_iter().flatten() {
                if let Some(ends) = ends.get_mut(from)
                    && !*ends
                {
                    *ends = true;
                    stack.push(from);
                }
            }
        }
        ends
    }
}

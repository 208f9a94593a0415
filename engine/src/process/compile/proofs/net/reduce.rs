//! Makes a net small without changing the verdict.
//!
//! A place is *absorbed* by those before it: whoever came there goes on at once to where its ways lead. Since no move
//! has a condition but that its token is there, a token that would have stayed can as well wait before the place,
//! or, where it came from a parallel or a join, which do not wait, already have gone on. What is lost are the
//! markings with a token on the place. They are not needed:
//!
//! - Two tokens that would have met there meet before it, if all came by one place, or else after it.
//! - A join that waits for ever after such a marking does so after the next one, too.
//! - Somebody who works there, or an end that follows: whoever absorbs a place stands for it.
//!
//! A join that takes tokens away could tell the difference between here and there; so both must be in the same regions.
//!
//! A parallel whose branches are single places that all lead to one join, or to an end, is *collapsed* to one place:
//! nothing keeps its branches from completing the join, whatever happens elsewhere. With both rules everything that
//! is nested properly becomes a net without parallels; what is not stays as it is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{At, Kind, Net, Via, Vias, Way};

/// The most ways that absorbing one place may make.
const WAYS_MAX: usize = 1000;

/// Reduces a net, and says which places are gone from it.
pub(super) fn reduce(net: &mut Net) -> BTreeSet<At> {
    let mut reducer = Reducer::new(net);
    let mut queue: VecDeque<At> = reducer.net.ats().collect();
    while let Some(at) = queue.pop_front() {
        let near = match reducer.net[at].kind {
            Kind::Step => reducer.absorb(at),
            Kind::Parallel => reducer.collapse(at),
            Kind::Join { .. } | Kind::End => None,
        };
        queue.extend(near.into_iter().flatten());
    }
    reducer.gone
}

struct Reducer<'n> {
    net: &'n mut Net,
    /// The places that lead to each.
    before: BTreeMap<At, BTreeSet<At>>,
    /// The joins in whose region each place is.
    regions: BTreeMap<At, Vec<At>>,
    /// Whether no parallel leads right to an end or a join: nothing that has just come goes at once then.
    is_calm: bool,
    gone: BTreeSet<At>,
}

impl<'n> Reducer<'n> {
    fn new(net: &'n mut Net) -> Self {
        let mut reducer = Self {
            net,
            before: BTreeMap::new(),
            regions: BTreeMap::new(),
            is_calm: true,
            gone: BTreeSet::new(),
        };
        reducer.one_end();
        for at in reducer.net.ats() {
            let place = &reducer.net[at];
            reducer.is_calm &= place.kind != Kind::Parallel || reducer.forks_to_ordinary(at);
            if let Kind::Join { region, .. } = &place.kind {
                for &inside in region {
                    reducer.regions.entry(inside).or_default().push(at);
                }
            }
        }
        let reached = reducer.net.behind([reducer.net.start]);
        for at in reached {
            let ways = reducer.net[at].ways.clone();
            reducer.set_ways(at, ways);
        }
        reducer
    }

    /// It makes no difference at which end a process ends.
    fn one_end(&mut self) {
        let end = self.net.ats().find(|&at| self.net[at].kind == Kind::End);
        let Some(end) = end else { return };
        for at in self.net.ats() {
            let mut ways = std::mem::take(&mut self.net[at].ways);
            for way in &mut ways {
                if self.net[way.to].kind == Kind::End {
                    way.to = end;
                }
            }
            self.net[at].ways = ways;
        }
    }

    fn is_same_region(&self, one: At, other: At) -> bool {
        self.regions.get(&one) == self.regions.get(&other)
    }

    /// A place where a token can wait.
    fn is_ordinary(&self, at: At) -> bool {
        matches!(self.net[at].kind, Kind::Step | Kind::Parallel)
    }

    /// Whether nothing but its tokens coming follows at once when a parallel forks.
    fn forks_to_ordinary(&self, parallel: At) -> bool {
        self.net[parallel].ways.iter().all(|way| self.is_ordinary(way.to))
    }

    /// Gives a place its ways. Of those that lead to the same place the shortest is enough, and none is needed that
    /// leads back; a parallel takes each.
    fn set_ways(&mut self, at: At, mut ways: Vec<Way>) {
        for way in &self.net[at].ways {
            if let Some(before) = self.before.get_mut(&way.to) {
                before.remove(&at);
            }
        }
        if self.net[at].kind != Kind::Parallel {
            let vias = &self.net.vias;
            ways.sort_by_key(|way| (way.to, vias.n_moves(way.via)));
            ways.dedup_by_key(|way| way.to);
        }
        if self.net[at].kind == Kind::Step {
            ways.retain(|way| way.to != at);
        }
        for way in &ways {
            self.before.entry(way.to).or_default().insert(at);
        }
        self.net[at].ways = ways;
    }

    fn remove(&mut self, at: At) {
        self.set_ways(at, Vec::new());
        self.before.remove(&at);
        self.gone.insert(at);
    }

    fn then(&mut self, vias: impl IntoIterator<Item = Via>) -> Via {
        vias.into_iter().fold(Vias::NOTHING, |whole, via| self.net.vias.then(whole, via))
    }

    /// Marks a place, unless it has a shorter mark.
    fn mark(&mut self, at: At, invocation: Option<Via>, withdrawal: Option<Via>) {
        let vias = &self.net.vias;
        let shorter = |there: Option<Via>, other: Option<Via>| {
            there.into_iter().chain(other).min_by_key(|via| vias.n_moves(*via))
        };
        let place = &self.net[at];
        let invocation = shorter(place.invocation, invocation);
        let withdrawal = shorter(place.withdrawal, withdrawal);
        self.net[at].invocation = invocation;
        self.net[at].withdrawal = withdrawal;
    }

    /// Absorbs a place, if it may be; gives the places that then should be looked at again.
    fn absorb(&mut self, at: At) -> Option<Vec<At>> {
        let before: Vec<At> = self.before.get(&at)?.iter().copied().collect();
        let place = self.net[at].clone();
        if !self.may_absorb(at, &before, &place.ways) {
            return None;
        }
        self.remove(at);
        for &from in &before {
            let mut ways = Vec::new();
            for way in self.net[from].ways.clone() {
                if way.to != at {
                    ways.push(way);
                    continue;
                }
                for on in &place.ways {
                    ways.push(Way { to: on.to, via: self.net.vias.then(way.via, on.via) });
                }
                let invocation = place.invocation.map(|via| self.net.vias.then(way.via, via));
                let withdrawal = place.withdrawal.map(|via| self.net.vias.then(way.via, via));
                self.mark(from, invocation, withdrawal);
            }
            self.set_ways(from, ways);
        }
        Some(before.into_iter().chain(place.ways.into_iter().map(|way| way.to)).collect())
    }

    fn may_absorb(&self, at: At, before: &[At], ways: &[Way]) -> bool {
        if at == self.net.start || before.is_empty() || ways.is_empty() {
            return false;
        }
        if before.len() > 1 && before.len() * ways.len() > WAYS_MAX {
            return false;
        }
        if !before.iter().all(|&from| self.is_same_region(from, at)) {
            return false;
        }
        // A token that goes at once does not come to where somebody works.
        if !self.is_calm && self.net[at].invocation.is_some() {
            return false;
        }
        if before.iter().all(|&from| self.net[from].kind == Kind::Step) {
            return before.len() == 1 || ways.iter().any(|way| self.is_ordinary(way.to));
        }
        // Behind a parallel or a join, where no token can wait.
        let place = &self.net[at];
        let is_forked = before.iter().any(|&from| self.net[from].kind == Kind::Parallel);
        let is_calm = |from: At| match self.net[from].kind {
            Kind::Parallel => self.forks_to_ordinary(from),
            Kind::Join { .. } => self.is_calm,
            Kind::Step | Kind::End => true,
        };
        before.iter().all(|&from| is_calm(from))
            && place.invocation.is_none()
            && place.withdrawal.is_none()
            && (!is_forked || ways.len() == 1)
            && ways.iter().all(|way| self.is_ordinary(way.to) && self.is_same_region(way.to, at))
    }

    /// Collapses a parallel with its branches and its join, if they are alone with one another.
    fn collapse(&mut self, at: At) -> Option<Vec<At>> {
        let block = self.block(at)?;
        let ways = self.net[at].ways.clone();
        let fork = self.then(ways.iter().map(|way| way.via));
        let goes = |branch: At, to: At| {
            self.net[branch].ways.iter().find(|way| way.to == to).map(|way| way.via)
        };
        let arrivals: Vec<Via> =
            block.branches.iter().filter_map(|&branch| goes(branch, block.join)).collect();
        let ends: Vec<(At, Way)> = block
            .branches
            .iter()
            .flat_map(|&branch| self.net[branch].ways.iter().map(move |&way| (branch, way)))
            .filter(|(_, way)| way.to != block.join)
            .collect();
        let first = arrivals.iter().copied().take(block.n_come);
        let through = self.then([fork].into_iter().chain(first));
        let mut on = Vec::new();
        for way in self.net[block.join].ways.clone() {
            on.push(Way { to: way.to, via: self.then([through, way.via]) });
        }
        for (_, way) in &ends {
            on.push(Way { to: way.to, via: self.then([fork, way.via]) });
        }
        self.mark_block(at, fork, &block.branches, &ends);
        if block.n_come < block.branches.len() {
            self.mark_late(at, fork, &block, &arrivals);
        }
        for &inside in block.branches.iter().chain([&block.join]) {
            self.remove(inside);
        }
        self.net[at].kind = Kind::Step;
        self.set_ways(at, on);
        let before = self.before.get(&at).into_iter().flatten().copied();
        let after = self.net[at].ways.iter().map(|way| way.to);
        Some(before.chain(after).chain([at]).collect())
    }

    /// What the place that stands for a block has to say of those who work in it.
    fn mark_block(&mut self, at: At, fork: Via, branches: &[At], ends: &[(At, Way)]) {
        for &branch in branches {
            let invocation = self.net[branch].invocation.map(|via| self.then([fork, via]));
            let withdrawal = self.net[branch].withdrawal.map(|via| self.then([fork, via]));
            let ended = ends.iter().find(|(other, _)| *other != branch).map(|(_, way)| way.via);
            let ended = ended.zip(invocation).map(|(end, works)| self.then([works, end]));
            self.mark(at, invocation, withdrawal);
            self.mark(at, None, ended);
        }
    }

    /// Marks a block whose join does not wait for all: each branch may be the one that comes too late.
    fn mark_late(&mut self, at: At, fork: Via, block: &Block, arrivals: &[Via]) {
        let Some(on) = self.net[block.join].ways.first().map(|way| way.via) else { return };
        for (late, &branch) in block.branches.iter().enumerate() {
            let Some(works) = self.net[branch].invocation else { continue };
            let others = arrivals.iter().enumerate().filter(|(other, _)| *other != late);
            let others = others.map(|(_, via)| *via).take(block.n_come);
            let late = self.then([fork, works].into_iter().chain(others).chain([on]));
            self.mark(at, None, Some(late));
        }
    }

    /// The block that a parallel begins, if it is closed.
    fn block(&self, at: At) -> Option<Block> {
        let is_end = |to: At| self.net[to].kind == Kind::End;
        let is_join = |to: At| matches!(self.net[to].kind, Kind::Join { .. });
        let ways = self.net[at].ways.iter().map(|way| way.to);
        let (joined, branches): (Vec<At>, Vec<At>) = ways.partition(|&to| is_join(to));
        let distinct: BTreeSet<At> = branches.iter().copied().collect();
        let further = branches.iter().flat_map(|&branch| &self.net[branch].ways);
        let mut targets: BTreeSet<At> =
            further.map(|way| way.to).filter(|&to| !is_end(to)).collect();
        targets.extend(&joined);
        let mut targets = targets.into_iter();
        let (Some(join), None) = (targets.next(), targets.next()) else { return None };
        let Kind::Join { needed, region } = &self.net[join].kind else { return None };
        let n_come = needed.checked_sub(joined.len())?;
        let arrives = |branch: At| self.net[branch].ways.iter().any(|way| way.to == join);
        let is_inside = |at: &At| {
            self.gone.contains(at)
                || distinct.contains(at)
                || is_end(*at)
                || self.before.get(at).is_none_or(BTreeSet::is_empty) && *at != self.net.start
        };
        let is_closed = distinct.len() == branches.len()
            && n_come <= branches.len()
            && (n_come > 0 || branches.is_empty())
            && (n_come == branches.len() || branches.iter().all(|at| region.contains(at)))
            && region.iter().all(is_inside)
            && join != self.net.start
            && self.is_same_region(join, at)
            && branches.iter().all(|&branch| arrives(branch) && self.is_branch(branch, at, join))
            && self.before.get(&join)?.iter().all(|from| *from == at || distinct.contains(from));
        is_closed.then_some(Block { branches, join, n_come })
    }

    /// Whether nothing leads to a place but a parallel, and no more can withdraw it than can withdraw that, but for
    /// the parallel's join.
    fn is_branch(&self, to: At, parallel: At, join: At) -> bool {
        let regions = |at: At| self.regions.get(&at).into_iter().flatten();
        self.net[to].kind == Kind::Step
            && (self.is_calm || self.net[to].invocation.is_none())
            && to != self.net.start
            && self.before.get(&to) == Some(&BTreeSet::from([parallel]))
            && regions(to).filter(|&&region| region != join).eq(regions(parallel))
    }
}

struct Block {
    /// The branches, but for those that lead right to the join.
    branches: Vec<At>,
    join: At,
    /// How many of them must come.
    n_come: usize,
}

//! Soundness: what can become of the tokens of a process, whatever people and other systems do.
//!
//! The activities are the places of a net. A token leaves an activity by any flow that can be taken, any error
//! flow or its deadline; a parallel puts a token on the target of each of its flows; a join keeps the tokens that
//! come until there are enough, and then is one token that goes on at once; an end takes all tokens away. Nothing
//! is assumed of who is faster: after each move any other token may be next.
//!
//! `reduce.rs` makes the net small without changing what is asked about it, `explore.rs` goes through all markings
//! of what is left, and `replay.rs` tells the moves that lead to a fault on the net as it was written. Where the net
//! is so tangled that there are more markings than [`MARKINGS_MAX`], that is what is reported.

mod build;
mod explore;
mod game;
mod reduce;
mod replay;
mod report;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::{Index, IndexMut};

use crate::process::graph::Edge;
use explore::Explored;

pub(super) use report::prove;

/// The most markings that are gone through: about a second, in a process that nobody could follow any more.
pub(super) const MARKINGS_MAX: usize = 100_000;

/// A place of the net: the index of its activity.
type At = u16;

/// A net; made of the activities, and made smaller by `reduce`.
#[derive(Debug, Clone)]
struct Net {
    places: Vec<Place>,
    start: At,
    vias: Vias,
}

impl Net {
    fn ats(&self) -> impl Iterator<Item = At> + use<> {
        0..At::try_from(self.places.len()).unwrap_or(At::MAX)
    }

    /// The places to which paths lead from some.
    fn behind(&self, from: impl IntoIterator<Item = At>) -> BTreeSet<At> {
        let mut stack: Vec<At> = from.into_iter().collect();
        let mut behind: BTreeSet<At> = stack.iter().copied().collect();
        while let Some(at) = stack.pop() {
            stack.extend(self[at].ways.iter().map(|way| way.to).filter(|&to| behind.insert(to)));
        }
        behind
    }

    /// The places that are not among these.
    fn others(&self, than: &BTreeSet<At>) -> Vec<At> {
        self.ats().filter(|at| !than.contains(at)).collect()
    }
}

impl Index<At> for Net {
    type Output = Place;

    #[expect(clippy::indexing_slicing, reason = "places are numbered by the net for itself alone")]
    fn index(&self, at: At) -> &Place {
        &self.places[usize::from(at)]
    }
}

impl IndexMut<At> for Net {
    #[expect(clippy::indexing_slicing, reason = "places are numbered by the net for itself alone")]
    fn index_mut(&mut self, at: At) -> &mut Place {
        &mut self.places[usize::from(at)]
    }
}

#[derive(Debug, Clone)]
struct Place {
    kind: Kind,
    /// Where a token goes on: by one of them, from a parallel by all.
    ways: Vec<Way>,
    /// The moves by which a token that stands here comes to an invocation; none if it already is there.
    invocation: Option<Via>,
    /// The moves by which a token that stands here withdraws an invocation, whatever the others do.
    withdrawal: Option<Via>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// Goes on by one way.
    Step,
    Parallel,
    /// Goes on by one way as soon as `needed` tokens stand on it, and then takes away those that stand on `region`.
    Join {
        needed: usize,
        region: Vec<At>,
    },
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    to: At,
    /// The moves that make it up.
    via: Via,
}

/// A move on the net as it was written: the token at `at` leaves by `edge`; a parallel by all its flows, whichever is
/// named; a join is left by the token that completed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Move {
    at: At,
    edge: Edge,
}

/// A sequence of moves, kept in [`Vias`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Via(usize);

/// All sequences of moves. Putting two together takes no time, however long they are.
#[derive(Debug, Clone)]
struct Vias {
    list: Vec<(Part, usize)>,
}

#[derive(Debug, Clone, Copy)]
enum Part {
    Nothing,
    Move(Move),
    Both(Via, Via),
}

impl Vias {
    const NOTHING: Via = Via(0);

    fn new() -> Self {
        Self { list: vec![(Part::Nothing, 0)] }
    }

    fn push(&mut self, part: Part, n_moves: usize) -> Via {
        self.list.push((part, n_moves));
        Via(self.list.len() - 1)
    }

    fn one(&mut self, at: At, edge: Edge) -> Via {
        self.push(Part::Move(Move { at, edge }), 1)
    }

    fn then(&mut self, first: Via, second: Via) -> Via {
        match (self.n_moves(first), self.n_moves(second)) {
            (_, 0) => first,
            (0, _) => second,
            (a, b) => self.push(Part::Both(first, second), a.saturating_add(b)),
        }
    }

    /// How many moves a sequence has.
    fn n_moves(&self, via: Via) -> usize {
        self.list.get(via.0).map_or(0, |(_, n_moves)| *n_moves)
    }

    fn moves(&self, via: Via) -> Vec<Move> {
        let mut moves = Vec::new();
        let mut stack = vec![via];
        while let Some(via) = stack.pop() {
            match self.list.get(via.0).map(|(part, _)| *part) {
                Some(Part::Move(one)) => moves.push(one),
                Some(Part::Both(first, second)) => stack.extend([second, first]),
                Some(Part::Nothing) | None => {}
            }
        }
        moves
    }
}

/// What is wrong with a net.
#[derive(Debug, Default, PartialEq, Eq)]
struct Verdict {
    /// The places that no token comes to. If tokens meet, those that no path leads to.
    dead: Vec<At>,
    /// Where a second token comes to one that is there, each with moves that do it. What else is found in such a net
    /// depends on what the second token does, so nothing is looked for.
    meetings: Vec<(At, Vec<Move>)>,
    /// Where tokens wait for ever, each with moves after which they do.
    stuck: Vec<(At, Vec<Move>)>,
    /// Moves that take away a token that stands at an invocation.
    withdrawals: Vec<Vec<Move>>,
    /// A parallel for which there were too many markings: what is said is right, but may not be all.
    tangled: Option<At>,
}

fn judge(net: &Net, n_markings_max: usize) -> Verdict {
    let has = |kind: &Kind| net.places.iter().any(|place| place.kind == *kind);
    let halts = |place: &Place| place.kind != Kind::End && place.ways.is_empty();
    if !has(&Kind::Parallel) || net.places.iter().any(halts) {
        // One token, always; or no way on somewhere, which is a fault of its own, and not to be told as one of joins.
        return Verdict { dead: net.others(&net.behind([net.start])), ..Verdict::default() };
    }
    let mut small = net.clone();
    let gone = reduce::reduce(&mut small);
    let explored = Explored::new(&small, n_markings_max);
    let meetings = explored.meetings();
    let is_whole = meetings.is_empty() && !explored.is_cut;
    let entered = if is_whole { entered(net, &gone, &explored) } else { net.behind([net.start]) };
    Verdict {
        dead: net.others(&entered),
        stuck: if is_whole { explored.stuck() } else { Vec::new() },
        withdrawals: explored.withdrawals(),
        tangled: small.ats().find(|&at| explored.is_cut && small[at].kind == Kind::Parallel),
        meetings,
    }
}

/// The places that tokens come to: those of the small net that were seen, and from there those that are gone from it.
/// A token that has come to one of these always can go on.
fn entered(net: &Net, gone: &BTreeSet<At>, explored: &Explored<'_>) -> BTreeSet<At> {
    // The small net has one end for all.
    let is_end = |at: At| net[at].kind == Kind::End && at != net.start;
    let mut entered: BTreeSet<At> =
        explored.entered.iter().copied().filter(|&at| !is_end(at)).collect();
    let mut stack: Vec<At> = explored.left.iter().copied().collect();
    while let Some(at) = stack.pop() {
        for way in &net[at].ways {
            if entered.insert(way.to) && gone.contains(&way.to) {
                stack.push(way.to);
            }
        }
    }
    entered
}

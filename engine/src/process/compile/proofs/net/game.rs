//! The token game: what one move makes of a marking.
//!
//! A join that has enough tokens goes on before anything else happens, the first one first. An end takes everything
//! away as soon as a token comes there, whatever else comes in the same move.

use super::{At, Kind, Net, Via, Vias, Way};

/// The tokens, sorted by place; only joins hold more than one. Empty when the process is over.
pub(super) type Marking = Box<[At]>;

/// One move and what it led to.
#[derive(Debug, Clone, Default)]
pub(super) struct Turn {
    /// The tokens that stood there before, sorted.
    stay: Vec<At>,
    /// Those that came with this move.
    came: Vec<At>,
    /// The places that tokens came to, be it for a moment.
    pub(super) entered: Vec<At>,
    pub(super) trail: Vec<Via>,
    /// The join that went on.
    pub(super) fired: Option<At>,
    /// The joins whose tokens were taken away.
    pub(super) cleared: Vec<At>,
    /// Where a token was taken away that stands at an invocation, or could come to one.
    pub(super) withdrew: Option<At>,
    pub(super) is_over: bool,
    /// Where two tokens are.
    pub(super) meeting: Option<At>,
}

impl Turn {
    pub(super) fn marking(&self) -> Marking {
        let mut tokens = self.stay.clone();
        tokens.extend(&self.came);
        tokens.sort_unstable();
        tokens.into_boxed_slice()
    }

    /// Whether no token of before waits at the join any more.
    pub(super) fn resolves(&self, join: At) -> bool {
        self.is_over || self.fired == Some(join) || self.cleared.contains(&join)
    }

    fn holds(&self, at: At) -> usize {
        self.stay.iter().chain(&self.came).filter(|&&token| token == at).count()
    }

    /// Takes away the tokens that `of` says, and finds out whether one of them was at an invocation.
    fn withdraw(&mut self, net: &Net, of: impl Fn(At) -> bool) {
        let is_join = |at: At| matches!(net[at].kind, Kind::Join { .. });
        // A token that has only just come had no time to go on to an invocation.
        let is_there = |at: At| net[at].invocation.is_some_and(|via| net.vias.n_moves(via) == 0);
        let stood = self.stay.iter().copied().find(|&at| of(at) && net[at].invocation.is_some());
        let came = self.came.iter().copied().find(|&at| of(at) && is_there(at));
        self.withdrew = self.withdrew.or(stood).or(came);
        let all = self.stay.iter().chain(&self.came).copied();
        self.cleared.extend(all.filter(|&at| of(at) && is_join(at)));
        self.stay.retain(|&at| !of(at));
        self.came.retain(|&at| !of(at));
    }
}

/// The one turn that is possible first of all.
pub(super) fn first(net: &Net) -> Turn {
    arrive(net, Turn::default(), &[Way { to: net.start, via: Vias::NOTHING }])
}

/// All turns that are possible after a marking.
pub(super) fn turns(net: &Net, marking: &[At]) -> Vec<Turn> {
    if let Some((join, region)) = full(net, marking) {
        let mut turn = Turn { stay: marking.to_vec(), fired: Some(join), ..Turn::default() };
        turn.stay.retain(|&at| at != join);
        turn.withdraw(net, |at| region.binary_search(&at).is_ok());
        let ways = net[join].ways.iter();
        return ways.map(|way| arrive(net, turn.clone(), &[*way])).collect();
    }
    let mut turns = Vec::new();
    for (position, &at) in marking.iter().enumerate() {
        let place = &net[at];
        let leave = || {
            let mut stay = marking.to_vec();
            stay.remove(position);
            Turn { stay, ..Turn::default() }
        };
        match place.kind {
            Kind::Step => turns.extend(place.ways.iter().map(|way| arrive(net, leave(), &[*way]))),
            Kind::Parallel => turns.push(arrive(net, leave(), &place.ways)),
            Kind::Join { .. } | Kind::End => {}
        }
    }
    turns
}

/// Whether no join goes on by itself.
pub(super) fn rests(net: &Net, marking: &[At]) -> bool {
    full(net, marking).is_none()
}

/// The join that goes on next, and its region.
fn full<'n>(net: &'n Net, marking: &[At]) -> Option<(At, &'n [At])> {
    marking.chunk_by(|one, other| one == other).find_map(|tokens| {
        let &at = tokens.first()?;
        match &net[at].kind {
            Kind::Join { needed, region } if tokens.len() >= *needed => {
                Some((at, region.as_slice()))
            }
            Kind::Step | Kind::Parallel | Kind::Join { .. } | Kind::End => None,
        }
    })
}

/// Puts tokens down at the ends of ways.
fn arrive(net: &Net, mut turn: Turn, ways: &[Way]) -> Turn {
    turn.came.extend(ways.iter().map(|way| way.to));
    turn.trail.extend(ways.iter().map(|way| way.via));
    turn.entered.clone_from(&turn.came);
    if let Some(end) = turn.came.iter().position(|&at| net[at].kind == Kind::End) {
        turn.came.remove(end);
        turn.withdraw(net, |_| true);
        turn.is_over = true;
    } else {
        turn.meeting = turn.came.iter().copied().find(|&at| turn.holds(at) > most(net, at));
    }
    turn
}

/// How many tokens may stand at a place.
fn most(net: &Net, at: At) -> usize {
    match net[at].kind {
        Kind::Join { needed, .. } => needed,
        Kind::Step | Kind::Parallel | Kind::End => 1,
    }
}

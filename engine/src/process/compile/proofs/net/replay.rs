//! Plays moves on a net as it was written: what they lead to, and how to tell them.

use super::{At, Kind, Move, Net};
use crate::process::graph::Edge;
use crate::process::{Activity, ActivityKind};

/// What is wrong after a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A second token came to one that was there.
    Meeting(At),
    /// A token was taken away from an invocation by an end or a join.
    Withdrawal { of: At, by: At },
}

/// The tokens of a net while moves are played.
pub(super) struct Replay<'n> {
    net: &'n Net,
    tokens: Vec<Token>,
    /// The parallel whose branches the tokens remember.
    parallel: Option<At>,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    at: At,
    branch: Option<usize>,
    /// Whether it stands for all that have come to a join, and goes on next.
    is_complete: bool,
}

impl<'n> Replay<'n> {
    pub(super) fn new(net: &'n Net, parallel: Option<At>) -> Self {
        let token = Token { at: net.start, branch: None, is_complete: false };
        let mut replay = Self { net, tokens: vec![token], parallel };
        replay.settle();
        replay
    }

    /// Plays moves up to the first fault, and says how many were played.
    pub(super) fn play(&mut self, moves: &[Move]) -> (usize, Option<Fault>) {
        for (number, one) in moves.iter().enumerate() {
            if let Some(fault) = self.turn(*one) {
                return (number + 1, Some(fault));
            }
        }
        (moves.len(), None)
    }

    /// The branches of the tokens that stand at a place.
    pub(super) fn branches_at(&self, at: At) -> Vec<Option<usize>> {
        self.tokens.iter().filter(|token| token.at == at).map(|token| token.branch).collect()
    }

    fn turn(&mut self, Move { at, edge }: Move) -> Option<Fault> {
        let is_join = matches!(self.net[at].kind, Kind::Join { .. });
        let leaves = |token: &Token| token.at == at && token.is_complete == is_join;
        let position = self.tokens.iter().position(leaves)?;
        let token = self.tokens.remove(position);
        let fault = match &self.net[at].kind {
            Kind::Join { region, .. } => {
                self.tokens.retain(|token| token.at != at);
                self.withdraw(at, |at| region.binary_search(&at).is_ok())
            }
            Kind::Step | Kind::Parallel | Kind::End => None,
        };
        let is_fork = self.net[at].kind == Kind::Parallel;
        let of = |via| self.net.vias.moves(via).contains(&Move { at, edge });
        let ways = self.net[at].ways.iter().enumerate();
        for (position, way) in ways.filter(|(_, way)| is_fork || of(way.via)) {
            let branch = if self.parallel == Some(at) { Some(position) } else { token.branch };
            self.tokens.push(Token { at: way.to, branch, is_complete: false });
        }
        fault.or_else(|| self.settle())
    }

    /// Finds what is wrong, and the join that goes on next.
    fn settle(&mut self) -> Option<Fault> {
        let end = self.tokens.iter().find(|token| self.net[token.at].kind == Kind::End);
        if let Some(&Token { at: by, .. }) = end {
            return self.withdraw(by, |at| at != by);
        }
        let count = |at: At| {
            let here = self.tokens.iter().filter(|token| token.at == at && !token.is_complete);
            here.count()
        };
        let mut full = None;
        for &Token { at, is_complete, .. } in &self.tokens {
            let most = match self.net[at].kind {
                Kind::Join { needed, .. } => needed,
                Kind::Step | Kind::Parallel | Kind::End => 1,
            };
            if count(at) > most {
                return Some(Fault::Meeting(at));
            }
            if matches!(self.net[at].kind, Kind::Join { .. }) && !is_complete && count(at) == most {
                full = Some(full.map_or(at, |other: At| other.min(at)));
            }
        }
        let join = full?;
        let last = self.tokens.iter_mut().rev().find(|token| token.at == join)?;
        last.is_complete = true;
        None
    }

    fn withdraw(&mut self, by: At, of: impl Fn(At) -> bool) -> Option<Fault> {
        let net = self.net;
        let works = |at: At| of(at) && net[at].invocation.is_some();
        let lost = self.tokens.iter().map(|token| token.at).find(|&at| works(at));
        self.tokens.retain(|token| !of(token.at));
        lost.map(|of| Fault::Withdrawal { of, by })
    }
}

/// Moves as text: `ask -> both => first, second; first -(any)-> done`. What the same token does next is told without
/// its name.
pub(super) fn text(activities: &[&Activity], start: At, moves: &[Move]) -> String {
    let activity = |at: At| activities.get(usize::from(at)).copied();
    let name = |at: At| activity(at).map_or("", |activity| activity.name.as_str());
    let mut text = name(start).to_owned();
    let mut last = Some(start);
    for Move { at, edge } in moves {
        let Some(activity) = activity(*at) else { continue };
        if last != Some(*at) {
            text.push_str("; ");
            text.push_str(&activity.name);
        }
        let next = activity.kind.next();
        let targets = || next.iter().map(|flow| name(super::build::at(flow.to)));
        if let ActivityKind::Parallel { .. } = activity.kind {
            text.push_str(" => ");
            text.push_str(&targets().collect::<Vec<_>>().join(", "));
            last = None;
            continue;
        }
        let (label, to) = match edge {
            Edge::Flow(position) => (None, next.get(*position).map(|flow| flow.to)),
            Edge::Error(position) => {
                let flow = activity.kind.on_error().get(*position);
                (flow.map(|flow| flow.on.label()), flow.map(|flow| flow.to))
            }
            Edge::Expire => (Some("expire"), activity.expire.as_ref().map(|expire| expire.to)),
        };
        let to = to.map(super::build::at);
        text.push_str(&label.map_or_else(|| " -> ".to_owned(), |label| format!(" -({label})-> ")));
        text.push_str(to.map_or("", name));
        last = to;
    }
    text
}

//! Finite automata over the bytes of a text: each answers one question about it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use regex_automata::Anchored;
use regex_automata::dfa::{Automaton as _, dense};
use regex_automata::util::alphabet::Unit;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;

/// The largest table of a pattern, in bytes; one that needs more cannot be analysed.
const TABLE_SIZE_MAX: usize = 1024 * 1024;
/// A mailbox's local part and the labels of its domain, in octets.
const LOCAL_MAX: u32 = 64;
const LABEL_MAX: u32 = 63;

/// A question about a text, put as the state reached after each of its bytes. Its answer for a whole
/// text is a small number ([`Automaton::answer`]); two texts with equal answers are alike to it.
#[derive(Debug, Clone)]
pub(super) enum Automaton {
    /// How the text compares with a literal: answers 0 less, 1 equal, 2 greater; where only equality
    /// matters, greater counts as less.
    Order { literal: Vec<u8>, ordered: bool },
    /// Whether the text begins with this.
    Prefix(Vec<u8>),
    /// Whether the text holds this (at its end); by Knuth, Morris and Pratt.
    Search { needle: Vec<u8>, fallback: Vec<u32>, at_end: bool },
    /// Where the number of characters lies among these: twice the number of smaller ones, and one
    /// more if it is equal to the next.
    Length(Vec<u32>),
    /// Whether the text has at most so many octets.
    Octets(u32),
    /// Whether an address keeps the bounds of its parts, in octets (RFC 5321, 4.5.3.1).
    Parts,
    /// Whether a pattern matches somewhere.
    Pattern(Arc<Table>),
}

/// The answer of a pattern that matches, and so on.
pub(super) const YES: u32 = 1;
const LESS: u32 = u32::MAX;
const GREATER: u32 = u32::MAX - 1;
const DEAD: u32 = u32::MAX;

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX - 2)
}

fn byte_at(bytes: &[u8], at: u32) -> Option<u8> {
    bytes.get(usize::try_from(at).ok()?).copied()
}

impl Automaton {
    pub(super) fn search(needle: &str, at_end: bool) -> Self {
        let needle = needle.as_bytes().to_vec();
        // The length of the longest proper border of each prefix.
        let mut fallback = vec![0, 0];
        let mut border = 0;
        for &byte in needle.iter().skip(1) {
            while border > 0 && byte_at(&needle, border) != Some(byte) {
                border = border_of(&fallback, border);
            }
            if byte_at(&needle, border) == Some(byte) {
                border += 1;
            }
            fallback.push(border);
        }
        Self::Search { needle, fallback, at_end }
    }

    pub(super) fn start(&self) -> u32 {
        match self {
            Self::Pattern(table) => table.start,
            Self::Order { .. }
            | Self::Prefix(_)
            | Self::Search { .. }
            | Self::Length(_)
            | Self::Octets(_)
            | Self::Parts => 0,
        }
    }

    pub(super) fn next(&self, state: u32, byte: u8) -> u32 {
        match self {
            Self::Order { literal, ordered } => match byte_at(literal, state) {
                _ if state == LESS || state == GREATER => state,
                Some(wanted) if wanted == byte => state + 1,
                Some(wanted) if byte < wanted || !ordered => LESS,
                None if !ordered => LESS,
                Some(_) | None => GREATER,
            },
            Self::Prefix(literal) => match byte_at(literal, state) {
                Some(wanted) if wanted == byte => state + 1,
                Some(_) => DEAD,
                None => state,
            },
            Self::Search { needle, fallback, at_end } => {
                let mut at = state;
                if at == number(needle.len()) {
                    if !at_end {
                        return at;
                    }
                    at = border_of(fallback, at);
                }
                while at > 0 && byte_at(needle, at) != Some(byte) {
                    at = border_of(fallback, at);
                }
                if byte_at(needle, at) == Some(byte) { at + 1 } else { 0 }
            }
            Self::Length(limits) => {
                let saturated = limits.last().map_or(0, |limit| limit + 1);
                let is_first = byte & 0b1100_0000 != 0b1000_0000;
                if is_first { (state + 1).min(saturated) } else { state }
            }
            Self::Octets(max) if state >= *max => DEAD,
            Self::Octets(_) => state + 1,
            Self::Parts => next_octet(state, byte),
            Self::Pattern(table) => table.next(state, byte),
        }
    }

    /// What the text is to this automaton if it ends here.
    pub(super) fn answer(&self, state: u32) -> u32 {
        match self {
            Self::Order { literal, .. } => match state {
                LESS => 0,
                GREATER => 2,
                at => u32::from(at == number(literal.len())),
            },
            Self::Prefix(literal) => u32::from(state == number(literal.len())),
            Self::Search { needle, .. } => u32::from(state == number(needle.len())),
            Self::Length(limits) => {
                let smaller = limits.partition_point(|limit| *limit < state);
                2 * number(smaller) + u32::from(limits.get(smaller) == Some(&state))
            }
            Self::Octets(_) | Self::Parts => u32::from(state != DEAD),
            Self::Pattern(table) => u32::from(table.is_match_at_end(state)),
        }
    }

    /// Whether a pattern cannot match any more.
    pub(super) fn is_dead(&self, state: u32) -> bool {
        match self {
            Self::Pattern(table) => table.is_dead(state),
            Self::Octets(_) | Self::Parts => state == DEAD,
            Self::Order { .. } | Self::Prefix(_) | Self::Search { .. } | Self::Length(_) => false,
        }
    }

    /// Marks the bytes at which another class of bytes begins: those between two marks are alike.
    pub(super) fn mark(&self, marks: &mut [bool; 256]) {
        let mut mark = |byte: usize| {
            if let Some(mark) = marks.get_mut(byte) {
                *mark = true;
            }
        };
        match self {
            Self::Order { literal: bytes, .. }
            | Self::Prefix(bytes)
            | Self::Search { needle: bytes, .. } => {
                for &byte in bytes {
                    mark(usize::from(byte));
                    mark(usize::from(byte) + 1);
                }
            }
            Self::Octets(_) => {}
            Self::Length(_) => {
                mark(0x80);
                mark(0xc0);
            }
            Self::Parts => {
                for byte in [b'.', b'@'] {
                    mark(usize::from(byte));
                    mark(usize::from(byte) + 1);
                }
            }
            Self::Pattern(table) => {
                for (at, pair) in table.class_of.windows(2).enumerate() {
                    if pair.first() != pair.last() {
                        mark(at + 1);
                    }
                }
            }
        }
    }
}

fn border_of(fallback: &[u32], length: u32) -> u32 {
    usize::try_from(length).ok().and_then(|length| fallback.get(length)).copied().unwrap_or(0)
}

/// The state: octets of the part, and whether the `@` has come.
fn next_octet(state: u32, byte: u8) -> u32 {
    if state == DEAD {
        return DEAD;
    }
    let (part, in_domain) = (state >> 1, state & 1 == 1);
    let (part, in_domain) = match byte {
        b'@' => (0, true),
        b'.' if in_domain => (0, true),
        _ => (part + 1, in_domain),
    };
    let part_max = if in_domain { LABEL_MAX } else { LOCAL_MAX };
    if part > part_max { DEAD } else { part << 1 | u32::from(in_domain) }
}

/// The transitions of a pattern.
#[derive(Debug)]
pub(super) struct Table {
    start: u32,
    class_of: Vec<u8>,
    n_classes: usize,
    /// By state and class.
    next: Vec<u32>,
    /// By state.
    at_end: Vec<bool>,
    dead: Option<u32>,
}

/// The state after a match: whatever follows, the pattern has matched.
const MATCHED: u32 = 0;

impl Table {
    /// The automaton of `is_match`; none if it would be too large, or asks for Unicode's word boundaries.
    pub(super) fn build(pattern: &str) -> Option<Self> {
        let config = dense::Config::new()
            .accelerate(false)
            .dfa_size_limit(Some(TABLE_SIZE_MAX))
            .determinize_size_limit(Some(TABLE_SIZE_MAX));
        let dfa = dense::Builder::new().configure(config).build(pattern).ok()?;
        let first = dfa.start_state(&start::Config::new().anchored(Anchored::No)).ok()?;
        let classes: Vec<u8> =
            dfa.byte_classes().representatives(0..=255).filter_map(Unit::as_u8).collect();
        let class_of: Vec<u8> = (0..=255).map(|byte| dfa.byte_classes().get(byte)).collect();
        let mut ids = BTreeMap::from([(first, 1)]);
        let mut queue = VecDeque::from([first]);
        let mut table = Self {
            start: 1,
            class_of,
            n_classes: classes.len(),
            next: vec![MATCHED; classes.len()],
            at_end: vec![true],
            dead: None,
        };
        while let Some(from) = queue.pop_front() {
            if dfa.is_dead_state(from) {
                table.dead = ids.get(&from).copied();
            }
            for &byte in &classes {
                let to = dfa.next_state(from, byte);
                let id = if dfa.is_match_state(to) {
                    MATCHED
                } else {
                    number_of(to, &mut ids, &mut queue)
                };
                table.next.push(id);
            }
            table.at_end.push(dfa.is_match_state(dfa.next_eoi_state(from)));
        }
        Some(table)
    }

    fn next(&self, state: u32, byte: u8) -> u32 {
        let class = self.class_of.get(usize::from(byte)).copied().unwrap_or(0);
        let row = usize::try_from(state).unwrap_or(0) * self.n_classes;
        self.next.get(row + usize::from(class)).copied().unwrap_or(MATCHED)
    }

    fn is_match_at_end(&self, state: u32) -> bool {
        usize::try_from(state).ok().and_then(|state| self.at_end.get(state)).copied() == Some(true)
    }

    fn is_dead(&self, state: u32) -> bool {
        self.dead == Some(state)
    }
}

fn number_of(
    state: StateID,
    ids: &mut BTreeMap<StateID, u32>,
    queue: &mut VecDeque<StateID>,
) -> u32 {
    let next = number(ids.len()) + 1;
    *ids.entry(state).or_insert_with(|| {
        queue.push_back(state);
        next
    })
}

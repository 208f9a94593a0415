//! The search for values: a name is given a value only once a condition cannot be decided without.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::candidates::Candidates;
use super::{Bound, Undecided};
use crate::condition::form::{Form, Held};
use crate::name::{Name, Scope};
use crate::value::Value;

/// How many times a condition is looked at for one list of flows, at most; bounds the time.
pub(super) const LOOKS_MAX: usize = 200_000;

/// Values of some names; whatever the others hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Assignment(pub(super) BTreeMap<Name, Option<Value>>);

impl Scope for Assignment {
    fn lookup(&self, name: Name) -> Option<Value> {
        self.0.get(&name).cloned().flatten()
    }
}

impl Assignment {
    /// A failure has both a code and a message, or there is none. (A message may be empty.)
    fn is_possible(&self) -> bool {
        let code = self.0.get(&Name::ErrorCode);
        let message = self.0.get(&Name::ErrorMessage);
        !matches!((code, message), (Some(None), Some(Some(_))))
    }
}

/// Which of some conditions can be the first that holds, each with values for that; `None`: none of
/// them holds.
pub(super) type Firsts = BTreeMap<Option<usize>, Assignment>;

/// The firsts of `conditions`, numbered as they are; `looks` are how many are left.
pub(super) fn firsts(
    conditions: &[(usize, &Form)],
    candidates: &Candidates,
    looks: &Cell<usize>,
) -> Result<Firsts, Undecided> {
    let mut search = Search {
        conditions,
        candidates,
        values: Assignment::default(),
        found: Firsts::new(),
        looks,
    };
    search.explore()?;
    Ok(search.found)
}

struct Search<'s> {
    conditions: &'s [(usize, &'s Form)],
    candidates: &'s Candidates,
    values: Assignment,
    found: Firsts,
    looks: &'s Cell<usize>,
}

/// What is known of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Known(bool),
    /// It depends on this name, to begin with.
    Open(Name),
}

impl Search<'_> {
    fn explore(&mut self) -> Result<(), Undecided> {
        let looks = self.looks.get().checked_sub(self.conditions.len());
        self.looks.set(looks.ok_or(Undecided::TooMany(Bound::Combinations))?);
        let (possible, open) = self.possible();
        if possible.iter().all(|first| self.found.contains_key(first)) {
            return Ok(());
        }
        let Some(name) = open else {
            for first in possible {
                self.found.insert(first, self.values.clone());
            }
            return Ok(());
        };
        let candidates = self.candidates;
        for value in candidates.get(&name).into_iter().flatten() {
            self.values.0.insert(name, value.clone());
            if self.values.is_possible() {
                self.explore()?;
            }
        }
        self.values.0.remove(&name);
        Ok(())
    }

    /// Which conditions may still be the first, and a name on which that depends.
    fn possible(&self) -> (Vec<Option<usize>>, Option<Name>) {
        let mut possible = Vec::new();
        let mut open = None;
        for (position, form) in self.conditions {
            match self.verdict(form) {
                Verdict::Known(false) => {}
                Verdict::Known(true) => {
                    possible.push(Some(*position));
                    return (possible, open);
                }
                Verdict::Open(name) => {
                    possible.push(Some(*position));
                    open = open.or(Some(name));
                }
            }
        }
        possible.push(None);
        (possible, open)
    }

    fn verdict(&self, form: &Form) -> Verdict {
        match form {
            Form::Not(inner) => match self.verdict(inner) {
                Verdict::Known(holds) => Verdict::Known(!holds),
                open @ Verdict::Open(_) => open,
            },
            Form::And(left, right) => self.junction(left, right, false),
            Form::Or(left, right) => self.junction(left, right, true),
            Form::If(question, yes, no) => match self.verdict(question) {
                Verdict::Known(true) => self.verdict(yes),
                Verdict::Known(false) => self.verdict(no),
                open @ Verdict::Open(_) => open,
            },
            Form::Literal(_)
            | Form::Read(..)
            | Form::Compare(..)
            | Form::In(..)
            | Form::List(_)
            | Form::Size(_)
            | Form::Test(..)
            | Form::Matches(..) => match self.open_name(form) {
                Some(name) => Verdict::Open(name),
                None => Verdict::Known(form.evaluate(&self.values) == Held::Boolean(true)),
            },
        }
    }

    /// Two questions of which one with the answer `decisive` decides.
    fn junction(&self, left: &Form, right: &Form, decisive: bool) -> Verdict {
        match self.verdict(left) {
            Verdict::Known(holds) if holds == decisive => Verdict::Known(decisive),
            Verdict::Known(_) => self.verdict(right),
            open @ Verdict::Open(_) => match self.verdict(right) {
                Verdict::Known(holds) if holds == decisive => Verdict::Known(decisive),
                Verdict::Known(_) | Verdict::Open(_) => open,
            },
        }
    }

    /// The first name of an expression that has no value yet.
    fn open_name(&self, form: &Form) -> Option<Name> {
        let mut open = None;
        each_name(form, &mut |name| {
            if open.is_none() && !self.values.0.contains_key(&name) {
                open = Some(name);
            }
        });
        open
    }
}

/// Every name that an expression reads.
fn each_name(form: &Form, found: &mut dyn FnMut(Name)) {
    match form {
        Form::Literal(_) => {}
        Form::Read(name, _) => found(*name),
        Form::Not(inner) | Form::Size(inner) | Form::Matches(inner, _) => each_name(inner, found),
        Form::And(left, right)
        | Form::Or(left, right)
        | Form::Compare(_, left, right)
        | Form::In(left, right)
        | Form::Test(_, left, right) => {
            each_name(left, found);
            each_name(right, found);
        }
        Form::If(question, yes, no) => {
            each_name(question, found);
            each_name(yes, found);
            each_name(no, found);
        }
        Form::List(items) => items.iter().for_each(|item| each_name(item, found)),
    }
}

/// Conditions that share no name are independent; those that do are searched together.
pub(super) fn components(reads: &[BTreeSet<Name>]) -> Vec<Vec<usize>> {
    let mut components: Vec<(BTreeSet<Name>, Vec<usize>)> = Vec::new();
    for (position, names) in reads.iter().enumerate() {
        let (joined, mut others): (Vec<_>, Vec<_>) =
            components.into_iter().partition(|(known, _)| !known.is_disjoint(names));
        let mut component = (names.clone(), vec![position]);
        for (names, positions) in joined {
            component.0.extend(names);
            component.1.extend(positions);
        }
        component.1.sort_unstable();
        others.push(component);
        components = others;
    }
    components.into_iter().map(|(_, positions)| positions).collect()
}

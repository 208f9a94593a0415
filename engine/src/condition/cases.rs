//! Which of several flows can be taken, decided for all values that the fields can hold.
//!
//! The questions that conditions ask about a name ([`atoms`]) split its values into finitely many
//! classes; [`mod@candidates`] gives some values of each, shortest and plainest first, and [`search`] tries
//! their combinations with the evaluator that runs the conditions. The answer is exact: a flow that is
//! said never to be taken is taken for no values, and every other comes with values for which it is.
//! Where that would take too long, or two free texts are looked into with each other, there is no answer
//! but [`Undecided`].

mod atoms;
mod automaton;
mod candidates;
mod domain;
mod product;
mod search;
mod term;
mod text;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::form::{Form, Held};
use super::{Condition, Fields};
use crate::name::Name;
use crate::value::Value;
use atoms::Atoms;
use candidates::{Candidates, candidates};
use search::{Assignment, Firsts, LOOKS_MAX, components, firsts};

/// The longest text of a witness that is shown whole, in characters.
const SHOWN_MAX: usize = 60;

/// Which of a list of flows, tried in their order, can be taken, and whether one always is.
#[derive(Debug, Clone, PartialEq)]
pub struct Cases {
    /// For each flow, when it is taken.
    pub taken: Vec<Taken>,
    /// Values for which none is; without any, the flows are total.
    pub uncovered: Option<Witness>,
}

/// When a flow is taken.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// For these values, among others.
    When(Witness),
    /// Never: its condition never holds.
    NeverHolds,
    /// Never: wherever it holds, one of these flows before it does. None of them can be left out,
    /// unless it would take too long to find that out: then these are all flows before it.
    Shadowed(Vec<usize>),
}

/// Values of names, as these are written, for which something happens, whatever the other names hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness(pub(crate) Vec<(String, Option<Value>)>);

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// A bound was hit.
    #[error("the conditions together tell too much apart: {0}")]
    TooMany(Bound),
    /// Two free texts, of which more is asked than whether they are equal.
    #[error(
        "`{0}` and `{1}` hold texts of all kinds; whether one is looked into or ordered by the other cannot be decided"
    )]
    Texts(String, String),
    /// A pattern.
    #[error("the pattern `{0}` is too large, or has a Unicode word boundary (`\\b`)")]
    Pattern(String),
    /// A field whose declaration is wrong; that is told elsewhere.
    #[error("a field is not declared rightly")]
    BadField,
}

/// What there was too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Bound {
    /// Of values of several names.
    #[error("combinations of values")]
    Combinations,
    /// Of options of one field.
    #[error("options of a field")]
    Options,
    /// Of questions about one text.
    #[error("different texts")]
    Texts,
    /// Of what a field's own pattern tells apart.
    #[error("a field's pattern")]
    Pattern,
}

/// Decides when each of these flows is taken; one without a condition always is. All of them are of
/// one process, with these fields.
pub fn decide(conditions: &[Option<&Condition>], fields: &Fields) -> Result<Cases, Undecided> {
    let always = Form::Literal(Held::Boolean(true));
    let forms: Vec<&Form> = conditions
        .iter()
        .map(|condition| condition.map_or(&always, |condition| &condition.form))
        .collect();
    let reads = |condition: &&Condition| condition.reads.clone();
    let written: BTreeMap<Name, String> =
        conditions.iter().flatten().flat_map(reads).map(|(text, name)| (name, text)).collect();
    let mut atoms = Atoms::new(fields, &written);
    forms.iter().try_for_each(|form| atoms.add(form))?;
    let candidates = candidates(&atoms)?;
    let looks = Cell::new(LOOKS_MAX);
    Decider { forms: &forms, conditions, candidates: &candidates, written: &written, looks }.cases()
}

struct Decider<'d> {
    forms: &'d [&'d Form],
    conditions: &'d [Option<&'d Condition>],
    candidates: &'d Candidates,
    written: &'d BTreeMap<Name, String>,
    looks: Cell<usize>,
}

/// Conditions that share no name with others.
struct Part {
    /// The first of them.
    begins: usize,
    firsts: Firsts,
}

impl Decider<'_> {
    fn cases(&self) -> Result<Cases, Undecided> {
        let all: Vec<usize> = (0..self.forms.len()).collect();
        let parts = self.parts(&all)?;
        let mut taken = Vec::new();
        for &position in &all {
            taken.push(match first(&parts, Some(position)) {
                Some(values) => Taken::When(self.witness(&values, Some(position))),
                None => self
                    .never(position)
                    .unwrap_or_else(|_too_long| Taken::Shadowed((0..position).collect())),
            });
        }
        let uncovered = first(&parts, None);
        Ok(Cases { taken, uncovered: uncovered.map(|values| self.witness(&values, None)) })
    }

    /// The firsts among these conditions, for each set of them that is independent of the others.
    fn parts(&self, positions: &[usize]) -> Result<Vec<Part>, Undecided> {
        let reads: Vec<BTreeSet<Name>> =
            positions.iter().map(|position| self.names(*position)).collect();
        let part = |members: Vec<usize>| {
            let forms: Vec<(usize, &Form)> = members
                .into_iter()
                .filter_map(|member| {
                    let position = *positions.get(member)?;
                    Some((position, *self.forms.get(position)?))
                })
                .collect();
            let begins = forms.first().map_or(0, |(position, _)| *position);
            Ok(Part { begins, firsts: firsts(&forms, self.candidates, &self.looks)? })
        };
        components(&reads).into_iter().map(part).collect()
    }

    /// What a condition depends on. The two names of a failure depend on each other.
    fn names(&self, position: usize) -> BTreeSet<Name> {
        let condition = self.conditions.get(position).copied().flatten();
        let mut names: BTreeSet<Name> = condition.into_iter().flat_map(Condition::reads).collect();
        if names.contains(&Name::ErrorMessage) {
            names.insert(Name::ErrorCode);
        }
        names
    }

    /// Whether any values make `position` the first of `earlier` and itself.
    fn is_taken_after(&self, earlier: &[usize], position: usize) -> Result<bool, Undecided> {
        let positions: Vec<usize> = earlier.iter().copied().chain([position]).collect();
        Ok(first(&self.parts(&positions)?, Some(position)).is_some())
    }

    /// Why a flow is never taken.
    fn never(&self, position: usize) -> Result<Taken, Undecided> {
        if !self.is_taken_after(&[], position)? {
            return Ok(Taken::NeverHolds);
        }
        for earlier in 0..position {
            if !self.is_taken_after(&[earlier], position)? {
                return Ok(Taken::Shadowed(vec![earlier]));
            }
        }
        let mut shadows: Vec<usize> = (0..position).collect();
        for earlier in 0..position {
            let fewer: Vec<usize> =
                shadows.iter().copied().filter(|shadow| *shadow != earlier).collect();
            if !self.is_taken_after(&fewer, position)? {
                shadows = fewer;
            }
        }
        Ok(Taken::Shadowed(shadows))
    }

    fn witness(&self, values: &Assignment, first: Option<usize>) -> Witness {
        let holds = |form: &Form| form.evaluate(values) == Held::Boolean(true);
        debug_assert_eq!(self.forms.iter().position(|form| holds(form)), first, "{values:?}");
        let written = |name: &Name| self.written.get(name).cloned().unwrap_or_default();
        let mut values: Vec<(String, Option<Value>)> =
            values.0.iter().map(|(name, value)| (written(name), value.clone())).collect();
        values.sort_by(|left, right| left.0.cmp(&right.0));
        Witness(values)
    }
}

/// Values for which `wanted` is the first that holds: in its part the first, and in no other part
/// one before it.
fn first(parts: &[Part], wanted: Option<usize>) -> Option<Assignment> {
    let is_late = |first: Option<usize>| {
        first.is_none_or(|first| wanted.is_some_and(|wanted| first > wanted))
    };
    let matters = |part: &&Part| wanted.is_none_or(|wanted| part.begins <= wanted);
    let mut together = Assignment::default();
    let mut is_found = false;
    for Part { firsts, .. } in parts.iter().filter(matters) {
        is_found |= firsts.contains_key(&wanted);
        let late = || firsts.iter().find(|(first, _)| is_late(**first));
        let values = firsts.get(&wanted).or_else(|| late().map(|(_, values)| values))?;
        together.0.extend(values.0.clone());
    }
    (is_found || wanted.is_none()).then_some(together)
}

impl Witness {
    /// Whether it happens for all values.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("whatever the fields hold");
        }
        for (position, (name, value)) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            match value {
                None => write!(f, "{name} is empty")?,
                Some(value) => write!(f, "{name} = {}", shown(value))?,
            }
        }
        Ok(())
    }
}

/// A value as a condition would have it.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => {
            let shown: String = text.chars().take(SHOWN_MAX).collect();
            let n_characters = text.chars().count();
            if n_characters > SHOWN_MAX {
                format!("{:?} (and so on, {n_characters} characters)", format!("{shown}..."))
            } else {
                format!("{shown:?}")
            }
        }
        Value::Integer(number) => number.to_string(),
        Value::Boolean(checked) => checked.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Date(_) | Value::DateTime(_) | Value::Attachment(_) => {
            format!("{:?}", value.to_text())
        }
        Value::List(keys) => format!("{keys:?}"),
    }
}

#[cfg(test)]
mod tests;

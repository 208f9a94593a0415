//! What conditions ask about each name: the literals that it meets, and the other names.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::domain::Domain;
use super::term::{Term, number, terms};
use super::text::Test;
use super::{Bound, Undecided};
use crate::condition::Fields;
use crate::condition::form::{Comparison, Form, TextTest};
use crate::name::Name;

/// The most options of a field that are spelt out for another name that is compared with it.
const SPELT_OUT_MAX: usize = 100;

/// What is asked about one name by itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// About a text.
    pub(super) tests: BTreeSet<Test>,
    /// The numbers that a number is compared with.
    pub(super) numbers: BTreeSet<Decimal>,
    /// The members of a list that are asked for.
    pub(super) members: BTreeSet<String>,
    /// The sizes that a list's is compared with.
    pub(super) sizes: BTreeSet<i64>,
    /// Whether every single value may matter.
    pub(super) whole: bool,
}

/// Two names of the same kind that are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) names: (Name, Name),
    /// Whether more than their being equal is asked.
    pub(super) ordered: bool,
}

/// Everything that is asked.
#[derive(Debug)]
pub(super) struct Atoms<'f> {
    fields: &'f Fields,
    /// The names as they are written.
    written: &'f BTreeMap<Name, String>,
    pub(super) domains: BTreeMap<Name, Domain<'f>>,
    pub(super) asked: BTreeMap<Name, Asked>,
    pub(super) links: Vec<Link>,
}

impl<'f> Atoms<'f> {
    pub(super) fn new(fields: &'f Fields, written: &'f BTreeMap<Name, String>) -> Self {
        let (domains, asked) = (BTreeMap::new(), BTreeMap::new());
        Self { fields, written, domains, asked, links: Vec::new() }
    }

    /// That nothing exact is known about these two together.
    pub(super) fn texts(&self, left: Name, right: Name) -> Undecided {
        let written = |name| self.written.get(&name).cloned().unwrap_or_default();
        Undecided::Texts(written(left), written(right))
    }

    /// Takes up everything that an expression asks.
    pub(super) fn add(&mut self, form: &Form) -> Result<(), Undecided> {
        match form {
            Form::Literal(_) => {}
            Form::Read(name, _) => {
                if !self.domains.contains_key(name) {
                    self.domains.insert(*name, Domain::of(*name, self.fields)?);
                    self.asked.insert(*name, Asked::default());
                }
            }
            Form::Not(inner) | Form::Size(inner) => self.add(inner)?,
            Form::List(items) => items.iter().try_for_each(|item| self.add(item))?,
            Form::If(question, yes, no) => {
                self.add(question)?;
                self.add(yes)?;
                self.add(no)?;
            }
            Form::And(left, right) | Form::Or(left, right) => {
                self.add(left)?;
                self.add(right)?;
            }
            Form::Compare(comparison, left, right) => {
                self.add(left)?;
                self.add(right)?;
                let ordered = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
                self.each_pair(left, right, |this, left, right| {
                    this.compare(left, right, ordered)
                })?;
            }
            Form::In(item, list) => {
                self.add(item)?;
                self.add(list)?;
                self.each_pair(item, list, Self::membership)?;
            }
            Form::Test(test, text, part) => {
                self.add(text)?;
                self.add(part)?;
                self.each_pair(text, part, |this, text, part| this.test(*test, text, part))?;
            }
            Form::Matches(text, pattern) => {
                self.add(text)?;
                for term in terms(text) {
                    if let Term::Name(name) = term {
                        self.ask(name, Test::Matches(pattern.as_str().to_owned()));
                    }
                }
            }
        }
        Ok(())
    }

    fn each_pair(
        &mut self,
        left: &Form,
        right: &Form,
        mut pair: impl FnMut(&mut Self, &Term<'_>, &Term<'_>) -> Result<(), Undecided>,
    ) -> Result<(), Undecided> {
        let right = terms(right);
        for left in terms(left) {
            for right in right.iter().filter(|right| **right != left) {
                pair(self, &left, right)?;
            }
        }
        Ok(())
    }

    fn asked(&mut self, name: Name) -> &mut Asked {
        self.asked.entry(name).or_default()
    }

    fn ask(&mut self, name: Name, test: Test) {
        self.asked(name).tests.insert(test);
    }

    fn compare(
        &mut self,
        left: &Term<'_>,
        right: &Term<'_>,
        ordered: bool,
    ) -> Result<(), Undecided> {
        match (left, right) {
            (Term::Name(name), Term::Text(text)) | (Term::Text(text), Term::Name(name)) => {
                self.ask(*name, Test::Order { literal: (*text).to_owned(), ordered });
            }
            (Term::Name(name), Term::Number(number)) | (Term::Number(number), Term::Name(name)) => {
                self.asked(*name).numbers.insert(*number);
            }
            (Term::SizeOf(name), Term::Number(size)) | (Term::Number(size), Term::SizeOf(name)) => {
                // A size is a whole number: of 2.5 it is told apart by 2 and 3.
                for size in [size.floor(), size.ceil()].iter().filter_map(Decimal::to_i64) {
                    self.ask_size(*name, size);
                }
            }
            (Term::SizeOf(name), Term::Name(number)) | (Term::Name(number), Term::SizeOf(name)) => {
                let sizes = self.sizes_of(*name).ok_or_else(|| self.texts(*name, *number))?;
                for &size in &sizes {
                    self.ask_size(*name, size);
                }
                self.asked(*number).numbers.extend(sizes.into_iter().map(Decimal::from));
            }
            (Term::SizeOf(left), Term::SizeOf(right)) => {
                let sizes = (self.sizes_of(*left), self.sizes_of(*right));
                if sizes.0.is_none() && sizes.1.is_none() {
                    return Err(self.texts(*left, *right));
                }
                for size in sizes.0.into_iter().chain(sizes.1).flatten() {
                    self.ask_size(*left, size);
                    self.ask_size(*right, size);
                }
            }
            (Term::Name(left), Term::Name(right)) => self.compare_names(*left, *right, ordered)?,
            (Term::List(left, _), Term::List(right, _)) => {
                for left in left {
                    for right in right {
                        self.compare(left, right, false)?;
                    }
                }
            }
            (Term::Name(name), Term::List(items, _)) | (Term::List(items, _), Term::Name(name)) => {
                for item in items {
                    self.member(item, *name)?;
                }
            }
            (Term::Text(_) | Term::Number(_), _)
            | (_, Term::Text(_) | Term::Number(_))
            | (Term::List(..), Term::SizeOf(_))
            | (Term::SizeOf(_), Term::List(..)) => {}
        }
        Ok(())
    }

    fn compare_names(&mut self, left: Name, right: Name, ordered: bool) -> Result<(), Undecided> {
        if left == right {
            return Ok(());
        }
        match (self.domains.get(&left), self.domains.get(&right)) {
            (
                Some(Domain::Choice { keys, .. }),
                Some(Domain::Text(_) | Domain::Day { .. } | Domain::Moment),
            ) => {
                let keys = spelt_out(keys)?;
                self.against(right, left, keys, ordered);
            }
            (
                Some(Domain::Text(_) | Domain::Day { .. } | Domain::Moment),
                Some(Domain::Choice { keys, .. }),
            ) => {
                let keys = spelt_out(keys)?;
                self.against(left, right, keys, ordered);
            }
            (
                Some(
                    Domain::Text(_)
                    | Domain::Day { .. }
                    | Domain::Moment
                    | Domain::Number { .. }
                    | Domain::Decimal { .. },
                ),
                Some(
                    Domain::Text(_)
                    | Domain::Day { .. }
                    | Domain::Moment
                    | Domain::Number { .. }
                    | Domain::Decimal { .. },
                ),
            ) => self.links.push(Link { names: (left, right), ordered }),
            (_, _) => {
                self.asked(left).whole = true;
                self.asked(right).whole = true;
            }
        }
        Ok(())
    }

    /// A text against each option of another name.
    fn against(&mut self, text: Name, choice: Name, keys: Vec<String>, ordered: bool) {
        self.asked(choice).whole = true;
        for literal in keys {
            self.ask(text, Test::Order { literal, ordered });
        }
    }

    fn membership(&mut self, item: &Term<'_>, list: &Term<'_>) -> Result<(), Undecided> {
        match list {
            Term::List(items, _) => items
                .iter()
                .filter(|listed| *listed != item)
                .try_for_each(|listed| self.compare(item, listed, false)),
            Term::Name(list) => self.member(item, *list),
            Term::Text(_) | Term::Number(_) | Term::SizeOf(_) => Ok(()),
        }
    }

    /// Whether a list field holds something.
    fn member(&mut self, item: &Term<'_>, list: Name) -> Result<(), Undecided> {
        let Some(Domain::Set { keys }) = self.domains.get(&list) else { return Ok(()) };
        match item {
            Term::Text(text) if keys.contains(text) => {
                self.asked(list).members.insert((*text).to_owned());
            }
            Term::Name(name) => {
                let keys = spelt_out(keys)?;
                self.asked(list).members.extend(keys.iter().cloned());
                for literal in keys {
                    self.ask(*name, Test::Order { literal, ordered: false });
                }
            }
            Term::Text(_) | Term::Number(_) | Term::SizeOf(_) | Term::List(..) => {}
        }
        Ok(())
    }

    fn test(&mut self, test: TextTest, text: &Term<'_>, part: &Term<'_>) -> Result<(), Undecided> {
        match (text, part) {
            (Term::Name(name), Term::Text(part)) => self.ask(*name, test_for(test, part)),
            (Term::Text(text), Term::Name(part)) => self.ask(*part, part_of(test, text)),
            (Term::Name(text), Term::Name(part)) => {
                match (self.domains.get(text), self.domains.get(part)) {
                    (Some(Domain::Choice { .. }), Some(Domain::Choice { .. })) => {}
                    (Some(Domain::Choice { keys, .. }), _) => {
                        for key in spelt_out(keys)? {
                            self.ask(*part, part_of(test, &key));
                        }
                    }
                    (_, Some(Domain::Choice { keys, .. })) => {
                        for key in spelt_out(keys)? {
                            self.ask(*text, test_for(test, &key));
                        }
                    }
                    (_, _) => return Err(self.texts(*text, *part)),
                }
                self.asked(*text).whole = true;
                self.asked(*part).whole = true;
            }
            (_, _) => {}
        }
        Ok(())
    }

    fn ask_size(&mut self, name: Name, size: i64) {
        self.asked(name).sizes.insert(size);
        self.ask(name, Test::Size(size));
    }

    /// The sizes that a name's value can have; none if they are those of free texts.
    fn sizes_of(&self, name: Name) -> Option<Vec<i64>> {
        match self.domains.get(&name)? {
            Domain::Set { keys } => Some((0..=number(keys.len())).collect()),
            Domain::Choice { keys, .. } => {
                Some(keys.iter().map(|key| number(key.chars().count())).chain([0]).collect())
            }
            Domain::Text(_)
            | Domain::Day { .. }
            | Domain::Moment
            | Domain::Flag
            | Domain::Number { .. }
            | Domain::Decimal { .. } => None,
        }
    }
}

/// All options, of which there must not be too many; absent is the empty text.
fn spelt_out(keys: &[&str]) -> Result<Vec<String>, Undecided> {
    if keys.len() > SPELT_OUT_MAX {
        return Err(Undecided::TooMany(Bound::Options));
    }
    Ok(keys.iter().map(|key| (*key).to_owned()).chain([String::new()]).collect())
}

fn test_for(test: TextTest, part: &str) -> Test {
    match test {
        TextTest::StartsWith => Test::StartsWith(part.to_owned()),
        TextTest::EndsWith => Test::EndsWith(part.to_owned()),
        TextTest::Contains => Test::Contains(part.to_owned()),
    }
}

/// Whether something is the beginning, end or any part of a literal: one of a few texts.
fn part_of(test: TextTest, text: &str) -> Test {
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let from = |at: usize| text.get(at..).unwrap_or_default();
    let parts: Vec<String> = match test {
        TextTest::StartsWith => {
            starts.filter_map(|end| text.get(..end)).map(regex::escape).collect()
        }
        TextTest::EndsWith => starts.map(|at| regex::escape(from(at))).collect(),
        TextTest::Contains => starts
            .flat_map(|at| {
                let ends = from(at).char_indices().map(|(end, c)| end + c.len_utf8()).chain([0]);
                ends.filter_map(move |end| from(at).get(..end)).map(regex::escape)
            })
            .collect(),
    };
    Test::Matches(format!("^(?:{})$", parts.join("|")))
}

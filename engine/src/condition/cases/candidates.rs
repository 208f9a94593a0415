//! For each name, finitely many values that show everything the conditions can tell apart.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, date};
use jiff::{Span, Unit};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::atoms::{Asked, Atoms};
use super::domain::Domain;
use super::product::representatives;
use super::term::number;
use super::text::{Base, Language, Test};
use super::{Bound, Undecided};
use crate::name::Name;
use crate::value::Value;

/// The most choices of a multiselect that are looked at: all subsets of a dozen options.
const SUBSETS_MAX: usize = 4096;

/// The values to look at, by name; `None` is no value.
pub(super) type Candidates = BTreeMap<Name, Vec<Option<Value>>>;

/// Values such that all answers that the names' values can give together, these give.
pub(super) fn candidates(atoms: &Atoms<'_>) -> Result<Candidates, Undecided> {
    let mut candidates = Candidates::new();
    for group in groups(atoms) {
        let is_ordered =
            atoms.links.iter().any(|link| link.ordered && group.contains(&link.names.0));
        let members: Vec<(Name, &Domain<'_>, &Asked)> = group
            .iter()
            .filter_map(|name| Some((*name, atoms.domains.get(name)?, atoms.asked.get(name)?)))
            .collect();
        let are_days = members.iter().all(|(_, domain, asked)| {
            matches!(domain, Domain::Day { .. }) && asked.tests.iter().all(is_about_days)
        });
        let are_moments = members.iter().all(|(_, domain, asked)| {
            matches!(domain, Domain::Moment) && asked.tests.iter().all(is_about_moments)
        });
        match members.as_slice() {
            [(name, Domain::Flag, _)] => {
                candidates.insert(*name, vec![Some(Value::Boolean(true)), None]);
            }
            [(name, Domain::Choice { keys, optional }, asked)] => {
                candidates.insert(*name, choices(keys, *optional, asked));
            }
            [(name, Domain::Set { keys }, asked)] => {
                candidates.insert(*name, subsets(keys, asked)?);
            }
            [(_, Domain::Number { .. } | Domain::Decimal { .. }, _), ..] => {
                numbers(&members, &mut candidates);
            }
            members if are_days => days(members, &mut candidates),
            members if are_moments => moments(members, &mut candidates),
            // A moment that is taken for a text, or compared with one.
            members if members.iter().any(|(_, domain, _)| matches!(domain, Domain::Moment)) => {
                let name = |position: usize| members.get(position).map(|(name, ..)| *name);
                let first = name(0).unwrap_or(Name::Today);
                return Err(atoms.texts(first, name(1).unwrap_or(first)));
            }
            [(left, ..), (right, ..), ..] if is_ordered => return Err(atoms.texts(*left, *right)),
            members => texts(members, &mut candidates)?,
        }
    }
    Ok(candidates)
}

/// The names, those together that are compared with one another.
fn groups(atoms: &Atoms<'_>) -> Vec<BTreeSet<Name>> {
    let mut groups: Vec<BTreeSet<Name>> =
        atoms.domains.keys().map(|name| BTreeSet::from([*name])).collect();
    for link in &atoms.links {
        let (left, right) = link.names;
        let (joined, mut others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.contains(&left) || group.contains(&right));
        others.push(joined.into_iter().flatten().collect());
        groups = others;
    }
    groups
}

/// Of options that give the same answers, the first.
fn choices(keys: &[&str], optional: bool, asked: &Asked) -> Vec<Option<Value>> {
    let is_each = asked.whole || asked.tests.iter().any(|test| matches!(test, Test::Matches(_)));
    let mut seen = BTreeSet::new();
    let texts = keys.iter().copied().chain(optional.then_some(""));
    texts
        .filter(|text| {
            let answers: Vec<_> = asked.tests.iter().map(|test| test.answer(text)).collect();
            is_each || seen.insert(answers)
        })
        .map(|text| (!text.is_empty()).then(|| Value::Text(text.to_owned())))
        .collect()
}

/// All subsets of the members asked for, each with as many others as the sizes asked for need;
/// smallest first.
fn subsets(keys: &[&str], asked: &Asked) -> Result<Vec<Option<Value>>, Undecided> {
    let is_asked = |key: &&str| asked.whole || asked.members.contains(*key);
    let n_asked = keys.iter().filter(|key| is_asked(key)).count();
    let n_others = number(keys.len() - n_asked);
    let n_added_max = asked.sizes.iter().map(|size| size.saturating_add(1)).max().unwrap_or(1);
    let n_added_max =
        usize::try_from(n_added_max.clamp(1, n_others.max(1)).min(n_others)).unwrap_or(0);
    let too_many = Undecided::TooMany(Bound::Options);
    let n_subsets = u32::try_from(n_asked)
        .ok()
        .and_then(|n| 1_usize.checked_shl(n))
        .filter(|n| n.saturating_mul(n_added_max + 1) <= SUBSETS_MAX)
        .ok_or(too_many)?;
    let mut lists = Vec::new();
    for chosen in 0..n_subsets {
        for n_added in 0..=n_added_max {
            let (mut bits, mut left) = (chosen, n_added);
            let mut list = Vec::new();
            for key in keys {
                let is_in = if is_asked(key) {
                    let is_in = bits & 1 == 1;
                    bits >>= 1;
                    is_in
                } else {
                    let is_in = left > 0;
                    left = left.saturating_sub(1);
                    is_in
                };
                if is_in {
                    list.push((*key).to_owned());
                }
            }
            lists.push(list);
        }
    }
    lists.sort_by_key(Vec::len);
    Ok(lists.into_iter().map(|list| (!list.is_empty()).then_some(Value::List(list))).collect())
}

/// The numbers asked for, and between any two as many others as there are names to be told apart.
fn between(asked: &BTreeSet<i64>, n_each: usize) -> Vec<i64> {
    let mut numbers = Vec::new();
    let mut before: Option<i64> = None;
    for &next in asked {
        if let Some(before) = before {
            numbers.extend((before.saturating_add(1)..next).take(n_each));
        }
        numbers.push(next);
        before = Some(next);
    }
    numbers
}

/// The same for whole numbers between numbers with decimals.
fn wholes_between(asked: &BTreeSet<Decimal>, n_each: usize) -> BTreeSet<Decimal> {
    let mut numbers = asked.clone();
    for (before, next) in asked.iter().zip(asked.iter().skip(1)) {
        let wholes = std::iter::successors(Some(before.floor() + Decimal::ONE), |number| {
            number.checked_add(Decimal::ONE)
        });
        numbers.extend(wholes.take_while(|number| number < next).take(n_each));
    }
    numbers
}

/// The same for numbers with decimals: halves, quarters and so on of what lies between.
fn decimals_between(asked: &BTreeSet<Decimal>, n_each: usize) -> BTreeSet<Decimal> {
    let mut numbers = asked.clone();
    for (before, next) in asked.iter().zip(asked.iter().skip(1)) {
        let mut upper = *next;
        for _ in 0..n_each {
            let half = (upper - before) / Decimal::TWO;
            // Where there are no more digits there is no number between, either.
            let Some(middle) =
                before.checked_add(half).filter(|middle| before < middle && *middle < upper)
            else {
                break;
            };
            numbers.insert(middle.normalize());
            upper = middle;
        }
    }
    numbers
}

fn numbers(members: &[(Name, &Domain<'_>, &Asked)], candidates: &mut Candidates) {
    // An absent number counts as 0.
    let mut asked = BTreeSet::from([Decimal::ZERO]);
    let (mut n_wholes, mut n_decimals) = (0, 0);
    for (_, domain, of_name) in members {
        asked.extend(&of_name.numbers);
        if let Some((min, max)) = bounds(domain) {
            asked.extend([min, max]);
        }
        if matches!(domain, Domain::Decimal { .. }) {
            n_decimals += 1;
        } else {
            n_wholes += 1;
        }
    }
    // The whole ones first: what lies between them must be told apart, too.
    let mut numbers = if n_wholes > 0 { wholes_between(&asked, members.len()) } else { asked };
    if n_decimals > 0 {
        numbers = decimals_between(&numbers, n_decimals);
    }
    for (name, domain, _) in members {
        let Some((min, max)) = bounds(domain) else { continue };
        let possible = numbers.iter().filter(|number| (min..=max).contains(*number));
        let mut values: Vec<Option<Value>> = if matches!(domain, Domain::Decimal { .. }) {
            possible.map(|number| Some(Value::Decimal(number.normalize()))).collect()
        } else {
            let wholes = possible.filter(|number| number.is_integer());
            wholes.filter_map(Decimal::to_i64).map(|number| Some(Value::Integer(number))).collect()
        };
        if !(min..=max).contains(&Decimal::ZERO) {
            values.push(None);
        }
        candidates.insert(*name, values);
    }
}

/// The smallest and the largest number.
fn bounds(domain: &Domain<'_>) -> Option<(Decimal, Decimal)> {
    match domain {
        Domain::Number { min, max } => Some((Decimal::from(*min), Decimal::from(*max))),
        Domain::Decimal { min, max } => Some((*min, *max)),
        Domain::Flag
        | Domain::Choice { .. }
        | Domain::Set { .. }
        | Domain::Day { .. }
        | Domain::Moment
        | Domain::Text(_) => None,
    }
}

/// Whether a question is about the order of days alone.
fn is_about_days(test: &Test) -> bool {
    is_order(test, |literal| day_number(literal).is_some())
}

/// The same for moments.
fn is_about_moments(test: &Test) -> bool {
    is_order(test, |literal| minute_number(literal).is_some())
}

fn is_order(test: &Test, is_one: impl Fn(&str) -> bool) -> bool {
    match test {
        Test::Order { literal, .. } => literal.is_empty() || is_one(literal),
        Test::StartsWith(_)
        | Test::EndsWith(_)
        | Test::Contains(_)
        | Test::Matches(_)
        | Test::Size(_) => false,
    }
}

/// The first day that a field allows: those before it do not come in the order of their texts.
const FIRST: Date = date(0, 1, 1);

/// Days from this one on are tried first, since people do not wonder at them.
const PLAIN: Date = date(2000, 1, 1);

/// Where a day stands in the order of the texts of days.
fn day_number(text: &str) -> Option<i64> {
    let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text && *day >= FIRST)?;
    FIRST.until((Unit::Day, day)).ok().map(|span| i64::from(span.get_days()))
}

fn day(number: i64) -> Option<Date> {
    FIRST.checked_add(Span::new().try_days(number).ok()?).ok()
}

/// What the numbers of literals are.
fn literals(
    members: &[(Name, &Domain<'_>, &Asked)],
    number_of: impl Fn(&str) -> Option<i64>,
) -> BTreeSet<i64> {
    let tests = members.iter().flat_map(|(.., asked)| &asked.tests);
    tests
        .filter_map(|test| match test {
            Test::Order { literal, .. } => number_of(literal),
            Test::StartsWith(_)
            | Test::EndsWith(_)
            | Test::Contains(_)
            | Test::Matches(_)
            | Test::Size(_) => None,
        })
        .collect()
}

fn days(members: &[(Name, &Domain<'_>, &Asked)], candidates: &mut Candidates) {
    let mut asked = literals(members, day_number);
    let n_each = members.len();
    asked.insert(0);
    let bounds = [PLAIN, Date::MAX].map(|day| day_number(&day.to_string()));
    asked.extend(bounds.into_iter().flatten());
    let numbers = between(&asked, n_each);
    let (later, sooner): (Vec<i64>, Vec<i64>) =
        numbers.into_iter().partition(|day| bounds.first() <= Some(&Some(*day)));
    let days = later.into_iter().chain(sooner).filter_map(day).map(Value::Date).map(Some);
    let days: Vec<Option<Value>> = days.collect();
    for (name, domain, _) in members {
        let is_optional = matches!(domain, Domain::Day { optional: true });
        let values = days.iter().cloned().chain(is_optional.then_some(None));
        candidates.insert(*name, values.collect());
    }
}

/// Where a moment stands in the order of the texts of moments: its minute.
fn minute_number(text: &str) -> Option<i64> {
    let at = text.parse::<DateTime>().ok()?;
    let is_plain = Value::DateTime(at).to_text() == text && at.date() >= FIRST;
    let minutes =
        || FIRST.at(0, 0, 0, 0).until((Unit::Minute, at)).ok().map(|span| span.get_minutes());
    is_plain.then(minutes).flatten()
}

fn minute(number: i64) -> Option<DateTime> {
    FIRST.at(0, 0, 0, 0).checked_add(Span::new().try_minutes(number).ok()?).ok()
}

fn moments(members: &[(Name, &Domain<'_>, &Asked)], candidates: &mut Candidates) {
    let mut asked = literals(members, minute_number);
    let bounds = [FIRST.at(0, 0, 0, 0), PLAIN.at(0, 0, 0, 0), Date::MAX.at(23, 59, 0, 0)];
    asked.extend(bounds.iter().filter_map(|at| minute_number(&Value::DateTime(*at).to_text())));
    let numbers = between(&asked, members.len());
    // As with days, those that people do not wonder at come first.
    let plain = minute_number(&Value::DateTime(PLAIN.at(0, 0, 0, 0)).to_text());
    let (later, sooner): (Vec<i64>, Vec<i64>) =
        numbers.into_iter().partition(|minute| plain <= Some(*minute));
    let moments = later.into_iter().chain(sooner).filter_map(minute).map(Value::DateTime).map(Some);
    let values: Vec<Option<Value>> = moments.chain([None]).collect();
    for (name, ..) in members {
        candidates.insert(*name, values.clone());
    }
}

fn texts(
    members: &[(Name, &Domain<'_>, &Asked)],
    candidates: &mut Candidates,
) -> Result<(), Undecided> {
    let languages: Vec<Language<'_>> = members
        .iter()
        .map(|(_, domain, _)| match domain {
            Domain::Text(language) => language.clone(),
            Domain::Day { .. }
            | Domain::Moment
            | Domain::Flag
            | Domain::Choice { .. }
            | Domain::Set { .. }
            | Domain::Number { .. }
            | Domain::Decimal { .. } => Language { base: Base::Date, refinements: Vec::new() },
        })
        .collect();
    let tests: BTreeSet<Test> =
        members.iter().flat_map(|(.., asked)| asked.tests.iter().cloned()).collect();
    let languages: Vec<&Language<'_>> = languages.iter().collect();
    let found = representatives(&languages, &tests, members.len())?;
    for (position, (name, domain, _)) in members.iter().enumerate() {
        let value = |text: &String| match domain {
            Domain::Day { .. } => text.parse().ok().map(Value::Date),
            Domain::Text(_)
            | Domain::Moment
            | Domain::Flag
            | Domain::Choice { .. }
            | Domain::Set { .. }
            | Domain::Number { .. }
            | Domain::Decimal { .. } => Some(Value::Text(text.clone())),
        };
        let is_in = |is_in: &[bool]| is_in.get(position) == Some(&true);
        let values = found.iter().filter(|(_, found_in)| is_in(found_in));
        let is_optional = !matches!(domain, Domain::Day { optional: false });
        let values = values.filter_map(|(text, _)| value(text)).map(Some);
        let values = values.chain(is_optional.then_some(None));
        candidates.insert(*name, values.collect());
    }
    Ok(())
}

//! Values drawn by lot from what a field allows.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use regex_syntax::hir::{Class, Hir, HirKind};
use rust_decimal::Decimal;

use super::World;
use crate::field::{Field, FieldKind};
use crate::process::Process;
use crate::value::Attachment;

/// A stream of numbers that a seed determines: `SplitMix64` (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub struct Lot(u64);

impl Lot {
    /// The stream of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 if `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.draw() % n).unwrap_or_default()
    }

    /// One of several.
    pub fn one_of<'t, T>(&mut self, all: &'t [T]) -> Option<&'t T> {
        all.get(self.below(all.len()))
    }

    /// Whether it is one time out of `n`.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// How often an unbounded part of a pattern is repeated at most.
const REPEATED_MAX: u32 = 6;
/// How often a field's value is drawn before the field is left empty.
const ATTEMPTS_MAX: usize = 20;

/// What fields may be compared with in conditions: numbers and quoted texts as the process writes them.
#[derive(Debug, Clone, Default)]
pub struct Constants(Vec<String>);

impl Constants {
    /// Those of all conditions of a process.
    pub fn of(process: &Process) -> Self {
        let flows = process.activities().iter().flat_map(|activity| activity.kind.next());
        let conditions = flows.filter_map(|flow| flow.when.as_ref());
        let checks = process.fields().iter().filter_map(|field| field.check.as_ref());
        let sources = conditions.chain(checks.map(|check| &check.that));
        let texts: BTreeSet<String> =
            sources.flat_map(|condition| literals(condition.source())).collect();
        Self(texts.into_iter().collect())
    }
}

/// The quoted texts and numbers of a condition.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (position, part) in source.split('"').enumerate() {
        if position % 2 == 1 {
            found.push(part.to_owned());
            continue;
        }
        let words = part.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_')));
        let numbers = words.filter(|word| word.parse::<Decimal>().is_ok());
        found.extend(numbers.map(str::to_owned));
    }
    found
}

/// An input that the field accepts; none if none was found, or by lot.
pub fn input(
    world: Option<&World<'_>>,
    field: &Field,
    constants: &Constants,
    lot: &mut Lot,
) -> Vec<String> {
    for _ in 0..ATTEMPTS_MAX {
        let drawn = match lot.below(3) {
            0 => lot.one_of(&constants.0).map(|text| vec![text.clone()]),
            _ => None,
        };
        let drawn = drawn.unwrap_or_else(|| draw(world, &field.kind, lot));
        if matches!(field.parse(&drawn), Ok(Some(_))) {
            return drawn;
        }
    }
    Vec::new()
}

fn draw(world: Option<&World<'_>>, kind: &FieldKind, lot: &mut Lot) -> Vec<String> {
    let text = match kind {
        FieldKind::Text { length_max, pattern } => match pattern {
            Some(pattern) => matching(pattern.source(), lot),
            None => word(lot, (*length_max).min(12)),
        },
        FieldKind::Textarea { length_max } => {
            let lines: Vec<String> = (0..=lot.below(3)).map(|_| word(lot, 8)).collect();
            lines.join("\n").chars().take(*length_max).collect()
        }
        FieldKind::Email => format!("{}@{}.example", word(lot, 8), word(lot, 8)),
        FieldKind::Integer { min, max } => {
            // Limits are where conditions go wrong.
            let drawn = i64::try_from(lot.draw() >> 1).unwrap_or_default();
            let within = max.saturating_sub(*min).saturating_add(1).max(1);
            let choices = [*min, *max, min.saturating_add(drawn % within)];
            lot.one_of(&choices).map(i64::to_string).unwrap_or_default()
        }
        FieldKind::Decimal { min, max } => {
            let part = Decimal::from(u32::try_from(lot.below(1000)).unwrap_or_default());
            let inner = max.checked_sub(*min).and_then(|width| {
                min.checked_add(width.checked_mul(part)?.checked_div(Decimal::from(1000))?)
            });
            let choices = [*min, *max, inner.unwrap_or(*min)];
            lot.one_of(&choices).map(Decimal::to_string).unwrap_or_default()
        }
        FieldKind::Checkbox => if lot.once_in(2) { "true" } else { "false" }.to_owned(),
        FieldKind::Dropdown { options } => {
            lot.one_of(options).map(|(key, _)| key.clone()).unwrap_or_default()
        }
        FieldKind::Multiselect { options } => {
            let keys = options.iter().map(|(key, _)| key.clone());
            return keys.filter(|_| lot.once_in(2)).collect();
        }
        FieldKind::Date => moment(world, lot).date().to_string(),
        FieldKind::DateTime => {
            moment(world, lot).strftime(crate::value::DATE_TIME_FORM).to_string()
        }
        FieldKind::CustomerUser => lot.one_of(&PEOPLE).copied().unwrap_or_default().to_owned(),
        FieldKind::Customer => "ACME".to_owned(),
        FieldKind::Attachment => {
            let hash = (0..64)
                .map(|_| char::from_digit(u32::try_from(lot.below(16)).unwrap_or_default(), 16));
            let hash = hash.map(|digit| digit.unwrap_or('0')).collect();
            let length = u64::try_from(lot.below(10_000)).unwrap_or_default();
            Attachment { hash, length, file_name: format!("{}.csv", word(lot, 8)) }.to_input()
        }
    };
    vec![text]
}

/// The customer users that take part in walks.
pub(super) const PEOPLE: [&str; 3] = ["anna", "ben", "cleo"];

/// A day and time around now.
fn moment(world: Option<&World<'_>>, lot: &mut Lot) -> DateTime {
    let now = world.map_or(crate::scenario::BEGINNING, World::now);
    let now = TimeZone::UTC.to_datetime(now);
    let hours = i64::try_from(lot.below(60 * 24)).unwrap_or_default() - 20 * 24;
    now.checked_add(hours.hours()).unwrap_or(now)
}

fn word(lot: &mut Lot, length_max: usize) -> String {
    let length = 1 + lot.below(length_max.max(1));
    (0..length)
        .map(|_| char::from(b'a' + u8::try_from(lot.below(26)).unwrap_or_default()))
        .collect()
}

/// A text that matches a pattern.
fn matching(pattern: &str, lot: &mut Lot) -> String {
    let mut text = String::new();
    if let Ok(hir) = regex_syntax::parse(pattern) {
        write(&hir, lot, &mut text);
    }
    text
}

fn write(hir: &Hir, lot: &mut Lot, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.extend(character(class, lot)),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min + REPEATED_MAX);
            let most = most.min(repetition.min + REPEATED_MAX);
            let further = usize::try_from(most - repetition.min).unwrap_or_default();
            let times = u32::try_from(lot.below(further + 1)).unwrap_or_default();
            for _ in 0..repetition.min + times {
                write(&repetition.sub, lot, text);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, lot, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, lot, text)),
        HirKind::Alternation(parts) => {
            if let Some(part) = lot.one_of(parts) {
                write(part, lot, text);
            }
        }
    }
}

fn character(class: &Class, lot: &mut Lot) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let range = lot.one_of(class.ranges())?;
    let (start, end) = (u32::from(range.start()), u32::from(range.end()));
    let width = usize::try_from(end - start).unwrap_or_default() + 1;
    char::from_u32(start + u32::try_from(lot.below(width)).unwrap_or_default())
}

//! Texts: what is asked about them, and what a field allows.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use super::automaton::{Automaton, Table, YES};
use super::{Bound, Undecided};
use crate::field::{EMAIL_LENGTH_MAX, Pattern, is_email};

/// A question about one text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Test {
    /// How it compares with a literal, or (not ordered) whether it is that.
    Order {
        literal: String,
        ordered: bool,
    },
    StartsWith(String),
    EndsWith(String),
    Contains(String),
    Matches(String),
    /// How its length compares with this.
    Size(i64),
}

/// The texts that a name can hold, beside none.
#[derive(Debug, Clone)]
pub(super) struct Language<'f> {
    pub(super) base: Base,
    pub(super) refinements: Vec<Refinement<'f>>,
}

/// The rough form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Line,
    Area,
    Email,
    Date,
    Free,
}

/// What else must hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Refinement<'f> {
    Pattern(&'f Pattern),
    LengthMax(usize),
    /// Of an address: letters and digits only, of whatever script.
    Letters,
    /// Of an address: its length in octets.
    Octets,
    /// Of an address: the bounds of its parts.
    Parts,
}

type Tables = LazyLock<Option<Arc<Table>>>;

fn table(pattern: &str) -> Option<Arc<Table>> {
    Table::build(pattern).map(Arc::new)
}

// White space is that of `str::trim`, and what is left out that of `field::is_unprintable`.
static LINE: Tables = LazyLock::new(|| {
    table(
        r"^[^\s\p{Cc}\u{fffe}\u{ffff}](?:[^\p{Cc}\u{fffe}\u{ffff}]*[^\s\p{Cc}\u{fffe}\u{ffff}])?$",
    )
});
static AREA: Tables = LazyLock::new(|| {
    table(
        r"^[^\s\p{Cc}\u{fffe}\u{ffff}](?:(?:[^\p{Cc}\u{fffe}\u{ffff}]|[\n\t])*[^\s\p{Cc}\u{fffe}\u{ffff}])?$",
    )
});
static FREE: Tables = LazyLock::new(|| table(r"^(?s:.)*$"));
static EMAIL: Tables = LazyLock::new(|| {
    table(
        r"^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~[^\x00-\x7f]]+(?:\.[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~[^\x00-\x7f]]+)*@(?:[a-zA-Z0-9[^\x00-\x7f]](?:[a-zA-Z0-9\-[^\x00-\x7f]]*[a-zA-Z0-9[^\x00-\x7f]])?\.)+[a-zA-Z0-9[^\x00-\x7f]](?:[a-zA-Z0-9\-[^\x00-\x7f]]*[a-zA-Z0-9[^\x00-\x7f]])?$",
    )
});
static LETTERS: Tables = LazyLock::new(|| table(r"^[\x00-\x7f\p{Alphabetic}\p{N}]*$"));
// As `jiff` writes days, those of years before 0 included.
static DATE: Tables = LazyLock::new(|| {
    let year = "(?:[0-9]{4}|-00(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000))";
    let leap = "[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00";
    let day = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])";
    table(&format!("^(?:{year}-(?:{day})|(?:0000|(?:-00)?(?:{leap}))-02-29)$"))
});

impl Base {
    pub(super) fn automaton(self) -> Result<Automaton, Undecided> {
        let table = match self {
            Self::Line => &LINE,
            Self::Area => &AREA,
            Self::Email => &EMAIL,
            Self::Date => &DATE,
            Self::Free => &FREE,
        };
        let table: &Option<Arc<Table>> = table;
        table.clone().map(Automaton::Pattern).ok_or(Undecided::TooMany(Bound::Pattern))
    }

    /// The last byte of ASCII that can stand for every character beyond.
    pub(super) const fn last_ascii(self) -> usize {
        match self {
            Self::Line | Self::Area | Self::Free => 0x7e,
            Self::Email => 0x7a,
            Self::Date => 0xff,
        }
    }
}

impl Refinement<'_> {
    pub(super) fn allows(&self, text: &str) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.matches(text),
            Self::LengthMax(length_max) => text.chars().count() <= *length_max,
            Self::Letters => text.chars().all(|c| c.is_ascii() || c.is_alphanumeric()),
            Self::Octets => text.len() <= EMAIL_LENGTH_MAX,
            Self::Parts => {
                is_email(text) || !Self::Letters.allows(text) || !Self::Octets.allows(text)
            }
        }
    }

    pub(super) fn automaton(&self) -> Result<Automaton, Undecided> {
        let too_large = Undecided::TooMany(Bound::Pattern);
        Ok(match self {
            Self::Pattern(pattern) => {
                let source = format!("^(?:{})$", pattern.source());
                Automaton::Pattern(table(&source).ok_or(too_large)?)
            }
            Self::LengthMax(length_max) => {
                Automaton::Length(vec![u32::try_from(*length_max).unwrap_or(u32::MAX - 1)])
            }
            Self::Letters => Automaton::Pattern(Option::clone(&LETTERS).ok_or(too_large)?),
            Self::Octets => {
                Automaton::Octets(u32::try_from(EMAIL_LENGTH_MAX).unwrap_or(u32::MAX - 1))
            }
            Self::Parts => Automaton::Parts,
        })
    }

    /// Whether an answer of its automaton is right.
    pub(super) const fn accepts(&self, answer: u32) -> bool {
        match self {
            // Less, or equal.
            Self::LengthMax(_) => answer <= 1,
            Self::Pattern(_) | Self::Letters | Self::Octets | Self::Parts => answer == YES,
        }
    }
}

impl Test {
    /// What a text answers, without an automaton; nothing for a pattern.
    pub(super) fn answer(&self, text: &str) -> Option<i8> {
        Some(match self {
            Self::Order { literal, ordered: true } => text.cmp(literal) as i8,
            Self::Order { literal, ordered: false } => i8::from(text == literal),
            Self::StartsWith(part) => i8::from(text.starts_with(part)),
            Self::EndsWith(part) => i8::from(text.ends_with(part)),
            Self::Contains(part) => i8::from(text.contains(part)),
            Self::Matches(_) => return None,
            Self::Size(size) => {
                i64::try_from(text.chars().count()).unwrap_or(i64::MAX).cmp(size) as i8
            }
        })
    }
}

/// The automata of these tests; all sizes are one.
pub(super) fn automata(tests: &BTreeSet<Test>) -> Result<Vec<Automaton>, Undecided> {
    let mut sizes: BTreeSet<u32> = BTreeSet::new();
    let mut automata = Vec::new();
    for test in tests {
        automata.push(match test {
            Test::Order { literal, ordered } => {
                Automaton::Order { literal: literal.as_bytes().to_vec(), ordered: *ordered }
            }
            Test::StartsWith(part) => Automaton::Prefix(part.as_bytes().to_vec()),
            Test::EndsWith(part) => Automaton::search(part, true),
            Test::Contains(part) => Automaton::search(part, false),
            Test::Matches(pattern) => Automaton::Pattern(
                table(pattern).ok_or_else(|| Undecided::Pattern(pattern.clone()))?,
            ),
            Test::Size(size) => {
                // No text is shorter than nothing or longer than 2^31.
                sizes.extend(u32::try_from(*size).ok().filter(|size| *size < u32::MAX / 2));
                continue;
            }
        });
    }
    if !sizes.is_empty() {
        automata.push(Automaton::Length(sizes.into_iter().collect()));
    }
    Ok(automata)
}

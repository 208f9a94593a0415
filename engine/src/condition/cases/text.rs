//! Texts: which answers to a set of questions some possible text gives, and the shortest such texts.
//!
//! The automata of the questions and of what the field allows run side by side over the bytes of all
//! texts, shortest first. What a field allows is refined on demand: a pattern or a bound on the length
//! is brought in only once a text has come out that it forbids. So the answers found are always those of
//! allowed texts, and none is missed, since leaving a constraint out can only allow more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, LazyLock};

use super::automaton::{Automaton, Table, YES};
use super::{Bound, Undecided};
use crate::field::{EMAIL_LENGTH_MAX, Pattern, is_email};

/// The most steps of the automata for the texts of one set of questions; bounds the time.
const STEPS_MAX: usize = 200_000;

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
    /// Of an address: the bounds of its parts.
    Octets,
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
    fn automaton(self) -> Result<Automaton, Undecided> {
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
    const fn last_ascii(self) -> usize {
        match self {
            Self::Line | Self::Area | Self::Free => 0x7e,
            Self::Email => 0x7a,
            Self::Date => 0xff,
        }
    }
}

impl Refinement<'_> {
    fn allows(&self, text: &str) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.matches(text),
            Self::LengthMax(length_max) => text.chars().count() <= *length_max,
            Self::Letters => text.chars().all(|c| c.is_ascii() || c.is_alphanumeric()),
            Self::Octets => is_email(text) || !Self::Letters.allows(text),
        }
    }

    fn automaton(&self) -> Result<Automaton, Undecided> {
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
                Automaton::Octets { whole_max: u32::try_from(EMAIL_LENGTH_MAX).unwrap_or(u32::MAX) }
            }
        })
    }

    /// Whether an answer of its automaton is right.
    const fn accepts(&self, answer: u32) -> bool {
        match self {
            // Less, or equal.
            Self::LengthMax(_) => answer <= 1,
            Self::Pattern(_) | Self::Letters | Self::Octets => answer == YES,
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

/// For each combination of answers and of languages that some text gives and is in, `n_each` such texts,
/// or all of them if there are fewer: the text, and for each language whether it is in it.
pub(super) fn representatives(
    languages: &[&Language<'_>],
    tests: &BTreeSet<Test>,
    n_each: usize,
) -> Result<Vec<(String, Vec<bool>)>, Undecided> {
    let mut product = Product {
        languages: languages
            .iter()
            .map(|language| {
                Ok(Member { language, base: language.base.automaton()?, refinements: Vec::new() })
            })
            .collect::<Result<_, Undecided>>()?,
        tests: automata(tests)?,
        n_each,
    };
    loop {
        let found = product.walk()?;
        if !product.refine(&found)? {
            return Ok(found);
        }
    }
}

struct Member<'m> {
    language: &'m Language<'m>,
    base: Automaton,
    /// Those brought in, with their automata.
    refinements: Vec<(usize, Automaton)>,
}

struct Product<'m> {
    languages: Vec<Member<'m>>,
    tests: Vec<Automaton>,
    n_each: usize,
}

impl Product<'_> {
    /// Brings in what forbids the texts found; whether there was anything.
    fn refine(&mut self, found: &[(String, Vec<bool>)]) -> Result<bool, Undecided> {
        let mut is_refined = false;
        for (position, member) in self.languages.iter_mut().enumerate() {
            for (index, refinement) in member.language.refinements.iter().enumerate() {
                let is_known = member.refinements.iter().any(|(known, _)| *known == index);
                let forbids = |(text, is_in): &(String, Vec<bool>)| {
                    is_in.get(position) == Some(&true) && !refinement.allows(text)
                };
                if !is_known && found.iter().any(forbids) {
                    member.refinements.push((index, refinement.automaton()?));
                    is_refined = true;
                }
            }
        }
        Ok(is_refined)
    }

    fn automata(&self) -> impl Iterator<Item = &Automaton> {
        self.languages
            .iter()
            .flat_map(|member| {
                std::iter::once(&member.base).chain(member.refinements.iter().map(|(_, a)| a))
            })
            .chain(&self.tests)
    }

    /// Which languages a text is in that ends in this state, and the answers to the tests.
    fn end(&self, state: &[u32]) -> (Vec<bool>, Vec<u32>) {
        let mut states = state.iter().copied();
        let mut answer = |automaton: &Automaton| automaton.answer(states.next().unwrap_or(0));
        let is_in = self
            .languages
            .iter()
            .map(|member| {
                let mut is_in = answer(&member.base) == YES;
                for (index, automaton) in &member.refinements {
                    let answer = answer(automaton);
                    is_in &= member
                        .language
                        .refinements
                        .get(*index)
                        .is_some_and(|refinement| refinement.accepts(answer));
                }
                is_in
            })
            .collect();
        (is_in, self.tests.iter().map(answer).collect())
    }

    /// Whether no continuation is in any language.
    fn is_dead(&self, state: &[u32]) -> bool {
        let mut states = state.iter().copied();
        let mut is_dead = true;
        for member in &self.languages {
            let mut is_member_dead = member.base.is_dead(states.next().unwrap_or(0));
            for (_, automaton) in &member.refinements {
                is_member_dead |= automaton.is_dead(states.next().unwrap_or(0));
            }
            is_dead &= is_member_dead;
        }
        is_dead
    }

    /// One byte (`n_each`, where there are so many) of each class that no automaton tells apart.
    fn bytes(&self) -> Vec<u8> {
        let mut marks = [false; 256];
        let tests = self.tests.iter();
        let patterns = self
            .languages
            .iter()
            .flat_map(|member| member.refinements.iter().map(|(_, automaton)| automaton));
        for automaton in
            tests.chain(patterns).filter(|automaton| !matches!(automaton, Automaton::Length(_)))
        {
            automaton.mark(&mut marks);
        }
        // If nothing tells apart what is beyond ASCII, a character of ASCII stands for all of it.
        let last_ascii = |member: &Member<'_>| member.language.base.last_ascii();
        let last = self.languages.iter().map(last_ascii).min().unwrap_or(0);
        let is_ascii = self.n_each == 1 && !marks.iter().skip(last + 1).any(|mark| *mark);
        for automaton in self.automata() {
            automaton.mark(&mut marks);
        }
        let end = if is_ascii { 0x7f } else { 0xff };
        let mut bytes = Vec::new();
        let mut class: Vec<u8> = Vec::new();
        for (byte, is_first) in (0..=end).zip(marks) {
            if is_first {
                take_pleasant(&mut class, self.n_each, &mut bytes);
            }
            class.push(byte);
        }
        take_pleasant(&mut class, self.n_each, &mut bytes);
        bytes.sort_by_key(|byte| (unpleasantness(*byte), *byte));
        bytes
    }

    /// All combinations, shortest texts first. Each state is entered `n_each` times: a further text that
    /// ends there could only be continued as those were.
    fn walk(&self) -> Result<Vec<(String, Vec<bool>)>, Undecided> {
        let bytes = self.bytes();
        let start: Vec<u32> = self.automata().map(Automaton::start).collect();
        let mut n_entered: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
        let mut n_found: BTreeMap<(Vec<bool>, Vec<u32>), usize> = BTreeMap::new();
        let mut found = Vec::new();
        // Each text is that of another one, and a byte.
        let mut texts: Vec<(usize, u8)> = vec![(0, 0)];
        let mut queue = VecDeque::from([(0, start)]);
        let mut n_steps = 0;
        while let Some((text, state)) = queue.pop_front() {
            for &byte in &bytes {
                n_steps += 1;
                if n_steps > STEPS_MAX {
                    return Err(Undecided::TooMany(Bound::Texts));
                }
                let next: Vec<u32> = self
                    .automata()
                    .zip(&state)
                    .map(|(automaton, &state)| automaton.next(state, byte))
                    .collect();
                match n_entered.get_mut(next.as_slice()) {
                    Some(n) if *n >= self.n_each => continue,
                    Some(n) => *n += 1,
                    None if self.is_dead(&next) => continue,
                    None => {
                        n_entered.insert(next.clone(), 1);
                    }
                }
                texts.push((text, byte));
                let end = self.end(&next);
                if end.0.contains(&true) {
                    let is_in = end.0.clone();
                    let n = n_found.entry(end).or_default();
                    if *n < self.n_each {
                        *n += 1;
                        found.push((spelt(&texts, texts.len() - 1), is_in));
                    }
                }
                queue.push_back((texts.len() - 1, next));
            }
        }
        Ok(found)
    }
}

fn take_pleasant(class: &mut Vec<u8>, n: usize, bytes: &mut Vec<u8>) {
    class.sort_by_key(|byte| (unpleasantness(*byte), *byte));
    bytes.extend(class.drain(..).take(n));
}

/// People read these texts: letters are better than digits, those better than signs.
const fn unpleasantness(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        b'!'..=b'~' => 3,
        b' ' => 4,
        0x80..=0xff => 5,
        _ => 6,
    }
}

fn spelt(texts: &[(usize, u8)], mut at: usize) -> String {
    let mut bytes = Vec::new();
    while at > 0 {
        let Some(&(before, byte)) = texts.get(at) else { break };
        bytes.push(byte);
        at = before;
    }
    bytes.reverse();
    String::from_utf8_lossy(&bytes).into_owned()
}

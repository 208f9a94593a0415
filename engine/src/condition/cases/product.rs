//! Which answers to a set of questions some possible text gives, and the shortest such texts.
//!
//! The automata of the questions and of what the field allows run side by side over the bytes of all
//! texts, shortest first. What a field allows is refined on demand: a pattern or a bound on the length
//! is brought in only once a text has come out that it forbids. So the answers found are always those of
//! allowed texts, and none is missed, since leaving a constraint out can only allow more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::automaton::{Automaton, YES};
use super::text::{Language, Test, automata};
use super::{Bound, Undecided};

/// The most steps of the automata for the texts of one set of questions; bounds the time.
const STEPS_MAX: usize = 200_000;

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
        for automaton in tests
            .chain(patterns)
            .filter(|automaton| !matches!(automaton, Automaton::Length(_) | Automaton::Octets(_)))
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

//! Mutants: a process with one thing wrong in it.
//!
//! What a designer tests his process for is whether his scenarios would notice. Each mutant is the document with
//! one part taken out, one way led elsewhere or one condition turned round; it should be refused by the
//! compiler, or fail a scenario. One that does neither (a survivor) is a part that nothing tells from its absence.

#[cfg(test)]
mod tests;

use super::document::meaning::Meaning;
use crate::diagnostic::Diagnostic;

/// A process with one thing wrong in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// Where it is: `activities.request.next.1.when`; items of lists are counted from 1.
    pub place: String,
    /// What was done to it.
    pub change: Mutation,
    /// The document.
    pub source: String,
}

/// What is done to a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mutation {
    /// A key or item is taken out.
    Removed,
    /// A way leads to another activity.
    Redirected {
        /// The other activity.
        to: String,
    },
    /// A condition holds when it should not, and the other way round.
    Negated,
}

/// Texts for people: a process does the same without them.
const WORDS: [&str; 6] = ["name", "label", "hint", "description", "submit", "subject"];

/// All mutants of a document, in its order. Its own name and the texts that only say something to people are left as
/// they are, but for the sentences of `tell`.
///
/// # Errors
/// What keeps it from being read as YAML. Whether it compiles is not looked at.
pub fn mutants(source: &[u8]) -> Result<Vec<Mutant>, Vec<Diagnostic>> {
    let root = Meaning::read(source)?;
    let activities = match root.get("activities") {
        Some(Meaning::Mapping(entries)) => entries.iter().map(|(name, _)| name.clone()).collect(),
        _ => Vec::new(),
    };
    let mut mutator = Mutator { root: &root, activities, found: Vec::new() };
    mutator.visit(&root, &mut Vec::new());
    Ok(mutator.found)
}

/// A way to a part of a document: positions in mappings and lists.
type Way = Vec<usize>;

struct Mutator<'m> {
    root: &'m Meaning,
    activities: Vec<String>,
    found: Vec<Mutant>,
}

impl Mutator<'_> {
    fn visit(&mut self, tree: &Meaning, way: &mut Way) {
        let parts: Vec<(Option<&str>, &Meaning)> = match tree {
            Meaning::Text(_) | Meaning::Literal(_) => Vec::new(),
            Meaning::List(items) => items.iter().map(|item| (None, item)).collect(),
            Meaning::Mapping(entries) => {
                entries.iter().map(|(key, value)| (Some(key.as_str()), value)).collect()
            }
        };
        for (position, (key, part)) in parts.into_iter().enumerate() {
            way.push(position);
            let is_name = way.len() == 1 && key == Some("process");
            let is_word =
                key.is_some_and(|key| WORDS.contains(&key)) && matches!(part, Meaning::Text(_));
            if !is_name && !is_word {
                self.mutate(key, part, way);
                self.visit(part, way);
            }
            way.pop();
        }
    }

    fn mutate(&mut self, key: Option<&str>, part: &Meaning, way: &Way) {
        self.add(way, Mutation::Removed, None);
        let Meaning::Text(text) = part else { return };
        if key == Some("when") {
            let negated = Meaning::Text(format!("!({text})"));
            self.add(way, Mutation::Negated, Some(negated));
        }
        if key == Some("to") && self.activities.contains(text) {
            for other in self.activities.clone() {
                if other != *text {
                    let target = Meaning::Text(other.clone());
                    self.add(way, Mutation::Redirected { to: other }, Some(target));
                }
            }
        }
    }

    fn add(&mut self, way: &[usize], change: Mutation, by: Option<Meaning>) {
        let mut root = self.root.clone();
        let mut place = Vec::new();
        replace(&mut root, way, by, &mut place);
        self.found.push(Mutant { place: place.join("."), change, source: root.to_json() });
    }
}

/// Replaces the part at the end of a way, or takes it out, and notes the way's names.
fn replace(tree: &mut Meaning, way: &[usize], by: Option<Meaning>, place: &mut Vec<String>) {
    let Some((&position, rest)) = way.split_first() else { return };
    match tree {
        Meaning::Text(_) | Meaning::Literal(_) => {}
        Meaning::List(items) => {
            place.push((position + 1).to_string());
            match (rest, by, items.get_mut(position)) {
                ([], Some(by), Some(item)) => *item = by,
                ([], None, Some(_)) => drop(items.remove(position)),
                (rest, by, Some(item)) => replace(item, rest, by, place),
                (_, _, None) => {}
            }
        }
        Meaning::Mapping(entries) => {
            if let Some((key, _)) = entries.get(position) {
                place.push(key.clone());
            }
            match (rest, by, entries.get_mut(position)) {
                ([], Some(by), Some((_, value))) => *value = by,
                ([], None, Some(_)) => drop(entries.remove(position)),
                (rest, by, Some((_, value))) => replace(value, rest, by, place),
                (_, _, None) => {}
            }
        }
    }
}

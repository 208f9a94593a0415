//! What is different between two versions of a process, in words.
//!
//! Two documents are compared by what they mean, not by how they are written: comments, quotation marks, the
//! order of keys and short forms (`next: x` for a list of one flow) make no difference.

#[cfg(test)]
mod tests;

use std::fmt;

use super::document::meaning::{self, Meaning};
use crate::diagnostic::Diagnostic;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where: `activity request`, `dialog "New customer user"`, `field UserEmail`.
    pub place: Vec<String>,
    /// What it was; `None` if it is new.
    pub old: Option<String>,
    /// What it is; `None` if it is gone.
    pub new: Option<String>,
}

impl Change {
    /// The name of the activity in which it is, if it is in one.
    pub fn activity(&self) -> Option<&str> {
        self.place.first()?.strip_prefix("activity ")
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.join(", ");
        match (&self.old, &self.new) {
            (None, Some(new)) => write!(f, "+ {place}: {new}"),
            (Some(old), None) => write!(f, "- {place}: {old}"),
            (Some(old), Some(new)) => write!(f, "~ {place}: {old} -> {new}"),
            (None, None) => f.write_str(&place),
        }
    }
}

/// Which of two documents cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The first.
    Old,
    /// The second.
    New,
}

/// What is different, in the order of the old document, what is new after what stands before it.
///
/// # Errors
/// What is wrong with the first document that cannot be read as YAML. Whether the documents compile is not looked at.
pub fn difference(old: &[u8], new: &[u8]) -> Result<Vec<Change>, (Side, Vec<Diagnostic>)> {
    let old = Meaning::read(old).map_err(|diagnostics| (Side::Old, diagnostics))?;
    let new = Meaning::read(new).map_err(|diagnostics| (Side::New, diagnostics))?;
    let mut changes = Vec::new();
    compare(&mut Vec::new(), &old, &new, &mut changes);
    Ok(changes)
}

fn compare(place: &mut Vec<String>, old: &Meaning, new: &Meaning, changes: &mut Vec<Change>) {
    if old == new {
        return;
    }
    match (old, new) {
        (Meaning::Mapping(old), Meaning::Mapping(new)) => {
            for (key, value) in old {
                let other = new.iter().find(|(other, _)| other == key).map(|(_, value)| value);
                within(place, key, Some(value), other, changes);
            }
            for (key, value) in
                new.iter().filter(|(key, _)| old.iter().all(|(other, _)| other != key))
            {
                within(place, key, None, Some(value), changes);
            }
        }
        (Meaning::List(old), Meaning::List(new)) => compare_lists(place, old, new, changes),
        (_, _) => changes.push(Change {
            place: place.clone(),
            old: Some(old.to_string()),
            new: Some(new.to_string()),
        }),
    }
}

fn within(
    place: &mut Vec<String>,
    key: &str,
    old: Option<&Meaning>,
    new: Option<&Meaning>,
    changes: &mut Vec<Change>,
) {
    // The sections themselves say nothing: `activity request` is enough.
    let is_section = place.is_empty() && matches!(key, "fields" | "activities");
    match (old, new) {
        (Some(Meaning::Mapping(old)), Some(Meaning::Mapping(new))) if is_section => {
            let named = |entries: &[(String, Meaning)]| {
                let kind = if key == "fields" { "field" } else { "activity" };
                let named =
                    entries.iter().map(|(name, tree)| (format!("{kind} {name}"), tree.clone()));
                Meaning::Mapping(named.collect())
            };
            compare(place, &named(old), &named(new), changes);
        }
        (Some(old), Some(new)) => {
            place.push(key.to_owned());
            compare(place, old, new, changes);
            place.pop();
        }
        (old, new) => {
            let mut place = place.clone();
            place.push(key.to_owned());
            let text = |tree: Option<&Meaning>| tree.map(Meaning::to_string);
            changes.push(Change { place, old: text(old), new: text(new) });
        }
    }
}

/// Items that are equal keep each other company; of what is left, those of one name are one that was changed.
fn compare_lists(
    place: &mut Vec<String>,
    old: &[Meaning],
    new: &[Meaning],
    changes: &mut Vec<Change>,
) {
    let mut partner = meaning::common(old, new);
    for (position, item) in old.iter().enumerate() {
        if partner.iter().flatten().all(|other| *other != position) {
            let free = new.iter().enumerate().position(|(at, other)| {
                partner.get(at).is_some_and(Option::is_none) && other.name() == item.name()
            });
            if let Some(slot) = free.and_then(|at| partner.get_mut(at)) {
                *slot = Some(position);
            }
        }
    }
    let partner_of = |position: usize| partner.iter().position(|other| *other == Some(position));
    for (position, item) in old.iter().enumerate() {
        place.push(item.title(position));
        match partner_of(position).and_then(|at| new.get(at)) {
            Some(other) => compare(place, item, other, changes),
            None => changes.push(Change {
                place: place.clone(),
                old: Some(item.to_string()),
                new: None,
            }),
        }
        place.pop();
    }
    for (position, item) in new.iter().enumerate() {
        if partner.get(position).is_some_and(Option::is_none) {
            place.push(item.title(position));
            changes.push(Change { place: place.clone(), old: None, new: Some(item.to_string()) });
            place.pop();
        }
    }
    if changed_order(&partner) {
        changes.push(Change {
            place: place.clone(),
            old: Some("in another order".to_owned()),
            new: Some("now in this order".to_owned()),
        });
    }
}

/// Whether what is in both lists comes in another order.
fn changed_order(partner: &[Option<usize>]) -> bool {
    !partner.iter().flatten().is_sorted()
}

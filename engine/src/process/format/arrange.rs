//! What comes before what: keys in the order of the language, anchors before their aliases.

use std::collections::{BTreeMap, BTreeSet};

use crate::process::document::written::{Collection, Form, Item, Written};
use crate::process::language::Holds;

/// Sorts a document. Keys move, so that an alias may come to stand before its anchor: whichever comes first
/// then is written out. Names that are used twice get a number.
pub(super) fn arrange(root: &mut Written, holds: Holds, names: &mut BTreeMap<usize, String>) {
    let mut anchored = BTreeMap::new();
    collect(root, &mut anchored);
    let mut arrange = Arrange { anchored, done: BTreeSet::new() };
    arrange.node(root, holds);
    hoist(root);
    number(names);
}

/// Makes every name the only one of its kind: an alias means the last anchor of its name.
fn number(names: &mut BTreeMap<usize, String>) {
    let mut taken = BTreeSet::new();
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for name in names.values_mut() {
        let original = name.clone();
        while !taken.insert(name.clone()) {
            let number = last.entry(original.clone()).or_insert(1);
            *number += 1;
            *name = format!("{original}{number}");
        }
    }
}

/// What the value of an item holds.
pub(super) fn inner(holds: Holds, item: &Item) -> Holds {
    match (holds, &item.key) {
        (
            Holds::One(construct) | Holds::List(construct, _) | Holds::OneOrList(construct),
            Some(key),
        ) => construct.key(&key.value).map_or(Holds::NO_KEYS, |(_, key)| key.holds),
        (Holds::List(of, _) | Holds::OneOrList(of), None) | (Holds::Named { of, .. }, Some(_)) => {
            Holds::One(of)
        }
        (Holds::Plain(_) | Holds::One(_) | Holds::Named { .. }, _) => Holds::NO_KEYS,
    }
}

fn collect(node: &Written, anchored: &mut BTreeMap<usize, Written>) {
    if let Some(anchor) = node.anchor {
        anchored.insert(anchor, node.clone());
    }
    if let Form::Collection(collection) = &node.form {
        collection.items.iter().for_each(|item| collect(&item.node, anchored));
    }
}

struct Arrange {
    anchored: BTreeMap<usize, Written>,
    /// Anchors that have been written out.
    done: BTreeSet<usize>,
}

impl Arrange {
    fn node(&mut self, node: &mut Written, holds: Holds) {
        if let Form::Alias(anchor) = node.form
            && !self.done.contains(&anchor)
            && let Some(meant) = self.anchored.remove(&anchor)
        {
            *node = meant;
        }
        if let Some(anchor) = node.anchor
            && !self.done.insert(anchor)
        {
            (node.anchor, node.form) = (None, Form::Alias(anchor));
        }
        if let Form::Collection(collection) = &mut node.form {
            sort(collection, holds);
            for item in &mut collection.items {
                let holds = inner(holds, item);
                self.node(&mut item.node, holds);
            }
        }
    }
}

fn sort(collection: &mut Collection, holds: Holds) {
    let rank = |item: &Item| {
        let key = item.key.as_ref()?;
        Some(match holds {
            // What is not known is a fault; it stays behind the rest.
            Holds::One(construct) | Holds::List(construct, _) | Holds::OneOrList(construct) => {
                construct.key(&key.value).map_or(usize::MAX, |(position, _)| position)
            }
            Holds::Named { last, .. } => usize::from(last == Some(&*key.value)),
            Holds::Plain(_) => 0,
        })
    };
    collection.items.sort_by_key(rank);
}

/// Comments before the first key of a list's item stand before its `-`; the one behind an item of one key
/// stands behind that.
fn hoist(node: &mut Written) {
    let Form::Collection(collection) = &mut node.form else { return };
    for item in &mut collection.items {
        hoist(&mut item.node);
        if item.key.is_some() {
            continue;
        }
        let Form::Collection(inner) = &mut item.node.form else { continue };
        if let [only] = &mut *inner.items
            && only.key.is_some()
            && only.trail.is_none()
        {
            only.trail = item.trail.take();
        }
        if let Some(first) = inner.items.first_mut()
            && !first.lead.is_empty()
        {
            if item.lead.is_empty()
                && let Some(comment) = first.lead.first_mut()
            {
                comment.is_apart = item.is_apart;
                item.is_apart = false;
            }
            item.lead.append(&mut first.lead);
        }
    }
}

//! What the parts of a document say about each other, read before any of them is compiled.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::ProcessFacts;
use crate::diagnostic::{Faults, Lines};
use crate::process::document::text::Text;
use crate::process::document::{self, Kind, Node};

/// What activities refer to across each other. Faults are not its business: what cannot be read is left out.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The process's own name.
    pub(super) name: Option<String>,
    /// The parallels, with the number of their flows.
    pub(super) parallels: BTreeMap<String, usize>,
    /// The messages that some wait awaits.
    pub(super) messages: BTreeSet<String>,
    /// The processes for whose end some activity waits.
    pub(super) calls: BTreeSet<String>,
    /// The processes that are begun, each with the fields that it is given every time.
    pub(super) gives: BTreeMap<String, BTreeSet<String>>,
}

impl Outline {
    pub(super) fn of(root: &Node) -> Self {
        let mut outline = Self { name: text(root, "process"), ..Self::default() };
        for (name, node) in entries(root, "activities") {
            outline.parallels.extend(branches(node).map(|count| (name.value.clone(), count)));
            outline.messages.extend(value(node, "wait").and_then(|_| text(node, "message")));
            outline.calls.extend(text(node, "call"));
            outline.calls.extend(text(node, "for-each"));
            for key in ["call", "for-each"] {
                outline.give(text(node, key), node);
            }
            outline.begin_tickets(node);
        }
        outline
    }
}

impl Outline {
    /// Notes that a process is begun with the `with` of a node.
    fn give(&mut self, process: Option<String>, node: &Node) {
        let Some(process) = process else { return };
        let given: BTreeSet<String> =
            entries(node, "with").iter().map(|(name, _)| name.value.clone()).collect();
        match self.gives.entry(process) {
            Entry::Vacant(entry) => drop(entry.insert(given)),
            Entry::Occupied(mut entry) => entry.get_mut().retain(|field| given.contains(field)),
        }
    }

    /// The `create-ticket` of all lists of actions below a node.
    fn begin_tickets(&mut self, node: &Node) {
        match &node.kind {
            Kind::Mapping(entries) => {
                for (key, value) in entries {
                    if key.value == "create-ticket" {
                        self.give(text(value, "process"), value);
                    }
                    self.begin_tickets(value);
                }
            }
            Kind::List(nodes) => nodes.iter().for_each(|node| self.begin_tickets(node)),
            Kind::Text(_) | Kind::Empty => {}
        }
    }
}

impl ProcessFacts {
    /// The name of the process in a document, and what is known of it without compiling it; `None` if the
    /// document cannot be read or has no name. Its faults are told when it is compiled.
    pub fn of_document(source: &[u8]) -> Option<(String, Self)> {
        let lines = Lines::new(document::decode(source).ok()?);
        let root = document::read(&lines, &mut Faults::default())?;
        let outline = Outline::of(&root);
        let fields = entries(&root, "fields").iter().map(|(name, _)| name.value.clone());
        let Outline { calls, gives, .. } = outline;
        Some((outline.name?, Self { fields: fields.collect(), calls, gives }))
    }
}

/// The number of flows of a parallel.
fn branches(node: &Node) -> Option<usize> {
    value(node, "parallel")?;
    Some(match value(node, "next").map(|next| &next.kind) {
        Some(Kind::List(flows)) => flows.len(),
        Some(Kind::Text(_) | Kind::Mapping(_)) => 1,
        Some(Kind::Empty) | None => 0,
    })
}

fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Kind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|(other, _)| other.value == key).map(|(_, value)| value)
}

fn entries<'n>(node: &'n Node, key: &str) -> &'n [(Text, Node)] {
    if let Some(Kind::Mapping(entries)) = value(node, key).map(|value| &value.kind) {
        entries
    } else {
        &[]
    }
}

fn text(node: &Node, key: &str) -> Option<String> {
    if let Kind::Text(text) = &value(node, key)?.kind { Some(text.value.clone()) } else { None }
}

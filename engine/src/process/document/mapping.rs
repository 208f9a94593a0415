//! Taking mappings apart, with a diagnostic for everything that is not as it should be.

use super::text::Text;
use super::{Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Faults, Span};
use crate::process::language::Construct;

/// A mapping of the document with a closed set of keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mapping<'n> {
    /// What has these keys, for sentences: "a dialog".
    what: &'static str,
    /// Where a missing key is reported.
    at: Span,
    entries: &'n [(Text, Node)],
}

impl<'n> Mapping<'n> {
    /// Reads `node` as a mapping in which only `known` keys are possible. `at` is the place of its
    /// name, where what is missing is reported.
    pub(crate) fn open(
        node: &'n Node,
        what: &'static str,
        at: Span,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Self> {
        let entries = entries(node, what, faults)?;
        for (key, _) in entries {
            if !known.contains(&key.value.as_str()) {
                let diagnostic = Diagnostic::new(
                    Code::UnknownKey,
                    key.span,
                    format!("{what} has no key `{}`", key.value),
                );
                faults.push_named(diagnostic, &key.value, known.iter().copied());
            }
        }
        Some(Self { what, at, entries })
    }

    /// Reads `node` as a construct of the process language.
    pub(crate) fn of(
        node: &'n Node,
        construct: &Construct,
        at: Span,
        faults: &mut Faults,
    ) -> Option<Self> {
        let known: Vec<&str> = construct.names().collect();
        Self::open(node, construct.name, at, &known, faults)
    }

    pub(crate) const fn at(&self) -> Span {
        self.at
    }

    /// The key and its value, if given.
    pub(crate) fn get(&self, key: &str) -> Option<(&'n Text, &'n Node)> {
        self.entries.iter().find(|(other, _)| other.value == key).map(|(key, node)| (key, node))
    }

    /// The same; it is a fault if it is not given.
    pub(crate) fn require(&self, key: &str, faults: &mut Faults) -> Option<(&'n Text, &'n Node)> {
        let found = self.get(key);
        if found.is_none() {
            faults.push(Diagnostic::new(
                Code::MissingKey,
                self.at,
                format!("{} needs `{key}`", self.what),
            ));
        }
        found
    }

    /// The text of a key, if given.
    pub(crate) fn text(&self, key: &'static str, faults: &mut Faults) -> Option<&'n Text> {
        self.get(key).and_then(|(key, node)| text(node, &key.value, key.span, faults))
    }

    /// The same; it is a fault if it is not given.
    pub(crate) fn require_text(&self, key: &'static str, faults: &mut Faults) -> Option<&'n Text> {
        self.require(key, faults).and_then(|(key, node)| text(node, &key.value, key.span, faults))
    }
}

/// The entries of a mapping with free keys.
pub(crate) fn entries<'n>(
    node: &'n Node,
    what: &str,
    faults: &mut Faults,
) -> Option<&'n [(Text, Node)]> {
    match &node.kind {
        Kind::Mapping(entries) => Some(entries),
        Kind::Empty | Kind::Text(_) | Kind::List(_) => {
            wrong_type(node, what, "a mapping", node.span, faults);
            None
        }
    }
}

/// The nodes of a list.
pub(crate) fn list<'n>(node: &'n Node, what: &str, faults: &mut Faults) -> Option<&'n [Node]> {
    match &node.kind {
        Kind::List(nodes) => Some(nodes),
        Kind::Empty | Kind::Text(_) | Kind::Mapping(_) => {
            wrong_type(node, what, "a list", node.span, faults);
            None
        }
    }
}

/// A text that says something. `key_span` is where an empty one is reported.
pub(crate) fn text<'n>(
    node: &'n Node,
    what: &str,
    key_span: Span,
    faults: &mut Faults,
) -> Option<&'n Text> {
    match &node.kind {
        Kind::Text(text) => Some(text),
        Kind::Empty => {
            wrong_type(node, what, "a text", key_span, faults);
            None
        }
        Kind::List(_) | Kind::Mapping(_) => {
            wrong_type(node, what, "a text", node.span, faults);
            None
        }
    }
}

fn wrong_type(node: &Node, what: &str, wanted: &str, span: Span, faults: &mut Faults) {
    // Keys are quoted; phrases are not, and `start` comes quoted as it is.
    let is_key = !what.contains(' ') && !what.starts_with('`');
    let what = if is_key { format!("`{what}`") } else { what.to_owned() };
    let message = format!("{what} must be {wanted}; this is {}", node.kind.name());
    faults.push(Diagnostic::new(Code::WrongType, span, message));
}

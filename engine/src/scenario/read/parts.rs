//! The parts of steps: names, texts, values.

use super::Reader;
use crate::access::Actor;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::process::document::mapping::{Mapping, entries, list, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::process::{ActivityIdx, FieldIdx};
use crate::scenario::{Record, Values};
use crate::value::Attachment;

/// The hash of a file whose content a scenario does not give.
const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl Reader<'_> {
    /// Reports a value that cannot be meant.
    pub(super) fn wrong(&mut self, span: Span, message: impl Into<String>) {
        self.faults.push(Diagnostic::new(Code::ScenarioValue, span, message));
    }

    /// Reports a name of something that is not there.
    pub(super) fn unknown<'c>(
        &mut self,
        text: &Text,
        what: &str,
        known: impl IntoIterator<Item = &'c str> + Clone,
    ) {
        let message = format!("there is no {what} `{}` here", text.value);
        let diagnostic = Diagnostic::new(Code::ScenarioName, text.span, message);
        self.faults.push_named(diagnostic, &text.value, known);
    }

    pub(super) fn boolean(&mut self, text: &Text) -> Option<bool> {
        match text.value.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.wrong(text.span, "this is either `true` or `false`");
                None
            }
        }
    }

    /// A whole number from 1.
    pub(super) fn count(&mut self, text: &Text) -> Option<u32> {
        let number = text.value.parse::<u32>().ok().filter(|number| *number > 0);
        if number.is_none() {
            self.wrong(text.span, "this is a whole number from 1");
        }
        number
    }

    /// One text or a list of them; none where there is nothing.
    pub(super) fn texts(&mut self, node: &Node, what: &str) -> Option<Vec<String>> {
        Some(self.named_texts(node, what)?.into_iter().map(|text| text.value.clone()).collect())
    }

    /// The same with their places.
    pub(super) fn named_texts<'n>(&mut self, node: &'n Node, what: &str) -> Option<Vec<&'n Text>> {
        match &node.kind {
            Kind::Empty => Some(Vec::new()),
            Kind::Text(text) => Some(vec![text]),
            Kind::List(nodes) => {
                nodes.iter().map(|node| text(node, what, node.span, &mut self.faults)).collect()
            }
            Kind::Mapping(_) => {
                self.wrong(node.span, format!("`{what}` is a text or a list of texts"));
                None
            }
        }
    }

    pub(super) fn activity(&mut self, text: &Text) -> Option<ActivityIdx> {
        let process = self.process;
        let found = process.activity_idx(&text.value);
        if found.is_none() {
            self.unknown(text, "activity", process.activity_by_name.keys().map(String::as_str));
        }
        found
    }

    pub(super) fn field(&mut self, text: &Text) -> Option<FieldIdx> {
        let process = self.process;
        let found = process.field_idx(&text.value);
        if found.is_none() {
            self.unknown(text, "field", process.field_by_name.keys().map(String::as_str));
        }
        found
    }

    /// The person that `by` names.
    pub(super) fn actor(&mut self, mapping: Mapping<'_>) -> Option<Actor> {
        let text = mapping.require_text("by", &mut self.faults)?;
        let found = self.people.get(&text.value).cloned();
        if found.is_none() {
            let people: Vec<String> = self.people.keys().cloned().collect();
            self.unknown(text, "person", people.iter().map(String::as_str));
        }
        found
    }

    /// What fields of this process are given.
    pub(super) fn values(&mut self, mapping: Mapping<'_>, key: &str) -> Option<Values> {
        let Some((key, node)) = mapping.get(key) else { return Some(Values::new()) };
        let mut values = Values::new();
        for (name, node) in entries(node, &key.value, &mut self.faults)? {
            self.field(name)?;
            values.insert(name.value.clone(), self.input(node, &name.value)?);
        }
        Some(values)
    }

    /// What fields of another process are given: its fields are not known here.
    pub(super) fn foreign_values(&mut self, node: &Node, what: &str) -> Option<Values> {
        if matches!(node.kind, Kind::Empty) {
            return Some(Values::new());
        }
        let mut values = Values::new();
        for (name, node) in entries(node, what, &mut self.faults)? {
            values.insert(name.value.clone(), self.input(node, &name.value)?);
        }
        Some(values)
    }

    /// The input of a field: a text, a list of texts, nothing, or a file by its name.
    pub(super) fn input(&mut self, node: &Node, what: &str) -> Option<Vec<String>> {
        if !matches!(node.kind, Kind::Mapping(_)) {
            return self.texts(node, what);
        }
        let file = Mapping::open(node, "a file", node.span, &["file"], &mut self.faults)?;
        let name = file.require_text("file", &mut self.faults)?;
        let file =
            Attachment { hash: NO_HASH.to_owned(), length: 0, file_name: name.value.clone() };
        let input = file.to_input();
        if Attachment::parse(&input).is_none() {
            self.wrong(name.span, "this cannot be the name of a file");
            return None;
        }
        Some(vec![input])
    }

    /// A list of mappings, each with some of these keys; a mere text stands for the first of them.
    pub(super) fn records(
        &mut self,
        node: &Node,
        what: &'static str,
        keys: &[&'static str],
    ) -> Option<Vec<Record>> {
        let mut records = Vec::new();
        for node in list(node, what, &mut self.faults)? {
            if let (Kind::Text(text), Some(first)) = (&node.kind, keys.first()) {
                records.push(Record::from([((*first).to_owned(), vec![text.value.clone()])]));
                continue;
            }
            let mapping = Mapping::open(node, what, node.span, keys, &mut self.faults)?;
            let mut record = Record::new();
            for key in keys {
                if let Some((key, node)) = mapping.get(key) {
                    self.part(key, node, &mut record)?;
                }
            }
            records.push(record);
        }
        Some(records)
    }

    fn part(&mut self, key: &Text, node: &Node, record: &mut Record) -> Option<()> {
        match (key.value.as_str(), &node.kind) {
            ("with", _) => {
                let given = self.foreign_values(node, &key.value)?;
                record
                    .extend(given.into_iter().map(|(name, input)| (format!("with {name}"), input)));
            }
            // `{ group: approvers }`, as in the process.
            ("to", Kind::Mapping(_)) => {
                let kinds = ["group", "field"];
                let to = Mapping::open(node, "a recipient", key.span, &kinds, &mut self.faults)?;
                for kind in kinds {
                    if let Some(name) = to.text(kind, &mut self.faults) {
                        record.insert(key.value.clone(), vec![format!("{kind} {}", name.value)]);
                    }
                }
            }
            (_, _) => {
                record.insert(key.value.clone(), self.texts(node, &key.value)?);
            }
        }
        Some(())
    }
}

//! What comes back from others: ends of invocations and processes, and items.

use std::collections::BTreeMap;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::event::{Changes, Outcome, ProcessEnd};
use crate::process::ActivityKind;
use crate::process::document::mapping::{Mapping, list, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::scenario::{Deed, Record};
use crate::ticket::Article;

impl Reader<'_> {
    pub(super) fn answer(
        &mut self,
        keyword: &Text,
        value: &Node,
        beside: Mapping<'_>,
    ) -> Option<Deed> {
        let name = text(value, &keyword.value, keyword.span, &mut self.faults)?;
        let activity = self.activity(name);
        let invoker = beside.text("invoker", &mut self.faults);
        if let Some(text) = invoker
            && self.process.invokers().all(|known| known != text.value)
        {
            let known: Vec<&str> = self.process.invokers().collect();
            self.unknown(text, "invoker", known);
        }
        let (key, node) = self.one_of(beside, &["accepted", "rejected", "undelivered"])?;
        let outcome = match key.value.as_str() {
            "accepted" => Outcome::Accepted { changes: self.accepted(key, node)? },
            "rejected" => self.rejected(key, node)?,
            _ => self.undelivered(key, node)?,
        };
        let invoker = invoker.map(|text| text.value.clone());
        Some(Deed::Answer { activity: activity?, invoker, outcome })
    }

    /// The one of several keys that is given.
    fn one_of<'n>(
        &mut self,
        mapping: Mapping<'n>,
        keys: &[&'static str],
    ) -> Option<(&'n Text, &'n Node)> {
        let mut given = keys.iter().filter_map(|key| mapping.get(key));
        let found = given.next();
        if found.is_none() || given.next().is_some() {
            let names: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            let message = format!("this needs exactly one of {}", names.join(", "));
            self.faults.push(Diagnostic::new(Code::ScenarioKey, mapping.at(), message));
            return None;
        }
        found
    }

    fn accepted(&mut self, key: &Text, node: &Node) -> Option<Changes> {
        if matches!(node.kind, Kind::Empty) {
            return Some(Changes::default());
        }
        let keys = ["set", "state", "title", "articles"];
        let mapping = Mapping::open(node, "`accepted`", key.span, &keys, &mut self.faults)?;
        self.changes(mapping)
    }

    fn rejected(&mut self, key: &Text, node: &Node) -> Option<Outcome> {
        let keys = ["code", "message", "set", "state", "title", "articles"];
        let mapping = Mapping::open(node, "`rejected`", key.span, &keys, &mut self.faults)?;
        let changes = self.changes(mapping)?;
        let code = mapping.require_text("code", &mut self.faults)?.value.clone();
        let message = mapping.text("message", &mut self.faults);
        let message = message.map(|text| text.value.clone()).unwrap_or_default();
        Some(Outcome::Rejected { code, message, changes })
    }

    fn undelivered(&mut self, key: &Text, node: &Node) -> Option<Outcome> {
        if let Kind::Text(text) = &node.kind {
            return Some(Outcome::Undelivered { attempts: 1, last_error: text.value.clone() });
        }
        let keys = ["attempts", "error"];
        let mapping = Mapping::open(node, "`undelivered`", key.span, &keys, &mut self.faults)?;
        let error = mapping.require_text("error", &mut self.faults)?;
        let attempts = match mapping.text("attempts", &mut self.faults) {
            Some(text) => self.count(text)?,
            None => 1,
        };
        Some(Outcome::Undelivered { attempts, last_error: error.value.clone() })
    }

    /// What the inbound mapping asks for.
    fn changes(&mut self, mapping: Mapping<'_>) -> Option<Changes> {
        let fields = self.values(mapping, "set")?;
        let state = mapping.text("state", &mut self.faults).map(|text| text.value.clone());
        let title = mapping.text("title", &mut self.faults).map(|text| text.value.clone());
        let articles = match mapping.get("articles") {
            Some((_, node)) => {
                let records = self.records(node, "articles", &["body", "subject", "visible-to"])?;
                records.iter().map(article).collect()
            }
            None => Vec::new(),
        };
        Some(Changes { state, title, fields: fields.into_iter().collect(), articles })
    }

    pub(super) fn items(
        &mut self,
        keyword: &Text,
        value: &Node,
        beside: Mapping<'_>,
    ) -> Option<Deed> {
        let name = text(value, &keyword.value, keyword.span, &mut self.faults)?;
        let activity = self.activity(name)?;
        let process = self.process;
        let ActivityKind::ForEach { columns, .. } = &process.activity(activity).kind else {
            self.wrong(name.span, format!("`{}` is no `for-each`", name.value));
            return None;
        };
        let (key, node) = self.one_of(beside, &["rows", "unreadable"])?;
        if key.value == "unreadable" {
            let reason = text(node, &key.value, key.span, &mut self.faults)?.value.clone();
            return Some(Deed::Items { activity, items: Err(reason) });
        }
        let known: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut rows = Vec::new();
        for node in list(node, &key.value, &mut self.faults)? {
            let row = Mapping::open(node, "an item", node.span, &known, &mut self.faults)?;
            let mut texts = Vec::new();
            for column in columns {
                texts.push(match row.get(column) {
                    Some((key, node)) => {
                        text(node, &key.value, key.span, &mut self.faults)?.value.clone()
                    }
                    None => String::new(),
                });
            }
            rows.push(texts);
        }
        Some(Deed::Items { activity, items: Ok(rows) })
    }

    pub(super) fn returned(
        &mut self,
        keyword: &Text,
        value: &Node,
        beside: Mapping<'_>,
    ) -> Option<Deed> {
        let name = text(value, &keyword.value, keyword.span, &mut self.faults)?;
        let activity = self.activity(name);
        let item = match beside.text("item", &mut self.faults) {
            // People count from 1.
            Some(text) => Some(self.count(text)? - 1),
            None => None,
        };
        let (key, node) = self.one_of(beside, &["successful", "unsuccessful"])?;
        let end = if key.value == "successful" {
            let values = self.foreign_values(node, &key.value)?;
            ProcessEnd { is_successful: true, reason: String::new(), values }
        } else {
            let reason = text(node, &key.value, key.span, &mut self.faults)?.value.clone();
            ProcessEnd { is_successful: false, reason, values: BTreeMap::new() }
        };
        Some(Deed::Return { activity: activity?, item, end })
    }
}

fn article(record: &Record) -> Article {
    let part = |key| record.get(key).map(|texts| texts.join("\n")).unwrap_or_default();
    Article {
        visible_to_customer: part("visible-to") == "customer",
        subject: part("subject"),
        body: part("body"),
    }
}

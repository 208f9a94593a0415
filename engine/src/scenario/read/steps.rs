//! The steps of a scenario.

mod answers;

use std::collections::BTreeMap;

use super::Reader;
use crate::delay::Delay;
use crate::diagnostic::{Code, Diagnostic};
use crate::process::document::mapping::{Mapping, entries, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::process::{ActivityIdx, ActivityKind};
use crate::scenario::{Deed, REASONS, Refused, Step};

/// What can happen, each with what may stand beside it.
const KEYWORDS: [(&str, &[&str]); 10] = [
    ("start", &["refused"]),
    ("called", &["refused"]),
    ("submit", &["refused"]),
    ("answer", &["invoker", "accepted", "rejected", "undelivered", "refused"]),
    ("items", &["rows", "unreadable", "refused"]),
    ("return", &["item", "successful", "unsuccessful", "refused"]),
    ("message", &["values", "refused"]),
    ("pass", &[]),
    ("cancel", &["refused"]),
    ("expect", &[]),
];

impl Reader<'_> {
    pub(super) fn step(&mut self, node: &Node) -> Option<Step> {
        let given = entries(node, "a step", &mut self.faults)?;
        let mut keywords = given.iter().filter_map(|(key, node)| {
            let (_, beside) = KEYWORDS.iter().find(|(name, _)| *name == key.value)?;
            Some((key, node, *beside))
        });
        let (Some((keyword, value, beside)), None) = (keywords.next(), keywords.next()) else {
            let names: Vec<String> = KEYWORDS.iter().map(|(name, _)| format!("`{name}`")).collect();
            let message = format!("a step is exactly one of {}", names.join(", "));
            self.faults.push(Diagnostic::new(Code::ScenarioKey, node.span, message));
            return None;
        };
        let mut keys = vec![keyword.value.as_str()];
        keys.extend(beside);
        let mapping = Mapping::open(node, "this step", keyword.span, &keys, &mut self.faults)?;
        let deed = self.deed(keyword, value, mapping);
        let refused = match mapping.get("refused") {
            Some((key, node)) => Some(self.refused(key, node)?),
            None => None,
        };
        Some(Step { place: keyword.span, deed: deed?, refused })
    }

    fn deed(&mut self, keyword: &Text, value: &Node, beside: Mapping<'_>) -> Option<Deed> {
        match keyword.value.as_str() {
            "start" => self.start(keyword, value),
            "called" => self.called(keyword, value),
            "submit" => self.submit(keyword, value),
            "answer" => self.answer(keyword, value, beside),
            "items" => self.items(keyword, value, beside),
            "return" => self.returned(keyword, value, beside),
            "message" => {
                let name = text(value, &keyword.value, keyword.span, &mut self.faults)?;
                let values = self.values(beside, "values")?;
                Some(Deed::Message { name: name.value.clone(), values })
            }
            "pass" => {
                let span = text(value, &keyword.value, keyword.span, &mut self.faults)?;
                let delay = Delay::parse(&span.value);
                if delay.is_none() {
                    self.wrong(span.span, "`pass` is a span of time, like `3d`, `1w 2d` or `90m`");
                }
                delay.map(Deed::Pass)
            }
            "cancel" => self.cancel(keyword, value),
            _ => self.expectations(keyword, value).map(Deed::Expect),
        }
    }

    fn start(&mut self, keyword: &Text, value: &Node) -> Option<Deed> {
        let keys = ["by", "dialog", "values"];
        let mapping = Mapping::open(value, "`start`", keyword.span, &keys, &mut self.faults)?;
        let actor = self.actor(mapping);
        let first = self.process.start().activity;
        let has_form = matches!(self.process.activity(first).kind, ActivityKind::UserTask { .. });
        let dialog = match mapping.text("dialog", &mut self.faults) {
            Some(text) => self.dialog(text, first)?,
            None => 0,
        };
        // A form may be submitted empty, to see it refused.
        let is_given = has_form || mapping.get("values").is_some();
        let values = self.values(mapping, "values")?;
        Some(Deed::Start { actor: actor?, dialog, values: is_given.then_some(values) })
    }

    fn called(&mut self, keyword: &Text, value: &Node) -> Option<Deed> {
        let keys = ["customer", "customer-user", "values"];
        let mapping = Mapping::open(value, "`called`", keyword.span, &keys, &mut self.faults)?;
        let mut name = |key| {
            mapping.text(key, &mut self.faults).map(|text| text.value.clone()).unwrap_or_default()
        };
        let (customer, customer_user) = (name("customer"), name("customer-user"));
        Some(Deed::Called { customer, customer_user, values: self.values(mapping, "values")? })
    }

    fn submit(&mut self, keyword: &Text, value: &Node) -> Option<Deed> {
        let keys = ["to", "dialog", "by", "values"];
        let mapping = Mapping::open(value, "`submit`", keyword.span, &keys, &mut self.faults)?;
        let actor = self.actor(mapping);
        let to = mapping.require_text("to", &mut self.faults)?;
        let activity = self.activity(to)?;
        let process = self.process;
        let ActivityKind::UserTask { dialogs, .. } = &process.activity(activity).kind else {
            self.wrong(to.span, format!("`{}` has no dialogs", to.value));
            return None;
        };
        let dialog = match mapping.text("dialog", &mut self.faults) {
            Some(text) => self.dialog(text, activity)?,
            None if dialogs.len() > 1 => {
                self.wrong(to.span, format!("`{}` has several dialogs: name one", to.value));
                return None;
            }
            None => 0,
        };
        let values = self.values(mapping, "values")?;
        Some(Deed::Submit { activity, dialog, actor: actor?, values })
    }

    /// The position of the dialog of that name.
    fn dialog(&mut self, text: &Text, activity: ActivityIdx) -> Option<usize> {
        let process = self.process;
        let ActivityKind::UserTask { dialogs, .. } = &process.activity(activity).kind else {
            self.wrong(text.span, "there are no dialogs here");
            return None;
        };
        let found = dialogs.iter().position(|dialog| dialog.name == text.value);
        if found.is_none() {
            self.unknown(text, "dialog", dialogs.iter().map(|dialog| dialog.name.as_str()));
        }
        found
    }

    fn cancel(&mut self, keyword: &Text, value: &Node) -> Option<Deed> {
        let keys = ["by", "reason"];
        let mapping = Mapping::open(value, "`cancel`", keyword.span, &keys, &mut self.faults)?;
        let actor = self.actor(mapping);
        let reason = mapping.require_text("reason", &mut self.faults)?.value.clone();
        Some(Deed::Cancel { actor: actor?, reason })
    }

    /// Why a step must not be possible: a reason, or what is wrong with its fields.
    fn refused(&mut self, key: &Text, node: &Node) -> Option<Refused> {
        if let Kind::Mapping(faults) = &node.kind {
            let mut expected = BTreeMap::new();
            for (name, node) in faults {
                self.field(name)?;
                let sentence = text(node, &name.value, name.span, &mut self.faults)?;
                expected.insert(name.value.clone(), sentence.value.clone());
            }
            return Some(Refused::Faults(expected));
        }
        let text = text(node, &key.value, key.span, &mut self.faults)?;
        let found = REASONS.into_iter().find(|reason| *reason == text.value);
        if found.is_none() {
            self.unknown(text, "reason", REASONS);
        }
        found.map(Refused::Because)
    }
}

//! Calls of other processes: what they are given and give back.

use std::collections::{BTreeSet, VecDeque};

use super::Ways;
use crate::action::Input;
use crate::diagnostic::{Code, Diagnostic};
use crate::process::compile::text::Columns;
use crate::process::compile::{Compiler, if_given};
use crate::process::document::Node;
use crate::process::document::mapping::{Mapping, entries, text};
use crate::process::document::text::Text;
use crate::process::language::activities::ITEMS;
use crate::process::{ActivityKind, FieldIdx, Items, Output};

impl Compiler<'_> {
    pub(super) fn call(
        &mut self,
        mapping: Mapping<'_>,
        keyword: &Text,
        value: &Node,
        ways: Ways,
    ) -> Option<ActivityKind> {
        let process = text(value, &keyword.value, keyword.span, &mut self.faults)
            .and_then(|text| self.awaited_process(text));
        let with = self.with(mapping, process.as_deref(), None);
        let take = match mapping.get("take") {
            None => Some(Vec::new()),
            Some((key, node)) => self.take(key, node, process.as_deref()),
        };
        let Ways { next, on_error } = ways;
        Some(ActivityKind::Call { process: process?, with: with?, take: take?, next, on_error })
    }

    pub(super) fn for_each(
        &mut self,
        mapping: Mapping<'_>,
        keyword: &Text,
        value: &Node,
        ways: Ways,
    ) -> Option<ActivityKind> {
        let process = text(value, &keyword.value, keyword.span, &mut self.faults)
            .and_then(|text| self.awaited_process(text));
        let items = self.items(mapping);
        // Whatever the items are, texts are read to find all their faults.
        let mut columns = items.map_or(Columns::ANY, columns_of);
        let with = self.with(mapping, process.as_deref(), Some(&mut columns));
        let failed = mapping.text("failed", &mut self.faults);
        let failed = failed.map(|text| self.field_of(text, "failed", &["textarea"]));
        let Ways { next, on_error } = ways;
        Some(ActivityKind::ForEach {
            items: items?,
            columns: columns.read,
            process: process?,
            with: with?,
            failed: if_given(failed)?,
            next,
            on_error,
        })
    }

    fn items(&mut self, mapping: Mapping<'_>) -> Option<Items> {
        let (key, node) = self.one_key(mapping, "a for-each", ITEMS)?;
        let text = text(node, &key.value, key.span, &mut self.faults)?;
        match key.value.as_str() {
            "lines" => Some(Items::Lines(self.field_of(text, "lines", &["textarea"])?)),
            "choices" => Some(Items::Choices(self.field_of(text, "choices", &["multiselect"])?)),
            "rows" => Some(Items::Rows(self.field_of(text, "rows", &["attachment"])?)),
            _ => {
                let is_given = self.flag(text, "customer-users")?;
                if !is_given {
                    let message = "a for-each goes through something";
                    let help = "write `customer-users: true`, or name a field by `lines`, `choices` or `rows`";
                    self.faults
                        .push(Diagnostic::new(Code::NotAValue, text.span, message).help(help));
                }
                is_given.then_some(Items::CustomerUsers)
            }
        }
    }

    /// `with`: fields of another process and what they begin with.
    pub(in crate::process::compile) fn with(
        &mut self,
        mapping: Mapping<'_>,
        process: Option<&str>,
        mut columns: Option<&mut Columns>,
    ) -> Option<Vec<Input>> {
        let Some((key, node)) = mapping.get("with") else { return Some(Vec::new()) };
        let mut inputs = Vec::new();
        for (field, node) in entries(node, &key.value, &mut self.faults)? {
            self.refuse_their_field(process, field);
            let value =
                text(node, &field.value, field.span, &mut self.faults).and_then(
                    |text| match columns.as_deref_mut() {
                        Some(columns) => self.item_template(text, columns),
                        None => self.template(text),
                    },
                );
            inputs.push(value.map(|value| Input { field: field.value.clone(), value }));
        }
        inputs.into_iter().collect()
    }

    /// `take`: fields of this process and those of the other that they get.
    fn take(&mut self, key: &Text, node: &Node, process: Option<&str>) -> Option<Vec<Output>> {
        let mut outputs = Vec::new();
        for (ours, node) in entries(node, &key.value, &mut self.faults)? {
            let field: Option<FieldIdx> = self.field_named(ours);
            let theirs = text(node, &ours.value, ours.span, &mut self.faults);
            if let Some(theirs) = theirs {
                self.refuse_their_field(process, theirs);
            }
            let from = theirs.map(|theirs| theirs.value.clone());
            outputs.push(field.zip(from).map(|(field, from)| Output { field, from }));
        }
        outputs.into_iter().collect()
    }

    /// Reports a field that another process does not have, as far as that is known.
    fn refuse_their_field(&mut self, process: Option<&str>, field: &Text) {
        let Some(process) = process else { return };
        let is_own = self.outline.name.as_deref() == Some(process);
        let processes = self.surroundings.processes.as_ref();
        let theirs: Vec<&str> = if is_own {
            self.fields.by_name.keys().map(String::as_str).collect()
        } else if let Some(facts) = processes.and_then(|processes| processes.get(process)) {
            facts.fields.iter().map(String::as_str).collect()
        } else {
            return;
        };
        if !theirs.contains(&field.value.as_str()) {
            let message = format!("`{process}` has no field `{}`", field.value);
            let diagnostic = Diagnostic::new(Code::UnknownField, field.span, message);
            self.faults.push_named(diagnostic, &field.value, theirs);
        }
    }

    /// A process that exists.
    pub(in crate::process::compile) fn called_process(&mut self, text: &Text) -> Option<String> {
        let name = self.process_name(text)?;
        let Some(processes) = &self.surroundings.processes else { return Some(name) };
        if !processes.contains_key(&name) && self.outline.name.as_ref() != Some(&name) {
            let message = format!("there is no process `{name}`");
            let diagnostic = Diagnostic::new(Code::UnknownProcess, text.span, message);
            self.faults.push_named(diagnostic, &name, processes.keys().map(String::as_str));
        }
        Some(name)
    }

    /// A process that exists and whose end can be waited for: it does not wait for the end of this one.
    fn awaited_process(&mut self, text: &Text) -> Option<String> {
        let name = self.called_process(text)?;
        if let Some(way) = self.way_back_from(&name) {
            let own = self.outline.name.as_deref().unwrap_or_default();
            let message = format!("`{own}` would wait for itself");
            let diagnostic = Diagnostic::new(Code::CallsItself, text.span, message)
                .counterexample(way)
                .help("begin it by `create-ticket`, which does not wait, or go back by a flow");
            self.faults.push(diagnostic);
        }
        Some(name)
    }

    /// The shortest way of calls from this process by `called` back to it.
    fn way_back_from(&self, called: &str) -> Option<String> {
        let own = self.outline.name.as_deref()?;
        if called == own {
            return Some(format!("{own} -> {own}"));
        }
        let processes = self.surroundings.processes.as_ref()?;
        let mut seen = BTreeSet::from([called]);
        let mut queue = VecDeque::from([(called, format!("{own} -> {called}"))]);
        while let Some((process, way)) = queue.pop_front() {
            for next in processes.get(process).into_iter().flat_map(|facts| &facts.calls) {
                if next == own {
                    return Some(format!("{way} -> {own}"));
                }
                if seen.insert(next) {
                    queue.push_back((next, format!("{way} -> {next}")));
                }
            }
        }
        None
    }
}

/// The columns that an item has.
fn columns_of(items: Items) -> Columns {
    match items {
        Items::Lines(_) | Items::Choices(_) => Columns::of(&[Items::VALUE]),
        Items::Rows(_) => Columns::ANY,
        Items::CustomerUsers => Columns::of(&Items::PERSON),
    }
}

//! Processes that this one begins.

use std::collections::BTreeMap;

use crate::action::Input;
use crate::event::{
    Decision, Effect, ItemSource, ProcessEnd, SOME_UNSUCCESSFUL, SetBy, UNREADABLE, UNSUCCESSFUL,
};
use crate::field::{FieldKind, TEXTAREA_LENGTH_MAX};
use crate::name::{ItemScope, Scope};
use crate::process::{ActivityKind, ITEMS_MAX, Items, Output};
use crate::state::{Child, Token};
use crate::value::Value;

use super::Refusal;
use super::run::Run;

impl Run<'_> {
    /// Begins another process and waits for its end.
    pub(super) fn call(&mut self, token: Token, process: &str, with: &[Input]) {
        let values = inputs(with, &self.state);
        self.state.children.push(Child {
            entry: token.entry,
            item: 0,
            texts: Vec::new(),
            end: None,
        });
        self.effects.push(Effect::Begin {
            process: process.to_owned(),
            values,
            waits: Some((token.entry, 0)),
        });
    }

    /// Begins another process and does not wait for it.
    pub(super) fn begin(&mut self, process: &str, with: &[Input]) {
        let values = inputs(with, &self.state);
        self.effects.push(Effect::Begin { process: process.to_owned(), values, waits: None });
    }

    /// Asks for the items of a `for-each`, or takes those that are in the state.
    pub(super) fn collect(&mut self, token: Token, items: Items, columns: &[String]) {
        let rows = |texts: Vec<String>| texts.into_iter().map(|text| vec![text; columns.len()]);
        let source = match items {
            Items::Lines(field) | Items::Choices(field) => {
                let texts = match self.state.value(field) {
                    Some(Value::List(keys)) => keys.clone(),
                    Some(value) => lines(&value.to_text()),
                    None => Vec::new(),
                };
                let rows = rows(texts).collect();
                self.begin_items(token, rows);
                return;
            }
            Items::Rows(field) => {
                let Some(Value::Attachment(file)) = self.state.value(field) else {
                    self.begin_items(token, Vec::new());
                    return;
                };
                ItemSource::Rows(file.clone())
            }
            Items::CustomerUsers => {
                ItemSource::CustomerUsers { customer_id: self.state.ticket.customer_id.clone() }
            }
        };
        let columns = columns.to_vec();
        self.effects.push(Effect::Collect { entry: token.entry, source, columns });
    }

    /// The items of a `for-each` were read.
    pub(super) fn collected(
        &mut self,
        entry: u32,
        items: &Result<Vec<Vec<String>>, String>,
    ) -> Result<(), Refusal> {
        let token = self.state.token(entry).filter(|token| {
            let waits = matches!(self.activity(*token).kind, ActivityKind::ForEach { .. });
            waits && self.state.children.iter().all(|child| child.entry != entry)
        });
        let token = token.ok_or(Refusal::NotAwaited { entry })?;
        match items {
            Ok(rows) => self.begin_items(token, rows.clone()),
            Err(reason) => self.fail(token, UNREADABLE, reason),
        }
        Ok(())
    }

    fn begin_items(&mut self, token: Token, rows: Vec<Vec<String>>) {
        let process = self.process;
        let ActivityKind::ForEach { process: called, with, .. } =
            &process.activity(token.activity).kind
        else {
            return;
        };
        if rows.len() > ITEMS_MAX {
            let reason =
                format!("there are {} items; at most {ITEMS_MAX} are possible", rows.len());
            self.fail(token, UNREADABLE, &reason);
            return;
        }
        let n_items = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        self.decisions.push(Decision::Collected { activity: token.activity, n_items });
        if rows.is_empty() {
            self.item_returned(token);
            return;
        }
        for (item, texts) in (0..n_items).zip(rows) {
            let values = inputs(with, &ItemScope { state: &self.state, texts: &texts });
            self.effects.push(Effect::Begin {
                process: called.clone(),
                values,
                waits: Some((token.entry, item)),
            });
            self.state.children.push(Child { entry: token.entry, item, texts, end: None });
        }
    }

    /// A process that this one began has ended.
    pub(super) fn returned(
        &mut self,
        entry: u32,
        item: u32,
        end: &ProcessEnd,
    ) -> Result<(), Refusal> {
        let not_awaited = || Refusal::NotAwaited { entry };
        let token = self.state.token(entry).ok_or_else(not_awaited)?;
        let child = self
            .state
            .children
            .iter_mut()
            .find(|child| child.entry == entry && child.item == item && child.end.is_none());
        let child = child.ok_or_else(not_awaited)?;
        child.end = Some(if end.is_successful { Ok(()) } else { Err(end.reason.clone()) });
        self.decisions.push(Decision::Returned {
            activity: token.activity,
            item,
            is_successful: end.is_successful,
        });
        let process = self.process;
        // Children belong to a call or a for-each: nothing else begins any.
        if let ActivityKind::Call { take, .. } = &process.activity(token.activity).kind {
            self.call_returned(token, take, end);
        } else {
            self.item_returned(token);
        }
        Ok(())
    }

    fn call_returned(&mut self, token: Token, take: &[Output], end: &ProcessEnd) {
        if !end.is_successful {
            self.fail(token, UNSUCCESSFUL, &end.reason);
            return;
        }
        for output in take {
            let input = end.values.get(&output.from).map_or(&[][..], Vec::as_slice);
            self.set_field(output.field, input, SetBy::Process);
        }
        self.state.failure = None;
        self.leave(token);
    }

    /// Goes on once the last item has come back.
    fn item_returned(&mut self, token: Token) {
        let process = self.process;
        let ActivityKind::ForEach { failed, .. } = &process.activity(token.activity).kind else {
            return;
        };
        let children = || self.state.children.iter().filter(|child| child.entry == token.entry);
        if children().any(|child| child.end.is_none()) {
            return;
        }
        let failures: Vec<String> = children()
            .filter_map(|child| match &child.end {
                Some(Err(reason)) => Some(one_line(&child.texts.join(", "), reason)),
                Some(Ok(())) | None => None,
            })
            .collect();
        let n_items = children().count();
        if let Some(failed) = failed {
            let kind = &process.field(*failed).kind;
            let length_max = if let FieldKind::Textarea { length_max } = kind {
                *length_max
            } else {
                TEXTAREA_LENGTH_MAX
            };
            self.set_field(*failed, &[listed(&failures, length_max)], SetBy::Process);
        }
        if failures.is_empty() {
            self.state.failure = None;
            self.leave(token);
        } else {
            let message = format!("{} of {n_items} did not end successfully", failures.len());
            self.fail(token, SOME_UNSUCCESSFUL, &message);
        }
    }
}

fn inputs(with: &[Input], scope: &impl Scope) -> BTreeMap<String, Vec<String>> {
    with.iter().map(|input| (input.field.clone(), input.value.input(scope))).collect()
}

/// An item and why it failed.
fn one_line(item: &str, reason: &str) -> String {
    format!("{item}: {reason}").chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// As many lines as fit, and how many more there are.
fn listed(lines: &[String], length_max: usize) -> String {
    let text = lines.join("\n");
    if text.chars().count() <= length_max {
        return text;
    }
    let more = |n_shown: usize| format!("and {} more", lines.len() - n_shown);
    let shown = |n_shown: usize| {
        let shown = lines.iter().take(n_shown).cloned().chain([more(n_shown)]);
        shown.collect::<Vec<_>>().join("\n")
    };
    let fitting = (0..lines.len()).rev().map(shown).find(|text| text.chars().count() <= length_max);
    fitting.unwrap_or_else(|| more(0).chars().take(length_max).collect())
}

/// The lines of a text that hold something.
fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

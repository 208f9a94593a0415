//! Ways on: `next` and `on-error`.

use super::{CONDITIONS_MAX, Compiler};
use crate::condition::Condition;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::process::document::mapping::{Mapping, entries, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::process::language::activities::{ERROR_FLOW, FLOW};
use crate::process::{ErrorFlow, ErrorMatch, Flow};

impl Compiler<'_> {
    /// The flows of `next`, each with its place. What cannot be read is left out, and the process is
    /// not whole any more.
    pub(super) fn next(&mut self, mapping: Mapping<'_>) -> Vec<(Flow, Span)> {
        self.flows_of(mapping, false)
    }

    /// The same for the flows of a parallel, which have no conditions: it takes them all.
    pub(super) fn flows_of(
        &mut self,
        mapping: Mapping<'_>,
        are_branches: bool,
    ) -> Vec<(Flow, Span)> {
        let Some((key, node)) = mapping.require("next", &mut self.faults) else {
            self.is_whole = false;
            return Vec::new();
        };
        let nodes = match &node.kind {
            Kind::List(nodes) => nodes.as_slice(),
            Kind::Text(_) | Kind::Mapping(_) => std::slice::from_ref(node),
            Kind::Empty => {
                let message = "`next` must be an activity or a list of flows; this is nothing";
                self.faults.push(Diagnostic::new(Code::WrongType, key.span, message));
                self.is_whole = false;
                &[]
            }
        };
        let flows: Vec<Option<(Flow, Span)>> =
            nodes.iter().map(|node| self.flow(node, are_branches)).collect();
        self.is_whole &= flows.iter().all(Option::is_some);
        flows.into_iter().flatten().collect()
    }

    fn flow(&mut self, node: &Node, is_branch: bool) -> Option<(Flow, Span)> {
        if let Kind::Text(text) = &node.kind {
            let to = self.target(text)?;
            return Some((Flow { when: None, actions: Vec::new(), to }, text.span));
        }
        let mapping = Mapping::of(node, &FLOW, node.span, &mut self.faults)?;
        let to = mapping.require_text("to", &mut self.faults).and_then(|text| self.target(text));
        let actions =
            mapping.get("do").map(|(_, node)| self.actions(node, "do")).unwrap_or_default();
        let when = match mapping.get("when") {
            None => None,
            Some((key, _)) if is_branch => {
                let message = "a parallel takes all of its flows; none has a condition";
                let diagnostic = Diagnostic::new(Code::BadBranches, key.span, message)
                    .help("lead the branch to a `choice` that decides");
                self.faults.push(diagnostic);
                None
            }
            Some((key, node)) => {
                let text = text(node, "when", key.span, &mut self.faults)?;
                Some(self.condition(text)?)
            }
        };
        let at = mapping.get("to").map_or(node.span, |(_, to)| to.span);
        Some((Flow { when, actions, to: to? }, at))
    }

    /// A condition; at most [`CONDITIONS_MAX`] of them in a process.
    pub(super) fn condition(&mut self, text: &Text) -> Option<Condition> {
        self.n_conditions += 1;
        if self.n_conditions > CONDITIONS_MAX {
            if self.n_conditions == CONDITIONS_MAX + 1 {
                let message =
                    format!("this is one condition too many; {CONDITIONS_MAX} are possible");
                self.faults.push(Diagnostic::new(Code::BadLimit, text.span, message));
            }
            return None;
        }
        match Condition::parse(&text.value, &self.fields) {
            Ok(mut condition) => {
                condition.origin = self.origin(text);
                Some(condition)
            }
            Err(faults) => {
                for fault in faults {
                    let span = text.locate(self.lines, fault.at, fault.length);
                    let mut diagnostic = Diagnostic::new(Code::BadCondition, span, fault.message);
                    diagnostic.help = fault.help;
                    self.faults.push(diagnostic);
                }
                None
            }
        }
    }

    /// The error flows, each with its place and that of its `field`. `codes` are those with which the activity
    /// fails, if they are known.
    pub(super) fn on_error(
        &mut self,
        mapping: Mapping<'_>,
        codes: Option<&[&str]>,
    ) -> Vec<(ErrorFlow, Span, Option<Span>)> {
        let Some((key, node)) = mapping.get("on-error") else { return Vec::new() };
        let Some(nodes) = entries(node, &key.value, &mut self.faults) else {
            self.is_whole = false;
            return Vec::new();
        };
        let flows: Vec<_> =
            nodes.iter().map(|(on, node)| self.error_flow(on, node, codes)).collect();
        self.is_whole &= flows.iter().all(Option::is_some);
        flows.into_iter().flatten().collect()
    }

    fn error_flow(
        &mut self,
        on: &Text,
        node: &Node,
        codes: Option<&[&str]>,
    ) -> Option<(ErrorFlow, Span, Option<Span>)> {
        let matched = match codes {
            None => self.error_match(on),
            Some(codes) => self.known_error(on, codes),
        };
        if let Kind::Text(text) = &node.kind {
            let to = self.target(text)?;
            return Some((
                ErrorFlow { on: matched?, to, tell: None, field: None, actions: Vec::new() },
                on.span,
                None,
            ));
        }
        let mapping = Mapping::of(node, &ERROR_FLOW, on.span, &mut self.faults)?;
        let to = mapping.require_text("to", &mut self.faults).and_then(|text| self.target(text));
        let tell = match mapping.text("tell", &mut self.faults) {
            None => None,
            Some(text) => Some(self.template(text)?),
        };
        let (field, field_at) = match mapping.text("field", &mut self.faults) {
            None => (None, None),
            Some(text) => (Some(self.field_named(text)?), Some(text.span)),
        };
        let actions =
            mapping.get("do").map(|(_, node)| self.actions(node, "do")).unwrap_or_default();
        Some((ErrorFlow { on: matched?, to: to?, tell, field, actions }, on.span, field_at))
    }

    /// One of the failures that an activity has.
    fn known_error(&mut self, on: &Text, codes: &[&str]) -> Option<ErrorMatch> {
        let code = on.value.as_str();
        if code == ErrorMatch::Any.label() {
            return Some(ErrorMatch::Any);
        }
        if codes.contains(&code) {
            return Some(ErrorMatch::Code(code.to_owned()));
        }
        let message = format!("`{code}` is no failure of this activity");
        let diagnostic = Diagnostic::new(Code::NotAValue, on.span, message);
        let possible = codes.iter().copied().chain([ErrorMatch::Any.label()]);
        self.faults.push_named(diagnostic, code, possible);
        None
    }

    fn error_match(&mut self, on: &Text) -> Option<ErrorMatch> {
        match on.value.as_str() {
            "any" => Some(ErrorMatch::Any),
            "undelivered" => Some(ErrorMatch::Undelivered),
            // Codes have a dot, so that a misspelt `undelivered` is not one.
            code if is_code(code) => Some(ErrorMatch::Code(code.to_owned())),
            other => {
                let message = format!(
                    "`{other}` is neither a code like `CustomerUser.LoginExists` nor a kind of failure"
                );
                let diagnostic = Diagnostic::new(Code::NotAValue, on.span, message);
                self.faults.push_named(diagnostic, other, ["undelivered", "any"]);
                None
            }
        }
    }
}

/// Words of letters and digits, joined by dots.
fn is_code(text: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric())
    };
    text.contains('.') && text.len() <= 200 && text.split('.').all(word)
}

//! Activities: what all kinds have in common.

mod calls;
mod flow_control;
mod service_task;
mod user_task;
mod waiting;

use super::Compiler;
use crate::action::Action;
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::event::{SOME_UNSUCCESSFUL, UNREADABLE, UNSUCCESSFUL};
use crate::process::document::Node;
use crate::process::document::mapping::{Mapping, entries, text};
use crate::process::document::text::Text;
use crate::process::language::ACTIVITY;
use crate::process::{Activity, ActivityKind, ErrorFlow, Flow};
pub(super) use flow_control::find_regions;

/// An activity with the places that proofs point at.
pub(super) struct Draft {
    pub(super) activity: Activity,
    pub(super) places: Places,
}

/// Where the parts of an activity stand in the document.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) name: Span,
    /// The keys `next`, `on-error` and `expire`.
    pub(super) next: Option<Span>,
    pub(super) on_error: Option<Span>,
    pub(super) expire: Option<Span>,
    /// One for each flow.
    pub(super) flows: Vec<Span>,
    /// One for each error flow: its label, and its `field`.
    pub(super) errors: Vec<(Span, Option<Span>)>,
}

/// The ways on of an activity.
struct Ways {
    next: Vec<Flow>,
    on_error: Vec<ErrorFlow>,
}

impl Compiler<'_> {
    pub(super) fn activity(&mut self, name: &Text, node: &Node) -> Option<Draft> {
        let activity_name = self.activity_name(name);
        let entries = entries(node, &name.value, &mut self.faults)?;
        let (keyword, value) = self.kind_of(name, entries)?;
        let construct = ACTIVITY.kind(&keyword.value)?;
        // A key that was meant for something else could have been a way on.
        self.is_whole &= entries.iter().all(|(key, _)| construct.key(&key.value).is_some());
        let mapping = Mapping::of(node, construct, name.span, &mut self.faults)?;
        let label = self.activity_label(mapping, name, keyword, value);
        let (next, flows) = match keyword.value.as_str() {
            "end" => (Vec::new(), Vec::new()),
            "parallel" => self.branches(mapping),
            _ => self.next(mapping).into_iter().unzip(),
        };
        let (on_error, errors) = self
            .on_error(mapping, codes_of(&keyword.value))
            .into_iter()
            .map(|(flow, label, field)| (flow, (label, field)))
            .unzip();
        let kind = self.kind(mapping, keyword, value, &label, Ways { next, on_error });
        let on_enter: Vec<Action> = mapping
            .get("on-enter")
            .map(|(_, node)| self.actions(node, "on-enter"))
            .unwrap_or_default();
        let (expire, remind) = (self.expire(mapping), self.remind(mapping));
        let place = |key: &str| mapping.get(key).map(|(key, _)| key.span);
        let places = Places {
            name: name.span,
            next: place("next"),
            on_error: place("on-error"),
            expire: place("expire"),
            flows,
            errors,
        };
        let activity = Activity {
            name: activity_name?,
            label,
            kind: kind?,
            on_enter,
            expire,
            remind,
            line: name.span.line,
        };
        Some(Draft { activity, places })
    }

    fn kind(
        &mut self,
        mapping: Mapping<'_>,
        keyword: &Text,
        value: &Node,
        label: &str,
        ways: Ways,
    ) -> Option<ActivityKind> {
        let Ways { next, on_error } = ways;
        match keyword.value.as_str() {
            "user-task" => {
                Some(ActivityKind::UserTask { dialogs: self.dialogs(mapping, label)?, next })
            }
            "service-task" => self.service_task(mapping, keyword, value, Ways { next, on_error }),
            "do" => Some(ActivityKind::Do { actions: self.actions(value, "do"), next }),
            "choice" => Some(ActivityKind::Choice { next }),
            "parallel" => Some(ActivityKind::Parallel { next }),
            "join" => self.join(mapping, keyword, value, next),
            "wait" => self.wait(mapping, next),
            "call" => self.call(mapping, keyword, value, Ways { next, on_error }),
            "for-each" => self.for_each(mapping, keyword, value, Ways { next, on_error }),
            _ => self.end(mapping, keyword, value),
        }
    }

    /// What people read: the keyword's text where it says nothing else, or `name`, or the activity's own name.
    fn activity_label(
        &mut self,
        mapping: Mapping<'_>,
        name: &Text,
        keyword: &Text,
        value: &Node,
    ) -> String {
        let given =
            if matches!(keyword.value.as_str(), "user-task" | "choice" | "parallel" | "wait") {
                text(value, &keyword.value, keyword.span, &mut self.faults)
                    .and_then(|text| self.line(text, &keyword.value))
            } else {
                mapping.text("name", &mut self.faults).and_then(|text| self.line(text, "name"))
            };
        given.unwrap_or_else(|| spoken(&name.value))
    }

    /// The one keyword that says what an activity is.
    fn kind_of<'n>(
        &mut self,
        name: &Text,
        entries: &'n [(Text, Node)],
    ) -> Option<(&'n Text, &'n Node)> {
        let mut found = entries.iter().filter(|(key, _)| ACTIVITY.kind(&key.value).is_some());
        match (found.next(), found.next()) {
            (Some((keyword, value)), None) => Some((keyword, value)),
            (Some((first, _)), Some((second, _))) => {
                let message =
                    format!("`{}` is both `{}` and `{}`", name.value, first.value, second.value);
                let diagnostic = Diagnostic::new(Code::ActivityKind, second.span, message)
                    .label(first.span, "the first kind")
                    .help("make two activities of it");
                self.faults.push(diagnostic);
                None
            }
            (None, _) => {
                let message = format!("nothing says what kind of activity `{}` is", name.value);
                let kinds = ACTIVITY.kinds();
                let kinds = kinds.iter().map(|(keyword, _)| *keyword);
                // A key that is nearly a kind is what was meant.
                let meant = entries.iter().find_map(|(key, _)| {
                    crate::diagnostic::closest(&key.value, kinds.clone()).map(|_| key)
                });
                let (span, given) =
                    meant.map_or((name.span, ""), |key| (key.span, key.value.as_str()));
                let mut diagnostic = Diagnostic::new(Code::ActivityKind, span, message);
                diagnostic.help = did_you_mean(given, kinds);
                self.faults.push(diagnostic);
                None
            }
        }
    }
}

/// The codes with which an activity of this kind fails; of a service task only its invoker knows them.
fn codes_of(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "call" => Some(&[UNSUCCESSFUL]),
        "for-each" => Some(&[SOME_UNSUCCESSFUL, UNREADABLE]),
        _ => None,
    }
}

/// A name as people would say it: `mark-for-removal` is "Mark for removal".
fn spoken(name: &str) -> String {
    let mut letters = name.chars().map(|c| if matches!(c, '-' | '_') { ' ' } else { c });
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

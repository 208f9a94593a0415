//! Activities and their dialogs.

use super::{Compiler, InvokerFacts};
use crate::access::{Clause, People};
use crate::action::Action;
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::process::document::Node;
use crate::process::document::mapping::{Mapping, entries, list, text};
use crate::process::document::text::Text;
use crate::process::{Activity, ActivityKind, Dialog, DialogField, ErrorFlow, FieldMode, Flow};
use crate::ticket::TicketState;

const KINDS: [&str; 5] = ["user-task", "service-task", "do", "choice", "end"];
const MODES: [FieldMode; 3] = [FieldMode::Required, FieldMode::Optional, FieldMode::ReadOnly];
/// The text of a dialog's button if the document gives none.
const SUBMIT: &str = "Submit";

/// An activity with the places that proofs point at.
pub(super) struct Draft {
    pub(super) activity: Activity,
    pub(super) places: Places,
}

/// Where the parts of an activity stand in the document.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) name: Span,
    /// The keys `next` and `on-error`.
    pub(super) next: Option<Span>,
    pub(super) on_error: Option<Span>,
    /// One for each flow.
    pub(super) flows: Vec<Span>,
    /// One for each error flow: its label, and its `field`.
    pub(super) errors: Vec<(Span, Option<Span>)>,
}

/// The keys of an activity of this kind.
fn keys_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "user-task" => &["user-task", "dialogs", "next", "on-enter"],
        "service-task" => &["service-task", "name", "next", "on-error", "on-enter"],
        "do" => &["do", "name", "next"],
        "choice" => &["choice", "next"],
        _ => &["end", "name", "tell", "notify"],
    }
}

/// What an activity of this kind is called in sentences.
fn title_of(kind: &str) -> &'static str {
    match kind {
        "user-task" => "a user task",
        "service-task" => "a service task",
        "do" => "a `do` activity",
        "choice" => "a choice",
        _ => "an end",
    }
}

const fn mode_name(mode: FieldMode) -> &'static str {
    match mode {
        FieldMode::Required => "required",
        FieldMode::Optional => "optional",
        FieldMode::ReadOnly => "read-only",
        FieldMode::Hidden => "hidden",
    }
}

impl Compiler<'_> {
    pub(super) fn activity(&mut self, name: &Text, node: &Node) -> Option<Draft> {
        let activity_name = self.activity_name(name);
        let entries = entries(node, &name.value, &mut self.faults)?;
        let (keyword, value) = self.kind_of(name, entries)?;
        let kind = keyword.value.as_str();
        let known = keys_of(kind);
        // A key that was meant for something else could have been a way on.
        self.is_whole &= entries.iter().all(|(key, _)| known.contains(&key.value.as_str()));
        let mapping = Mapping::open(node, title_of(kind), name.span, known, &mut self.faults)?;
        let (label, kind, flows, errors) = match kind {
            "user-task" => self.user_task(mapping, keyword, value),
            "service-task" => self.service_task(mapping, keyword, value),
            "do" => {
                let actions = self.actions(value, "do");
                let (next, flows) = self.next(mapping).into_iter().unzip();
                (None, Some(ActivityKind::Do { actions, next }), flows, Vec::new())
            }
            "choice" => {
                let label = self.label(keyword, value);
                let (next, flows) = self.next(mapping).into_iter().unzip();
                (label, Some(ActivityKind::Choice { next }), flows, Vec::new())
            }
            _ => (None, self.end(mapping, keyword, value), Vec::new(), Vec::new()),
        };
        let label = label
            .or_else(|| {
                mapping.text("name", &mut self.faults).and_then(|text| self.line(text, "name"))
            })
            .unwrap_or_else(|| spoken(&name.value));
        let on_enter: Vec<Action> = mapping
            .get("on-enter")
            .map(|(_, node)| self.actions(node, "on-enter"))
            .unwrap_or_default();
        let place = |key: &str| mapping.get(key).map(|(key, _)| key.span);
        let places = Places {
            name: name.span,
            next: place("next"),
            on_error: place("on-error"),
            flows,
            errors,
        };
        let activity = Activity {
            name: activity_name?,
            label,
            kind: kind?,
            on_enter,
            expire: None,
            remind: None,
            line: name.span.line,
        };
        Some(Draft { activity, places })
    }

    /// The one keyword that says what an activity is.
    fn kind_of<'n>(
        &mut self,
        name: &Text,
        entries: &'n [(Text, Node)],
    ) -> Option<(&'n Text, &'n Node)> {
        let mut found = entries.iter().filter(|(key, _)| KINDS.contains(&key.value.as_str()));
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
                // A key that is nearly a kind is what was meant.
                let meant = entries.iter().find_map(|(key, _)| {
                    crate::diagnostic::closest(&key.value, KINDS).map(|_| key)
                });
                let (span, given) =
                    meant.map_or((name.span, ""), |key| (key.span, key.value.as_str()));
                let mut diagnostic = Diagnostic::new(Code::ActivityKind, span, message);
                diagnostic.help = did_you_mean(given, KINDS);
                self.faults.push(diagnostic);
                None
            }
        }
    }

    fn label(&mut self, keyword: &Text, value: &Node) -> Option<String> {
        text(value, &keyword.value, keyword.span, &mut self.faults)
            .and_then(|text| self.line(text, &keyword.value))
    }

    fn user_task(&mut self, mapping: Mapping<'_>, keyword: &Text, value: &Node) -> Parts {
        let label = self.label(keyword, value);
        let heading = label.clone().unwrap_or_default();
        let dialogs = self.dialogs(mapping, &heading);
        let (next, flows): (Vec<Flow>, Vec<Span>) = self.next(mapping).into_iter().unzip();
        (label, dialogs.map(|dialogs| ActivityKind::UserTask { dialogs, next }), flows, Vec::new())
    }

    fn dialogs(&mut self, mapping: Mapping<'_>, heading: &str) -> Option<Vec<Dialog>> {
        let nodes = match mapping.get("dialogs") {
            Some((key, node)) => list(node, &key.value, &mut self.faults)?,
            None => &[],
        };
        if nodes.is_empty() {
            let at = mapping.get("dialogs").map_or_else(|| mapping.at(), |(key, _)| key.span);
            let diagnostic =
                Diagnostic::new(Code::NoDialog, at, "nobody could ever leave this user task")
                    .help("give it `dialogs`: a list of forms");
            self.faults.push(diagnostic);
        }
        let dialogs: Vec<Option<(Dialog, Span)>> =
            nodes.iter().map(|node| self.dialog(node, heading)).collect();
        let dialogs: Vec<(Dialog, Span)> = dialogs.into_iter().collect::<Option<_>>()?;
        self.refuse_repeated_labels(
            dialogs.iter().map(|(dialog, span)| (*span, dialog.name.as_str())),
        );
        Some(dialogs.into_iter().map(|(dialog, _)| dialog).collect())
    }

    fn dialog(&mut self, node: &Node, heading: &str) -> Option<(Dialog, Span)> {
        let keys = ["name", "by", "description", "fields", "submit"];
        let mapping = Mapping::open(node, "a dialog", node.span, &keys, &mut self.faults)?;
        let name = match mapping.text("name", &mut self.faults) {
            Some(text) => self.line(text, "name"),
            None => Some(heading.to_owned()),
        };
        let by = mapping.get("by").map_or_else(
            || Some(Clause { people: People::Requester, ..Clause::default() }),
            |(key, node)| self.clause(node, key.span),
        );
        let description =
            mapping.text("description", &mut self.faults).map(|text| text.value.clone());
        let submit = match mapping.text("submit", &mut self.faults) {
            Some(text) => self.line(text, "submit"),
            None => Some(SUBMIT.to_owned()),
        };
        let fields = match mapping.get("fields") {
            Some((key, node)) => entries(node, &key.value, &mut self.faults)?,
            None => &[],
        };
        let fields: Vec<Option<DialogField>> =
            fields.iter().map(|(field, mode)| self.dialog_field(field, mode)).collect();
        let at = mapping.get("name").map_or(node.span, |(_, name)| name.span);
        let dialog = Dialog {
            name: name?,
            by: by?,
            description: description.unwrap_or_default(),
            fields: fields.into_iter().collect::<Option<_>>()?,
            submit: submit?,
        };
        Some((dialog, at))
    }

    fn dialog_field(&mut self, field: &Text, mode: &Node) -> Option<DialogField> {
        let idx = self.field_named(field);
        let mode = text(mode, &field.value, field.span, &mut self.faults)
            .and_then(|text| self.one_of(text, "way to offer a field", &MODES, mode_name));
        Some(DialogField { field: idx?, mode: mode?, default: None })
    }

    fn service_task(&mut self, mapping: Mapping<'_>, keyword: &Text, value: &Node) -> Parts {
        let invoker = text(value, &keyword.value, keyword.span, &mut self.faults)
            .and_then(|text| self.invoker_name(text));
        let (next, flows): (Vec<Flow>, Vec<Span>) = self.next(mapping).into_iter().unzip();
        let mut on_error: Vec<ErrorFlow> = Vec::new();
        let mut errors = Vec::new();
        for (flow, label, field) in self.on_error(mapping) {
            on_error.push(flow);
            errors.push((label, field));
        }
        (
            None,
            invoker.map(|invoker| ActivityKind::ServiceTask {
                invoker,
                next,
                on_error,
                compensate: None,
            }),
            flows,
            errors,
        )
    }

    fn invoker_name(&mut self, text: &Text) -> Option<String> {
        let name = self.process_name(text)?;
        let Some(invokers) = &self.surroundings.invokers else { return Some(name) };
        if let Some(facts) = invokers.get(&name) {
            self.refuse_undeclared_reads(&name, facts, text.span);
        } else {
            let message = format!("there is no invoker `{name}`");
            let diagnostic = Diagnostic::new(Code::UnknownInvoker, text.span, message);
            self.faults.push_named(diagnostic, &name, invokers.keys().map(String::as_str));
        }
        Some(name)
    }

    /// A mapping that asks for a field which no ticket of this process has would send nothing in its place.
    fn refuse_undeclared_reads(&mut self, invoker: &str, facts: &InvokerFacts, span: Span) {
        for field in &facts.fields {
            if !self.fields.by_name.contains_key(field) {
                let message = format!(
                    "the mapping of `{invoker}` reads the field `{field}`, which is not declared"
                );
                let declared = self.fields.by_name.keys().map(String::as_str);
                let help = did_you_mean(field, declared).unwrap_or_default();
                let help = format!(
                    "declare it under `fields`, or mend `{invoker}/outbound.xsl`{}{help}",
                    if help.is_empty() { "" } else { "; " }
                );
                self.faults.push(Diagnostic::new(Code::FieldNotThere, span, message).help(help));
            }
        }
    }

    fn end(&mut self, mapping: Mapping<'_>, keyword: &Text, value: &Node) -> Option<ActivityKind> {
        const STATES: [TicketState; 2] =
            [TicketState::ClosedSuccessful, TicketState::ClosedUnsuccessful];
        let state = text(value, &keyword.value, keyword.span, &mut self.faults)
            .and_then(|text| self.one_of(text, "final state", &STATES, TicketState::name));
        let tell = match mapping.text("tell", &mut self.faults) {
            None => None,
            Some(text) => Some(self.template(text)?),
        };
        let notify = match mapping.text("notify", &mut self.faults) {
            None => None,
            Some(text) => Some(self.recipient(text)?),
        };
        Some(ActivityKind::End { state: state?, tell, notify })
    }
}

/// Label, kind, and the places of flows and error flows.
type Parts = (Option<String>, Option<ActivityKind>, Vec<Span>, Vec<(Span, Option<Span>)>);

/// A name as people would say it: `mark-for-removal` is "Mark for removal".
fn spoken(name: &str) -> String {
    let mut letters = name.chars().map(|c| if matches!(c, '-' | '_') { ' ' } else { c });
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

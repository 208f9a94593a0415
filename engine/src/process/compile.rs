//! Compiling: a document becomes a [`Process`], or a list of everything that is wrong with it.
//!
//! Names are collected first, so that every part can be read whatever is wrong with the others;
//! `compile/proofs.rs` then shows that the activities lead somewhere. What compiles runs: the state
//! machine relies on it.

mod actions;
mod activities;
mod clause;
mod fields;
mod flows;
mod outline;
mod proofs;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use super::document::mapping::{Mapping, entries, list, text};
use super::document::text::Text;
use super::document::{self, Node};
use super::language::parts::{CLAUSE_WITHOUT_FIELDS, PROCESS, START, TICKET};
use super::{ActivityIdx, Process, Start, TicketDefaults};
use crate::access::{Clause, People};
use crate::condition::Fields;
use crate::diagnostic::{Code, Diagnostic, Faults, Lines, Span};
use crate::field::{Field, FieldKind};
use crate::process::FieldIdx;
use crate::ticket::Priority;
use activities::Draft;
use outline::Outline;

/// The most fields of a process: each is a row per ticket and may hold a compiled pattern.
pub const FIELDS_MAX: usize = 200;
/// The most activities of a process: more do not fit a map that anybody could read.
pub const ACTIVITIES_MAX: usize = 500;

/// The most conditions of a process: each is parsed, and may hold a compiled pattern.
pub const CONDITIONS_MAX: usize = 1000;

/// What a process may refer to outside of its document. `None`: not known here, so not checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The invokers that exist, by name.
    pub invokers: Option<BTreeMap<String, InvokerFacts>>,
    /// The names of the queues that exist.
    pub queues: Option<BTreeSet<String>>,
    /// The processes that exist, this one included, by name.
    pub processes: Option<BTreeMap<String, ProcessFacts>>,
}

/// What is known of a process before it is compiled: enough for those that call it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessFacts {
    /// The names of its fields.
    pub fields: BTreeSet<String>,
    /// The names of the processes that it waits for by `call` and `for-each`.
    pub calls: BTreeSet<String>,
    /// The processes that it begins, whether it waits for them or not, each with the fields that it gives
    /// every time.
    pub gives: BTreeMap<String, BTreeSet<String>>,
}

/// What is known of an invoker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvokerFacts {
    /// The fields of the ticket that its outbound mapping reads by name.
    pub fields: BTreeSet<String>,
    /// The fields of the ticket that its inbound mapping sets, by name; `None`: that is known only when it
    /// runs, so it may be any.
    pub sets: Option<BTreeSet<String>>,
}

/// Compiles a document.
///
/// # Errors
/// Every fault that was found, by position, at most [`crate::diagnostic::DIAGNOSTICS_MAX`].
pub fn compile(source: &[u8], surroundings: &Surroundings) -> Result<Process, Vec<Diagnostic>> {
    let text = document::decode(source).map_err(|diagnostic| vec![*diagnostic])?;
    let lines = Lines::new(text);
    let mut faults = Faults::default();
    let Some(root) = document::read(&lines, &mut faults) else { return Err(faults.into_sorted()) };
    let mut compiler = Compiler {
        lines: &lines,
        surroundings,
        faults,
        outline: Outline::of(&root),
        fields: Fields::default(),
        activities: BTreeMap::new(),
        n_conditions: 0,
        texts: Vec::new(),
        mentions: Vec::new(),
        is_whole: true,
    };
    match compiler.process(&root) {
        Some(process) if compiler.faults.is_empty() => Ok(process),
        Some(_) | None => Err(compiler.faults.into_sorted()),
    }
}

struct Compiler<'c> {
    lines: &'c Lines<'c>,
    surroundings: &'c Surroundings,
    faults: Faults,
    outline: Outline,
    fields: Fields,
    activities: BTreeMap<String, ActivityIdx>,
    n_conditions: usize,
    /// The texts that templates and conditions were read from.
    texts: Vec<Text>,
    /// Where keys name fields.
    mentions: Vec<(FieldIdx, Span)>,
    /// Whether every activity and flow could be read: proofs about a part of them would mislead.
    is_whole: bool,
}

impl Compiler<'_> {
    fn process(&mut self, root: &Node) -> Option<Process> {
        let whole = Span { line: 1, column: 1, length: 0 };
        let top = Mapping::of(root, &PROCESS, whole, &mut self.faults)?;
        let field_nodes = self.named(top, "fields", false, FIELDS_MAX);
        let activity_nodes = self.named(top, "activities", true, ACTIVITIES_MAX);
        self.fields.by_name = numbered(field_nodes, FieldIdx);
        self.activities = numbered(activity_nodes, ActivityIdx);

        let mut fields: Vec<Option<Field>> =
            field_nodes.iter().map(|(name, node)| self.field(name, node)).collect();
        self.fields.kinds =
            fields.iter().map(|field| field.as_ref().map(|field| field.kind.clone())).collect();
        for ((_, node), field) in field_nodes.iter().zip(&mut fields) {
            let check = self.check(node);
            if let Some(field) = field {
                field.check = check;
            }
        }
        self.refuse_repeated_labels(field_nodes.iter().zip(&fields).filter_map(
            |((name, _), field)| field.as_ref().map(|field| (name.span, field.label.as_str())),
        ));
        let name =
            top.require_text("process", &mut self.faults).and_then(|text| self.process_name(text));
        let title =
            top.require_text("name", &mut self.faults).and_then(|text| self.line(text, "name"));
        let description = top.text("description", &mut self.faults).map(|text| text.value.clone());
        let start = self.start(top);
        let ticket = self.ticket(top);
        let company = top
            .get("company")
            .and_then(|(key, node)| self.clause(node, key.span, &CLAUSE_WITHOUT_FIELDS));
        let drafts: Vec<Option<Draft>> =
            activity_nodes.iter().map(|(name, node)| self.activity(name, node)).collect();
        let mut drafts: Option<Vec<Draft>> = drafts.into_iter().collect();
        if let (Some(drafts), true) = (&mut drafts, self.is_whole) {
            activities::find_regions(drafts);
        }
        if let Some(drafts) = &drafts {
            self.refuse_repeated_labels(
                drafts.iter().map(|draft| (draft.places.name, draft.activity.label.as_str())),
            );
        }
        // What could not be read might have filled a field.
        let is_readable = self.faults.is_empty();
        if let (Some(drafts), Some((start, start_at)), true) = (&drafts, &start, self.is_whole) {
            proofs::prove(drafts, &self.fields, start.activity, *start_at, &mut self.faults);
        }
        let (activities, places) = drafts?
            .into_iter()
            .map(|draft| (draft.activity, draft.places))
            .unzip::<_, _, Vec<_>, Vec<_>>();
        let process = Process {
            name: name?,
            title: title?,
            description: description.unwrap_or_default(),
            start: start?.0,
            ticket: ticket?,
            company,
            fields: fields.into_iter().collect::<Option<_>>()?,
            activities,
            field_by_name: std::mem::take(&mut self.fields.by_name),
            activity_by_name: std::mem::take(&mut self.activities),
        };
        if is_readable {
            self.prove_bound(&process, &places);
        }
        Some(process)
    }

    /// The entries of `fields` or `activities`; at most `n_max` of them.
    fn named<'n>(
        &mut self,
        top: Mapping<'n>,
        key: &'static str,
        needed: bool,
        n_max: usize,
    ) -> &'n [(Text, Node)] {
        let found = if needed { top.require(key, &mut self.faults) } else { top.get(key) };
        let nodes = found.and_then(|(key, node)| entries(node, &key.value, &mut self.faults));
        let nodes = nodes.unwrap_or_default();
        if let Some((first_over, _)) = nodes.get(n_max) {
            let message = format!("there are {} {key}; at most {n_max} are possible", nodes.len());
            self.faults.push(Diagnostic::new(Code::BadLimit, first_over.span, message));
            self.is_whole = false;
        }
        nodes.get(..n_max).unwrap_or(nodes)
    }

    fn start(&mut self, top: Mapping<'_>) -> Option<(Start, Span)> {
        let (key, node) = top.require("start", &mut self.faults)?;
        let mapping = Mapping::of(node, &START, key.span, &mut self.faults)?;
        let by = mapping.get("by").map_or_else(
            || Some(Clause { people: People::CustomerUsers, ..Clause::default() }),
            |(key, node)| self.clause(node, key.span, &CLAUSE_WITHOUT_FIELDS),
        );
        let activity = mapping.require_text("activity", &mut self.faults)?;
        let idx = self.target(activity)?;
        Some((Start { activity: idx, by: by? }, activity.span))
    }

    fn ticket(&mut self, top: Mapping<'_>) -> Option<TicketDefaults> {
        let (key, node) = top.require("ticket", &mut self.faults)?;
        let mapping = Mapping::of(node, &TICKET, key.span, &mut self.faults)?;
        let title =
            mapping.require_text("title", &mut self.faults).and_then(|text| self.template(text));
        let queue =
            mapping.require_text("queue", &mut self.faults).and_then(|text| self.queue(text));
        let priority = match mapping.text("priority", &mut self.faults) {
            None => Some(Priority::Normal),
            Some(text) => self.one_of(text, "priority", &Priority::ALL, Priority::name),
        };
        Some(TicketDefaults { title: title?, queue: queue?, priority: priority? })
    }

    fn queue(&mut self, text: &Text) -> Option<String> {
        let name = self.line(text, "queue")?;
        if let Some(queues) = &self.surroundings.queues
            && !queues.contains(&name)
        {
            let diagnostic = Diagnostic::new(
                Code::UnknownQueue,
                text.span,
                format!("there is no queue `{name}`"),
            );
            self.faults.push_named(diagnostic, &name, queues.iter().map(String::as_str));
        }
        Some(name)
    }

    /// The activity that a text names.
    fn target(&mut self, text: &Text) -> Option<ActivityIdx> {
        let found = self.activities.get(&text.value).copied();
        if found.is_none() {
            self.is_whole = false;
            let message = format!("there is no activity `{}`", text.value);
            let diagnostic = Diagnostic::new(Code::UnknownActivity, text.span, message);
            self.faults.push_named(
                diagnostic,
                &text.value,
                self.activities.keys().map(String::as_str),
            );
        }
        found
    }

    /// The field that a text names.
    fn field_named(&mut self, text: &Text) -> Option<FieldIdx> {
        let found = self.fields.by_name.get(&text.value).copied();
        self.mentions.extend(found.map(|field| (field, text.span)));
        if found.is_none() {
            let message = format!("there is no field `{}`", text.value);
            let diagnostic = Diagnostic::new(Code::UnknownField, text.span, message);
            self.faults.push_named(
                diagnostic,
                &text.value,
                self.fields.by_name.keys().map(String::as_str),
            );
        }
        found
    }

    /// The field that a text names, if it is of one of these types; none given: of any.
    fn field_of(&mut self, text: &Text, what: &str, types: &[&str]) -> Option<FieldIdx> {
        let field = self.field_named(text)?;
        let Some(kind) = self.fields.kind(field).map(FieldKind::keyword) else {
            return Some(field);
        };
        if types.is_empty() || types.contains(&kind) {
            return Some(field);
        }
        let message = format!(
            "`{what}` needs a field of type {}; `{}` is of type {kind}",
            types.join(" or "),
            text.value
        );
        let fits = |field: FieldIdx| {
            self.fields.kind(field).is_some_and(|kind| types.contains(&kind.keyword()))
        };
        let fitting = self.fields.by_name.iter().filter(|(_, field)| fits(**field));
        let fitting: Vec<&str> = fitting.map(|(name, _)| name.as_str()).collect();
        let diagnostic = Diagnostic::new(Code::WrongField, text.span, message);
        self.faults.push_named(diagnostic, &text.value, fitting);
        None
    }

    /// The fields of a list, each once; of one of these types, if any are given.
    fn fields_named(&mut self, key: &Text, node: &Node, types: &[&str]) -> Option<Vec<FieldIdx>> {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        let mut fields = Vec::new();
        for node in list(node, &key.value, &mut self.faults)? {
            let text = text(node, &key.value, node.span, &mut self.faults);
            let field = text.and_then(|text| self.field_of(text, &key.value, types));
            if let Some(text) = text
                && let Some(earlier) = first.insert(&text.value, text.span)
            {
                let message = format!("`{}` is given twice", text.value);
                let diagnostic = Diagnostic::new(Code::RepeatedKey, text.span, message);
                self.faults.push(diagnostic.label(earlier, "first given here"));
            }
            fields.push(field);
        }
        fields.into_iter().collect()
    }

    /// The one of several keys that is given.
    fn one_key<'n>(
        &mut self,
        mapping: Mapping<'n>,
        what: &str,
        keys: &[&str],
    ) -> Option<(&'n Text, &'n Node)> {
        let mut given = keys.iter().filter_map(|key| mapping.get(key));
        let (first, second) = (given.next(), given.next());
        let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
        let quoted = quoted.join(", ");
        match (first, second) {
            (Some(found), None) => return Some(found),
            (Some((first, _)), Some((second, _))) => {
                let message = format!("{what} has only one of {quoted}");
                let early = first.span.min(second.span);
                let diagnostic =
                    Diagnostic::new(Code::NotOneOf, first.span.max(second.span), message);
                self.faults.push(diagnostic.label(early, "the first one"));
            }
            (None, _) => {
                let message = format!("{what} needs one of {quoted}");
                self.faults.push(Diagnostic::new(Code::NotOneOf, mapping.at(), message));
            }
        }
        None
    }

    /// Reports labels under which people would find two things.
    fn refuse_repeated_labels<'l>(&mut self, labels: impl Iterator<Item = (Span, &'l str)>) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for (span, label) in labels {
            if let Some(&earlier) = first.get(label) {
                let message = format!("`{label}` is the name of two things here");
                let diagnostic = Diagnostic::new(Code::RepeatedLabel, span, message)
                    .label(earlier, "the first one")
                    .help("people tell them apart by their names alone");
                self.faults.push(diagnostic);
            } else {
                first.insert(label, span);
            }
        }
    }
}

fn numbered<T>(nodes: &[(Text, Node)], idx: impl Fn(usize) -> T) -> BTreeMap<String, T> {
    nodes
        .iter()
        .enumerate()
        .map(|(position, (name, _))| (name.value.clone(), idx(position)))
        .collect()
}

/// What may be left out: nothing if it is not given, a fault if it is and could not be read.
#[expect(clippy::option_option, reason = "given and readable are two questions")]
fn if_given<T>(given: Option<Option<T>>) -> Option<Option<T>> {
    given.map_or(Some(None), |read| read.map(Some))
}

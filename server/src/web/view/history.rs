//! What happened to a ticket, as a list of entries with a time and a heading.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use askama::Template;
use engine::access::Actor;
use engine::event::{Decision, Event, Outcome};
use engine::map::Overlay;
use engine::process::{Activity, ActivityIdx, ActivityKind, FieldIdx, FieldMode, Process};
use engine::state::{State, TimerKind};
use jiff::Timestamp;

use super::moment::Moment;
use super::{Badge, Tone};

/// A list of what happened.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/timeline.html")]
pub struct Timeline {
    /// In the order shown.
    pub items: Vec<HistoryItem>,
}

impl askama::filters::HtmlSafe for Timeline {}

impl Timeline {
    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryItem {
    /// What it means.
    pub tone: Tone,
    /// What people read first.
    pub heading: String,
    /// A mark beside it.
    pub mark: Option<Badge>,
    /// Who did it; may be empty.
    pub who: String,
    /// When.
    pub at: Moment,
    /// Plain text; may be empty.
    pub body: String,
    /// Single lines below; may be empty.
    pub notes: Vec<String>,
}

/// A journal entry.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The version of the process that was the ticket's after it, of which the decisions are.
    pub process: &'a Process,
    /// Its number, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub event: &'a Event,
    /// What was decided.
    pub decisions: &'a [Decision],
}

impl Entry<'_> {
    /// An activity of this entry's version in another version: the one of the same name.
    fn activity_in(&self, process: &Process, activity: ActivityIdx) -> Option<ActivityIdx> {
        process.activity_idx(&self.process.activity(activity).name)
    }
}

/// An article that the customer user may read.
#[derive(Debug, Clone, Copy)]
pub struct Note<'a> {
    /// When it was written.
    pub at: Timestamp,
    /// One line.
    pub subject: &'a str,
    /// Plain text.
    pub body: &'a str,
    /// Who wrote it; empty for the system.
    pub author: &'a str,
}

/// What happened after version `seen`, for the person whose form was made for it: a line for each event
/// and for each field of a dialog that holds something else now.
pub fn since(entries: &[Entry<'_>], seen: u64, me: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in entries.iter().filter(|entry| u64::try_from(entry.seq).is_ok_and(|seq| seq > seen))
    {
        let item = event_item(entries, *entry, me);
        let who = if item.who.is_empty() { String::new() } else { format!(" {}", item.who) };
        lines.push(format!("{}{who}, {}.", item.heading, item.at.text));
        lines.extend(entry.decisions.iter().filter_map(|decision| change(entry.process, decision)));
    }
    lines
}

fn change(process: &Process, decision: &Decision) -> Option<String> {
    match decision {
        Decision::Filled { field, value } | Decision::SetField { field, value, .. }
            if is_offered(process, *field) =>
        {
            let field = process.field(*field);
            let now = value
                .as_ref()
                .map_or_else(|| "empty".to_owned(), |value| format!("“{}”", field.display(value)));
            Some(format!("{} is now {now}.", field.label))
        }
        Decision::SetState(state) => Some(format!("The state is now {state}.")),
        Decision::Told { text, .. } => Some(text.clone()),
        Decision::Filled { .. }
        | Decision::SetField { .. }
        | Decision::Entered { .. }
        | Decision::Evaluated { .. }
        | Decision::Took { .. }
        | Decision::Withdrew { .. }
        | Decision::Reminded { .. }
        | Decision::Collected { .. }
        | Decision::Returned { .. }
        | Decision::Concluded { .. }
        | Decision::Cancelled { .. }
        | Decision::Migrated { .. }
        | Decision::SetAttribute { .. }
        | Decision::SetTitle(_)
        | Decision::Ignored { .. } => None,
    }
}

/// The fields that were ever filled in or set; others hold at most their defaults.
pub fn filled(process: &Process, entries: &[Entry<'_>]) -> BTreeSet<FieldIdx> {
    let filled = |(entry, decision): (&Entry<'_>, &Decision)| {
        let (Decision::Filled { field, .. } | Decision::SetField { field, .. }) = decision else {
            return None;
        };
        process.field_idx(&entry.process.field(*field).name)
    };
    decisions(entries).filter_map(filled).collect()
}

/// Every decision, with the entry that it belongs to.
fn decisions<'e, 'a>(
    entries: &'e [Entry<'a>],
) -> impl Iterator<Item = (&'e Entry<'a>, &'a Decision)> {
    entries.iter().flat_map(|entry| entry.decisions.iter().map(move |decision| (entry, decision)))
}

/// Whether a dialog shows the field; others are for agents and mappings.
pub fn is_offered(process: &Process, field: FieldIdx) -> bool {
    process.activities().iter().any(|activity| {
        let ActivityKind::UserTask { dialogs, .. } = &activity.kind else { return false };
        let shown = |mode| match mode {
            FieldMode::Required | FieldMode::Optional | FieldMode::ReadOnly => true,
            FieldMode::Hidden => false,
        };
        dialogs
            .iter()
            .flat_map(|dialog| &dialog.fields)
            .any(|offered| offered.field == field && shown(offered.mode))
    })
}

/// Where a ticket is and how it came there, for the map of its version of the process.
pub fn overlay(process: &Process, entries: &[Entry<'_>], state: &State) -> Overlay {
    let mut overlay = Overlay {
        at: state.tokens.iter().map(|token| token.activity).collect(),
        ..Overlay::default()
    };
    for (entry, decision) in decisions(entries) {
        let here = |activity| entry.activity_in(process, activity);
        if let Decision::Took { from, to, on_error } = decision
            && let (Some(from), Some(to)) = (here(*from), here(*to))
        {
            overlay.taken.push((from, to, on_error.clone()));
        }
        if let Some(activity) = entered_by(decision).and_then(|(activity, _)| here(activity)) {
            *overlay.visits.entry(activity).or_default() += 1;
        }
    }
    overlay
}

/// The activities that were entered, in order, as far as this version has them, without those from which the
/// ticket was taken away.
pub fn entered(process: &Process, entries: &[Entry<'_>]) -> Vec<ActivityIdx> {
    let withdrawn: BTreeSet<u32> = decisions(entries)
        .filter_map(|(_, decision)| {
            let Decision::Withdrew { entry, .. } = decision else { return None };
            Some(*entry)
        })
        .collect();
    decisions(entries)
        .filter_map(|(entry, decision)| Some((entry, entered_by(decision)?)))
        .filter(|(_, (_, number))| !withdrawn.contains(number))
        .filter_map(|(entry, (activity, _))| entry.activity_in(process, activity))
        .collect()
}

/// The activity and entry number of a decision that entered one.
pub(super) fn entered_by(decision: &Decision) -> Option<(ActivityIdx, u32)> {
    let Decision::Entered { activity, entry } = decision else { return None };
    Some((*activity, *entry))
}

/// The activity that was entered with this number, as it was then.
pub(super) fn activity_of<'a>(entries: &[Entry<'a>], number: u32) -> Option<&'a Activity> {
    decisions(entries)
        .filter_map(|(entry, decision)| Some((entry, entered_by(decision)?)))
        .find(|(_, (_, found))| *found == number)
        .map(|(entry, (activity, _))| entry.process.activity(activity))
}

/// What happened, for the customer user `me`: newest first, without what is for agents only.
pub fn for_customer(entries: &[Entry<'_>], notes: &[Note<'_>], me: &str) -> Timeline {
    let events = entries.iter().map(|entry| (entry.at, event_item(entries, *entry, me)));
    let articles = notes.iter().map(|note| (note.at, note_item(note, me)));
    // What was written in a step comes after the event that caused it; the sort keeps that order.
    let mut items: Vec<(Timestamp, HistoryItem)> = events.chain(articles).collect();
    items.reverse();
    items.sort_by_key(|(at, _)| Reverse(*at));
    Timeline { items: items.into_iter().map(|(_, item)| item).collect() }
}

fn note_item(note: &Note<'_>, me: &str) -> HistoryItem {
    HistoryItem {
        tone: Tone::Neutral,
        heading: note.subject.to_owned(),
        mark: None,
        who: if note.author.is_empty() { String::new() } else { name(note.author, me) },
        at: Moment::new(note.at),
        body: note.body.to_owned(),
        notes: Vec::new(),
    }
}

fn event_item(entries: &[Entry<'_>], entry: Entry<'_>, me: &str) -> HistoryItem {
    let (tone, heading, who) = match entry.event {
        Event::Started { actor, .. } => (Tone::Calm, "Request begun".to_owned(), who(actor, me)),
        Event::Submitted { actor, submission, .. } => {
            let dialog = dialog_name(entry.process, &submission.activity, submission.dialog);
            (Tone::Calm, format!("“{dialog}” sent"), who(actor, me))
        }
        Event::Cancelled { actor, .. } => {
            (Tone::Bad, "The request was ended".to_owned(), who(actor, me))
        }
        Event::Reassigned { customer_user, .. } => (
            Tone::Calm,
            format!("Given to {}", if customer_user == me { "you" } else { customer_user }),
            String::new(),
        ),
        Event::Migrated { actor, .. } | Event::Restored { actor, .. } => {
            (Tone::Calm, "The process was revised".to_owned(), who(actor, me))
        }
        Event::Called { .. }
        | Event::Ended { .. }
        | Event::Due { .. }
        | Event::Message { .. }
        | Event::Collected { .. }
        | Event::Returned { .. } => {
            let (tone, heading) = happened(entries, entry);
            (tone, heading, String::new())
        }
    };
    let state = entry.decisions.iter().rev().find_map(|decision| {
        let Decision::SetState(state) = decision else { return None };
        Some(Badge::state(*state))
    });
    HistoryItem {
        tone,
        heading,
        mark: state,
        who,
        at: Moment::new(entry.at),
        body: String::new(),
        notes: Vec::new(),
    }
}

/// What happened that no person here did.
fn happened(entries: &[Entry<'_>], entry: Entry<'_>) -> (Tone, String) {
    let label = |number: &u32| {
        activity_of(entries, *number).map_or("A step", |activity| activity.label.as_str())
    };
    let ended =
        |number: &u32, is_good: bool| match (concluded(entry.process, entry.decisions), is_good) {
            (Some(sentence), true) => (Tone::Calm, sentence),
            (Some(sentence), false) => (Tone::Bad, sentence),
            (None, true) => (Tone::Good, format!("“{}” done", label(number))),
            (None, false) => (Tone::Bad, format!("“{}” could not be done", label(number))),
        };
    match entry.event {
        Event::Ended { entry: number, outcome } => match outcome {
            Outcome::Accepted { .. } => ended(number, true),
            Outcome::Rejected { .. } | Outcome::Undelivered { .. } => ended(number, false),
        },
        Event::Returned { entry: number, end, .. } => ended(number, end.is_successful),
        Event::Collected { entry: number, items } => match items {
            Ok(items) => (Tone::Calm, format!("“{}” begun for {}", label(number), items.len())),
            Err(_) => ended(number, false),
        },
        Event::Due { entry: number, timer } => match timer {
            TimerKind::Wait => (Tone::Calm, format!("“{}” is over", label(number))),
            TimerKind::Remind => (Tone::Calm, format!("Reminder sent: “{}”", label(number))),
            TimerKind::Expire => (Tone::Bad, format!("The deadline passed: “{}”", label(number))),
        },
        Event::Message { .. } => (Tone::Good, "Confirmation received".to_owned()),
        Event::Called { .. } => (Tone::Calm, "Begun by another request".to_owned()),
        Event::Started { .. }
        | Event::Submitted { .. }
        | Event::Cancelled { .. }
        | Event::Reassigned { .. }
        | Event::Migrated { .. }
        | Event::Restored { .. } => (Tone::Calm, "Changed".to_owned()),
    }
}

/// The end of something that the process did not wait for.
fn concluded(process: &Process, decisions: &[Decision]) -> Option<String> {
    decisions.iter().find_map(|decision| {
        let Decision::Concluded { activity, compensates, failure, .. } = decision else {
            return None;
        };
        let label = process.activity(*activity).label.as_str();
        Some(match (compensates, failure) {
            (true, None) => format!("“{label}” undone"),
            (true, Some(_)) => format!("“{label}” could not be undone"),
            (false, None) => format!("“{label}”: something else was done"),
            (false, Some(_)) => format!("“{label}”: something else could not be done"),
        })
    })
}

/// The name of a dialog; its activity's name if there is none.
pub(super) fn dialog_name<'p>(process: &'p Process, activity: &'p str, position: usize) -> &'p str {
    let found = process.activity_idx(activity).map(|idx| &process.activity(idx).kind);
    match found {
        Some(ActivityKind::UserTask { dialogs, .. }) => {
            dialogs.get(position).map_or(activity, |dialog| dialog.name.as_str())
        }
        Some(_) | None => activity,
    }
}

fn who(actor: &Actor, me: &str) -> String {
    match actor {
        Actor::CustomerUser { login, .. } => name(login, me),
        // Agents' names are nobody's business outside.
        Actor::Agent { .. } => "by our team".to_owned(),
        Actor::System => String::new(),
    }
}

fn name(login: &str, me: &str) -> String {
    if login == me { "by you".to_owned() } else { format!("by {login}") }
}

//! The journal in words, for agents: every event with everything that was decided.

use std::collections::BTreeMap;

use engine::access::Actor;
use engine::event::{Decision, EXPIRED, Event, Outcome, SetBy};
use engine::process::{ActivityIdx, FieldIdx, Process};
use engine::state::TimerKind;
use engine::value::Value;

use super::Tone;
use super::history::{Entry, HistoryItem, Timeline, activity_of, dialog_name};
use super::moment::Moment;

/// The journal, oldest first.
pub fn timeline(entries: &[Entry<'_>]) -> Timeline {
    Timeline { items: entries.iter().map(|entry| item(entries, *entry)).collect() }
}

fn item(entries: &[Entry<'_>], entry: Entry<'_>) -> HistoryItem {
    let (tone, what, who, body) = event(entry.process, entries, entry.event);
    HistoryItem {
        tone,
        heading: format!("{}. {what}", entry.seq),
        mark: None,
        who,
        at: Moment::new(entry.at),
        body,
        notes: entry.decisions.iter().map(|decision| sentence(entry.process, decision)).collect(),
    }
}

fn event(
    process: &Process,
    entries: &[Entry<'_>],
    event: &Event,
) -> (Tone, String, String, String) {
    match event {
        Event::Started { actor, submission } => {
            let what = match submission {
                Some(submission) => {
                    format!(
                        "Started with “{}”",
                        dialog_name(process, &submission.activity, submission.dialog)
                    )
                }
                None => "Started".to_owned(),
            };
            (Tone::Calm, what, name(actor), String::new())
        }
        Event::Submitted { actor, submission, seen } => {
            let dialog = dialog_name(process, &submission.activity, submission.dialog);
            (
                Tone::Calm,
                format!("“{dialog}” submitted, made for version {seen}"),
                name(actor),
                String::new(),
            )
        }
        Event::Called { customer_id, customer_user, parent, .. } => {
            let by = parent.as_ref().map_or_else(
                || "Begun by another process".to_owned(),
                |parent| format!("Begun by entry {} of ticket {}", parent.entry, parent.ticket),
            );
            (Tone::Calm, by, format!("for {customer_user} of {customer_id}"), String::new())
        }
        Event::Cancelled { actor, reason } => {
            (Tone::Bad, "Ended by hand".to_owned(), name(actor), reason.clone())
        }
        Event::Reassigned { by, customer_user } => {
            (Tone::Calm, format!("Given to {customer_user}"), format!("by {by}"), String::new())
        }
        Event::Migrated { actor, .. } => {
            let what = "Moved to another version of the process".to_owned();
            (Tone::Calm, what, name(actor), String::new())
        }
        Event::Restored { actor, .. } => {
            let what = "Moved back to the version before".to_owned();
            (Tone::Calm, what, name(actor), String::new())
        }
        Event::Ended { .. }
        | Event::Due { .. }
        | Event::Message { .. }
        | Event::Collected { .. }
        | Event::Returned { .. } => {
            let (tone, what, body) = happened(entries, event);
            (tone, what, String::new(), body)
        }
    }
}

/// What happened that no person here did: tone, heading and body.
fn happened(entries: &[Entry<'_>], event: &Event) -> (Tone, String, String) {
    let at = |entry: &u32| {
        activity_of(entries, *entry).map_or("unknown", |activity| activity.name.as_str())
    };
    let none = String::new();
    match event {
        Event::Ended { entry, outcome } => {
            let which = match activity_of(entries, *entry) {
                Some(activity) => format!("Invocation {entry} of {}", activity.name),
                // No token waits for it: one that undoes, or of an action.
                None => format!("Invocation {entry} in the background"),
            };
            match outcome {
                Outcome::Accepted { .. } => (Tone::Good, format!("{which} accepted"), none),
                Outcome::Rejected { code, message, .. } => {
                    (Tone::Bad, format!("{which} rejected: {code}"), message.clone())
                }
                Outcome::Undelivered { attempts, last_error } => (
                    Tone::Bad,
                    format!("{which} undelivered after {attempts} attempts"),
                    last_error.clone(),
                ),
            }
        }
        Event::Due { entry, timer } => {
            let what = match timer {
                TimerKind::Wait => "The wait is over",
                TimerKind::Remind => "A reminder was due",
                TimerKind::Expire => "The deadline passed",
            };
            (Tone::Calm, format!("{what}: entry {entry} of {}", at(entry)), none)
        }
        Event::Message { name, values } => {
            (Tone::Calm, format!("Message {name} came"), given(values))
        }
        Event::Collected { entry, items } => match items {
            Ok(items) => {
                (Tone::Calm, format!("{} items read for {}", items.len(), at(entry)), none)
            }
            Err(reason) => {
                (Tone::Bad, format!("The items of {} cannot be read", at(entry)), reason.clone())
            }
        },
        Event::Returned { entry, item, end } => {
            let which = format!("Process {item} of {}", at(entry));
            if end.is_successful {
                (Tone::Good, format!("{which} ended successfully"), given(&end.values))
            } else {
                (Tone::Bad, format!("{which} did not end successfully"), end.reason.clone())
            }
        }
        Event::Started { .. }
        | Event::Called { .. }
        | Event::Submitted { .. }
        | Event::Cancelled { .. }
        | Event::Reassigned { .. }
        | Event::Migrated { .. }
        | Event::Restored { .. } => (Tone::Calm, "Changed".to_owned(), none),
    }
}

/// Names with what was given for them, a line each.
fn given(values: &BTreeMap<String, Vec<String>>) -> String {
    let line = |(name, texts): (&String, &Vec<String>)| format!("{name}: {}", texts.join(", "));
    values.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn name(actor: &Actor) -> String {
    match actor {
        Actor::CustomerUser { login, customer_id, .. } => {
            format!("by customer user {login} of {customer_id}")
        }
        Actor::Agent { login, .. } => format!("by agent {login}"),
        Actor::System => "by the system".to_owned(),
    }
}

/// A decision in words.
fn sentence(process: &Process, decision: &Decision) -> String {
    let activity = |idx: &ActivityIdx| process.activity(*idx).name.as_str();
    let field = |idx: &FieldIdx| process.field(*idx).name.as_str();
    match decision {
        Decision::Filled { field: idx, value } => {
            format!("{} filled in: {}", field(idx), shown(value.as_ref()))
        }
        Decision::Entered { activity: idx, entry } => {
            format!("Entered {} as entry {entry}", activity(idx))
        }
        Decision::Evaluated { activity: idx, when, reads, holds } => {
            let reads: Vec<String> =
                reads.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let with = if reads.is_empty() {
                String::new()
            } else {
                format!(" with {}", reads.join(", "))
            };
            let holds = if *holds { "holds" } else { "does not hold" };
            format!("Condition {when} of {} {holds}{with}", activity(idx))
        }
        Decision::Took { from, to, on_error: None } => {
            format!("Took the flow from {} to {}", activity(from), activity(to))
        }
        Decision::Took { from, to, on_error: Some(error) } if error == EXPIRED => {
            format!("Took the deadline's path from {} to {}", activity(from), activity(to))
        }
        Decision::Took { from, to, on_error: Some(error) } => {
            format!("Took the error path {error} from {} to {}", activity(from), activity(to))
        }
        Decision::Withdrew { activity: idx, entry } => {
            format!("Entry {entry} of {} was withdrawn", activity(idx))
        }
        Decision::Reminded { activity: idx } => format!("Reminder of {} sent", activity(idx)),
        Decision::Collected { activity: idx, n_items } => {
            format!("{} begins {n_items} processes", activity(idx))
        }
        Decision::Returned { activity: idx, item, is_successful } => {
            let how = if *is_successful { "successfully" } else { "without success" };
            format!("Process {item} of {} ended {how}", activity(idx))
        }
        Decision::Concluded { activity: idx, invoker, compensates, failure } => {
            let what = if *compensates { "Undoing" } else { "Firing" };
            let how = failure
                .as_ref()
                .map_or_else(|| "succeeded".to_owned(), |failure| format!("failed: {failure}"));
            format!("{what} {} by {invoker} {how}", activity(idx))
        }
        Decision::Cancelled { reason } => format!("Ended by hand: “{reason}”"),
        Decision::Migrated { notes } if notes.is_empty() => "Stays where it is".to_owned(),
        Decision::Migrated { notes } => notes.join("; "),
        Decision::SetAttribute { attribute, to } => {
            let to = to.as_ref().map_or_else(|| "nothing".to_owned(), |to| format!("“{to}”"));
            format!("{} set to {to}", attribute.name())
        }
        Decision::SetState(state) => format!("State set to {state}"),
        Decision::SetField { field: idx, value, by } => {
            let by = match by {
                SetBy::Action => "an action",
                SetBy::Mapping => "the mapping",
                SetBy::Process => "another process",
            };
            format!("{} set by {by}: {}", field(idx), shown(value.as_ref()))
        }
        Decision::SetTitle(title) => format!("Title set to “{title}”"),
        Decision::Ignored { what } => format!("Left out: {what}"),
        Decision::Told { text, field: None } => format!("Told the customer: “{text}”"),
        Decision::Told { text, field: Some(idx) } => {
            format!("Told the customer beside {}: “{text}”", field(idx))
        }
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| format!("“{}”", value.to_text()))
}

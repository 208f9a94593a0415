//! The journal in words, for agents: every event with everything that was decided.

use engine::access::Actor;
use engine::event::{Decision, Event, Outcome, SetBy};
use engine::process::{ActivityIdx, FieldIdx, Process};
use engine::value::Value;

use super::Tone;
use super::history::{Entry, HistoryItem, Timeline, activity_of, dialog_name};
use super::moment::Moment;

/// The journal, oldest first.
pub fn timeline(process: &Process, entries: &[Entry<'_>]) -> Timeline {
    Timeline { items: entries.iter().map(|entry| item(process, entries, *entry)).collect() }
}

fn item(process: &Process, entries: &[Entry<'_>], entry: Entry<'_>) -> HistoryItem {
    let (tone, what, who, body) = event(process, entries, entry.event);
    HistoryItem {
        tone,
        heading: format!("{}. {what}", entry.seq),
        mark: None,
        who,
        at: Moment::new(entry.at),
        body,
        notes: entry.decisions.iter().map(|decision| sentence(process, decision)).collect(),
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
        Event::Ended { entry, outcome } => {
            let at = activity_of(entries, *entry)
                .map_or("unknown", |idx| process.activity(idx).name.as_str());
            match outcome {
                Outcome::Accepted { .. } => (
                    Tone::Good,
                    format!("Invocation {entry} of {at} accepted"),
                    String::new(),
                    String::new(),
                ),
                Outcome::Rejected { code, message, .. } => (
                    Tone::Bad,
                    format!("Invocation {entry} of {at} rejected: {code}"),
                    String::new(),
                    message.clone(),
                ),
                Outcome::Undelivered { attempts, last_error } => (
                    Tone::Bad,
                    format!("Invocation {entry} of {at} undelivered after {attempts} attempts"),
                    String::new(),
                    last_error.clone(),
                ),
            }
        }
    }
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
        Decision::Took { from, to, on_error: Some(error) } => {
            format!("Took the error path {error} from {} to {}", activity(from), activity(to))
        }
        Decision::SetState(state) => format!("State set to {state}"),
        Decision::SetField { field: idx, value, by } => {
            let by = match by {
                SetBy::Action => "an action",
                SetBy::Mapping => "the mapping",
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

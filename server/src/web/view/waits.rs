//! What a ticket waits for, in plain words.

use engine::process::{Activity, ActivityKind, Process, WaitFor};
use engine::state::{State, TimerKind, Token};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::moment::Moment;

/// Within this time a day alone says too little.
const SOON: SignedDuration = SignedDuration::from_hours(48);

/// How moments are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// The day, where that is enough.
    Day,
    /// To the minute.
    Minute,
}

/// A sentence for each place where the ticket stands and something is to be said. `is_mine` says where the reader
/// himself can act.
pub fn waits(
    process: &Process,
    state: &State,
    is_mine: impl Fn(Token) -> bool,
    precision: Precision,
) -> Vec<String> {
    let is_closed = state.ticket.state.is_closed();
    let tokens = state.tokens.iter().filter(|token| {
        // At a join the ticket waits for what is said of the other places.
        !matches!(process.activity(token.activity).kind, ActivityKind::Join { .. })
    });
    tokens
        .filter_map(|token| {
            let activity = process.activity(token.activity);
            let when = |kind| {
                let timer = |entry, of| entry == token.entry && of == kind;
                let timer = state.timers.iter().find(|other| timer(other.entry, other.kind))?;
                Some(say(timer.at, state.at, precision))
            };
            let mut sentences: Vec<String> = Vec::new();
            let is_mine = is_mine(*token);
            let is_open = !is_closed || !is_task(activity);
            if !is_mine && is_open {
                sentences.extend(wait(activity, *token, state, when(TimerKind::Wait)));
            }
            if let Some(at) = when(TimerKind::Remind) {
                sentences.push(format!("A reminder goes out on {at}."));
            }
            if let (Some(at), Some(expire)) = (when(TimerKind::Expire), &activity.expire) {
                let ends = matches!(process.activity(expire.to).kind, ActivityKind::End { .. });
                let what = if ends { "It closes by itself on" } else { "It goes on by itself on" };
                sentences.push(format!("{what} {at}."));
            }
            let said = sentences.join(" ");
            match (said.is_empty(), is_mine) {
                (true, _) => None,
                (false, false) => Some(said),
                (false, true) => Some(format!("“{}”: {said}", activity.label)),
            }
        })
        .collect()
}

fn is_task(activity: &Activity) -> bool {
    matches!(activity.kind, ActivityKind::UserTask { .. })
}

fn wait(activity: &Activity, token: Token, state: &State, until: Option<String>) -> Option<String> {
    let label = &activity.label;
    Some(match &activity.kind {
        ActivityKind::UserTask { .. } => format!("Somebody else has to act now: {label}."),
        ActivityKind::ServiceTask { .. } | ActivityKind::Call { .. } => {
            format!("We are at it: {label}. Please look in again later.")
        }
        ActivityKind::ForEach { .. } => {
            let items = || state.children.iter().filter(|child| child.entry == token.entry);
            let done = items().filter(|child| child.end.is_some()).count();
            match items().count() {
                0 => format!("We are at it: {label}. Please look in again later."),
                count => format!("We are at it: {label}. {done} of {count} items are done."),
            }
        }
        ActivityKind::Wait { on: WaitFor::Message { .. }, .. } => {
            format!("Waiting for a confirmation by mail: {label}.")
        }
        ActivityKind::Wait { .. } => match until {
            Some(until) => format!("Waiting until {until}: {label}."),
            None => format!("Waiting: {label}."),
        },
        ActivityKind::Do { .. }
        | ActivityKind::Choice { .. }
        | ActivityKind::Parallel { .. }
        | ActivityKind::Join { .. }
        | ActivityKind::End { .. } => return None,
    })
}

/// A moment, seen from the ticket's last step.
fn say(at: Timestamp, last: Timestamp, precision: Precision) -> String {
    let zoned = at.to_zoned(TimeZone::UTC);
    let is_day = zoned.time() == jiff::civil::Time::midnight();
    match precision {
        Precision::Day if is_day || at.duration_since(last) > SOON => {
            zoned.strftime("%-d %B %Y").to_string()
        }
        Precision::Day | Precision::Minute => Moment::new(at).text,
    }
}

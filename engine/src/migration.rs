//! Moving a ticket to another version of its process.
//!
//! A ticket stays with the version that it began with until somebody moves it. [`migrate`] says where it would
//! stand in the other version, or every reason why it cannot: each token goes to the activity of the same name,
//! or to the one that the [`Mapping`] says; each field keeps its value. What comes out is a state that the new
//! version could have come to by itself, so that all that was proven about it holds for the ticket, too.

mod places;
pub mod replay;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use crate::field::InputFault;
use crate::process::{Activity, ActivityIdx, ActivityKind, Process, WaitFor};
use crate::state::{Failure, State, Timer, TimerKind, Token};
use crate::value::Value;

/// What the designer of a migration says beyond what the names say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// Activity of the old version -> activity of the new one.
    pub moves: BTreeMap<String, String>,
    /// Field of the new version -> input that it gets where the ticket has no value for it.
    pub fill: BTreeMap<String, Vec<String>>,
}

/// Why a ticket cannot be moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// The new version does not have the activity.
    #[error(
        "the new version has no activity `{activity}`: say under `moves` where its tickets go on"
    )]
    NoActivity {
        /// The activity at which the ticket stands, or to which the mapping moves it.
        activity: String,
    },
    /// The new activity waits for something else.
    #[error("`{from}` {was}, but `{to}` {is}")]
    OtherKind {
        /// The old activity.
        from: String,
        /// What it is.
        was: String,
        /// The new activity.
        to: String,
        /// What it is.
        is: String,
    },
    /// The new version never stands at these activities at the same time.
    #[error("the new version never stands at {} {}", quoted(activities), if activities.len() == 1 { "alone" } else { "together" })]
    NotTogether {
        /// The activities.
        activities: Vec<String>,
    },
    /// A value that the ticket has is not possible in the new version.
    #[error("the field `{field}` holds \"{value}\", which the new version does not allow: {fault}")]
    Value {
        /// The field.
        field: String,
        /// What it holds.
        value: String,
        /// Why not.
        fault: InputFault,
    },
    /// The new version does not have a field that the mapping fills.
    #[error("the new version has no field `{field}`, which `fill` names")]
    NoField {
        /// The field.
        field: String,
    },
}

/// What a migration does beyond moving tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A token goes to an activity of another name.
    Moved {
        /// The old activity.
        from: String,
        /// The new one.
        to: String,
    },
    /// The new version does not have a field that holds something: the value is left behind.
    Dropped {
        /// The field.
        field: String,
        /// What it held.
        value: String,
    },
    /// A field is filled by the mapping.
    Filled {
        /// The field.
        field: String,
        /// What it holds from now on.
        value: String,
    },
    /// A timer is set that the old version did not have, or taken away that the new one does not have.
    Timer {
        /// The activity.
        activity: String,
        /// Which.
        kind: TimerKind,
        /// When it is due; `None` if it is taken away.
        at: Option<Timestamp>,
    },
    /// An accepted service task that the new version cannot undo.
    NotUndoable {
        /// The activity.
        activity: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moved { from, to } => write!(f, "goes from `{from}` to `{to}`"),
            Self::Dropped { field, value } => write!(f, "leaves `{field}` behind: \"{value}\""),
            Self::Filled { field, value } => write!(f, "gets `{field}`: \"{value}\""),
            Self::Timer { activity, kind, at: Some(at) } => {
                write!(f, "`{}` of `{activity}` is due at {at}", kind.name())
            }
            Self::Timer { activity, kind, at: None } => {
                write!(f, "`{}` of `{activity}` is taken away", kind.name())
            }
            Self::NotUndoable { activity } => {
                write!(f, "`{activity}` will not be undone should it end unsuccessfully")
            }
        }
    }
}

/// A ticket in another version of its process.
#[derive(Debug, Clone, PartialEq)]
pub struct Migrated {
    /// Its state from now on.
    pub state: State,
    /// What is worth knowing about it.
    pub notes: Vec<Note>,
}

/// Where a ticket of the version `old` would stand in the version `new`.
///
/// # Errors
/// Every reason why it cannot be moved.
pub fn migrate(
    old: &Process,
    new: &Process,
    state: &State,
    mapping: &Mapping,
    now: Timestamp,
) -> Result<Migrated, Vec<Obstacle>> {
    let mut mover = Mover { old, new, mapping, now, obstacles: Vec::new(), notes: Vec::new() };
    let tokens = mover.tokens(&state.tokens);
    let values = mover.values(state);
    let timers = mover.timers(state, &tokens, &values);
    let moved = State {
        version: state.version + 1,
        at: now,
        tokens,
        values,
        timers,
        undoable: mover.undoable(&state.undoable),
        failure: mover.failure(state.failure.as_ref()),
        notice: state.notice.clone().map(|mut notice| {
            notice.field = notice.field.and_then(|field| new.field_idx(&old.field(field).name));
            notice
        }),
        background: mover.background(state),
        ..state.clone()
    };
    if mover.obstacles.is_empty() {
        Ok(Migrated { state: moved, notes: mover.notes })
    } else {
        Err(mover.obstacles)
    }
}

struct Mover<'m> {
    old: &'m Process,
    new: &'m Process,
    mapping: &'m Mapping,
    now: Timestamp,
    obstacles: Vec<Obstacle>,
    notes: Vec<Note>,
}

impl Mover<'_> {
    /// Where what has to do with an old activity is to be found in the new version.
    fn target(&self, activity: ActivityIdx) -> Result<ActivityIdx, String> {
        let name = &self.old.activity(activity).name;
        let name = self.mapping.moves.get(name).unwrap_or(name);
        self.new.activity_idx(name).ok_or_else(|| name.clone())
    }

    /// The same; the start, if the new version does not have it.
    fn or_start(&self, activity: ActivityIdx) -> ActivityIdx {
        self.target(activity).unwrap_or_else(|_no_activity| self.new.start().activity)
    }

    fn tokens(&mut self, tokens: &[Token]) -> Vec<Token> {
        let mut moved = Vec::with_capacity(tokens.len());
        for token in tokens {
            let from = self.old.activity(token.activity);
            let target = match self.target(token.activity) {
                Ok(target) => target,
                Err(activity) => {
                    self.obstacles.push(Obstacle::NoActivity { activity });
                    continue;
                }
            };
            let to = self.new.activity(target);
            if waits_for(self.old, from) == waits_for(self.new, to) {
                if from.name != to.name {
                    let (from, to) = (from.name.clone(), to.name.clone());
                    self.notes.push(Note::Moved { from, to });
                }
                moved.push(Token { activity: target, entry: token.entry });
            } else {
                self.obstacles.push(Obstacle::OtherKind {
                    from: from.name.clone(),
                    was: waits_for(self.old, from),
                    to: to.name.clone(),
                    is: waits_for(self.new, to),
                });
            }
        }
        if self.obstacles.is_empty() && !places::stands_at(self.new, &moved) {
            let activities =
                moved.iter().map(|token| self.new.activity(token.activity).name.clone());
            self.obstacles.push(Obstacle::NotTogether { activities: activities.collect() });
        }
        moved
    }

    fn values(&mut self, state: &State) -> Vec<Option<Value>> {
        for (field, value) in self.old.fields().iter().zip(&state.values) {
            if let (None, Some(value)) = (self.new.field_idx(&field.name), value) {
                let (field, value) = (field.name.clone(), field.display(value));
                self.notes.push(Note::Dropped { field, value });
            }
        }
        for field in self.mapping.fill.keys() {
            if self.new.field_idx(field).is_none() {
                self.obstacles.push(Obstacle::NoField { field: field.clone() });
            }
        }
        let fields = self.new.fields();
        fields.iter().map(|field| self.value(field, state)).collect()
    }

    fn value(&mut self, field: &crate::field::Field, state: &State) -> Option<Value> {
        let held = self.old.field_idx(&field.name).map(|idx| state.value(idx));
        let input = match (held, self.mapping.fill.get(&field.name)) {
            (Some(Some(value)), _) => value.to_input(),
            (_, Some(input)) => {
                let (field, value) = (field.name.clone(), input.join(", "));
                self.notes.push(Note::Filled { field, value });
                input.clone()
            }
            // The old version knew it, and it was left empty.
            (Some(None), None) => return None,
            (None, None) => return field.default.clone(),
        };
        field.parse(&input).unwrap_or_else(|fault| {
            let (field, value) = (field.name.clone(), input.join(", "));
            self.obstacles.push(Obstacle::Value { field, value, fault });
            None
        })
    }

    /// A timer that both versions have keeps its moment, since people count on it; one that is new is counted
    /// from now.
    fn timers(&mut self, state: &State, tokens: &[Token], values: &[Option<Value>]) -> Vec<Timer> {
        let mut timers = Vec::new();
        for token in tokens {
            let activity = self.new.activity(token.activity);
            for kind in TimerKind::ALL {
                let set = state
                    .timers
                    .iter()
                    .find(|timer| timer.entry == token.entry && timer.kind == kind);
                let had = state
                    .token(token.entry)
                    .is_some_and(|old| has_timer(self.old.activity(old.activity), kind));
                match (set, has_timer(activity, kind)) {
                    (Some(timer), true) => timers.push(*timer),
                    (Some(_), false) => self.note_timer(activity, kind, None),
                    (None, true) if !had => {
                        let at = due(activity, kind, values, self.now);
                        self.note_timer(activity, kind, Some(at));
                        timers.push(Timer { entry: token.entry, kind, at });
                    }
                    // Not there, or due already: reminded once, as was asked for.
                    (None, _) => {}
                }
            }
        }
        timers
    }

    fn note_timer(&mut self, activity: &Activity, kind: TimerKind, at: Option<Timestamp>) {
        self.notes.push(Note::Timer { activity: activity.name.clone(), kind, at });
    }

    fn undoable(&mut self, undoable: &[ActivityIdx]) -> Vec<ActivityIdx> {
        let mut kept = Vec::new();
        for &activity in undoable {
            let target = self.target(activity).ok().filter(|target| {
                let kind = &self.new.activity(*target).kind;
                matches!(kind, ActivityKind::ServiceTask { compensate: Some(_), .. })
            });
            if let Some(target) = target {
                kept.push(target);
            } else {
                let activity = self.old.activity(activity).name.clone();
                self.notes.push(Note::NotUndoable { activity });
            }
        }
        kept
    }

    /// A failure at an activity that is no more is told of the start: its code and sentence are what counts.
    fn failure(&self, failure: Option<&Failure>) -> Option<Failure> {
        let failure = failure?;
        let activity = self.or_start(failure.activity);
        Some(Failure { activity, ..failure.clone() })
    }

    fn background(&self, state: &State) -> Vec<crate::state::Background> {
        let moved = state.background.iter().map(|background| {
            let activity = self.or_start(background.activity);
            crate::state::Background { activity, ..background.clone() }
        });
        moved.collect()
    }
}

/// What a token at an activity waits for, as far as it matters to what is under way.
fn waits_for(process: &Process, activity: &Activity) -> String {
    match &activity.kind {
        ActivityKind::UserTask { .. } => "waits for a person".to_owned(),
        ActivityKind::ServiceTask { invoker, .. } => format!("waits for the invoker `{invoker}`"),
        ActivityKind::Wait { on: WaitFor::After(_) | WaitFor::Until(_), .. } => {
            "waits for a moment".to_owned()
        }
        ActivityKind::Wait { on: WaitFor::Message { name, .. }, .. } => {
            format!("waits for the message `{name}`")
        }
        ActivityKind::Call { process, .. } => format!("waits for the process `{process}`"),
        ActivityKind::ForEach { process, columns, .. } => {
            format!("waits for a process `{process}` for each item with {}", columns.join(", "))
        }
        ActivityKind::Join { of, .. } => {
            format!("gathers the branches of `{}`", process.activity(*of).name)
        }
        ActivityKind::End { state, .. } => format!("ends as {state}"),
        ActivityKind::Do { .. } | ActivityKind::Choice { .. } | ActivityKind::Parallel { .. } => {
            "goes on at once".to_owned()
        }
    }
}

/// Whether an activity sets a timer when a token comes.
const fn has_timer(activity: &Activity, kind: TimerKind) -> bool {
    match kind {
        TimerKind::Wait => matches!(
            activity.kind,
            ActivityKind::Wait { on: WaitFor::After(_) | WaitFor::Until(_), .. }
        ),
        TimerKind::Remind => activity.remind.is_some(),
        TimerKind::Expire => activity.expire.is_some(),
    }
}

/// When a timer of an activity is due for a token that comes now.
fn due(
    activity: &Activity,
    kind: TimerKind,
    values: &[Option<Value>],
    now: Timestamp,
) -> Timestamp {
    let after = match (kind, &activity.kind) {
        (TimerKind::Wait, ActivityKind::Wait { on: WaitFor::After(delay), .. }) => Some(*delay),
        (TimerKind::Wait, ActivityKind::Wait { on: WaitFor::Until(field), .. }) => {
            let value = values.get(field.0).and_then(Option::as_ref);
            return value.and_then(Value::moment).map_or(now, |at| at.max(now));
        }
        (TimerKind::Wait, _) => None,
        (TimerKind::Remind, _) => activity.remind.as_ref().map(|remind| remind.after),
        (TimerKind::Expire, _) => activity.expire.as_ref().map(|expire| expire.after),
    };
    after.map_or(now, |delay| delay.after(now))
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

//! A ticket's journal as a scenario that replays it.
//!
//! The journal is played in a [`World`] while it is written down, so that what is written is what can be played.

mod yaml;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

use super::Values;
use super::expect::{at, under_way};
use crate::access::Actor;
use crate::delay::Delay;
use crate::event::{Changes, Event, Outcome, ProcessEnd, Submission};
use crate::process::{ActivityKind, Process};
use crate::simulation::{Asked, PassFault, World};
use crate::state::{State, TimerKind};
use crate::step::Refusal;
use crate::value::Value;
use yaml::{Yaml, list, quote};

/// Why a journal cannot be written as a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    /// It is empty, or begins in the middle.
    #[error("the journal does not begin with the ticket's first event")]
    NoStart,
    /// The ticket was moved to another version of its process: scenarios are about one.
    #[error("the ticket was moved to another version of its process")]
    Migrated,
    /// The engine refuses what it once accepted.
    #[error("entry {entry} of the journal is refused now")]
    Refused {
        /// Which entry, from 1.
        entry: usize,
        /// Why.
        #[source]
        refusal: Refusal,
    },
    /// What happened cannot be said by a scenario's steps.
    #[error("entry {entry} of the journal cannot be said in a scenario: {why}")]
    Unsayable {
        /// Which entry, from 1.
        entry: usize,
        /// Why.
        why: String,
    },
    /// The scenario leads somewhere else.
    #[error("the scenario leads to another state than the journal")]
    Differs,
}

/// A scenario as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    process: String,
    /// Name -> what stands behind it.
    people: BTreeMap<String, String>,
    scenario: String,
}

impl Recorded {
    /// A whole document with this scenario alone.
    pub fn document(&self) -> String {
        let people = declared(self.people.iter());
        let people = if people.is_empty() { people } else { format!("people:\n{people}\n") };
        format!("process: {}\n\n{people}scenarios:\n{}", self.process, self.scenario)
    }

    /// A document with this scenario after those that it has, and the people that it does not have yet. None where
    /// it is not written as this writes: `people` and `scenarios` at the beginning of lines, `scenarios` last.
    pub fn appended_to(&self, document: &str) -> Option<String> {
        let (before, scenarios) = document.split_once("\nscenarios:\n")?;
        let has = |name: &str| before.lines().any(|line| line.starts_with(&format!("  {name}: ")));
        let new = self.people.iter().filter(|(name, _)| !has(name));
        let new = declared(new);
        let before = match before.split_once("\npeople:\n") {
            _ if new.is_empty() => before.to_owned(),
            Some((head, people)) => format!("{head}\npeople:\n{new}{people}"),
            None => format!("{before}\npeople:\n{new}"),
        };
        Some(format!("{before}\nscenarios:\n{}\n\n{}", scenarios.trim_end(), self.scenario))
    }
}

/// Writes a ticket's journal as a scenario of that name.
pub fn record(
    process: &Process,
    name: &str,
    number: &str,
    journal: &[(Timestamp, Event)],
    stored: &State,
) -> Result<Recorded, RecordFault> {
    let (began, first) = journal.first().ok_or(RecordFault::NoStart)?;
    let world = World::begin(process, number, first, *began)
        .map_err(|refusal| RecordFault::Refused { entry: 1, refusal })?;
    let mut recorder = Recorder { world, people: Vec::new(), yaml: Yaml::default(), entry: 1 };
    recorder.head(name, number, *began);
    recorder.first(first)?;
    for (at, event) in journal.iter().skip(1) {
        recorder.entry += 1;
        recorder.happened(*at, event)?;
    }
    if !is_same(recorder.world.state(), stored) {
        return Err(RecordFault::Differs);
    }
    recorder.finally();
    let people =
        recorder.people.into_iter().map(|(name, actor)| (name.clone(), person(&name, &actor)));
    let people = people.collect();
    Ok(Recorded { process: process.name().to_owned(), people, scenario: recorder.yaml.0 })
}

/// Whether two states are the same to people: moments and versions may differ.
fn is_same(played: &State, stored: &State) -> bool {
    let places =
        |state: &State| state.tokens.iter().map(|token| token.activity).collect::<Vec<_>>();
    places(played) == places(stored)
        && played.values == stored.values
        && played.ticket == stored.ticket
        && played.failure == stored.failure
        && played.notice == stored.notice
}

struct Recorder<'p> {
    world: World<'p>,
    people: Vec<(String, Actor)>,
    yaml: Yaml,
    /// Which entry of the journal is written, from 1.
    entry: usize,
}

impl Recorder<'_> {
    fn head(&mut self, name: &str, number: &str, began: Timestamp) {
        let began = TimeZone::UTC.to_datetime(began);
        self.yaml.line(2, &format!("- name: {}", quote(name)));
        self.yaml.line(4, &format!("at: {began}"));
        self.yaml.line(4, &format!("number: {}", quote(number)));
        self.yaml.line(4, "steps:");
    }

    fn first(&mut self, event: &Event) -> Result<(), RecordFault> {
        match event {
            Event::Started { actor, submission } => {
                let by = self.person(actor);
                self.yaml.line(6, "- start:");
                self.yaml.line(10, &format!("by: {}", quote(&by)));
                if let Some(submission) = submission {
                    self.dialog(submission);
                    self.yaml.values(10, "values", &submission.values);
                }
                Ok(())
            }
            Event::Called { customer_id, customer_user, values, .. } => {
                self.yaml.line(6, "- called:");
                self.yaml.line(10, &format!("customer: {}", quote(customer_id)));
                self.yaml.line(10, &format!("customer-user: {}", quote(customer_user)));
                let values = self.known(values);
                self.yaml.values(10, "values", &values);
                Ok(())
            }
            Event::Submitted { .. }
            | Event::Ended { .. }
            | Event::Due { .. }
            | Event::Message { .. }
            | Event::Collected { .. }
            | Event::Returned { .. }
            | Event::Cancelled { .. }
            | Event::Reassigned { .. }
            | Event::Migrated { .. }
            | Event::Restored { .. } => Err(RecordFault::NoStart),
        }
    }

    fn happened(&mut self, at: Timestamp, event: &Event) -> Result<(), RecordFault> {
        if let Event::Due { entry, timer } = event {
            return self.due(*entry, *timer);
        }
        self.pass_before_timers(at)?;
        match event {
            Event::Submitted { actor, submission, .. } => self.submitted(actor, submission),
            Event::Ended { entry, outcome } => self.ended(*entry, outcome)?,
            Event::Message { name, values } => {
                self.yaml.line(6, &format!("- message: {}", quote(name)));
                self.yaml.values(8, "values", values);
            }
            Event::Collected { entry, items } => self.collected(*entry, items)?,
            Event::Returned { entry, item, end } => self.returned(*entry, *item, end)?,
            Event::Cancelled { actor, reason } => {
                let by = self.person(actor);
                self.yaml.line(6, "- cancel:");
                self.yaml.line(10, &format!("by: {}", quote(&by)));
                self.yaml.line(10, &format!("reason: {}", quote(reason)));
            }
            Event::Reassigned { customer_user, .. } => {
                let why = format!("the ticket was given to {customer_user}");
                return Err(RecordFault::Unsayable { entry: self.entry, why });
            }
            Event::Migrated { .. } | Event::Restored { .. } => return Err(RecordFault::Migrated),
            Event::Started { .. } | Event::Called { .. } | Event::Due { .. } => {
                return Err(RecordFault::NoStart);
            }
        }
        let event = self.seen_now(event);
        let entry = self.entry;
        self.world.happen(&event).map_err(|refusal| RecordFault::Refused { entry, refusal })
    }

    /// The event as it happens in this world, where versions may count otherwise.
    fn seen_now(&self, event: &Event) -> Event {
        let mut event = event.clone();
        if let Event::Submitted { seen, .. } = &mut event {
            *seen = self.world.state().version;
        }
        event
    }

    /// Lets the time pass up to a moment, in whole seconds, but no timer come: those have entries of their own.
    fn pass_before_timers(&mut self, until: Timestamp) -> Result<(), RecordFault> {
        let before_timer =
            self.world.next_timer().map(|timer| timer.at - jiff::SignedDuration::from_nanos(1));
        let until = before_timer.map_or(until, |timer| until.min(timer));
        let seconds = (until - self.world.now()).total(Unit::Second).unwrap_or_default();
        self.pass(seconds.floor())
    }

    /// Lets the time pass until a timer has come, unless it came with another one.
    fn due(&mut self, entry: u32, kind: TimerKind) -> Result<(), RecordFault> {
        let is_it = |timer: &&crate::state::Timer| timer.entry == entry && timer.kind == kind;
        let Some(timer) = self.world.state().timers.iter().find(is_it) else { return Ok(()) };
        let seconds = (timer.at - self.world.now()).total(Unit::Second).unwrap_or_default();
        self.pass(seconds.ceil())?;
        // A timer of this very moment needs no time to pass; a scenario cannot say so.
        if self.world.state().timers.iter().any(|timer| is_it(&timer)) {
            return Err(self.unsayable("a timer comes without time passing"));
        }
        Ok(())
    }

    #[expect(clippy::cast_possible_truncation, reason = "whole seconds, far below 2^63")]
    fn pass(&mut self, seconds: f64) -> Result<(), RecordFault> {
        let Some(delay) = Delay::of_seconds(seconds as i64) else { return Ok(()) };
        self.yaml.line(6, &format!("- pass: {delay}"));
        match self.world.pass(delay) {
            Ok(_) => Ok(()),
            Err(PassFault::TooManyTimers) => Err(self.unsayable("too many timers")),
            Err(PassFault::Refused(refusal)) => {
                Err(RecordFault::Refused { entry: self.entry, refusal })
            }
        }
    }

    fn unsayable(&self, why: &str) -> RecordFault {
        RecordFault::Unsayable { entry: self.entry, why: why.to_owned() }
    }

    /// The name under which a person takes part.
    fn person(&mut self, actor: &Actor) -> String {
        if let Some((name, _)) = self.people.iter().find(|(_, known)| known == actor) {
            return name.clone();
        }
        let login = actor.login();
        let same = self.people.iter().filter(|(_, known)| known.login() == login).count();
        let name = if same == 0 { login.to_owned() } else { format!("{login}-{}", same + 1) };
        self.people.push((name.clone(), actor.clone()));
        name
    }

    fn dialog(&mut self, submission: &Submission) {
        let process = self.world.process();
        let activity = process.activity_idx(&submission.activity);
        let kind = activity.map(|activity| &process.activity(activity).kind);
        if let Some(ActivityKind::UserTask { dialogs, .. }) = kind
            && dialogs.len() > 1
            && let Some(dialog) = dialogs.get(submission.dialog)
        {
            self.yaml.line(10, &format!("dialog: {}", quote(&dialog.name)));
        }
    }

    fn submitted(&mut self, actor: &Actor, submission: &Submission) {
        let by = self.person(actor);
        self.yaml.line(6, "- submit:");
        self.yaml.line(10, &format!("to: {}", quote(&submission.activity)));
        self.dialog(submission);
        self.yaml.line(10, &format!("by: {}", quote(&by)));
        self.yaml.values(10, "values", &submission.values);
    }

    /// Names the activity that waits for an answer.
    fn awaited(&mut self, keyword: &str, entry: u32, item: Option<u32>) -> Result<(), RecordFault> {
        let awaited = self.world.awaited();
        let is_it = |what: &Asked| match what {
            Asked::Process { item: other } => item == Some(*other),
            Asked::Invocation { .. } | Asked::Items => item.is_none(),
        };
        let found = awaited.iter().find(|one| one.entry == entry && is_it(&one.what));
        let Some(found) = found else { return Err(self.unsayable("nothing waits for it")) };
        let here = || awaited.iter().filter(|other| other.activity == found.activity);
        // A scenario answers the one that was fired first.
        let first = here().find(|other| other.what == found.what);
        if first != Some(found) {
            return Err(self.unsayable("an earlier one of the same kind is still under way"));
        }
        let name = &self.world.process().activity(found.activity).name;
        self.yaml.line(6, &format!("- {keyword}: {}", quote(name)));
        if let Asked::Invocation { invoker } = &found.what
            && here().count() > 1
        {
            self.yaml.line(8, &format!("invoker: {}", quote(invoker)));
        }
        if let Some(item) = item {
            self.yaml.line(8, &format!("item: {}", item + 1));
        }
        Ok(())
    }

    fn ended(&mut self, entry: u32, outcome: &Outcome) -> Result<(), RecordFault> {
        self.awaited("answer", entry, None)?;
        match outcome {
            Outcome::Accepted { changes } => {
                self.yaml.line(8, "accepted:");
                self.changes(changes);
            }
            Outcome::Rejected { code, message, changes } => {
                self.yaml.line(8, "rejected:");
                self.yaml.line(10, &format!("code: {}", quote(code)));
                self.yaml.line(10, &format!("message: {}", quote(message)));
                self.changes(changes);
            }
            Outcome::Undelivered { attempts, last_error } => {
                let error = quote(last_error);
                let text = format!("undelivered: {{ attempts: {attempts}, error: {error} }}");
                self.yaml.line(8, &text);
            }
        }
        Ok(())
    }

    fn changes(&mut self, changes: &Changes) {
        let fields: Values = changes.fields.iter().cloned().collect();
        let fields = self.known(&fields);
        self.yaml.values(10, "set", &fields);
        for (key, text) in [("state", &changes.state), ("title", &changes.title)] {
            if let Some(text) = text {
                self.yaml.line(10, &format!("{key}: {}", quote(text)));
            }
        }
        if !changes.articles.is_empty() {
            self.yaml.line(10, "articles:");
        }
        for article in &changes.articles {
            let reader = if article.visible_to_customer { "customer" } else { "agents" };
            self.yaml.line(12, &format!("- body: {}", quote(&article.body)));
            self.yaml.line(14, &format!("subject: {}", quote(&article.subject)));
            self.yaml.line(14, &format!("visible-to: {reader}"));
        }
    }

    /// Only the fields that the process has: others were left out when they came.
    fn known(&self, values: &Values) -> Values {
        let process = self.world.process();
        let known = values.iter().filter(|(name, _)| process.field_idx(name).is_some());
        known.map(|(name, input)| (name.clone(), input.clone())).collect()
    }

    fn collected(
        &mut self,
        entry: u32,
        items: &Result<Vec<Vec<String>>, String>,
    ) -> Result<(), RecordFault> {
        self.awaited("items", entry, None)?;
        let rows = match items {
            Ok(rows) => rows,
            Err(reason) => {
                self.yaml.line(8, &format!("unreadable: {}", quote(reason)));
                return Ok(());
            }
        };
        let process = self.world.process();
        let token = self.world.state().token(entry);
        let kind = token.map(|token| &process.activity(token.activity).kind);
        let Some(ActivityKind::ForEach { columns, .. }) = kind else { return Ok(()) };
        self.yaml.line(8, if rows.is_empty() { "rows: []" } else { "rows:" });
        for row in rows {
            let cells = columns.iter().zip(row);
            let cells = cells.map(|(column, text)| format!("{}: {}", quote(column), quote(text)));
            self.yaml.line(10, &format!("- {{ {} }}", cells.collect::<Vec<_>>().join(", ")));
        }
        Ok(())
    }

    fn returned(&mut self, entry: u32, item: u32, end: &ProcessEnd) -> Result<(), RecordFault> {
        self.awaited("return", entry, Some(item))?;
        if !end.is_successful {
            self.yaml.line(8, &format!("unsuccessful: {}", quote(&end.reason)));
        } else if end.values.is_empty() {
            self.yaml.line(8, "successful:");
        } else {
            self.yaml.values(8, "successful", &end.values);
        }
        Ok(())
    }

    /// What is expected in the end: where the process stands, the ticket, and its fields.
    fn finally(&mut self) {
        let world = &self.world;
        let ticket = &world.state().ticket;
        self.yaml.line(6, "- expect:");
        self.yaml.line(10, &format!("at: {}", list(&at(world))));
        self.yaml.line(10, &format!("waits-for: {}", list(&under_way(world))));
        for (key, text) in [
            ("state", ticket.state.name()),
            ("title", &ticket.title),
            ("queue", &ticket.queue),
            ("priority", ticket.priority.name()),
        ] {
            self.yaml.line(10, &format!("{key}: {}", quote(text)));
        }
        let told = world.state().notice.as_ref().map(|notice| quote(&notice.text));
        self.yaml.line(10, &format!("told: {}", told.unwrap_or_default()));
        let fields = world.process().fields().iter().zip(&world.state().values);
        let fields = fields.map(|(field, value)| {
            (field.name.clone(), value.as_ref().map(Value::to_input).unwrap_or_default())
        });
        self.yaml.values(10, "fields", &fields.collect());
    }
}

/// The lines of `people`.
fn declared<'d>(people: impl Iterator<Item = (&'d String, &'d String)>) -> String {
    let lines = people.flat_map(|(name, person)| ["  ", name, ": ", person, "\n"]);
    lines.collect()
}

/// A person, as `people` declares him.
fn person(name: &str, actor: &Actor) -> String {
    let mut parts = Vec::new();
    if name != actor.login() {
        parts.push(format!("login: {}", quote(actor.login())));
    }
    match actor {
        Actor::CustomerUser { customer_id, .. } => {
            parts.push(format!("customer: {}", quote(customer_id)));
        }
        Actor::Agent { .. } | Actor::System => parts.push("agent: true".to_owned()),
    }
    if !actor.groups().is_empty() {
        parts.push(format!("groups: {}", list(actor.groups())));
    }
    format!("{{ {} }}", parts.join(", "))
}

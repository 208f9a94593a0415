//! Tickets and everything that happens to them, for tests.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::access::Actor;
use crate::delay::Delay;
use crate::event::{Changes, Decision, Effect, Event, ItemSource, Outcome, ProcessEnd, Submission};
use crate::process::Process;
use crate::process::compile::{Surroundings, compile};
use crate::state::{Parent, State, TimerKind};
use crate::step::tests_support::NOW;
use crate::step::{Refusal, Step, start, step};

pub(super) const NUMBER: &str = "2026112010000011";

pub(super) fn anna() -> Actor {
    customer_user("anna", &["customer-admins"])
}

pub(super) fn customer_user(login: &str, groups: &[&str]) -> Actor {
    Actor::CustomerUser {
        login: login.into(),
        customer_id: "ACME".into(),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
    }
}

pub(super) fn agent() -> Actor {
    Actor::Agent { login: "otto".into(), groups: vec![] }
}

pub(super) fn submission(activity: &str, values: &[(&str, &str)]) -> Submission {
    Submission { activity: activity.into(), dialog: 0, values: inputs(values) }
}

/// Field names with one text each.
pub(super) fn inputs(values: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
    values.iter().map(|&(name, text)| (name.to_owned(), vec![text.to_owned()])).collect()
}

/// An accepted invocation whose mapping changes nothing.
pub(super) fn done() -> Outcome {
    Outcome::Accepted { changes: Changes::default() }
}

pub(super) fn rejected(code: &str, message: &str) -> Outcome {
    Outcome::Rejected { code: code.into(), message: message.into(), changes: Changes::default() }
}

pub(super) fn undelivered() -> Outcome {
    Outcome::Undelivered { attempts: 5, last_error: "connection refused".into() }
}

/// The process of a document of which only fields and activities matter; it starts at `first`.
pub(super) fn process(parts: &str) -> Process {
    let source = format!(
        "process: p\nname: P\nstart: {{ activity: first, by: anyone }}\nticket: {{ title: T, queue: Staff }}\n{parts}"
    );
    compile(source.as_bytes(), &Surroundings::default()).unwrap_or_else(|faults| {
        panic!("{}", crate::diagnostic::render(&faults, &source, "p.yaml"))
    })
}

/// A ticket and everything that happened to it.
pub(super) struct Story {
    pub(super) process: Process,
    pub(super) now: Timestamp,
    pub(super) journal: Vec<(Timestamp, Event)>,
    pub(super) state: State,
    pub(super) last: Step,
}

impl Story {
    pub(super) fn begin(process: Process, actor: Actor, submission: Option<Submission>) -> Self {
        Self::begin_with(process, Event::Started { actor, submission })
    }

    /// One that begins without a form.
    pub(super) fn of(parts: &str) -> Self {
        Self::begin(process(parts), anna(), None)
    }

    pub(super) fn begin_with(process: Process, event: Event) -> Self {
        let last = start(&process, NUMBER, &event, NOW).unwrap();
        let state = last.state.clone();
        Self { process, now: NOW, journal: vec![(NOW, event)], state, last }
    }

    pub(super) fn happen(&mut self, event: Event) -> &mut Self {
        self.last = step(&self.process, &self.state, &event, self.now)
            .unwrap_or_else(|refusal| panic!("{refusal:?}: {event:?}"));
        self.state = self.last.state.clone();
        self.journal.push((self.now, event));
        self
    }

    pub(super) fn later(&mut self, delay: &str) -> &mut Self {
        self.now = Delay::parse(delay).unwrap().after(self.now);
        self
    }

    pub(super) fn submit(&mut self, submission: Submission) -> &mut Self {
        self.submit_by(anna(), submission)
    }

    pub(super) fn submit_by(&mut self, actor: Actor, submission: Submission) -> &mut Self {
        let seen = self.state.version;
        self.happen(Event::Submitted { actor, submission, seen })
    }

    /// The invocation of the first token ends.
    pub(super) fn end(&mut self, outcome: Outcome) -> &mut Self {
        let entry = self.state.tokens[0].entry;
        self.ended(entry, outcome)
    }

    pub(super) fn ended(&mut self, entry: u32, outcome: Outcome) -> &mut Self {
        self.happen(Event::Ended { entry, outcome })
    }

    pub(super) fn due(&mut self, entry: u32, timer: TimerKind) -> &mut Self {
        self.happen(Event::Due { entry, timer })
    }

    pub(super) fn message(&mut self, name: &str, values: &[(&str, &str)]) -> &mut Self {
        self.happen(Event::Message { name: name.into(), values: inputs(values) })
    }

    pub(super) fn returned(
        &mut self,
        entry: u32,
        item: u32,
        end: Result<&[(&str, &str)], &str>,
    ) -> &mut Self {
        self.happen(returned(entry, item, end))
    }

    pub(super) fn refused(&self, event: &Event) -> Refusal {
        step(&self.process, &self.state, event, self.now).unwrap_err()
    }

    pub(super) fn refused_submission(&self, actor: Actor, submission: Submission) -> Refusal {
        self.refused(&Event::Submitted { actor, submission, seen: self.state.version })
    }

    pub(super) fn field(&self, name: &str) -> String {
        field(&self.state, &self.process, name)
    }

    /// Checks where the ticket is, and what the last step asked for.
    pub(super) fn check(&mut self, expected: &str) -> &mut Self {
        let places = where_it_is(&self.process, &self.state);
        self.compare(format!("{places}, {}", self.state.ticket.state), Vec::new(), expected)
    }

    /// The same with entry numbers, timers and withdrawn tokens.
    pub(super) fn shows(&mut self, expected: &str) -> &mut Self {
        let name = |idx| self.process.activity(idx).name.as_str();
        let tokens: Vec<String> = self
            .state
            .tokens
            .iter()
            .map(|token| format!("{}#{}", name(token.activity), token.entry))
            .collect();
        let mut rest: Vec<String> = self
            .last
            .decisions
            .iter()
            .filter_map(|decision| {
                let Decision::Withdrew { activity, entry } = decision else { return None };
                Some(format!("withdrew {}#{entry}", name(*activity)))
            })
            .collect();
        rest.extend(
            self.state
                .timers
                .iter()
                .map(|timer| format!("{}#{} at {}", timer.kind.name(), timer.entry, timer.at)),
        );
        let first = format!("{}, {}", tokens.join(" "), self.state.ticket.state);
        self.compare(first, rest, expected)
    }

    fn compare(&mut self, first: String, rest: Vec<String>, expected: &str) -> &mut Self {
        let mut lines = vec![first];
        lines.extend(rest);
        if let Some(notice) = &self.state.notice {
            let field = notice.field.map_or("", |field| self.process.field(field).name.as_str());
            lines.push(format!("notice {field}: {}", notice.text));
        }
        lines.extend(self.last.effects.iter().map(shown));
        assert_eq!(lines.join("\n"), expected);
        assert_eq!(
            replay(&self.process, &self.journal),
            self.state,
            "the journal gives the same state"
        );
        self
    }
}

/// A called process ended, with these values or because of this.
pub(super) fn returned(entry: u32, item: u32, end: Result<&[(&str, &str)], &str>) -> Event {
    let end = ProcessEnd {
        is_successful: end.is_ok(),
        reason: end.err().unwrap_or_default().to_owned(),
        values: end.map(inputs).unwrap_or_default(),
    };
    Event::Returned { entry, item, end }
}

fn shown(effect: &Effect) -> String {
    match effect {
        Effect::WriteArticle(article) => format!("article: {}", article.body),
        Effect::Invoke { entry, invoker } => format!("invoke {entry} {invoker}"),
        Effect::Notify { to, subject, body, link } => {
            let link = link.as_ref().map(|link| format!("\nlink {link}")).unwrap_or_default();
            format!("notify {}: {subject}\n{body}{link}", to.name())
        }
        Effect::Begin { process, values, waits } => {
            let waits =
                waits.map(|(entry, item)| format!(" for {entry}.{item}")).unwrap_or_default();
            format!("begin {process}{waits}: {}", listed(values))
        }
        Effect::Collect { entry, source, columns } => {
            let source = match source {
                ItemSource::Rows(file) => &file.file_name,
                ItemSource::CustomerUsers { customer_id } => customer_id,
            };
            format!("collect {entry} {source}: {}", columns.join(" "))
        }
        Effect::Return { parent: Parent { ticket, entry, item }, end } => {
            let how = if end.is_successful { "ok" } else { "failed" };
            format!(
                "return {ticket} {entry}.{item} {how} ({}): {}",
                end.reason,
                listed(&end.values)
            )
        }
    }
}

fn listed(values: &BTreeMap<String, Vec<String>>) -> String {
    let values = values.iter().map(|(name, texts)| format!("{name}={}", texts.join("+")));
    values.collect::<Vec<_>>().join(" ")
}

pub(super) fn started(actor: &Actor, submission: Option<&Submission>) -> Event {
    Event::Started { actor: actor.clone(), submission: submission.cloned() }
}

pub(super) fn where_it_is(process: &Process, state: &State) -> String {
    let places: Vec<&str> =
        state.tokens.iter().map(|token| process.activity(token.activity).name.as_str()).collect();
    places.join(" ")
}

/// Folds the events of a ticket.
pub(super) fn replay(process: &Process, journal: &[(Timestamp, Event)]) -> State {
    let ((at, first), rest) = journal.split_first().expect("a journal begins with the start");
    let first = start(process, NUMBER, first, *at).unwrap().state;
    rest.iter().fold(first, |state, (at, event)| step(process, &state, event, *at).unwrap().state)
}

pub(super) fn field(state: &State, process: &Process, name: &str) -> String {
    let value = state.value(process.field_idx(name).unwrap());
    value.map(crate::value::Value::to_text).unwrap_or_default()
}

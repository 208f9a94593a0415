//! Runs a process by a script: what happens, and where the ticket stands then.

use std::collections::BTreeMap;

use engine::access::Actor;
use engine::delay::Delay;
use engine::diagnostic::render;
use engine::event::{Effect, Event, ProcessEnd, Submission};
use engine::process::Process;
use engine::process::compile::{Surroundings, compile};
use engine::state::{State, TimerKind};
use engine::step::{Refusal, Step, start, step};
use jiff::Timestamp;

const HEAD: &str = r#"
process: pattern
name: Pattern
start: { activity: begin }
ticket: { title: A pattern, queue: Patterns }
fields:
  Way: { label: Way, type: text, default: "-" }
  Items: { label: Items, type: textarea, default: "one" }
activities:
  begin: { user-task: Begin, dialogs: [ { fields: { Way: optional, Items: optional } } ], next: first }
"#;

/// A process with these activities after `begin`. A line `NAME -> ...` is a user task with that `next`.
pub(crate) fn document(activities: &str) -> String {
    let lines = activities.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        line.split_once(" -> ").map_or_else(
            || format!("  {line}\n"),
            |(name, next)| {
                format!(
                    "  {name}: {{ user-task: Do {name}, dialogs: [ {{ fields: {{ Way: optional }} }} ], next: {next} }}\n"
                )
            },
        )
    });
    format!("{HEAD}{}", lines.collect::<String>())
}

/// Compiles the activities, lets things happen and compares where the tokens stand after each: `("done a", "b c")`.
///
/// `done ACTIVITY [Way]` submits, `message NAME` sends, `pass DELAY` lets time pass, `returned ACTIVITY ITEM` ends a
/// called process, `cancel` ends the ticket. After `!` something that must be refused.
pub(crate) fn check(activities: &str, script: &[(&str, &str)]) {
    let document = document(activities);
    let process = compile(document.as_bytes(), &Surroundings::default()).unwrap_or_else(|faults| {
        panic!("{}", render(&faults, &document, "pattern.yaml"));
    });
    let mut run = Run::begin(process);
    for (happens, expected) in script {
        run.happen(happens);
        assert_eq!(run.places(), *expected, "after `{happens}`");
    }
}

/// The codes with which a process of these activities is refused.
pub(crate) fn check_refused(activities: &str, expected: &[&str]) {
    let document = document(activities);
    let faults = compile(document.as_bytes(), &Surroundings::default()).unwrap_err();
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code.name()).collect();
    assert_eq!(codes, expected, "{}", render(&faults, &document, "pattern.yaml"));
}

struct Run {
    process: Process,
    state: State,
    effects: Vec<Effect>,
    now: Timestamp,
}

fn anna() -> Actor {
    Actor::CustomerUser { login: "anna".into(), customer_id: "ACME".into(), groups: Vec::new() }
}

fn submission(activity: &str, values: &[(&str, &str)]) -> Submission {
    let values = values.iter().map(|&(name, value)| (name.to_owned(), vec![value.to_owned()]));
    Submission { activity: activity.to_owned(), dialog: 0, values: values.collect() }
}

impl Run {
    fn begin(process: Process) -> Self {
        let now = Timestamp::constant(1_795_176_000, 0);
        let submission = Some(submission("begin", &[("Way", "-"), ("Items", "one\ntwo")]));
        let first = start(&process, "1", &Event::Started { actor: anna(), submission }, now);
        let Step { state, effects, .. } = first.unwrap();
        Self { process, state, effects, now }
    }

    fn happen(&mut self, what: &str) {
        let (refused, what) = what.strip_prefix("! ").map_or((false, what), |what| (true, what));
        let words: Vec<&str> = what.split(' ').collect();
        if let ["pass", delay] = words[..] {
            self.pass(Delay::parse(delay).unwrap());
            return;
        }
        let entry = |activity: &str| {
            let activity = self.process.activity_idx(activity).unwrap();
            self.state.token_at(activity).unwrap().entry
        };
        let event = match words[..] {
            ["begun"] => return,
            ["done", activity] => self.submitted(activity, "-"),
            ["done", activity, way] => self.submitted(activity, way),
            ["message", name] => Event::Message { name: name.to_owned(), values: BTreeMap::new() },
            ["returned", activity, item] => Event::Returned {
                entry: entry(activity),
                item: item.parse().unwrap(),
                end: ProcessEnd {
                    is_successful: true,
                    reason: String::new(),
                    values: BTreeMap::new(),
                },
            },
            ["cancel"] => Event::Cancelled {
                actor: Actor::Agent { login: "admin".into(), groups: vec!["admin".into()] },
                reason: "Not needed.".into(),
            },
            _ => panic!("`{what}` means nothing"),
        };
        let result = self.step(&event);
        assert_eq!(result.is_err(), refused, "`{what}`: {result:?}");
    }

    fn submitted(&self, activity: &str, way: &str) -> Event {
        let submission = submission(activity, &[("Way", way)]);
        Event::Submitted { actor: anna(), submission, seen: self.state.version }
    }

    fn step(&mut self, event: &Event) -> Result<(), Refusal> {
        let Step { state, effects, .. } = step(&self.process, &self.state, event, self.now)?;
        self.state = state;
        self.effects = effects;
        Ok(())
    }

    /// Lets time pass: what is due on the way happens at its moment.
    fn pass(&mut self, delay: Delay) {
        let until = delay.after(self.now);
        loop {
            let next = self.state.timers.iter().copied().min_by_key(|timer| timer.at);
            let Some(timer) = next.filter(|timer| timer.at <= until) else { break };
            self.now = timer.at;
            assert_ne!(timer.kind, TimerKind::Remind, "patterns remind nobody");
            self.step(&Event::Due { entry: timer.entry, timer: timer.kind }).unwrap();
        }
        self.now = until;
    }

    /// Where the tokens stand, and the processes that the last event began.
    fn places(&self) -> String {
        let tokens = self.state.tokens.iter();
        let mut places: Vec<String> =
            tokens.map(|token| self.process.activity(token.activity).name.clone()).collect();
        places.extend(self.effects.iter().filter_map(|effect| {
            if let Effect::Begin { process, .. } = effect {
                Some(format!("+{process}"))
            } else {
                None
            }
        }));
        places.join(" ")
    }
}

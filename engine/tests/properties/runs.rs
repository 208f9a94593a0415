//! A process that compiles never gets stuck, and its journal says everything.

use engine::diagnostic::render;
use engine::event::{Decision, Effect, Event, Outcome};
use engine::process::compile::compile;
use engine::process::format::format;
use engine::process::{ActivityKind, Process};
use engine::simulation::values::Lot;
use engine::state::{State, Token};
use engine::step::{Step, start, step};
use jiff::Timestamp;

use crate::cases::{Counts, all, assert_all_counted, count};
use crate::drawn;
use crate::happen::{begin, draw, helpful};
use crate::write::surroundings;

const NUMBER: &str = "2026112010000011";
/// How many processes are run if nothing else is said.
const CASES: u64 = 300;
/// How often something is drawn that may happen to a ticket.
const EVENTS: usize = 30;
/// How often after its end.
const AFTER_END: usize = 4;
/// After so many events without a person a process rests, or goes round through delays and messages.
const HELPFUL_MAX: usize = 40;

type Journal = Vec<(Timestamp, Event)>;

/// The same process from its document in canonical form.
fn formatted(source: &str) -> Process {
    let formatted = format(source.as_bytes()).unwrap();
    assert_eq!(format(formatted.as_bytes()).unwrap(), formatted);
    compile(formatted.as_bytes(), &surroundings())
        .unwrap_or_else(|faults| panic!("{}", render(&faults, &formatted, "drawn.yaml")))
}

fn run(lot: &mut Lot, counts: &mut Counts) {
    let (source, process) = drawn::process(lot, counts);
    let twin = formatted(&source);
    let Some((first, mut last)) = begin(&process, NUMBER, lot) else {
        count(counts, "not begun");
        return;
    };
    let mut journal = vec![(first.at, first.event.clone())];
    assert_eq!(start(&twin, NUMBER, &first.event, first.at), Ok(last.clone()), "{source}");
    note(&process, &first.event, &last, counts);
    check(&process, None, &last, &source);
    let mut n_after_end = 0;
    for _ in 0..EVENTS {
        let before = last.state.clone();
        n_after_end += usize::from(is_over(&process, &before));
        if n_after_end > AFTER_END {
            break;
        }
        let happening = draw(&process, &before, lot);
        let result = step(&process, &before, &happening.event, happening.at);
        let context = || format!("{happening:?}\n{before:?}\n{source}");
        assert_eq!(result.is_ok(), happening.is_accepted, "{result:?}\n{}", context());
        assert_eq!(step(&twin, &before, &happening.event, happening.at), result, "{}", context());
        let Ok(next) = result else {
            count(counts, "event refused");
            continue;
        };
        assert_eq!(next.state.at, happening.at);
        note(&process, &happening.event, &next, counts);
        check(&process, Some(&before), &next, &source);
        goes_on(&process, &next.state, lot, &source);
        journal.push((happening.at, happening.event));
        last = next;
    }
    assert_eq!(replay(&process, &journal), last.state, "{source}");
    let is_over = is_over(&process, &last.state);
    count(counts, if is_over { "over" } else { "under way" });
}

/// Folds the events of a ticket.
fn replay(process: &Process, journal: &Journal) -> State {
    let ((at, first), rest) = journal.split_first().unwrap();
    let first = start(process, NUMBER, first, *at).unwrap().state;
    rest.iter().fold(first, |state, (at, event)| step(process, &state, event, *at).unwrap().state)
}

fn kind(process: &Process, token: Token) -> &ActivityKind {
    &process.activity(token.activity).kind
}

fn is_over(process: &Process, state: &State) -> bool {
    state.tokens.iter().all(|token| matches!(kind(process, *token), ActivityKind::End { .. }))
}

/// What holds after every step.
fn check(process: &Process, before: Option<&State>, next: &Step, source: &str) {
    let state = &next.state;
    let context = || format!("{state:?}\n{source}");
    assert_eq!(state.version, before.map_or(0, |before| before.version) + 1);
    for (position, token) in state.tokens.iter().enumerate() {
        let kind = kind(process, *token);
        let is_join = matches!(kind, ActivityKind::Join { .. });
        let is_end = matches!(kind, ActivityKind::End { .. });
        assert!(kind.rests() || is_join || is_end, "a token rests\n{}", context());
        assert!(!is_end || state.tokens.len() == 1, "an end is alone\n{}", context());
        let n_here = state.tokens.iter().filter(|other| other.activity == token.activity).count();
        let n_most = if let ActivityKind::Join { wait_for, .. } = kind { *wait_for - 1 } else { 1 };
        assert!(n_here <= n_most, "tokens meet\n{}", context());
        let earlier = &state.tokens[..position];
        assert!(earlier.iter().all(|other| other.entry < token.entry), "in order\n{}", context());
        assert!(is_awaited(process, state, *token), "nothing comes to {token:?}\n{}", context());
    }
    belongs(process, state, &context);
    let mut fresh = before.map_or(1, |before| before.next_entry);
    for decision in &next.decisions {
        if let Decision::Entered { entry, .. } = decision {
            assert!(*entry >= fresh, "entries are numbered anew\n{}", context());
            fresh = entry + 1;
        }
    }
    assert!(fresh <= state.next_entry, "{}", context());
    if is_over(process, state) {
        assert!(state.timers.is_empty() && state.children.is_empty(), "over\n{}", context());
    } else {
        let waits = |token: &Token| !matches!(kind(process, *token), ActivityKind::Join { .. });
        assert!(state.tokens.iter().any(waits), "nothing but joins\n{}", context());
    }
}

/// Whatever somebody waits for has somebody who waits.
fn belongs(process: &Process, state: &State, context: &dyn Fn() -> String) {
    let is_there = |entry: u32| state.token(entry).is_some();
    for (position, timer) in state.timers.iter().enumerate() {
        assert!(is_there(timer.entry), "{timer:?}\n{}", context());
        let twice =
            |other: &engine::state::Timer| (other.entry, other.kind) == (timer.entry, timer.kind);
        assert!(!state.timers[..position].iter().any(twice), "{timer:?}\n{}", context());
    }
    assert!(state.children.iter().all(|child| is_there(child.entry)), "{}", context());
    for (position, invocation) in state.background.iter().enumerate() {
        assert!(
            invocation.entry < state.next_entry && !is_there(invocation.entry),
            "{}",
            context()
        );
        let twice = |other: &engine::state::Background| other.entry == invocation.entry;
        assert!(!state.background[..position].iter().any(twice), "{}", context());
    }
    for activity in &state.undoable {
        let kind = &process.activity(*activity).kind;
        assert!(
            matches!(kind, ActivityKind::ServiceTask { compensate: Some(_), .. }),
            "{}",
            context()
        );
    }
    assert_eq!(state.values.len(), process.fields().len());
}

/// Whether something can come for which a token waits.
fn is_awaited(process: &Process, state: &State, token: Token) -> bool {
    let mut children = state.children.iter().filter(|child| child.entry == token.entry);
    match kind(process, token) {
        ActivityKind::Wait { on: engine::process::WaitFor::Message { .. }, .. }
        | ActivityKind::UserTask { .. }
        | ActivityKind::ServiceTask { .. }
        | ActivityKind::Join { .. }
        | ActivityKind::End { .. } => true,
        ActivityKind::Wait { .. } => {
            let mut timers = state.timers.iter().filter(|timer| timer.entry == token.entry);
            timers.any(|timer| timer.kind == engine::state::TimerKind::Wait)
        }
        ActivityKind::Call { .. } => children.any(|child| child.end.is_none()),
        ActivityKind::ForEach { .. } => {
            children.clone().count() == 0 || children.any(|child| child.end.is_none())
        }
        ActivityKind::Do { .. } | ActivityKind::Choice { .. } | ActivityKind::Parallel { .. } => {
            false
        }
    }
}

/// With everything that can be done without a person, the process comes to an end or to a person.
fn goes_on(process: &Process, state: &State, lot: &mut Lot, source: &str) {
    let mut state = state.clone();
    for _ in 0..HELPFUL_MAX {
        let Some(happening) = helpful(process, &state, lot) else {
            let is_form =
                |token: &Token| matches!(kind(process, *token), ActivityKind::UserTask { .. });
            let is_at_rest = is_over(process, &state) || state.tokens.iter().any(is_form);
            assert!(is_at_rest, "stuck\n{state:?}\n{source}");
            return;
        };
        let result = step(process, &state, &happening.event, happening.at);
        assert_eq!(
            result.is_ok(),
            happening.is_accepted,
            "{result:?}\n{happening:?}\n{state:?}\n{source}"
        );
        if let Ok(next) = result {
            check(process, Some(&state), &next, source);
            state = next.state;
        }
    }
}

/// Counts what happened.
fn note(process: &Process, event: &Event, step: &Step, counts: &mut Counts) {
    count(counts, "steps");
    count(counts, event_name(event));
    for decision in &step.decisions {
        match decision {
            Decision::Entered { activity, .. } => {
                count(counts, process.activity(*activity).kind.keyword());
            }
            Decision::Took { on_error: Some(label), .. } => count(counts, format!("on {label}")),
            Decision::Withdrew { .. } => count(counts, "withdrawn"),
            Decision::Reminded { .. } => count(counts, "reminded"),
            Decision::Ignored { .. } => count(counts, "ignored"),
            Decision::Concluded { compensates, .. } => {
                count(counts, if *compensates { "compensated" } else { "concluded" });
            }
            Decision::Filled { .. }
            | Decision::Evaluated { .. }
            | Decision::Took { on_error: None, .. }
            | Decision::Collected { .. }
            | Decision::Returned { .. }
            | Decision::Cancelled { .. }
            | Decision::Migrated { .. }
            | Decision::SetAttribute { .. }
            | Decision::SetState(_)
            | Decision::SetField { .. }
            | Decision::SetTitle(_)
            | Decision::Told { .. } => {}
        }
    }
    for effect in &step.effects {
        count(counts, effect_name(effect));
    }
}

const fn event_name(event: &Event) -> &'static str {
    match event {
        Event::Started { .. } => "started",
        Event::Called { .. } => "called",
        Event::Submitted { .. } => "submitted",
        Event::Ended { outcome: Outcome::Accepted { .. }, .. } => "accepted",
        Event::Ended { outcome: Outcome::Rejected { .. }, .. } => "rejected",
        Event::Ended { outcome: Outcome::Undelivered { .. }, .. } => "undelivered",
        Event::Due { .. } => "due",
        Event::Message { .. } => "message",
        Event::Collected { .. } => "collected",
        Event::Returned { .. } => "returned",
        Event::Cancelled { .. } => "cancelled",
        Event::Reassigned { .. } => "reassigned",
        Event::Migrated { .. } | Event::Restored { .. } => "migrated",
    }
}

const fn effect_name(effect: &Effect) -> &'static str {
    match effect {
        Effect::WriteArticle(_) => "write article",
        Effect::Invoke { .. } => "invoke",
        Effect::Notify { .. } => "notify",
        Effect::Begin { .. } => "begin",
        Effect::Collect { .. } => "collect",
        Effect::Return { .. } => "return",
    }
}

#[test]
fn what_compiles_never_gets_stuck_and_its_journal_replays() {
    let (counts, is_all) = all("runs", CASES, run);
    if is_all {
        for kinds in [
            &[
                "user-task",
                "service-task",
                "do",
                "choice",
                "parallel",
                "join",
                "wait",
                "call",
                "for-each",
                "end",
            ][..],
            &[
                "started",
                "called",
                "submitted",
                "accepted",
                "rejected",
                "undelivered",
                "due",
                "message",
            ],
            &["collected", "returned", "cancelled", "event refused", "over", "under way"],
            &[
                "on any",
                "on undelivered",
                "on expire",
                "on Fire.Refused",
                "on Process.Unsuccessful",
            ],
            &["withdrawn", "reminded", "ignored", "compensated", "concluded"],
            &["write article", "invoke", "notify", "begin", "collect", "return"],
        ] {
            assert_all_counted(&counts, kinds);
        }
    }
}

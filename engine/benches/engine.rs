//! How long the engine takes: a step must stay below 20 µs.

use std::collections::BTreeMap;

use divan::Bencher;
use engine::access::Actor;
use engine::condition::{Condition, Fields};
use engine::event::{Changes, Event, Outcome, Submission};
use engine::field::FieldKind;
use engine::process::compile::{Surroundings, compile};
use engine::process::{FieldIdx, Process};
use engine::state::State;
use engine::step::{start, step};

const REGISTRATION: &str = include_str!("../../processes/customer-user-registration.yaml");

fn main() {
    divan::main();
}

fn registration() -> Option<Process> {
    compile(REGISTRATION.as_bytes(), &Surroundings::default()).ok()
}

fn anna() -> Actor {
    Actor::CustomerUser {
        login: "anna".into(),
        customer_id: "ACME".into(),
        groups: vec!["customer-admins".into()],
    }
}

fn submission(activity: &str, values: &[(&str, &str)]) -> Submission {
    let values: BTreeMap<String, Vec<String>> =
        values.iter().map(|&(name, text)| (name.to_owned(), vec![text.to_owned()])).collect();
    Submission { activity: activity.into(), dialog: 0, values }
}

fn request() -> Submission {
    submission(
        "request",
        &[
            ("UserFirstname", "Ben"),
            ("UserLastname", "Miller"),
            ("UserLogin", "ben"),
            ("UserEmail", "ben@acme.example"),
        ],
    )
}

/// A ticket at its maintenance activity.
fn active(process: &Process) -> Option<State> {
    let created = start(process, &anna(), "2026112010000011", Some(&request())).ok()?.state;
    let outcome = Outcome::Accepted { changes: Changes::default() };
    Some(step(process, &created, &Event::Ended { entry: 2, outcome }).ok()?.state)
}

#[divan::bench]
fn compile_the_registration_process(bencher: Bencher<'_, '_>) {
    bencher.bench(registration);
}

#[divan::bench]
fn start_with_a_form(bencher: Bencher<'_, '_>) {
    let process = registration();
    bencher.bench(|| {
        process
            .as_ref()
            .and_then(|process| start(process, &anna(), "2026112010000011", Some(&request())).ok())
    });
}

#[divan::bench]
fn submit_and_decide(bencher: Bencher<'_, '_>) {
    let process = registration();
    let state = process.as_ref().and_then(active);
    let event = Event::Submitted {
        actor: anna(),
        submission: submission("active", &[("ValidState", "2")]),
        seen: 2,
    };
    bencher.bench(|| Some(step(process.as_ref()?, state.as_ref()?, &event)));
}

#[divan::bench]
fn evaluate_a_condition(bencher: Bencher<'_, '_>) {
    let state = registration().as_ref().and_then(active);
    let fields = Fields {
        by_name: BTreeMap::from([("UserFirstname".to_owned(), FieldIdx(0))]),
        kinds: vec![Some(FieldKind::Email)],
    };
    let condition =
        Condition::parse(r#"UserFirstname in ["Anna", "Ben"] && ticket.state != "open""#, &fields)
            .ok();
    bencher.bench(|| Some(condition.as_ref()?.evaluate(state.as_ref()?)));
}

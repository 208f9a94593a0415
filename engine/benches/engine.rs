//! How long the engine takes: a step must stay below 20 µs.

use std::collections::BTreeMap;

use divan::Bencher;
use engine::access::Actor;
use engine::condition::cases::decide;
use engine::condition::{Condition, Fields};
use engine::event::{Changes, Event, Outcome, Submission};
use engine::field::{FieldKind, Pattern};
use engine::process::compile::{Surroundings, compile};
use engine::process::{FieldIdx, Process};
use engine::state::State;
use engine::step::{start, step};
use jiff::Timestamp;

const REGISTRATION: &str = include_str!("../../processes/customer-user-registration.yaml");

const NUMBER: &str = "2026112010000011";

fn main() {
    divan::main();
}

#[expect(clippy::expect_used, reason = "without the process there is nothing to measure")]
fn registration() -> Process {
    compile(REGISTRATION.as_bytes(), &Surroundings::default()).expect("the process compiles")
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

/// The moment of every step.
const NOW: Timestamp = Timestamp::constant(1_795_176_000, 0);

fn started() -> Event {
    Event::Started { actor: anna(), submission: Some(request()) }
}

/// A ticket at its maintenance activity.
#[expect(clippy::expect_used, reason = "without the ticket there is nothing to measure")]
fn active(process: &Process) -> State {
    let created = start(process, NUMBER, &started(), NOW).expect("the request is accepted");
    let ended =
        Event::Ended { entry: 2, outcome: Outcome::Accepted { changes: Changes::default() } };
    step(process, &created.state, &ended, NOW).expect("the invocation is awaited").state
}

#[divan::bench]
fn compile_the_registration_process(bencher: Bencher<'_, '_>) {
    bencher.bench(registration);
}

/// A process of these activities, which begin with `a0`.
fn process_of(activities: &[String]) -> String {
    let head = "process: long\nname: Long\nstart: { activity: a0 }\nticket: { title: Long, queue: Staff }\n\
                fields:\n  Days: { label: Days, type: integer, min: 1, max: 500, default: 1 }\nactivities:\n";
    activities.iter().fold(head.to_owned(), |source, activity| format!("{source}  {activity}\n"))
}

fn user_task(name: &str, next: &str) -> String {
    format!("{name}: {{ user-task: Look at {name}, dialogs: [{{ name: Go on }}], next: {next} }}")
}

/// As many activities as a process may have, one after the other, most with a way back.
fn sequence() -> String {
    let mut activities = vec![
        "a0: { user-task: Begin, dialogs: [{ fields: { Days: required } }], next: a1 }".to_owned(),
    ];
    activities.extend((1..499_usize).map(|at| {
        let (back, on) = (at.saturating_sub(5), at + 1);
        if at % 5 == 0 {
            user_task(&format!("a{at}"), &format!("a{on}"))
        } else {
            format!("a{at}: {{ choice: Is it {at}?, next: [{{ when: Days == {at}, to: a{back} }}, a{on}] }}")
        }
    }));
    activities.push("a499: { end: closed successful }".to_owned());
    process_of(&activities)
}

/// Twenty parallels of five branches, one after the other; each branch is a parallel of two.
fn blocks() -> String {
    let mut activities = vec![user_task("a0", "a1")];
    for block in 1..=20 {
        let ids: Vec<String> = (1..=5).map(|branch| format!("{block}-{branch}")).collect();
        let branches: Vec<String> = ids.iter().map(|id| format!("p{id}")).collect();
        activities.push(format!(
            "a{block}: {{ parallel: Block {block}, next: [{}] }}",
            branches.join(", ")
        ));
        for id in &ids {
            activities.push(format!("p{id}: {{ parallel: Branch {id}, next: [l{id}, r{id}] }}"));
            activities.push(user_task(&format!("l{id}"), &format!("j{id}")));
            activities.push(user_task(&format!("r{id}"), &format!("j{id}")));
            activities.push(format!("j{id}: {{ join: p{id}, name: Both {id}, next: k{block} }}"));
        }
        let on = block + 1;
        activities.push(format!("k{block}: {{ join: a{block}, name: All {block}, next: a{on} }}"));
    }
    activities.push("a21: { end: closed successful }".to_owned());
    process_of(&activities)
}

#[divan::bench(args = ["sequence", "blocks"])]
#[expect(clippy::expect_used, reason = "without a process there is nothing to measure")]
fn prove_500_activities(bencher: Bencher<'_, '_>, what: &str) {
    let source = if what == "blocks" { blocks() } else { sequence() };
    compile(source.as_bytes(), &Surroundings::default()).expect("the process compiles");
    bencher.bench(|| compile(source.as_bytes(), &Surroundings::default()));
}

#[divan::bench]
fn start_with_a_form(bencher: Bencher<'_, '_>) {
    let process = registration();
    let started = started();
    bencher.bench(|| start(&process, NUMBER, &started, NOW));
}

#[divan::bench]
fn submit_and_decide(bencher: Bencher<'_, '_>) {
    let process = registration();
    let state = active(&process);
    let event = Event::Submitted {
        actor: anna(),
        submission: submission("active", &[("ValidState", "2")]),
        seen: state.version,
    };
    assert!(step(&process, &state, &event, NOW).is_ok_and(|step| step.effects.len() == 1));
    bencher.bench(|| step(&process, &state, &event, NOW));
}

#[divan::bench]
#[expect(clippy::expect_used, reason = "without the condition there is nothing to measure")]
fn evaluate_a_condition(bencher: Bencher<'_, '_>) {
    let state = active(&registration());
    let fields = Fields {
        by_name: BTreeMap::from([("UserFirstname".to_owned(), FieldIdx(0))]),
        kinds: vec![Some(FieldKind::Text { length_max: 100, pattern: None })],
    };
    let source = r#"UserFirstname in ["Anna", "Ben"] && ticket.state != "open""#;
    let condition = Condition::parse(source, &fields).expect("the condition is right");
    assert!(condition.evaluate(&state).holds);
    bencher.bench(|| condition.evaluate(&state));
}

/// Decides these flows, the last of which has no condition, over a dropdown, a number, a day and a text.
#[divan::bench(args = [
    &[r#"ValidState == "2""#, r#"ValidState == "3""#] as &[&str],
    &[r#"Amount > 1000 && ValidState == "1""#, "Amount > 100"],
    &[r#"From > Until || From < "2026-01-01""#, r#"Until == """#],
    &[r#"UserLogin.startsWith("test-")"#, r#"UserLogin == "admin" || size(UserLogin) < 3"#],
    &[r#"UserLogin.matches("^[a-z]+[0-9]*$")"#, r#"UserLogin.contains("@")"#],
])]
#[expect(clippy::expect_used, reason = "without the conditions there is nothing to measure")]
fn cases(bencher: Bencher<'_, '_>, sources: &[&str]) {
    let options = ["1", "2", "3"].map(|key| (key.to_owned(), key.to_owned())).to_vec();
    let pattern = Pattern::parse("[A-Za-z0-9._@+-]+").expect("the pattern is right");
    let all = [
        ("ValidState", FieldKind::Dropdown { options }),
        ("Amount", FieldKind::Integer { min: 0, max: 1_000_000 }),
        ("From", FieldKind::Date),
        ("Until", FieldKind::Date),
        ("UserLogin", FieldKind::Text { length_max: 191, pattern: Some(pattern) }),
    ];
    let names = all.iter().enumerate();
    let fields = Fields {
        by_name: names.map(|(idx, (name, _))| ((*name).to_owned(), FieldIdx(idx))).collect(),
        kinds: all.into_iter().map(|(_, kind)| Some(kind)).collect(),
    };
    let parse = |source: &&str| Condition::parse(source, &fields).expect("the condition is right");
    let conditions: Vec<Condition> = sources.iter().map(parse).collect();
    let flows: Vec<Option<&Condition>> = conditions.iter().map(Some).chain([None]).collect();
    assert!(decide(&flows, &fields).is_ok_and(|cases| cases.uncovered.is_none()));
    bencher.bench(|| decide(&flows, &fields));
}

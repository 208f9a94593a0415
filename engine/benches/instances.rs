//! How many complete registrations one core decides in a second: begun with the form, accepted, marked for removal,
//! accepted, ended. The engine alone: nothing is stored or called.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use engine::access::Actor;
use engine::event::{Changes, Event, Outcome, Submission};
use engine::process::Process;
use engine::process::compile::{Surroundings, compile};
use engine::step::{Refusal, start, step_owned};
use jiff::Timestamp;

const REGISTRATION: &str = include_str!("../../processes/customer-user-registration.yaml");

/// What is asked for, in instances a second.
const WANTED: f64 = 200_000.0;
/// How long is measured.
const TIME: Duration = Duration::from_secs(3);
/// How many instances between two looks at the clock.
const BATCH: u32 = 1000;
/// The moment of every step.
const NOW: Timestamp = Timestamp::constant(1_795_176_000, 0);

fn submission(activity: &str, values: &[(&str, &str)]) -> Submission {
    let values: BTreeMap<String, Vec<String>> =
        values.iter().map(|&(name, text)| (name.to_owned(), vec![text.to_owned()])).collect();
    Submission { activity: activity.into(), dialog: 0, values }
}

/// The events of one instance.
fn events() -> [Event; 4] {
    let actor = Actor::CustomerUser {
        login: "anna".into(),
        customer_id: "ACME".into(),
        groups: vec!["customer-admins".into()],
    };
    let request = submission(
        "request",
        &[
            ("UserFirstname", "Ben"),
            ("UserLastname", "Miller"),
            ("UserLogin", "ben"),
            ("UserEmail", "ben@acme.example"),
        ],
    );
    let changes = Changes {
        fields: vec![("RequestResponse".into(), vec!["Customer user ben was added".into()])],
        ..Changes::default()
    };
    let removal = submission("active", &[("ValidState", "2")]);
    [
        Event::Started { actor: actor.clone(), submission: Some(request) },
        Event::Ended { entry: 2, outcome: Outcome::Accepted { changes: changes.clone() } },
        Event::Submitted { actor, submission: removal, seen: 2 },
        Event::Ended { entry: 4, outcome: Outcome::Accepted { changes } },
    ]
}

/// One instance; how many effects and decisions it had.
fn instance(process: &Process, [first, rest @ ..]: &[Event; 4]) -> Result<usize, Refusal> {
    let begun = start(process, "2026112010000011", first, NOW)?;
    let mut n_decided = begun.effects.len() + begun.decisions.len();
    let mut state = begun.state;
    for event in rest {
        let step = step_owned(process, state, event, NOW)?;
        n_decided += step.effects.len() + step.decisions.len();
        state = step.state;
    }
    assert!(state.ticket.state.is_closed(), "the customer user was removed");
    Ok(n_decided)
}

#[expect(clippy::print_stdout, reason = "the result of the measurement")]
#[expect(clippy::expect_used, reason = "without the process there is nothing to measure")]
#[expect(clippy::disallowed_methods, reason = "a measurement needs the clock")]
fn main() {
    let process = compile(REGISTRATION.as_bytes(), &Surroundings::default()).expect("a process");
    let events = events();
    let began = Instant::now();
    let (mut n_instances, mut n_decided) = (0_u32, 0);
    while began.elapsed() < TIME {
        for _ in 0..BATCH {
            n_decided += instance(&process, &events).expect("every step is accepted");
        }
        n_instances += BATCH;
    }
    let seconds = began.elapsed().as_secs_f64();
    let rate = f64::from(n_instances) / seconds;
    println!(
        "{rate:.0} complete instances a second on one core, {:.2} times the {WANTED:.0} that are asked for \
         ({n_decided} effects and decisions)",
        rate / WANTED
    );
}

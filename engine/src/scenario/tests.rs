//! Scenarios of the shipped process, and what is said of those that are wrong.

use super::*;
use crate::diagnostic::render;
use crate::event::Event;
use crate::process::Process;
use crate::process::compile::{Surroundings, compile};

const PROCESS: &str = include_str!("../../../processes/customer-user-registration.yaml");
const SCENARIOS: &str = include_str!("../../../processes/customer-user-registration.test.yaml");

fn registration() -> Process {
    compile(PROCESS.as_bytes(), &Surroundings::default()).unwrap()
}

#[test]
fn the_shipped_scenarios_pass_and_reach_everything() {
    let process = registration();
    let suite = read(SCENARIOS.as_bytes(), &process)
        .unwrap_or_else(|faults| panic!("{}", render(&faults, SCENARIOS, "test.yaml")));
    assert_eq!(suite.process, process.name());
    let mut coverage = Coverage::default();
    for scenario in &suite.scenarios {
        let report = scenario.run(&process);
        assert!(
            report.diagnostics.is_empty(),
            "{}",
            render(&report.diagnostics, SCENARIOS, "test.yaml")
        );
        coverage.merge(&report.coverage);
    }
    let missed: Vec<String> =
        coverage.missed(&process).iter().map(|element| element.describe(&process)).collect();
    assert_eq!(missed, Vec::<String>::new());
}

/// What is said about these steps, after the people of the tests.
fn said(steps: &str) -> String {
    let source = format!(
        "process: customer-user-registration\npeople:\n  anna: {{ customer: ACME, groups: [customer-admins] }}\n\
         scenarios:\n  - name: A story\n    steps:\n{steps}"
    );
    let process = registration();
    let diagnostics = match read(source.as_bytes(), &process) {
        Err(faults) => faults,
        Ok(suite) => suite.scenarios.iter().flat_map(|one| one.run(&process).diagnostics).collect(),
    };
    let one = |fault: &Diagnostic| {
        let line = source.lines().nth(fault.span.line - 1).unwrap_or_default();
        let place = line.chars().skip(fault.span.column - 1).take(fault.span.length);
        let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{} {}: {}{help}", fault.code, place.collect::<String>(), fault.message)
    };
    diagnostics.iter().map(one).collect::<Vec<_>>().join("\n")
}

const BEGUN: &str = "    - start: { by: anna, values: { UserFirstname: Ben, UserLastname: Miller, UserLogin: ben, \
                     UserEmail: ben@acme.example } }\n";

fn check(steps: &str, expected: &str) {
    assert_eq!(said(&format!("{BEGUN}{steps}")), expected, "{steps}");
}

const ANSWERED: &str = "    - { answer: create, accepted: }\n";

#[test]
fn what_differs_is_said_where_it_is_expected() {
    check(
        "    - expect: { at: active, state: open, waits-for: create }\n",
        "S0005 at: `at` is \"create\"; expected: \"active\"\nS0005 state: `state` is \"new\"; expected: \"open\"",
    );
    check(
        &format!(
            "{ANSWERED}    - expect: {{ fields: {{ UserLogin: anna, UserLastname: Miller }} }}\n"
        ),
        "S0005 UserLogin: `UserLogin` is \"ben\"; expected: \"anna\"",
    );
    check(
        &format!("{ANSWERED}    - expect: {{ mails: [Welcome], told: Welcome }}\n"),
        "S0005 mails: `mails` are none; expected: { subject: \"Welcome\" }\n\
         S0005 told: `told` is nothing; expected: \"Welcome\"",
    );
    check(
        &format!("{ANSWERED}    - expect: {{ articles: [] , invoked: customer-user-add }}\n"),
        "S0005 articles: `articles` are { body: \"Ben Miller can now choose a password: a link was sent to \
         ben@acme.example.\", subject: \"Customer user created\", visible-to: \"customer\" }; expected: none\n\
         S0005 invoked: `invoked` is nothing; expected: \"customer-user-add\"",
    );
}

#[test]
fn what_cannot_happen_is_said_where_it_is_scripted() {
    check(
        "    - { answer: deactivate, accepted: }\n",
        "S0008 answer: nothing of this kind is under way at `deactivate` (the process stands at `create`)",
    );
    check(
        "    - submit: { to: active, by: anna, values: { ValidState: \"2\" } }\n",
        "S0006 submit: this was refused as `not-here`: the process does not wait for dialog 0 of `active` \
         (the process stands at `create`)",
    );
    check(
        &format!(
            "{ANSWERED}    - submit: {{ to: active, by: anna, values: {{ ValidState: x }} }}\n"
        ),
        "S0006 submit: this was refused as `invalid`: 1 of the fields cannot be accepted \
         (ValidState: Please choose one of the options.)",
    );
    check(
        "    - { message: hello }\n",
        "S0006 message: this was refused as `no-such-message`: the process does not wait for a message `hello` \
         (the process stands at `create`)",
    );
    check(BEGUN, "S0010 start: the process has begun already (the process stands at `create`)");
    assert_eq!(said("    - pass: 3d\n"), "S0010 pass: nothing has begun yet");
    assert_eq!(
        said("    - start: { by: anna }\n      refused: not-permitted\n"),
        "S0007 start: this was refused as `invalid`; expected: `not-permitted` (UserEmail: Please fill in this \
         field.; UserFirstname: Please fill in this field.; UserLastname: Please fill in this field.; UserLogin: \
         Please fill in this field.)"
    );
    check(
        &format!(
            "{}      refused: over\n",
            ANSWERED.replace("{ answer", "answer").replace(", accepted: }", "\n      accepted:")
        ),
        "S0007 answer: this was not refused",
    );
}

#[test]
fn nothing_is_under_way_at_the_end_unless_it_is_said() {
    let expected = "S0009 A story: at the end of this scenario something is under way at `create` (answer it, or \
                    end with `expect: { waits-for: ... }`)";
    check("", expected);
    check("    - expect: { at: create }\n", expected);
    check("    - expect: { waits-for: create }\n", "");
    check(
        "    - expect: { waits-for: [] }\n",
        "S0005 waits-for: `waits-for` is \"create\"; expected: nothing",
    );
}

#[test]
fn a_document_that_is_wrong_is_refused_with_all_its_faults() {
    check(
        "    - sumbit: { to: request }\n",
        "S0002 s: a step is exactly one of `start`, `called`, `submit`, `answer`, `items`, `return`, `message`, \
         `pass`, `cancel`, `expect`",
    );
    check(
        "    - submit: { to: actve, by: ana, value: {} }\n    - pass: soon\n    - expect: { stat: new }\n",
        "S0004 actve: there is no activity `actve` here (did you mean `active`?)\n\
         S0004 ana: there is no person `ana` here (did you mean `anna`?)\n\
         S0002 value: `submit` has no key `value` (did you mean `values`?)\n\
         S0003 soon: `pass` is a span of time, like `3d`, `1w 2d` or `90m`\n\
         S0002 stat: `expect` has no key `stat` (did you mean `state`?)",
    );
    check(
        "    - answer: create\n    - answer: create\n      accepted: { set: { UserLgin: x } }\n      undelivered: x\n",
        "S0002 answer: this needs exactly one of `accepted`, `rejected`, `undelivered`\n\
         S0002 answer: this needs exactly one of `accepted`, `rejected`, `undelivered`",
    );
    check(
        "    - answer: create\n      accepted: { set: { UserLgin: x } }\n",
        "S0004 UserLgin: there is no field `UserLgin` here (did you mean `UserLogin`?)",
    );
}

#[test]
fn what_is_recorded_of_a_ticket_passes_and_is_read_back_as_it_was() {
    let process = registration();
    let anna = Actor::CustomerUser {
        login: "anna".into(),
        customer_id: "ACME".into(),
        groups: vec!["customer-admins".into()],
    };
    let input = |pairs: &[(&str, &str)]| -> Values {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), vec![(*text).to_owned()])).collect()
    };
    let request = crate::event::Submission {
        activity: "request".into(),
        dialog: 0,
        values: input(&[
            ("UserFirstname", "Ben \"the\" \\ one: #1"),
            ("UserLastname", " null"),
            ("UserLogin", "ben"),
            ("UserEmail", "ben@acme.example"),
        ]),
    };
    let changes = crate::event::Changes {
        fields: vec![
            ("RequestResponse".into(), vec!["done, {well}".into()]),
            ("Unknown".into(), vec!["x".into()]),
        ],
        ..crate::event::Changes::default()
    };
    let removal = crate::event::Submission {
        activity: "active".into(),
        dialog: 0,
        values: input(&[("ValidState", "2")]),
    };
    let at = |seconds: i64| Timestamp::new(1_795_176_000 + seconds, 123_456_789).unwrap();
    let journal = vec![
        (at(0), Event::Started { actor: anna.clone(), submission: Some(request) }),
        (at(1), Event::Ended { entry: 2, outcome: Outcome::Accepted { changes } }),
        (at(90_000), Event::Submitted { actor: anna, submission: removal, seen: 2 }),
        (
            at(90_001),
            Event::Ended {
                entry: 4,
                outcome: Outcome::Undelivered { attempts: 5, last_error: "no\nanswer".into() },
            },
        ),
    ];
    let mut state = None;
    for (at, event) in &journal {
        let step = match &state {
            None => crate::step::start(&process, "77", event, *at),
            Some(state) => crate::step::step(&process, state, event, *at),
        };
        state = Some(step.unwrap().state);
    }
    let recorded = record::record(&process, "Ticket 77", "77", &journal, &state.unwrap()).unwrap();
    let document = recorded.document();
    let check = |document: &str, n_scenarios| {
        let suite = read(document.as_bytes(), &process)
            .unwrap_or_else(|faults| panic!("{}", render(&faults, document, "test.yaml")));
        assert_eq!(suite.scenarios.len(), n_scenarios);
        let last = suite.scenarios.last().unwrap().run(&process);
        assert!(last.diagnostics.is_empty(), "{}", render(&last.diagnostics, document, "t.yaml"));
        assert_eq!(last.coverage.missed(&process).len(), 9, "{document}");
    };
    check(&document, 1);
    assert!(document.contains("      - pass: 1d 59m 59s\n"), "{document}");
    let n_shipped = read(SCENARIOS.as_bytes(), &process).unwrap().scenarios.len();
    check(&recorded.appended_to(SCENARIOS).unwrap(), n_shipped + 1);
    assert_eq!(recorded.appended_to("process: x\n"), None);
}

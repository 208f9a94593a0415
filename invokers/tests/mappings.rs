//! The mappings of the product, with the cases beside them.
//!
//! `cases/NAME.request.xml` is a ticket and `NAME.request.expected.xml` what the outbound mapping writes;
//! `NAME.response.xml` is an answer and `NAME.response.expected.xml` what the inbound mapping writes.

use std::path::{Path, PathBuf};

use engine::access::Actor;
use engine::event::{Decision, Effect, Event, Outcome, Submission};
use engine::process::compile::{Surroundings, compile};
use engine::step::{start, step};
use engine::ticket::TicketState;
use invokers::case::Case;
use invokers::document::TicketDocument;
use invokers::invoker::{Invoker, InvokerSource};
use invokers::mapper::Mappers;
use invokers::rpc::Answer;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../mappings")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn load(name: &str) -> Invoker {
    let folder = folder().join(name);
    let file = |file: &str| read(&folder.join(file));
    let (yaml, outbound, inbound) =
        (file("invoker.yaml"), file("outbound.xsl"), file("inbound.xsl"));
    let source = InvokerSource {
        name,
        yaml: yaml.as_bytes(),
        outbound: Some(&outbound),
        inbound: Some(&inbound),
    };
    Invoker::load(&source, &Mappers::new(1), &|_| None).unwrap_or_else(|faults| {
        panic!("{name}\n{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// The cases of an invoker.
fn cases(name: &str) -> Vec<Case> {
    let folder = folder().join(name).join("cases");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().file_name().to_string_lossy().into_owned();
        let stem = file.strip_suffix(".xml").unwrap();
        if let Some((name, kind @ ("request" | "response"))) = stem.rsplit_once('.') {
            cases.push(Case {
                name: name.to_owned(),
                inbound: kind == "response",
                document: read(&folder.join(&file)),
                expected: read(&folder.join(format!("{stem}.expected.xml"))),
            });
        }
    }
    cases
}

#[test]
fn every_mapping_does_what_its_cases_say() {
    let mut invokers = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let invoker = load(&name);
        let cases = cases(&name);
        assert!(cases.len() >= 5, "{name} has hardly any cases");
        for case in cases {
            let report = support::run(case.run(&invoker));
            assert!(report.result.is_ok(), "{name}/{}: {:?}", case.file_name(), report.result);
        }
        invokers += 1;
    }
    assert!(invokers >= 2);
}

#[test]
fn the_fields_that_a_mapping_reads_are_known() {
    let fields =
        |name: &str| load(name).outbound.fields().iter().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(
        fields("customer-user-add"),
        "UserEmail UserFirstname UserLastname UserLogin ValidState"
    );
    assert_eq!(fields("customer-user-update"), "UserLogin ValidState");
}

#[test]
fn the_fields_that_a_mapping_sets_are_known() {
    for name in ["customer-user-add", "customer-user-update"] {
        let invoker = load(name);
        let sets = invoker.inbound.sets().expect("they stand in the mapping");
        assert_eq!(sets.iter().collect::<Vec<_>>(), ["RequestResponse"], "{name}");
    }
}

#[test]
fn a_ticket_becomes_the_parameters_of_an_operation() {
    let fields: [(&str, &[&str]); 6] = [
        ("UserLogin", &["anna"]),
        ("UserFirstname", &["<Anna> & \"Co\""]),
        ("UserLastname", &["𝄞 Müller"]),
        ("UserEmail", &["anna@example.org"]),
        ("ValidState", &["1"]),
        ("RequestResponse", &[]),
    ];
    let document = support::ticket(&fields).to_xml().unwrap();
    let request = support::run(load("customer-user-add").prepare(&document)).unwrap();
    assert_eq!(
        Value::Object(request.params),
        json!({
            "UserLogin": "anna", "UserFirstname": "<Anna> & \"Co\"", "UserLastname": "𝄞 Müller",
            "UserEmail": "anna@example.org", "UserCustomerID": "ACME", "ValidID": "1",
        })
    );
    let request = support::run(load("customer-user-update").prepare(&document)).unwrap();
    assert_eq!(Value::Object(request.params), json!({ "ID": "anna", "ValidID": "1" }));
}

fn check_outcome(answer: &Answer, expected: &str) {
    let concluded = support::run(load("customer-user-add").conclude(answer)).unwrap();
    assert_eq!(support::outcome(&concluded.outcome), expected);
}

#[test]
fn an_answer_becomes_changes_to_the_ticket() {
    check_outcome(
        &Answer::Result(json!({ "UserLogin": "anna" })),
        "accepted\nfield RequestResponse [\"ok\"]\n\
         article to agents: Customer user created | Customer user anna was created.\n",
    );
    check_outcome(
        &Answer::Error {
            code: "CustomerUser.LoginExists".into(),
            message: "The login anna is taken.".into(),
        },
        "rejected CustomerUser.LoginExists: The login anna is taken.\n\
         field RequestResponse [\"The login anna is taken.\"]\n",
    );
}

#[test]
fn an_empty_answer_is_not_taken_for_a_failure() {
    let concluded =
        support::run(load("customer-user-add").conclude(&Answer::Result(Value::Null))).unwrap();
    assert!(matches!(concluded.outcome, Outcome::Accepted { .. }), "{:?}", concluded.outcome);
}

#[test]
fn a_process_registers_a_customer_user_through_its_mappings() {
    let source = read(&folder().join("../processes/customer-user-registration.yaml"));
    let process = compile(source.as_bytes(), &Surroundings::default()).unwrap();
    let boss = Actor::CustomerUser {
        login: "boss".into(),
        customer_id: "ACME".into(),
        groups: vec!["customer-admins".into()],
    };
    let values = [
        ("UserFirstname", "Anna"),
        ("UserLastname", "Ber𝄞 & Söhne"),
        ("UserLogin", "anna"),
        ("UserEmail", "anna@example.org"),
    ];
    let submission = Submission {
        activity: "request".into(),
        dialog: 0,
        values: values.map(|(name, value)| (name.to_owned(), vec![value.to_owned()])).into(),
    };
    let now: Timestamp = "2026-11-20T11:12:13Z".parse().unwrap();
    let started = Event::Started { actor: boss.clone(), submission: Some(submission) };
    let begun = start(&process, "2026112010000017", &started, now).unwrap();
    let (entry, name) = begun
        .effects
        .iter()
        .find_map(|effect| {
            let Effect::Invoke { entry, invoker } = effect else { return None };
            Some((*entry, invoker.as_str()))
        })
        .unwrap();
    let activity = begun.state.token(entry).unwrap().activity;
    let document =
        TicketDocument::new(&process, &begun.state, activity, 17, now, boss).to_xml().unwrap();
    let invoker = load(name);
    let request = support::run(invoker.prepare(&document)).unwrap();
    assert_eq!(
        Value::Object(request.params),
        json!({
            "UserLogin": "anna", "UserFirstname": "Anna", "UserLastname": "Ber𝄞 & Söhne",
            "UserEmail": "anna@example.org", "UserCustomerID": "ACME", "ValidID": "1",
        })
    );

    let answer = Answer::Result(json!({ "UserLogin": "anna" }));
    let outcome = support::run(invoker.conclude(&answer)).unwrap().outcome;
    let ended = step(&process, &begun.state, &Event::Ended { entry, outcome }, now).unwrap();
    assert_eq!(ended.state.ticket.state, TicketState::ClosedSuccessful);
    let response = process.field_idx("RequestResponse").unwrap();
    assert_eq!(ended.state.value(response), Some(&engine::value::Value::Text("ok".into())));
    let ignored =
        ended.decisions.iter().any(|decision| matches!(decision, Decision::Ignored { .. }));
    assert!(!ignored, "{:?}", ended.decisions);
}

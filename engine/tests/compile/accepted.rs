//! What compiles.

use engine::process::compile::{Surroundings, compile};
use engine::process::graph::{Edge, graph};
use engine::process::{ActivityIdx, ActivityKind};

use crate::{BASE, REGISTRATION, surroundings};

#[test]
fn the_registration_process_compiles() {
    let process = compile(REGISTRATION.as_bytes(), &Surroundings::default()).unwrap();
    assert_eq!(process.name(), "customer-user-registration");
    assert_eq!(process.fields().len(), 6);
    let labels: Vec<&str> =
        process.activities().iter().map(|activity| activity.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "Enter the new customer user",
            "Create the customer user",
            "Customer user maintenance",
            "Deactivate the customer user",
            "Customer user removed",
            "Request failed",
        ]
    );
    assert_eq!(
        process.invokers().collect::<Vec<_>>(),
        ["customer-user-add", "customer-user-update"]
    );
    assert_eq!(process.company().unwrap().groups, ["customer-admins"]);
    assert_eq!(process.activities()[1].line, 45);
}

#[test]
fn the_graph_has_an_edge_for_every_way_on() {
    let process = compile(BASE.as_bytes(), &surroundings()).unwrap();
    let graph = graph(&process);
    let name = |idx: ActivityIdx| process.activity(idx).name.as_str();
    let edges: Vec<String> = graph
        .edge_indices()
        .map(|edge| {
            let (from, to) = graph.edge_endpoints(edge).unwrap();
            let label = match graph[edge] {
                Edge::Flow(position) => format!("flow {position}"),
                Edge::Expire => "expire".to_owned(),
                Edge::Error(position) => {
                    process.activity(graph[from]).kind.on_error()[position].on.label().to_owned()
                }
            };
            format!("{} {label} {}", name(graph[from]), name(graph[to]))
        })
        .collect();
    assert_eq!(
        edges,
        [
            "ask flow 0 refused",
            "ask flow 1 book",
            "book flow 0 done",
            "book Holiday.NoneLeft ask",
            "book any failed"
        ]
    );
}

#[test]
fn what_is_left_out_has_a_sensible_default() {
    let source = "process: p\nname: P\nstart: { activity: first-step }\nticket: { title: T, queue: Staff }\n\
                  activities:\n  first-step: { user-task: Ask, dialogs: [ {} ], next: the-end }\n  \
                  the-end: { end: closed successful }\n";
    let process = compile(source.as_bytes(), &surroundings()).unwrap();
    let ActivityKind::UserTask { dialogs, .. } = &process.activities()[0].kind else { panic!() };
    assert_eq!((dialogs[0].name.as_str(), dialogs[0].submit.as_str()), ("Ask", "Submit"));
    assert_eq!(format!("{:?}", dialogs[0].by.people), "Requester");
    assert_eq!(format!("{:?}", process.start().by.people), "CustomerUsers");
    assert_eq!(process.ticket().priority.name(), "3 normal");
    assert_eq!(process.activities()[1].label, "The end");
}

#[test]
fn an_alias_repeats_what_it_names() {
    let source = BASE
        .replace("by: requester", "by: &who { groups: [heads] }")
        .replace("company: { groups: [heads] }", "")
        + "company: *who\n";
    assert_eq!(
        compile(source.as_bytes(), &surroundings()).unwrap().company().unwrap().groups,
        ["heads"]
    );
}

#[test]
fn a_failure_that_ends_is_told_by_its_end() {
    let source =
        BASE.replace(", tell: \"Your holiday could not be booked: {{ error.message }}\"", "");
    compile(source.as_bytes(), &surroundings()).unwrap();
}

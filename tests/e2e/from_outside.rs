//! Where a ticket stands in its process is decided by the process alone: nothing that comes from outside
//! can name another activity, state, customer or process.

use engine::ticket::TicketState;
use serde_json::json;
use server::sample;

use crate::mappings::Mappings;
use crate::portal::{CREATE, PROCESS, fill, register};
use crate::program::{Program, issue};
use crate::support::Server;
use crate::visitor::{Form, Visitor};

/// Names under which a ticket's place could be meant, from other ticket systems and our own.
const NAMES: [&str; 16] = [
    "usher.state",
    "usher.entry",
    "usher.token",
    "usher.process",
    "activity",
    "ActivityEntityID",
    "ProcessEntityID",
    "ProcessManagementActivityID",
    "ProcessManagementProcessID",
    "DynamicField_ProcessManagementActivityID",
    "State",
    "StateID",
    "Title",
    "Queue",
    "tokens",
    "version",
];

/// Everybody who can sign in, and the parts of the pages on which they work.
const PEOPLE: [(&str, &str); 4] = [
    (sample::CUSTOMER_ADMIN, "/portal"),
    (sample::CUSTOMER_USER, "/portal"),
    (sample::OTHER_CUSTOMER_ADMIN, "/portal"),
    (sample::ADMIN, "/admin"),
];

#[tokio::test]
async fn no_field_of_a_form_moves_a_ticket() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = fill(register(&mut clara, "otto").await.form(CREATE), "nina");
    let before = server.contents().await;
    for name in NAMES {
        for value in ["active", "removed", "closed successful", "1"] {
            let page = clara.submit(form.clone().forge(name, value)).await;
            assert_eq!(page.status, 422, "{name}={value}");
            let sentence = format!("{name}: This form has no such field.");
            assert!(page.text("form [role=alert]").contains(&sentence), "{name}");
        }
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn no_step_is_submitted_at_which_the_ticket_does_not_stand() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let open = register(&mut clara, "otto").await;
    let at_request = fill(open.form(CREATE), "nina");
    let closed = register(&mut clara, "nora").await;
    let link = closed.link("Mark for removal").unwrap();
    let at_active = clara.get(&link).await.form("Save").fill("ValidState", "2");
    let before = server.contents().await;
    for (login, part) in PEOPLE {
        let mut visitor = Visitor::signed_in(&server, login).await;
        for (page, form) in [(&open, &at_active), (&closed, &at_request)] {
            // Somebody's own form, with the version that is right, sent to the other ticket.
            for version in ["1", "2", "3"] {
                let action = page.path.replace("/portal", part) + "/submit";
                let form = Form { action, ..form.clone() }.fill("usher.version", version);
                let refused = visitor.submit(form).await;
                assert!([404, 409].contains(&refused.status), "{login}: {}", refused.status);
            }
        }
    }
    for activity in ["create", "deactivate", "removed", "failed"] {
        for form in [&at_request, &at_active] {
            let page = clara.submit(form.clone().fill("usher.activity", activity)).await;
            assert_eq!(page.status, 409, "{activity}");
        }
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn an_agent_sees_a_ticket_and_cannot_move_it() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let open = register(&mut clara, "otto").await;
    let form = fill(open.form(CREATE), "nina");
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let page = admin.get(&open.path.replace("/portal", "/admin")).await;
    assert_eq!(page.status, 200);
    // The page has no form but those to sign out and to end the process.
    let actions = page.attributes("form", "action");
    let cancel = format!("{}/cancel", page.path);
    assert_eq!(actions, ["/logout", cancel.as_str()]);
    let before = server.contents().await;
    let action = form.action.replace("/portal", "/admin");
    assert_eq!(admin.submit(Form { action, ..form.clone() }).await.status, 409);
    // The portal is not his part of the pages.
    assert_eq!(admin.submit(form).await.status, 403);
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn there_is_no_other_route_to_a_ticket() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let path = register(&mut clara, "otto").await.path;
    let before = server.contents().await;
    for (login, part) in PEOPLE {
        let mut visitor = Visitor::signed_in(&server, login).await;
        let path = path.replace("/portal", part);
        for tail in ["", "/edit", "/move", "/activity", "/state", "/process", "/close", "/fields"] {
            let fields =
                [("activity", "active"), ("State", "closed successful"), ("process", PROCESS)];
            let page = visitor.post(&format!("{path}{tail}"), &fields).await;
            assert!([404, 405].contains(&page.status), "{login} {tail}: {}", page.status);
        }
        let query = format!("{path}?step=active.0&activity=active&usher.activity=active");
        let page = visitor.get(&query).await;
        assert!(!page.offers("Save"), "{login}: the query chose a step");
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn no_operation_reaches_a_ticket() {
    let server = Server::start().await;
    let all = invokers_operations(&server).await;
    let program = Program::new(&server, issue(&server, "all", None, &all).await);
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    register(&mut clara, "otto").await;
    let ticket = server.ticket().await;
    let before = server.contents().await;
    for method in [
        "Ticket.Update",
        "Ticket.Move",
        "Process.Start",
        "Kernel::System::Ticket::TicketStateSet",
        "Kernel::System::ProcessManagement::Process::ProcessTicketActivitySet",
        "Kernel::System::DynamicField::Backend::ValueSet",
    ] {
        let params = json!({ "TicketID": ticket.id.0, "ActivityEntityID": "active", "State": "closed successful" });
        let error = program.error(method, params).await;
        assert_eq!(error, "-32601 Rpc.MethodNotFound -: There is no such operation.", "{method}");
    }
    for method in &all {
        for name in ["TicketID", "Ticket", "State", "Activity", "DynamicField"] {
            let mut params = json!({ "UserLogin": "otto", "ID": "otto", "CustomerID": "ACME" });
            params[name] = json!(ticket.id.0);
            let error = program.error(method, params).await;
            assert!(error.starts_with("-32602 Rpc.InvalidParams "), "{method} {name}: {error}");
        }
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

/// The names of all operations, as the server tells them.
async fn invokers_operations(server: &Server) -> Vec<&'static str> {
    let program = Program::new(server, issue(server, "reader", None, &[]).await);
    let document = program.result("rpc.discover", json!({})).await;
    let methods = document["methods"].as_array().unwrap();
    methods
        .iter()
        .map(|method| &*Box::leak(method["name"].as_str().unwrap().to_owned().into_boxed_str()))
        .collect()
}

#[tokio::test]
async fn a_mapping_changes_fields_and_not_the_place_in_the_process() {
    // The inbound mapping claims to know where the ticket is.
    let mappings = Mappings::shipped().with(
        "customer-user-add/inbound.xsl",
        "<Name>RequestResponse</Name>\n              <Value>ok</Value>",
        "<Name>ProcessManagementActivityID</Name><Value>removed</Value>",
    );
    let server = Server::start_with(|paths| paths.mappings = mappings.path()).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = register(&mut clara, "nina").await;
    let (ticket, process) = server.app.load(server.ticket().await.id).await.unwrap().unwrap();
    assert_eq!(ticket.state.ticket.state, TicketState::ClosedSuccessful);
    let at: Vec<&str> =
        ticket.state.tokens.iter().map(|token| &*process.activity(token.activity).name).collect();
    assert_eq!(at, ["active"]);
    assert!(page.link("Mark for removal").is_some());
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let journal = admin.get(&page.path.replace("/portal", "/admin")).await.section("Journal");
    assert!(journal.contains("Left out: "), "{journal}");
    assert!(journal.contains("ProcessManagementActivityID"), "{journal}");
    server.finish().await;
}

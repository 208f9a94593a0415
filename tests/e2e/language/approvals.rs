//! Two people at once.

use engine::ticket::TicketState;
use server::store::records::TicketId;

use super::{asked, serve, until_closed};
use crate::support::{Server, clara};
use crate::visitor::Visitor;

const APPROVALS: &str = "\
process: approvals
name: Two approvals
start: { activity: ask, by: customer-users }
ticket: { title: Two approvals, queue: Misc }
fields:
  First: { label: First, type: customer-user }
  Second: { label: Second, type: customer-user }
  FirstSays: { label: The first says, type: text }
  SecondSays: { label: The second says, type: text }
activities:
  ask:
    user-task: Ask
    dialogs: [ { fields: { First: required, Second: required }, submit: Go } ]
    next: both
  both: { parallel: Two at once, next: [first, second] }
  first:
    user-task: The first decides
    dialogs: [ { name: First, by: { fields: [First] }, fields: { FirstSays: required }, submit: Decide } ]
    next: decided
  second:
    user-task: The second decides
    dialogs: [ { name: Second, by: { fields: [Second] }, fields: { SecondSays: required }, submit: Decide } ]
    next: decided
  decided: { join: both, name: Both have decided, next: done }
  done: { end: closed successful }
";

/// Decides, by the form that the ticket's page offers; the page afterwards.
async fn decide(server: &Server, id: TicketId, login: &str, field: &str) -> String {
    let mut visitor = Visitor::signed_in(server, login).await;
    let form = visitor.get(&format!("/portal/tickets/{id}")).await.form("Decide");
    let page = visitor.submit(form.fill(field, "Yes")).await;
    assert_eq!(page.status, 200, "{}", page.main());
    page.main()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_approve_in_any_order_and_nobody_else_does() {
    let (server, _folder) = serve(&[APPROVALS]).await;
    // One of the same customer, one of another.
    let values = asked(&[("First", "otto"), ("Second", "greta")]);
    let id = server.app.start(&clara(), "approvals", Some(values)).await.unwrap();
    assert_eq!(server.ticket_of(id).await.state.tokens.len(), 2);
    let path = format!("/portal/tickets/{id}");
    let mut requester = Visitor::signed_in(&server, "clara").await;
    assert!(!requester.get(&path).await.offers("Decide"));

    let page = decide(&server, id, "greta", "SecondSays").await;
    assert!(page.contains("The first decides"), "{page}");
    assert!(!server.ticket_of(id).await.state.ticket.state.is_closed());
    let mut greta = Visitor::signed_in(&server, "greta").await;
    assert!(!greta.get(&path).await.offers("Decide"));

    decide(&server, id, "otto", "FirstSays").await;
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedSuccessful);
    assert_eq!(server.field(id, "FirstSays").await, "Yes");
    assert_eq!(server.field(id, "SecondSays").await, "Yes");
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_named_does_not_see_the_ticket() {
    let (server, _folder) = serve(&[APPROVALS]).await;
    let values = asked(&[("First", "clara"), ("Second", "clara")]);
    let id = server.app.start(&clara(), "approvals", Some(values)).await.unwrap();
    for login in ["otto", "greta"] {
        let mut visitor = Visitor::signed_in(&server, login).await;
        assert_eq!(visitor.get(&format!("/portal/tickets/{id}")).await.status, 404, "{login}");
    }
    server.finish().await;
}

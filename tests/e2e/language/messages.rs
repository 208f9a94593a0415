//! Messages by links and by programs, and the end by hand.

use engine::ticket::TicketState;
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::store::records::TicketId;

use super::{asked, otto, serve, told, until_closed};
use crate::program::issue;
use crate::support::Server;
use crate::visitor::Visitor;

const NEWSLETTER: &str = "\
process: newsletter
name: A newsletter
start: { activity: ask, by: customer-users }
ticket: { title: A newsletter, queue: Misc }
fields:
  Comment: { label: Comment, type: text, max_length: 10, default: none }
activities:
  ask: { user-task: Ask, dialogs: [ { name: Ask, submit: Ask } ], next: confirm }
  confirm:
    wait: Confirm your address
    message: confirmed
    fields: [Comment]
    on-enter:
      - notify: { to: customer-user, subject: Please confirm, body: Follow this link., link: confirmed }
    next: done
  done: { end: closed successful }
";

/// A ticket that waits, and the path of the link in its mail.
async fn waiting(server: &Server) -> (TicketId, String) {
    let id = server.app.start(&otto(), "newsletter", Some(asked(&[]))).await.unwrap();
    let mail = server.mails().await.remove(0);
    assert_eq!(mail.to_address, "otto@acme.example");
    let link = mail.body.lines().find(|line| line.contains("/messages/")).unwrap();
    let url: url::Url = link.parse().unwrap();
    (id, url.path().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_a_link_and_confirms_sends_the_message_once() {
    let (server, _folder) = serve(&[NEWSLETTER]).await;
    let (id, path) = waiting(&server).await;
    let before = server.contents().await;
    // Nobody signs in, and mail programs open links.
    let mut visitor = Visitor::new(&server);
    for _ in 0..2 {
        let page = visitor.get(&path).await;
        assert_eq!((page.status, page.heading().as_str()), (200, "Confirm your address"));
    }
    assert_eq!(server.contents().await, before);
    let form = visitor.get(&path).await.form("Confirm");
    let page = visitor.submit(form.clone()).await;
    assert_eq!((page.status, page.heading().as_str()), (200, "Thank you"));
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedSuccessful);

    let before = server.contents().await;
    let unknown = format!("/messages/{}", "A".repeat(43));
    for page in [
        visitor.submit(form).await,
        visitor.get(&path).await,
        visitor.get(&unknown).await,
        visitor.post(&unknown, &[]).await,
        visitor.get("/messages/x").await,
    ] {
        assert_eq!(
            (page.status, page.heading().as_str()),
            (410, "This link is not valid any more")
        );
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_after_thirty_days() {
    let (server, _folder) = serve(&[NEWSLETTER]).await;
    let (id, path) = waiting(&server).await;
    let mut visitor = Visitor::new(&server);
    server.clock.advance(SignedDuration::from_hours(30 * 24 - 1));
    let form = visitor.get(&path).await.form("Confirm");
    server.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(visitor.submit(form).await.status, 410);
    assert_eq!(server.ticket_of(id).await.state.version, 1);
    server.finish().await;
}

/// Sends a message; status and answer.
async fn send(server: &Server, token: &str, path: &str, body: &Value) -> (u16, Value) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.post(server.url.join(path).unwrap()).body(body.to_string());
    let response = request.header("authorization", format!("Bearer {token}")).send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_sends_a_message_with_a_token_for_it() {
    let (server, _folder) = serve(&[NEWSLETTER]).await;
    let (id, _) = waiting(&server).await;
    let number = server.ticket_of(id).await.state.ticket.number;
    let path = format!("api/tickets/{number}/messages/confirmed");
    let may = issue(&server, "crm", Some("ACME"), &["Ticket.SendMessage"]).await;
    let may_not = issue(&server, "reader", None, &["CustomerUser.Get"]).await;
    let elsewhere = issue(&server, "globex", Some("GLOBEX"), &["Ticket.SendMessage"]).await;
    let body = json!({ "values": { "Comment": "Fine" } });
    let long = json!({ "values": { "Comment": "x".repeat(11), "Other": 1 } });
    let before = server.contents().await;
    for (token, path, body, status, code) in [
        ("nobody", path.as_str(), &body, 401, "Rpc.Unauthorized"),
        (&may_not, &path, &body, 403, "Rpc.NotAllowed"),
        (&elsewhere, &path, &body, 404, "Ticket.NotFound"),
        (&may, "api/tickets/1/messages/confirmed", &body, 404, "Ticket.NotFound"),
        (&may, &path.replace("confirmed", "refused"), &body, 409, "Ticket.MessageNotAwaited"),
        (&may, &path, &json!([1]), 400, "Rpc.ParseError"),
        (&may, &path, &long, 422, "Ticket.FieldInvalid"),
    ] {
        let (found, answer) = send(&server, token, path, body).await;
        assert_eq!((found, answer["error"]["code"].as_str()), (status, Some(code)), "{answer}");
    }
    let (_, answer) = send(&server, &may, &path, &long).await;
    let fields = answer["error"]["fields"].as_object().unwrap();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["Comment", "Other"]);
    assert_eq!(server.contents().await, before);

    assert_eq!(send(&server, &may, &path, &body).await.0, 204);
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedSuccessful);
    assert_eq!(server.field(id, "Comment").await, "Fine");
    assert_eq!(send(&server, &may, &path, &body).await.0, 409);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_ends_a_process_and_says_why() {
    let (server, _folder) = serve(&[NEWSLETTER]).await;
    let (id, link) = waiting(&server).await;
    let path = format!("/admin/tickets/{id}");
    let mut admin = Visitor::signed_in(&server, "admin").await;
    let form = admin.get(&path).await.form("End it as unsuccessful");
    let page = admin.submit(form.clone()).await;
    assert_eq!(page.status, 422);
    assert!(page.fault_beside("reason").is_some(), "{}", page.main());
    let page = admin.submit(form.clone().fill("reason", "The newsletter is no more.")).await;
    assert!(page.main().contains("Ended by hand"), "{}", page.main());
    assert!(!page.offers("End it as unsuccessful"));
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedUnsuccessful);
    assert_eq!(told(&server, id).await, ["The newsletter is no more."]);
    // Twice is once, and the link leads nowhere.
    let before = server.contents().await;
    admin.submit(form.fill("reason", "Again.")).await;
    assert_eq!(Visitor::new(&server).get(&link).await.status, 410);
    assert_eq!(server.contents().await, before);

    let mut otto = Visitor::signed_in(&server, "otto").await;
    assert_eq!(otto.post(&format!("{path}/cancel"), &[("reason", "x")]).await.status, 403);
    server.finish().await;
}

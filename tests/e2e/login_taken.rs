//! What can be mended comes back to the form, beside the field that it is about.

use engine::ticket::TicketState;
use server::sample;

use crate::portal::{CREATE, fill, open_registration, register};
use crate::support::Server;
use crate::visitor::{Form, Page, Visitor};

const LOGIN_TAKEN: &str = "The login otto is taken. Please choose another one.";
const EMAIL_IN_USE: &str = "Another customer user has the email address otto@acme.example already. Please give a different one.";

/// Registers with `given`, which the directory refuses because of `field`; mends it in the same ticket.
async fn check(given: impl Fn(Form) -> Form, field: &str, sentence: &str, mended: &str) {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = open_registration(&mut clara).await.form(CREATE);
    let people = server.customer_users().await;
    let page = clara.submit(given(fill(form.clone(), "nina"))).await;
    check_refused(&page, field, sentence);
    // What she typed is still there; so is the ticket, and nobody has been created.
    let typed = given(fill(form, "nina"));
    let again = page.form(CREATE);
    for name in ["UserFirstname", "UserLastname", "UserLogin", "UserEmail"] {
        assert_eq!(again.value(name), typed.value(name));
    }
    let ticket = server.ticket().await;
    assert_eq!(ticket.state.ticket.state, TicketState::New);
    assert_eq!(server.customer_users().await, people);
    assert!(server.mails().await.is_empty());
    let home = clara.get("/portal").await;
    assert!(home.section("My open requests").contains(&ticket.state.ticket.number));

    let page = clara.submit(again.fill(field, mended)).await;
    assert_eq!(page.path, format!("/portal/tickets/{}", ticket.id));
    assert_eq!(page.text(".head .badge"), "closed successful", "{}", page.main());
    assert_eq!(server.ticket().await.id, ticket.id);
    let users = server.customer_users().await;
    assert_eq!(users.len(), people.len() + 1);
    assert!(users.iter().any(|user| user.login == mended || user.email == mended));
    assert_eq!(server.field(ticket.id, "RequestResponse").await, "ok");
    assert!(page.section("What happened so far").contains(sentence));
    server.finish().await;
}

fn check_refused(page: &Page, field: &str, sentence: &str) {
    assert_eq!(page.status, 200);
    assert_eq!(page.fault_beside(field).as_deref(), Some(sentence), "{}", page.main());
    let summary = page.text("form [role=alert]");
    assert!(summary.contains(sentence), "{summary}");
    assert_eq!(page.attributes("form [role=alert] a", "href"), [format!("#input-{field}")]);
}

#[tokio::test]
async fn a_login_that_is_taken_is_said_beside_the_login() {
    let taken = |form: Form| form.fill("UserLogin", "otto");
    check(taken, "UserLogin", LOGIN_TAKEN, "nina").await;
}

#[tokio::test]
async fn a_login_is_taken_in_whatever_case() {
    let taken = |form: Form| form.fill("UserLogin", "OTTO");
    let sentence = "The login OTTO is taken. Please choose another one.";
    check(taken, "UserLogin", sentence, "nina").await;
}

#[tokio::test]
async fn a_login_of_another_company_is_taken_too() {
    let taken = |form: Form| form.fill("UserLogin", "greta");
    let sentence = "The login greta is taken. Please choose another one.";
    check(taken, "UserLogin", sentence, "nina").await;
}

#[tokio::test]
async fn an_email_address_in_use_is_said_beside_the_email_address() {
    let taken = |form: Form| form.fill("UserEmail", "otto@acme.example");
    check(taken, "UserEmail", EMAIL_IN_USE, "nina@acme.example").await;
}

#[tokio::test]
async fn one_mistake_after_the_other_stays_one_ticket() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = register(&mut clara, "otto").await;
    check_refused(&page, "UserLogin", LOGIN_TAKEN);
    let page = clara.submit(page.form(CREATE).fill("UserLogin", "nina")).await;
    check_refused(&page, "UserEmail", EMAIL_IN_USE);
    // What is wrong in itself never leaves the form.
    let page = clara.submit(page.form(CREATE).fill("UserEmail", "nina at acme")).await;
    assert_eq!(page.status, 422);
    let sentence = "This is not an email address like name@example.org.";
    assert_eq!(page.fault_beside("UserEmail").as_deref(), Some(sentence));
    let page = clara.submit(page.form(CREATE).fill("UserEmail", "nina@acme.example")).await;
    assert_eq!(page.text(".head .badge"), "closed successful", "{}", page.main());
    let ticket = server.ticket().await;
    // Three submissions were accepted, each with an answer of the directory.
    assert_eq!(ticket.state.version, 6);
    assert_eq!(server.field(ticket.id, "UserLogin").await, "nina");
    server.finish().await;
}

//! A customer administrator registers a customer user.

use engine::ticket::TicketState;
use server::sample;

use crate::portal::{
    CREATE, PROCESS, PROCESS_TITLE, fill, invitation, open_registration, register,
};
use crate::support::{Server, clara, registration};
use crate::visitor::Visitor;

#[tokio::test]
async fn a_registration_is_one_write_that_closes_the_ticket() {
    let server = Server::start().await;
    let id = server.app.start(&clara(), PROCESS, Some(registration("nina"))).await.unwrap();
    let (ticket, _) = server.app.load(id).await.unwrap().unwrap();
    assert_eq!(ticket.state.ticket.state, TicketState::ClosedSuccessful);
    assert_eq!(ticket.state.version, 2);
    let nina = server.customer_user("nina").await.unwrap();
    assert_eq!(nina.customer_id, "ACME");
    assert_eq!(nina.created_by, "clara");
    server.finish().await;
}

#[tokio::test]
async fn clara_registers_nina_from_the_portal() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = open_registration(&mut clara).await;
    assert_eq!(page.heading(), PROCESS_TITLE);
    assert!(page.main().contains("The new customer user will belong to your company."));
    let page = clara.submit(fill(page.form(CREATE), "nina")).await;

    // She comes to the ticket, which is closed already.
    assert_eq!((page.first_status, page.status), (303, 200));
    assert_eq!(page.heading(), "New customer user nina");
    assert_eq!(page.text(".head .badge"), "closed successful");
    assert!(page.section("What was given").contains("User login nina"), "{}", page.main());
    let history = page.section("What happened so far");
    assert!(history.contains("“Create the customer user” done"), "{history}");
    assert!(history.contains("Request begun by you"), "{history}");

    let nina = server.customer_user("nina").await.unwrap();
    assert_eq!(
        (nina.first_name.as_str(), nina.last_name.as_str(), nina.email.as_str()),
        ("Nina", "Newcomer", "nina@acme.example")
    );
    assert_eq!((nina.customer_id.as_str(), nina.created_by.as_str()), ("ACME", "clara"));
    assert!(!nina.has_password);
    let ticket = server.ticket().await;
    assert_eq!(page.path, format!("/portal/tickets/{}", ticket.id));
    assert_eq!(ticket.state.ticket.customer_user, "clara");
    assert_eq!(server.field(ticket.id, "RequestResponse").await, "ok");

    // The article is for agents; the customer does not see it.
    assert!(!page.body.contains("Customer user nina was created."));
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let page = admin.get(&format!("/admin/tickets/{}", ticket.id)).await;
    let articles = page.section("Articles");
    assert!(articles.contains("Customer user created internal"), "{articles}");
    assert!(articles.contains("Customer user nina was created."), "{articles}");

    // One mail has been written: the invitation, to nobody but nina.
    let mails = server.mails().await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].to_address, "nina@acme.example");
    assert!(invitation(&mut clara, "nina@acme.example").await.len() > "/set-password/".len() + 30);
    let home = clara.get("/portal").await;
    assert!(home.section("My closed requests").contains("New customer user nina"));
    server.finish().await;
}

#[tokio::test]
async fn nina_sees_neither_the_process_nor_her_own_ticket() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let ticket = register(&mut clara, "nina").await.path;
    let form = open_registration(&mut clara).await.form(CREATE);

    let mut nina = Visitor::new(&server);
    let link = invitation(&mut nina, "nina@acme.example").await;
    let form_of_password = nina.get(&link).await.form("Set password");
    let chosen = form_of_password.fill("password", "a fine day").fill("again", "a fine day");
    let page = nina.submit(chosen).await;
    assert_eq!(page.path, "/login?done=password");
    assert!(page.main().contains("Your password has been set."), "{}", page.main());
    let home = nina.sign_in("nina", "a fine day").await;
    assert_eq!((home.path.as_str(), home.status), ("/portal", 200));
    assert_eq!(home.text(".me-name"), "Nina Newcomer Acme Widgets Ltd.");
    assert!(home.main().contains("There is nothing that you can start"), "{}", home.main());
    assert!(!home.main().contains("nina"), "{}", home.main());

    let before = server.contents().await;
    assert_eq!(nina.get(&ticket).await.status, 404);
    assert_eq!(nina.get(&form.action).await.status, 404);
    assert_eq!(nina.submit(fill(form, "mole")).await.status, 404);
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

//! Who may do what: roles, companies, forged ids and fields.

use engine::ticket::TicketState;
use server::sample;

use crate::portal::{CREATE, PROCESS, PROCESS_TITLE, fill, open_registration, register};
use crate::support::Server;
use crate::visitor::{Form, Visitor};

#[tokio::test]
async fn an_ordinary_customer_user_neither_sees_nor_starts_the_process() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = open_registration(&mut clara).await.form(CREATE);
    let mut otto = Visitor::signed_in(&server, sample::CUSTOMER_USER).await;
    let before = server.contents().await;
    let home = otto.get("/portal").await;
    assert_eq!(home.link(PROCESS_TITLE), None);
    assert!(home.main().contains("There is nothing that you can start"), "{}", home.main());
    // To him there is no such process: the same answer as for one that nobody has.
    let no_process = otto.get("/portal/start/no-such-process").await;
    let page = otto.get(&format!("/portal/start/{PROCESS}")).await;
    assert_eq!((page.status, page.main()), (404, no_process.main()));
    assert_eq!(otto.submit(fill(form, "mole")).await.status, 404);
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

/// Tickets of Acme in each of the states in which one rests: open with a form, and closed.
async fn tickets_of_acme(clara: &mut Visitor) -> [(String, Form); 2] {
    let page = register(clara, "otto").await;
    let open = (page.path.clone(), page.form(CREATE));
    let page = register(clara, "nina").await;
    let link = page.link("Mark for removal").unwrap();
    let closed = (page.path.clone(), clara.get(&link).await.form("Save"));
    [open, closed]
}

#[tokio::test]
async fn a_ticket_is_shown_to_nobody_whom_it_does_not_concern() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let tickets = tickets_of_acme(&mut clara).await;
    let before = server.contents().await;
    for login in [sample::CUSTOMER_USER, sample::OTHER_CUSTOMER_ADMIN] {
        let mut other = Visitor::signed_in(&server, login).await;
        let home = other.get("/portal").await;
        assert!(!home.main().contains("New customer user"), "{login}: {}", home.main());
        for (path, form) in &tickets {
            assert_eq!(other.get(path).await.status, 404, "{login} {path}");
            assert_eq!(other.get(&format!("{path}?step=request.0")).await.status, 404);
            assert_eq!(other.submit(form.clone()).await.status, 404, "{login} {path}");
        }
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn a_colleague_who_administers_the_same_company_sees_its_tickets() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let [(open, form), (closed, removal)] = tickets_of_acme(&mut clara).await;
    server.make_customer_admin(sample::CUSTOMER_USER).await;
    let mut otto = Visitor::signed_in(&server, sample::CUSTOMER_USER).await;
    let home = otto.get("/portal").await;
    let requests = home.section("Requests of Acme Widgets Ltd.");
    assert!(requests.contains("New customer user nina"), "{requests}");
    assert!(requests.contains("begun by clara"), "{requests}");
    // The form of the open one is for who began it alone.
    let page = otto.get(&open).await;
    assert_eq!(page.status, 200);
    assert!(!page.offers(CREATE) && page.main().contains("Somebody else has to act now"));
    let before = server.contents().await;
    assert_eq!(otto.submit(form.fill("UserLogin", "mole")).await.status, 409);
    assert_eq!(server.contents().await, before);
    // The closed one is maintained by all of them.
    assert_eq!(otto.get(&closed).await.status, 200);
    let page = otto.submit(removal.fill("ValidState", "2")).await;
    assert_eq!(page.first_status, 303, "{}", page.main());
    assert_eq!(server.customer_user("nina").await.unwrap().changed_by, "otto");
    server.finish().await;
}

#[tokio::test]
async fn a_forged_id_leads_nowhere() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let [(path, form), _] = tickets_of_acme(&mut clara).await;
    let before = server.contents().await;
    let ids =
        ["0", "-1", "99999", "1e0", "0x1", "1'--", "9223372036854775808", "%31%00", "+1x", ""];
    for id in ids {
        let forged = format!("/portal/tickets/{id}");
        let status = clara.get(&forged).await.status;
        assert_eq!(status, 404, "{forged}");
        let action = format!("{forged}/submit");
        assert_eq!(clara.submit(Form { action, ..form.clone() }).await.status, 404, "{forged}");
        let forged = forged.replace("/portal", "/admin");
        assert!([403, 404].contains(&clara.get(&forged).await.status), "{forged}");
    }
    assert_eq!(server.contents().await, before);
    assert_eq!(clara.get(&path).await.status, 200);
    server.finish().await;
}

/// Fields that nobody offers, with which one would reach into another company or another's record.
const FORGED: [(&str, &str); 9] = [
    ("UserCustomerID", "GLOBEX"),
    ("CustomerID", "GLOBEX"),
    ("CustomerUserID", "greta"),
    ("ValidState", "2"),
    ("RequestResponse", "ok"),
    ("UserPassword", "a fine day"),
    ("State", "closed successful"),
    ("usher.customer", "GLOBEX"),
    ("", "GLOBEX"),
];

#[tokio::test]
async fn a_field_that_the_form_does_not_offer_is_refused() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let start = fill(open_registration(&mut clara).await.form(CREATE), "nina");
    let again = register(&mut clara, "otto").await.form(CREATE);
    let again = fill(again, "nina");
    let before = server.contents().await;
    for form in [start.clone(), again] {
        for (name, value) in FORGED {
            let page = clara.submit(form.clone().forge(name, value)).await;
            assert_eq!(page.status, 422, "{} {name}", form.action);
            let summary = page.text("form [role=alert]");
            let sentence = format!("{name}: This form has no such field.");
            assert!(summary.contains(&sentence), "{name}: {summary}");
            // What she typed herself is still there.
            assert_eq!(page.form(CREATE).value("UserLogin"), "nina");
        }
    }
    assert_eq!(server.contents().await, before);
    // Without the forged field the same form is accepted, and leads to her own company.
    clara.submit(start).await;
    assert_eq!(server.customer_user("nina").await.unwrap().customer_id, "ACME");
    server.finish().await;
}

#[tokio::test]
async fn what_is_read_only_cannot_be_written() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let [_, (_, removal)] = tickets_of_acme(&mut clara).await;
    let removal = removal.fill("ValidState", "2");
    let before = server.contents().await;
    for name in ["UserLogin", "UserFirstname", "UserLastname"] {
        let page = clara.submit(removal.clone().forge(name, "greta")).await;
        assert_eq!(page.status, 422, "{name}");
        let summary = page.text("form [role=alert]");
        assert!(summary.contains("This cannot be changed here."), "{name}: {summary}");
    }
    let page = clara.submit(removal.clone().forge("UserEmail", "x@acme.example")).await;
    assert_eq!(page.status, 422);
    assert_eq!(server.contents().await, before);
    assert_eq!(clara.submit(removal).await.first_status, 303);
    server.finish().await;
}

#[tokio::test]
async fn a_new_customer_user_belongs_to_the_company_of_the_session() {
    let server = Server::start().await;
    for (login, new, customer) in
        [(sample::CUSTOMER_ADMIN, "nina", "ACME"), (sample::OTHER_CUSTOMER_ADMIN, "gus", "GLOBEX")]
    {
        let mut admin = Visitor::signed_in(&server, login).await;
        let page = register(&mut admin, new).await;
        assert_eq!(page.text(".head .badge"), "closed successful", "{}", page.main());
        assert_eq!(server.customer_user(new).await.unwrap().customer_id, customer);
    }
    for id in server.tickets().await {
        let ticket = server.ticket_of(id).await.state.ticket;
        assert_eq!(ticket.state, TicketState::ClosedSuccessful);
        let creator = if ticket.customer_id == "ACME" { "clara" } else { "greta" };
        assert_eq!(ticket.customer_user, creator);
    }
    server.finish().await;
}

#[tokio::test]
async fn a_customer_admin_who_is_made_invalid_stops_at_once() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = fill(open_registration(&mut clara).await.form(CREATE), "nina");
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let edit = admin.get("/admin/customer-users/clara/edit").await.form("Save");
    assert_eq!(admin.submit(edit.fill("ValidID", "2")).await.first_status, 303);
    let before = server.contents().await;
    let page = clara.submit(form).await;
    assert_eq!((page.first_status, page.heading().as_str()), (303, "Sign in"));
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

//! Agents review process tickets: find them, open one, and see all that was decided and exchanged.

use jiff::SignedDuration;
use server::sample;

use crate::mappings::Mappings;
use crate::portal::{CREATE, PROCESS, PROCESS_TITLE, invitation, register};
use crate::support::Server;
use crate::visitor::{Page, Visitor};

/// One ticket of each kind: nina's, closed successful; one that waits for another login; one of
/// Globex; and fay's, which failed since the mapping adds her to no company that there is.
async fn tickets() -> (Server, Visitor) {
    let mappings = Mappings::shipped().with(
        "customer-user-add/outbound.xsl",
        "<RootElement>",
        "<RootElement><xsl:if test=\"//DynamicField[Name = 'UserLogin']/Value = 'fay'\"><Shoes/></xsl:if>",
    );
    let server = Server::start_with(|paths| paths.mappings = mappings.path()).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    register(&mut clara, "nina").await;
    register(&mut clara, "otto").await;
    register(&mut clara, "fay").await;
    let mut greta = Visitor::signed_in(&server, sample::OTHER_CUSTOMER_ADMIN).await;
    register(&mut greta, "gus").await;
    let admin = Visitor::signed_in(&server, sample::ADMIN).await;
    (server, admin)
}

/// Filters, and the logins of the tickets that they let through.
type Case<'c> = (&'c [(&'c str, &'c str)], &'c [&'c str]);

/// The logins that the listed tickets are about, newest first.
fn listed(page: &Page) -> Vec<String> {
    let titles = page.texts("tbody th a");
    titles
        .iter()
        .map(|title| title.strip_prefix("New customer user ").unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn tickets_are_found_by_each_filter() {
    let (server, mut admin) = tickets().await;
    let numbers: Vec<String> = {
        let mut numbers = Vec::new();
        for id in server.tickets().await {
            numbers.push(server.ticket_of(id).await.state.ticket.number);
        }
        numbers
    };
    let cases: [Case<'_>; 21] = [
        (&[], &["gus", "fay", "otto", "nina"]),
        (&[("state", "closed successful")], &["gus", "nina"]),
        (&[("state", "closed unsuccessful")], &["fay"]),
        (&[("state", "new")], &["otto"]),
        (&[("state", "open")], &[]),
        (&[("outcome", "successful")], &["gus", "nina"]),
        (&[("outcome", "unsuccessful")], &["fay"]),
        (&[("outcome", "under way")], &["otto"]),
        (&[("reason", "Rpc.InvalidParams")], &["fay"]),
        (&[("reason", "CustomerUser.LoginExists")], &["otto"]),
        (&[("reason", "Rpc")], &[]),
        (&[("process", PROCESS)], &["gus", "fay", "otto", "nina"]),
        (&[("customer", "GLOBEX")], &["gus"]),
        (&[("customer", "ACME"), ("outcome", "successful")], &["nina"]),
        (&[("customer-user", "greta")], &["gus"]),
        (&[("customer-user", "nina")], &[]),
        (&[("field", "UserLogin"), ("value", "nin")], &["nina"]),
        (&[("field", "UserEmail"), ("value", "gus@")], &["gus"]),
        (&[("field", "RequestResponse"), ("value", "There is no parameter")], &["fay"]),
        (&[("text", "NINA")], &["nina"]),
        (&[("text", &numbers[2])], &["fay"]),
    ];
    for (filters, expected) in cases {
        let mut form = admin.get("/admin/tickets").await.form("Show");
        for (name, value) in filters {
            form = form.fill(name, value);
        }
        let page = admin.get(&format!("{}?{}", form.action, form.body())).await;
        assert_eq!(page.status, 200);
        assert_eq!(listed(&page), expected, "{filters:?}");
        // The form shows what was asked for.
        for (name, value) in filters {
            assert_eq!(page.form("Show").value(name), *value);
        }
        assert_eq!(page.link("Clear").is_some(), !filters.is_empty());
        assert_eq!(page.main().contains("No process ticket is like that."), expected.is_empty());
    }
    server.finish().await;
}

#[tokio::test]
async fn a_filter_that_cannot_be_is_said() {
    let (server, mut admin) = tickets().await;
    for (query, field, sentence) in [
        ("state=lost", "state", "There is no such state."),
        ("outcome=lost", "outcome", "There is no such outcome."),
        ("field=UserLogin", "value", "Please give the value as well."),
        (
            "state=new&outcome=successful",
            "outcome",
            "No ticket in the chosen state has this outcome.",
        ),
    ] {
        let page = admin.get(&format!("/admin/tickets?{query}")).await;
        assert_eq!(page.fault_beside(field).as_deref(), Some(sentence), "{query}");
        assert_eq!(listed(&page), [""; 0], "{query}");
    }
    server.finish().await;
}

#[tokio::test]
async fn the_list_shows_why_a_ticket_failed_and_leads_to_it() {
    let (server, mut admin) = tickets().await;
    let page = admin.get("/admin/tickets?outcome=unsuccessful").await;
    let row = page.text("tbody tr");
    for part in [
        "closed unsuccessful",
        PROCESS_TITLE,
        "ACME clara",
        "Rpc.InvalidParams There is no parameter `Shoes`.",
        "20 Nov 2026, 12:00 UTC",
    ] {
        assert!(row.contains(part), "{part} in {row}");
    }
    let link = page.attributes("tbody th a", "href");
    assert_eq!(admin.get(&link[0]).await.heading(), "New customer user fay");
    let dashboard = admin.get("/admin").await;
    assert!(dashboard.main().contains("Rpc.InvalidParams"), "{}", dashboard.main());
    server.finish().await;
}

#[tokio::test]
async fn many_tickets_come_page_by_page() {
    let server = Server::start().await;
    for number in 0..60 {
        let registration = crate::support::registration(&format!("user{number:02}"));
        server.app.start(&crate::support::clara(), PROCESS, Some(registration)).await.unwrap();
    }
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let first = admin.get("/admin/tickets?customer=ACME").await;
    let older = first.link("Older tickets").unwrap();
    let second = admin.get(&older).await;
    assert_eq!(second.form("Show").value("customer"), "ACME");
    let all: Vec<String> = [listed(&first), listed(&second)].concat();
    let expected: Vec<String> = (0..60).rev().map(|number| format!("user{number:02}")).collect();
    assert_eq!(all, expected);
    assert_eq!(second.link("Older tickets"), None);
    server.finish().await;
}

#[tokio::test]
async fn a_ticket_shows_what_was_decided_with_the_values_that_led_there() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = register(&mut clara, "otto").await;
    let page = clara
        .submit(page.form(CREATE).fill("UserLogin", "nina").fill("UserEmail", "n@acme.example"))
        .await;
    server.clock.advance(SignedDuration::from_mins(30));
    let removal = clara.get(&page.link("Mark for removal").unwrap()).await.form("Save");
    let page = clara.submit(removal.fill("ValidState", "2")).await;
    assert_eq!(page.first_status, 303);

    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let page = admin.get(&page.path.replace("/portal", "/admin")).await;
    let journal = page.section("Journal");
    let parts = [
        "1. Started with “New customer user” by customer user clara of ACME · 20 Nov 2026, 12:00 UTC",
        "UserLogin filled in: “otto”",
        "Took the flow from request to create",
        "2. Invocation 2 of create rejected: CustomerUser.LoginExists",
        "Took the error path CustomerUser.LoginExists from create to request",
        "Told the customer beside UserLogin: “The login otto is taken. Please choose another one.”",
        "3. “New customer user” submitted, made for version 2 by customer user clara of ACME",
        "UserLogin filled in: “nina”",
        "4. Invocation 4 of create accepted",
        "RequestResponse set by the mapping: “ok”",
        "State set to closed successful",
        "5. “Mark for removal” submitted, made for version 4 by customer user clara of ACME · 20 Nov 2026, 12:30 UTC",
        "Condition ValidState != \"1\" of active holds with ValidState = 2",
        "Took the flow from active to deactivate",
        "6. Invocation 6 of deactivate accepted",
        "Took the flow from deactivate to removed",
    ];
    // In this order.
    let mut rest = journal.as_str();
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("`{part}` is not in the rest of the journal: {rest}");
        };
        rest = after;
    }
    let articles = page.section("Articles");
    for part in [
        "visible to the customer by the process",
        "The login otto is taken. Please choose another one.",
        "Customer user nina was created.",
        "Customer user nina was changed.",
        "The customer user nina has been deactivated and can no longer sign in.",
    ] {
        assert!(articles.contains(part), "{part} in {articles}");
    }
    let fields = page.section("Fields");
    assert!(fields.contains("User login UserLogin nina"), "{fields}");
    assert!(fields.contains("User valid ValidState invalid"), "{fields}");
    check_map(&page);
    server.finish().await;
}

/// The map shows every activity, and marks those that were visited and the flows that were taken.
fn check_map(page: &Page) {
    let visited = page.texts(".map-node.visited title");
    for activity in ["create", "deactivate", "removed", "request", "active"] {
        let named =
            |title: &&String| title.contains(&format!(": {activity}")) || title.contains(activity);
        assert!(visited.iter().any(|title| named(&title)), "{activity} in {visited:?}");
    }
    let all = page.texts(".map-node title");
    assert!(!visited.iter().any(|title| title.contains("failed")), "{visited:?}");
    assert!(all.iter().any(|title| title.contains("failed")), "{all:?}");
    assert_eq!(page.texts(".map-node.here").len(), 1);
    assert!(page.text(".map-node.here title").contains("removed"));
    let taken = page.texts(".map-flow.taken title");
    for flow in [
        "From Enter the new customer user, to Create the customer user (taken)",
        "From Create the customer user, on error CustomerUser.LoginExists, to Enter the new customer user (taken)",
        "From Create the customer user, to Customer user maintenance (taken)",
        "From Customer user maintenance, if ValidState != \"1\", to Deactivate the customer user (taken)",
        "From Deactivate the customer user, to Customer user removed (taken)",
    ] {
        assert!(taken.iter().any(|title| title == flow), "{flow} in {taken:?}");
    }
    assert!(page.texts(".map-flow").len() > taken.len());
    assert!(!taken.iter().any(|title| title.contains("Request failed")), "{taken:?}");
}

#[tokio::test]
async fn no_page_of_an_agent_shows_a_password_or_token() {
    // A mapping that passes a password on, as one for another system may.
    let secret = "correct horse battery";
    let mappings = Mappings::shipped().with(
        "customer-user-add/outbound.xsl",
        "</RootElement>",
        &format!("<UserPassword>{secret}</UserPassword></RootElement>"),
    );
    let server = Server::start_with(|paths| paths.mappings = mappings.path()).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = register(&mut clara, "nina").await;
    assert_eq!(page.text(".head .badge"), "closed successful", "{}", page.main());
    assert_eq!(Visitor::new(&server).sign_in("nina", secret).await.path, "/portal");
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let page = admin.get(&page.path.replace("/portal", "/admin")).await;
    let exchanges = page.section("Exchanges");
    assert!(exchanges.contains("<UserPassword>***</UserPassword>"), "{exchanges}");
    assert!(!page.body.contains(secret), "{exchanges}");
    for path in ["/admin/customer-users/nina", "/admin/customer-users/nina/edit", "/admin"] {
        let page = admin.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains(secret) && !page.body.contains("$argon2"), "{path}");
    }
    server.finish().await;
}

#[tokio::test]
async fn the_invitation_is_on_no_page_but_the_outbox() {
    let server = Server::start().await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let ticket = register(&mut clara, "nina").await;
    let link = invitation(&mut clara, "nina@acme.example").await;
    let token = link.rsplit('/').next().unwrap();
    assert!(!ticket.body.contains(token));
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    for path in [ticket.path.replace("/portal", "/admin").as_str(), "/admin/customer-users/nina"] {
        assert!(!admin.get(path).await.body.contains(token), "{path}");
    }
    assert!(!format!("{:?}", server.contents().await.get("ticket 1")).contains(token));
    server.finish().await;
}

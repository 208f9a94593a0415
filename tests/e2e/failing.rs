//! What cannot be mended closes the ticket as unsuccessful; the customer reads a sentence, the admins
//! get the reason.

use engine::ticket::TicketState;
use server::sample;

use crate::mappings::Mappings;
use crate::portal::{PROCESS_TITLE, register};
use crate::support::Server;
use crate::visitor::{Page, Visitor};

const OUTBOUND: &str = "customer-user-add/outbound.xsl";
const INBOUND: &str = "customer-user-add/inbound.xsl";
const CUSTOMER: &str = r#"<xsl:value-of select="//Ticket/CustomerID"/>"#;

/// What a failure looks like to each of those whom it concerns.
struct Expected {
    code: &'static str,
    message: &'static str,
    /// What the exchange of the admin's page shows.
    exchange: &'static str,
}

async fn check(mappings: Mappings, expected: Expected) {
    let server = Server::start_with(|paths| paths.mappings = mappings.path()).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let people = server.customer_users().await;
    let page = register(&mut clara, "nina").await;
    check_customer(&page, &expected);
    assert_eq!(server.customer_users().await, people, "a customer user was left behind");
    let ticket = server.ticket().await;
    assert_eq!(ticket.state.ticket.state, TicketState::ClosedUnsuccessful);

    // Nina gets no invitation; the admin gets the reason and a link.
    let mails = server.mails().await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    let (mail, number) = (&mails[0], &ticket.state.ticket.number);
    assert_eq!(mail.to_address, "ada@usher.example");
    assert_eq!(mail.subject, format!("[Ticket#{number}] {PROCESS_TITLE}: closed unsuccessful"));
    assert!(mail.body.contains(&format!("Code: {}\n", expected.code)), "{}", mail.body);
    assert!(mail.body.contains(&format!("Reason: {}\n", expected.message)), "{}", mail.body);
    let link = mail.body.lines().find(|line| line.starts_with("http://")).unwrap();
    assert_eq!(link, format!("{}admin/tickets/{}", server.url, ticket.id));

    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let page = admin.get(link).await;
    let why = page.section("Why it failed");
    assert!(why.contains(expected.message), "{why}");
    assert!(why.contains(&format!("Code {} at activity create", expected.code)), "{why}");
    let exchanges = page.section("Exchanges");
    assert!(exchanges.contains("customer-user-add rejected"), "{exchanges}");
    assert!(exchanges.contains(expected.exchange), "{exchanges}");
    server.finish().await;
}

fn check_customer(page: &Page, expected: &Expected) {
    assert_eq!((page.first_status, page.status), (303, 200));
    assert_eq!(page.text(".head .badge"), "closed unsuccessful");
    let told = page.text(".message-bad[role=status]");
    assert_eq!(told, "Your request was closed. Please contact the administrator.");
    let why = format!("The customer user could not be created: {}", expected.message);
    assert!(page.section("What happened so far").contains(&why), "{}", page.main());
    assert!(page.texts("main form").is_empty(), "a form without a way on");
    // What is for agents stays with them.
    assert!(!page.body.contains(expected.code) && !page.body.contains("xsl"), "{}", page.main());
}

#[tokio::test]
async fn a_request_that_cannot_be_mapped_fails() {
    let broken = r#"<xsl:message terminate="yes">no shoes</xsl:message>"#;
    let mappings = Mappings::shipped().with(OUTBOUND, CUSTOMER, broken);
    let expected = Expected {
        code: "Mapping.Failed",
        message: "The request could not be prepared.",
        exchange: "no shoes",
    };
    check(mappings, expected).await;
}

#[tokio::test]
async fn a_request_with_an_unknown_parameter_fails() {
    let mappings =
        Mappings::shipped().with(OUTBOUND, "</RootElement>", "<Shoes>42</Shoes></RootElement>");
    let expected = Expected {
        code: "Rpc.InvalidParams",
        message: "There is no parameter `Shoes`.",
        exchange: "<Shoes>42</Shoes>",
    };
    check(mappings, expected).await;
}

#[tokio::test]
async fn a_mapping_cannot_add_people_to_another_company() {
    let mappings = Mappings::shipped().with(OUTBOUND, CUSTOMER, "GLOBEX");
    let expected = Expected {
        code: "Customer.Forbidden",
        message: "Customer users can be added to one's own customer alone.",
        exchange: "<UserCustomerID>GLOBEX</UserCustomerID>",
    };
    check(mappings, expected).await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_mapped_undoes_the_operation() {
    let mappings = Mappings::shipped().with(INBOUND, "<Article>", "<Shoes/><Article>");
    let expected = Expected {
        code: "Mapping.Failed",
        message: "The answer could not be understood.",
        exchange: "<UserLogin>nina</UserLogin>",
    };
    check(mappings, expected).await;
}

#[tokio::test]
async fn an_endless_mapping_is_ended() {
    let endless = r#"</RootElement></xsl:template>
        <xsl:template name="again"><xsl:call-template name="again"/></xsl:template></xsl:transform>"#;
    let mappings = Mappings::shipped()
        .with(OUTBOUND, CUSTOMER, r#"<xsl:call-template name="again"/>"#)
        .with(OUTBOUND, "</RootElement>\n  </xsl:template>\n</xsl:transform>", endless);
    let expected = Expected {
        code: "Mapping.Failed",
        message: "The request could not be prepared.",
        exchange: "Request document",
    };
    check(mappings, expected).await;
}

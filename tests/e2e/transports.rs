//! The same registration with the operation carried out here and on another server: it ends alike,
//! whatever the network does, and creates exactly one customer user or none.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use engine::ticket::TicketState;
use jiff::SignedDuration;
use server::config::Secrets;
use server::sample;
use server::store::records::{CustomerUser, InvocationStatus, JobCounts, StoredTicket};
use server::store::{invocation, job};

use crate::mappings::Mappings;
use crate::portal::{CREATE, fill, open_registration, register};
use crate::program::issue;
use crate::support::Server;
use crate::visitor::{Page, Visitor};
use crate::wire::{Fate, Wire};

/// The name of the secret that the invokers know the other server by.
const SECRET: &str = "loopback";
/// The operations that the other server lets it call.
const OPERATIONS: [&str; 2] = ["CustomerUser.Add", "CustomerUser.Update"];
/// How often a call is tried; the same in `invoker.yaml` below.
const ATTEMPTS: usize = 3;
/// How long a story waits for a ticket to come to rest: many times what it takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where the operations are carried out.
#[expect(clippy::large_enum_variant, reason = "there is one in a story")]
enum Place {
    /// In the server that runs the process.
    Here(Server),
    /// In another one, `directory`.
    Elsewhere { portal: Server, directory: Server, wire: Wire },
}

impl Place {
    async fn here() -> Self {
        Self::Here(Server::start().await)
    }

    /// The calls between the servers have these fates.
    async fn elsewhere(fates: &[Fate]) -> Self {
        let directory = Server::start().await;
        let token = issue(&directory, "portal", None, &OPERATIONS).await;
        Self::with_token(directory, token, fates).await
    }

    async fn with_token(directory: Server, token: String, fates: &[Fate]) -> Self {
        let wire = Wire::to(&directory, fates).await;
        let portal = portal(wire.url.as_str(), token).await;
        Self::Elsewhere { portal, directory, wire }
    }

    /// The server in which people work.
    fn portal(&self) -> &Server {
        match self {
            Self::Here(server) => server,
            Self::Elsewhere { portal, .. } => portal,
        }
    }

    /// The server that keeps the customer users.
    fn directory(&self) -> &Server {
        match self {
            Self::Here(server) => server,
            Self::Elsewhere { directory, .. } => directory,
        }
    }

    fn wire(&self) -> &Wire {
        match self {
            Self::Here(_) => panic!("nothing goes over a wire"),
            Self::Elsewhere { wire, .. } => wire,
        }
    }

    async fn finish(self) {
        match self {
            Self::Here(server) => server.finish().await,
            Self::Elsewhere { portal, directory, wire } => {
                portal.finish().await;
                drop(wire);
                directory.finish().await;
            }
        }
    }
}

/// A server whose invokers call the operations at `url`.
async fn portal(url: &str, token: String) -> Server {
    let mut mappings = Mappings::shipped();
    for operation in OPERATIONS {
        let folder = operation.replace("CustomerUser.", "customer-user-").to_lowercase();
        let yaml = format!(
            "operation: {operation}\nurl: {url}\ntoken: {SECRET}\ntimeout: 500ms\n\
             retry: {{ attempts: {ATTEMPTS}, first: 20ms, factor: 2, max: 100ms }}\n"
        );
        mappings = mappings.with_file(format!("{folder}/invoker.yaml"), &yaml);
    }
    let secrets = BTreeMap::from([(SECRET.to_owned(), token.into())]);
    // The files are read before the server is there; the folder may go after that.
    Server::start_configured(|config| {
        config.paths.mappings = mappings.path();
        config.secrets = Secrets::Given(secrets);
    })
    .await
}

/// Waits until no job is left, moving the clock on, so that retries come due; the ticket then.
async fn rested(server: &Server) -> StoredTicket {
    let began = Instant::now();
    loop {
        let counts = job::counts(server.app.store().read(), server.clock.now()).await.unwrap();
        if counts == JobCounts::default() {
            return server.ticket().await;
        }
        assert!(began.elapsed() < PATIENCE, "still at work: {counts:?}");
        server.clock.advance(SignedDuration::from_millis(20));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Registers, and waits for the answer of the directory.
async fn register_and_wait(place: &Place, login: &str) -> (Visitor, Page, StoredTicket) {
    let mut clara = Visitor::signed_in(place.portal(), sample::CUSTOMER_ADMIN).await;
    let page = register(&mut clara, login).await;
    assert_eq!(page.first_status, 303, "{}", page.main());
    let ticket = rested(place.portal()).await;
    let page = clara.get(&page.path).await;
    (clara, page, ticket)
}

async fn newcomers(directory: &Server) -> Vec<CustomerUser> {
    let mut users = directory.customer_users().await;
    users.retain(|user| {
        !["anton", "clara", "otto", "paula", "greta"].contains(&user.login.as_str())
    });
    users
}

async fn check_invocation(
    place: &Place,
    status: InvocationStatus,
    attempts: usize,
    code: Option<&str>,
) {
    let ticket = place.portal().ticket().await;
    let reads = place.portal().app.store().read();
    let invocation = invocation::list(reads, ticket.id).await.unwrap().pop().unwrap();
    assert_eq!(invocation.status, status, "{invocation:?}");
    assert_eq!(usize::try_from(invocation.attempts).unwrap(), attempts);
    assert_eq!(invocation.code.as_deref(), code);
    if let Place::Elsewhere { wire, .. } = place {
        // Every attempt bears the same key, the ticket's number, the person and her customer.
        let calls = wire.calls();
        for call in &calls {
            assert_eq!(call.header("idempotency-key"), Some(invocation.idempotency_key.as_str()));
            assert_eq!(call.header("usher-ticket"), Some(ticket.state.ticket.number.as_str()));
            assert_eq!(call.header("usher-on-behalf-of"), Some("clara"));
            assert_eq!(call.header("usher-customer"), Some("ACME"));
            assert_eq!(call.body["method"], "CustomerUser.Add");
            assert_eq!(call.body["params"]["UserCustomerID"], "ACME");
        }
        assert_eq!(calls.len(), attempts);
    }
}

async fn check_accepted(place: Place, attempts: usize) {
    let (_, page, ticket) = register_and_wait(&place, "nina").await;
    assert_eq!(ticket.state.ticket.state, TicketState::ClosedSuccessful, "{}", page.main());
    assert_eq!(page.text(".head .badge"), "closed successful");
    assert_eq!(place.portal().field(ticket.id, "RequestResponse").await, "ok");
    let users = newcomers(place.directory()).await;
    assert_eq!(users.len(), 1, "{users:?}");
    let nina = &users[0];
    assert_eq!((nina.login.as_str(), nina.email.as_str()), ("nina", "nina@acme.example"));
    assert_eq!((nina.customer_id.as_str(), nina.created_by.as_str()), ("ACME", "clara"));
    assert_eq!(place.directory().mails().await.len(), 1, "one invitation");
    check_invocation(&place, InvocationStatus::Accepted, attempts, None).await;
    place.finish().await;
}

#[tokio::test]
async fn an_accepted_call_closes_the_ticket_as_successful() {
    check_accepted(Place::here().await, 1).await;
    check_accepted(Place::elsewhere(&[Fate::Pass]).await, 1).await;
}

async fn check_mended(place: Place) {
    let (mut clara, page, ticket) = register_and_wait(&place, "otto").await;
    let sentence = "The login otto is taken. Please choose another one.";
    assert_eq!(page.fault_beside("UserLogin").as_deref(), Some(sentence));
    check_invocation(&place, InvocationStatus::Rejected, 1, Some("CustomerUser.LoginExists")).await;
    assert_eq!(newcomers(place.directory()).await, []);
    let page = clara.submit(fill(page.form(CREATE), "nina")).await;
    assert_eq!(page.first_status, 303);
    let after = rested(place.portal()).await;
    assert_eq!(after.id, ticket.id);
    assert_eq!(after.state.ticket.state, TicketState::ClosedSuccessful);
    let users = newcomers(place.directory()).await;
    assert_eq!(users.len(), 1, "{users:?}");
    assert_eq!(users[0].login, "nina");
    place.finish().await;
}

#[tokio::test]
async fn a_login_that_is_taken_comes_back_to_the_form() {
    check_mended(Place::here().await).await;
    check_mended(Place::elsewhere(&[Fate::Pass]).await).await;
}

/// The customer is told that it failed, the admins why.
async fn check_failed(place: &Place, page: &Page, ticket: &StoredTicket, told: &str, code: &str) {
    assert_eq!(ticket.state.ticket.state, TicketState::ClosedUnsuccessful);
    assert_eq!(page.text(".head .badge"), "closed unsuccessful");
    let history = page.section("What happened so far");
    assert!(history.contains(told), "{history}");
    assert_eq!(newcomers(place.portal()).await, []);
    let mail = place.portal().mails().await.remove(0);
    assert_eq!(mail.to_address, "ada@usher.example");
    assert!(mail.body.contains(&format!("Code: {code}\n")), "{}", mail.body);
    let mut admin = Visitor::signed_in(place.portal(), sample::ADMIN).await;
    let page = admin.get(&format!("/admin/tickets?reason={code}")).await;
    assert!(page.text("tbody").contains("New customer user nina"), "{}", page.main());
}

const UNREACHABLE: &str =
    "We could not reach the user directory. An administrator has been informed.";

/// The directory answers nothing that could be understood, however often it is called.
async fn check_undelivered(fate: Fate, attempts: usize, last_error: &str) {
    let what = format!("{fate:?}");
    let place = Place::elsewhere(&[fate]).await;
    let (_, page, ticket) = register_and_wait(&place, "nina").await;
    check_failed(&place, &page, &ticket, UNREACHABLE, "undelivered").await;
    let failure = ticket.state.failure.clone().unwrap();
    let tries = format!("no answer after {attempts} attempts: ");
    assert!(failure.message.starts_with(&tries), "{what}: {}", failure.message);
    assert!(failure.message.contains(last_error), "{what}: {}", failure.message);
    assert_eq!(newcomers(place.directory()).await, [], "{what}");
    let (status, code) = (InvocationStatus::Undelivered, Some("undelivered"));
    check_invocation(&place, status, attempts, code).await;
    place.finish().await;
}

#[tokio::test]
async fn a_directory_that_answers_nonsense_is_undelivered_after_all_attempts() {
    let other = r#"{"jsonrpc":"2.0","id":"another call","result":{}}"#;
    let busy = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"no disk"}}"#;
    for (status, body, last_error) in [
        (200, "<h1>Welcome</h1>", "the answer is not JSON-RPC 2.0"),
        (200, "", "the answer is not JSON-RPC 2.0"),
        (200, "{}", "the answer is not JSON-RPC 2.0"),
        (200, other, "the answer has the id of another call"),
        (200, busy, "the server answered Rpc.Internal: no disk"),
        (503, "busy", "the server answered with the status 503"),
    ] {
        check_undelivered(Fate::Answer(status, body.to_owned()), ATTEMPTS, last_error).await;
    }
}

#[tokio::test]
async fn a_directory_that_cannot_be_called_like_this_is_undelivered_at_once() {
    for (status, last_error) in [
        (401, "the server answered with the status 401 (is the token right?)"),
        (404, "the server answered with the status 404 (is the url right?)"),
        (302, "the server answered with the status 302 (a redirect, which is not followed)"),
    ] {
        check_undelivered(Fate::Answer(status, String::new()), 1, last_error).await;
    }
    check_undelivered(Fate::Answer(200, "x".repeat(2 << 20)), 1, "is longer than").await;
}

#[tokio::test]
async fn a_directory_that_hangs_is_undelivered_after_all_attempts() {
    let hang = Fate::Hang(Duration::from_secs(30));
    check_undelivered(hang, ATTEMPTS, "did not answer within 500ms").await;
}

#[tokio::test]
async fn a_directory_that_is_down_is_undelivered_after_all_attempts() {
    // A port at which nobody listens any more.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/rpc", listener.local_addr().unwrap());
    drop(listener);
    let place = Place::Here(portal(&url, "token".to_owned()).await);
    let (_, page, ticket) = register_and_wait(&place, "nina").await;
    check_failed(&place, &page, &ticket, UNREACHABLE, "undelivered").await;
    let status = InvocationStatus::Undelivered;
    check_invocation(&place, status, ATTEMPTS, Some("undelivered")).await;
    let message = ticket.state.failure.unwrap().message;
    assert!(message.contains("127.0.0.1 cannot be reached"), "{message}");
    place.finish().await;
}

#[tokio::test]
async fn a_directory_that_comes_back_in_time_is_not_missed() {
    let busy = Fate::Answer(503, "busy".to_owned());
    check_accepted(Place::elsewhere(&[busy.clone(), busy, Fate::Pass]).await, 3).await;
}

#[tokio::test]
async fn a_lost_answer_creates_one_customer_user_all_the_same() {
    check_accepted(Place::elsewhere(&[Fate::LoseAnswer, Fate::Pass]).await, 2).await;
    let twice = [Fate::LoseAnswer, Fate::LoseAnswer, Fate::Pass];
    check_accepted(Place::elsewhere(&twice).await, 3).await;
}

#[tokio::test]
async fn a_refusal_of_the_directory_takes_the_error_path() {
    let refused = |code: &str| {
        let data = format!(r#"{{"code":"{code}"}}"#);
        let error = format!(r#"{{"code":1,"message":"Not on Fridays.","data":{data}}}"#);
        Fate::Answer(200, format!(r#"{{"jsonrpc":"2.0","id":null,"error":{error}}}"#))
    };
    for code in ["Weekday", "CustomerUser.FieldInvalid"] {
        let place = Place::elsewhere(&[refused(code)]).await;
        let (_, page, ticket) = register_and_wait(&place, "nina").await;
        let told = "The customer user could not be created: Not on Fridays.";
        check_failed(&place, &page, &ticket, told, code).await;
        check_invocation(&place, InvocationStatus::Rejected, 1, Some(code)).await;
        assert_eq!(place.portal().field(ticket.id, "RequestResponse").await, "Not on Fridays.");
        place.finish().await;
    }
}

#[tokio::test]
async fn a_token_of_another_customer_creates_nobody() {
    let directory = Server::start().await;
    let token = issue(&directory, "portal", Some("GLOBEX"), &OPERATIONS).await;
    let place = Place::with_token(directory, token, &[Fate::Pass]).await;
    let (_, page, ticket) = register_and_wait(&place, "nina").await;
    check_failed(&place, &page, &ticket, UNREACHABLE, "undelivered").await;
    assert_eq!(newcomers(place.directory()).await, []);
    assert_eq!(place.wire().calls().len(), 1, "a call that is not permitted is not repeated");
    place.finish().await;
}

#[tokio::test]
async fn while_the_directory_is_called_the_customer_is_told_to_wait() {
    let place = Place::elsewhere(&[Fate::Hang(Duration::from_secs(30))]).await;
    let mut clara = Visitor::signed_in(place.portal(), sample::CUSTOMER_ADMIN).await;
    let form = open_registration(&mut clara).await.form(CREATE);
    let page = clara.submit(fill(form.clone(), "nina")).await;
    assert_eq!(page.text(".head .badge"), "new");
    assert!(page.main().contains("We are at it: Create the customer user."), "{}", page.main());
    assert!(page.texts("main form").is_empty());
    rested(place.portal()).await;
    place.finish().await;
}

#[tokio::test]
async fn the_token_is_on_no_page_and_in_no_record() {
    let directory = Server::start().await;
    let token = issue(&directory, "portal", None, &OPERATIONS).await;
    let place = Place::with_token(directory, token.clone(), &[Fate::Pass]).await;
    let (_, page, ticket) = register_and_wait(&place, "nina").await;
    assert_eq!(place.wire().calls()[0].header("authorization"), Some(&*format!("Bearer {token}")));
    let mut admin = Visitor::signed_in(place.portal(), sample::ADMIN).await;
    let page = admin.get(&page.path.replace("/portal", "/admin")).await;
    let exchanges = page.section("Exchanges");
    assert!(exchanges.contains("Exchange POST http://127.0.0.1"), "{exchanges}");
    assert!(exchanges.contains("200"), "{exchanges}");
    assert!(!page.body.contains(&token));
    let contents = format!("{:?}", place.portal().contents().await);
    assert!(!contents.contains(&token) && contents.contains(&ticket.state.ticket.number));
    place.finish().await;
}

//! The shipped processes besides the registration, over the real server: who leaves, is approved, reviewed, uploaded.

use std::collections::BTreeMap;
use std::time::Duration;

use engine::access::Actor;
use engine::customer::Validity;
use engine::event::Submission;
use engine::value::Attachment;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use server::sample;
use server::store::attachment::{self, AttachmentFault};
use server::store::records::{StoredTicket, TicketId};
use server::store::{Command, Failed, Tx};

use crate::portal::{PROCESS, register};
use crate::program::{Program, issue};
use crate::support::{Server, clara, registration};
use crate::visitor::Visitor;

/// Somebody of Acme.
fn of_acme(login: &str, groups: &[&str]) -> Actor {
    Actor::CustomerUser {
        login: login.into(),
        customer_id: "ACME".into(),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
    }
}

fn form(activity: &str, dialog: usize, values: &[(&str, &str)]) -> Submission {
    let values: BTreeMap<String, Vec<String>> =
        values.iter().map(|&(name, value)| (name.to_owned(), vec![value.to_owned()])).collect();
    Submission { activity: activity.to_owned(), dialog, values }
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// What a test does with tickets.
impl Server {
    async fn begin(&self, actor: &Actor, process: &str, first: Submission) -> TicketId {
        self.app.start(actor, process, Some(first)).await.unwrap()
    }

    async fn fill(&self, actor: &Actor, ticket: TicketId, submission: Submission) {
        let seen = self.ticket_of(ticket).await.state.version;
        self.app.submit(actor, ticket, submission, seen).await.unwrap();
    }

    /// The names of the activities at which a ticket stands, in order.
    async fn places(&self, ticket: TicketId) -> Vec<String> {
        let (stored, process) = self.app.load(ticket).await.unwrap().unwrap();
        let name = |token: &engine::state::Token| process.activity(token.activity).name.clone();
        let mut places: Vec<String> = stored.state.tokens.iter().map(name).collect();
        places.sort();
        places
    }

    /// Waits until a ticket stands there: others are at work.
    async fn reaches(&self, ticket: TicketId, places: &[&str]) -> StoredTicket {
        for _ in 0..1500 {
            if self.places(ticket).await == places {
                return self.ticket_of(ticket).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it stands at {:?}, not at {places:?}", self.places(ticket).await);
    }

    /// Waits until so many tickets of a process are there; their ids, the oldest first.
    async fn children(&self, process: &str, count: usize) -> Vec<TicketId> {
        for _ in 0..1500 {
            let mut found = Vec::new();
            for id in self.tickets().await {
                if self.ticket_of(id).await.process == process {
                    found.push(id);
                }
            }
            if found.len() == count {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("there are not {count} tickets of {process}");
    }

    async fn told(&self, ticket: TicketId) -> String {
        self.ticket_of(ticket).await.state.notice.map(|notice| notice.text).unwrap_or_default()
    }

    /// Keeps a file as the portal does; how a form names it.
    async fn upload(&self, name: &str, content: &str) -> String {
        let upload = Upload {
            name: name.to_owned(),
            bytes: content.as_bytes().to_vec(),
            now: self.clock.now(),
        };
        self.app.store().write(upload).await.unwrap().to_input()
    }
}

struct Upload {
    name: String,
    bytes: Vec<u8>,
    now: Timestamp,
}

impl Command for Upload {
    type Output = Attachment;
    type Refusal = AttachmentFault;

    async fn run(self, tx: &Tx<'_>) -> Result<Attachment, Failed<AttachmentFault>> {
        attachment::put(tx, &self.name, self.bytes, self.now).await
    }
}

#[tokio::test]
async fn who_leaves_is_deactivated_signed_out_and_followed_on_his_day() {
    let server = Server::start().await;
    // Otto has a request under way and one that is closed, and is signed in.
    server.make_customer_admin(sample::CUSTOMER_USER).await;
    let otto = of_acme(sample::CUSTOMER_USER, &[sample::CUSTOMER_ADMINS]);
    let values = [("Occasion", "ISO 27001")];
    let open = server.begin(&otto, "recertification", form("begin", 0, &values)).await;
    server.reaches(open, &["review"]).await;
    let mut visitor = Visitor::signed_in(&server, sample::CUSTOMER_USER).await;
    assert_eq!(register(&mut visitor, "nina").await.status, 200);

    let values = [
        ("UserLogin", sample::CUSTOMER_USER),
        ("LeaveDate", "2026-11-30"),
        ("Successor", sample::APPROVER),
        ("Reason", "retires"),
    ];
    let leaver = server.begin(&clara(), "leaver", form("announce", 0, &values)).await;
    // An hour before midnight nothing has happened.
    server.clock.advance(days(9) + SignedDuration::from_hours(11));
    let mut visitor = Visitor::signed_in(&server, sample::CUSTOMER_USER).await;
    assert_eq!(visitor.get("/portal").await.path, "/portal");
    assert_eq!(server.reaches(leaver, &["change", "day"]).await.state.version, 1);
    server.clock.advance(SignedDuration::from_hours(1));
    let left = server.reaches(leaver, &["left"]).await;
    assert_eq!(left.state.ticket.state.name(), "closed successful");
    let gone = server.customer_user(sample::CUSTOMER_USER).await.unwrap();
    assert_eq!(gone.validity, Validity::Invalid);
    assert_eq!(visitor.get("/portal").await.first_status, 303, "his session goes on");
    let handed = server.ticket_of(open).await;
    assert_eq!(handed.state.ticket.customer_user, sample::APPROVER);
    // What is closed stays his.
    let closed = server.children(PROCESS, 1).await;
    let his = server.ticket_of(closed[0]).await.state.ticket.customer_user;
    assert_eq!(his, sample::CUSTOMER_USER);
    assert_eq!(left.state.ticket.customer_user, sample::CUSTOMER_ADMIN);
    // His successor reads in the history what happened.
    let mut anton = Visitor::signed_in(&server, sample::APPROVER).await;
    let page = anton.get(&format!("/portal/tickets/{open}")).await;
    assert!(page.section("What happened so far").contains("Given to you"), "{}", page.main());
    server.finish().await;
}

#[tokio::test]
async fn who_stays_after_all_is_active_again() {
    let server = Server::start().await;
    let values = [
        ("UserLogin", sample::CUSTOMER_USER),
        ("LeaveDate", "2026-11-21"),
        ("Successor", sample::SECOND_APPROVER),
        ("Reason", "retires"),
    ];
    let leaver = server.begin(&clara(), "leaver", form("announce", 0, &values)).await;
    // The successor leaves before that day: nobody can take over from him.
    let program =
        Program::new(&server, issue(&server, "acme", Some("ACME"), &["CustomerUser.Update"]).await);
    let params = json!({ "ID": sample::SECOND_APPROVER, "ValidID": 2 });
    program.result("CustomerUser.Update", params).await;
    server.clock.advance(days(1));
    server.reaches(leaver, &["successor"]).await;
    let validity = async || server.customer_user(sample::CUSTOMER_USER).await.unwrap().validity;
    assert_eq!(validity().await, Validity::Invalid);
    server.fill(&clara(), leaver, form("successor", 1, &[("Reason", "he is needed")])).await;
    assert_eq!(server.places(leaver).await, ["stays"]);
    assert_eq!(validity().await, Validity::Valid);
    server.finish().await;
}

#[tokio::test]
async fn two_people_approve_a_registration() {
    let server = Server::start().await;
    let mut values = registration("nina").values;
    values.insert("Purpose".into(), vec!["Orders spare parts.".into()]);
    values.insert("Approver".into(), vec![sample::SECOND_APPROVER.into()]);
    let first = Submission { activity: "request".into(), dialog: 0, values };
    let ticket = server.begin(&clara(), "approved-registration", first).await;
    assert_eq!(server.places(ticket).await, ["named", "second"]);
    // The named one is told first, then all approvers of the company.
    let mails = server.mails().await;
    let mut to: Vec<&str> = mails.iter().map(|mail| &*mail.to_address).collect();
    to.sort_unstable();
    assert_eq!(to, ["anton@acme.example", "paula@acme.example", "paula@acme.example"]);

    server.clock.advance(days(3));
    let paula = of_acme(sample::SECOND_APPROVER, &[sample::APPROVERS]);
    let anton = of_acme(sample::APPROVER, &[sample::APPROVERS, sample::CUSTOMER_ADMINS]);
    for _ in 0..1500 {
        if server.mails().await.len() == 6 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.mails().await.len(), 6, "each of them is reminded");
    server.fill(&paula, ticket, form("named", 0, &[("ApproverDecision", "approve")])).await;
    assert!(server.customer_user("nina").await.is_none());
    server.fill(&anton, ticket, form("second", 0, &[("SecondDecision", "approve")])).await;
    assert_eq!(server.places(ticket).await, ["created"]);
    assert_eq!(server.customer_user("nina").await.unwrap().customer_id, "ACME");
    assert!(server.told(ticket).await.starts_with("paula and anton have approved."));
    server.finish().await;
}

#[tokio::test]
async fn the_people_of_a_company_are_reviewed_every_year() {
    let server = Server::start().await;
    let values = [("Occasion", "ISO 27001")];
    let ticket = server.begin(&clara(), "recertification", form("begin", 0, &values)).await;
    let reviews = server.children("recertification-of-one", 4).await;
    let anton = of_acme(sample::APPROVER, &[sample::CUSTOMER_ADMINS]);
    for id in reviews {
        let login = server.field(id, "UserLogin").await;
        server.reaches(id, &["ask"]).await;
        let who = if login == sample::CUSTOMER_ADMIN { &anton } else { &clara() };
        let needed = if login == sample::CUSTOMER_USER { "no" } else { "yes" };
        server.fill(who, id, form("ask", 0, &[("Needed", needed)])).await;
    }
    server.reaches(ticket, &["decide", "year"]).await;
    let otto = server.customer_user(sample::CUSTOMER_USER).await.unwrap();
    assert_eq!(otto.validity, Validity::Invalid);
    server.clock.advance(days(365));
    server.reaches(ticket, &["review"]).await;
    // One less than the year before: who is not valid is not reviewed.
    let reviews = server.children("recertification-of-one", 7).await;
    for id in reviews {
        if server.places(id).await == ["ask"] {
            let login = server.field(id, "UserLogin").await;
            let who = if login == sample::CUSTOMER_ADMIN { &anton } else { &clara() };
            server.fill(who, id, form("ask", 0, &[("Needed", "yes")])).await;
        }
    }
    server.reaches(ticket, &["decide", "year"]).await;
    server.fill(&clara(), ticket, form("decide", 1, &[("Comment", "merged")])).await;
    assert_eq!(server.places(ticket).await, ["stopped"]);
    server.finish().await;
}

#[tokio::test]
async fn the_rows_of_a_file_become_customer_users() {
    let server = Server::start().await;
    let file = server
        .upload(
            "new.csv",
            "login,firstname,lastname,email\n\
             nina,Nina,Newcomer,nina@acme.example\n\
             otto,Otto,Other,other@acme.example\n\
             ben,Ben,Miller,no address\n",
        )
        .await;
    let first = form("upload", 0, &[("Rows", &file)]);
    let ticket = server.begin(&clara(), "bulk-registration", first).await;
    server.reaches(ticket, &["correct"]).await;
    assert_eq!(
        server.field(ticket, "Failures").await,
        "otto, Otto, Other, other@acme.example: This login is taken.\n\
         ben, Ben, Miller, no address: The email address is missing, or is none."
    );
    assert!(server.customer_user("nina").await.is_some());
    assert!(server.customer_user("ben").await.is_none());
    let left = "login,firstname,lastname,email\n\
                otto2,Otto,Other,other@acme.example\n\
                ben,Ben,Miller,ben@acme.example\n";
    let file = server.upload("left.csv", left).await;
    server.fill(&clara(), ticket, form("correct", 0, &[("Rows", &file)])).await;
    server.reaches(ticket, &["done"]).await;
    for login in ["otto2", "ben"] {
        assert_eq!(server.customer_user(login).await.unwrap().customer_id, "ACME", "{login}");
    }
    server.finish().await;
}

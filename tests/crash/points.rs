//! The server is killed at each crash point in turn, and started again.

use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;

use engine::ticket::TicketState;
use rustix::process::Signal;
use server::crash::POINTS;
use server::store::records::JobCounts;

use crate::chain;
use crate::check::{Found, healthy, look};
use crate::person::Person;
use crate::places::Directory;
use crate::process::{Place, Running};

/// A registration during which the server is killed.
struct Kill {
    /// Where.
    point: &'static str,
    /// When it comes by for which time.
    pass: usize,
    /// Whether the request is there afterwards.
    stored: bool,
    /// How often the operation is called until it is done.
    attempts: u32,
}

const fn kill(point: &'static str, pass: usize, stored: bool, attempts: u32) -> Kill {
    Kill { point, pass, stored, attempts }
}

/// The operation is carried out in the write of the registration.
const IN_PROCESS: [Kill; 5] = [
    kill("commit.begun", 1, false, 1),
    kill("commit.called", 1, false, 1),
    kill("commit.ended", 1, false, 1),
    kill("commit.saved", 1, false, 1),
    kill("commit.durable", 1, true, 1),
];

/// The operation is carried out by another server. The first write leaves a job, the second one ends it.
const OVER_HTTP: [Kill; 9] = [
    kill("commit.begun", 1, false, 1),
    kill("commit.saved", 1, false, 1),
    kill("commit.durable", 1, true, 1),
    kill("job.claimed", 1, true, 2),
    kill("job.called", 1, true, 2),
    kill("commit.begun", 2, true, 2),
    kill("commit.saved", 2, true, 2),
    kill("commit.durable", 2, true, 1),
    kill("job.durable", 1, true, 1),
];

impl Kill {
    /// For `FAILPOINTS`.
    fn armed(&self) -> String {
        match self.pass {
            1 => format!("{}=1*return", self.point),
            pass => format!("{}={}*off->1*return", self.point, pass - 1),
        }
    }

    /// A login that says what was done.
    fn login(&self) -> String {
        format!("nina.{}.{}", self.point, self.pass)
    }

    /// Goes through it; what is there in the end.
    async fn carry_out(&self, place: &Place) -> Found {
        let (point, login) = (self.armed(), self.login());
        let mut server = Running::start(place, Some(&point)).await;
        let clara = Person::sign_in(&server.url, "clara").await;
        let answer = clara.register(&server.url, &login).await;
        let status = server.ended().await;
        assert_eq!(
            status.signal(),
            Some(Signal::KILL.as_raw()),
            "{point}: usher has ended with {status}, but not been killed there"
        );
        if self.pass == 1 && self.point.starts_with("commit") {
            assert!(answer.is_err(), "{point}: nothing has been promised");
        }
        if !self.stored {
            let found = look(place).await;
            assert!(found.is_nothing(), "{point}: {found:?}");
        }

        let server = Running::start(place, None).await;
        assert_eq!(clara.sees_request(&server.url, &login).await, self.stored, "{point}");
        if !self.stored {
            let again = clara.register(&server.url, &login).await.expect("an answer");
            assert!(again.is_done(), "{point}: {}", again.body);
        }
        clara.until_closed(&server.url, &login).await;
        server.stop().await;
        healthy(place).await;
        let found = look(place).await;
        let closed = [(login.clone(), vec![TicketState::ClosedSuccessful])];
        assert_eq!(found.tickets, closed.into(), "{point}");
        assert_eq!(found.attempts, [(login, vec![self.attempts])].into(), "{point}");
        assert_eq!(found.jobs, JobCounts::default(), "{point}");
        found
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_in_one_write_happens_once_wherever_the_server_is_killed() {
    for kill in IN_PROCESS {
        let place = Place::new();
        let found = kill.carry_out(&place).await;
        assert_eq!(found.registered, [kill.login()]);
        assert_eq!(found.mails, [format!("{}@acme.example", kill.login())]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_at_another_server_happens_once_wherever_this_server_is_killed() {
    let directory = Directory::start().await;
    for kill in OVER_HTTP {
        let found = kill.carry_out(&directory.caller(&kill.login()).await).await;
        assert_eq!((found.registered.len(), found.mails.len()), (0, 0), "they are elsewhere");
    }
    directory.running.stop().await;
    healthy(&directory.place).await;
    let mut found = look(&directory.place).await;
    let mut logins = OVER_HTTP.map(|kill| kill.login());
    logins.sort();
    found.mails.sort();
    assert_eq!(found.registered, logins);
    // The invitation shows that the operation was carried out once, not just that a second one was refused.
    assert_eq!(found.mails, logins.map(|login| format!("{login}@acme.example")));
}

#[test]
fn the_server_is_killed_at_every_point() {
    let registrations = IN_PROCESS.iter().chain(&OVER_HTTP).map(|kill| kill.point);
    let killed: BTreeSet<_> = registrations.chain(chain::POINTS.map(|(point, _)| point)).collect();
    assert_eq!(killed, BTreeSet::from(POINTS));
}

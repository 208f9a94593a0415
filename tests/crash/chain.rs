//! A process that waits and then begins another, killed at each point by which it comes.

use std::fs;
use std::os::unix::process::ExitStatusExt;

use engine::ticket::TicketState;
use jiff::Timestamp;
use rustix::process::Signal;
use server::store::records::JobCounts;
use server::store::ticket::{self, TicketFilter, TicketPage, Visibility};
use server::store::{Store, job, timer};

use crate::check::healthy;
use crate::person::Person;
use crate::places::copy;
use crate::process::{Place, Running};

const CHAIN: &str = "\
process: chain
name: A chain
start: { activity: pause, by: customer-users }
ticket: { title: A chain, queue: Misc }
activities:
  pause: { wait: A moment, after: 1s, next: child }
  child: { call: link, name: The other one, next: done, on-error: { any: { to: failed, tell: No. } } }
  done: { end: closed successful }
  failed: { end: closed unsuccessful, tell: No., notify: admins }
";

const LINK: &str = "\
process: link
name: The other one
start: { activity: done, by: agents }
ticket: { title: The other one, queue: Misc }
activities:
  done: { end: closed successful }
";

/// Where it is killed, and when it comes by for which time. Once begun, it comes by four times with a commit: for
/// the start, the timer, the other ticket, and its end.
pub(crate) const POINTS: [(&str, usize); 14] = [
    ("timer.claimed", 1),
    ("commit.begun", 2),
    ("commit.saved", 2),
    ("commit.durable", 2),
    ("timer.durable", 1),
    ("job.claimed", 1),
    ("commit.begun", 3),
    ("commit.saved", 3),
    ("commit.durable", 3),
    ("job.durable", 1),
    ("job.claimed", 2),
    ("commit.saved", 4),
    ("commit.durable", 4),
    ("job.durable", 2),
];

/// An installation that has the two processes beside the shipped ones.
fn place() -> Place {
    let mut place = Place::new();
    let processes = place.folder.path().join("processes");
    copy(&place.processes, &processes);
    for (name, source) in [("chain", CHAIN), ("link", LINK)] {
        fs::write(processes.join(format!("{name}.yaml")), source).expect("written");
    }
    place.processes = processes;
    place
}

/// The states of all tickets; no job and no timer is left.
async fn states(place: &Place) -> Vec<TicketState> {
    let store = Store::open(&place.database()).await.expect("the database");
    let filter = TicketFilter { visible_to: Visibility::Everything, ..TicketFilter::default() };
    let page = TicketPage { before: None, limit: 10 };
    let rows = ticket::list(store.read(), &filter, &page).await.expect("tickets");
    let jobs = job::counts(store.read(), Timestamp::MAX).await.expect("jobs");
    assert_eq!(jobs, JobCounts::default());
    assert_eq!(timer::next_due(store.read()).await.expect("timers"), None);
    store.close().await.expect("the database to close");
    rows.into_iter().map(|row| row.state).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_fires_once_and_another_process_is_begun_once_wherever_the_server_is_killed() {
    for (point, pass) in POINTS {
        let place = place();
        let armed = match pass {
            1 => format!("{point}=1*return"),
            pass => format!("{point}={}*off->1*return", pass - 1),
        };
        let mut server = Running::start(&place, Some(&armed)).await;
        let clara = Person::sign_in(&server.url, "clara").await;
        let begun = clara.begin(&server.url, "chain").await.expect("an answer");
        assert!(begun.is_done(), "{armed}: {}", begun.body);
        let status = server.ended().await;
        assert_eq!(status.signal(), Some(Signal::KILL.as_raw()), "{armed}: {status}");

        let server = Running::start(&place, None).await;
        clara.until_titled_closed(&server.url, "A chain").await;
        server.stop().await;
        healthy(&place).await;
        assert_eq!(states(&place).await, [TicketState::ClosedSuccessful; 2], "{armed}");
    }
}

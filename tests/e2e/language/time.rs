//! Deadlines, reminders and waits, by a clock that is moved.

use engine::ticket::TicketState;
use jiff::{SignedDuration, Timestamp};
use server::app::App;
use server::clock::Clock;
use server::config::{Config, Secrets};
use server::store::timer;
use tempfile::TempDir;

use super::{
    asked, folder, is_closed, otto, serve, subjects, told, until, until_closed, until_mails,
};
use crate::support::{BEGIN, paths};
use crate::visitor::Visitor;

const QUESTION: &str = "\
process: question
name: A question
start: { activity: ask, by: customer-users }
ticket: { title: A question, queue: Misc }
fields:
  Answer: { label: Answer, type: text }
activities:
  ask: { user-task: Ask, dialogs: [ { name: Ask, submit: Ask } ], next: answer }
  answer:
    user-task: Answer it
    dialogs: [ { name: Answer, by: requester, fields: { Answer: required }, submit: Answer } ]
    remind: { after: 1d, every: 1d, notify: customer-user }
    expire: { after: 60h, to: abandoned, tell: Nobody has answered. }
    next: done
  done: { end: closed successful }
  abandoned: { end: closed unsuccessful, tell: The question was closed., notify: admins }
";

const LEAVER: &str = "\
process: leaver
name: A leaver
start: { activity: ask, by: customer-users }
ticket: { title: A leaver, queue: Misc }
fields:
  LeaveDate: { label: Last day, type: date }
activities:
  ask: { user-task: Ask, dialogs: [ { fields: { LeaveDate: required }, submit: Go } ], next: pause }
  pause: { wait: Until the last day, until: LeaveDate, next: done }
  done: { end: closed successful }
";

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_is_reminded_and_then_the_deadline_passes() {
    let (server, _folder) = serve(&[QUESTION]).await;
    let id = server.app.start(&otto(), "question", Some(asked(&[]))).await.unwrap();
    let subject = {
        let number = server.ticket_of(id).await.state.ticket.number;
        format!("[Ticket#{number}] Reminder: Answer it")
    };
    server.clock.advance(hours(24));
    until_mails(&server, 1).await;
    server.clock.advance(hours(24));
    until_mails(&server, 2).await;
    assert_eq!(subjects(&server).await, [subject.clone(), subject]);
    server.clock.advance(hours(12));
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedUnsuccessful);
    assert_eq!(told(&server, id).await, ["Nobody has answered.", "The question was closed."]);
    // Nothing is left that could come due.
    server.clock.advance(hours(1000));
    assert_eq!(timer::next_due(server.app.store().read()).await.unwrap(), None);

    let mut visitor = Visitor::signed_in(&server, "otto").await;
    let history = visitor.get(&format!("/portal/tickets/{id}")).await.main();
    for sentence in ["Reminder sent: “Answer it”", "The deadline passed: “Answer it”"] {
        assert!(history.contains(sentence), "{history}");
    }
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_is_not_reminded_any_more() {
    let (server, _folder) = serve(&[QUESTION]).await;
    let id = server.app.start(&otto(), "question", Some(asked(&[]))).await.unwrap();
    let mut visitor = Visitor::signed_in(&server, "otto").await;
    let form = visitor.get(&format!("/portal/tickets/{id}")).await.form("Answer");
    visitor.submit(form.fill("Answer", "Yes")).await;
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedSuccessful);
    assert_eq!(timer::next_due(server.app.store().read()).await.unwrap(), None);
    server.clock.advance(hours(1000));
    assert!(server.mails().await.is_empty());
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_waits_until_a_day() {
    let (server, _folder) = serve(&[LEAVER]).await;
    let values = asked(&[("LeaveDate", "2026-11-22")]);
    let id = server.app.start(&otto(), "leaver", Some(values)).await.unwrap();
    let due: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
    assert_eq!(timer::next_due(server.app.store().read()).await.unwrap(), Some(due));
    server.clock.advance(hours(35));
    let mut visitor = Visitor::signed_in(&server, "otto").await;
    let page = visitor.get(&format!("/portal/tickets/{id}")).await.main();
    assert!(page.contains("Waiting until 22 November 2026: Until the last day"), "{page}");
    server.clock.advance(hours(1));
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedSuccessful);
    server.finish().await;
}

/// A server over this database, with its workers, but without people.
async fn open(place: &TempDir, processes: &TempDir, clock: &Clock) -> App {
    let mut paths = paths(place);
    processes.path().clone_into(&mut paths.processes);
    let base_url = "http://127.0.0.1/".parse().unwrap();
    let secrets = Secrets::Environment;
    let config = Config { paths, base_url, secrets, demo: true, relay: None };
    App::open(config, clock.clone()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_due_while_nothing_ran_happens_once_when_it_runs_again() {
    let (place, processes) = (TempDir::new().unwrap(), folder(&[LEAVER, QUESTION]));
    let clock = Clock::fixed(BEGIN.parse().unwrap());
    let app = open(&place, &processes, &clock).await;
    app.start_timers();
    let values = asked(&[("LeaveDate", "2026-11-22")]);
    let leaver = app.start(&otto(), "leaver", Some(values)).await.unwrap();
    let question = app.start(&otto(), "question", Some(asked(&[]))).await.unwrap();
    // Claimed by a worker that dies before it fires them.
    clock.advance(hours(0));
    app.close().await.unwrap();
    clock.advance(hours(48));
    let app = open(&place, &processes, &clock).await;
    let lease = SignedDuration::from_mins(10);
    let claimed = timer::claim(app.store(), clock.now(), 10, lease).await.unwrap();
    assert_eq!(claimed.len(), 2);
    app.close().await.unwrap();

    let app = open(&place, &processes, &clock).await;
    app.start_timers();
    let state = until(&app, leaver, is_closed).await;
    assert_eq!((state.version, state.ticket.state), (2, TicketState::ClosedSuccessful));
    // Two reminders were missed, and one is sent.
    let state = until(&app, question, |state| state.version > 1).await;
    assert_eq!(state.version, 2);
    assert_eq!(timer::count_due(app.store().read(), clock.now()).await.unwrap(), 0);
    app.replay(leaver).await.unwrap();
    app.replay(question).await.unwrap();
    app.close().await.unwrap();
}

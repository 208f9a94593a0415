//! More internal operations in a row than one write carries out.

use engine::event::Submission;
use engine::ticket::TicketState;
use server::store::records::InvocationStatus;
use server::store::{invocation, job};
use tempfile::TempDir;

use crate::support::{Server, clara};

/// More than the eight that one write carries out.
const TASKS: u32 = 11;

/// A process that calls the same operation again and again.
fn process() -> String {
    let mut text = "\
process: in-a-row
name: In a row
start: { activity: ask, by: customer-users }
ticket: { title: In a row, queue: Raw }
fields:
  UserLogin: { label: User login, type: text }
  ValidState: { label: User valid, type: text, default: \"1\" }
  RequestResponse: { label: Request response, type: text, max_length: 1000 }
activities:
  ask:
    user-task: Ask
    dialogs:
      - { name: Ask, fields: { UserLogin: required }, submit: Go }
    next: task1
"
    .to_owned();
    for number in 1..=TASKS {
        let next = if number == TASKS { "done".to_owned() } else { format!("task{}", number + 1) };
        let task = format!(
            "  task{number}:\n    service-task: customer-user-update\n    next: {next}\n    \
             on-error: {{ any: {{ to: failed, tell: No }} }}\n"
        );
        text.push_str(&task);
    }
    text.push_str("  done: { end: closed successful }\n");
    text.push_str("  failed: { end: closed unsuccessful, tell: No, notify: admins }\n");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_write_does_not_carry_out_the_worker_does() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("in-a-row.yaml"), process()).unwrap();
    let server = Server::start_with(|paths| paths.processes = folder.path().to_owned()).await;
    let values = [("UserLogin".to_owned(), vec!["otto".to_owned()])].into();
    let submission = Submission { activity: "ask".into(), dialog: 0, values };
    let id = server.app.start(&clara(), "in-a-row", Some(submission)).await.unwrap();

    let begun = std::time::Instant::now();
    let ticket = loop {
        let (ticket, _) = server.app.load(id).await.unwrap().unwrap();
        if ticket.state.ticket.state != TicketState::New {
            break ticket;
        }
        assert!(begun.elapsed().as_secs() < 30, "the worker left it: {:?}", ticket.state.tokens);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(ticket.state.ticket.state, TicketState::ClosedSuccessful);
    // One for the form, one for each end: none was skipped, none happened twice.
    assert_eq!(ticket.state.version, u64::from(TASKS) + 1);
    let invocations = invocation::list(server.app.store().read(), id).await.unwrap();
    assert_eq!(invocations.len(), TASKS as usize);
    assert!(
        invocations.iter().all(|one| one.status == InvocationStatus::Accepted),
        "{invocations:?}"
    );
    // The worker acts for the person for whom the first write did.
    assert!(invocations.iter().all(|one| one.actor.login() == "clara"), "{invocations:?}");
    let jobs = job::counts(server.app.store().read(), server.app.clock().now()).await.unwrap();
    assert_eq!((jobs.due, jobs.later, jobs.held), (0, 0, 0));
    server.finish().await;
}

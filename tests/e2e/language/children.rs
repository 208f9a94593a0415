//! Processes that begin others.

use engine::process::Process;
use engine::ticket::TicketState;
use server::store::records::TicketId;
use server::store::{Command, Failed, Tx, article, attachment};

use super::{asked, otto, serve, told, until, until_closed};
use crate::support::Server;

const CHECKED: &str = "\
process: checked
name: A check
start: { activity: look, by: agents }
ticket: { title: A check, queue: Misc }
fields:
  Name: { label: Name, type: text, default: nobody }
  Result: { label: Result, type: text, default: none }
activities:
  look:
    do:
      - set-field: { field: Result, to: \"{{ Name }} was looked at\" }
    next:
      - { when: Name == \"bad\", to: refused }
      - { to: done }
  done: { end: closed successful }
  refused: { end: closed unsuccessful, tell: \"{{ Name }} is not good enough.\" }
";

const CALLING: &str = "\
process: calling
name: A call
start: { activity: ask, by: customer-users }
ticket: { title: A call, queue: Misc }
fields:
  Name: { label: Name, type: text }
  Result: { label: Result, type: text, default: none }
activities:
  ask: { user-task: Ask, dialogs: [ { fields: { Name: required }, submit: Go } ], next: check }
  check:
    call: checked
    name: Have it checked
    with: { Name: \"{{ Name }}\" }
    take: { Result: Result }
    next: done
    on-error:
      any: { to: failed, tell: \"It was refused: {{ error.message }}\" }
  done: { end: closed successful }
  failed: { end: closed unsuccessful, tell: It has ended., notify: admins }
";

const EACH: &str = "\
process: each
name: One for each
start: { activity: ask, by: customer-users }
ticket: { title: One for each, queue: Misc }
fields:
  Names: { label: Names, type: textarea }
  Failed: { label: Failed, type: textarea }
activities:
  ask: { user-task: Ask, dialogs: [ { fields: { Names: required }, submit: Go } ], next: lines }
  lines:
    for-each: checked
    name: Each line
    lines: Names
    with: { Name: \"{{ item.value }}\" }
    failed: Failed
    next: people
    on-error: { any: { to: partly, tell: \"{{ error.message }}\" } }
  people:
    for-each: checked
    name: Each customer user
    customer-users: true
    with: { Name: \"{{ item.login }}\" }
    next: done
    on-error: { any: { to: partly, tell: \"{{ error.message }}\" } }
  done: { end: closed successful }
  partly: { end: closed unsuccessful, tell: It has ended., notify: admins }
";

const ROWS: &str = "\
process: rows
name: One for each row
start: { activity: ask, by: customer-users }
ticket: { title: One for each row, queue: Misc }
fields:
  File: { label: File, type: attachment }
activities:
  ask: { user-task: Ask, dialogs: [ { fields: { File: required }, submit: Go } ], next: rows }
  rows:
    for-each: checked
    name: Each row
    rows: File
    with: { Name: \"{{ item.login }}\" }
    next: done
    on-error: { any: { to: partly, tell: \"{{ error.message }}\" } }
  done: { end: closed successful }
  partly: { end: closed unsuccessful, tell: It has ended., notify: admins }
";

const LOOP: &str = "\
process: endless
name: A process that begins itself
start: { activity: again, by: customer-users }
ticket: { title: Again, queue: Misc }
activities:
  again: { do: [ { create-ticket: { process: endless } } ], next: done }
  done: { end: closed successful }
";

async fn call(name: &str) -> (Server, tempfile::TempDir, TicketId, TicketState) {
    let (server, folder) = serve(&[CHECKED, CALLING]).await;
    let id = server.app.start(&otto(), "calling", Some(asked(&[("Name", name)]))).await.unwrap();
    let state = until_closed(&server, id).await;
    (server, folder, id, state)
}

/// The tickets that another began, with the name that each has.
async fn names(server: &Server, of: TicketId) -> Vec<String> {
    let mut names = Vec::new();
    for id in server.tickets().await {
        let (ticket, process) = server.app.load(id).await.unwrap().unwrap();
        assert!(id == of || ticket.state.ticket.customer_id == "ACME");
        if id != of {
            assert_eq!(ticket.depth, 1);
            names.push(named(&process, &ticket.state));
        }
    }
    names.sort();
    names
}

fn named(process: &Process, state: &engine::state::State) -> String {
    state.value(process.field_idx("Name").unwrap()).unwrap().to_text()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_called_process_gives_back_what_it_has_found() {
    let (server, _folder, id, state) = call("anna").await;
    assert_eq!(state, TicketState::ClosedSuccessful);
    assert_eq!(server.field(id, "Result").await, "anna was looked at");
    assert_eq!(names(&server, id).await, ["anna"]);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_called_process_that_fails_says_why() {
    let (server, _folder, id, state) = call("bad").await;
    assert_eq!(state, TicketState::ClosedUnsuccessful);
    assert_eq!(server.field(id, "Result").await, "none");
    let told = told(&server, id).await;
    assert_eq!(told, ["It was refused: bad is not good enough.", "It has ended."]);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_line_and_each_customer_user_gets_a_process_of_its_own() {
    let (server, _folder) = serve(&[CHECKED, EACH]).await;
    let names_given = asked(&[("Names", "anna\n\n ben \n")]);
    let id = server.app.start(&otto(), "each", Some(names_given)).await.unwrap();
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedSuccessful);
    assert_eq!(names(&server, id).await, ["anna", "anton", "ben", "clara", "otto", "paula"]);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_some_is_listed() {
    let (server, _folder) = serve(&[CHECKED, EACH]).await;
    let names_given = asked(&[("Names", "anna\nbad\nben")]);
    let id = server.app.start(&otto(), "each", Some(names_given)).await.unwrap();
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedUnsuccessful);
    assert_eq!(server.field(id, "Failed").await, "bad: bad is not good enough.");
    assert_eq!(told(&server, id).await[0], "1 of 3 did not end successfully");
    server.finish().await;
}

/// Keeps a file.
struct Keep(&'static str, &'static [u8]);

impl Command for Keep {
    type Output = engine::value::Attachment;
    type Refusal = attachment::AttachmentFault;

    async fn run(self, tx: &Tx<'_>) -> Result<Self::Output, Failed<Self::Refusal>> {
        attachment::put(tx, self.0, self.1.to_vec(), jiff::Timestamp::UNIX_EPOCH).await
    }
}

/// Begins with a file of these bytes.
async fn with_file(bytes: &'static [u8]) -> (Server, tempfile::TempDir, TicketId, TicketState) {
    let (server, folder) = serve(&[CHECKED, ROWS]).await;
    let file = server.app.store().write(Keep("people.csv", bytes)).await.unwrap();
    let submission = asked(&[("File", &file.to_input())]);
    let id = server.app.start(&otto(), "rows", Some(submission)).await.unwrap();
    let state = until_closed(&server, id).await;
    (server, folder, id, state)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_row_of_a_file_gets_a_process_of_its_own() {
    let (server, _folder, id, state) = with_file(b"name;login\nAnna;anna\nBen;ben\n").await;
    assert_eq!(state, TicketState::ClosedSuccessful);
    assert_eq!(names(&server, id).await, ["anna", "ben"]);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_fails_with_its_line() {
    let (server, _folder, id, state) = with_file(b"login,name\nanna\n").await;
    assert_eq!(state, TicketState::ClosedUnsuccessful);
    assert_eq!(
        told(&server, id).await[0],
        "The file people.csv cannot be read: line 2: there are 1 values, but 2 columns."
    );
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_begins_itself_without_end_is_stopped() {
    let (server, _folder) = serve(&[LOOP]).await;
    server.app.start(&otto(), "endless", None).await.unwrap();
    // The first, and twenty that began one another.
    let begun = std::time::Instant::now();
    let notes = loop {
        let last = *server.tickets().await.last().unwrap();
        let notes = article::list(server.app.store().read(), last, false).await.unwrap();
        if !notes.is_empty() {
            break notes;
        }
        assert!(begun.elapsed() < super::PATIENCE, "{last}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(server.tickets().await.len(), 21);
    assert_eq!(notes[0].subject, "endless was not begun");
    assert!(notes[0].body.contains("20 processes have begun one another"), "{}", notes[0].body);
    for id in server.tickets().await {
        until(&server.app, id, super::is_closed).await;
    }
    server.finish().await;
}

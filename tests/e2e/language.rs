//! What only time, other processes, other people and programs make happen.

mod approvals;
mod children;
mod messages;
mod time;
mod undone;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use engine::access::Actor;
use engine::event::Submission;
use engine::state::State;
use engine::ticket::TicketState;
use server::app::App;
use server::store::article;
use server::store::records::TicketId;
use tempfile::TempDir;

use crate::support::Server;

/// Longer than anything here takes on a busy machine; whatever takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder with these processes, by name.
fn folder(processes: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (number, source) in processes.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number}.yaml")), source).unwrap();
    }
    folder
}

/// A server with these processes and the shipped mappings.
async fn serve(processes: &[&str]) -> (Server, TempDir) {
    let folder = folder(processes);
    let path = folder.path().to_owned();
    (Server::start_with(|paths| paths.processes = path).await, folder)
}

/// The first form of a process, whose activity is `ask`.
fn asked(values: &[(&str, &str)]) -> Submission {
    let value = |(name, value): &(&str, &str)| ((*name).to_owned(), vec![(*value).to_owned()]);
    let values: BTreeMap<_, _> = values.iter().map(value).collect();
    Submission { activity: "ask".into(), dialog: 0, values }
}

/// The sample's ordinary customer user of Acme.
fn otto() -> Actor {
    Actor::CustomerUser { login: "otto".into(), customer_id: "ACME".into(), groups: Vec::new() }
}

/// The ticket's state, as soon as it is so.
async fn until(app: &App, id: TicketId, is_so: impl Fn(&State) -> bool) -> State {
    let begun = Instant::now();
    loop {
        let (ticket, _) = app.load(id).await.unwrap().unwrap();
        if is_so(&ticket.state) {
            return ticket.state;
        }
        assert!(begun.elapsed() < PATIENCE, "it does not happen: {:?}", ticket.state);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn is_closed(state: &State) -> bool {
    state.ticket.state.is_closed()
}

/// Waits until the ticket is closed, and how.
async fn until_closed(server: &Server, id: TicketId) -> TicketState {
    until(&server.app, id, is_closed).await.ticket.state
}

/// The subjects of the mails, oldest first.
async fn subjects(server: &Server) -> Vec<String> {
    let mut mails = server.mails().await;
    mails.reverse();
    mails.into_iter().map(|mail| mail.subject).collect()
}

/// Waits for so many mails.
async fn until_mails(server: &Server, count: usize) {
    let begun = Instant::now();
    while server.mails().await.len() < count {
        assert!(begun.elapsed() < PATIENCE, "{:?}", subjects(server).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What the customer has been told, oldest first.
async fn told(server: &Server, id: TicketId) -> Vec<String> {
    let articles = article::list(server.app.store().read(), id, true).await.unwrap();
    articles.into_iter().map(|article| article.body).collect()
}

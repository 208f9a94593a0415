//! Forms of every type of field, files and several places at once, as people fill them in.

mod files;
mod people;
mod places;

use tempfile::TempDir;

use crate::support::Server;
use crate::visitor::{Page, Visitor};

/// A server with these processes and the shipped mappings.
async fn serve(processes: &[&str]) -> (Server, TempDir) {
    let folder = TempDir::new().unwrap();
    for (number, source) in processes.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number}.yaml")), source).unwrap();
    }
    let path = folder.path().to_owned();
    (Server::start_with(|paths| paths.processes = path).await, folder)
}

/// The path at which the ticket of a page was found.
fn ticket(page: &Page) -> &str {
    assert_eq!(page.status, 200, "{}", page.main());
    assert!(page.path.contains("/tickets/"), "{}: {}", page.path, page.main());
    &page.path
}

/// The form with which a process begins.
async fn begin(visitor: &mut Visitor, process: &str) -> crate::visitor::Form {
    visitor.get(&format!("/portal/start/{process}")).await.form("Send")
}

//! Installations: commands over them, and invokers that call another server.

use std::fs;
use std::path::Path;
use std::process::Output;

use tokio::time::timeout;
use url::Url;

use crate::binary;
use crate::process::{PATIENCE, Place, Running};

impl Place {
    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Output {
        let run = self.command(arguments).output();
        timeout(PATIENCE, run).await.expect("the command to end").expect("the command to run")
    }
}

/// A second installation, the directory of users.
pub(crate) struct Directory {
    pub(crate) place: Place,
    pub(crate) running: Running,
}

impl Directory {
    pub(crate) async fn start() -> Self {
        let place = Place::new();
        let running = Running::start(&place, None).await;
        Self { place, running }
    }

    /// An installation that registers its customer users here, with a token of its own: the name of the token
    /// tells the ticket numbers of one installation from those of another.
    pub(crate) async fn caller(&self, name: &str) -> Place {
        let added = ["token", "add", name, "--operation", "CustomerUser.Add"];
        let output = self.place.run(&added).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let token = String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned();
        let mut place = Place::new();
        place.mappings = place.folder.path().join("mappings");
        copy(&binary::root().join("mappings"), &place.mappings);
        place.environment = vec![("USHER_SECRET_DIRECTORY_TOKEN".to_owned(), token)];
        point_to(&place, &self.running.url);
        place
    }
}

/// Writes where the directory listens into a caller's invoker.
pub(crate) fn point_to(place: &Place, directory: &Url) {
    let url = directory.join("rpc").expect("an address");
    // Repeated soon, so that the tests need not wait.
    let text = format!(
        "operation: CustomerUser.Add\nurl: {url}\ntoken: directory-token\ntimeout: 10s\n\
         retry: {{ attempts: 20, first: 1s, factor: 1, max: 1s }}\n"
    );
    fs::write(place.mappings.join("customer-user-add/invoker.yaml"), text).expect("written");
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

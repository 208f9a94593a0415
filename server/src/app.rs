//! The product, wired: everything that a request, a job or a command needs.

use std::sync::Arc;

use invokers::transport::HttpClient;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::config::Config;
use crate::numbers::Numbers;
use crate::operations::Setting;
use crate::password::Passwords;
use crate::process_library::Library;
use crate::store::Store;

/// A handle on the product; cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// What [`App::new`] wires together.
#[derive(Debug)]
pub struct Parts {
    /// What the operator decided.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Processes and invokers.
    pub library: Library,
    /// Hashes passwords, a few at a time.
    pub passwords: Passwords,
    /// Calls remote operations.
    pub http: HttpClient,
    /// Gives out ticket ids and numbers.
    pub numbers: Numbers,
    /// Wakes the job worker when a step has left work for it.
    pub wake: Notify,
    /// Everything that runs beside requests; shutdown waits for it.
    pub tasks: TaskTracker,
    /// Tells it to stop.
    pub stop: CancellationToken,
}

impl App {
    /// Wires the parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// What the operator decided.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Processes and invokers.
    pub fn library(&self) -> &Library {
        &self.0.library
    }

    /// Hashes passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn http(&self) -> &HttpClient {
        &self.0.http
    }

    pub(crate) fn numbers(&self) -> &Numbers {
        &self.0.numbers
    }

    pub(crate) fn wake(&self) -> &Notify {
        &self.0.wake
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }

    /// What an operation that runs now needs to know.
    pub fn setting(&self) -> Setting {
        Setting { now: self.clock().now(), base_url: self.config().base_url.clone() }
    }
}

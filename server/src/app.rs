//! The product, wired: everything that a request, a job or a command needs.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use invokers::mapper::Mappers;
use invokers::transport::{ClientError, HttpClient};
use jiff::Timestamp;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::config::{Config, Paths, Secrets};
use crate::numbers::Numbers;
use crate::operations::Setting;
use crate::password::Passwords;
use crate::process_library::{self, Library, LibraryError};
use crate::runtime::turns::Turns;
use crate::store::{Store, StoreError};

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
    /// Who may write to a ticket next.
    pub turns: Turns,
    /// Wakes the job worker when a step has left work for it.
    pub wake: Notify,
    /// Wakes the worker that fires timers when a step has set one.
    pub wake_timers: Notify,
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

    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    pub(crate) fn wake_timers(&self) -> &Notify {
        &self.0.wake_timers
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }

    /// What an operation that runs now needs to know.
    pub fn setting(&self) -> Setting {
        self.setting_at(self.clock().now())
    }

    /// The same for what is decided at that moment.
    pub(crate) fn setting_at(&self, now: Timestamp) -> Setting {
        Setting { now, base_url: self.config().base_url.clone(), app: self.clone() }
    }
}

/// Why the product could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database could not be opened.
    #[error("the database cannot be used")]
    Store(#[from] StoreError),
    /// The folder of the database could not be made.
    #[error("cannot make the folder {}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The processes or mappings have faults.
    #[error("the processes and mappings cannot be used")]
    Library(#[from] LibraryError),
    /// The HTTP client could not be made.
    #[error("remote operations cannot be called")]
    Http(#[from] ClientError),
}

impl App {
    /// Opens the database, deploys the processes and wires the parts; nothing runs yet.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, StartError> {
        let app = Self::inspect(config, clock).await?;
        app.library().deploy(app.store(), app.clock().now()).await?;
        Ok(app)
    }

    /// As [`App::open`], without deploying: to look at an installation that another process may serve.
    pub async fn inspect(config: Config, clock: Clock) -> Result<Self, StartError> {
        let library = Self::compile(&config.paths, &config.secrets)?;
        let store = Self::open_store(&config.paths).await?;
        Ok(Self::new(Parts {
            config,
            store,
            clock,
            library,
            passwords: Passwords::default(),
            http: HttpClient::new()?,
            numbers: Numbers::default(),
            turns: Turns::default(),
            wake: Notify::new(),
            wake_timers: Notify::new(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }))
    }

    /// Compiles the processes and mappings alone.
    pub fn compile(paths: &Paths, secrets: &Secrets) -> Result<Library, StartError> {
        let mappers = Mappers::new(mapping_threads());
        Ok(Library::compile(&process_library::read(paths)?, &mappers, secrets)?)
    }

    /// Opens the database alone.
    pub async fn open_store(paths: &Paths) -> Result<Store, StartError> {
        if let Some(folder) =
            paths.database.parent().filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder)
                .map_err(|source| StartError::Folder { path: folder.to_owned(), source })?;
        }
        Ok(Store::open(&paths.database).await?)
    }

    /// What tells the server to stop.
    pub fn stopping(&self) -> CancellationToken {
        self.0.stop.clone()
    }

    /// Stops, lets everything under way end, and closes the database.
    pub async fn close(self) -> Result<(), StoreError> {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.store.clone().close().await
    }
}

/// One mapping thread a core: mappings compute and never wait.
fn mapping_threads() -> usize {
    std::thread::available_parallelism().map_or(2, NonZero::get)
}

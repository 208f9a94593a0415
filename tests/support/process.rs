//! The real command `usher`, in processes of its own.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::Url;

use crate::binary;

/// Longer than anything here takes on a busy machine; whatever takes longer is stuck.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// An installation: a folder with a database, and the definitions that it runs.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) processes: PathBuf,
    pub(crate) mappings: PathBuf,
    /// Variables of the environment.
    pub(crate) environment: Vec<(String, String)>,
}

impl Place {
    /// A fresh one with the shipped processes and mappings.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let (processes, mappings) =
            (binary::root().join("processes"), binary::root().join("mappings"));
        Self { folder, processes, mappings, environment: Vec::new() }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("usher.db")
    }

    /// A command over it, ready to be run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary::usher());
        command
            .args(arguments)
            .arg("--database")
            .arg(self.database())
            .arg("--processes")
            .arg(&self.processes)
            .arg("--mappings")
            .arg(&self.mappings)
            .current_dir(self.folder.path())
            // What the tester's own environment says is not what is tested.
            .env_remove("RUST_LOG")
            .env_remove("FAILPOINTS")
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }
}

/// A running `usher demo`.
pub(crate) struct Running {
    child: Child,
    pub(crate) url: Url,
    log: Arc<Mutex<String>>,
    /// Ends with this.
    _reading: JoinSet<()>,
}

impl Running {
    /// Starts one at a free port; `points` arms crash points. Waits until it serves.
    pub(crate) async fn start(place: &Place, points: Option<&str>) -> Self {
        let mut command = place.command(&["demo", "--listen", "127.0.0.1:0"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        if let Some(points) = points {
            command.env("FAILPOINTS", points);
        }
        let mut child = command.spawn().expect("usher to start");
        let log = Arc::<Mutex<String>>::default();
        let (found, address) = oneshot::channel();
        let stderr = child.stderr.take().expect("its standard error");
        let mut reading = JoinSet::new();
        reading.spawn(read_log(stderr, Arc::clone(&log), found));
        let url = timeout(PATIENCE, address).await.ok().and_then(Result::ok);
        let url = url.unwrap_or_else(|| {
            panic!("usher does not serve; it said:\n{}", log.lock().expect("the log"))
        });
        Self { child, url, log, _reading: reading }
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let id = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        kill_process(id.expect("a process that runs"), signal).expect("the signal to arrive");
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.child.wait()).await.expect("usher to end").expect("an exit status")
    }

    /// Stops it in order.
    pub(crate) async fn stop(mut self) {
        self.signal(Signal::TERM);
        let status = self.ended().await;
        assert!(status.success(), "usher ended with {status}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Ok(log) = self.log.lock()
        {
            println!("usher at {} said:\n{log}", self.url);
        }
    }
}

/// Keeps what it says, and finds out where it serves.
async fn read_log(stderr: ChildStderr, log: Arc<Mutex<String>>, found: oneshot::Sender<Url>) {
    let mut found = Some(found);
    let mut lines = BufReader::new(stderr).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some((_, address)) = line.split_once("demo serves at ")
            && let Some(found) = found.take()
        {
            drop(found.send(address.trim().parse().expect("an address")));
        }
        let mut log = log.lock().expect("the log");
        log.push_str(&line);
        log.push('\n');
    }
}

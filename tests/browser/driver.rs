//! chromedriver, and the commands of its that fantoccini does not know.

use std::process::Stdio;

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use url::{ParseError, Url};

use crate::process::PATIENCE;

/// A running chromedriver. It ends with this; sessions are to be closed before, or their browsers stay.
pub(crate) struct Driver {
    url: String,
    /// What browsers keep.
    profiles: TempDir,
    _child: Child,
    /// Kept open, so that it can go on writing.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    pub(crate) async fn start() -> Self {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn().expect("chromedriver: install chromium-driver");
        let mut output = BufReader::new(child.stdout.take().expect("its output")).lines();
        let port = async {
            while let Some(line) = output.next_line().await.expect("its output") {
                if let Some((_, port)) = line.split_once("successfully on port ") {
                    return port.trim_end_matches('.').to_owned();
                }
            }
            panic!("chromedriver does not start");
        };
        let port = timeout(PATIENCE, port).await.expect("chromedriver to start");
        let profiles = TempDir::new().expect("a temporary folder");
        Self { url: format!("http://127.0.0.1:{port}"), profiles, _child: child, _output: output }
    }

    /// Opens a browser with nothing in it; `name` tells its files from those of others.
    pub(crate) async fn browser(&self, name: &str) -> Client {
        let profile = self.profiles.path().join(name);
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            // They would take their width off the pictures.
            "--hide-scrollbars",
            "--window-size=1200,900",
            &format!("--user-data-dir={}", profile.display()),
        ];
        let capabilities = json!({
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let capabilities: Capabilities = capabilities.as_object().expect("an object").clone();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let opened = builder.capabilities(capabilities).connect(&self.url);
        timeout(PATIENCE, opened).await.expect("a browser in time").expect("a browser")
    }
}

/// A command of chromedriver's own: the end of its address, and what it is given.
#[derive(Debug)]
struct OwnCommand(&'static str, Value);

impl WebDriverCompatibleCommand for OwnCommand {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}

/// A command of the Chrome `DevTools` protocol.
pub(crate) async fn devtools(client: &Client, command: &str, params: Value) -> Value {
    let own = OwnCommand("goog/cdp/execute", json!({ "cmd": command, "params": params }));
    client.issue_cmd(own).await.expect("an answer of DevTools")
}

/// What the browser's console says since it was last asked.
pub(crate) async fn console(client: &Client) -> Vec<String> {
    let log = client.issue_cmd(OwnCommand("se/log", json!({ "type": "browser" }))).await;
    let log = log.expect("the console's log");
    let entries = log.as_array().expect("a list").iter();
    entries.map(|entry| format!("{}: {}", entry["level"], entry["message"])).collect()
}

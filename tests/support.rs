//! The real server for stories: a fresh database in a folder of its own, the sample's people, a free
//! port, a clock to move. Every story ends with [`Server::finish`], which replays all journals.

use std::path::PathBuf;

use engine::access::Actor;
use engine::event::Submission;
use jiff::Timestamp;
use server::app::App;
use server::clock::Clock;
use server::config::{Config, Paths, Secrets};
use server::store::records::TicketId;
use server::store::ticket;
use server::{sample, web};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use url::Url;

/// A Friday at noon: when every story begins.
pub(crate) const BEGIN: &str = "2026-11-20T12:00:00Z";

/// A running server.
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) url: Url,
    serving: JoinSet<()>,
    _folder: TempDir,
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The shipped processes and mappings, with a database in `folder`.
pub(crate) fn paths(folder: &TempDir) -> Paths {
    Paths {
        database: folder.path().join("usher.db"),
        processes: root().join("processes"),
        mappings: root().join("mappings"),
    }
}

impl Server {
    /// Starts with the shipped processes and mappings.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts with other paths.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Paths)) -> Self {
        Self::start_configured(|config| change(&mut config.paths)).await
    }

    /// Starts with another configuration.
    pub(crate) async fn start_configured(change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let clock = Clock::fixed(BEGIN.parse::<Timestamp>().unwrap());
        let mut config = Config {
            paths: paths(&folder),
            base_url: url.clone(),
            secrets: Secrets::Environment,
            demo: true,
            relay: None,
        };
        change(&mut config);
        let app = App::open(config, clock.clone()).await.unwrap();
        sample::add(&app).await.unwrap();
        app.start_jobs();
        app.start_timers();
        app.start_mails();
        let router = web::router(app.clone());
        let stop = app.stopping();
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(stop.cancelled_owned())
                .await
                .unwrap();
        });
        Self { app, clock, url, serving, _folder: folder }
    }

    /// Checks what must hold whatever happened, and stops.
    pub(crate) async fn finish(mut self) {
        for id in self.tickets().await {
            self.app.replay(id).await.unwrap();
        }
        self.app.stopping().cancel();
        self.serving.join_next().await.unwrap().unwrap();
        self.app.close().await.unwrap();
    }

    /// The ids of all tickets.
    pub(crate) async fn tickets(&self) -> Vec<TicketId> {
        ticket::ids_after(self.app.store().read(), TicketId(0), 10_000).await.unwrap()
    }
}

/// The sample's customer administrator of Acme.
pub(crate) fn clara() -> Actor {
    Actor::CustomerUser {
        login: sample::CUSTOMER_ADMIN.into(),
        customer_id: "ACME".into(),
        groups: vec![sample::CUSTOMER_ADMINS.into()],
    }
}

/// The registration form, filled in for this login.
pub(crate) fn registration(login: &str) -> Submission {
    let values = [
        ("UserLogin", login.to_owned()),
        ("UserFirstname", "Nina".to_owned()),
        ("UserLastname", "Newcomer".to_owned()),
        ("UserEmail", format!("{login}@acme.example")),
    ];
    Submission {
        activity: "request".into(),
        dialog: 0,
        values: values.into_iter().map(|(name, value)| (name.to_owned(), vec![value])).collect(),
    }
}

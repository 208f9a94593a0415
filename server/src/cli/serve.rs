//! `usher serve`.

use std::process::ExitCode;

use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use url::Url;

use super::complain;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Listening, Mailing, Paths, Secrets};

/// See the module.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    paths: Paths,
    #[command(flatten)]
    listening: Listening,
    #[command(flatten)]
    mailing: Mailing,
}

impl Serve {
    /// Runs the command until SIGINT or SIGTERM.
    pub async fn run(self) -> super::Result {
        let signals = Signals::catch()?;
        let relay = self.mailing.relay(&Secrets::Environment)?;
        let (listener, base_url) = bind(&self.listening).await?;
        let config = Config {
            paths: self.paths,
            base_url: base_url.clone(),
            secrets: Secrets::Environment,
            demo: false,
            relay,
        };
        let app = App::open(config, Clock::System).await?;
        if app.config().relay.is_none() {
            tracing::warn!("mails are kept and not delivered: no mail server is named (--smtp)");
        }
        complain(&format!("usher serves at {base_url}"));
        until_stopped(app, listener, signals).await
    }
}

/// Listens, and says where people find the server.
pub(super) async fn bind(
    listening: &Listening,
) -> Result<(TcpListener, Url), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind(listening.listen)
        .await
        .map_err(|error| format!("cannot listen at {}: {error}", listening.listen))?;
    let base_url = match &listening.base_url {
        Some(base_url) => base_url.clone(),
        None => Url::parse(&format!("http://{}/", listener.local_addr()?))?,
    };
    Ok((listener, base_url))
}

/// Serves until the process is told to stop, then lets everything under way end.
pub(super) async fn until_stopped(
    app: App,
    listener: TcpListener,
    signals: Signals,
) -> super::Result {
    app.start_jobs();
    app.start_timers();
    app.start_mails();
    let stop = app.stopping();
    app.tasks().spawn({
        let stop = stop.clone();
        async move {
            tokio::select! {
                () = signals.received() => stop.cancel(),
                () = stop.cancelled() => {}
            }
        }
    });
    axum::serve(listener, crate::web::router(app.clone()))
        .with_graceful_shutdown(stop.cancelled_owned())
        .await?;
    app.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// SIGINT and SIGTERM, caught from the beginning: one that comes while the server starts stops it in order, too.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    pub(super) fn catch() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// When the first one comes.
    async fn received(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

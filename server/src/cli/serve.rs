//! `usher serve`.

use std::process::ExitCode;

use clap::Args;
use tokio::net::TcpListener;
use url::Url;

use super::complain;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Listening, Paths, Secrets};

/// See the module.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    paths: Paths,
    #[command(flatten)]
    listening: Listening,
}

impl Serve {
    /// Runs the command until SIGINT or SIGTERM.
    pub async fn run(self) -> super::Result {
        let (listener, base_url) = bind(&self.listening).await?;
        let config = Config {
            paths: self.paths,
            base_url: base_url.clone(),
            secrets: Secrets::Environment,
            demo: false,
        };
        let app = App::open(config, Clock::System).await?;
        complain(&format!("usher serves at {base_url}"));
        until_stopped(app, listener).await
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
pub(super) async fn until_stopped(app: App, listener: TcpListener) -> super::Result {
    app.start_jobs();
    let stop = app.stopping();
    app.tasks().spawn({
        let stop = stop.clone();
        async move {
            tokio::select! {
                () = signalled() => stop.cancel(),
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

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                terminated.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be caught");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        result = tokio::signal::ctrl_c() => {
            if let Err(error) = result {
                tracing::warn!(%error, "SIGINT cannot be caught");
            }
        }
        () = terminated => {}
    }
}

//! `usher demo`: the product with a sample, to try it out.

use std::net::SocketAddr;

use clap::Args;
use url::Url;

use super::complain;
use super::serve::Signals;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Listening, Paths, Secrets};
use crate::sample;

/// See the module.
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    paths: Paths,
    /// The address to listen at; the demo serves this machine alone
    #[arg(long, env = "USHER_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address that people use, for links in mails
    #[arg(long, env = "USHER_BASE_URL")]
    base_url: Option<Url>,
}

impl Demo {
    /// Runs the command until SIGINT or SIGTERM.
    pub async fn run(self) -> super::Result {
        if !self.listen.ip().is_loopback() {
            return Err("the demo's passwords are known to everybody: it listens at 127.0.0.1 or [::1] alone".into());
        }
        let signals = Signals::catch()?;
        let listening = Listening { listen: self.listen, base_url: self.base_url };
        let (listener, base_url) = super::serve::bind(&listening).await?;
        let config = Config {
            paths: self.paths,
            base_url: base_url.clone(),
            secrets: Secrets::Environment,
            demo: true,
            relay: None,
        };
        let app = App::open(config, Clock::System).await?;
        sample::add(&app).await?;
        complain(&sample::welcome(&base_url, &app.config().paths.database));
        super::serve::until_stopped(app, listener, signals).await
    }
}

//! What the operator decides: command-line flags and environment, read here alone.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;
use url::Url;

use crate::mails::relay::{Relay, RelayError};

/// Where Usher keeps its data and what it loads.
#[derive(Debug, Clone, Args)]
pub struct Paths {
    /// The SQLite database; created when it is not there
    #[arg(long, env = "USHER_DATABASE", default_value = "var/usher.db")]
    pub database: PathBuf,
    /// The folder of processes, one YAML file each
    #[arg(long, env = "USHER_PROCESSES", default_value = "processes")]
    pub processes: PathBuf,
    /// The folder of mappings, one folder per invoker
    #[arg(long, env = "USHER_MAPPINGS", default_value = "mappings")]
    pub mappings: PathBuf,
}

/// How Usher is reached.
#[derive(Debug, Clone, Args)]
pub struct Listening {
    /// The address to listen at; port 0 takes any free one
    #[arg(long, env = "USHER_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The address that people use, for links in mails; default: http:// and the address listened at
    #[arg(long, env = "USHER_BASE_URL")]
    pub base_url: Option<Url>,
}

/// Everything that a running server was told.
#[derive(Debug, Clone)]
pub struct Config {
    /// Data and definitions.
    pub paths: Paths,
    /// Where links in mails lead; `https` makes cookies secure.
    pub base_url: Url,
    /// Where named secrets come from.
    pub secrets: Secrets,
    /// Whether the outbox page and the sample's sign-in names are shown.
    pub demo: bool,
    /// What delivers mails; without it they are kept.
    pub relay: Option<Relay>,
}

/// How mails leave.
#[derive(Debug, Clone, Args)]
pub struct Mailing {
    /// The server that delivers mails, such as `smtp://host?tls=required`; without it mails are kept
    // Somebody may put a password into it, although it is refused: it is never shown.
    #[arg(long = "smtp", env = "USHER_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    pub smtp: Option<String>,
    /// Whom mails are from, such as `Usher <usher@example.org>`
    #[arg(long, env = "USHER_MAIL_FROM")]
    pub mail_from: Option<String>,
}

impl Mailing {
    /// The name of the secret with the password for the mail server.
    pub const SECRET: &str = "smtp";

    /// What delivers mails, if anything does.
    pub fn relay(&self, secrets: &Secrets) -> Result<Option<Relay>, RelayError> {
        let Some(smtp) = &self.smtp else { return Ok(None) };
        let from = self.mail_from.as_deref().ok_or(RelayError::NoSender)?;
        Relay::new(smtp, from, secrets.get(Self::SECRET).as_ref()).map(Some)
    }
}

/// Where named secrets, such as the tokens of invokers, come from.
///
/// Secrets are not flags, since every user of a machine can read a command line.
#[derive(Debug, Clone, Default)]
pub enum Secrets {
    /// The environment: `USHER_SECRET_` and the name in capitals, `_` for `-`.
    #[default]
    Environment,
    /// These, by name: for who starts the server as a part of another program.
    Given(BTreeMap<String, SecretString>),
    /// Every one is there and empty: nothing will be called.
    Unneeded,
}

impl Secrets {
    /// The secret of that name.
    pub fn get(&self, name: &str) -> Option<SecretString> {
        match self {
            Self::Environment => {
                let variable = format!("USHER_SECRET_{}", name.to_uppercase().replace('-', "_"));
                #[expect(
                    clippy::disallowed_methods,
                    reason = "this is the place where the environment is read"
                )]
                std::env::var(variable).ok().map(SecretString::from)
            }
            Self::Given(secrets) => secrets.get(name).cloned(),
            Self::Unneeded => Some(SecretString::default()),
        }
    }
}

impl Config {
    /// Whether cookies may travel over TLS alone.
    pub fn secure_cookies(&self) -> bool {
        self.base_url.scheme() == "https"
    }
}

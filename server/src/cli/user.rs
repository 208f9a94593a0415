//! `usher user add`: the first people, before anybody can sign in to add more.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{complain, say};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Paths};
use crate::people;

/// See the module.
#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add an agent; prints a link under which the agent sets a password
    Add(Add),
}

#[derive(Debug, Args)]
struct Add {
    #[command(flatten)]
    paths: Paths,
    /// Where the server is reached, for the link
    #[arg(long, env = "USHER_BASE_URL", default_value = "http://127.0.0.1:8080/")]
    base_url: url::Url,
    /// The login
    login: String,
    /// The first name
    #[arg(long)]
    first_name: String,
    /// The last name
    #[arg(long)]
    last_name: String,
    /// The email address
    #[arg(long)]
    email: String,
    /// A group of the agent's; may be given several times; `admin` administers
    #[arg(long = "group")]
    groups: Vec<String>,
}

impl User {
    /// Runs the command.
    pub async fn run(self) -> super::Result {
        let UserCommand::Add(add) = self.command;
        let config = Config { paths: add.paths, base_url: add.base_url, demo: false };
        let store = App::open_store(&config).await?;
        let agent = people::NewAgent {
            login: add.login,
            first_name: add.first_name,
            last_name: add.last_name,
            email: add.email,
            groups: add.groups,
        };
        let token = people::add_agent(&store, agent, Clock::System.now()).await?;
        complain("The agent was added. Under this link, once and within three days, the password is set:");
        say(config.base_url.join(&format!("set-password/{}", token.expose()))?.as_str());
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

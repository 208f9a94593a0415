//! `usher user add`: the first people, before anybody can sign in to add more.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{complain, say};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Paths;
use crate::password::{Password, Passwords};
use crate::people;
use crate::secret::Token;

/// See the module.
#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add an agent; prints a password for the first sign-in
    Add(Add),
}

#[derive(Debug, Args)]
struct Add {
    #[command(flatten)]
    paths: Paths,
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
        let store = App::open_store(&add.paths).await?;
        let agent = people::NewAgent {
            login: add.login,
            first_name: add.first_name,
            last_name: add.last_name,
            email: add.email,
            groups: add.groups,
        };
        let login = agent.login.clone();
        let text = Token::random()?.expose();
        let hash = Passwords::default().hash(Password::parse(text.clone(), &login)?).await?;
        people::add_agent(&store, agent, hash, Clock::System.now()).await?;
        complain(&format!("{login} can sign in with this password, which is shown this once:"));
        say(&text);
        store.close().await?;
        Ok(ExitCode::SUCCESS)
    }
}

//! `usher user`: the first people, before anybody can sign in to add more, and who is in which group.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{complain, say};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Paths;
use crate::password::{Password, Passwords};
use crate::people::{self, Change};
use crate::secret::Token;
use crate::store::records::{Person, PersonKind};

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
    /// Make a customer user, or an agent, a member of groups; groups that are not there are made
    Join(Membership),
    /// End the membership of a customer user, or an agent, in groups
    Leave(Membership),
}

#[derive(Debug, Args)]
struct Membership {
    #[command(flatten)]
    paths: Paths,
    /// The login
    login: String,
    /// A group; may be given several times
    #[arg(long = "group", required = true)]
    groups: Vec<String>,
    /// The login is that of an agent, not of a customer user
    #[arg(long)]
    agent: bool,
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
        match self.command {
            UserCommand::Add(add) => add.run().await,
            UserCommand::Join(membership) => membership.run(Change::Join).await,
            UserCommand::Leave(membership) => membership.run(Change::Leave).await,
        }
    }
}

impl Membership {
    async fn run(self, change: Change) -> super::Result {
        let store = App::open_store(&self.paths).await?;
        let kind = if self.agent { PersonKind::Agent } else { PersonKind::CustomerUser };
        let person = Person { kind, login: self.login };
        people::change_groups(&store, person, self.groups, change, Clock::System.now()).await?;
        store.close().await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Add {
    async fn run(self) -> super::Result {
        let store = App::open_store(&self.paths).await?;
        let agent = people::NewAgent {
            login: self.login,
            first_name: self.first_name,
            last_name: self.last_name,
            email: self.email,
            groups: self.groups,
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

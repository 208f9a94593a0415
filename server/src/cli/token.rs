//! `usher token add`: tokens with which other programs, such as another Usher's invokers, call operations.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use engine::customer::CustomerId;
use invokers::rpc::OperationName;
use jiff::Timestamp;

use super::{complain, say};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Paths;
use crate::secret::Token as Secret;
use crate::store::api_token::{self, ApiTokenFault, NewApiToken};
use crate::store::{Command, Failed, Tx};

/// See the module.
#[derive(Debug, Args)]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Add a token; prints it, this once
    Add(Add),
}

#[derive(Debug, Args)]
struct Add {
    #[command(flatten)]
    paths: Paths,
    /// What the token is for; no two have the same name
    name: String,
    /// An operation that the bearer may call, such as CustomerUser.Add or Ticket.SendMessage; may be given several
    /// times
    #[arg(long = "operation", required = true, value_parser = operation)]
    operations: Vec<String>,
    /// The customer to whose people the bearer is confined
    #[arg(long, value_parser = customer)]
    customer: Option<CustomerId>,
}

/// The operation's name as it is kept: one of `/rpc`, or of `/api`.
fn operation(name: &str) -> Result<String, String> {
    if name == api_token::SEND_MESSAGE {
        return Ok(name.to_owned());
    }
    let operation = OperationName::parse(name).ok_or_else(|| {
        let all = OperationName::ALL.map(OperationName::name).join(", ");
        format!("there is no such operation; there are {all}, {}", api_token::SEND_MESSAGE)
    })?;
    Ok(operation.name().to_owned())
}

fn customer(id: &str) -> Result<CustomerId, String> {
    CustomerId::parse(id).map_err(|fault| fault.to_string())
}

impl Token {
    /// Runs the command.
    pub async fn run(self) -> super::Result {
        let TokenCommand::Add(add) = self.command;
        let store = App::open_store(&add.paths).await?;
        let token = NewApiToken {
            name: add.name.clone(),
            customer_id: add.customer,
            operations: add.operations,
        };
        let secret = store.write(AddToken { token, now: Clock::System.now() }).await?;
        complain(&format!("`{}` has this token, which is shown this once:", add.name));
        say(&secret.expose());
        store.close().await?;
        Ok(ExitCode::SUCCESS)
    }
}

struct AddToken {
    token: NewApiToken,
    now: Timestamp,
}

impl Command for AddToken {
    type Output = Secret;
    type Refusal = ApiTokenFault;

    async fn run(self, tx: &Tx<'_>) -> Result<Secret, Failed<ApiTokenFault>> {
        api_token::insert(tx, &self.token, self.now).await
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::cli::Cli;

    fn check(arguments: &[&str], expected: &str) {
        let arguments = ["usher", "token", "add"].iter().chain(arguments);
        let message = match Cli::try_parse_from(arguments) {
            Ok(_) => "fine".to_owned(),
            Err(error) => error.to_string(),
        };
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn a_token_is_for_operations_that_there_are() {
        check(&["crm", "--operation", "CustomerUser.Add", "--customer", "ACME"], "fine");
        check(&["crm", "--operation", "Ticket.SendMessage"], "fine");
        check(&["crm"], "--operation <OPERATIONS>");
        check(&["crm", "--operation", "CustomerUser.Ad"], "there are CustomerUser.Add, ");
        check(&["crm", "--operation", "Customer.Get", "--customer", ""], "--customer <CUSTOMER>");
    }
}

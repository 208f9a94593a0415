//! Adding the people who sign in, as the command line, the sample and the admin's pages do.

use engine::customer::{Email, NameFault, UserLogin};
use jiff::Timestamp;

use crate::secret::Token;
use crate::store::agent::AgentFault;
use crate::store::{Command, Failed, Store, Tx, WriteError, agent, group, password_token};

/// An agent to be added.
#[derive(Debug, Clone)]
pub struct NewAgent {
    /// The login.
    pub login: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The email address.
    pub email: String,
    /// The groups.
    pub groups: Vec<String>,
}

/// Why an agent could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// The login cannot be one.
    #[error("the login cannot be used")]
    Login(#[source] NameFault),
    /// The address cannot be one.
    #[error("the email address cannot be used")]
    Email(#[source] NameFault),
    /// The store refused or failed.
    #[error("the agent could not be stored")]
    Write(#[from] WriteError<AgentFault>),
}

/// Adds an agent, and makes the token of a link under which the password is set.
pub async fn add_agent(store: &Store, new: NewAgent, now: Timestamp) -> Result<Token, AgentError> {
    let login = UserLogin::parse(&new.login).map_err(AgentError::Login)?;
    let email = Email::parse(&new.email).map_err(AgentError::Email)?;
    Ok(store.write(AddAgent { login, email, new, now }).await?)
}

struct AddAgent {
    login: UserLogin,
    email: Email,
    new: NewAgent,
    now: Timestamp,
}

impl Command for AddAgent {
    type Output = Token;
    type Refusal = AgentFault;

    async fn run(self, tx: &Tx<'_>) -> Result<Token, Failed<AgentFault>> {
        let record = agent::NewAgent {
            login: self.login.clone(),
            first_name: self.new.first_name,
            last_name: self.new.last_name,
            email: self.email,
        };
        agent::insert(tx, &record, self.now).await?;
        for name in &self.new.groups {
            group::add_agent(tx, name, self.login.as_str(), self.now).await?;
        }
        Ok(password_token::create(tx, password_token::Owner::Agent(self.login.as_str().to_owned()), self.now).await?)
    }
}

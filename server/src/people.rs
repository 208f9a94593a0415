//! Adding the people who sign in, as the command line, the sample and the admin's pages do.

use engine::customer::{Email, NameFault, UserLogin};
use jiff::Timestamp;

use crate::password::PasswordHash;
use crate::store::agent::AgentFault;
use crate::store::group::GroupFault;
use crate::store::records::{Person, PersonKind};
use crate::store::{Command, Failed, Store, Tx, WriteError, agent, group};

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
    Write(#[from] WriteError<AddAgentRefusal>),
}

/// Adds an agent with a password; its groups are made if they are not there.
pub async fn add_agent(
    store: &Store,
    new: NewAgent,
    password: PasswordHash,
    now: Timestamp,
) -> Result<(), AgentError> {
    let login = UserLogin::parse(&new.login).map_err(AgentError::Login)?;
    let email = Email::parse(&new.email).map_err(AgentError::Email)?;
    Ok(store.write(AddAgent { login, email, new, password, now }).await?)
}

/// Why the store refused an agent.
#[derive(Debug, thiserror::Error)]
pub enum AddAgentRefusal {
    /// The record was refused.
    #[error(transparent)]
    Agent(AgentFault),
    /// A group was refused.
    #[error(transparent)]
    Group(GroupFault),
}

struct AddAgent {
    login: UserLogin,
    email: Email,
    new: NewAgent,
    password: PasswordHash,
    now: Timestamp,
}

impl Command for AddAgent {
    type Output = ();
    type Refusal = AddAgentRefusal;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<AddAgentRefusal>> {
        let agent = |failed: Failed<AgentFault>| failed.map(AddAgentRefusal::Agent);
        let group = |failed: Failed<GroupFault>| failed.map(AddAgentRefusal::Group);
        let record = agent::NewAgent {
            login: self.login.clone(),
            first_name: self.new.first_name,
            last_name: self.new.last_name,
            email: self.email,
        };
        agent::insert(tx, &record, self.now).await.map_err(agent)?;
        agent::set_password_hash(tx, self.login.as_str(), &self.password).await.map_err(agent)?;
        let person = Person { kind: PersonKind::Agent, login: self.login.as_str().to_owned() };
        for name in &self.new.groups {
            group::ensure(tx, name, "", self.now).await.map_err(group)?;
            group::add_member(tx, name, &person, self.now).await.map_err(group)?;
        }
        Ok(())
    }
}

/// What is to become of a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It begins; the group is made if it is not there.
    Join,
    /// It ends.
    Leave,
}

/// Changes a person's membership in groups, in all of them or in none.
pub async fn change_groups(
    store: &Store,
    person: Person,
    groups: Vec<String>,
    change: Change,
    now: Timestamp,
) -> Result<(), WriteError<GroupFault>> {
    store.write(ChangeGroups { person, groups, change, now }).await
}

struct ChangeGroups {
    person: Person,
    groups: Vec<String>,
    change: Change,
    now: Timestamp,
}

impl Command for ChangeGroups {
    type Output = ();
    type Refusal = GroupFault;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<GroupFault>> {
        for name in &self.groups {
            match self.change {
                Change::Join => {
                    group::ensure(tx, name, "", self.now).await?;
                    group::add_member(tx, name, &self.person, self.now).await?;
                }
                Change::Leave => group::remove_member(tx, name, &self.person).await?,
            }
        }
        Ok(())
    }
}

//! Who is signed in, and who may call.

use engine::access::Actor;
use jiff::Timestamp;

use super::time::timestamp;
use crate::secret::TokenHash;
use crate::store::entity::api_token;
use crate::store::error::Inconsistent;

/// The kinds of people who can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PersonKind {
    /// A person of a customer.
    CustomerUser,
    /// A person of the provider.
    Agent,
}

impl PersonKind {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerUser => "customer-user",
            Self::Agent => "agent",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::CustomerUser, Self::Agent].into_iter().find(|kind| kind.name() == name)
    }
}

/// A person by login: customer users and agents may have the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    pub kind: PersonKind,
    pub login: String,
}

/// A person with what he may act as: read anew with every session, so that a change takes effect at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// A person of a customer.
    CustomerUser { login: String, customer_id: String, full_name: String, groups: Vec<String> },
    /// A person of the provider.
    Agent { login: String, full_name: String, groups: Vec<String> },
}

impl Principal {
    /// As the engine knows him.
    pub fn actor(&self) -> Actor {
        match self {
            Self::CustomerUser { login, customer_id, groups, .. } => Actor::CustomerUser {
                login: login.clone(),
                customer_id: customer_id.clone(),
                groups: groups.clone(),
            },
            Self::Agent { login, groups, .. } => {
                Actor::Agent { login: login.clone(), groups: groups.clone() }
            }
        }
    }

    /// His login.
    pub fn login(&self) -> &str {
        match self {
            Self::CustomerUser { login, .. } | Self::Agent { login, .. } => login,
        }
    }

    /// His name for people.
    pub fn full_name(&self) -> &str {
        match self {
            Self::CustomerUser { full_name, .. } | Self::Agent { full_name, .. } => full_name,
        }
    }

    /// His groups, by name.
    pub fn groups(&self) -> &[String] {
        match self {
            Self::CustomerUser { groups, .. } | Self::Agent { groups, .. } => groups,
        }
    }

    /// Kind and login.
    pub fn person(&self) -> Person {
        let kind = match self {
            Self::CustomerUser { .. } => PersonKind::CustomerUser,
            Self::Agent { .. } => PersonKind::Agent,
        };
        Person { kind, login: self.login().to_owned() }
    }
}

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub principal: Principal,
    /// Under what the session is kept.
    pub token_id: TokenHash,
    pub created: Timestamp,
    pub last_seen: Timestamp,
    /// When it ends at the latest, if it is not used any more.
    pub expires: Timestamp,
}

/// A program that may call operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// What it is for.
    pub name: String,
    /// The customer to whose people it is confined, if it is.
    pub customer_id: Option<String>,
    /// The operations that it may call.
    pub operations: Vec<String>,
    /// When it was made.
    pub created: Timestamp,
}

impl TryFrom<api_token::Model> for ApiToken {
    type Error = Inconsistent;

    fn try_from(row: api_token::Model) -> Result<Self, Inconsistent> {
        let operations = serde_json::from_str(&row.operations).map_err(|error| {
            Inconsistent::new("api_token", &row.name, format!("operations: {error}"))
        })?;
        Ok(Self {
            created: timestamp("api_token", &row.name, row.created)?,
            name: row.name,
            customer_id: row.customer_id,
            operations,
        })
    }
}

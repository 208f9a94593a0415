//! Tokens with which programs call operations.

use engine::customer::CustomerId;
use jiff::Timestamp;
use sea_orm::{EntityTrait as _, IntoActiveModel as _};

use super::entity::api_token;
use super::error::{Broken, Failed, Inconsistent, StoreError, broken_constraint};
use super::records::{ApiToken, micros};
use super::transaction::{Reads, Tx};
use crate::secret::{Token, TokenHash};

/// The longest name, in characters.
pub const NAME_LENGTH_MAX: usize = 191;

/// What a token names among its operations to send messages to tickets.
pub const SEND_MESSAGE: &str = "Ticket.SendMessage";

/// Why a token is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiTokenFault {
    /// Another token has this name.
    #[error("another token has this name")]
    NameExists,
    /// The name is empty or too long.
    #[error("a token's name has 1 to {NAME_LENGTH_MAX} characters")]
    Name,
    /// There is no such customer.
    #[error("there is no such customer")]
    NoSuchCustomer,
}

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// What it is for.
    pub name: String,
    /// The customer to whose people it is confined, if it is.
    pub customer_id: Option<CustomerId>,
    /// The operations that it may call.
    pub operations: Vec<String>,
}

/// Makes a token. It is shown once; its hash is kept.
pub async fn insert(
    tx: &Tx<'_>,
    new: &NewApiToken,
    now: Timestamp,
) -> Result<Token, Failed<ApiTokenFault>> {
    if new.name.is_empty() || new.name.chars().count() > NAME_LENGTH_MAX {
        return Err(Failed::Refused(ApiTokenFault::Name));
    }
    let token = Token::random().map_err(StoreError::from)?;
    let operations = serde_json::to_string(&new.operations)
        .map_err(|error| Inconsistent::new("api_token", &new.name, error.to_string()))?;
    let row = api_token::Model {
        token_hash: token.hash().as_str().to_owned(),
        name: new.name.clone(),
        customer_id: new.customer_id.as_ref().map(|id| id.as_str().to_owned()),
        operations,
        created: micros(now),
    };
    let inserted = api_token::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await;
    inserted.map_err(|error| match broken_constraint(&error) {
        Some(Broken::Unique { .. }) => Failed::Refused(ApiTokenFault::NameExists),
        Some(Broken::Reference) => Failed::Refused(ApiTokenFault::NoSuchCustomer),
        None => Failed::from(error),
    })?;
    Ok(token)
}

/// The token of that hash.
pub async fn find(reads: &impl Reads, hash: &TokenHash) -> Result<Option<ApiToken>, StoreError> {
    let row = api_token::Entity::find_by_id(hash.as_str()).one(reads.connection()).await?;
    Ok(row.map(ApiToken::try_from).transpose()?)
}

//! Links in mails: a token with which its bearer sends a message to a ticket, once, in time.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};

use super::entity::message_token;
use super::error::StoreError;
use super::records::{TicketId, micros};
use super::transaction::{Reads, Tx};
use crate::secret::Token;

/// How long a link can be used: longer than a holiday.
pub const LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a link does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageLink {
    /// To which ticket it sends.
    pub ticket: TicketId,
    /// The message's name.
    pub message: String,
}

/// Makes a link. It is for a mail to one recipient alone. Those that have expired go.
pub async fn create(tx: &Tx<'_>, link: &MessageLink, now: Timestamp) -> Result<Token, StoreError> {
    message_token::Entity::delete_many()
        .filter(message_token::Column::Expires.lte(micros(now)))
        .exec(tx.connection())
        .await?;
    let token = Token::random()?;
    let row = message_token::Model {
        token_hash: token.hash().as_str().to_owned(),
        ticket_id: link.ticket.0,
        message: link.message.clone(),
        created: micros(now),
        expires: micros(now.checked_add(LIFE).unwrap_or(Timestamp::MAX)),
    };
    message_token::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(token)
}

/// What a token does, if it could be used now.
pub async fn peek(
    reads: &impl Reads,
    token: &Token,
    now: Timestamp,
) -> Result<Option<MessageLink>, StoreError> {
    let row = message_token::Entity::find_by_id(token.hash().as_str())
        .filter(message_token::Column::Expires.gt(micros(now)))
        .one(reads.connection())
        .await?;
    Ok(row.map(|row| MessageLink { ticket: TicketId(row.ticket_id), message: row.message }))
}

/// Uses the token up, and with it all others of the same message: it has come. `false` if it could not be used.
/// What it permits belongs in the same command.
pub async fn consume(tx: &Tx<'_>, token: &Token, now: Timestamp) -> Result<bool, StoreError> {
    let Some(link) = peek(tx, token, now).await? else { return Ok(false) };
    message_token::Entity::delete_many()
        .filter(message_token::Column::TicketId.eq(link.ticket.0))
        .filter(message_token::Column::Message.eq(link.message))
        .exec(tx.connection())
        .await?;
    Ok(true)
}

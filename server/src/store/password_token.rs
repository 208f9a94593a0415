//! Invitations and resets: a token with which one customer user may set his password, once, in time.

use engine::customer::Validity;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};

use super::customer_user;
use super::entity::password_token;
use super::error::{Broken, Failed, StoreError, broken_constraint};
use super::records::{CustomerUser, micros};
use super::search::fold;
use super::transaction::{Reads, Tx};
use crate::secret::Token;

/// How long an invitation can be used: over a long weekend.
pub const LIFE: SignedDuration = SignedDuration::from_hours(72);

/// The one purpose there is; kept, so that a token of another can never be taken for it.
const SET_PASSWORD: &str = "set-password";

/// Why a token is not made or not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordTokenFault {
    /// There is no such customer user.
    #[error("there is no such customer user")]
    NoSuchUser,
    /// Unknown, used, expired, or of somebody who is not valid: which of these is nobody's business.
    #[error("the link is not valid any more")]
    NotValid,
}

/// Makes a token for a customer user. It is for a mail to him alone, never for an answer to somebody else.
pub async fn create(
    tx: &Tx<'_>,
    login: &str,
    now: Timestamp,
) -> Result<Token, Failed<PasswordTokenFault>> {
    let token = Token::random().map_err(StoreError::from)?;
    let row = password_token::Model {
        token_hash: token.hash().as_str().to_owned(),
        login_key: fold(login),
        purpose: SET_PASSWORD.to_owned(),
        created: micros(now),
        expires: micros(now.checked_add(LIFE).unwrap_or(Timestamp::MAX)),
        used: None,
    };
    let inserted = password_token::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await;
    inserted.map_err(|error| match broken_constraint(&error) {
        Some(Broken::Reference) => Failed::Refused(PasswordTokenFault::NoSuchUser),
        Some(Broken::Unique { .. }) | None => Failed::from(error),
    })?;
    Ok(token)
}

/// Whose token it is, if it could be used now.
pub async fn peek(
    reads: &impl Reads,
    token: &Token,
    now: Timestamp,
) -> Result<Option<CustomerUser>, StoreError> {
    let row = password_token::Entity::find_by_id(token.hash().as_str())
        .filter(password_token::Column::Purpose.eq(SET_PASSWORD))
        .filter(password_token::Column::Used.is_null())
        .filter(password_token::Column::Expires.gt(micros(now)))
        .one(reads.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let user = customer_user::get(reads, &row.login_key).await?;
    Ok(user.filter(|user| user.validity == Validity::Valid))
}

/// Uses the token up, and says whose it was. What it permits belongs in the same command.
pub async fn consume(
    tx: &Tx<'_>,
    token: &Token,
    now: Timestamp,
) -> Result<CustomerUser, Failed<PasswordTokenFault>> {
    let user = peek(tx, token, now).await?.ok_or(Failed::Refused(PasswordTokenFault::NotValid))?;
    let used = password_token::Entity::update_many()
        .filter(password_token::Column::TokenHash.eq(token.hash().as_str()))
        .filter(password_token::Column::Used.is_null())
        .col_expr(password_token::Column::Used, Expr::value(micros(now)))
        .exec(tx.connection())
        .await?;
    if used.rows_affected == 1 {
        Ok(user)
    } else {
        Err(Failed::Refused(PasswordTokenFault::NotValid))
    }
}

/// Sweeps tokens that have expired, and says how many.
pub async fn delete_expired(tx: &Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
    let deleted = password_token::Entity::delete_many()
        .filter(password_token::Column::Expires.lte(micros(now)))
        .exec(tx.connection())
        .await?;
    Ok(deleted.rows_affected)
}

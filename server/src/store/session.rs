//! Sessions: who is signed in. The bearer has the token, we keep its hash.

use engine::customer::Validity;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};

use super::entity::session;
use super::error::{Failed, Inconsistent, StoreError};
use super::records::{Person, PersonKind, Principal, Session, micros, timestamp};
use super::search::fold;
use super::transaction::{Command, Reads, Tx};
use super::{agent, customer_user};
use crate::secret::{Token, TokenHash};

/// A session ends when it has not been used for this long (OTRS' `SessionMaxIdleTime`).
pub const IDLE_MAX: SignedDuration = SignedDuration::from_hours(2);
/// A session ends after this long, however busy (OTRS' `SessionMaxTime`).
pub const LIFE_MAX: SignedDuration = SignedDuration::from_hours(16);
/// A session's use is noted at most this often: not every page shown should be a write.
pub const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Signs a person in. The token is for its bearer alone.
pub async fn create(tx: &Tx<'_>, person: &Person, now: Timestamp) -> Result<Token, StoreError> {
    let token = Token::random()?;
    let row = session::Model {
        token_hash: token.hash().as_str().to_owned(),
        principal_kind: person.kind.name().to_owned(),
        login_key: fold(&person.login),
        created: micros(now),
        last_seen: micros(now),
        expires_idle: micros(later(now, IDLE_MAX)),
        expires_absolute: micros(later(now, LIFE_MAX)),
    };
    session::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(token)
}

/// The session of that token, if it has not ended and the person is valid.
pub async fn find(
    reads: &impl Reads,
    token: &Token,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let row = session::Entity::find_by_id(token.hash().as_str())
        .filter(session::Column::ExpiresIdle.gt(micros(now)))
        .filter(session::Column::ExpiresAbsolute.gt(micros(now)))
        .one(reads.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let kind = PersonKind::parse(&row.principal_kind).ok_or_else(|| {
        Inconsistent::new(
            "session",
            &row.token_hash,
            format!("`{}` is not a kind of person", row.principal_kind),
        )
    })?;
    let Some(principal) = principal(reads, kind, &row.login_key).await? else { return Ok(None) };
    Ok(Some(Session {
        principal,
        created: timestamp("session", &row.token_hash, row.created)?,
        last_seen: timestamp("session", &row.token_hash, row.last_seen)?,
        expires: timestamp("session", &row.token_hash, row.expires_idle.min(row.expires_absolute))?,
        token_id: TokenHash::from_stored(row.token_hash),
    }))
}

/// A valid person with what he may act as now.
pub async fn principal(
    reads: &impl Reads,
    kind: PersonKind,
    login: &str,
) -> Result<Option<Principal>, StoreError> {
    match kind {
        PersonKind::CustomerUser => {
            let (user, groups) = tokio::try_join!(
                customer_user::get(reads, login),
                customer_user::groups_of(reads, login)
            )?;
            let user = user.filter(|user| user.validity == Validity::Valid);
            Ok(user.map(|user| Principal::CustomerUser {
                full_name: user.full_name(),
                login: user.login,
                customer_id: user.customer_id,
                groups,
            }))
        }
        PersonKind::Agent => {
            let (agent, groups) =
                tokio::try_join!(agent::get(reads, login), agent::groups_of(reads, login))?;
            let agent = agent.filter(|agent| agent.validity == Validity::Valid);
            Ok(agent.map(|agent| Principal::Agent {
                full_name: agent.full_name(),
                login: agent.login,
                groups,
            }))
        }
    }
}

impl Session {
    /// Whether its use should be noted by [`Touch`].
    pub fn wants_touch(&self, now: Timestamp) -> bool {
        now.duration_since(self.last_seen) >= TOUCH_EVERY
    }
}

/// Notes that a session is in use.
#[derive(Debug, Clone)]
pub struct Touch {
    /// The session.
    pub token_id: TokenHash,
    /// When it was used.
    pub now: Timestamp,
}

impl Command for Touch {
    type Output = ();
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Self::Refusal>> {
        Ok(touch(tx, &self.token_id, self.now).await?)
    }
}

/// Notes that a session is in use, unless that was noted within [`TOUCH_EVERY`].
pub async fn touch(tx: &Tx<'_>, token_id: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
    session::Entity::update_many()
        .filter(session::Column::TokenHash.eq(token_id.as_str()))
        .filter(session::Column::LastSeen.lte(micros(later(now, -TOUCH_EVERY))))
        .col_expr(session::Column::LastSeen, Expr::value(micros(now)))
        .col_expr(session::Column::ExpiresIdle, Expr::value(micros(later(now, IDLE_MAX))))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Signs out.
pub async fn delete(tx: &Tx<'_>, token_id: &TokenHash) -> Result<(), StoreError> {
    session::Entity::delete_by_id(token_id.as_str()).exec(tx.connection()).await?;
    Ok(())
}

/// Ends all sessions of a person, and says how many.
pub async fn delete_for(tx: &Tx<'_>, person: &Person) -> Result<u64, StoreError> {
    let deleted = session::Entity::delete_many()
        .filter(session::Column::LoginKey.eq(fold(&person.login)))
        .filter(session::Column::PrincipalKind.eq(person.kind.name()))
        .exec(tx.connection())
        .await?;
    Ok(deleted.rows_affected)
}

/// Sweeps sessions that have ended, and says how many.
pub async fn delete_expired(tx: &Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
    let deleted = session::Entity::delete_many()
        .filter(session::Column::ExpiresIdle.lte(micros(now)))
        .exec(tx.connection())
        .await?;
    let deleted_old = session::Entity::delete_many()
        .filter(session::Column::ExpiresAbsolute.lte(micros(now)))
        .exec(tx.connection())
        .await?;
    Ok(deleted.rows_affected + deleted_old.rows_affected)
}

/// `now` and a while; never beyond the last time there is.
fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

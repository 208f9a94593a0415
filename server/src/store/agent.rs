//! Agents: the provider's people.

use engine::access::ADMIN_GROUP;
use engine::customer::{Email, UserLogin, Validity};
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use super::entity::{agent, group_agent};
use super::error::{Broken, Failed, StoreError, broken_constraint};
use super::records::{Agent, Person, PersonKind, micros};
use super::search::fold;
use super::session;
use super::transaction::{Reads, Tx};
use crate::password::PasswordHash;

/// How many admins are written to at most.
const ADMINS_MAX: u64 = 100;

/// Why an agent is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgentFault {
    /// The login is taken, in whatever case.
    #[error("the login is taken")]
    LoginExists,
    /// There is no such agent.
    #[error("there is no such agent")]
    NoSuchAgent,
    /// A name is too long.
    #[error("{field} is too long: at most {NAME_LENGTH_MAX} characters are possible")]
    TooLong {
        /// The record's field.
        field: &'static str,
    },
}

/// Width of `agent.first_name` and `agent.last_name`.
const NAME_LENGTH_MAX: usize = 100;

/// An agent to be made.
#[derive(Debug, Clone)]
pub struct NewAgent {
    pub login: UserLogin,
    pub email: Email,
    pub first_name: String,
    pub last_name: String,
}

/// Makes an agent, valid and without a password.
pub async fn insert(tx: &Tx<'_>, new: &NewAgent, now: Timestamp) -> Result<(), Failed<AgentFault>> {
    for (field, text) in [("first_name", &new.first_name), ("last_name", &new.last_name)] {
        if text.chars().count() > NAME_LENGTH_MAX {
            return Err(Failed::Refused(AgentFault::TooLong { field }));
        }
    }
    let row = agent::Model {
        login_key: fold(new.login.as_str()),
        login: new.login.as_str().to_owned(),
        email: new.email.as_str().to_owned(),
        first_name: new.first_name.clone(),
        last_name: new.last_name.clone(),
        password_hash: None,
        login_failed: 0,
        validity: Validity::Valid.id(),
        created: micros(now),
        changed: micros(now),
    };
    let inserted = agent::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await;
    inserted.map(drop).map_err(|error| match broken_constraint(&error) {
        Some(Broken::Unique { .. }) => Failed::Refused(AgentFault::LoginExists),
        Some(Broken::Reference) | None => Failed::from(error),
    })
}

/// Lets an agent in, or not any more: then his sessions end.
pub async fn set_validity(
    tx: &Tx<'_>,
    login: &str,
    validity: Validity,
    now: Timestamp,
) -> Result<(), Failed<AgentFault>> {
    let updated = agent::Entity::update_many()
        .filter(agent::Column::LoginKey.eq(fold(login)))
        .col_expr(agent::Column::Validity, Expr::value(validity.id()))
        .col_expr(agent::Column::Changed, Expr::value(micros(now)))
        .exec(tx.connection())
        .await?;
    if updated.rows_affected != 1 {
        return Err(Failed::Refused(AgentFault::NoSuchAgent));
    }
    if validity != Validity::Valid {
        session::delete_for(tx, &Person { kind: PersonKind::Agent, login: login.to_owned() })
            .await?;
    }
    Ok(())
}

/// The agent of that login, in whatever case.
pub async fn get(reads: &impl Reads, login: &str) -> Result<Option<Agent>, StoreError> {
    let row = agent::Entity::find_by_id(fold(login)).one(reads.connection()).await?;
    Ok(row.map(Agent::try_from).transpose()?)
}

/// The groups of an agent, by name.
pub async fn groups_of(reads: &impl Reads, login: &str) -> Result<Vec<String>, StoreError> {
    let names = group_agent::Entity::find()
        .select_only()
        .column(group_agent::Column::GroupName)
        .filter(group_agent::Column::LoginKey.eq(fold(login)))
        .order_by_asc(group_agent::Column::GroupName)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(names)
}

/// The mail addresses of all valid agents of the admin group.
pub async fn admin_addresses(reads: &impl Reads) -> Result<Vec<String>, StoreError> {
    let admins = Query::select()
        .column(group_agent::Column::LoginKey)
        .from(group_agent::Entity)
        .and_where(Expr::col(group_agent::Column::GroupName).eq(ADMIN_GROUP))
        .take();
    let addresses = agent::Entity::find()
        .select_only()
        .column(agent::Column::Email)
        .filter(agent::Column::LoginKey.in_subquery(admins))
        .filter(agent::Column::Validity.eq(Validity::Valid.id()))
        .order_by_asc(agent::Column::LoginKey)
        .limit(ADMINS_MAX)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(addresses)
}

/// The hash of his password; `None` without a password or without such an agent.
pub async fn password_hash(
    reads: &impl Reads,
    login: &str,
) -> Result<Option<PasswordHash>, StoreError> {
    let row = agent::Entity::find_by_id(fold(login)).one(reads.connection()).await?;
    Ok(row.and_then(|row| row.password_hash).map(PasswordHash::from_stored))
}

/// Sets his password and forgets failed sign-ins.
pub async fn set_password_hash(
    tx: &Tx<'_>,
    login: &str,
    hash: &PasswordHash,
) -> Result<(), Failed<AgentFault>> {
    let updated = agent::Entity::update_many()
        .filter(agent::Column::LoginKey.eq(fold(login)))
        .col_expr(agent::Column::PasswordHash, Expr::value(hash.as_str()))
        .col_expr(agent::Column::LoginFailed, Expr::value(0))
        .exec(tx.connection())
        .await?;
    if updated.rows_affected == 1 { Ok(()) } else { Err(Failed::Refused(AgentFault::NoSuchAgent)) }
}

/// Counts a failed sign-in; an unknown login is nobody's failure.
pub async fn record_login_failure(tx: &Tx<'_>, login: &str) -> Result<(), StoreError> {
    agent::Entity::update_many()
        .filter(agent::Column::LoginKey.eq(fold(login)))
        .col_expr(agent::Column::LoginFailed, Expr::col(agent::Column::LoginFailed).add(1))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Forgets failed sign-ins.
pub async fn reset_login_failures(tx: &Tx<'_>, login: &str) -> Result<(), StoreError> {
    agent::Entity::update_many()
        .filter(agent::Column::LoginKey.eq(fold(login)))
        .col_expr(agent::Column::LoginFailed, Expr::value(0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

//! Groups and their members.

use engine::customer::Validity;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use super::entity::{agent, customer_user, group_agent, group_customer_user, user_group};
use super::error::{Broken, Failed, StoreError, broken_constraint};
use super::records::{Group, Person, PersonKind, micros};
use super::search::fold;
use super::transaction::{Reads, Tx};

/// Width of `user_group.name`.
pub const NAME_LENGTH_MAX: usize = 191;

/// The most groups that are read: far more than anybody can oversee.
pub const LIST_MAX: u64 = 1_000;

/// How many agents and how many customer users of a group are written to at most.
const ADDRESSES_MAX: u64 = 100;

/// Why a group or membership is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupFault {
    /// The name is empty or too long.
    #[error("a group's name has 1 to {NAME_LENGTH_MAX} characters")]
    Name,
    /// There is no such group.
    #[error("there is no such group")]
    NoSuchGroup,
    /// There is no such person.
    #[error("there is no such person")]
    NoSuchPerson,
}

/// Makes a group, if it is not there.
pub async fn ensure(
    tx: &Tx<'_>,
    name: &str,
    comment: &str,
    now: Timestamp,
) -> Result<(), Failed<GroupFault>> {
    if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX {
        return Err(Failed::Refused(GroupFault::Name));
    }
    let row = user_group::Model {
        name: name.to_owned(),
        comment: comment.chars().take(250).collect(),
        valid: true,
        created: micros(now),
    };
    let there = OnConflict::column(user_group::Column::Name)
        .do_nothing_on([user_group::Column::Name])
        .to_owned();
    user_group::Entity::insert(row.into_active_model())
        .on_conflict(there)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Makes a person a member of a group, if he is not.
pub async fn add_member(
    tx: &Tx<'_>,
    group: &str,
    person: &Person,
    now: Timestamp,
) -> Result<(), Failed<GroupFault>> {
    // Both references are kept by the database, but SQLite does not say which of them was broken.
    if user_group::Entity::find_by_id(group).one(tx.connection()).await?.is_none() {
        return Err(Failed::Refused(GroupFault::NoSuchGroup));
    }
    let (login_key, group_name, created) = (fold(&person.login), group.to_owned(), micros(now));
    let added = match person.kind {
        PersonKind::CustomerUser => {
            use group_customer_user::{Column, Entity, Model};
            const PRIMARY_KEY: [Column; 2] = [Column::LoginKey, Column::GroupName];
            Entity::insert(Model { login_key, group_name, created }.into_active_model())
                .on_conflict(OnConflict::columns(PRIMARY_KEY).do_nothing_on(PRIMARY_KEY).to_owned())
                .exec_without_returning(tx.connection())
                .await
        }
        PersonKind::Agent => {
            use group_agent::{Column, Entity, Model};
            const PRIMARY_KEY: [Column; 2] = [Column::LoginKey, Column::GroupName];
            Entity::insert(Model { login_key, group_name, created }.into_active_model())
                .on_conflict(OnConflict::columns(PRIMARY_KEY).do_nothing_on(PRIMARY_KEY).to_owned())
                .exec_without_returning(tx.connection())
                .await
        }
    };
    added.map(drop).map_err(|error| match broken_constraint(&error) {
        Some(Broken::Reference) => Failed::Refused(GroupFault::NoSuchPerson),
        Some(Broken::Unique { .. }) | None => Failed::from(error),
    })
}

/// Ends a membership, if there is one.
pub async fn remove_member(tx: &Tx<'_>, group: &str, person: &Person) -> Result<(), StoreError> {
    match person.kind {
        PersonKind::CustomerUser => {
            group_customer_user::Entity::delete_many()
                .filter(group_customer_user::Column::LoginKey.eq(fold(&person.login)))
                .filter(group_customer_user::Column::GroupName.eq(group))
                .exec(tx.connection())
                .await?;
        }
        PersonKind::Agent => {
            group_agent::Entity::delete_many()
                .filter(group_agent::Column::LoginKey.eq(fold(&person.login)))
                .filter(group_agent::Column::GroupName.eq(group))
                .exec(tx.connection())
                .await?;
        }
    }
    Ok(())
}

/// The mail addresses of a group's valid members: the agents, and the customer users of that customer.
pub async fn addresses(
    reads: &impl Reads,
    group: &str,
    customer_id: &str,
) -> Result<Vec<String>, StoreError> {
    let agents = Query::select()
        .column(group_agent::Column::LoginKey)
        .from(group_agent::Entity)
        .and_where(Expr::col(group_agent::Column::GroupName).eq(group))
        .take();
    let users = Query::select()
        .column(group_customer_user::Column::LoginKey)
        .from(group_customer_user::Entity)
        .and_where(Expr::col(group_customer_user::Column::GroupName).eq(group))
        .take();
    let mut addresses: Vec<String> = agent::Entity::find()
        .select_only()
        .column(agent::Column::Email)
        .filter(agent::Column::LoginKey.in_subquery(agents))
        .filter(agent::Column::Validity.eq(Validity::Valid.id()))
        .order_by_asc(agent::Column::LoginKey)
        .limit(ADDRESSES_MAX)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let users: Vec<String> = customer_user::Entity::find()
        .select_only()
        .column(customer_user::Column::Email)
        .filter(customer_user::Column::LoginKey.in_subquery(users))
        .filter(customer_user::Column::CustomerId.eq(customer_id))
        .filter(customer_user::Column::Validity.eq(Validity::Valid.id()))
        .order_by_asc(customer_user::Column::LoginKey)
        .limit(ADDRESSES_MAX)
        .into_tuple()
        .all(reads.connection())
        .await?;
    addresses.extend(users);
    Ok(addresses)
}

/// All groups, by name.
pub async fn list(reads: &impl Reads) -> Result<Vec<Group>, StoreError> {
    let rows = user_group::Entity::find()
        .filter(user_group::Column::Valid.eq(true))
        .order_by_asc(user_group::Column::Name)
        .limit(LIST_MAX)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(Group::from).collect())
}

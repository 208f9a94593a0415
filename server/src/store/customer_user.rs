//! Customer users (persons): their records, passwords and failed sign-ins.

mod write;

use engine::customer::{CustomerId, Email, UserLogin, Validity};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

pub use self::write::{end_access, insert, update};
use super::entity::{customer_user, group_customer_user};
use super::error::{Failed, StoreError};
use super::records::CustomerUser;
use super::search::{all_words, fold};
use super::transaction::{Reads, Tx};
use crate::password::PasswordHash;

/// The most rows that a page has.
pub const PAGE_MAX: u64 = 200;

/// Why a customer user is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustomerUserFault {
    /// The login is taken, in whatever case.
    #[error("the login is taken")]
    LoginExists,
    /// Another customer user has this email address.
    #[error("another customer user has this email address")]
    EmailInUse,
    /// There is no such customer.
    #[error("there is no such customer")]
    NoSuchCustomer,
    /// There is no such customer user.
    #[error("there is no such customer user")]
    NoSuchUser,
    /// He has been changed since he was read.
    #[error("the customer user has been changed in the meantime")]
    VersionConflict,
    /// Every person has a first and a last name.
    #[error("{field} is missing")]
    Missing {
        /// The record's field.
        field: &'static str,
    },
    /// A text is too long.
    #[error("{field} is too long: at most {length_max} characters are possible")]
    TooLong {
        /// The record's field.
        field: &'static str,
        /// In characters.
        length_max: usize,
    },
}

/// A customer user to be made.
#[derive(Debug, Clone)]
pub struct NewCustomerUser {
    pub login: UserLogin,
    pub email: Email,
    pub customer_id: CustomerId,
    pub title: String,
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    pub fax: String,
    pub mobile: String,
    pub street: String,
    pub zip: String,
    pub city: String,
    pub country: String,
    pub comment: String,
    pub validity: Validity,
}

impl NewCustomerUser {
    /// A valid customer user, about whom nothing else is known.
    pub fn named(
        login: UserLogin,
        email: Email,
        customer_id: CustomerId,
        first_name: impl Into<String>,
        last_name: impl Into<String>,
    ) -> Self {
        Self {
            login,
            email,
            customer_id,
            title: String::new(),
            first_name: first_name.into(),
            last_name: last_name.into(),
            phone: String::new(),
            fax: String::new(),
            mobile: String::new(),
            street: String::new(),
            zip: String::new(),
            city: String::new(),
            country: String::new(),
            comment: String::new(),
            validity: Validity::Valid,
        }
    }
}

/// What is to be changed; the rest stays.
#[derive(Debug, Clone, Default)]
pub struct CustomerUserPatch {
    pub email: Option<Email>,
    pub customer_id: Option<CustomerId>,
    pub title: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub fax: Option<String>,
    pub mobile: Option<String>,
    pub street: Option<String>,
    pub zip: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub comment: Option<String>,
    pub validity: Option<Validity>,
    /// The version that was read; `None`: whatever it is.
    pub seen: Option<i64>,
}

/// Which customer users a list shows.
#[derive(Debug, Clone, Default)]
pub struct CustomerUserFilter {
    /// Every word of it occurs in login, email, names or CustomerID.
    pub term: String,
    /// Of this customer alone.
    pub customer_id: Option<String>,
    /// Those who are not valid as well.
    pub include_invalid: bool,
}

/// A page of a list, in the order of logins.
#[derive(Debug, Clone)]
pub struct CustomerUserPage {
    /// The last login of the page before.
    pub after: Option<String>,
    /// At most [`PAGE_MAX`].
    pub limit: u64,
}

/// The customer user of that login, in whatever case.
pub async fn get(reads: &impl Reads, login: &str) -> Result<Option<CustomerUser>, StoreError> {
    let row = customer_user::Entity::find_by_id(fold(login)).one(reads.connection()).await?;
    Ok(row.map(CustomerUser::try_from).transpose()?)
}

/// The customer users that a filter lets through.
pub async fn search(
    reads: &impl Reads,
    filter: &CustomerUserFilter,
    page: &CustomerUserPage,
) -> Result<Vec<CustomerUser>, StoreError> {
    let mut query = customer_user::Entity::find()
        .filter(all_words(&[customer_user::Column::SearchText], &filter.term));
    if let Some(customer_id) = &filter.customer_id {
        query = query.filter(customer_user::Column::CustomerId.eq(customer_id));
    }
    if !filter.include_invalid {
        query = query.filter(customer_user::Column::Validity.eq(Validity::Valid.id()));
    }
    if let Some(after) = &page.after {
        query = query.filter(customer_user::Column::LoginKey.gt(fold(after)));
    }
    let rows = query
        .order_by_asc(customer_user::Column::LoginKey)
        .limit(Ord::min(page.limit, PAGE_MAX))
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(CustomerUser::try_from).collect::<Result<_, _>>()?)
}

/// The groups with which a customer user may act, by name.
pub async fn groups_of(reads: &impl Reads, login: &str) -> Result<Vec<String>, StoreError> {
    let names = group_customer_user::Entity::find()
        .select_only()
        .column(group_customer_user::Column::GroupName)
        .filter(group_customer_user::Column::LoginKey.eq(fold(login)))
        .order_by_asc(group_customer_user::Column::GroupName)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(names)
}

/// The hash of his password; `None` without a password or without such a customer user.
pub async fn password_hash(
    reads: &impl Reads,
    login: &str,
) -> Result<Option<PasswordHash>, StoreError> {
    let row = customer_user::Entity::find_by_id(fold(login)).one(reads.connection()).await?;
    Ok(row.and_then(|row| row.password_hash).map(PasswordHash::from_stored))
}

/// Sets his password and forgets failed sign-ins. Sessions are not ended: see [`end_access`].
pub async fn set_password_hash(
    tx: &Tx<'_>,
    login: &str,
    hash: &PasswordHash,
) -> Result<(), Failed<CustomerUserFault>> {
    let updated = customer_user::Entity::update_many()
        .filter(customer_user::Column::LoginKey.eq(fold(login)))
        .col_expr(customer_user::Column::PasswordHash, Expr::value(hash.as_str()))
        .col_expr(customer_user::Column::LoginFailed, Expr::value(0))
        .exec(tx.connection())
        .await?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(Failed::Refused(CustomerUserFault::NoSuchUser))
    }
}

/// Counts a failed sign-in; an unknown login is nobody's failure.
pub async fn record_login_failure(tx: &Tx<'_>, login: &str) -> Result<(), StoreError> {
    customer_user::Entity::update_many()
        .filter(customer_user::Column::LoginKey.eq(fold(login)))
        .col_expr(
            customer_user::Column::LoginFailed,
            Expr::col(customer_user::Column::LoginFailed).add(1),
        )
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Forgets failed sign-ins: after a good one, or when an agent lets him try again.
pub async fn reset_login_failures(tx: &Tx<'_>, login: &str) -> Result<(), StoreError> {
    customer_user::Entity::update_many()
        .filter(customer_user::Column::LoginKey.eq(fold(login)))
        .col_expr(customer_user::Column::LoginFailed, Expr::value(0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

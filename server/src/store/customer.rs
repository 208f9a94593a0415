//! Customers (companies).

use engine::customer::{CustomerId, Validity};
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::entity::customer;
use super::error::{Broken, Failed, StoreError, broken_constraint};
use super::records::{Customer, micros};
use super::search::{all_words, fold};
use super::transaction::{Reads, Tx};

/// The most rows that a page has.
pub const PAGE_MAX: u64 = 200;

/// Why a customer is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustomerFault {
    /// The CustomerID is taken.
    #[error("the CustomerID is taken")]
    IdExists,
    /// Another customer has this name.
    #[error("another customer has this name")]
    NameInUse,
    /// There is no such customer.
    #[error("there is no such customer")]
    NoSuchCustomer,
    /// It has been changed since it was read.
    #[error("the customer has been changed in the meantime")]
    VersionConflict,
    /// Every customer has a name.
    #[error("the name is empty")]
    NoName,
    /// A text is too long.
    #[error("{field} is too long: at most {length_max} characters are possible")]
    TooLong {
        /// The record's field.
        field: &'static str,
        /// In characters.
        length_max: usize,
    },
}

/// A customer to be made.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    pub customer_id: CustomerId,
    pub name: String,
    pub street: String,
    pub zip: String,
    pub city: String,
    pub country: String,
    pub url: String,
    pub comment: String,
    pub validity: Validity,
}

impl NewCustomer {
    /// A valid customer of that name, about whom nothing else is known.
    pub fn named(customer_id: CustomerId, name: impl Into<String>) -> Self {
        Self {
            customer_id,
            name: name.into(),
            street: String::new(),
            zip: String::new(),
            city: String::new(),
            country: String::new(),
            url: String::new(),
            comment: String::new(),
            validity: Validity::Valid,
        }
    }
}

/// What is to be changed; the rest stays.
#[derive(Debug, Clone, Default)]
pub struct CustomerPatch {
    pub name: Option<String>,
    pub street: Option<String>,
    pub zip: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub url: Option<String>,
    pub comment: Option<String>,
    pub validity: Option<Validity>,
    /// The version that was read; `None`: whatever it is.
    pub seen: Option<i64>,
}

/// A page of a list, in the order of `customer_id`.
#[derive(Debug, Clone)]
pub struct CustomerPage {
    /// The last CustomerID of the page before.
    pub after: Option<String>,
    /// At most [`PAGE_MAX`].
    pub limit: u64,
}

/// Makes a customer.
pub async fn insert(
    tx: &Tx<'_>,
    new: &NewCustomer,
    by: &str,
    now: Timestamp,
) -> Result<(), Failed<CustomerFault>> {
    let row = customer::Model {
        customer_id: new.customer_id.as_str().to_owned(),
        id_key: fold(new.customer_id.as_str()),
        name: new.name.trim().to_owned(),
        name_key: fold(new.name.trim()),
        street: new.street.clone(),
        zip: new.zip.clone(),
        city: new.city.clone(),
        country: new.country.clone(),
        url: new.url.clone(),
        comment: new.comment.clone(),
        validity: new.validity.id(),
        version: 1,
        created: micros(now),
        created_by: by.to_owned(),
        changed: micros(now),
        changed_by: by.to_owned(),
    };
    check(&row).map_err(Failed::Refused)?;
    let inserted = customer::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await;
    inserted.map(drop).map_err(fault)
}

/// Changes what is given.
pub async fn update(
    tx: &Tx<'_>,
    customer_id: &str,
    patch: &CustomerPatch,
    by: &str,
    now: Timestamp,
) -> Result<(), Failed<CustomerFault>> {
    let row =
        customer::Entity::find_by_id(customer_id).lock_exclusive().one(tx.connection()).await?;
    let mut row = row.ok_or(Failed::Refused(CustomerFault::NoSuchCustomer))?;
    if patch.seen.is_some_and(|seen| seen != row.version) {
        return Err(Failed::Refused(CustomerFault::VersionConflict));
    }
    if let Some(name) = &patch.name {
        name.trim().clone_into(&mut row.name);
        row.name_key = fold(&row.name);
    }
    for (target, given) in [
        (&mut row.street, &patch.street),
        (&mut row.zip, &patch.zip),
        (&mut row.city, &patch.city),
        (&mut row.country, &patch.country),
        (&mut row.url, &patch.url),
        (&mut row.comment, &patch.comment),
    ] {
        if let Some(given) = given {
            target.clone_from(given);
        }
    }
    if let Some(validity) = patch.validity {
        row.validity = validity.id();
    }
    row.version += 1;
    row.changed = micros(now);
    by.clone_into(&mut row.changed_by);
    check(&row).map_err(Failed::Refused)?;
    let updated = customer::Entity::update_many()
        .filter(customer::Column::CustomerId.eq(customer_id))
        .filter(customer::Column::Version.eq(row.version - 1))
        .set(row.into_active_model().reset_all())
        .exec(tx.connection())
        .await
        .map_err(fault)?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(Failed::Refused(CustomerFault::VersionConflict))
    }
}

/// The customer of that CustomerID.
pub async fn get(reads: &impl Reads, customer_id: &str) -> Result<Option<Customer>, StoreError> {
    let row = customer::Entity::find_by_id(customer_id).one(reads.connection()).await?;
    Ok(row.map(Customer::try_from).transpose()?)
}

/// Customers whose CustomerID or name contain every word of `term`; all if it is empty.
pub async fn search(
    reads: &impl Reads,
    term: &str,
    include_invalid: bool,
    page: &CustomerPage,
) -> Result<Vec<Customer>, StoreError> {
    let mut query = customer::Entity::find()
        .filter(all_words(&[customer::Column::IdKey, customer::Column::NameKey], term));
    if !include_invalid {
        query = query.filter(customer::Column::Validity.eq(Validity::Valid.id()));
    }
    if let Some(after) = &page.after {
        query = query.filter(customer::Column::CustomerId.gt(after));
    }
    let rows = query
        .order_by_asc(customer::Column::CustomerId)
        .limit(page.limit.min(PAGE_MAX))
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(Customer::try_from).collect::<Result<_, _>>()?)
}

fn check(row: &customer::Model) -> Result<(), CustomerFault> {
    if row.name.is_empty() {
        return Err(CustomerFault::NoName);
    }
    for (field, text, length_max) in [
        ("name", &row.name, 191),
        ("street", &row.street, 200),
        ("zip", &row.zip, 200),
        ("city", &row.city, 200),
        ("country", &row.country, 200),
        ("url", &row.url, 200),
        ("comment", &row.comment, 250),
    ] {
        if text.chars().count() > length_max {
            return Err(CustomerFault::TooLong { field, length_max });
        }
    }
    Ok(())
}

fn fault(error: sea_orm::DbErr) -> Failed<CustomerFault> {
    match broken_constraint(&error) {
        Some(Broken::Unique { of }) if of.ends_with("name_key") => {
            Failed::Refused(CustomerFault::NameInUse)
        }
        Some(Broken::Unique { .. }) => Failed::Refused(CustomerFault::IdExists),
        Some(Broken::Reference) | None => Failed::from(error),
    }
}

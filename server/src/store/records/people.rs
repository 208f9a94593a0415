//! Customers, customer users, agents and groups.

use engine::customer::Validity;
use jiff::Timestamp;

use super::time::timestamp;
use crate::store::entity::{agent, customer, customer_user, user_group};
use crate::store::error::Inconsistent;

/// A customer (company).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    pub customer_id: String,
    pub name: String,
    pub street: String,
    pub zip: String,
    pub city: String,
    pub country: String,
    pub url: String,
    pub comment: String,
    pub validity: Validity,
    pub created: Timestamp,
    pub created_by: String,
    pub changed: Timestamp,
    pub changed_by: String,
    /// One more with every change.
    pub version: i64,
}

/// A customer user (person).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerUser {
    pub login: String,
    pub email: String,
    pub customer_id: String,
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
    pub has_password: bool,
    /// Attempts to sign in that failed since the last one that did not.
    pub login_failed: u32,
    pub created: Timestamp,
    pub created_by: String,
    pub changed: Timestamp,
    pub changed_by: String,
    /// One more with every change.
    pub version: i64,
}

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    pub login: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub validity: Validity,
    /// Attempts to sign in that failed since the last one that did not.
    pub login_failed: u32,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    pub comment: String,
}

impl CustomerUser {
    /// First and last name; the login if there is neither.
    pub fn full_name(&self) -> String {
        full_name(&self.first_name, &self.last_name, &self.login)
    }
}

impl Agent {
    /// First and last name; the login if there is neither.
    pub fn full_name(&self) -> String {
        full_name(&self.first_name, &self.last_name, &self.login)
    }
}

fn full_name(first: &str, last: &str, login: &str) -> String {
    match (first, last) {
        ("", "") => login.to_owned(),
        ("", name) | (name, "") => name.to_owned(),
        (first, last) => format!("{first} {last}"),
    }
}

fn validity(table: &'static str, key: &str, id: i64) -> Result<Validity, Inconsistent> {
    Validity::from_id(id)
        .ok_or_else(|| Inconsistent::new(table, key, format!("{id} is not a validity")))
}

fn count(table: &'static str, key: &str, number: i64) -> Result<u32, Inconsistent> {
    u32::try_from(number)
        .map_err(|_negative| Inconsistent::new(table, key, format!("{number} is not a count")))
}

impl TryFrom<customer::Model> for Customer {
    type Error = Inconsistent;

    fn try_from(row: customer::Model) -> Result<Self, Inconsistent> {
        let key = &row.customer_id;
        Ok(Self {
            validity: validity("customer", key, row.validity)?,
            created: timestamp("customer", key, row.created)?,
            changed: timestamp("customer", key, row.changed)?,
            customer_id: row.customer_id,
            name: row.name,
            street: row.street,
            zip: row.zip,
            city: row.city,
            country: row.country,
            url: row.url,
            comment: row.comment,
            created_by: row.created_by,
            changed_by: row.changed_by,
            version: row.version,
        })
    }
}

impl TryFrom<customer_user::Model> for CustomerUser {
    type Error = Inconsistent;

    fn try_from(row: customer_user::Model) -> Result<Self, Inconsistent> {
        let key = &row.login_key;
        Ok(Self {
            validity: validity("customer_user", key, row.validity)?,
            login_failed: count("customer_user", key, row.login_failed)?,
            created: timestamp("customer_user", key, row.created)?,
            changed: timestamp("customer_user", key, row.changed)?,
            has_password: row.password_hash.is_some(),
            login: row.login,
            email: row.email,
            customer_id: row.customer_id,
            title: row.title,
            first_name: row.first_name,
            last_name: row.last_name,
            phone: row.phone,
            fax: row.fax,
            mobile: row.mobile,
            street: row.street,
            zip: row.zip,
            city: row.city,
            country: row.country,
            comment: row.comment,
            created_by: row.created_by,
            changed_by: row.changed_by,
            version: row.version,
        })
    }
}

impl TryFrom<agent::Model> for Agent {
    type Error = Inconsistent;

    fn try_from(row: agent::Model) -> Result<Self, Inconsistent> {
        Ok(Self {
            validity: validity("agent", &row.login_key, row.validity)?,
            login_failed: count("agent", &row.login_key, row.login_failed)?,
            login: row.login,
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
        })
    }
}

impl From<user_group::Model> for Group {
    fn from(row: user_group::Model) -> Self {
        Self { name: row.name, comment: row.comment }
    }
}

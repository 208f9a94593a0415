//! Making and changing customer users, and taking away what they can get in with.

use engine::customer::Validity;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QuerySelect as _,
};

use super::{CustomerUserFault, CustomerUserPatch, NewCustomerUser};
use crate::store::entity::{customer_user, password_token};
use crate::store::error::{Broken, Failed, StoreError, broken_constraint};
use crate::store::records::{Person, PersonKind, micros};
use crate::store::search::fold;
use crate::store::session;
use crate::store::transaction::{Reads as _, Tx};

/// Makes a customer user.
pub async fn insert(
    tx: &Tx<'_>,
    new: &NewCustomerUser,
    by: &str,
    now: Timestamp,
) -> Result<(), Failed<CustomerUserFault>> {
    let mut row = customer_user::Model {
        login_key: fold(new.login.as_str()),
        login: new.login.as_str().to_owned(),
        email: new.email.as_str().to_owned(),
        email_key: fold(new.email.as_str()),
        customer_id: new.customer_id.as_str().to_owned(),
        title: new.title.clone(),
        first_name: new.first_name.trim().to_owned(),
        last_name: new.last_name.trim().to_owned(),
        phone: new.phone.clone(),
        fax: new.fax.clone(),
        mobile: new.mobile.clone(),
        street: new.street.clone(),
        zip: new.zip.clone(),
        city: new.city.clone(),
        country: new.country.clone(),
        comment: new.comment.clone(),
        search_text: String::new(),
        password_hash: None,
        login_failed: 0,
        validity: new.validity.id(),
        version: 1,
        created: micros(now),
        created_by: by.to_owned(),
        changed: micros(now),
        changed_by: by.to_owned(),
    };
    check(&row).map_err(Failed::Refused)?;
    row.search_text = search_text(&row);
    // The unique keys decide, but if both are taken, which of them a database names first is its own affair.
    if customer_user::Entity::find_by_id(&row.login_key).one(tx.connection()).await?.is_some() {
        return Err(Failed::Refused(CustomerUserFault::LoginExists));
    }
    let inserted = customer_user::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await;
    inserted.map(drop).map_err(fault)
}

/// Changes what is given. Who is not valid any more has no session and no invitation from then on, and whose
/// address changes has no invitation that went to the old one.
pub async fn update(
    tx: &Tx<'_>,
    login: &str,
    patch: &CustomerUserPatch,
    by: &str,
    now: Timestamp,
) -> Result<(), Failed<CustomerUserFault>> {
    let row = customer_user::Entity::find_by_id(fold(login))
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    let mut row = row.ok_or(Failed::Refused(CustomerUserFault::NoSuchUser))?;
    if patch.seen.is_some_and(|seen| seen != row.version) {
        return Err(Failed::Refused(CustomerUserFault::VersionConflict));
    }
    let email_before = row.email_key.clone();
    apply(&mut row, patch);
    row.version += 1;
    row.changed = micros(now);
    by.clone_into(&mut row.changed_by);
    check(&row).map_err(Failed::Refused)?;
    row.search_text = search_text(&row);
    let (key, validity, email_key) = (row.login_key.clone(), row.validity, row.email_key.clone());
    let updated = customer_user::Entity::update_many()
        .filter(customer_user::Column::LoginKey.eq(&key))
        .filter(customer_user::Column::Version.eq(row.version - 1))
        .set(row.into_active_model().reset_all())
        .exec(tx.connection())
        .await
        .map_err(fault)?;
    if updated.rows_affected != 1 {
        return Err(Failed::Refused(CustomerUserFault::VersionConflict));
    }
    if validity != Validity::Valid.id() {
        end_access(tx, login).await?;
    } else if email_key != email_before {
        void_invitations(tx, &key).await?;
    }
    Ok(())
}

/// Ends all sessions of a customer user and voids his invitations that have not been used.
pub async fn end_access(tx: &Tx<'_>, login: &str) -> Result<(), StoreError> {
    session::delete_for(tx, &Person { kind: PersonKind::CustomerUser, login: login.to_owned() })
        .await?;
    void_invitations(tx, &fold(login)).await
}

async fn void_invitations(tx: &Tx<'_>, login_key: &str) -> Result<(), StoreError> {
    password_token::Entity::delete_many()
        .filter(password_token::Column::LoginKey.eq(login_key))
        .filter(password_token::Column::Used.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn apply(row: &mut customer_user::Model, patch: &CustomerUserPatch) {
    if let Some(email) = &patch.email {
        email.as_str().clone_into(&mut row.email);
        row.email_key = fold(email.as_str());
    }
    if let Some(customer_id) = &patch.customer_id {
        customer_id.as_str().clone_into(&mut row.customer_id);
    }
    if let Some(validity) = patch.validity {
        row.validity = validity.id();
    }
    for (target, given) in [
        (&mut row.title, &patch.title),
        (&mut row.first_name, &patch.first_name),
        (&mut row.last_name, &patch.last_name),
        (&mut row.phone, &patch.phone),
        (&mut row.fax, &patch.fax),
        (&mut row.mobile, &patch.mobile),
        (&mut row.street, &patch.street),
        (&mut row.zip, &patch.zip),
        (&mut row.city, &patch.city),
        (&mut row.country, &patch.country),
        (&mut row.comment, &patch.comment),
    ] {
        if let Some(given) = given {
            given.trim().clone_into(target);
        }
    }
}

/// The widths are those of OTRS' table; SQLite does not keep them by itself.
fn check(row: &customer_user::Model) -> Result<(), CustomerUserFault> {
    for (field, text) in [("first_name", &row.first_name), ("last_name", &row.last_name)] {
        if text.is_empty() {
            return Err(CustomerUserFault::Missing { field });
        }
    }
    for (field, text, length_max) in [
        ("title", &row.title, 50),
        ("first_name", &row.first_name, 100),
        ("last_name", &row.last_name, 100),
        ("phone", &row.phone, 150),
        ("fax", &row.fax, 150),
        ("mobile", &row.mobile, 150),
        ("street", &row.street, 150),
        ("zip", &row.zip, 200),
        ("city", &row.city, 200),
        ("country", &row.country, 200),
        ("comment", &row.comment, 250),
    ] {
        if text.chars().count() > length_max {
            return Err(CustomerUserFault::TooLong { field, length_max });
        }
    }
    Ok(())
}

fn search_text(row: &customer_user::Model) -> String {
    fold(&[&*row.login, &row.email, &row.first_name, &row.last_name, &row.customer_id].join(" "))
}

fn fault(error: DbErr) -> Failed<CustomerUserFault> {
    match broken_constraint(&error) {
        Some(Broken::Unique { of }) if of.ends_with("email_key") => {
            Failed::Refused(CustomerUserFault::EmailInUse)
        }
        Some(Broken::Unique { .. }) => Failed::Refused(CustomerUserFault::LoginExists),
        Some(Broken::Reference) => Failed::Refused(CustomerUserFault::NoSuchCustomer),
        None => Failed::from(error),
    }
}

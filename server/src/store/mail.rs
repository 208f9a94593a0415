//! Mails to be sent: the outbox.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue, EntityTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _,
};

use super::entity::mail;
use super::error::StoreError;
use super::records::{Mail, micros};
use super::transaction::{Reads, Tx};

/// The most mails that are read at once.
pub const LIST_MAX: u64 = 200;

/// Puts a mail into the outbox, and gives its id.
pub async fn insert(
    tx: &Tx<'_>,
    to_address: &str,
    subject: &str,
    body: &str,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let row = mail::Model {
        id: 0,
        to_address: to_address.to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        created: micros(now),
    };
    let row = mail::ActiveModel { id: ActiveValue::NotSet, ..row.into_active_model() };
    Ok(mail::Entity::insert(row).exec(tx.connection()).await?.last_insert_id)
}

/// The newest mails, newest first.
pub async fn list(reads: &impl Reads, limit: u64) -> Result<Vec<Mail>, StoreError> {
    let rows = mail::Entity::find()
        .order_by_desc(mail::Column::Id)
        .limit(limit.min(LIST_MAX))
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(Mail::try_from).collect::<Result<_, _>>()?)
}

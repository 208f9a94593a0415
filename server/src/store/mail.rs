//! Mails to be sent: the outbox.
//!
//! A mail is stored by the transaction that wants it. `next_at` is when it is due, so that one index finds
//! what is to be sent; a mail that was sent or given up has none.

use std::convert::Infallible;

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::entity::mail;
use super::error::{Failed, StoreError};
use super::records::{Mail, MailCounts, micros};
use super::transaction::{Command, Reads, Tx};

/// The most mails that are read at once.
pub const LIST_MAX: u64 = 200;
/// The most mails given up that are named at once: enough to see what is wrong.
pub const GIVEN_UP_MAX: u64 = 20;
/// How much of an error is kept, in characters.
const ERROR_LENGTH_MAX: usize = 1_000;

/// Puts a mail into the outbox, due at once, and gives its id.
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
        attempts: 0,
        next_at: Some(micros(now)),
        sent_at: None,
        last_error: None,
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
    mails(rows)
}

/// The mails that are due, those first that have waited longest.
pub async fn due(reads: &impl Reads, now: Timestamp, limit: u64) -> Result<Vec<Mail>, StoreError> {
    let rows = mail::Entity::find()
        .filter(mail::Column::NextAt.lte(micros(now)))
        .order_by_asc(mail::Column::NextAt)
        .order_by_asc(mail::Column::Id)
        .limit(limit.min(LIST_MAX))
        .all(reads.connection())
        .await?;
    mails(rows)
}

/// The newest mails that were given up, of those written since then.
pub async fn given_up(reads: &impl Reads, since: Timestamp) -> Result<Vec<Mail>, StoreError> {
    let rows = mail::Entity::find()
        .filter(mail::Column::NextAt.is_null())
        .filter(mail::Column::SentAt.is_null())
        .filter(mail::Column::Created.gte(micros(since)))
        .order_by_desc(mail::Column::Id)
        .limit(GIVEN_UP_MAX)
        .all(reads.connection())
        .await?;
    mails(rows)
}

/// How many mails wait, and how many were sent.
pub async fn counts(reads: &impl Reads) -> Result<MailCounts, StoreError> {
    let connection = reads.connection();
    let waiting =
        mail::Entity::find().filter(mail::Column::NextAt.is_not_null()).count(connection).await?;
    let sent =
        mail::Entity::find().filter(mail::Column::SentAt.is_not_null()).count(connection).await?;
    Ok(MailCounts { waiting, sent })
}

fn mails(rows: Vec<mail::Model>) -> Result<Vec<Mail>, StoreError> {
    Ok(rows.into_iter().map(Mail::try_from).collect::<Result<_, _>>()?)
}

/// How an attempt to send a mail ended.
#[derive(Debug, Clone)]
pub enum Delivery {
    /// The mail server has taken it over.
    Sent(Timestamp),
    /// It is to be tried again, then.
    Again(Timestamp, String),
    /// It is not to be tried again.
    GivenUp(String),
}

/// Notes an attempt to send a mail.
#[derive(Debug, Clone)]
pub struct NoteAttempt {
    /// Of which mail.
    pub id: i64,
    /// How many there were by now.
    pub attempts: u32,
    /// How it ended.
    pub delivery: Delivery,
}

impl Command for NoteAttempt {
    type Output = ();
    type Refusal = Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Infallible>> {
        let attempts = Expr::value(i64::from(self.attempts));
        let update = mail::Entity::update_many()
            .filter(mail::Column::Id.eq(self.id))
            .col_expr(mail::Column::Attempts, attempts);
        let update = match self.delivery {
            // A body can hold the link of an invitation: it is not kept for longer than it is needed.
            Delivery::Sent(at) => update
                .col_expr(mail::Column::NextAt, Expr::value(None::<i64>))
                .col_expr(mail::Column::SentAt, Expr::value(micros(at)))
                .col_expr(mail::Column::LastError, Expr::value(None::<String>))
                .col_expr(mail::Column::Body, Expr::value("")),
            Delivery::Again(at, error) => update
                .col_expr(mail::Column::NextAt, Expr::value(micros(at)))
                .col_expr(mail::Column::LastError, Expr::value(shortened(&error))),
            Delivery::GivenUp(error) => update
                .col_expr(mail::Column::NextAt, Expr::value(None::<i64>))
                .col_expr(mail::Column::LastError, Expr::value(shortened(&error))),
        };
        update.exec(tx.connection()).await?;
        Ok(())
    }
}

fn shortened(error: &str) -> String {
    error.chars().take(ERROR_LENGTH_MAX).collect()
}

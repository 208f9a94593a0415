//! Articles: what was written to a ticket.

use engine::ticket::Article;
use jiff::Timestamp;
use sea_orm::{
    ActiveValue, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use super::entity::article;
use super::error::StoreError;
use super::records::{SenderKind, StoredArticle, TicketId, micros};
use super::transaction::{Reads, Tx};

/// The most articles that are shown of a ticket: the newest.
pub const LIST_MAX: u64 = 500;

/// Writes articles to a ticket, in this order.
pub async fn insert(
    tx: &Tx<'_>,
    ticket: TicketId,
    sender: SenderKind,
    author: &str,
    articles: &[Article],
    now: Timestamp,
) -> Result<(), StoreError> {
    if articles.is_empty() {
        return Ok(());
    }
    let rows = articles.iter().map(|Article { visible_to_customer, subject, body }| {
        article::ActiveModel {
            id: ActiveValue::NotSet,
            ..article::Model {
                id: 0,
                ticket_id: ticket.0,
                sender: sender.name().to_owned(),
                author: author.to_owned(),
                visible_to_customer: *visible_to_customer,
                subject: subject.clone(),
                body: body.clone(),
                created: micros(now),
            }
            .into_active_model()
        }
    });
    article::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// The newest articles of a ticket, oldest of them first.
pub async fn newest(
    reads: &impl Reads,
    ticket: TicketId,
    limit: u64,
) -> Result<Vec<StoredArticle>, StoreError> {
    let rows = article::Entity::find()
        .filter(article::Column::TicketId.eq(ticket.0))
        .order_by_desc(article::Column::Id)
        .limit(limit.min(LIST_MAX))
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().rev().map(StoredArticle::try_from).collect::<Result<_, _>>()?)
}

/// The articles of a ticket in the order in which they were written; of many, the newest [`LIST_MAX`].
pub async fn list(
    reads: &impl Reads,
    ticket: TicketId,
    visible_to_customer_only: bool,
) -> Result<Vec<StoredArticle>, StoreError> {
    let mut query = article::Entity::find().filter(article::Column::TicketId.eq(ticket.0));
    if visible_to_customer_only {
        query = query.filter(article::Column::VisibleToCustomer.eq(true));
    }
    let rows =
        query.order_by_desc(article::Column::Id).limit(LIST_MAX).all(reads.connection()).await?;
    Ok(rows.into_iter().rev().map(StoredArticle::try_from).collect::<Result<_, _>>()?)
}

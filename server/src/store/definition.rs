//! Deployed process documents. What was deployed stays: tickets run on the version that they began with.

use jiff::Timestamp;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::entity::{process_current, process_definition};
use super::error::StoreError;
use super::records::{Definition, micros};
use super::transaction::{Reads, Tx};
use crate::secret::sha256_hex;

/// The hash under which a document is kept.
pub fn hash_of(source: &str) -> String {
    sha256_hex(source.as_bytes())
}

/// Keeps a document, so that tickets can run on it, and gives its hash.
pub async fn keep(
    tx: &Tx<'_>,
    name: &str,
    source: &str,
    now: Timestamp,
) -> Result<String, StoreError> {
    let hash = hash_of(source);
    let definition = process_definition::Model {
        hash: hash.clone(),
        name: name.to_owned(),
        source: source.to_owned(),
        deployed_at: micros(now),
    };
    process_definition::Entity::insert(definition.into_active_model())
        .on_conflict(
            OnConflict::column(process_definition::Column::Hash)
                .do_nothing_on([process_definition::Column::Hash])
                .to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    Ok(hash)
}

/// Keeps a document, makes it the one with which new tickets of process `name` begin, and gives its hash.
pub async fn put(
    tx: &Tx<'_>,
    name: &str,
    source: &str,
    now: Timestamp,
) -> Result<String, StoreError> {
    let hash = keep(tx, name, source, now).await?;
    let current = process_current::Model { name: name.to_owned(), hash: hash.clone() };
    process_current::Entity::insert(current.into_active_model())
        .on_conflict(
            OnConflict::column(process_current::Column::Name)
                .update_column(process_current::Column::Hash)
                .to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    Ok(hash)
}

/// The documents with which new tickets begin, by name.
pub async fn current(reads: &impl Reads) -> Result<Vec<Definition>, StoreError> {
    let hashes =
        Query::select().column(process_current::Column::Hash).from(process_current::Entity).take();
    let rows = process_definition::Entity::find()
        .filter(process_definition::Column::Hash.in_subquery(hashes))
        .order_by_asc(process_definition::Column::Name)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(Definition::try_from).collect::<Result<_, _>>()?)
}

/// The last documents of a process, newest first.
pub async fn versions(
    reads: &impl Reads,
    name: &str,
    limit: u64,
) -> Result<Vec<Definition>, StoreError> {
    let rows = process_definition::Entity::find()
        .filter(process_definition::Column::Name.eq(name))
        .order_by_desc(process_definition::Column::DeployedAt)
        .limit(limit)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(Definition::try_from).collect::<Result<_, _>>()?)
}

/// The document of that hash.
pub async fn get(reads: &impl Reads, hash: &str) -> Result<Option<Definition>, StoreError> {
    let row = process_definition::Entity::find_by_id(hash).one(reads.connection()).await?;
    Ok(row.map(Definition::try_from).transpose()?)
}

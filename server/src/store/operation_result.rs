//! Answers of operations, kept so that a call that is repeated is answered and not carried out again.

use jiff::Timestamp;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};

use super::entity::operation_result;
use super::error::{Broken, Failed, StoreError, broken_constraint};
use super::records::micros;
use super::transaction::{Reads, Tx};

/// The longest idempotency key, in characters.
pub const KEY_LENGTH_MAX: usize = 191;

/// Why an answer is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OperationResultFault {
    /// An answer is kept under this key.
    #[error("the call has been answered already")]
    KeyExists,
    /// The key is empty or too long.
    #[error("an idempotency key has 1 to {KEY_LENGTH_MAX} characters")]
    Key,
}

/// The answer (JSON) that was given under this key.
pub async fn get(reads: &impl Reads, idempotency_key: &str) -> Result<Option<String>, StoreError> {
    let row = operation_result::Entity::find_by_id(idempotency_key).one(reads.connection()).await?;
    Ok(row.map(|row| row.result))
}

/// Keeps an answer (JSON), in the transaction that carries the operation out.
pub async fn put(
    tx: &Tx<'_>,
    idempotency_key: &str,
    result: &str,
    now: Timestamp,
) -> Result<(), Failed<OperationResultFault>> {
    if idempotency_key.is_empty() || idempotency_key.chars().count() > KEY_LENGTH_MAX {
        return Err(Failed::Refused(OperationResultFault::Key));
    }
    let row = operation_result::Model {
        idempotency_key: idempotency_key.to_owned(),
        result: result.to_owned(),
        created: micros(now),
    };
    let inserted = operation_result::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.connection())
        .await;
    inserted.map(drop).map_err(|error| match broken_constraint(&error) {
        Some(Broken::Unique { .. }) => Failed::Refused(OperationResultFault::KeyExists),
        Some(Broken::Reference) | None => Failed::from(error),
    })
}

/// Sweeps answers that were given before `before`, and says how many.
pub async fn delete_before(tx: &Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    let deleted = operation_result::Entity::delete_many()
        .filter(operation_result::Column::Created.lt(micros(before)))
        .exec(tx.connection())
        .await?;
    Ok(deleted.rows_affected)
}

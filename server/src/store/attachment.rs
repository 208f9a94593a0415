//! Files that were uploaded, by the hash of their content: the same file is kept once.

use engine::value::Attachment;
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait as _, IntoActiveModel as _};

use super::entity::attachment;
use super::error::{Failed, StoreError};
use super::records::micros;
use super::transaction::{Reads, Tx};
use crate::secret::sha256_hex;

/// The largest file, in bytes.
pub const LENGTH_MAX: usize = 10 * 1024 * 1024;

/// Why a file is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentFault {
    /// It is larger than [`LENGTH_MAX`].
    #[error("the file has {length} bytes; at most {LENGTH_MAX} are possible")]
    TooLarge {
        /// Its length in bytes.
        length: usize,
    },
    /// Its name is empty, too long or a path.
    #[error("a file's name is one line without `/` and `\\`")]
    FileName,
}

/// Keeps a file; what names it in a field. A file that is there already is not written again.
pub async fn put(
    tx: &Tx<'_>,
    file_name: &str,
    bytes: Vec<u8>,
    now: Timestamp,
) -> Result<Attachment, Failed<AttachmentFault>> {
    let length = bytes.len();
    if length > LENGTH_MAX {
        return Err(Failed::Refused(AttachmentFault::TooLarge { length }));
    }
    let hash = sha256_hex(&bytes);
    let attachment = Attachment::parse(&format!("{hash} {length} {file_name}"))
        .ok_or(Failed::Refused(AttachmentFault::FileName))?;
    let row = attachment::Model {
        hash,
        bytes,
        length: i64::try_from(length).unwrap_or(i64::MAX),
        created: micros(now),
    };
    let there = OnConflict::column(attachment::Column::Hash)
        .do_nothing_on([attachment::Column::Hash])
        .to_owned();
    attachment::Entity::insert(row.into_active_model())
        .on_conflict(there)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(attachment)
}

/// The content of that hash.
pub async fn get(reads: &impl Reads, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row = attachment::Entity::find_by_id(hash).one(reads.connection()).await?;
    Ok(row.map(|row| row.bytes))
}

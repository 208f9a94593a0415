//! Who uploaded which file. What a person has uploaded that person may send with a form, and nobody else may,
//! whatever hash he names.
//!
//! A file is uploaded before it is known whether the form is accepted, so that a form that comes back keeps it.
//! Whatever has not been sent within [`KEPT_FOR`] goes.

use engine::value::Attachment;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};

use super::attachment::{self, AttachmentFault};
use super::entity::{attachment as content, attachment_upload};
use super::error::{Failed, StoreError};
use super::records::{Person, micros};
use super::search::fold;
use super::transaction::{Command, Reads, Tx};

/// How long a file is kept that has not been sent with a form; and the time over which uploads are counted.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);
/// How much a person may upload within [`KEPT_FOR`], in bytes.
pub const BYTES_MAX: u64 = 200 * 1024 * 1024;
/// How many files a person may upload within [`KEPT_FOR`].
pub const FILES_MAX: usize = 500;
/// How many forgotten files an upload sweeps: far more than come in for it.
const SWEPT_MAX: u64 = 20;

/// Why an upload is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UploadFault {
    /// The file cannot be kept.
    #[error(transparent)]
    Attachment(AttachmentFault),
    /// The person has uploaded too much of late.
    #[error("too much has been uploaded within a day")]
    TooMuch,
}

/// A file that a person uploads.
#[derive(Debug)]
pub struct Upload {
    /// Whose it is.
    pub person: Person,
    /// What he calls it.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// When.
    pub now: Timestamp,
}

impl Command for Upload {
    type Output = Attachment;
    type Refusal = UploadFault;

    async fn run(self, tx: &Tx<'_>) -> Result<Attachment, Failed<UploadFault>> {
        let Self { person, file_name, bytes, now } = self;
        sweep(tx, now).await?;
        let since = now.checked_sub(KEPT_FOR).unwrap_or(Timestamp::MIN);
        let lengths: Vec<i64> = of(&person)
            .filter(attachment_upload::Column::Uploaded.gt(micros(since)))
            .select_only()
            .column(attachment_upload::Column::Length)
            .into_tuple()
            .all(tx.connection())
            .await?;
        let lengths = lengths.into_iter().map(|length| u64::try_from(length).unwrap_or_default());
        let (count, before) = lengths.fold((0, 0), |(n, sum), length| (n + 1, sum + length));
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if count >= FILES_MAX || length.saturating_add(before) > BYTES_MAX {
            return Err(Failed::Refused(UploadFault::TooMuch));
        }
        let file = attachment::put(tx, &file_name, bytes, now)
            .await
            .map_err(|failed| failed.map(UploadFault::Attachment))?;
        let row = attachment_upload::Model {
            id: 0,
            principal_kind: person.kind.name().to_owned(),
            login_key: fold(&person.login),
            hash: file.hash.clone(),
            length: i64::try_from(length).unwrap_or(i64::MAX),
            used: false,
            uploaded: micros(now),
        };
        let mut row = row.into_active_model();
        row.id = ActiveValue::NotSet;
        attachment_upload::Entity::insert(row).exec_without_returning(tx.connection()).await?;
        Ok(file)
    }
}

/// Notes that files are sent with a form: they stay. Comes before the step that says so; a file of a form that is
/// refused after all stays for nothing.
#[derive(Debug, Clone)]
pub struct Keep {
    /// Whose they are.
    pub person: Person,
    /// Their hashes.
    pub hashes: Vec<String>,
}

impl Command for Keep {
    type Output = ();
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Self::Refusal>> {
        attachment_upload::Entity::update_many()
            .filter(attachment_upload::Column::LoginKey.eq(fold(&self.person.login)))
            .filter(attachment_upload::Column::PrincipalKind.eq(self.person.kind.name()))
            .filter(attachment_upload::Column::Hash.is_in(&self.hashes))
            .col_expr(attachment_upload::Column::Used, Expr::value(true))
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}

/// Whether the person has uploaded that file, which is still kept.
pub async fn is_of(
    reads: &impl Reads,
    person: &Person,
    file: &Attachment,
) -> Result<bool, StoreError> {
    let found = of(person)
        .filter(attachment_upload::Column::Hash.eq(&file.hash))
        .filter(attachment_upload::Column::Length.eq(i64::try_from(file.length).unwrap_or(-1)))
        .count(reads.connection())
        .await?;
    Ok(found > 0)
}

fn of(person: &Person) -> Select<attachment_upload::Entity> {
    attachment_upload::Entity::find()
        .filter(attachment_upload::Column::LoginKey.eq(fold(&person.login)))
        .filter(attachment_upload::Column::PrincipalKind.eq(person.kind.name()))
}

/// Forgets files that nobody has sent, the oldest first.
async fn sweep(tx: &Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    let before = now.checked_sub(KEPT_FOR).unwrap_or(Timestamp::MIN);
    let forgotten = attachment_upload::Entity::find()
        .filter(attachment_upload::Column::Used.eq(false))
        .filter(attachment_upload::Column::Uploaded.lte(micros(before)))
        .order_by_asc(attachment_upload::Column::Uploaded)
        .limit(SWEPT_MAX)
        .all(tx.connection())
        .await?;
    for upload in forgotten {
        attachment_upload::Entity::delete_by_id(upload.id).exec(tx.connection()).await?;
        let others = attachment_upload::Entity::find()
            .filter(attachment_upload::Column::Hash.eq(&upload.hash))
            .count(tx.connection())
            .await?;
        if others == 0 {
            content::Entity::delete_by_id(upload.hash).exec(tx.connection()).await?;
        }
    }
    Ok(())
}

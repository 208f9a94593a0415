//! What can go wrong in the store.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use sea_orm::{DbErr, SqlErr};

use crate::secret::NoRandomness;

/// The store could not do what it was asked, whatever was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The file could not be opened or made.
    #[error("the database {} could not be opened", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// The schema could not be brought up to date.
    #[error("the database {} could not be brought to the newest schema", path.display())]
    Migrate {
        /// The file.
        path: PathBuf,
        /// Why.
        source: DbErr,
    },
    /// A statement failed.
    #[error("the database failed")]
    Database(#[source] DbErr),
    /// The commit failed: nothing of the group is stored.
    #[error("the database could not commit")]
    Commit(#[source] DbErr),
    /// A row says what it cannot say.
    #[error("the database is inconsistent")]
    Inconsistent(#[from] Inconsistent),
    /// A token could not be made.
    #[error("no token could be made")]
    NoRandomness(#[source] Arc<NoRandomness>),
    /// The command panicked; it has left nothing behind.
    #[error("the command panicked")]
    Panicked,
    /// The store is closed, or about to be.
    #[error("the store is closed")]
    Closed,
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl From<NoRandomness> for StoreError {
    fn from(error: NoRandomness) -> Self {
        Self::NoRandomness(Arc::new(error))
    }
}

/// A row that says what it cannot say: written by another version, or damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{table} {key}: {what}")]
pub struct Inconsistent {
    /// The table.
    pub table: &'static str,
    /// Which row.
    pub key: String,
    /// What is wrong with it.
    pub what: String,
}

impl Inconsistent {
    pub(super) fn new(
        table: &'static str,
        key: &(impl ToString + ?Sized),
        what: impl Into<String>,
    ) -> Self {
        Self { table, key: key.to_string(), what: what.into() }
    }
}

/// Why a command, or a part of one, has not been carried out.
#[derive(Debug, Clone)]
pub enum Failed<R> {
    /// It cannot be done: an answer to whoever asked.
    Refused(R),
    /// It could have been done, but the store failed.
    Database(StoreError),
}

impl<R> Failed<R> {
    /// The same in the words of a larger command.
    pub fn map<S>(self, refusal: impl FnOnce(R) -> S) -> Failed<S> {
        match self {
            Self::Refused(refused) => Failed::Refused(refusal(refused)),
            Self::Database(error) => Failed::Database(error),
        }
    }
}

impl<R> From<StoreError> for Failed<R> {
    fn from(error: StoreError) -> Self {
        Self::Database(error)
    }
}

impl<R> From<DbErr> for Failed<R> {
    fn from(error: DbErr) -> Self {
        Self::Database(StoreError::Database(error))
    }
}

impl<R> From<Inconsistent> for Failed<R> {
    fn from(error: Inconsistent) -> Self {
        Self::Database(StoreError::Inconsistent(error))
    }
}

/// Why a write was not made. Nothing of it is stored.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WriteError<R: std::error::Error + 'static> {
    /// The command refused.
    #[error("the command was refused")]
    Refused(#[source] R),
    /// The store failed.
    #[error("the command could not be stored")]
    Store(#[source] StoreError),
}

impl WriteError<Infallible> {
    /// The store's error: what never refuses can fail in no other way.
    pub fn into_store_error(self) -> StoreError {
        match self {
            Self::Store(error) => error,
            Self::Refused(never) => match never {},
        }
    }
}

impl PartialEq for StoreError {
    /// As SeaORM compares its errors: by what they say.
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

/// A constraint that an insert or update would have broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Broken {
    /// A row with this key is there already. The database's own words end with the column or index.
    Unique { of: String },
    /// The row that is named is not there.
    Reference,
}

/// The constraint that `error` is about, if it is about one.
pub(super) fn broken_constraint(error: &DbErr) -> Option<Broken> {
    match error.sql_err()? {
        // SQLite: "UNIQUE constraint failed: customer_user.email_key", PostgreSQL: `... constraint
        // "customer_user_email_key"`, MariaDB: "Duplicate entry 'x' for key 'customer_user_email_key'". The value
        // comes first where it comes at all, so the last word is never the user's.
        SqlErr::UniqueConstraintViolation(message) => {
            let of = message
                .rsplit(' ')
                .next()
                .unwrap_or_default()
                .trim_matches(['"', '\'', '`'])
                .to_owned();
            Some(Broken::Unique { of })
        }
        SqlErr::ForeignKeyConstraintViolation(_) => Some(Broken::Reference),
        _ => None,
    }
}

//! Transactions as the rest of the server sees them: commands, and what they run on.

use std::fmt;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionOptions,
    TransactionTrait as _,
};

use super::Reader;
use super::error::{Failed, StoreError};

/// A write as data. The writer runs it in a savepoint of its own, after those that came before it.
///
/// It should not wait for anything but the database: every other write waits for it.
pub trait Command: Send + 'static {
    /// What it answers.
    type Output: Send + 'static;
    /// Why it may refuse. [`std::convert::Infallible`] if it never does.
    type Refusal: std::error::Error + Send + 'static;

    /// Carries it out. Whatever it has written is undone if it fails or panics.
    fn run(
        self,
        tx: &Tx<'_>,
    ) -> impl Future<Output = Result<Self::Output, Failed<Self::Refusal>>> + Send;
}

/// Something that can be read from: the [`Reader`], or a [`Tx`] that sees its own writes as well.
pub trait Reads: Sync {
    /// SeaORM's connection; for the store's modules alone.
    #[doc(hidden)]
    type Connection: ConnectionTrait;

    /// SeaORM's connection; for the store's modules alone.
    #[doc(hidden)]
    fn connection(&self) -> &Self::Connection;
}

impl Reads for Reader {
    type Connection = DatabaseConnection;

    fn connection(&self) -> &DatabaseConnection {
        &self.0
    }
}

/// A transaction in which a command reads and writes.
pub struct Tx<'a>(&'a DatabaseTransaction);

impl<'a> Tx<'a> {
    pub(super) const fn new(transaction: &'a DatabaseTransaction) -> Self {
        Self(transaction)
    }

    /// Begins a part that can be undone alone, such as an operation that may be rejected. Until it ends, write
    /// through [`Savepoint::tx`]; dropping it undoes it.
    pub async fn savepoint(&self) -> Result<Savepoint, StoreError> {
        Ok(Savepoint(self.0.begin_with_options(TransactionOptions::default()).await?))
    }
}

impl Reads for Tx<'_> {
    type Connection = DatabaseTransaction;

    fn connection(&self) -> &DatabaseTransaction {
        self.0
    }
}

impl fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx")
    }
}

/// A part of a transaction that can be undone alone.
#[derive(Debug)]
#[must_use = "dropping it undoes it"]
pub struct Savepoint(DatabaseTransaction);

impl Savepoint {
    /// The transaction to write through until this ends.
    pub const fn tx(&self) -> Tx<'_> {
        Tx::new(&self.0)
    }

    /// Keeps what was written since it began, as far as the transaction around it is kept.
    pub async fn keep(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }

    /// Undoes what was written since it began.
    pub async fn undo(self) -> Result<(), StoreError> {
        Ok(self.0.rollback().await?)
    }
}

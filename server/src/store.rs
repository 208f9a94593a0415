//! The store: the only place that knows SQL.
//!
//! [`Store::read`] is a pool of connections that cannot write. [`Store::write`] takes a [`Command`], a write as
//! data, and acknowledges it once it is on the disk. What can be read and written is in the modules of the
//! aggregates: functions over a [`Reader`] or a [`Tx`], so that several compose in one command.
//!
//! **Invariant:** no other module names SeaORM or opens a transaction.

pub mod agent;
pub mod api_token;
pub mod article;
pub mod attachment;
pub mod customer;
pub mod customer_user;
pub mod definition;
mod entity;
mod error;
pub mod group;
pub mod health;
pub mod invocation;
pub mod job;
pub mod journal;
pub mod limit;
pub mod mail;
pub mod message_token;
pub mod number;
mod open;
pub mod operation_result;
pub mod password_token;
pub mod records;
mod search;
pub mod session;
pub mod ticket;
pub mod timer;
mod transaction;
pub mod upload;
mod writer;

use std::path::Path;

use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use self::error::{Failed, Inconsistent, StoreError, WriteError};
pub use self::transaction::{Command, Reads, Savepoint, Tx};

/// A database, open. Clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    reader: Reader,
    writer: writer::Writer,
    tasks: TaskTracker,
    closing: CancellationToken,
}

/// Connections that read what is committed.
#[derive(Debug, Clone)]
pub struct Reader(DatabaseConnection);

impl Store {
    /// Opens the SQLite database at `path`: makes the file if it is missing and brings its schema up to date.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let open::Connections { read, write } = open::open(path).await?;
        let tasks = TaskTracker::new();
        let closing = CancellationToken::new();
        let writer = writer::Writer::start(write, &tasks, closing.clone());
        tasks.close();
        Ok(Self { reader: Reader(read), writer, tasks, closing })
    }

    /// What is committed.
    pub const fn read(&self) -> &Reader {
        &self.reader
    }

    /// Carries out a command and answers once it is durable, or has left nothing behind. A caller that goes
    /// away after handing it over does not stop it.
    pub async fn write<C: Command>(&self, command: C) -> Result<C::Output, WriteError<C::Refusal>> {
        self.writer.write(command).await
    }

    /// Takes no more commands, carries out those that wait, and closes the file.
    pub async fn close(self) -> Result<(), StoreError> {
        self.closing.cancel();
        self.tasks.wait().await;
        self.reader.0.close().await.map_err(StoreError::Database)
    }
}

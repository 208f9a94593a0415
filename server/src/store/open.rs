//! Opening the SQLite file: its connections and their settings.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use migrations::Migrator;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait as _;

use super::error::StoreError;

/// Readers at the same time. SQLite reads from memory most of the time, so cores are the limit.
const READERS: u32 = 4;
/// How long to wait for somebody else's lock: only other tools (a backup, a shell) hold one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits for a free reader before it fails.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) struct Connections {
    pub(super) read: DatabaseConnection,
    pub(super) write: DatabaseConnection,
}

/// Opens the file, migrates it, and hands out its connections.
pub(super) async fn open(path: &Path) -> Result<Connections, StoreError> {
    make_private(path)
        .map_err(|source| StoreError::Open { path: path.to_owned(), source: Arc::new(source) })?;
    let write = connect(path, Access::Write).await?;
    Migrator::up(&write, None)
        .await
        .map_err(|source| StoreError::Migrate { path: path.to_owned(), source })?;
    let read = connect(path, Access::Read).await?;
    Ok(Connections { read, write })
}

/// Makes the file, if it is missing, so that its owner alone can read it: it holds password hashes.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

#[derive(Clone, Copy)]
enum Access {
    Read,
    Write,
}

async fn connect(path: &Path, access: Access) -> Result<DatabaseConnection, DbErr> {
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite://");
    options
        .max_connections(match access {
            Access::Read => READERS,
            Access::Write => 1,
        })
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A local file does not go stale: pinging it, or replacing its connections with their prepared
        // statements, is work for nothing.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        // Statements carry personal data.
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .filename(&path)
                .create_if_missing(false)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("journal_mode", "WAL")
                // Acknowledged means durable, power cut or not.
                .pragma("synchronous", "FULL")
                .optimize_on_close(matches!(access, Access::Write), None);
            match access {
                Access::Read => sqlite.pragma("query_only", "ON"),
                Access::Write => sqlite,
            }
        });
    Database::connect(options).await
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

    use super::*;

    async fn pragma(connection: &DatabaseConnection, name: &str) -> String {
        let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index::<String>(0)
            .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))
            .unwrap()
    }

    #[tokio::test]
    async fn the_connections_are_durable_and_checked_and_readers_cannot_write() {
        let directory = tempfile::tempdir().unwrap();
        let Connections { read, write } = open(&directory.path().join("usher.db")).await.unwrap();
        for (connection, query_only) in [(&read, "1"), (&write, "0")] {
            for (name, expected) in [
                ("journal_mode", "wal"),
                // FULL
                ("synchronous", "2"),
                ("foreign_keys", "1"),
                ("busy_timeout", "10000"),
                ("query_only", query_only),
            ] {
                assert_eq!(pragma(connection, name).await, expected, "{name}");
            }
        }
        let write_by_reader = read.execute_unprepared("DELETE FROM ticket").await.unwrap_err();
        assert!(write_by_reader.to_string().contains("readonly"), "{write_by_reader}");
    }
}

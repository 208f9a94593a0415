//! The schema, as numbered steps that only ever go up.
//!
//! Written for SQLite, PostgreSQL and MariaDB alike; what differs between them is in [`mod@column`].
//! Nothing here knows the entities of the server: an old migration must mean the same for ever.
//!
//! Conventions:
//! - **Times** are whole microseconds since 1970 UTC in a 64-bit integer. They sort and compare alike on
//!   every database, need no driver's calendar type, and have the resolution of the server's clock, so
//!   that what is read equals what was written.
//! - **`*_key`** columns hold a name in lower case, as the server folds it: uniqueness without regard to
//!   case must not depend on a database's collation.
//! - Every index serves a named query; the server's query-plan test guards them.

#![expect(
    elided_lifetimes_in_paths,
    reason = "`MigrationTrait` elides the manager's lifetime, and an implementation must do the same"
)]

use sea_orm_migration::prelude::*;

mod column;
mod m20261120_000001_people;
mod m20261120_000002_access;
mod m20261120_000003_processes;
mod m20261120_000004_tickets;
mod m20261120_000005_work;

/// Brings a database to the newest schema.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_people::Migration),
            Box::new(m20261120_000002_access::Migration),
            Box::new(m20261120_000003_processes::Migration),
            Box::new(m20261120_000004_tickets::Migration),
            Box::new(m20261120_000005_work::Migration),
        ]
    }
}

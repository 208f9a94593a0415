//! Tables and columns in our dialect: what a time, a name or a long text is on each database.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// SHA-256 in hexadecimal.
pub(crate) const HASH_LENGTH: u32 = 64;
/// Names of processes, activities, fields, invokers, groups, queues.
pub(crate) const NAME_LENGTH: u32 = 191;
/// OTRS' `customer_user.login`.
pub(crate) const LOGIN_LENGTH: u32 = 191;
/// OTRS' `customer_user.email`.
pub(crate) const EMAIL_LENGTH: u32 = 150;
/// OTRS' `customer_company.customer_id`.
pub(crate) const CUSTOMER_ID_LENGTH: u32 = 150;

/// A new table whose texts compare byte by byte: MariaDB would fold case and accents otherwise.
pub(crate) fn table(manager: &SchemaManager<'_>, name: &'static str) -> TableCreateStatement {
    let mut table = Table::create().table(name).take();
    if manager.get_database_backend() == DbBackend::MySql {
        table.character_set("utf8mb4").collate("utf8mb4_bin");
    }
    table
}

/// A text of at most `length` characters.
pub(crate) fn string(name: &'static str, length: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(length).not_null().take()
}

/// A text of at most `length` characters, or none.
pub(crate) fn string_null(name: &'static str, length: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(length).null().take()
}

/// A text without a width of its own; its bound is the server's.
pub(crate) fn long_text(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    long_text_type(manager, name).not_null().take()
}

/// The same, or none.
pub(crate) fn long_text_null(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    long_text_type(manager, name).null().take()
}

fn long_text_type(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    if manager.get_database_backend() == DbBackend::MySql {
        // MariaDB's TEXT ends at 64 kB, less than a ticket's request document.
        column.custom("MEDIUMTEXT").take()
    } else {
        column.text().take()
    }
}

/// A file's content; its bound is the server's.
pub(crate) fn bytes(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    let column = if manager.get_database_backend() == DbBackend::MySql {
        // MariaDB's BLOB ends at 64 kB.
        column.custom("MEDIUMBLOB")
    } else {
        column.blob()
    };
    column.not_null().take()
}

/// A whole number.
pub(crate) fn integer(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// A whole number, or none.
pub(crate) fn integer_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}

/// Yes or no.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// Microseconds since 1970 UTC.
pub(crate) fn time(name: &'static str) -> ColumnDef {
    integer(name)
}

/// Microseconds since 1970 UTC, or none.
pub(crate) fn time_null(name: &'static str) -> ColumnDef {
    integer_null(name)
}

/// A primary key that the database counts.
pub(crate) fn counted_id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().auto_increment().primary_key().take()
}

/// The primary key over these columns.
pub(crate) fn primary_key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut key = Index::create();
    for &column in columns {
        key.col(column);
    }
    key.primary().take()
}

/// The index `table_column_column` over these columns, in this order.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index =
        Index::create().name(format!("{table}_{}", columns.join("_"))).table(table).take();
    for &column in columns {
        index.col(column);
    }
    index
}

/// The unique index `table_column_column`. The server tells violations apart by the last column's name.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(table, columns).unique().take()
}

/// `table.column` names a row of `to_table.to_column`; a rename there is followed here.
pub(crate) fn references(
    table: &'static str,
    column: &'static str,
    to_table: &'static str,
    to_column: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_exists"))
        .from(table, column)
        .to(to_table, to_column)
        .on_update(ForeignKeyAction::Cascade)
        .to_owned()
}

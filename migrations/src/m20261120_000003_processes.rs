//! Deployed process documents, by content.

use sea_orm_migration::prelude::*;

use crate::column::{HASH_LENGTH, NAME_LENGTH, index, long_text, references, string, table, time};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let definition = table(manager, "process_definition")
            .col(string("hash", HASH_LENGTH).primary_key())
            .col(string("name", NAME_LENGTH))
            .col(long_text(manager, "source"))
            .col(time("deployed_at"))
            .take();
        manager.create_table(definition).await?;
        // A process's versions, newest first.
        manager.create_index(index("process_definition", &["name", "deployed_at"])).await?;

        let current = table(manager, "process_current")
            .col(string("name", NAME_LENGTH).primary_key())
            .col(string("hash", HASH_LENGTH))
            .foreign_key(&mut references("process_current", "hash", "process_definition", "hash"))
            .take();
        manager.create_table(current).await
    }
}

//! Who is signed in, and who may sign in by a token. Tokens are stored hashed alone.

use sea_orm_migration::prelude::*;

use crate::column::{
    CUSTOMER_ID_LENGTH, HASH_LENGTH, LOGIN_LENGTH, NAME_LENGTH, index, long_text, references,
    string, string_null, table, time, time_null, unique,
};

/// `customer-user`, `agent`, `set-password`: words of the server.
const KIND_LENGTH: u32 = 32;

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let session = table(manager, "session")
            .col(string("token_hash", HASH_LENGTH).primary_key())
            .col(string("principal_kind", KIND_LENGTH))
            .col(string("login_key", LOGIN_LENGTH))
            .col(time("created"))
            .col(time("last_seen"))
            .col(time("expires_idle"))
            .col(time("expires_absolute"))
            .take();
        manager.create_table(session).await?;
        // Ending a person's sessions.
        manager.create_index(index("session", &["login_key", "principal_kind"])).await?;
        // Sweeping what has expired.
        manager.create_index(index("session", &["expires_idle"])).await?;

        let password_token = table(manager, "password_token")
            .col(string("token_hash", HASH_LENGTH).primary_key())
            .col(string("login_key", LOGIN_LENGTH))
            .col(string("purpose", KIND_LENGTH))
            .col(time("created"))
            .col(time("expires"))
            .col(time_null("used"))
            .foreign_key(&mut references(
                "password_token",
                "login_key",
                "customer_user",
                "login_key",
            ))
            .take();
        manager.create_table(password_token).await?;
        manager.create_index(index("password_token", &["login_key"])).await?;

        let api_token = table(manager, "api_token")
            .col(string("token_hash", HASH_LENGTH).primary_key())
            .col(string("name", NAME_LENGTH))
            .col(string_null("customer_id", CUSTOMER_ID_LENGTH))
            .col(long_text(manager, "operations"))
            .col(time("created"))
            .foreign_key(&mut references("api_token", "customer_id", "customer", "customer_id"))
            .take();
        manager.create_table(api_token).await?;
        manager.create_index(unique("api_token", &["name"])).await
    }
}

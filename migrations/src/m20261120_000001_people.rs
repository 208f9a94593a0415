//! Customers, customer users, agents and their groups.

use sea_orm_migration::prelude::*;

use crate::column::{
    CUSTOMER_ID_LENGTH, EMAIL_LENGTH, LOGIN_LENGTH, NAME_LENGTH, flag, index, integer, long_text,
    primary_key, references, string, string_null, table, time, unique,
};

/// A PHC string of argon2id, or a hash taken over from OTRS.
const PASSWORD_HASH_LENGTH: u32 = 255;

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        customers(manager).await?;
        customer_users(manager).await?;
        agents(manager).await?;
        groups(manager).await
    }
}

async fn customers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let customer = table(manager, "customer")
        .col(string("customer_id", CUSTOMER_ID_LENGTH).primary_key())
        .col(string("id_key", CUSTOMER_ID_LENGTH))
        .col(string("name", 191))
        .col(string("name_key", 191))
        .col(string("street", 200))
        .col(string("zip", 200))
        .col(string("city", 200))
        .col(string("country", 200))
        .col(string("url", 200))
        .col(string("comment", 250))
        .col(integer("validity"))
        .col(integer("version"))
        .col(time("created"))
        .col(string("created_by", LOGIN_LENGTH))
        .col(time("changed"))
        .col(string("changed_by", LOGIN_LENGTH))
        .take();
    manager.create_table(customer).await?;
    manager.create_index(unique("customer", &["id_key"])).await?;
    manager.create_index(unique("customer", &["name_key"])).await
}

async fn customer_users(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let customer_user = table(manager, "customer_user")
        .col(string("login_key", LOGIN_LENGTH).primary_key())
        .col(string("login", LOGIN_LENGTH))
        .col(string("email", EMAIL_LENGTH))
        .col(string("email_key", EMAIL_LENGTH))
        .col(string("customer_id", CUSTOMER_ID_LENGTH))
        .col(string("title", 50))
        .col(string("first_name", 100))
        .col(string("last_name", 100))
        .col(string("phone", 150))
        .col(string("fax", 150))
        .col(string("mobile", 150))
        .col(string("street", 150))
        .col(string("zip", 200))
        .col(string("city", 200))
        .col(string("country", 200))
        .col(string("comment", 250))
        .col(long_text(manager, "search_text"))
        .col(string_null("password_hash", PASSWORD_HASH_LENGTH))
        .col(integer("login_failed"))
        .col(integer("validity"))
        .col(integer("version"))
        .col(time("created"))
        .col(string("created_by", LOGIN_LENGTH))
        .col(time("changed"))
        .col(string("changed_by", LOGIN_LENGTH))
        .foreign_key(&mut references("customer_user", "customer_id", "customer", "customer_id"))
        .take();
    manager.create_table(customer_user).await?;
    manager.create_index(unique("customer_user", &["email_key"])).await?;
    // A customer's users, page by page.
    manager.create_index(index("customer_user", &["customer_id", "login_key"])).await
}

async fn agents(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let agent = table(manager, "agent")
        .col(string("login_key", LOGIN_LENGTH).primary_key())
        .col(string("login", LOGIN_LENGTH))
        .col(string("email", EMAIL_LENGTH))
        .col(string("first_name", 100))
        .col(string("last_name", 100))
        .col(string_null("password_hash", PASSWORD_HASH_LENGTH))
        .col(integer("login_failed"))
        .col(integer("validity"))
        .col(time("created"))
        .col(time("changed"))
        .take();
    manager.create_table(agent).await
}

async fn groups(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Not `groups`: that is a reserved word of MySQL.
    let group = table(manager, "user_group")
        .col(string("name", NAME_LENGTH).primary_key())
        .col(string("comment", 250))
        .col(flag("valid"))
        .col(time("created"))
        .take();
    manager.create_table(group).await?;
    for (members, people) in [("group_agent", "agent"), ("group_customer_user", "customer_user")] {
        let table = table(manager, members)
            .col(string("login_key", LOGIN_LENGTH))
            .col(string("group_name", NAME_LENGTH))
            .col(time("created"))
            .primary_key(&mut primary_key(&["login_key", "group_name"]))
            .foreign_key(&mut references(members, "login_key", people, "login_key"))
            .foreign_key(&mut references(members, "group_name", "user_group", "name"))
            .take();
        manager.create_table(table).await?;
        manager.create_index(index(members, &["group_name", "login_key"])).await?;
    }
    Ok(())
}

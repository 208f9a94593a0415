//! Process tickets: state, field values, articles, journal.

use sea_orm_migration::prelude::*;

use crate::column::{
    CUSTOMER_ID_LENGTH, HASH_LENGTH, LOGIN_LENGTH, NAME_LENGTH, counted_id, flag, index, integer,
    integer_null, long_text, long_text_null, primary_key, references, string, string_null, table,
    time, time_null, unique,
};

/// How much of a field's value can be searched for. An index entry must stay below 2.7 kB on PostgreSQL
/// and 3 kB on MariaDB, name included, at four bytes a character.
const SEARCH_KEY_LENGTH: u32 = 191;

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tickets(manager).await?;
        fields(manager).await?;
        timers(manager).await?;
        articles(manager).await?;
        journal(manager).await
    }
}

async fn tickets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let ticket = table(manager, "ticket")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(string("number", 50))
        .col(string("title", 255))
        .col(long_text(manager, "search_text"))
        .col(string("state", 50))
        .col(flag("closed"))
        .col(string("queue", 200))
        .col(string("priority", 50))
        // No foreign keys to people: an agent's own ticket belongs to nobody.
        .col(string("customer_id", CUSTOMER_ID_LENGTH))
        .col(string("customer_user", LOGIN_LENGTH))
        .col(string("kind", 200))
        .col(string_null("owner", LOGIN_LENGTH))
        .col(flag("locked"))
        .col(string("process", NAME_LENGTH))
        .col(string("definition", HASH_LENGTH))
        .col(integer("version"))
        .col(long_text(manager, "tokens"))
        .col(integer("next_entry"))
        .col(long_text(manager, "children"))
        .col(long_text(manager, "undoable"))
        .col(long_text(manager, "background"))
        .col(string_null("submitter", LOGIN_LENGTH))
        .col(long_text_null(manager, "parent"))
        .col(integer("depth"))
        .col(string("activity_label", 255))
        .col(long_text_null(manager, "notice"))
        .col(string_null("notice_field", NAME_LENGTH))
        .col(string_null("failure_activity", NAME_LENGTH))
        .col(string_null("failure_code", NAME_LENGTH))
        .col(long_text_null(manager, "failure_message"))
        .col(time("created"))
        .col(time("changed"))
        .col(time_null("closed_at"))
        // The number of the ticket that waits for the end of this one.
        .col(string_null("parent_number", 50))
        .foreign_key(&mut references("ticket", "definition", "process_definition", "hash"))
        .take();
    manager.create_table(ticket).await?;
    manager.create_index(unique("ticket", &["number"])).await?;
    // Lists, newest first: by company, by person, by state, by process, by reason. Each ends with the id,
    // so that a page is read off the index without a sort.
    for columns in [
        &["customer_id", "id"][..],
        &["customer_id", "closed", "id"],
        &["customer_user", "id"],
        &["closed", "id"],
        &["state", "id"],
        &["process", "id"],
        &["failure_code", "id"],
        // Those that another ticket has begun.
        &["parent_number", "id"],
        // Counts by state and reason, from the index alone.
        &["state", "failure_code"],
        // Which definitions running tickets still need.
        &["definition", "closed"],
    ] {
        manager.create_index(index("ticket", columns)).await?;
    }
    Ok(())
}

async fn fields(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let field = table(manager, "ticket_field")
        .col(integer("ticket_id"))
        .col(string("name", NAME_LENGTH))
        .col(integer("position"))
        .col(string("kind", 16))
        .col(long_text_null(manager, "value_text"))
        .col(integer_null("value_int"))
        .col(string("search_key", SEARCH_KEY_LENGTH))
        .primary_key(&mut primary_key(&["ticket_id", "name", "position"]))
        .foreign_key(&mut references("ticket_field", "ticket_id", "ticket", "id"))
        .take();
    manager.create_table(field).await?;
    // Every field can be searched for without a change to the schema.
    manager.create_index(index("ticket_field", &["name", "search_key", "ticket_id"])).await
}

async fn timers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let timer = table(manager, "timer")
        .col(counted_id("id"))
        .col(integer("ticket_id"))
        .col(integer("entry"))
        .col(string("kind", 16))
        .col(time("at"))
        // When it is to be claimed: `at`, or later when a worker's claim ends.
        .col(time("next_at"))
        .foreign_key(&mut references("timer", "ticket_id", "ticket", "id"))
        .take();
    manager.create_table(timer).await?;
    manager.create_index(unique("timer", &["ticket_id", "entry", "kind"])).await?;
    manager.create_index(index("timer", &["next_at", "id"])).await
}

async fn articles(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let article = table(manager, "article")
        .col(counted_id("id"))
        .col(integer("ticket_id"))
        .col(string("sender", 16))
        .col(string("author", LOGIN_LENGTH))
        .col(flag("visible_to_customer"))
        .col(long_text(manager, "subject"))
        .col(long_text(manager, "body"))
        .col(time("created"))
        .foreign_key(&mut references("article", "ticket_id", "ticket", "id"))
        .take();
    manager.create_table(article).await?;
    manager.create_index(index("article", &["ticket_id", "id"])).await
}

async fn journal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let journal = table(manager, "journal")
        .col(integer("ticket_id"))
        .col(integer("seq"))
        .col(time("at"))
        // Names mean something in the version of the process that was the ticket's then.
        .col(string("definition", HASH_LENGTH))
        .col(long_text(manager, "event"))
        .col(long_text(manager, "decisions"))
        .primary_key(&mut primary_key(&["ticket_id", "seq"]))
        .foreign_key(&mut references("journal", "ticket_id", "ticket", "id"))
        .foreign_key(&mut references("journal", "definition", "process_definition", "hash"))
        .take();
    manager.create_table(journal).await
}

//! What is still to be done for tickets, and what was done: invocations, jobs, mails, numbers, answers.

use sea_orm_migration::prelude::*;

use crate::column::{
    EMAIL_LENGTH, HASH_LENGTH, LOGIN_LENGTH, NAME_LENGTH, bytes, counted_id, flag, index, integer,
    integer_null, long_text, long_text_null, references, string, string_null, table, time,
    time_null, unique,
};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        invocations(manager).await?;
        jobs(manager).await?;
        mails(manager).await?;
        message_tokens(manager).await?;
        attachments(manager).await?;
        numbers(manager).await?;
        operation_results(manager).await
    }
}

async fn invocations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let invocation = table(manager, "invocation")
        .col(counted_id("id"))
        .col(integer("ticket_id"))
        .col(integer("entry"))
        .col(string("invoker", NAME_LENGTH))
        .col(string("status", 16))
        .col(integer("attempts"))
        .col(string_null("code", NAME_LENGTH))
        .col(long_text_null(manager, "message"))
        .col(long_text(manager, "actor"))
        .col(long_text(manager, "document"))
        .col(long_text_null(manager, "request"))
        .col(long_text_null(manager, "exchange"))
        .col(long_text_null(manager, "response"))
        .col(long_text_null(manager, "changes"))
        .col(long_text_null(manager, "error"))
        .col(time("started"))
        .col(time_null("ended"))
        .col(integer_null("duration_us"))
        .col(string("idempotency_key", HASH_LENGTH))
        .foreign_key(&mut references("invocation", "ticket_id", "ticket", "id"))
        .take();
    manager.create_table(invocation).await?;
    manager.create_index(unique("invocation", &["ticket_id", "entry"])).await
}

async fn jobs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let job = table(manager, "job")
        .col(counted_id("id"))
        .col(string("kind", 16))
        .col(integer("ticket_id"))
        .col(integer("entry"))
        .col(time("run_at"))
        .col(integer("attempts"))
        .col(integer("attempts_max"))
        .col(time_null("locked_until"))
        .col(integer("fence"))
        .col(string("dedup", 191))
        .col(long_text(manager, "work"))
        .col(long_text_null(manager, "last_error"))
        .foreign_key(&mut references("job", "ticket_id", "ticket", "id"))
        .take();
    manager.create_table(job).await?;
    manager.create_index(unique("job", &["dedup"])).await?;
    manager.create_index(index("job", &["run_at", "id"])).await?;
    // A ticket's jobs, for its page; the foreign key wants it as well.
    manager.create_index(index("job", &["ticket_id"])).await
}

async fn mails(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mail = table(manager, "mail")
        .col(counted_id("id"))
        .col(string("to_address", EMAIL_LENGTH))
        .col(long_text(manager, "subject"))
        .col(long_text(manager, "body"))
        .col(time("created"))
        .col(integer("attempts"))
        .col(time_null("next_at"))
        .col(time_null("sent_at"))
        .col(long_text_null(manager, "last_error"))
        .take();
    manager.create_table(mail).await?;
    manager.create_index(index("mail", &["next_at", "id"])).await
}

async fn message_tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let message_token = table(manager, "message_token")
        .col(string("token_hash", HASH_LENGTH).primary_key())
        .col(integer("ticket_id"))
        .col(string("message", NAME_LENGTH))
        .col(time("created"))
        .col(time("expires"))
        .foreign_key(&mut references("message_token", "ticket_id", "ticket", "id"))
        .take();
    manager.create_table(message_token).await?;
    // All links of a message end with the first that is used.
    manager.create_index(index("message_token", &["ticket_id", "message"])).await?;
    // Sweeping what has expired.
    manager.create_index(index("message_token", &["expires"])).await
}

async fn attachments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let attachment = table(manager, "attachment")
        .col(string("hash", HASH_LENGTH).primary_key())
        .col(bytes(manager, "bytes"))
        .col(integer("length"))
        .col(time("created"))
        .take();
    manager.create_table(attachment).await?;
    // Who uploaded what; a file that nobody has sent with a form is swept after a while.
    let upload = table(manager, "attachment_upload")
        .col(counted_id("id"))
        .col(string("principal_kind", 16))
        .col(string("login_key", LOGIN_LENGTH))
        .col(string("hash", HASH_LENGTH))
        .col(integer("length"))
        .col(flag("used"))
        .col(time("uploaded"))
        .foreign_key(&mut references("attachment_upload", "hash", "attachment", "hash"))
        .take();
    manager.create_table(upload).await?;
    // What a person may send, and how much he has uploaded of late.
    manager
        .create_index(index("attachment_upload", &["login_key", "principal_kind", "uploaded"]))
        .await?;
    // Whether anybody else has uploaded it; the foreign key wants it as well.
    manager.create_index(index("attachment_upload", &["hash"])).await?;
    // Sweeping.
    manager.create_index(index("attachment_upload", &["used", "uploaded"])).await
}

async fn numbers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let number_block = table(manager, "number_block")
        .col(string("name", NAME_LENGTH).primary_key())
        .col(integer("next"))
        .take();
    manager.create_table(number_block).await
}

async fn operation_results(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let operation_result = table(manager, "operation_result")
        .col(string("idempotency_key", 191).primary_key())
        .col(long_text(manager, "result"))
        .col(time("created"))
        .take();
    manager.create_table(operation_result).await?;
    manager.create_index(index("operation_result", &["created"])).await
}

//! The rows of the tables, one file for each, as SeaORM sees them.
//!
//! They repeat the schema and know nothing else: what a row means is in the aggregate of the same name.
#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes its types `pub`, whatever the visibility of the module"
)]

pub(super) mod agent;
pub(super) mod api_token;
pub(super) mod article;
pub(super) mod attachment;
pub(super) mod attachment_upload;
pub(super) mod customer;
pub(super) mod customer_user;
pub(super) mod group_agent;
pub(super) mod group_customer_user;
pub(super) mod invocation;
pub(super) mod job;
pub(super) mod journal;
pub(super) mod mail;
pub(super) mod message_token;
pub(super) mod number_block;
pub(super) mod operation_result;
pub(super) mod password_token;
pub(super) mod process_current;
pub(super) mod process_definition;
pub(super) mod session;
pub(super) mod ticket;
pub(super) mod ticket_field;
pub(super) mod timer;
pub(super) mod user_group;

//! An invocation of a ticket.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invocation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub ticket_id: i64,
    pub entry: i64,
    pub invoker: String,
    pub status: String,
    pub attempts: i64,
    pub code: Option<String>,
    pub message: Option<String>,
    pub actor: String,
    pub document: String,
    pub request: Option<String>,
    pub exchange: Option<String>,
    pub response: Option<String>,
    pub changes: Option<String>,
    pub error: Option<String>,
    pub started: i64,
    pub ended: Option<i64>,
    pub duration_us: Option<i64>,
    pub idempotency_key: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

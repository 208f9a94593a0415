//! Work for later.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    pub ticket_id: i64,
    pub entry: i64,
    pub run_at: i64,
    pub attempts: i64,
    pub attempts_max: i64,
    pub locked_until: Option<i64>,
    pub fence: i64,
    pub dedup: String,
    pub work: String,
    pub last_error: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! A process ticket without its field values.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub number: String,
    pub title: String,
    pub search_text: String,
    pub state: String,
    pub closed: bool,
    pub queue: String,
    pub priority: String,
    pub customer_id: String,
    pub customer_user: String,
    pub kind: String,
    pub owner: Option<String>,
    pub locked: bool,
    pub process: String,
    pub definition: String,
    pub version: i64,
    pub tokens: String,
    pub next_entry: i64,
    pub children: String,
    pub undoable: String,
    pub background: String,
    pub submitter: Option<String>,
    pub parent: Option<String>,
    pub depth: i64,
    pub activity_label: String,
    pub notice: Option<String>,
    pub notice_field: Option<String>,
    pub failure_activity: Option<String>,
    pub failure_code: Option<String>,
    pub failure_message: Option<String>,
    pub created: i64,
    pub changed: i64,
    pub closed_at: Option<i64>,
    pub parent_number: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Who uploaded which file.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment_upload")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub principal_kind: String,
    pub login_key: String,
    pub hash: String,
    pub length: i64,
    pub used: bool,
    pub uploaded: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

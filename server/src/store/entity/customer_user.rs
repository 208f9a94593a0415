//! A customer user (person).

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub login_key: String,
    pub login: String,
    pub email: String,
    pub email_key: String,
    pub customer_id: String,
    pub title: String,
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    pub fax: String,
    pub mobile: String,
    pub street: String,
    pub zip: String,
    pub city: String,
    pub country: String,
    pub comment: String,
    pub search_text: String,
    pub password_hash: Option<String>,
    pub login_failed: i64,
    pub validity: i64,
    pub version: i64,
    pub created: i64,
    pub created_by: String,
    pub changed: i64,
    pub changed_by: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

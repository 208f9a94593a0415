//! Numbers that are given once: ticket ids, and the running numbers of a day's tickets.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, IntoActiveModel as _, QueryFilter as _,
    QuerySelect as _,
};

use super::entity::number_block;
use super::error::{Inconsistent, StoreError};
use super::transaction::{Reads as _, Tx};

/// Reserves `count` numbers of the sequence `name`, which begins with 1, and gives the first of them. A block that is
/// handed out but not used leaves a gap; no number is given twice.
pub async fn reserve(tx: &Tx<'_>, name: &str, count: u32) -> Result<i64, StoreError> {
    let begin = number_block::Model { name: name.to_owned(), next: 1 };
    number_block::Entity::insert(begin.into_active_model())
        .on_conflict(
            OnConflict::column(number_block::Column::Name)
                .do_nothing_on([number_block::Column::Name])
                .to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    // The update locks the row, so that what is read after it is ours.
    number_block::Entity::update_many()
        .filter(number_block::Column::Name.eq(name))
        .col_expr(
            number_block::Column::Next,
            Expr::col(number_block::Column::Next).add(i64::from(count)),
        )
        .exec(tx.connection())
        .await?;
    let next = number_block::Entity::find_by_id(name)
        .select_only()
        .column(number_block::Column::Next)
        .into_tuple::<i64>()
        .one(tx.connection())
        .await?
        .ok_or_else(|| Inconsistent::new("number_block", name, "the row is gone"))?;
    Ok(next - i64::from(count))
}

//! Whether the database is sound.

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::error::StoreError;
use super::transaction::Reads;

/// What the database says is wrong with its file; empty if nothing is.
pub async fn faults(reads: &impl Reads) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    for check in ["PRAGMA quick_check(20)", "PRAGMA foreign_key_check"] {
        let statement = Statement::from_string(DbBackend::Sqlite, check);
        for row in reads.connection().query_all_raw(statement).await? {
            let text: String = row.try_get_by_index(0)?;
            match text.as_str() {
                "ok" => {}
                table if check.ends_with("foreign_key_check") => {
                    faults.push(format!("a row of {table} refers to nothing"));
                }
                text => faults.push(text.to_owned()),
            }
        }
    }
    Ok(faults)
}

//! What the disk allows: one-row commits, one after the other.

use std::path::Path;
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait as _;

use super::error::StoreError;
use super::open;

/// Commits per second of one connection with the store's settings that changes one row by a statement of
/// its own and waits for the disk each time: what no single writer exceeds without grouping.
pub async fn commits_per_second(path: &Path, time: Duration) -> Result<f64, StoreError> {
    let open::Connections { read, write } = open::open(path).await?;
    write.execute_unprepared("CREATE TABLE IF NOT EXISTS one_row (n INTEGER NOT NULL)").await?;
    write.execute_unprepared("INSERT INTO one_row VALUES (0)").await?;
    let began = Instant::now();
    let mut commits = 0_u32;
    while began.elapsed() < time {
        write.execute_unprepared("UPDATE one_row SET n = n + 1").await?;
        commits += 1;
    }
    let took = began.elapsed();
    write.execute_unprepared("DROP TABLE one_row").await?;
    write.close().await?;
    read.close().await?;
    Ok(f64::from(commits) / took.as_secs_f64())
}

//! What the disk allows: one-row commits, one after the other.

use std::convert::Infallible;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::store::{Command, Failed, Store, StoreError, Tx, WriteError, number};

/// Commits per second of one connection that waits for each, in a database of its own in `folder`.
pub(super) async fn commits_per_second(folder: &Path, time: Duration) -> Result<f64, StoreError> {
    let path = folder.join("limit.db");
    let store = Store::open(&path).await?;
    let began = Instant::now();
    let mut commits = 0_u32;
    while began.elapsed() < time {
        store.write(OneRow).await.map_err(WriteError::into_store_error)?;
        commits += 1;
    }
    let took = began.elapsed();
    store.close().await?;
    Ok(f64::from(commits) / took.as_secs_f64())
}

struct OneRow;

impl Command for OneRow {
    type Output = ();
    type Refusal = Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Infallible>> {
        number::reserve(tx, "limit", 1).await?;
        Ok(())
    }
}

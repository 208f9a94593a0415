//! Ticket ids and ticket numbers, reserved in blocks so that a new ticket costs no query of its own.
//!
//! A block that is not used up when the server stops leaves a gap; numbers are unique, not dense.

use std::convert::Infallible;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::Mutex;

use crate::store::{Command, Failed, Store, StoreError, Tx, WriteError, number};

/// How many are reserved at once: at several hundred tickets a second a few writes a second.
const BLOCK_LENGTH: u32 = 64;

/// The system's id within ticket numbers, OTRS' `SystemID`.
const SYSTEM_ID: &str = "10";

/// The name under which ticket ids are counted.
const TICKET_ID: &str = "ticket.id";

/// See the module.
#[derive(Debug, Default)]
pub struct Numbers {
    ids: Mutex<Block>,
    /// The day to which the block of counters belongs, and the block.
    counters: Mutex<(String, Block)>,
}

#[derive(Debug, Default)]
struct Block {
    next: i64,
    end: i64,
}

impl Block {
    async fn take(&mut self, name: &str, store: &Store) -> Result<i64, StoreError> {
        if self.next >= self.end {
            let reserve = Reserve { name: name.to_owned() };
            self.next = store.write(reserve).await.map_err(WriteError::into_store_error)?;
            self.end = self.next + i64::from(BLOCK_LENGTH);
        }
        let number = self.next;
        self.next += 1;
        Ok(number)
    }
}

struct Reserve {
    name: String,
}

impl Command for Reserve {
    type Output = i64;
    type Refusal = Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<i64, Failed<Infallible>> {
        Ok(number::reserve(tx, &self.name, BLOCK_LENGTH).await?)
    }
}

impl Numbers {
    /// A new ticket's id.
    pub async fn ticket_id(&self, store: &Store) -> Result<i64, StoreError> {
        self.ids.lock().await.take(TICKET_ID, store).await
    }

    /// A new ticket's number: day, system id, counter of the day and a check digit, as OTRS'
    /// `DateChecksum` makes them.
    pub async fn ticket_number(&self, store: &Store, now: Timestamp) -> Result<String, StoreError> {
        let day = now.to_zoned(TimeZone::UTC).strftime("%Y%m%d").to_string();
        let mut counters = self.counters.lock().await;
        if counters.0 != day {
            *counters = (day.clone(), Block::default());
        }
        let counter = counters.1.take(&format!("ticket.number.{day}"), store).await?;
        Ok(with_check_digit(&format!("{day}{SYSTEM_ID}{counter:05}")))
    }
}

/// Appends the check digit: digits weighted 1, 2, 1, 2, ...; 10 less the sum's last digit, 10 counting
/// as 1 (`otrs-process-management`: `DateChecksum`).
fn with_check_digit(digits: &str) -> String {
    let sum: u32 = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 2].into_iter().cycle())
        .map(|(d, w)| d * w)
        .sum();
    let check = match 10 - sum % 10 {
        10 => 1,
        digit => digit,
    };
    format!("{digits}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_number_ends_with_its_check_digit() {
        // 2*1 0*2 2*1 6*2 1*1 1*2 2*1 0*2 1*1 0*2 0*1 0*2 0*1 0*2 1*1 = 23
        assert_eq!(with_check_digit("202611201000001"), "2026112010000017");
    }
}

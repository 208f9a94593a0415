//! The clock: the only place that asks what time it is. Everything else is told.

use std::future::pending;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is advanced: microseconds since 1970 UTC. Clones share it.
    Fixed(Arc<watch::Sender<i64>>),
}

impl Clock {
    /// A clock that stands at `now`.
    pub fn fixed(now: Timestamp) -> Self {
        Self::Fixed(Arc::new(watch::Sender::new(now.as_microsecond())))
    }

    /// The time, in whole microseconds: what the store keeps, so that a time read back equals the one
    /// written.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn now(&self) -> Timestamp {
        let micros = match self {
            Self::System => Timestamp::now().as_microsecond(),
            Self::Fixed(micros) => *micros.borrow(),
        };
        // Only an advance beyond the year 9999 is out of range.
        Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
    }

    /// Moves a fixed clock forward; the machine's clock takes no orders.
    pub fn advance(&self, by: SignedDuration) {
        if let Self::Fixed(micros) = self {
            let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
            micros.send_modify(|micros| *micros = micros.saturating_add(by));
        }
    }

    /// Tells whoever sleeps until a moment that a fixed clock has moved.
    pub fn moves(&self) -> Moves {
        Moves(match self {
            Self::System => None,
            Self::Fixed(micros) => Some(micros.subscribe()),
        })
    }
}

/// See [`Clock::moves`].
#[derive(Debug)]
pub struct Moves(Option<watch::Receiver<i64>>);

impl Moves {
    /// Waits until the clock has moved since this was asked last; for ever with the machine's clock, beside
    /// which one can sleep.
    pub async fn moved(&mut self) {
        if let Some(micros) = &mut self.0
            && micros.changed().await.is_ok()
        {
            return;
        }
        pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_when_told() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let shared = clock.clone();
        clock.advance(SignedDuration::from_secs(90));
        assert_eq!(shared.now().to_string(), "1970-01-01T00:01:30Z");
    }

    #[test]
    fn the_system_clock_has_whole_microseconds() {
        assert_eq!(Clock::System.now().as_nanosecond() % 1_000, 0);
    }
}

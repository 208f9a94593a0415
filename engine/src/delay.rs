//! Spans of time as designers write them: `3d`, `1w 2d`, `36h`, `90m`.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

/// The longest span, in seconds: ten years of 365 days. What waits longer is not a process.
pub const DELAY_MAX: i64 = 10 * 365 * 24 * 60 * 60;

/// Seconds, minutes, hours, days, weeks: largest first. A day has 24 hours.
const UNITS: [(char, i64); 5] = [('w', 604_800), ('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

/// A positive span of time, at most [`DELAY_MAX`], in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Delay(i64);

impl Delay {
    /// Reads numbers with units, the larger units first, each at most once: `1w 2d`, `90m`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut seconds: i64 = 0;
        let mut units = UNITS.iter();
        for word in text.split_whitespace() {
            let (number, unit) = word.split_at_checked(word.len().checked_sub(1)?)?;
            let (_, length) = units.find(|(letter, _)| unit.starts_with(*letter))?;
            if !number.bytes().all(|digit| digit.is_ascii_digit()) {
                return None;
            }
            seconds = number.parse::<i64>().ok()?.checked_mul(*length)?.checked_add(seconds)?;
        }
        Self::of_seconds(seconds)
    }

    /// The span of that many seconds, if it is one.
    pub fn of_seconds(seconds: i64) -> Option<Self> {
        (1..=DELAY_MAX).contains(&seconds).then_some(Self(seconds))
    }

    /// Its length in seconds.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The moment this much after `from`; the last moment there is, if that is sooner.
    pub fn after(self, from: Timestamp) -> Timestamp {
        from.checked_add(SignedDuration::from_secs(self.0)).unwrap_or(Timestamp::MAX)
    }
}

impl fmt::Display for Delay {
    /// As it would be written, in the largest units.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        let mut separator = "";
        for (letter, length) in UNITS {
            let count = rest / length;
            if count > 0 {
                write!(f, "{separator}{count}{letter}")?;
                separator = " ";
            }
            rest %= length;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(i64, &str)>) {
        let delay = Delay::parse(text);
        let found = delay.map(|delay| (delay.seconds(), delay.to_string()));
        assert_eq!(found, expected.map(|(seconds, text)| (seconds, text.to_owned())), "{text}");
    }

    #[test]
    fn a_delay_is_numbers_with_units() {
        check("3d", Some((259_200, "3d")));
        check("1w 2d", Some((777_600, "1w 2d")));
        check("36h", Some((129_600, "1d 12h")));
        check("90m", Some((5400, "1h 30m")));
        check("1s", Some((1, "1s")));
        check("3650d", Some((315_360_000, "521w 3d")));
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "", "3", "d", "3 d", "-3d", "+3d", "2d 1w", "1d 1d", "0s", "3651d", "9e9d", "3ä",
            "1.5h",
        ] {
            check(text, None);
        }
        check("99999999999999999999d", None);
    }
}

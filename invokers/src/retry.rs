//! When an undelivered call is repeated, as data.

use std::time::Duration;

/// The most attempts that a policy can ask for; the last one would be weeks after the first.
pub const ATTEMPTS_LIMIT: u32 = 100;
/// The largest factor between two delays.
pub const FACTOR_LIMIT: f64 = 10.0;

/// Exponential, bounded, with jitter. Only an undelivered call is repeated, never a rejected one.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// How often it is tried altogether, the first time included.
    pub attempts_max: u32,
    /// The longest delay after the first attempt.
    pub first: Duration,
    /// How much longer each further delay is.
    pub factor: f64,
    /// The longest delay.
    pub max: Duration,
}

impl Default for RetryPolicy {
    /// Five attempts within about a minute: long enough for a restart of the other side, short enough
    /// that the person who waits is told.
    fn default() -> Self {
        Self {
            attempts_max: 5,
            first: Duration::from_secs(1),
            factor: 2.0,
            max: Duration::from_mins(5),
        }
    }
}

impl RetryPolicy {
    /// How long to wait after this many attempts failed, or `None` if that was the last. `jitter`, by
    /// chance from 0 to 1, spreads the callers over the second half of the delay, so that those who
    /// failed together do not come back together.
    pub fn delay(&self, attempts: u32, jitter: f64) -> Option<Duration> {
        if attempts >= self.attempts_max {
            return None;
        }
        let exponent = f64::from(attempts.saturating_sub(1));
        let grown = self.first.as_secs_f64() * self.factor.powf(exponent);
        let longest = grown.min(self.max.as_secs_f64());
        Some(Duration::from_secs_f64(longest * 0.5 * (1.0 + jitter.clamp(0.0, 1.0))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: &RetryPolicy, jitter: f64, expected: &str) {
        let delays: Vec<String> = (1..=policy.attempts_max)
            .map(|attempts| {
                policy
                    .delay(attempts, jitter)
                    .map_or_else(|| "end".into(), |delay| format!("{delay:?}"))
            })
            .collect();
        assert_eq!(delays.join(" "), expected);
    }

    #[test]
    fn delays_grow_to_a_bound_and_end() {
        let policy =
            RetryPolicy { attempts_max: 6, max: Duration::from_secs(5), ..RetryPolicy::default() };
        check(&policy, 1.0, "1s 2s 4s 5s 5s end");
        check(&policy, 0.0, "500ms 1s 2s 2.5s 2.5s end");
    }

    #[test]
    fn a_single_attempt_is_never_repeated() {
        check(&RetryPolicy { attempts_max: 1, ..RetryPolicy::default() }, 0.5, "end");
    }

    #[test]
    fn huge_policies_stay_bounded() {
        let policy = RetryPolicy {
            attempts_max: ATTEMPTS_LIMIT,
            factor: FACTOR_LIMIT,
            ..RetryPolicy::default()
        };
        assert_eq!(policy.delay(99, 7.0), Some(policy.max));
        assert_eq!(policy.delay(u32::MAX, 1.0), None);
    }
}

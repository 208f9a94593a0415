//! Attempts to sign in: after some failures in a row a login has to wait, whether it exists or not, so
//! that passwords cannot be guessed and waiting tells nothing.
//!
//! Kept in memory: a restart forgives, and each node counts for itself. What is kept for good is the
//! count on the person's record.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// After this many failures in a row a login has to wait.
pub const FAILURES_MAX: u32 = 5;
/// For this long; short enough that nobody is locked out by somebody else for good.
pub const WAIT: SignedDuration = SignedDuration::from_mins(5);
/// How many logins are watched at once; beyond that the ones that failed longest ago are forgotten.
const LOGINS_MAX: usize = 10_000;

/// The failures of all logins.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<HashMap<String, Failures>>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl Failures {
    fn is_over(self, now: Timestamp) -> bool {
        now.duration_since(self.last) >= WAIT
    }
}

impl Attempts {
    /// Whether the login has to wait.
    pub fn must_wait(&self, login: &str, now: Timestamp) -> bool {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures
            .get(&key(login))
            .is_some_and(|failures| failures.count >= FAILURES_MAX && !failures.is_over(now))
    }

    /// Notes a failure.
    pub fn failed(&self, login: &str, now: Timestamp) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= LOGINS_MAX {
            failures.retain(|_, failures| !failures.is_over(now));
        }
        if failures.len() >= LOGINS_MAX {
            let oldest = failures
                .iter()
                .min_by_key(|(_, failures)| failures.last)
                .map(|(login, _)| login.clone());
            oldest.and_then(|login| failures.remove(&login));
        }
        let entry = failures.entry(key(login)).or_insert(Failures { count: 0, last: now });
        if entry.is_over(now) {
            entry.count = 0;
        }
        entry.count += 1;
        entry.last = now;
    }

    /// Forgets the failures: the person has signed in.
    pub fn succeeded(&self, login: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(login));
    }
}

/// Logins are compared without regard to case; the rest of a long one tells no more.
fn key(login: &str) -> String {
    login.chars().take(200).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_waits_after_five_failures_in_a_row() {
        let attempts = Attempts::default();
        let now = Timestamp::UNIX_EPOCH;
        for _ in 0..4 {
            attempts.failed("Anna", now);
        }
        assert!(!attempts.must_wait("anna", now));
        attempts.failed("anna", now);
        assert!(attempts.must_wait("ANNA", now));
        assert!(!attempts.must_wait("ben", now));
        assert!(!attempts.must_wait("anna", now + WAIT));
    }

    #[test]
    fn a_success_forgets_the_failures() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            attempts.failed("anna", Timestamp::UNIX_EPOCH);
        }
        attempts.succeeded("anna");
        assert!(!attempts.must_wait("anna", Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn no_more_logins_are_watched_than_there_is_room_for() {
        let attempts = Attempts::default();
        for number in 0..LOGINS_MAX + 5 {
            attempts.failed(&number.to_string(), Timestamp::UNIX_EPOCH);
        }
        assert_eq!(attempts.0.lock().unwrap().len(), LOGINS_MAX);
    }
}

//! Where an operation is carried out, and how often it is tried.

use std::time::Duration;

use url::Url;

use super::{Entries, number, read_duration, text};
use crate::duration;
use crate::invoker::load::{Faults, Secrets};
use crate::invoker::yaml::Located;
use crate::invoker::{HttpTarget, Target, Token};
use crate::retry::{ATTEMPTS_LIMIT, FACTOR_LIMIT, RetryPolicy};

/// How long a call may take if nothing is said.
const TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);
/// The longest that a call may be let take: a worker is held for it.
const TIMEOUT_MAX: Duration = Duration::from_mins(2);

const RETRY_KEYS: [&str; 4] = ["attempts", "first", "factor", "max"];

pub(super) fn target(entries: &Entries<'_>, secrets: Secrets<'_>, faults: &mut Faults) -> Target {
    let url = entries.get("url").map(|value| url(value, faults));
    let token = entries.get("token").and_then(|value| token(value, secrets, faults));
    let timeout =
        entries.get("timeout").and_then(|value| timeout(value, faults)).unwrap_or(TIMEOUT_DEFAULT);
    match url {
        Some(Some(url)) => Target::Http(HttpTarget { url, token, timeout }),
        // The fault is told; the target is never used.
        Some(None) => Target::InProcess,
        None => {
            for key in ["token", "timeout", "retry"] {
                if let Some(entry) = entries.entry(key) {
                    let help =
                        "without `url` the operation is carried out here, at once".to_owned();
                    faults.add(
                        "I0007",
                        entry.place,
                        format!("`{key}` has no effect without `url`"),
                        Some(help),
                    );
                }
            }
            Target::InProcess
        }
    }
}

fn url(value: &Located, faults: &mut Faults) -> Option<Url> {
    let written = text(value, "the url", faults)?;
    let refusal = match Url::parse(written) {
        Err(error) => format!("this is no url: {error}"),
        Ok(url) if !matches!(url.scheme(), "https" | "http") => {
            format!("the url's scheme is `{}`, only `https` and `http` are possible", url.scheme())
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            let help = "name a secret with `token`".to_owned();
            faults.add("I0008", value.place, "the url holds credentials".to_owned(), Some(help));
            return None;
        }
        Ok(url) if url.fragment().is_some() => {
            "the url has a fragment, which is never sent".to_owned()
        }
        Ok(url) => return Some(url),
    };
    faults.add(
        "I0008",
        value.place,
        refusal,
        Some("for example `https://example.org/rpc`".to_owned()),
    );
    None
}

fn token(value: &Located, secrets: Secrets<'_>, faults: &mut Faults) -> Option<Token> {
    let name = text(value, "the token", faults)?;
    let secret = secrets(name).map(|value| Token { name: name.to_owned(), value });
    if secret.is_none() {
        let help = "`token` is the name of a secret of the server, not the token itself".to_owned();
        // The name is not repeated: it might be the token.
        faults.add("I0011", value.place, "there is no secret of this name".to_owned(), Some(help));
    }
    secret
}

fn timeout(value: &Located, faults: &mut Faults) -> Option<Duration> {
    let timeout = read_duration(value, "the timeout", faults)?;
    if timeout.is_zero() || timeout > TIMEOUT_MAX {
        let message =
            format!("the timeout is more than 0s and at most {}", duration::format(TIMEOUT_MAX));
        faults.add("I0004", value.place, message, None);
        return None;
    }
    Some(timeout)
}

pub(super) fn retry(value: &Located, faults: &mut Faults) -> RetryPolicy {
    let default = RetryPolicy::default();
    let Some(entries) = Entries::of(value, &RETRY_KEYS, "`retry`", faults) else { return default };
    let attempts = entries.get("attempts").and_then(|value| {
        number(value, "`attempts`", f64::from(1), f64::from(ATTEMPTS_LIMIT), true, faults)
    });
    let policy = RetryPolicy {
        // Checked to be a whole number in range, so nothing is cut off.
        attempts_max: attempts.map_or(default.attempts_max, whole),
        first: entries
            .get("first")
            .and_then(|value| read_duration(value, "`first`", faults))
            .unwrap_or(default.first),
        factor: entries
            .get("factor")
            .and_then(|value| number(value, "`factor`", 1.0, FACTOR_LIMIT, false, faults))
            .unwrap_or(default.factor),
        max: entries
            .get("max")
            .and_then(|value| read_duration(value, "`max`", faults))
            .unwrap_or(default.max),
    };
    if policy.first > policy.max {
        let message = format!(
            "`first` ({}) is longer than `max` ({})",
            duration::format(policy.first),
            duration::format(policy.max)
        );
        faults.add("I0004", value.place, message, None);
    }
    policy
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number from 1 to ATTEMPTS_LIMIT"
)]
const fn whole(number: f64) -> u32 {
    number as u32
}

//! What `invoker.yaml` says.

use std::time::Duration;

use url::Url;

use super::fault::did_you_mean;
use super::load::{Faults, Secrets};
use super::yaml::{self, Entry, Located, Node};
use super::{HttpTarget, Target, Token};
use crate::duration;
use crate::mapper::Mapper;
use crate::retry::{ATTEMPTS_LIMIT, FACTOR_LIMIT, RetryPolicy};
use crate::rpc::OperationName;

/// The longest `invoker.yaml`, in bytes: a page of text is enough for all its keys.
pub const CONFIG_BYTES_MAX: usize = 16 << 10;
/// The longest description, in characters: it is shown in lists.
const DESCRIPTION_LENGTH_MAX: usize = 1_000;
/// How long a call may take if nothing is said.
const TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);
/// The longest that a call may be let take: a worker is held for it.
const TIMEOUT_MAX: Duration = Duration::from_mins(2);

const KEYS: [&str; 8] =
    ["operation", "description", "transport", "url", "token", "timeout", "retry", "mapping"];
const RETRY_KEYS: [&str; 4] = ["attempts", "first", "factor", "max"];
const TRANSPORTS: [&str; 1] = ["rpc"];

/// What `invoker.yaml` says.
pub(super) struct Config {
    pub(super) operation: OperationName,
    pub(super) description: String,
    pub(super) target: Target,
    pub(super) retry: RetryPolicy,
}

impl Config {
    pub(super) fn read(
        bytes: &[u8],
        mapper: &dyn Mapper,
        secrets: Secrets<'_>,
        faults: &mut Faults,
    ) -> Option<Self> {
        let root = read_yaml(bytes, faults)?;
        let entries = Entries::of(&root, &KEYS, "an invoker", faults)?;
        let operation = entries.get("operation").map(|value| operation(value, faults));
        if operation.is_none() {
            let help = "for example `operation: CustomerUser.Add`".to_owned();
            faults.add(
                "I0003",
                root.place,
                "the key `operation` is missing".to_owned(),
                Some(help),
            );
        }
        if let Some(value) = entries.get("transport") {
            one_of(value, "transport", &TRANSPORTS, faults);
        }
        if let Some(value) = entries.get("mapping") {
            one_of(value, "mapping engine", &[mapper.name()], faults);
        }
        Some(Self {
            description: entries
                .get("description")
                .and_then(|value| description(value, faults))
                .unwrap_or_default(),
            target: target(&entries, secrets, faults),
            retry: entries
                .get("retry")
                .map_or_else(RetryPolicy::default, |value| retry(value, faults)),
            operation: operation??,
        })
    }
}

fn read_yaml(bytes: &[u8], faults: &mut Faults) -> Option<Located> {
    if bytes.len() > CONFIG_BYTES_MAX {
        let message =
            format!("the file has {} bytes, at most {CONFIG_BYTES_MAX} are possible", bytes.len());
        faults.add("I0009", (1, 1), message, None);
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.split(|&byte| byte == b'\n').count();
            faults.add("I0009", (line, 1), "the file is not UTF-8".to_owned(), None);
            return None;
        }
    };
    match yaml::parse(text) {
        Ok(root) => Some(root),
        Err((place, message)) => {
            faults.add("I0001", place, message, None);
            None
        }
    }
}

/// The entries of a map whose keys are known.
struct Entries<'a>(&'a [Entry]);

impl<'a> Entries<'a> {
    fn of(located: &'a Located, keys: &[&str], what: &str, faults: &mut Faults) -> Option<Self> {
        let Node::Map(entries) = &located.node else {
            let message = format!("{what} is a map, here is {}", located.node.kind());
            faults.add(
                "I0004",
                located.place,
                message,
                Some(format!("possible keys are {}", keys.join(", "))),
            );
            return None;
        };
        for entry in entries.iter().filter(|entry| !keys.contains(&entry.key.as_str())) {
            let help = did_you_mean(&entry.key, keys.iter().copied());
            faults.add(
                "I0002",
                entry.place,
                format!("{what} has no key `{}`", entry.key),
                Some(help),
            );
        }
        Some(Self(entries))
    }

    fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.0.iter().find(|entry| entry.key == key)
    }

    fn get(&self, key: &str) -> Option<&'a Located> {
        self.entry(key).map(|entry| &entry.value)
    }
}

fn text<'a>(value: &'a Located, what: &str, faults: &mut Faults) -> Option<&'a str> {
    match &value.node {
        Node::Scalar(text) if !text.trim().is_empty() => Some(text.trim()),
        other @ (Node::Scalar(_) | Node::Null | Node::List | Node::Map(_)) => {
            let found =
                if matches!(other, Node::Scalar(_)) { "an empty text" } else { other.kind() };
            faults.add("I0004", value.place, format!("{what} is a text, here is {found}"), None);
            None
        }
    }
}

fn operation(value: &Located, faults: &mut Faults) -> Option<OperationName> {
    let name = text(value, "the operation", faults)?;
    let operation = OperationName::parse(name);
    if operation.is_none() {
        let names = OperationName::ALL.into_iter().map(OperationName::name);
        faults.add(
            "I0005",
            value.place,
            format!("there is no operation `{name}`"),
            Some(did_you_mean(name, names)),
        );
    }
    operation
}

fn one_of(value: &Located, what: &str, possible: &[&str], faults: &mut Faults) {
    if let Some(name) = text(value, &format!("the {what}"), faults)
        && !possible.contains(&name)
    {
        let help = did_you_mean(name, possible.iter().copied());
        faults.add("I0006", value.place, format!("there is no {what} `{name}`"), Some(help));
    }
}

fn description(value: &Located, faults: &mut Faults) -> Option<String> {
    let text = text(value, "the description", faults)?;
    let length = text.chars().count();
    if length > DESCRIPTION_LENGTH_MAX {
        let message = format!(
            "the description has {length} characters, at most {DESCRIPTION_LENGTH_MAX} are possible"
        );
        faults.add("I0004", value.place, message, None);
    }
    Some(text.to_owned())
}

fn target(entries: &Entries<'_>, secrets: Secrets<'_>, faults: &mut Faults) -> Target {
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
    let timeout = duration(value, "the timeout", faults)?;
    if timeout.is_zero() || timeout > TIMEOUT_MAX {
        let message =
            format!("the timeout is more than 0s and at most {}", duration::format(TIMEOUT_MAX));
        faults.add("I0004", value.place, message, None);
        return None;
    }
    Some(timeout)
}

fn duration(value: &Located, what: &str, faults: &mut Faults) -> Option<Duration> {
    let written = text(value, what, faults)?;
    let duration = duration::parse(written);
    if duration.is_none() {
        let message = format!("{what} is a duration, here is `{written}`");
        let help =
            "durations are written `500ms`, `10s`, `5m`, `2h`, `1d`, up to a week".to_owned();
        faults.add("I0004", value.place, message, Some(help));
    }
    duration
}

fn retry(value: &Located, faults: &mut Faults) -> RetryPolicy {
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
            .and_then(|value| duration(value, "`first`", faults))
            .unwrap_or(default.first),
        factor: entries
            .get("factor")
            .and_then(|value| number(value, "`factor`", 1.0, FACTOR_LIMIT, false, faults))
            .unwrap_or(default.factor),
        max: entries
            .get("max")
            .and_then(|value| duration(value, "`max`", faults))
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

fn number(
    value: &Located,
    what: &str,
    min: f64,
    max: f64,
    whole: bool,
    faults: &mut Faults,
) -> Option<f64> {
    let written = text(value, what, faults)?;
    match written.parse::<f64>() {
        Ok(number) if (min..=max).contains(&number) && !(whole && number.fract() != 0.0) => {
            Some(number)
        }
        Ok(_) | Err(_) => {
            let kind = if whole { "a whole number" } else { "a number" };
            let message = format!("{what} is {kind} from {min} to {max}, here is `{written}`");
            faults.add("I0004", value.place, message, None);
            None
        }
    }
}

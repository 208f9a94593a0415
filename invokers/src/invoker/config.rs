//! What `invoker.yaml` says.

mod target;

use std::time::Duration;

use target::{retry, target};

use super::Target;
use super::fault::did_you_mean;
use super::load::{Faults, Secrets};
use super::yaml::{self, Entry, Located, Node};
use crate::duration;
use crate::mapper::{Mapper, Mappers, NoMapper};
use crate::retry::RetryPolicy;
use crate::rpc::OperationName;

/// The longest `invoker.yaml`, in bytes: a page of text is enough for all its keys.
pub const CONFIG_BYTES_MAX: usize = 16 << 10;
/// The longest description, in characters: it is shown in lists.
const DESCRIPTION_LENGTH_MAX: usize = 1_000;
const KEYS: [&str; 8] =
    ["operation", "description", "transport", "url", "token", "timeout", "retry", "engine"];
const TRANSPORTS: [&str; 1] = ["rpc"];

/// What `invoker.yaml` says.
pub(super) struct Config<'m> {
    pub(super) mapper: &'m dyn Mapper,
    pub(super) operation: OperationName,
    pub(super) description: String,
    pub(super) target: Target,
    pub(super) retry: RetryPolicy,
}

impl<'m> Config<'m> {
    pub(super) fn read(
        bytes: &[u8],
        mappers: &'m Mappers,
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
        let mapper = match entries.get("engine") {
            Some(value) => engine(value, mappers, faults)?,
            None => mappers.default_mapper(),
        };
        Some(Self {
            mapper,
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

fn engine<'m>(
    value: &Located,
    mappers: &'m Mappers,
    faults: &mut Faults,
) -> Option<&'m dyn Mapper> {
    let name = text(value, "the engine", faults)?;
    let (message, help) = match mappers.get(name) {
        Ok(mapper) => return Some(mapper),
        Err(NoMapper::Unknown) => {
            let help = did_you_mean(name, mappers.names());
            (format!("there is no mapping engine `{name}`"), help)
        }
        Err(NoMapper::NotBuilt(feature)) => {
            let help = format!(
                "build with `--features {feature}`, or leave `engine` out: the default runs all of XSLT 1.0"
            );
            (format!("this Usher was built without the mapping engine `{name}`"), help)
        }
        Err(NoMapper::NotStarted(why)) => {
            let help = "leave `engine` out: the default runs all of XSLT 1.0".to_owned();
            (format!("the mapping engine `{name}` cannot be started: {why}"), help)
        }
    };
    faults.add("I0006", value.place, message, Some(help));
    None
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

fn read_duration(value: &Located, what: &str, faults: &mut Faults) -> Option<Duration> {
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

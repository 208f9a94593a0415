//! Values of dynamic fields.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

/// What a dynamic field holds. An absent value is `None` of `Option<Value>`, never an empty text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// text, textarea, email, dropdown (the option's key), customer-user (the login), customer (the id)
    Text(String),
    /// integer
    Integer(i64),
    /// decimal
    Decimal(Decimal),
    /// checkbox
    Boolean(bool),
    /// date, without a time of day
    Date(Date),
    /// date-time: a day and a time of day, in UTC
    DateTime(DateTime),
    /// multiselect: the chosen options' keys, in the order of the options
    List(Vec<String>),
    /// attachment: a file that the server keeps
    Attachment(Attachment),
}

/// A file that was uploaded: the process knows what it is called and where it is kept, not its content.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attachment {
    /// The SHA-256 hash of its content, as 64 small hexadecimal digits: the key under which it is kept.
    pub hash: String,
    /// Its length in bytes.
    pub length: u64,
    /// What its owner called it; one line, at most [`FILE_NAME_LENGTH_MAX`] characters, no `/` or `\\`.
    pub file_name: String,
}

/// The longest name of a file, in characters.
pub const FILE_NAME_LENGTH_MAX: usize = 200;

impl Attachment {
    /// Reads what [`Attachment::to_input`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (hash, rest) = text.split_once(' ')?;
        let (length, file_name) = rest.split_once(' ')?;
        let is_hash = hash.len() == 64
            && hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let n_letters = file_name.chars().count();
        let is_name = (1..=FILE_NAME_LENGTH_MAX).contains(&n_letters)
            && !file_name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\'));
        let length = length.parse().ok()?;
        (is_hash && is_name).then(|| Self {
            hash: hash.to_owned(),
            length,
            file_name: file_name.to_owned(),
        })
    }

    /// Hash, length and name, parted by blanks: how the server hands an upload to the engine.
    pub fn to_input(&self) -> String {
        format!("{} {} {}", self.hash, self.length, self.file_name)
    }
}

/// How a date-time is written: what HTML's input `datetime-local` posts, to the minute.
pub const DATE_TIME_FORM: &str = "%Y-%m-%dT%H:%M";

impl Value {
    /// The value as one line of text: what templates, mappings and journals show.
    pub fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(checked) => if *checked { "1" } else { "0" }.to_owned(),
            Self::Decimal(number) => number.normalize().to_string(),
            Self::Date(date) => date.to_string(),
            Self::DateTime(moment) => moment.strftime(DATE_TIME_FORM).to_string(),
            Self::List(keys) => keys.join(", "),
            Self::Attachment(attachment) => attachment.file_name.clone(),
        }
    }

    /// The moment that it names: a day begins with its first moment, in UTC. Only days and date-times name one.
    pub fn moment(&self) -> Option<Timestamp> {
        let at = match self {
            Self::Date(date) => date.at(0, 0, 0, 0),
            Self::DateTime(at) => *at,
            Self::Text(_)
            | Self::Integer(_)
            | Self::Decimal(_)
            | Self::Boolean(_)
            | Self::List(_)
            | Self::Attachment(_) => return None,
        };
        TimeZone::UTC.to_timestamp(at).ok()
    }

    /// The value as form input: one text for each choice, as [`crate::field::Field::parse`] reads it.
    pub fn to_input(&self) -> Vec<String> {
        match self {
            Self::List(keys) => keys.clone(),
            Self::Attachment(attachment) => vec![attachment.to_input()],
            Self::Text(_)
            | Self::Integer(_)
            | Self::Decimal(_)
            | Self::Boolean(_)
            | Self::Date(_)
            | Self::DateTime(_) => vec![self.to_text()],
        }
    }
}

//! What the pages show: plain values, made before anything is rendered. Views know no store and no
//! clock; each page is a template of its own under `templates/`.

pub mod admin;
pub mod chrome;
pub mod dialog;
pub mod history;
pub mod input;
pub mod journal;
pub mod moment;
pub mod next;
pub mod portal;
pub mod progress;
pub mod public;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod samples;
pub mod ticket;
pub mod waits;

use std::fmt::Write as _;

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What people read.
    pub label: String,
}

impl Link {
    /// A link with its text.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// A card that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Where it leads.
    pub href: String,
    /// What people read.
    pub title: String,
    /// A sentence below; may be empty.
    pub description: String,
}

/// A labelled value, perhaps with a page of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What it holds.
    pub value: String,
    /// The value's own page.
    pub href: Option<String>,
}

impl Fact {
    /// A labelled value.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), href: None }
    }

    /// A labelled value with a page of its own.
    pub fn linked(
        label: impl Into<String>,
        value: impl Into<String>,
        href: impl Into<String>,
    ) -> Self {
        Self { label: label.into(), value: value.into(), href: Some(href.into()) }
    }
}

/// What a mark or message means. Always together with words: colour alone tells not everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    Neutral,
    /// Under way, or information.
    Calm,
    /// Done, and well.
    Good,
    /// Failed.
    Bad,
    /// Waits for somebody.
    Wait,
}

impl Tone {
    /// The class of a badge.
    pub const fn badge_class(self) -> &'static str {
        match self {
            Self::Neutral => "badge-neutral",
            Self::Calm => "badge-calm",
            Self::Good => "badge-good",
            Self::Bad => "badge-bad",
            Self::Wait => "badge-wait",
        }
    }

    /// The class of a message.
    pub const fn message_class(self) -> &'static str {
        match self {
            Self::Neutral | Self::Calm => "message-calm",
            Self::Good => "message-good",
            Self::Bad => "message-bad",
            Self::Wait => "message-wait",
        }
    }

    /// The class of an entry of a history.
    pub const fn timeline_class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Calm => "tone-calm",
            Self::Good => "tone-good",
            Self::Bad => "tone-bad",
            Self::Wait => "tone-wait",
        }
    }

    /// The class of a count.
    pub const fn tally_class(self) -> &'static str {
        match self {
            Self::Neutral | Self::Calm | Self::Wait => "tally-neutral",
            Self::Good => "tally-good",
            Self::Bad => "tally-bad",
        }
    }
}

/// A short mark: a ticket's state, a record's validity.
#[derive(Debug, Clone, PartialEq, Eq, askama::Template)]
#[template(path = "ui/badge.html")]
pub struct Badge {
    /// What it means.
    pub tone: Tone,
    /// What people read.
    pub text: String,
}

impl askama::filters::HtmlSafe for Badge {}

impl Badge {
    /// A mark.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }

    /// The mark of a ticket's state.
    pub fn state(state: engine::ticket::TicketState) -> Self {
        use engine::ticket::TicketState;
        let tone = match state {
            TicketState::New | TicketState::Open => Tone::Calm,
            TicketState::PendingReminder => Tone::Wait,
            TicketState::ClosedSuccessful => Tone::Good,
            TicketState::ClosedUnsuccessful => Tone::Bad,
        };
        Self::new(tone, state.name())
    }

    /// The mark of a record's validity.
    pub fn validity(validity: engine::customer::Validity) -> Self {
        use engine::customer::Validity;
        let tone = match validity {
            Validity::Valid => Tone::Good,
            Validity::Invalid => Tone::Neutral,
            Validity::InvalidTemporarily => Tone::Wait,
        };
        Self::new(tone, validity.name())
    }
}

/// Appends `segment` to a path, escaped so that it is one segment: names may hold `/`, `?` and `%`.
pub fn path(prefix: &str, segment: &str) -> String {
    let mut path = prefix.to_owned();
    path.push('/');
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_~@.".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            write!(path, "%{byte:02X}").unwrap_or_default();
        }
    }
    path
}

/// A path with a query of these pairs; empty values are left out.
pub fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_stays_one_segment() {
        assert_eq!(path("/admin/customers", "A/B & Co"), "/admin/customers/A%2FB%20%26%20Co");
        assert_eq!(path("/x", "ä"), "/x/%C3%A4");
    }

    #[test]
    fn empty_values_are_no_part_of_a_query() {
        assert_eq!(query("/t", &[("state", ""), ("text", "a b&c")]), "/t?text=a+b%26c");
        assert_eq!(query("/t", &[("state", "")]), "/t");
    }
}

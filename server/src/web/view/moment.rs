//! A point in time, for people and for machines.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A point in time as a `<time>` element.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/moment.html")]
pub struct Moment {
    /// `2026-11-20T11:13:00Z`
    pub iso: String,
    /// `20 Nov 2026, 11:13 UTC`
    pub text: String,
}

impl askama::filters::HtmlSafe for Moment {}

impl Moment {
    /// To the minute, in UTC: without JavaScript the server does not know the reader's zone, so it says
    /// which one it means.
    pub fn new(at: Timestamp) -> Self {
        let zoned = at.to_zoned(TimeZone::UTC);
        Self {
            iso: zoned.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            text: zoned.strftime("%-d %b %Y, %H:%M UTC").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_says_its_zone() {
        let moment = Moment::new("2026-11-02T09:05:07.5Z".parse().unwrap());
        assert_eq!(
            moment.to_string().trim(),
            r#"<time datetime="2026-11-02T09:05:07Z">2 Nov 2026, 09:05 UTC</time>"#
        );
    }
}

//! Sums of dates and durations (XML Schema part 2, appendix E), and what lies between dates.

use super::calendar::{bounded, days_in_month, integral, small};
use super::duration::Duration;
use super::moment::{Kind, Moment};

impl Moment {
    /// The moment so much later. It gets as exact as the duration demands, but never less exact. `None` without a year.
    pub(super) fn plus(self, duration: Duration) -> Option<Self> {
        if !self.has_year() {
            return None;
        }
        let months = self.year * 12 + i64::from(self.month) - 1 + duration.months;
        let (year, month) = (bounded(months.div_euclid(12))?, small(months.rem_euclid(12) + 1));

        // The minutes apart from the seconds, so that the fraction stays as exact as it is.
        let seconds = self.second + duration.seconds;
        let second = seconds % 60.0;
        let minutes = integral(((seconds - second) / 60.0).round())?
            + i64::from(self.hour) * 60
            + i64::from(self.minute);
        let day = self.day.min(days_in_month(year, month));
        let days = Self { year, month, day, ..self }.days();
        let days = bounded(days + duration.days + minutes.div_euclid(24 * 60))?;
        let minutes = minutes.rem_euclid(24 * 60);
        let (hour, minute) = (small(minutes / 60), small(minutes % 60));

        let mut sum = Self { hour, minute, second, ..self }.on_day(days);
        sum.kind = sum.least_kind().max(self.kind);
        Some(sum)
    }

    /// The least exact kind with a year that shows everything of it.
    fn least_kind(&self) -> Kind {
        if self.hour > 0 || self.minute > 0 || self.second > 0.0 {
            Kind::DateTime
        } else if self.day > 1 {
            Kind::Date
        } else if self.month > 1 {
            Kind::YearMonth
        } else {
            Kind::Year
        }
    }

    /// Without what is more exact than a kind with a year.
    fn truncated(mut self, kind: Kind) -> Self {
        if kind < Kind::DateTime {
            (self.hour, self.minute, self.second) = (0, 0, 0.0);
        }
        if kind < Kind::Date {
            self.day = 1;
        }
        if kind < Kind::YearMonth {
            self.month = 1;
        }
        Self { kind, ..self }
    }

    /// The duration from this moment to another one: in months if one of them has no day. `None` without a year.
    pub(super) fn until(&self, other: &Self) -> Option<Duration> {
        if !self.has_year() || !other.has_year() {
            return None;
        }
        let kind = self.kind.min(other.kind);
        let (from, to) = (self.truncated(kind), other.truncated(kind));
        if kind < Kind::Date {
            let months = (to.year - from.year) * 12 + i64::from(to.month) - i64::from(from.month);
            return Duration::new(months, 0, 0.0);
        }
        let seconds = (to.second - from.second) + whole_seconds(&to) - whole_seconds(&from);
        Duration::new(0, to.days() - from.days(), seconds)
    }
}

/// Those of the minutes of a day.
fn whole_seconds(at: &Moment) -> f64 {
    at.seconds_of_day() - at.second
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn a_duration_is_added_to_a_date() {
        let check = |text: &str, duration: &str, expected: &str| {
            let parsed = parse::moment(text).zip(parse::duration(duration));
            let found = parsed.and_then(|(moment, duration)| moment.plus(duration));
            let found = found.map(|sum| sum.to_string()).unwrap_or_default();
            assert_eq!(found, expected, "{text} {duration}");
        };
        check("2011-01-31", "P1M", "2011-02-28");
        check("2011-01-31", "P13M", "2012-02-29");
        check("2011-01-31", "-P1D", "2011-01-30");
        check("2011-01-31", "PT24H", "2011-02-01");
        check("2011-01-31", "PT0.5S", "2011-01-31T00:00:00.5Z");
        check("2011-01-31", "-PT0.25S", "2011-01-30T23:59:59.75Z");
        check("2011-01-31", "P1000000D", "4748-12-28");
        check("2011-01-31", "PT123456.789S", "2011-02-01T10:17:36.7890000000043Z");
        check("2011-01-31T01:02:03.5Z", "PT0.1S", "2011-01-31T01:02:03.6Z");
        check("2011-01-31T01:02:03.7", "PT0.1S", "2011-01-31T01:02:03.8Z");
        check("2011-02-28T13:14:55.1", "P1Y2M3DT4H5M6.7S", "2012-05-01T17:20:01.800000000001091Z");
        check("2011-02-28T13:14:15+05:30", "-P366D", "2010-02-27T13:14:15+05:30");
        check("2012-01-31Z", "P1M", "2012-02-29Z");
        check("2011-01-30", "P1M1D", "2011-03-01");
        check("2011-05-31", "-P3M", "2011-02-28");
        check("2012-02-29", "-P1Y1D", "2011-02-27");
        check("9999-12-31", "P1D", "10000-01-01");
        check("2011-02", "-P366D", "2010-01-31");
        check("2011-02", "P365D", "2012-02");
        check("2011-02", "PT0S", "2011-02");
        check("2011", "P1M", "2011-02");
        check("2011", "P1Y", "2012");
        check("2011", "P365D", "2012");
        check("2011+05:00", "P1D", "2011-01-02+05:00");
        check("-0001-12-31", "P1D", "0001-01-01");
        check("-0001-12-31", "P1Y", "0001-12-31");
        check("0001-01-01", "-P1D", "-0001-12-31");
        check("0001", "-P366D", "-0001");
        check("-0005-02-29", "P4Y", "-0001-02-29");
        check("-0001-02-29", "P1Y", "0001-02-28");
        check("13:14:15", "P1D", "");
        check("--02-28", "P1D", "");
        check("2011-01-31", "P", "");
    }

    #[test]
    fn a_difference_is_as_exact_as_both_are() {
        let check = |from: &str, to: &str, expected: &str| {
            let parsed = parse::moment(from).zip(parse::moment(to));
            let found = parsed.and_then(|(from, to)| from.until(&to));
            let found = found.map(|sum| sum.to_string()).unwrap_or_default();
            assert_eq!(found, expected, "{from} {to}");
        };
        check("2011-02-28T13:14:15.25Z", "2011-02-28T13:14:15+05:30", "-PT5H30M0.25S");
        check("2011-02-28T13:14:15+05:30", "2011-02-28", "PT5H30M");
        check("2011-02-28T13:14:15+05:30", "2010-03-31Z", "-P333DT18H30M");
        check("2011-02-28T13:14:15.25Z", "2011-02-28", "P0D");
        check("1999-12-31T23:59:59.5Z", "2000-01-01T00:00:00.25Z", "PT0.75S");
        check("2010-03-31Z", "2012-02", "P1Y11M");
        check("2010-03-31Z", "2013", "P3Y");
        check("2013", "-0044", "-P2056Y");
        check("2011", "2011-05", "P0D");
        check("2011-01-31", "2011-02-28", "P28D");
        check("13:14:15", "13:14:16", "");
        check("2011", "--02--", "");
    }
}

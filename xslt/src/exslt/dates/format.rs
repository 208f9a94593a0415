//! Dates, times and durations as XML Schema writes them.

use std::fmt;

use super::calendar::{integral, real};
use super::duration::{Duration, SECONDS_PER_DAY};
use super::moment::{Kind, Moment};

impl Moment {
    fn write_year(&self, f: &mut impl fmt::Write) -> fmt::Result {
        let year = self.schema_year();
        write!(f, "{}{:04}", if year < 0 { "-" } else { "" }, year.unsigned_abs())
    }

    fn write_date(&self, f: &mut impl fmt::Write) -> fmt::Result {
        self.write_year(f)?;
        write!(f, "-{:02}-{:02}", self.month, self.day)
    }

    fn write_time(&self, f: &mut impl fmt::Write) -> fmt::Result {
        let padding = if self.second < 10.0 { "0" } else { "" };
        write!(f, "{:02}:{:02}:{padding}{}", self.hour, self.minute, decimal(self.second))
    }

    fn write_zone(&self, f: &mut impl fmt::Write) -> fmt::Result {
        let Some(zone) = self.zone else { return Ok(()) };
        let minutes = zone.unsigned_abs();
        match zone {
            0 => f.write_str("Z"),
            1.. => write!(f, "+{:02}:{:02}", minutes / 60, minutes % 60),
            ..0 => write!(f, "-{:02}:{:02}", minutes / 60, minutes % 60),
        }
    }

    /// As `xs:dateTime`; like libxslt, with a time zone in any case.
    fn write_date_time(&self, f: &mut impl fmt::Write) -> fmt::Result {
        self.write_date(f)?;
        f.write_str("T")?;
        self.write_time(f)?;
        Self { zone: Some(self.zone.unwrap_or(0)), ..*self }.write_zone(f)
    }

    /// As `xs:dateTime`.
    pub(super) fn date_time(&self) -> String {
        written(|f| self.write_date_time(f))
    }

    /// As `xs:date`.
    pub(super) fn date(&self) -> String {
        written(|f| self.write_date(f).and_then(|()| self.write_zone(f)))
    }

    /// As `xs:time`.
    pub(super) fn time(&self) -> String {
        written(|f| self.write_time(f).and_then(|()| self.write_zone(f)))
    }
}

/// What something writes.
fn written(write: impl FnOnce(&mut String) -> fmt::Result) -> String {
    let mut text = String::new();
    // A string takes everything.
    if write(&mut text).is_err() {
        text.clear();
    }
    text
}

impl fmt::Display for Moment {
    /// As its type writes it; those without a year are empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::DateTime => return self.write_date_time(f),
            Kind::Date => self.write_date(f)?,
            Kind::YearMonth => {
                self.write_year(f)?;
                write!(f, "-{:02}", self.month)?;
            }
            Kind::Year => self.write_year(f)?,
            Kind::Time | Kind::MonthDay | Kind::Month | Kind::Day => return Ok(()),
        }
        self.write_zone(f)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_negative = self.months < 0 || self.days < 0;
        let length = if self.days < 0 {
            Self { months: 0, ..self.negated() }
        } else {
            Self { months: 0, ..*self }
        };
        let months = self.months.unsigned_abs();
        if months == 0 && length.days == 0 && length.seconds <= 0.0 {
            return f.write_str("P0D");
        }
        f.write_str(if is_negative { "-P" } else { "P" })?;
        let mut part = |number: u64, unit: char| match number {
            0 => Ok(()),
            _ => write!(f, "{number}{unit}"),
        };
        part(months / 12, 'Y')?;
        part(months % 12, 'M')?;
        part(length.days.unsigned_abs(), 'D')?;
        if length.seconds > 0.0 {
            write_clock(f, length.seconds)?;
        }
        Ok(())
    }
}

/// The hours, minutes and seconds of a duration of less than a day.
fn write_clock(f: &mut fmt::Formatter<'_>, seconds: f64) -> fmt::Result {
    debug_assert!(seconds < SECONDS_PER_DAY);
    f.write_str("T")?;
    let minutes = integral(seconds / 60.0).unwrap_or_default();
    let seconds = seconds - real(minutes) * 60.0;
    if minutes >= 60 {
        write!(f, "{}H", minutes / 60)?;
    }
    if minutes % 60 > 0 {
        write!(f, "{}M", minutes % 60)?;
    }
    if seconds > 0.0 {
        write!(f, "{}S", decimal(seconds))?;
    }
    Ok(())
}

/// Seconds of less than a minute, to as many places as libxml2 writes, and never with an exponent.
fn decimal(seconds: f64) -> String {
    let mut places = 15;
    if seconds >= 10.0 {
        places = 13;
    }
    let mut bound = 0.1;
    while seconds <= bound && places < 24 {
        places += 1;
        bound /= 10.0;
    }
    let text = format!("{seconds:.places$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_as_many_places_as_are_exact() {
        let check = |seconds: f64, expected: &str| assert_eq!(decimal(seconds), expected);
        check(0.0, "0");
        check(5.0, "5");
        check(30.0, "30");
        check(3.5, "3.5");
        check(0.1, "0.1");
        check(1.0 / 3.0, "0.333333333333333");
        check(14_706.7 % 60.0, "6.700000000000728");
        check(0.000_000_1, "0.0000001");
        check(59.999_999_999, "59.999999999");
    }

    #[test]
    fn dates_and_times_are_written_with_their_zones() {
        let check = |text: &str, date: &str, time: &str| {
            let at = super::super::parse::moment(text).unwrap();
            assert_eq!((at.date().as_str(), at.time().as_str()), (date, time), "{text}");
        };
        check("2011-02-28T13:14:15.25Z", "2011-02-28Z", "13:14:15.25Z");
        check("2011-02-28T13:14:05-05:30", "2011-02-28-05:30", "13:14:05-05:30");
        check("2011-02-28T13:14:15+00:00", "2011-02-28", "13:14:15");
        check("-2011-01-01T01:02:03.50Z", "-2011-01-01Z", "01:02:03.5Z");
        check("2011-02-28T23:59:59.999999999Z", "2011-02-28Z", "23:59:59.999999999Z");
        check("12345-06-07T00:00:00", "12345-06-07", "00:00:00");
    }
}

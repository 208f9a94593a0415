//! Dates, times and durations out of their texts (XML Schema part 2), as libxslt takes them.

use super::calendar::{bounded, days_in_month, integral, real};
use super::duration::Duration;
use super::moment::{Kind, Moment};

/// What is left of a text.
#[derive(Debug, Clone, Copy)]
struct Rest<'t>(&'t str);

/// What [`Moment::zone`] is.
#[derive(Debug, Clone, Copy)]
struct Zone(Option<i16>);

impl<'t> Rest<'t> {
    /// Takes a text, if it is next.
    fn take(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    /// All digits that are next.
    fn digits(&mut self) -> &'t str {
        let n_digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(n_digits).unwrap_or_default();
        self.0 = rest;
        digits
    }

    /// Two digits that make a number of a range.
    fn two(&mut self, range: std::ops::RangeInclusive<u8>) -> Option<u8> {
        let (digits, rest) = self.0.split_at_checked(2)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.0 = rest;
        digits.parse().ok().filter(|number| range.contains(number))
    }

    fn month(&mut self) -> Option<u8> {
        self.two(1..=12)
    }

    fn day(&mut self) -> Option<u8> {
        self.two(1..=31)
    }

    /// Four digits or more; more only without zeros before. There is no year 0.
    fn year(&mut self) -> Option<i64> {
        let is_negative = self.take("-").is_some();
        let digits = self.digits();
        if digits.len() < 4 || digits.len() > 4 && digits.starts_with('0') {
            return None;
        }
        let year = digits.parse().ok().and_then(bounded).filter(|year| *year > 0)?;
        Some(if is_negative { 1 - year } else { year })
    }

    /// Hour, minute and second.
    fn time(&mut self) -> Option<(u8, u8, f64)> {
        let hour = self.two(0..=23)?;
        self.take(":")?;
        let minute = self.two(0..=59)?;
        self.take(":")?;
        let text = self.0;
        self.two(0..=59)?;
        if self.take(".").is_some() && self.digits().is_empty() {
            return None;
        }
        let second = text.strip_suffix(self.0)?.parse().ok()?;
        Some((hour, minute, second))
    }

    /// The end, with or without a time zone before it.
    fn zone_and_end(self) -> Option<Zone> {
        match self.0 {
            "" => Some(Zone(None)),
            "Z" => Some(Zone(Some(0))),
            _ => self.offset_and_end(),
        }
    }

    /// `+hh:mm` or `-hh:mm`, and the end.
    fn offset_and_end(mut self) -> Option<Zone> {
        let is_ahead = self.take("+").is_some();
        if !is_ahead {
            self.take("-")?;
        }
        let hours = self.two(0..=23)?;
        self.take(":")?;
        let minutes = i16::from(hours) * 60 + i16::from(self.two(0..=59)?);
        let offset = if is_ahead { minutes } else { -minutes };
        self.0.is_empty().then_some(Zone((minutes != 0).then_some(offset)))
    }
}

/// A date, a time, or a part of one.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let mut rest = Rest(text);
    if rest.take("---").is_some() {
        let day = rest.day()?;
        let Zone(zone) = rest.zone_and_end()?;
        return Some(Moment { kind: Kind::Day, day, zone, ..Moment::FIRST });
    }
    if rest.take("--").is_some() {
        return month_and_day(rest);
    }
    time(rest).or_else(|| date(rest))
}

/// `--MM-DD` or `--MM--`, after the first two.
fn month_and_day(mut rest: Rest<'_>) -> Option<Moment> {
    let month = rest.month()?;
    rest.take("-")?;
    let (kind, day) = match rest.take("-") {
        Some(()) => (Kind::Month, 1),
        None => (Kind::MonthDay, rest.day()?),
    };
    let Zone(zone) = rest.zone_and_end()?;
    Some(Moment { kind, month, day, zone, ..Moment::FIRST })
}

fn time(mut rest: Rest<'_>) -> Option<Moment> {
    let (hour, minute, second) = rest.time()?;
    let Zone(zone) = rest.zone_and_end()?;
    Some(Moment { kind: Kind::Time, hour, minute, second, zone, ..Moment::FIRST })
}

/// A date, with as many of its parts as there are.
fn date(mut rest: Rest<'_>) -> Option<Moment> {
    let year = rest.year()?;
    let mut found = Moment { year, ..Moment::FIRST };
    if let Some(Zone(zone)) = rest.zone_and_end() {
        return Some(Moment { kind: Kind::Year, zone, ..found });
    }
    rest.take("-")?;
    found.month = rest.month()?;
    if let Some(Zone(zone)) = rest.zone_and_end() {
        return Some(Moment { kind: Kind::YearMonth, zone, ..found });
    }
    rest.take("-")?;
    found.day = rest.day().filter(|day| *day <= days_in_month(year, found.month))?;
    if let Some(Zone(zone)) = rest.zone_and_end() {
        return Some(Moment { kind: Kind::Date, zone, ..found });
    }
    rest.take("T")?;
    let (hour, minute, second) = rest.time()?;
    let Zone(zone) = rest.zone_and_end()?;
    Some(Moment { kind: Kind::DateTime, hour, minute, second, zone, ..found })
}

/// `P1Y2M3DT4H5M6.7S`, or parts of it, with a sign or without.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let mut rest = Rest(text);
    let is_negative = rest.take("-").is_some();
    rest.take("P")?;
    let [years, months, days] = parts(&mut rest, ["Y", "M", "D"])?;
    let mut is_empty = [years, months, days].iter().all(Option::is_none);
    let mut seconds = 0.0;
    if rest.take("T").is_some() {
        let [hours, minutes] = parts(&mut rest, ["H", "M"])?;
        let last = last_seconds(&mut rest, hours.is_none() && minutes.is_none())?;
        let whole = hours.unwrap_or(0) * 3600 + minutes.unwrap_or(0) * 60;
        seconds = real(whole) + last;
        is_empty = false;
    }
    if is_empty || !rest.0.is_empty() {
        return None;
    }
    let months = years.unwrap_or(0) * 12 + months.unwrap_or(0);
    let length = Duration::new(months, days.unwrap_or(0), seconds)?;
    Some(if is_negative { length.negated() } else { length })
}

/// Numbers with their units, in the order of these; `None` if one is too large.
fn parts<const N: usize>(rest: &mut Rest<'_>, units: [&str; N]) -> Option<[Option<i64>; N]> {
    let mut is_fit = true;
    let numbers = units.map(|unit| {
        let mut after = *rest;
        let digits = after.digits();
        if digits.is_empty() {
            return None;
        }
        after.take(unit)?;
        *rest = after;
        let number = digits.parse().ok().and_then(bounded);
        is_fit &= number.is_some();
        number
    });
    is_fit.then_some(numbers)
}

/// Seconds, the only number with a fraction; 0 if there are none, where none are needed. `None` if they are too many.
fn last_seconds(rest: &mut Rest<'_>, are_needed: bool) -> Option<f64> {
    if rest.0.is_empty() {
        return (!are_needed).then_some(0.0);
    }
    let text = rest.0;
    let mut n_digits = rest.digits().len();
    if rest.take(".").is_some() {
        n_digits += rest.digits().len();
    }
    let number: f64 = text.strip_suffix(rest.0)?.parse().ok()?;
    rest.take("S")?;
    (n_digits > 0 && integral(number).is_some()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_date_is_refused() {
        let texts = [
            "",
            "abc",
            " 2011-02-28",
            "2011-2-28",
            "2011-02-30",
            "2011-13-01",
            "0000-01-01",
            "02345-06-07",
            "1900-02-29",
            "-0002-02-29",
            "+2011-01-01",
            "2011-02-28z",
            "2011-02-28T24:00:00",
            "2011-02-28T13:14:15.",
            "2011-02-28T13:14:5",
            "2011-02-28T13:14:15Zx",
            "2011-02-28+24:00",
            "2011+24:00",
            "13:14",
            "13:14:60",
            "24:00:00",
            "1:14:15",
            "13:14:15.",
            "13:14:15+5:30",
            "13:14:15+05:60",
            "--02",
            "--02Z",
            "--00-01",
            "--04-32",
            "---00",
            "---32",
            "P1D",
            "9223372036854775807-01-01",
            "2011-02-2\u{e9}",
            "20\u{e9}1",
        ];
        for text in texts {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_read() {
        let check = |text: &str, months: i64, days: i64, seconds: f64| {
            assert_eq!(duration(text), Some(Duration { months, days, seconds }), "{text}");
        };
        check("P1Y2M3DT4H5M6.5S", 14, 3, 14_706.5);
        check("-P1Y2M3DT4H5M6.5S", -14, -4, 71_693.5);
        check("P14M40DT25H61M61S", 14, 41, 7321.0);
        check("PT36H", 0, 1, 43_200.0);
        check("PT.5S", 0, 0, 0.5);
        check("PT5.S", 0, 0, 5.0);
        check("PT1H", 0, 0, 3600.0);
        check("P0D", 0, 0, 0.0);
        check("-PT0S", 0, 0, 0.0);
        check("P1YT0S", 12, 0, 0.0);
        check("PT100000000000S", 0, 1_157_407, 35_200.0);
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        let texts = [
            "",
            "P",
            "-P",
            "PT",
            "P1YT",
            "P1DT",
            "P1",
            "P1DT1",
            "1D",
            " P1D",
            "+P1D",
            "P-1D",
            "P1W",
            "P1S",
            "P1.5D",
            "PT1.5M",
            "P1D2M",
            "P1Y1Y",
            "PT1H1H",
            "PT1M1H",
            "PT.S",
            "PT1.2.3S",
            "PT1SD",
            "P99999999999999999999D",
            "P9999999999999999D",
            "PT99999999999999999999999S",
        ];
        for text in texts {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}

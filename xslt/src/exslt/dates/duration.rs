//! Durations (`xs:duration`).

use super::calendar::{bounded, integral, real};

pub(super) const SECONDS_PER_DAY: f64 = 86_400.0;

/// A length of time. Months and days are not comparable, so that they are kept apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Duration {
    pub(super) months: i64,
    pub(super) days: i64,
    /// From 0 to less than a day; those of a negative duration are taken from one day more.
    pub(super) seconds: f64,
}

impl Duration {
    /// Carries seconds beyond a day over into days. `None` if it is too long.
    pub(super) fn new(months: i64, days: i64, seconds: f64) -> Option<Self> {
        let rest = seconds.rem_euclid(SECONDS_PER_DAY);
        // What is below zero by less than a day's precision rounds up to the day.
        let rest = if rest < SECONDS_PER_DAY { rest } else { 0.0 };
        let carried = integral(((seconds - rest) / SECONDS_PER_DAY).round())?;
        let days = days.checked_add(carried)?;
        Some(Self { months: bounded(months)?, days: bounded(days)?, seconds: rest })
    }

    pub(super) fn of_seconds(seconds: f64) -> Option<Self> {
        if !seconds.is_finite() {
            return None;
        }
        let length = Self::new(0, 0, seconds.abs())?;
        Some(if seconds < 0.0 { length.negated() } else { length })
    }

    /// If that is certain: months are of any length.
    pub(super) fn in_seconds(self) -> Option<f64> {
        (self.months == 0).then(|| real(self.days) * SECONDS_PER_DAY + self.seconds)
    }

    pub(super) fn negated(self) -> Self {
        let Self { months, days, seconds } = self;
        if seconds > 0.0 {
            Self { months: -months, days: -days - 1, seconds: SECONDS_PER_DAY - seconds }
        } else {
            Self { months: -months, days: -days, seconds }
        }
    }

    /// `None` if nothing is known of the sum: some months less some days.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let months = self.months + other.months;
        let sum = Self::new(months, self.days + other.days, self.seconds + other.seconds)?;
        let is_later = sum.days > 0 || sum.days == 0 && sum.seconds > 0.0;
        let is_known = !(is_later && months < 0 || sum.days < 0 && months > 0);
        is_known.then_some(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn durations_are_added_part_by_part() {
        let check = |left: &str, right: &str, expected: Option<&str>| {
            let parsed = parse::duration(left).zip(parse::duration(right));
            let found = parsed.and_then(|(left, right)| left.plus(right));
            let found = found.map(|sum| sum.to_string());
            assert_eq!(found.as_deref(), expected, "{left} {right}");
        };
        check("P1D", "P1Y1DT1S", Some("P1Y2DT1S"));
        check("-P1D", "P1Y1DT1S", Some("P1YT1S"));
        check("P1D", "-P1Y1DT1S", Some("-P1YT1S"));
        check("P1M", "-P1Y1DT1S", Some("-P11M1DT1S"));
        check("PT1.5S", "-P1Y1DT1S", Some("-P1YT23H59M59.5S"));
        check("PT3600S", "-P1Y1DT1S", Some("-P1YT23H1S"));
        check("P14M40DT25H61M61S", "-P1Y1DT1S", Some("P2M40DT2H2M"));
        check("P1Y", "-P1Y1DT1S", Some("-P1DT1S"));
        check("-PT23H", "-PT2H", Some("-P1DT1H"));
        check("PT1S", "-PT2S", Some("-PT1S"));
        check("P1D", "-PT86400S", Some("P0D"));
        check("PT36H", "-P1Y1DT1S", None);
        check("P13M", "-P1Y1DT1S", None);
        check("P1M", "-P31D", None);
        check("-P1M", "P31D", None);
        check("P1D", "P", None);
    }

    #[test]
    fn seconds_become_durations() {
        let check = |seconds: f64, expected: Option<&str>| {
            let found = Duration::of_seconds(seconds).map(|duration| duration.to_string());
            assert_eq!(found.as_deref(), expected, "{seconds}");
        };
        check(0.0, Some("P0D"));
        check(-0.0, Some("P0D"));
        check(1.0, Some("PT1S"));
        check(-1.0, Some("-PT1S"));
        check(0.05, Some("PT0.05S"));
        check(-0.25, Some("-PT0.25S"));
        check(59.999, Some("PT59.999S"));
        check(61.0, Some("PT1M1S"));
        check(990.005, Some("PT16M30.005S"));
        check(3600.0, Some("PT1H"));
        check(86_399.9, Some("PT23H59M59.8999999999942S"));
        check(90_061.0, Some("P1DT1H1M1S"));
        check(86_400.5, Some("P1DT0.5S"));
        check(9_999_999_999_999.0, Some("P115740740DT17H46M39S"));
        check(-2_999_999_999.0, Some("-P34722DT5H19M59S"));
        check(1e300, None);
        check(f64::NAN, None);
        check(f64::INFINITY, None);
    }
}

//! Dates, times, and parts of them.

use super::calendar::{date_of, days_since_epoch, is_leap, iso_week, real, small, weekday};

/// Which of XML Schema's types a [`Moment`] is of. Those with a year come first, from the least exact on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `xs:gYear`
    Year,
    /// `xs:gYearMonth`
    YearMonth,
    Date,
    DateTime,
    Time,
    /// `xs:gMonthDay`
    MonthDay,
    /// `xs:gMonth`
    Month,
    /// `xs:gDay`
    Day,
}

/// A date, a time, or a part of one. What its kind does not have is the least possible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment {
    pub(super) kind: Kind,
    /// With a year 0.
    pub(super) year: i64,
    pub(super) month: u8,
    pub(super) day: u8,
    pub(super) hour: u8,
    pub(super) minute: u8,
    /// With its fraction.
    pub(super) second: f64,
    /// The time zone: minutes ahead of universal time. `Z` is 0; as in libxslt `+00:00` is none.
    pub(super) zone: Option<i16>,
}

impl Moment {
    /// The first moment of the year 1, as a start for what sets the parts.
    pub(super) const FIRST: Self = Self {
        kind: Kind::Year,
        year: 1,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0.0,
        zone: None,
    };

    pub(super) const fn has_year(&self) -> bool {
        matches!(self.kind, Kind::Year | Kind::YearMonth | Kind::Date | Kind::DateTime)
    }

    pub(super) const fn has_date(&self) -> bool {
        matches!(self.kind, Kind::Date | Kind::DateTime)
    }

    pub(super) const fn has_time(&self) -> bool {
        matches!(self.kind, Kind::Time | Kind::DateTime)
    }

    /// The year as XML Schema counts it: before 1 comes -1.
    pub(super) const fn schema_year(&self) -> i64 {
        if self.year > 0 { self.year } else { self.year - 1 }
    }

    pub(super) fn year(&self) -> Option<f64> {
        self.has_year().then(|| real(self.schema_year()))
    }

    pub(super) fn leap_year(&self) -> Option<bool> {
        self.has_year().then(|| is_leap(self.year))
    }

    pub(super) fn month(&self) -> Option<u8> {
        match self.kind {
            Kind::YearMonth | Kind::Date | Kind::DateTime | Kind::MonthDay | Kind::Month => {
                Some(self.month)
            }
            Kind::Year | Kind::Time | Kind::Day => None,
        }
    }

    pub(super) fn day(&self) -> Option<u8> {
        match self.kind {
            Kind::Date | Kind::DateTime | Kind::MonthDay | Kind::Day => Some(self.day),
            Kind::Year | Kind::YearMonth | Kind::Time | Kind::Month => None,
        }
    }

    pub(super) fn month_name(&self) -> Option<&'static str> {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        NAMES.get(usize::from(self.month()?).checked_sub(1)?).copied()
    }

    /// Days since the first of January of 1970.
    pub(super) fn days(&self) -> i64 {
        days_since_epoch(self.year, self.month, self.day)
    }

    /// From 0, which is Sunday.
    fn weekday(&self) -> Option<u8> {
        self.has_date().then(|| weekday(self.days()))
    }

    pub(super) fn day_name(&self) -> Option<&'static str> {
        const NAMES: [&str; 7] =
            ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
        NAMES.get(usize::from(self.weekday()?)).copied()
    }

    /// From 1, which is Sunday.
    pub(super) fn day_in_week(&self) -> Option<u8> {
        self.weekday().map(|day| day + 1)
    }

    pub(super) fn day_in_year(&self) -> Option<u16> {
        let first = days_since_epoch(self.year, 1, 1);
        self.has_date().then(|| u16::try_from(self.days() - first + 1).unwrap_or_default())
    }

    /// Which Monday (or whatever day it is) of the month it is.
    pub(super) fn day_of_week_in_month(&self) -> Option<u8> {
        self.has_date().then_some(self.day.saturating_sub(1) / 7 + 1)
    }

    pub(super) fn week_in_year(&self) -> Option<u8> {
        self.has_date().then(|| iso_week(self.days()))
    }

    /// Weeks begin on Monday; the first one has the month's first day.
    pub(super) fn week_in_month(&self) -> Option<u8> {
        let first = self.days() - i64::from(self.day) + 1;
        let before = small((first + 3).rem_euclid(7));
        self.has_date().then_some((self.day + before).saturating_sub(1) / 7 + 1)
    }

    pub(super) fn hour(&self) -> Option<u8> {
        self.has_time().then_some(self.hour)
    }

    pub(super) fn minute(&self) -> Option<u8> {
        self.has_time().then_some(self.minute)
    }

    pub(super) fn second(&self) -> Option<f64> {
        self.has_time().then_some(self.second)
    }

    /// Since the beginning of its day in universal time.
    pub(super) fn seconds_of_day(&self) -> f64 {
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute);
        real((minutes - i64::from(self.zone.unwrap_or_default())) * 60) + self.second
    }

    pub(super) fn seconds_since_epoch(&self) -> Option<f64> {
        self.has_year().then(|| real(self.days()) * 86_400.0 + self.seconds_of_day())
    }

    /// The same time on another day.
    pub(super) fn on_day(self, days: i64) -> Self {
        let (year, month, day) = date_of(days);
        Self { year, month, day, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    /// Year, leap year, month, week in year, week in month, day in year, day, day of week in month, day in week, hour,
    /// minute, second; `-` is what it does not have.
    fn check(text: &str, expected: &str) {
        let Some(at) = parse::moment(text) else {
            assert_eq!("no date", expected, "{text}");
            return;
        };
        let shown = |number: Option<f64>| {
            number.map_or_else(|| "-".to_owned(), |number| number.to_string())
        };
        let parts = [
            shown(at.year()),
            at.leap_year().map_or_else(|| "-".to_owned(), |truth| truth.to_string()),
            shown(at.month().map(f64::from)),
            shown(at.week_in_year().map(f64::from)),
            shown(at.week_in_month().map(f64::from)),
            shown(at.day_in_year().map(f64::from)),
            shown(at.day().map(f64::from)),
            shown(at.day_of_week_in_month().map(f64::from)),
            shown(at.day_in_week().map(f64::from)),
            shown(at.hour().map(f64::from)),
            shown(at.minute().map(f64::from)),
            shown(at.second()),
        ];
        assert_eq!(parts.join(" "), expected, "{text}");
    }

    #[test]
    fn each_form_has_its_parts() {
        check("2011-02-28T13:14:15.25Z", "2011 false 2 9 5 59 28 4 2 13 14 15.25");
        check("2011-02-28T13:14:15+05:30", "2011 false 2 9 5 59 28 4 2 13 14 15");
        check("2011-02-28", "2011 false 2 9 5 59 28 4 2 - - -");
        check("2011-02-28-05:00", "2011 false 2 9 5 59 28 4 2 - - -");
        check("2011-02", "2011 false 2 - - - - - - - - -");
        check("2011-02-05:00", "2011 false 2 - - - - - - - - -");
        check("2011", "2011 false - - - - - - - - - -");
        check("2011-05:00", "2011 false - - - - - - - - - -");
        check("--02-30", "- - 2 - - - 30 - - - - -");
        check("--02--", "- - 2 - - - - - - - - -");
        check("---31Z", "- - - - - - 31 - - - - -");
        check("13:14:15.999+14:01", "- - - - - - - - - 13 14 15.999");
    }

    #[test]
    fn weeks_are_counted_from_mondays() {
        check("2008-12-31", "2008 true 12 1 5 366 31 5 4 - - -");
        check("2010-01-03", "2010 false 1 53 1 3 3 1 1 - - -");
        check("2012-01-01", "2012 true 1 52 1 1 1 1 1 - - -");
        check("2011-05-01", "2011 false 5 17 1 121 1 1 1 - - -");
        check("2011-05-02", "2011 false 5 18 2 122 2 1 2 - - -");
        check("2020-12-31", "2020 true 12 53 5 366 31 5 5 - - -");
    }

    #[test]
    fn there_are_years_before_christ_and_after_9999() {
        check("0001-01-01", "1 false 1 1 1 1 1 1 2 - - -");
        check("-0001-12-31", "-1 true 12 52 5 366 31 5 1 - - -");
        check("-0044-03-15", "-44 false 3 11 3 74 15 3 6 - - -");
        check("12345-06-07", "12345 false 6 23 2 158 7 1 5 - - -");
    }

    #[test]
    fn names_are_english() {
        let at = parse::moment("2000-02-29").unwrap();
        assert_eq!((at.month_name(), at.day_name()), (Some("February"), Some("Tuesday")));
        let at = parse::moment("--12--").unwrap();
        assert_eq!((at.month_name(), at.day_name()), (Some("December"), None));
    }

    #[test]
    fn seconds_are_counted_from_1970() {
        let check = |text: &str, expected: Option<f64>| {
            let found = parse::moment(text).and_then(|at| at.seconds_since_epoch());
            assert_eq!(found, expected, "{text}");
        };
        check("1970-01-01T00:00:00Z", Some(0.0));
        check("2011-02-28T13:14:15.25Z", Some(1_298_898_855.25));
        check("2011-02-28T13:14:15+05:30", Some(1_298_879_055.0));
        check("2011-02-28-05:00", Some(1_298_869_200.0));
        check("2011-02", Some(1_296_518_400.0));
        check("2011+01:00", Some(1_293_836_400.0));
        check("-0044-03-15", Some(-63_517_824_000.0));
        check("12:00:00", None);
        check("--02-03", None);
    }
}

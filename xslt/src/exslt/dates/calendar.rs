//! The Gregorian calendar, carried on before its beginning. Years are counted with a year 0, which is what XML Schema
//! writes as -0001. Its range is wider than that of calendar libraries: XML Schema's years have any length.

/// The largest year, number of months or of days that is reckoned with, so that no sum of them overflows.
pub(super) const BOUND: i64 = 1_000_000_000_000_000;

/// Days from the first of March of the year 0 to the first of January of 1970.
const EPOCH: i64 = 719_468;
/// In 400 years.
const DAYS_PER_ERA: i64 = 146_097;

/// `None` beyond the bound.
pub(super) fn bounded(number: i64) -> Option<i64> {
    (-BOUND..=BOUND).contains(&number).then_some(number)
}

pub(super) fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

pub(super) fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since the first of January of 1970. Years are taken to begin in March, so that a leap day is their last.
pub(super) fn days_since_epoch(year: i64, month: u8, day: u8) -> i64 {
    let month = i64::from(month);
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - EPOCH
}

/// Year, month and day of a number of days since the first of January of 1970.
pub(super) fn date_of(days: i64) -> (i64, u8, u8) {
    let days = days + EPOCH;
    let (era, day_of_era) = (days.div_euclid(DAYS_PER_ERA), days.rem_euclid(DAYS_PER_ERA));
    // The leap days before, taken out of the days, leave years of 365 days.
    let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, small(month), small(day))
}

/// A number that is known to be small.
pub(super) fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// The day of the week: 0 is Sunday.
pub(super) fn weekday(days: i64) -> u8 {
    small((days + 4).rem_euclid(7))
}

/// The week of ISO 8601: weeks begin on Monday, and the first one has the year's first Thursday.
pub(super) fn iso_week(days: i64) -> u8 {
    let from_monday = (days + 3).rem_euclid(7);
    let thursday = days - from_monday + 3;
    let (year, _, _) = date_of(thursday);
    small((thursday - days_since_epoch(year, 1, 1)) / 7 + 1)
}

/// An integer as a number; numbers of dates are far below 2^53, or of years that nobody counts exactly.
#[expect(clippy::cast_precision_loss, reason = "see above")]
pub(super) fn real(number: i64) -> f64 {
    number as f64
}

/// The integral part of a number; `None` beyond the bound.
pub(super) fn integral(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "casts saturate, and the bound is checked")]
    let integer = number as i64;
    bounded(integer).filter(|_| !number.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_days_are_taken_into_one_another() {
        let check = |date: (i64, u8, u8), days: i64| {
            assert_eq!(days_since_epoch(date.0, date.1, date.2), days, "{date:?}");
            assert_eq!(date_of(days), date, "{days}");
        };
        check((1970, 1, 1), 0);
        check((1969, 12, 31), -1);
        check((2000, 2, 29), 11_016);
        check((2000, 3, 1), 11_017);
        check((1, 1, 1), -719_162);
        check((0, 12, 31), -719_163);
        check((-43, 3, 15), -735_160);
        for days in (-2_000_000..2_000_000).step_by(331) {
            let (year, month, day) = date_of(days);
            assert_eq!(days_since_epoch(year, month, day), days);
            assert!(day >= 1 && day <= days_in_month(year, month));
        }
        assert_eq!(date_of(days_since_epoch(BOUND, 12, 31)), (BOUND, 12, 31));
        assert_eq!(date_of(days_since_epoch(-BOUND, 1, 1)), (-BOUND, 1, 1));
    }

    #[test]
    fn the_calendar_agrees_with_that_of_jiff() {
        for days in (-3_500_000..2_900_000).step_by(1009) {
            let (year, month, day) = date_of(days);
            let date = jiff::civil::Date::new(
                i16::try_from(year).unwrap(),
                i8::try_from(month).unwrap(),
                i8::try_from(day).unwrap(),
            )
            .unwrap();
            assert_eq!(i64::from(weekday(days)), i64::from(date.weekday().to_sunday_zero_offset()));
            assert_eq!(i64::from(iso_week(days)), i64::from(date.iso_week_date().week()));
            assert_eq!(is_leap(year), date.in_leap_year());
        }
    }
}

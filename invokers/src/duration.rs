//! Durations as people write them: `500ms`, `10s`, `5m`, `2h`, `1d`.

use std::time::Duration;

/// The longest duration that can be written.
pub const DURATION_MAX: Duration = Duration::from_hours(7 * 24);

/// The duration that `text` says: a whole number and a unit, or `None`.
pub fn parse(text: &str) -> Option<Duration> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(split)?;
    let number: u64 = number.parse().ok()?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let duration = Duration::from_millis(number.checked_mul(milliseconds)?);
    (duration <= DURATION_MAX).then_some(duration)
}

/// The duration in the largest unit that says it without a fraction.
pub fn format(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    match units.into_iter().find(|(size, _)| milliseconds > 0 && milliseconds.is_multiple_of(*size))
    {
        Some((size, unit)) => format!("{}{unit}", milliseconds / size),
        None => format!("{milliseconds}ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(parse(text).map_or_else(|| "none".to_owned(), format), expected, "{text}");
    }

    #[test]
    fn a_duration_is_a_number_and_a_unit() {
        check("500ms", "500ms");
        check("10s", "10s");
        check("120s", "2m");
        check("5m", "5m");
        check("24h", "1d");
        check("7d", "7d");
        check("0s", "0ms");
    }

    #[test]
    fn anything_else_is_no_duration() {
        for text in [
            "",
            "s",
            "10",
            "10 s",
            "-1s",
            "1.5s",
            "10min",
            "8d",
            "99999999999999999999s",
            "18446744073709551615d",
        ] {
            check(text, "none");
        }
    }
}

//! Delays as ISO 8601 durations: `P3DT12H`.

use std::fmt::Write as _;

use engine::delay::Delay;

/// Seconds of the units before and after the `T`, largest first. Months and years have no fixed length.
const DATE: [(char, i64); 2] = [('W', 604_800), ('D', 86_400)];
const TIME: [(char, i64); 3] = [('H', 3600), ('M', 60), ('S', 1)];

/// The duration of a delay.
pub(crate) fn write(delay: Delay) -> String {
    let mut text = "P".to_owned();
    let mut rest = delay.seconds();
    // Weeks stand alone in the standard, so days are the largest unit.
    for (units, mark) in [(&DATE[1..], ""), (&TIME[..], "T")] {
        let mut mark = mark;
        for (unit, length) in units {
            let count = rest / length;
            rest %= length;
            if count > 0 {
                // Writing to a text cannot fail.
                write!(text, "{mark}{count}{unit}").unwrap_or_default();
                mark = "";
            }
        }
    }
    text
}

/// The delay of a duration, as the language writes it. `None` if it is none, or longer than delays are.
pub(crate) fn read(text: &str) -> Option<String> {
    let (date, time) = match text.trim().strip_prefix('P')?.split_once('T') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return None,
        None => (text.trim().strip_prefix('P')?, ""),
    };
    let seconds = count(date, &DATE)?.checked_add(count(time, &TIME)?)?;
    Delay::parse(&format!("{seconds}s")).map(|delay| delay.to_string())
}

/// The seconds of numbers with units, each at most once and in order.
fn count(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut seconds: i64 = 0;
    for (unit, length) in units {
        let Some((number, rest)) = text.split_once(*unit) else { continue };
        if !number.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        seconds = number.parse::<i64>().ok()?.checked_mul(*length)?.checked_add(seconds)?;
        text = rest;
    }
    text.is_empty().then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(delay: &str, duration: &str) {
        let delay = Delay::parse(delay).unwrap();
        assert_eq!(write(delay), duration);
        assert_eq!(read(duration), Some(delay.to_string()));
    }

    #[test]
    fn a_delay_is_a_duration_and_back() {
        check("3d", "P3D");
        check("1w 2d", "P9D");
        check("90m", "PT1H30M");
        check("1d 1s", "P1DT1S");
        check("3650d", "P3650D");
    }

    #[test]
    fn durations_of_others_are_read_or_not() {
        assert_eq!(read(" P2W ").as_deref(), Some("2w"));
        assert_eq!(read("P0DT36H").as_deref(), Some("1d 12h"));
        for text in [
            "", "P", "PT", "P1M", "P1Y", "P1DT", "PT1.5S", "P-1D", "PT1S1M", "P1D2", "P0D",
            "P4000D", "1D",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("P99999999999999999999D"), None);
    }
}

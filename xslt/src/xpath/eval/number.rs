//! Numbers as text (`XPath` 1.0, sections 4.2 and 4.4).

use std::fmt::Write;

use crate::xml::SPACE;

/// `string()` of a number (`XPath` 1.0, section 4.2): as many digits as tell it from all other numbers, never an exponent.
pub(crate) fn number_to_string(number: f64) -> String {
    let mut text = String::new();
    push_number(&mut text, number);
    text
}

/// Appends `string()` of a number.
pub(crate) fn push_number(out: &mut String, number: f64) {
    if number.is_nan() {
        out.push_str("NaN");
    } else if number.is_infinite() {
        out.push_str(if number > 0.0 { "Infinity" } else { "-Infinity" });
    } else if number == 0.0 {
        // Negative zero is written like zero.
        out.push('0');
    } else {
        #[expect(clippy::expect_used, reason = "writing to a string never fails")]
        write!(out, "{number}").expect("a string takes all that is written to it");
    }
}

/// `number()` of a string (`XPath` 1.0, section 4.4): NaN for what is no number. An exponent is understood, as libxml2 does.
pub(crate) fn string_to_number(text: &str) -> f64 {
    let text = text.trim_matches(SPACE);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let number = match small_whole_number(digits) {
        Some(number) => f64::from(number),
        None if is_number(digits) => digits.parse().unwrap_or(f64::NAN),
        None => f64::NAN,
    };
    if negative { -number } else { number }
}

/// Most numbers are whole and short.
fn small_whole_number(digits: &str) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.bytes().try_fold(0_u32, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
    })
}

/// Whether it is digits with at most one `.` among them, and maybe an exponent.
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && are_digits(digits)
    });
    whole.len() + fraction.len() > 0 && are_digits(whole) && are_digits(fraction) && exponent_fits
}

/// `round()` (`XPath` 1.0, section 4.4): halves go up, and what is rounded to zero from below is negative zero.
pub(crate) fn round(number: f64) -> f64 {
    if (-0.5..0.0).contains(&number) {
        return -0.0;
    }
    let floor = number.floor();
    if number - floor >= 0.5 { floor + 1.0 } else { floor }
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "nothing has 2^53 parts")]
pub(crate) fn from_count(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "it has to be the nearest number")]

    use super::*;

    #[test]
    fn numbers_are_written_without_exponent_in_as_few_digits_as_possible() {
        let check = |number: f64, expected: &str| {
            assert_eq!(number_to_string(number), expected);
        };
        check(0.0, "0");
        check(-0.0, "0");
        check(1.0, "1");
        check(-1.5, "-1.5");
        check(0.1, "0.1");
        check(1.0 / 3.0, "0.3333333333333333");
        check(1e15, "1000000000000000");
        check(1e21, "1000000000000000000000");
        check(0.000_001, "0.000001");
        check(1e-13, "0.0000000000001");
        check(123_456_789_012_345_678.0, "123456789012345680");
        check(f64::NAN, "NaN");
        check(f64::INFINITY, "Infinity");
        check(f64::NEG_INFINITY, "-Infinity");
    }

    #[test]
    fn texts_are_numbers_only_in_the_form_of_numbers() {
        let check = |text: &str, expected: f64| {
            let number = string_to_number(text);
            assert!(
                number == expected || number.is_nan() && expected.is_nan(),
                "{text:?}: {number}"
            );
        };
        check("0", 0.0);
        check("12", 12.0);
        check(" \t\r\n-12 ", -12.0);
        check("1.10", 1.1);
        check(".5", 0.5);
        check("5.", 5.0);
        check("-.5", -0.5);
        check("1234567890123456789012", 1_234_567_890_123_456_789_012.0);
        check("000000000000001", 1.0);
        check("1e3", 1000.0);
        check("1.5E-3", 0.0015);
        for no_number in [
            "", " ", ".", "-", "-.", "+1", "- 1", "--1", "1 2", "1.2.3", "1e", "e3", "1e+", "0x10",
            "NaN", "inf", "Infinity", "\u{a0}1", "1_000",
        ] {
            check(no_number, f64::NAN);
        }
        assert!(string_to_number("-0").is_sign_negative());
    }

    #[test]
    fn halves_are_rounded_up() {
        let check = |number: f64, expected: f64| {
            let rounded = round(number);
            assert_eq!(rounded.to_bits(), expected.to_bits(), "{number}");
        };
        check(0.5, 1.0);
        check(2.5, 3.0);
        check(-2.5, -2.0);
        check(-2.6, -3.0);
        check(-0.5, -0.0);
        check(-0.2, -0.0);
        check(-0.0, -0.0);
        check(0.0, 0.0);
        check(0.499_999_999_999_999_94, 0.0);
        check(4_503_599_627_370_497.0, 4_503_599_627_370_497.0);
        check(f64::INFINITY, f64::INFINITY);
        assert!(round(f64::NAN).is_nan());
    }
}

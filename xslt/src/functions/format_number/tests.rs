use super::*;

/// The number in a picture; `!` before it where the picture was reported.
fn with(format: &DecimalFormat, number: f64, picture: &str) -> String {
    let mut faults = 0;
    let text = format_or(number, picture, format, |_| faults += 1);
    format!("{}{text}", if faults > 0 { "!" } else { "" })
}

fn check(picture: &str, number: f64, expected: &str) {
    assert_eq!(with(&DecimalFormat::default(), number, picture), expected, "{picture} {number}");
}

#[test]
fn digits_are_optional_or_always_there() {
    check("0", 5.0, "5");
    check("000", 5.0, "005");
    check("#", 0.0, "0");
    check("###", 1234.0, "1234");
    check("#.##", 0.5, "0.5");
    check("#.##", 0.0, "0");
    check("#.00", 0.5, ".50");
    check("0.00", 5.0, "5.00");
    check("0.0##", 1.25, "1.25");
    check("0.0##", 1.0, "1.0");
    check("00.00", -5.0, "-05.00");
    check(".#", 0.0, ".0");
    check(".##", 5.25, "5.25");
    check("", 1234.5, "1235");
}

#[test]
fn the_decimal_separator_is_written_where_the_picture_ends_with_it() {
    check("#.", 5.0, "5.");
    check("0.", 0.0, "0.");
    check(".", 5.4, "5.");
    check("#.#", 5.0, "5");
}

#[test]
fn halves_are_rounded_up() {
    check("0", 2.5, "3");
    check("0", 3.5, "4");
    check("0", -2.5, "-3");
    check("0.00", 0.005, "0.01");
    check("0.00", 1.005, "1.00");
    check("0.0", 9.96, "10.0");
    check("0", -0.4, "-0");
}

#[test]
fn groups_are_as_long_as_the_last_one_of_the_picture() {
    check("#,##0", 1234.0, "1,234");
    check("#,##0.00", -1_234_567.891, "-1,234,567.89");
    check("###,##0,00.00", 987_654_321.0, "9,87,65,43,21.00");
    check("0,000", 5.0, "0,005");
    check("#,", 1234.0, "1234");
    check(",0", 123.0, "1,2,3");
    check("0.0,0", 1.5, "1.50");
}

#[test]
fn percent_and_per_mille_multiply() {
    check("0%", 0.25, "25%");
    check("#.%", 0.5, "50.%");
    check("%0", 0.5, "%50");
    check("0\u{2030}", 0.25, "250\u{2030}");
    check("0%", -0.25, "-25%");
    check("#%;(#%)", -0.25, "(25%)");
    check("#%;(#)", -0.25, "(25)");
    check("0;0%", -0.25, "25%");
    check("0% off", 0.25, "25% off");
}

#[test]
fn negative_numbers_have_a_part_of_their_own_or_a_minus_sign() {
    check("0;(0)", -5.0, "(5)");
    check("0;(0)", 5.0, "5");
    check("+0;-0", -5.0, "-5");
    check("0;0", -5.0, "-5");
    check("a0b;c0d", -5.0, "c5d");
    check("000.0;#", -5.0, "-005.0");
    check("-0", -5.0, "--5");
}

#[test]
fn quotes_take_the_meaning_from_characters() {
    check("'#'0", 5.0, "#5");
    check("'50%' 0", 5.0, "50% 5");
    check("0 o''clock", 5.0, "5 o'clock");
    check("0'.'", 5.0, "5.");
    check("'#0", 5.0, "#5");
    check("0'", 5.0, "5");
}

#[test]
fn what_is_no_finite_number_is_named() {
    check("0", f64::NAN, "NaN");
    check("0%", f64::INFINITY, "Infinity");
    check("0", f64::NEG_INFINITY, "-Infinity");
    check("0%", f64::MAX, "Infinity");
}

#[test]
fn large_and_small_numbers_keep_their_digits() {
    check("0", 1e15, "1000000000000000");
    check("0.0", 1e17, "100000000000000000.0");
    check("#,##0.##", 12_345_678_901_234.57, "12,345,678,901,234.57");
    check("0.################", 0.1, "0.1");
    check("#.##########", 1e-9, "0.000000001");
    check(&format!("0.{}", "#".repeat(2_000)), 0.5, "0.5");
}

#[test]
fn a_wrong_picture_is_reported_and_replaced() {
    for picture in ["#.#.#", "#0#", "0.#0", "0%%", "%0%", "0a0"] {
        check(picture, 1234.5, "!1234.5");
    }
    check("0;0x0", -2.0, "!-2.0");
    check("0;0x0", 2.0, "2");
    check("0a0", -2.0, "!-2.0");
}

#[test]
fn a_decimal_format_changes_the_signs_in_picture_and_result() {
    let german = DecimalFormat {
        decimal_separator: ',',
        grouping_separator: '.',
        minus_sign: '_',
        ..DecimalFormat::default()
    };
    assert_eq!(with(&german, -1234.5, "#.##0,00"), "_1.234,50");
    let arabic = DecimalFormat { zero_digit: '\u{660}', ..DecimalFormat::default() };
    assert_eq!(with(&arabic, 102.5, "#.\u{660}"), "\u{661}\u{660}\u{662}.\u{665}");
    let letters = DecimalFormat { digit: '!', zero_digit: 'a', ..DecimalFormat::default() };
    assert_eq!(with(&letters, 4_030_201.050_6, "#!!!,!!!,aaa.aaaaaa0"), "#e,ada,cab.afagaa0");
    let names =
        DecimalFormat { infinity: "huge".into(), nan: "none".into(), ..DecimalFormat::default() };
    assert_eq!(with(&names, f64::NEG_INFINITY, "0"), "-huge");
    assert_eq!(with(&names, f64::NAN, "0"), "none");
}

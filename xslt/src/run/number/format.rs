//! Formats of `xsl:number` (XSLT 1.0, section 7.7.1).

use std::fmt::Write;

/// The digits zero of the scripts whose digits may be a format token.
const ZEROS: [char; 17] = [
    '0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}', '\u{ff10}',
];

/// Roman numerals, the largest first.
const ROMAN: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// The largest number that is written in Roman numerals.
const LARGEST_ROMAN: f64 = 5_000.0;
/// The largest number that is written in letters.
const LARGEST_ALPHABETIC: f64 = 9_007_199_254_740_992.0;

/// A format, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Format<'t> {
    prefix: &'t str,
    /// The tokens, each with the separator before it; the first one's is not used.
    tokens: Vec<(&'t str, Token)>,
    suffix: &'t str,
}

/// How one number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// In digits, at least so many.
    Digits {
        zero: char,
        width: usize,
    },
    Alphabetic {
        upper: bool,
    },
    Roman {
        upper: bool,
    },
}

/// What `grouping-separator` and `grouping-size` say. Both have to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grouping {
    separator: char,
    size: usize,
}

const PLAIN: Token = Token::Digits { zero: '0', width: 1 };

impl Grouping {
    /// Of a separator the first character counts.
    pub(super) fn new(separator: Option<&str>, size: Option<&str>) -> Option<Self> {
        let separator = separator?.chars().next()?;
        let size = size?.trim().parse().ok().filter(|size| *size > 0)?;
        Some(Self { separator, size })
    }
}

impl<'t> Format<'t> {
    /// Runs of letters and digits are tokens, what is between them are separators.
    pub(super) fn parse(text: &'t str) -> Self {
        let (prefix, mut rest) = split(text, |c| !c.is_alphanumeric());
        let mut tokens = Vec::new();
        let mut separator = "";
        while !rest.is_empty() {
            let token;
            (token, rest) = split(rest, char::is_alphanumeric);
            tokens.push((separator, Token::parse(token)));
            (separator, rest) = split(rest, |c| !c.is_alphanumeric());
        }
        Self { prefix, tokens, suffix: separator }
    }

    /// Writes the numbers. Where there are more of them than tokens, the last token goes on.
    pub(super) fn write(&self, numbers: &[f64], grouping: Option<Grouping>, out: &mut String) {
        out.push_str(self.prefix);
        let last = match self.tokens.as_slice() {
            [] => (".", PLAIN),
            [(_, only)] => (".", *only),
            [.., last] => *last,
        };
        for (i, number) in numbers.iter().enumerate() {
            let (separator, token) = self.tokens.get(i).copied().unwrap_or(last);
            if i > 0 {
                out.push_str(separator);
            }
            token.write(*number, grouping, out);
        }
        out.push_str(self.suffix);
    }
}

/// The longest beginning of such characters, and the rest.
fn split(text: &str, is_such: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !is_such(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

impl Token {
    /// A token that is not known is like `1`. Of those that are, only the beginning counts.
    fn parse(text: &str) -> Self {
        match text.chars().next() {
            Some('a') => Self::Alphabetic { upper: false },
            Some('A') => Self::Alphabetic { upper: true },
            Some('i') => Self::Roman { upper: false },
            Some('I') => Self::Roman { upper: true },
            Some(_) | None => Self::parse_digits(text).unwrap_or(PLAIN),
        }
    }

    /// Digits zero and a digit one.
    fn parse_digits(text: &str) -> Option<Self> {
        let n_zeros = text.chars().take_while(|c| ZEROS.contains(c)).count();
        let one = text.chars().nth(n_zeros)?;
        let zero = ZEROS.into_iter().find(|zero| u32::from(*zero) + 1 == u32::from(one))?;
        Some(Self::Digits { zero, width: n_zeros + 1 })
    }

    /// Writes a number, rounded; a negative one as 0, as libxslt does.
    fn write(self, number: f64, grouping: Option<Grouping>, out: &mut String) {
        let number = (number + 0.5).floor();
        if number.is_nan() {
            out.push_str("NaN");
            return;
        }
        if number == f64::INFINITY {
            out.push_str("Infinity");
            return;
        }
        match self {
            Self::Alphabetic { upper } if (1.0..=LARGEST_ALPHABETIC).contains(&number) => {
                alphabetic(number, upper, out);
            }
            Self::Roman { upper } if (1.0..=LARGEST_ROMAN).contains(&number) => {
                roman(number, upper, out);
            }
            Self::Alphabetic { .. } | Self::Roman { .. } => digits(number, '0', 1, grouping, out),
            Self::Digits { zero, width } => digits(number, zero, width, grouping, out),
        }
    }
}

fn digits(number: f64, zero: char, width: usize, grouping: Option<Grouping>, out: &mut String) {
    let mut text = String::new();
    let written = write!(text, "{:.0}", number.max(0.0));
    debug_assert!(written.is_ok(), "a string takes all");
    let n_digits = text.len().max(width);
    let leading = std::iter::repeat_n(0, n_digits - text.len());
    for (i, digit) in leading.chain(text.bytes().map(|byte| byte - b'0')).enumerate() {
        let left = n_digits - i;
        if let Some(Grouping { separator, size }) = grouping
            && i > 0
            && left.is_multiple_of(size)
        {
            out.push(separator);
        }
        let digit = u32::from(digit);
        out.extend(char::from_u32(u32::from(zero) + digit).or_else(|| char::from_digit(digit, 10)));
    }
}

/// `a` to `z`, `aa` to `zz` and so on.
fn alphabetic(number: f64, upper: bool, out: &mut String) {
    const LETTERS: f64 = 26.0;
    let first = if upper { b'A' } else { b'a' };
    let mut letters = Vec::new();
    let mut rest = number;
    while rest >= 1.0 {
        rest -= 1.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is an integer from 0 to 25"
        )]
        let letter = (rest % LETTERS) as u8;
        letters.push(char::from(first + letter));
        rest = (rest / LETTERS).floor();
    }
    out.extend(letters.into_iter().rev());
}

fn roman(number: f64, upper: bool, out: &mut String) {
    let mut rest = number;
    for (value, numeral) in ROMAN {
        let value = f64::from(value);
        while rest >= value {
            rest -= value;
            out.extend(numeral.chars().map(|c| if upper { c } else { c.to_ascii_lowercase() }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: &str, numbers: &[f64], expected: &str) {
        let mut text = String::new();
        Format::parse(format).write(numbers, None, &mut text);
        assert_eq!(text, expected, "{format} {numbers:?}");
    }

    #[test]
    fn a_token_says_how_a_number_is_written() {
        check("1", &[7.0], "7");
        check("01", &[7.0], "07");
        check("001", &[1234.0], "1234");
        check("a", &[7.0], "g");
        check("A", &[26.0], "Z");
        check("a", &[27.0], "aa");
        check("a", &[703.0], "aaa");
        check("a", &[3999.0], "ewu");
        check("a", &[1e15], "gbdpxgrzxjl");
        check("i", &[1999.0], "mcmxcix");
        check("I", &[3888.0], "MMMDCCCLXXXVIII");
        check("I", &[5000.0], "MMMMM");
    }

    #[test]
    fn what_a_token_cannot_say_is_written_in_digits() {
        check("I", &[5001.0], "5001");
        check("i", &[0.0], "0");
        check("a", &[0.0], "0");
        check("a", &[1e300], &format!("{:.0}", 1e300));
    }

    #[test]
    fn an_unknown_token_is_like_one() {
        check("x", &[7.0], "7");
        check("00", &[7.0], "7");
        check("10", &[7.0], "7");
        check("\u{3b1}", &[7.0], "7");
        check("", &[7.0], "7");
    }

    #[test]
    fn digits_of_other_scripts_are_written_in_them() {
        check("\u{661}", &[17.0], "\u{661}\u{667}");
        check("\u{660}\u{661}", &[7.0], "\u{660}\u{667}");
        check("\u{ff11}", &[10.0], "\u{ff11}\u{ff10}");
    }

    #[test]
    fn separators_prefix_and_suffix_stand_around_the_numbers() {
        check("(1)", &[7.0], "(7)");
        check("(", &[7.0], "(7");
        check("1.", &[1.0, 2.0], "1.2.");
        check("1.a)", &[1.0, 2.0], "1.b)");
        check("1.a)", &[1.0], "1)");
        check("1-a/i", &[1.0, 2.0, 3.0, 4.0], "1-b/iii/iv");
        check("A", &[1.0, 2.0], "A.B");
        check("*", &[1.0, 2.0], "*1.2");
    }

    #[test]
    fn numbers_are_rounded() {
        check("1", &[0.5], "1");
        check("1", &[2.5], "3");
        check("1", &[0.4], "0");
        check("1", &[-3.0], "0");
        check("i", &[-3.0], "0");
        check("1", &[f64::NAN], "NaN");
        check("1", &[f64::INFINITY], "Infinity");
        check("1", &[f64::NEG_INFINITY], "0");
    }

    #[test]
    fn digits_are_grouped_if_separator_and_size_are_given() {
        let check = |separator, size, format: &str, expected: &str| {
            let mut text = String::new();
            let grouping = Grouping::new(separator, size);
            Format::parse(format).write(&[1_234_567.0], grouping, &mut text);
            assert_eq!(text, expected, "{separator:?} {size:?}");
        };
        check(Some(","), Some("3"), "1", "1,234,567");
        check(Some("ab"), Some("2"), "1", "1a23a45a67");
        check(Some(","), Some("3"), "000000001", "001,234,567");
        check(Some(","), None, "1", "1234567");
        check(None, Some("3"), "1", "1234567");
        check(Some(""), Some("3"), "1", "1234567");
        check(Some(","), Some("0"), "1", "1234567");
        check(Some(","), Some("x"), "1", "1234567");
    }
}

//! The pictures of `format-number()`.

use std::fmt;
use std::str::Chars;

use super::digits;
use crate::program::DecimalFormat;

/// What a picture says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Picture {
    pub(super) prefix: String,
    pub(super) suffix: String,
    /// For negative numbers, where that differs: else they get a minus sign before the prefix.
    pub(super) negative: Option<(String, String)>,
    /// 100 for percent, 1000 for per mille.
    pub(super) multiplier: f64,
    integer: Part,
    decimals: Part,
    /// How many digits are in a group; 0 for no groups.
    group: usize,
    /// Whether there is a decimal separator.
    point: bool,
}

/// How many digits there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Part {
    /// Those that are always written.
    least: usize,
    /// Those that are written where they are needed.
    optional: usize,
}

/// Why a picture is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A digit that is always written comes where only optional ones may.
    Order,
    /// There is more than one sign for percent or per mille.
    Multipliers,
    /// Something comes after the end of a part.
    Rest,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Order => "optional digits are outside of those that are always written",
            Self::Multipliers => "percent and per mille may be there once",
            Self::Rest => "its digits have to stand together, with nothing else between them",
        })
    }
}

impl Picture {
    /// What libxslt takes instead of a wrong picture: `0.0####`.
    pub(super) fn fallback() -> Self {
        Self {
            prefix: String::new(),
            suffix: String::new(),
            negative: None,
            multiplier: 1.0,
            integer: Part { least: 1, optional: 0 },
            decimals: Part { least: 1, optional: 4 },
            group: 0,
            point: true,
        }
    }

    /// Reads a picture. Its part for negative numbers is left unread where the number is none, as libxslt does.
    pub(super) fn parse(
        text: &str,
        format: &DecimalFormat,
        is_negative: bool,
    ) -> Result<Self, Fault> {
        let mut parser = Parser { rest: text.chars(), format, multiplier: None };
        let prefix = parser.affix()?;
        let (integer, group) = parser.integer()?;
        let point = parser.eat(format.decimal_separator);
        let decimals = parser.decimals()?;
        let suffix = parser.affix()?;
        let mut multiplier = parser.multiplier.take();
        let mut negative = None;
        if parser.eat(format.pattern_separator) {
            if is_negative {
                negative = Some(parser.negative()?);
                multiplier = parser.multiplier.or(multiplier);
            }
        } else if parser.peek().is_some() {
            return Err(Fault::Rest);
        }
        // A negative part that says the same says nothing.
        let negative = negative.filter(|(p, s)| (p, s) != (&prefix, &suffix));
        let multiplier = multiplier.unwrap_or(1.0);
        Ok(Self { prefix, suffix, negative, multiplier, integer, decimals, group, point })
    }

    /// Writes a number that is not negative and has been multiplied.
    pub(super) fn write(&self, value: f64, format: &DecimalFormat, out: &mut String) {
        let Part { mut least, mut optional } = self.decimals;
        let (integer, decimals) = digits(value, least + optional);
        // As Java has it: `.#` means `.0`.
        if self.integer == Part::default() && least == 0 && optional > 0 {
            (least, optional) = (1, optional - 1);
        }
        let n_integer = integer.len().max(self.integer.least);
        let n_integer = n_integer.max(usize::from(least == 0));
        let leading = std::iter::repeat_n('0', n_integer - integer.len());
        for (i, digit) in leading.chain(integer.chars()).enumerate() {
            let left = n_integer - i;
            if self.group > 0 && i > 0 && left.is_multiple_of(self.group) {
                out.push(format.grouping_separator);
            }
            out.push(localized(digit, format));
        }
        let needed = decimals.trim_end_matches('0').len();
        if needed > 0 || least > 0 || (self.point && least + optional == 0) {
            out.push(format.decimal_separator);
        }
        out.extend(decimals.chars().take(needed.max(least)).map(|digit| localized(digit, format)));
    }
}

/// An ASCII digit in the script of the format's zero.
fn localized(digit: char, format: &DecimalFormat) -> char {
    let digit_value = u32::from(digit) - u32::from('0');
    char::from_u32(u32::from(format.zero_digit) + digit_value).unwrap_or(digit)
}

struct Parser<'t> {
    rest: Chars<'t>,
    format: &'t DecimalFormat,
    /// What the sign for percent or per mille says, once it was there.
    multiplier: Option<f64>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.rest.next();
        }
        found
    }

    /// Whether a character ends a prefix and a suffix.
    fn is_special(&self, c: char) -> bool {
        let DecimalFormat {
            zero_digit,
            digit,
            decimal_separator,
            grouping_separator,
            pattern_separator,
            ..
        } = self.format;
        [zero_digit, digit, decimal_separator, grouping_separator, pattern_separator].contains(&&c)
    }

    /// A prefix or suffix, without its quotes.
    fn affix(&mut self) -> Result<String, Fault> {
        let mut affix = String::new();
        while let Some(c) = self.peek().filter(|c| *c == '\'' || !self.is_special(*c)) {
            self.rest.next();
            if c == '\'' {
                self.quoted(&mut affix);
                continue;
            }
            let factor = self.factor(c);
            if factor.is_some() && self.multiplier.is_some() {
                return Err(Fault::Multipliers);
            }
            self.multiplier = self.multiplier.or(factor);
            affix.push(c);
        }
        Ok(affix)
    }

    /// What follows a quote: text up to the next one, or a quote that means itself. One that is never closed is for the
    /// next character alone.
    fn quoted(&mut self, affix: &mut String) {
        match self.rest.as_str().split_once('\'') {
            Some(("", rest)) => {
                affix.push('\'');
                self.rest = rest.chars();
            }
            Some((text, rest)) => {
                affix.push_str(text);
                self.rest = rest.chars();
            }
            None => affix.extend(self.rest.next()),
        }
    }

    fn factor(&self, c: char) -> Option<f64> {
        match c {
            c if c == self.format.percent => Some(100.0),
            c if c == self.format.per_mille => Some(1000.0),
            _ => None,
        }
    }

    /// The digits before the decimal separator, and how many are in a group.
    fn integer(&mut self) -> Result<(Part, usize), Fault> {
        let DecimalFormat { zero_digit, digit, decimal_separator, grouping_separator, .. } =
            *self.format;
        let mut part = Part::default();
        let mut group = None;
        while let Some(c) = self.peek().filter(|c| *c != decimal_separator) {
            if c == digit {
                if part.least > 0 {
                    return Err(Fault::Order);
                }
                part.optional += 1;
            } else if c == zero_digit {
                part.least += 1;
            } else if c == grouping_separator {
                self.rest.next();
                group = Some(0);
                continue;
            } else {
                break;
            }
            group = group.map(|n_digits| n_digits + 1);
            self.rest.next();
        }
        Ok((part, group.unwrap_or(0)))
    }

    /// The digits after the decimal separator; grouping separators mean nothing there.
    fn decimals(&mut self) -> Result<Part, Fault> {
        let DecimalFormat { zero_digit, digit, grouping_separator, .. } = *self.format;
        let mut part = Part::default();
        while let Some(c) = self.peek() {
            if c == zero_digit {
                if part.optional > 0 {
                    return Err(Fault::Order);
                }
                part.least += 1;
            } else if c == digit {
                part.optional += 1;
            } else if c != grouping_separator {
                break;
            }
            self.rest.next();
        }
        Ok(part)
    }

    /// Prefix and suffix for negative numbers. The digits between them mean nothing.
    fn negative(&mut self) -> Result<(String, String), Fault> {
        let prefix = self.affix()?;
        while self.peek().is_some_and(|c| self.is_special(c)) {
            self.rest.next();
        }
        let suffix = self.affix()?;
        if self.peek().is_some() {
            return Err(Fault::Rest);
        }
        Ok((prefix, suffix))
    }
}

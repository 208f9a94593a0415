//! `format-number()` (XSLT 1.0, section 12.3, which refers to the JDK 1.1 `DecimalFormat`).

mod picture;

use super::{Invocation, qname};
use crate::error::{Result, TransformError};
use crate::names::Name;
use crate::program::DecimalFormat;
use crate::value::Value;
use picture::{Fault, Picture};

/// `format-number(number, picture, format?)`
pub(super) fn format_number<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let number = call.run.number(&call.arg(0)?)?;
    let picture = call.text(1)?;
    let default = DecimalFormat::default();
    let format = if call.call.args.len() > 2 {
        let name = call.text(2)?;
        let found = qname::declared(call, &name)?.and_then(|name| decimal_format(call, name));
        found.ok_or_else(|| {
            TransformError::dynamic(format!("there is no `xsl:decimal-format` named `{}`", &*name))
        })?
    } else {
        decimal_format(call, Name::NONE).unwrap_or(&default)
    };
    let text = format_or(number, &picture, format, |fault| {
        call.warn(format!(
            "the picture `{}` of `format-number` is wrong: {fault}; `0.0####` is used instead",
            &*picture
        ));
    });
    call.run.check_length(text.len())?;
    Ok(Value::String(text.into()))
}

fn decimal_format<'r>(call: &Invocation<'_, 'r>, name: Name) -> Option<&'r DecimalFormat> {
    let formats = &call.run.program.decimal_formats;
    formats.iter().find(|(known, _)| *known == name).map(|(_, format)| format)
}

/// The number as the picture has it. A picture that is wrong is reported, and the one that libxslt uses then takes its
/// place.
fn format_or(
    number: f64,
    picture: &str,
    format: &DecimalFormat,
    report: impl FnOnce(Fault),
) -> String {
    if number.is_nan() {
        return format.nan.to_string();
    }
    if number.is_infinite() {
        return infinity(number < 0.0, format);
    }
    let picture = match Picture::parse(picture, format, number < 0.0) {
        Ok(picture) => picture,
        Err(fault) => {
            report(fault);
            Picture::fallback()
        }
    };
    let value = number.abs() * picture.multiplier;
    if value.is_infinite() {
        return infinity(number < 0.0, format);
    }
    let mut text = String::new();
    let (prefix, suffix) = match &picture.negative {
        Some((prefix, suffix)) if number < 0.0 => (prefix, suffix),
        negative => {
            if number < 0.0 && negative.is_none() {
                text.push(format.minus_sign);
            }
            (&picture.prefix, &picture.suffix)
        }
    };
    text.push_str(prefix);
    picture.write(value, format, &mut text);
    text.push_str(suffix);
    text
}

fn infinity(negative: bool, format: &DecimalFormat) -> String {
    let mut text = String::new();
    if negative {
        text.push(format.minus_sign);
    }
    text.push_str(&format.infinity);
    text
}

/// Rounds a number that is not negative to so many decimals; its digits before the decimal point, none for 0, and those
/// after it, all of them.
fn digits(value: f64, n_decimals: usize) -> (String, String) {
    /// Below it, each integer is a number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    /// No number has more decimals.
    const MOST: usize = 1_100;
    let scale = i32::try_from(n_decimals).map_or(f64::INFINITY, |n| 10_f64.powi(n));
    let scaled = value * scale;
    // As libxslt does it: the half is rounded up after scaling, with whatever the scaling has rounded itself.
    let all = if scaled < EXACT {
        format!("{:.0}", (scaled + 0.5).floor())
    } else {
        let kept = n_decimals.min(MOST);
        let mut all = format!("{value:.kept$}");
        all.retain(|digit| digit != '.');
        all.extend(std::iter::repeat_n('0', n_decimals - kept));
        all
    };
    let all = all.trim_start_matches('0');
    let n_integer = all.len().saturating_sub(n_decimals);
    let (integer, decimals) = all.split_at_checked(n_integer).unwrap_or_default();
    (integer.to_owned(), format!("{decimals:0>n_decimals$}"))
}

#[cfg(test)]
mod tests;

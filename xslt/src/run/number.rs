//! `xsl:number` (XSLT 1.0, section 7.7).

mod counter;
mod format;
mod purity;

pub(crate) use counter::Counts;

use std::borrow::Cow;

use crate::error::Result;
use crate::program::{Number, Part, ValueTemplate};
use crate::run::{Focus, Run};
use crate::xpath::eval::number_to_string;
use counter::Counter;
use format::{Format, Grouping};

/// The text that the instruction writes.
pub(crate) fn number<'r>(
    run: &Run<'r>,
    number: &'r Number,
    focus: &Focus<'_, 'r>,
) -> Result<String> {
    let numbers = match &number.value {
        Some(value) => {
            let value = run.eval_number(value, focus)?;
            // By the errata, what cannot be numbered with is written as `string()` does, without a format; only for a
            // negative number it is 0, as with libxslt.
            if value.is_nan() || value.is_infinite() || value < 0.5 {
                return Ok(number_to_string(if value < 0.0 { 0.0 } else { value }));
            }
            vec![value]
        }
        None => Counter::new(run, number, focus).count()?,
    };
    let mut text = String::new();
    if numbers.is_empty() {
        return Ok(text);
    }
    let separator = evaluated(run, number.grouping_separator.as_ref(), focus)?;
    let size = evaluated(run, number.grouping_size.as_ref(), focus)?;
    let grouping = Grouping::new(separator.as_deref(), size.as_deref());
    let format = evaluated(run, Some(&number.format), focus)?.unwrap_or_default();
    Format::parse(&format).write(&numbers, grouping, &mut text);
    run.check_length(text.len())?;
    Ok(text)
}

/// The text of an attribute value template, if there is one.
fn evaluated<'r>(
    run: &Run<'r>,
    template: Option<&'r ValueTemplate>,
    focus: &Focus<'_, 'r>,
) -> Result<Option<Cow<'r, str>>> {
    let parts = match template {
        None => return Ok(None),
        Some(ValueTemplate::Fixed(text)) => return Ok(Some(Cow::Borrowed(&**text))),
        Some(ValueTemplate::Parts(parts)) => parts,
    };
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(part) => text.push_str(part),
            Part::Expr(expr) => run.eval_string_into(expr, focus, &mut text)?,
        }
    }
    Ok(Some(Cow::Owned(text)))
}

#[cfg(test)]
mod tests;

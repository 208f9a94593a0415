//! `xsl:number` (XSLT 1.0, section 7.7).

use crate::error::Result;
use crate::program::Number;
use crate::run::{Focus, Run};

/// The text that the instruction writes.
pub(crate) fn number<'r>(
    run: &Run<'r>,
    number: &'r Number,
    focus: &Focus<'_, 'r>,
) -> Result<String> {
    drop((run.limits, number, *focus));
    Ok(String::new())
}

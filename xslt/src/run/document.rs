//! `exsl:document`: a further result.

use super::Run;
use super::frame::{Context, Frame};
use crate::error::Result;
use crate::output::{Emitter, Serializer, Target};
use crate::program::ResultDocument;

pub(super) fn document<'r>(
    run: &Run<'r>,
    document: &'r ResultDocument,
    context: Context,
    frame: &mut Frame<'r>,
) -> Result<()> {
    let mut scratch = String::new();
    let href = run.value_template(&document.href, context, frame, &mut scratch)?.to_owned();
    let mut bytes = Vec::new();
    let serializer = Serializer::new(&mut bytes, &document.settings, &run.store.names, &run.limits);
    let mut out = Emitter::new(run, Target::Result(Box::new(serializer)));
    run.execute_nested(&document.body, context, frame, &mut out)?;
    out.finish()?;
    let kept: usize = run.state.results.borrow().iter().map(|result| result.bytes.len()).sum();
    run.check_length(kept + bytes.len())?;
    run.state.results.borrow_mut().push(crate::ResultDocument { href, bytes });
    Ok(())
}

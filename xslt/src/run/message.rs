//! `xsl:message` (XSLT 1.0, section 13): collected, and given to the caller.

use super::Run;
use super::frame::{Context, Frame};
use crate::error::{ErrorKind, Message, Result, TransformError};
use crate::output::{Emitter, Serializer, Target};
use crate::program::{Block, Method, OutputSettings, Place};

pub(super) fn message<'r>(
    run: &Run<'r>,
    place: Place,
    terminate: bool,
    body: &'r Block,
    context: Context,
    frame: &mut Frame<'r>,
) -> Result<()> {
    let settings = OutputSettings {
        method: Some(Method::Xml),
        omit_xml_declaration: Some(true),
        ..OutputSettings::default()
    };
    let mut bytes = Vec::new();
    let serializer = Serializer::new(&mut bytes, &settings, &run.store.names, &run.limits);
    let mut out = Emitter::new(run, Target::Result(Box::new(serializer)));
    run.execute_nested(body, context, frame, &mut out)?;
    out.finish()?;
    let text = String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned();
    let kept: usize = run.messages.borrow().iter().map(|message| message.text.len()).sum();
    run.check_length(kept + text.len())?;
    let location = run.location(place);
    run.messages.borrow_mut().push(Message { text: text.clone(), location, terminate });
    if terminate {
        return Err(TransformError::new(ErrorKind::Terminated { message: text }));
    }
    Ok(())
}

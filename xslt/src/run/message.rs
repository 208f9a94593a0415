//! `xsl:message` (XSLT 1.0, section 13).

use super::variables::text_of;
use super::{Frame, Run, Spot};
use crate::error::{ErrorKind, Message, Result, TransformError};
use crate::output::{self, Emitter, Taken, Target};
use crate::program::{Instruction, Place};

impl<'r> Run<'r> {
    /// Keeps what the stylesheet says, and stops if it says so.
    pub(super) fn message(
        &self,
        terminate: bool,
        body: &'r [Instruction],
        place: Place,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
    ) -> Result<()> {
        let text = self.message_text(body, spot, frame)?;
        let location = self.location(place);
        self.count_aside(text.len() + location.module.len())?;
        self.messages.borrow_mut().push(Message { text: text.clone(), location, terminate });
        if terminate {
            return Err(TransformError::new(ErrorKind::Terminated { message: text }));
        }
        Ok(())
    }

    fn message_text(
        &self,
        body: &'r [Instruction],
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
    ) -> Result<String> {
        if self.writes_text(body) {
            return self.content(body, spot, frame).map(|text| text.to_string());
        }
        let mut out = Emitter::new(self, Target::Tree(Box::default()));
        self.block(body, spot, frame, &mut out)?;
        match out.finish()? {
            Taken::Tree(tree) => match text_of(&tree) {
                Some(text) => Ok(text.to_owned()),
                None => output::to_xml(self, self.add_document(tree)?),
            },
            Taken::Text(text) => Ok(text),
            Taken::Result => Ok(String::new()),
        }
    }
}

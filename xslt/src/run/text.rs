//! Texts that instructions make: value templates, and content that is text.

use std::collections::HashMap;
use std::ops::Deref;

use foldhash::fast::RandomState;

use super::{Frame, Run, Spot};
use crate::error::Result;
use crate::output::{Emitter, Taken, Target};
use crate::program::{Instruction, Op, Part, ValueTemplate};
use crate::tree::usize_of;
use crate::value::Text;

/// A text that was made for the moment.
#[derive(Debug)]
pub(super) enum Made<'r> {
    Text(Text<'r>),
    Own(String),
}

impl Deref for Made<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Own(text) => text,
        }
    }
}

impl<'r> Run<'r> {
    /// The value of an attribute value template (XSLT 1.0, section 7.6.2).
    pub(super) fn value_template(
        &self,
        template: &'r ValueTemplate,
        spot: Spot,
        frame: &Frame<'_, 'r>,
    ) -> Result<Made<'r>> {
        let parts = match template {
            ValueTemplate::Fixed(text) => return Ok(Made::Text(Text::Borrowed(text))),
            ValueTemplate::Parts(parts) => parts,
        };
        let focus = spot.focus(&frame.slots);
        if let [Part::Expr(expr)] = &**parts {
            return self.eval_string(expr, &focus).map(Made::Text);
        }
        let mut all = String::new();
        for part in parts {
            match part {
                Part::Text(text) => all.push_str(text),
                Part::Expr(expr) => self.eval_string_into(expr, &focus, &mut all)?,
            }
        }
        self.check_length(all.len())?;
        Ok(Made::Own(all))
    }

    /// The text of what a block writes.
    pub(super) fn content(
        &self,
        body: &'r [Instruction],
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
    ) -> Result<Text<'r>> {
        if self.state.trace.is_none()
            && let [Instruction { op, place }] = body
        {
            if let Op::Text { text, .. } = op {
                return Ok(Text::Borrowed(text));
            }
            if let Op::ValueOf { select, .. } = op {
                let text = self.tick(1);
                let text = text.and_then(|()| self.eval_string(select, &spot.focus(&frame.slots)));
                return text.map_err(|error| self.located(error, *place));
            }
        }
        let mut out = Emitter::new(self, Target::Text(String::new()));
        self.block(body, spot, frame, &mut out)?;
        match out.finish()? {
            Taken::Text(text) => Ok(text.into()),
            Taken::Tree(_) | Taken::Result => Ok(Text::default()),
        }
    }

    /// Whether a block writes nothing but text, as far as is seen without carrying it out.
    pub(super) fn writes_text(&self, body: &'r [Instruction]) -> bool {
        if let [Instruction { op, .. }] = body {
            if let Op::Text { raw, .. } | Op::ValueOf { raw, .. } = op {
                return !raw;
            }
            if matches!(op, Op::ApplyTemplates(_) | Op::Literal(_) | Op::CopyOf(_)) {
                return false;
            }
        }
        // A block is part of the program: it stays where it is.
        let place = body.as_ptr().addr();
        if let Some(known) = self.state.text_blocks.borrow().get(&place) {
            return *known;
        }
        let answer = self.is_text(body);
        self.state.text_blocks.borrow_mut().insert(place, answer);
        answer
    }

    /// Looks at a block, and at the templates that it calls.
    fn is_text(&self, body: &'r [Instruction]) -> bool {
        /// The most instructions that are looked at; what has more is taken to write other nodes, too.
        const MOST: usize = 500;
        let mut n_seen = 0;
        let mut called: Vec<u32> = Vec::new();
        let mut blocks = vec![body];
        while let Some(block) = blocks.pop() {
            n_seen += block.len();
            if n_seen > MOST {
                return false;
            }
            for instruction in block {
                match &instruction.op {
                    Op::Text { raw, .. } | Op::ValueOf { raw, .. } => {
                        if *raw {
                            return false;
                        }
                    }
                    Op::Number(_) | Op::Variable { .. } | Op::Param { .. } | Op::Message { .. } => {
                    }
                    Op::ForEach(each) => blocks.push(&each.body),
                    Op::If { body, .. } | Op::Block(body) => blocks.push(body),
                    Op::Choose { whens, otherwise } => {
                        blocks.extend(whens.iter().map(|(_, body)| &**body));
                        blocks.push(otherwise);
                    }
                    Op::CallTemplate { template, .. } => {
                        if !called.contains(template) {
                            called.push(*template);
                            let template = self.program.templates.get(usize_of(*template));
                            blocks.extend(template.map(|template| &*template.body));
                        }
                    }
                    Op::Literal(_)
                    | Op::ApplyTemplates(_)
                    | Op::ApplyImports { .. }
                    | Op::Copy(_)
                    | Op::CopyOf(_)
                    | Op::Element(_)
                    | Op::Attribute(_)
                    | Op::Comment(_)
                    | Op::ProcessingInstruction { .. }
                    | Op::Document(_)
                    | Op::FunctionResult(_)
                    | Op::Unknown { .. } => return false,
                }
            }
        }
        true
    }
}

/// The blocks that were looked at, and whether they write nothing but text.
pub(crate) type TextBlocks = HashMap<usize, bool, RandomState>;

//! Carries blocks of instructions out.

use super::{Frame, Run, Spot, on_stack};
use crate::error::{Result, TransformError};
use crate::output::Emitter;
use crate::program::{Instruction, Op, Place};
use crate::xpath::Expr;

impl<'r> Run<'r> {
    /// Carries a block out.
    pub(super) fn block(
        &self,
        block: &'r [Instruction],
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        if block.is_empty() {
            return Ok(());
        }
        // Blocks nest as deeply as a stylesheet does, and that in each template that is under way.
        on_stack(|| self.steps(block, spot, frame, out))
    }

    fn steps(
        &self,
        block: &'r [Instruction],
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        for instruction in block {
            let result =
                self.tick(1).and_then(|()| self.instruction(instruction, spot, frame, out));
            if let Err(error) = result {
                return Err(self.located(error, instruction.place));
            }
        }
        Ok(())
    }

    /// An error with the place of an instruction, unless one inside of it has set its own.
    #[cold]
    pub(super) fn located(&self, mut error: TransformError, place: Place) -> TransformError {
        if error.0.location.is_none() {
            error.0.location = Some(self.location(place));
        }
        error
    }

    fn instruction(
        &self,
        instruction: &'r Instruction,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        if let Some(tracer) = &self.state.trace {
            tracer.borrow_mut().count(instruction);
        }
        match &instruction.op {
            Op::Text { text, raw } => out.text(text, *raw),
            Op::Literal(literal) => self.literal(literal, spot, frame, out),
            Op::ValueOf { select, raw } => {
                out.text(&self.eval_string(select, &spot.focus(&frame.slots))?, *raw)
            }
            Op::ApplyTemplates(apply) => self.apply_templates(apply, spot, frame, out),
            Op::ApplyImports { params } => self.apply_imports(params, spot, frame, out),
            Op::CallTemplate { template, params } => {
                self.call_template(*template, params, spot, frame, out)
            }
            Op::ForEach(each) => self.for_each(each, spot, frame, out),
            Op::If { test, body } => {
                if self.eval_boolean(test, &spot.focus(&frame.slots))? {
                    self.block(body, spot, frame, out)?;
                }
                Ok(())
            }
            Op::Choose { whens, otherwise } => {
                let chosen = self.choose(whens, spot, frame)?;
                self.block(chosen.unwrap_or(otherwise), spot, frame, out)
            }
            Op::Variable { slot, value } => {
                let value = self.binding(value, spot, frame)?;
                self.set(frame, *slot, value)
            }
            Op::Param { slot, name, value } => {
                let value = match frame.args.iter().find(|(given, _)| given == name) {
                    Some((_, value)) => value.clone(),
                    None => self.binding(value, spot, frame)?,
                };
                self.set(frame, *slot, value)
            }
            Op::Copy(copy) => self.copy(copy, spot, frame, out),
            Op::CopyOf(select) => self.copy_of(select, spot, frame, out),
            Op::Element(element) => self.element(element, spot, frame, out),
            Op::Attribute(attribute) => self.attribute(attribute, spot, frame, out),
            Op::Comment(body) => out.comment(&self.content(body, spot, frame)?),
            Op::ProcessingInstruction { name, body } => {
                self.processing_instruction(name, body, spot, frame, out)
            }
            Op::Number(number) => {
                out.text(&super::number::number(self, number, &spot.focus(&frame.slots))?, false)
            }
            Op::Message { terminate, body } => {
                self.message(*terminate, body, instruction.place, spot, frame)
            }
            Op::Document(document) => self.result_document(document, spot, frame),
            Op::FunctionResult(value) => self.function_result(value, spot, frame),
            Op::Unknown { name } => Err(unknown(name)),
            Op::Block(body) => self.block(body, spot, frame, out),
        }
    }

    /// The content of the first `xsl:when` whose test holds.
    fn choose(
        &self,
        whens: &'r [(Expr, Box<[Instruction]>)],
        spot: Spot,
        frame: &Frame<'_, 'r>,
    ) -> Result<Option<&'r [Instruction]>> {
        let focus = spot.focus(&frame.slots);
        for (test, body) in whens {
            if self.eval_boolean(test, &focus)? {
                return Ok(Some(body));
            }
        }
        Ok(None)
    }
}

#[cold]
fn unknown(name: &str) -> TransformError {
    TransformError::dynamic(format!("the instruction `{name}` is not known here"))
}

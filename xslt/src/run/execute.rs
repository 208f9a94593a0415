//! Carries instructions out.

use super::frame::{Arguments, Context, Frame};
use super::{Run, element, sort};
use crate::error::{ErrorKind, Result, TransformError};
use crate::output::Emitter;
use crate::program::{Binding, Block, Instruction, Op, Part, ValueTemplate};
use crate::value::Value;

/// Left on the stack when a further piece is allocated for nested blocks, and the size of that.
const RED_ZONE: usize = 128 * 1024;
const PIECE: usize = 1024 * 1024;

impl<'r> Run<'r> {
    /// Carries a sequence of instructions out.
    pub(crate) fn execute(
        &self,
        block: &'r Block,
        context: Context,
        frame: &mut Frame<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        for instruction in block {
            self.tick(1)?;
            if let Some(tracer) = &self.state.trace {
                tracer.borrow_mut().hit(instruction.place);
            }
            if let Err(error) = self.instruction(instruction, context, frame, out) {
                return Err(self.located(error, instruction));
            }
        }
        Ok(())
    }

    /// A nested sequence: the stack grows as needed.
    pub(crate) fn execute_nested(
        &self,
        block: &'r Block,
        context: Context,
        frame: &mut Frame<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        if block.is_empty() {
            return Ok(());
        }
        stacker::maybe_grow(RED_ZONE, PIECE, || self.execute(block, context, frame, out))
    }

    #[cold]
    fn located(&self, mut error: TransformError, instruction: &Instruction) -> TransformError {
        if error.0.location.is_none() && error.0.stack.is_empty() {
            error.0.location = Some(self.location(instruction.place));
        }
        error
    }

    fn instruction(
        &self,
        instruction: &'r Instruction,
        context: Context,
        frame: &mut Frame<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        match &instruction.op {
            Op::Text { text, raw } => out.text(text, *raw),
            Op::Literal(literal) => element::literal(self, literal, context, frame, out),
            Op::ValueOf { select, raw } => {
                let text = self.eval_string(select, &context.focus(frame))?;
                out.text(&text, *raw)
            }
            Op::ApplyTemplates(apply) => {
                let params = self.with_params(&apply.params, context, frame)?;
                let focus = context.focus(frame);
                match &apply.select {
                    None if apply.sorts.is_empty() => {
                        self.apply_to_children(context, apply.mode, &params, out)
                    }
                    None => {
                        let nodes = self.children(context.node);
                        let nodes = sort::sorted(self, &nodes, &apply.sorts, &focus)?;
                        self.apply_to(&nodes, apply.mode, &params, out)
                    }
                    Some(select) => {
                        let nodes = self.eval_nodes(select, &focus)?;
                        let nodes = sort::sorted(self, &nodes, &apply.sorts, &focus)?;
                        self.apply_to(&nodes, apply.mode, &params, out)
                    }
                }
            }
            Op::ApplyImports { params } => {
                let params = self.with_params(params, context, frame)?;
                self.apply_imports(context, &params, out)
            }
            Op::CallTemplate { template, params } => {
                let params = self.with_params(params, context, frame)?;
                self.call_template(*template, context, &params, out)
            }
            Op::ForEach(each) => {
                let focus = context.focus(frame);
                let nodes = self.eval_nodes(&each.select, &focus)?;
                let nodes = sort::sorted(self, &nodes, &each.sorts, &focus)?;
                for (place, node) in nodes.iter().enumerate() {
                    let inner = Context {
                        node: *node,
                        position: place + 1,
                        size: nodes.len(),
                        rule: None,
                        ..context
                    };
                    self.execute_nested(&each.body, inner, frame, out)?;
                }
                Ok(())
            }
            Op::If { test, body } => {
                if self.eval_boolean(test, &context.focus(frame))? {
                    self.execute_nested(body, context, frame, out)?;
                }
                Ok(())
            }
            Op::Choose { whens, otherwise } => {
                for (test, body) in whens {
                    if self.eval_boolean(test, &context.focus(frame))? {
                        return self.execute_nested(body, context, frame, out);
                    }
                }
                self.execute_nested(otherwise, context, frame, out)
            }
            Op::Variable { slot, value } => {
                let value = self.binding(value, context, frame)?;
                frame.set(*slot, value);
                Ok(())
            }
            Op::Param { slot, name, value } => {
                let value = match frame.argument(*name) {
                    Some(given) => given,
                    None => self.binding(value, context, frame)?,
                };
                frame.set(*slot, value);
                Ok(())
            }
            Op::Copy(copy) => element::copy(self, copy, context, frame, out),
            Op::CopyOf(select) => self.copy_of(select, context, frame, out),
            Op::Element(element) => element::element(self, element, context, frame, out),
            Op::Attribute(attribute) => element::attribute(self, attribute, context, frame, out),
            Op::Comment(body) => {
                let text = self.text_written(body, context, frame)?;
                out.comment(&text)
            }
            Op::ProcessingInstruction { name, body } => {
                element::processing_instruction(self, name, body, context, frame, out)
            }
            Op::Number(number) => {
                let text = super::number::number(self, number, &context.focus(frame))?;
                out.text(&text, false)
            }
            Op::Message { terminate, body } => {
                super::message::message(self, instruction.place, *terminate, body, context, frame)
            }
            Op::Document(document) => super::document::document(self, document, context, frame),
            Op::FunctionResult(value) => {
                let value = self.binding(value, context, frame)?;
                frame.result.get_or_insert(value);
                Ok(())
            }
            Op::Unknown { name } => Err(TransformError::new(ErrorKind::Dynamic {
                message: format!("the instruction `{name}` is not known"),
            })),
            Op::Block(body) => self.execute_nested(body, context, frame, out),
        }
    }

    fn copy_of(
        &self,
        select: &'r crate::xpath::Expr,
        context: Context,
        frame: &Frame<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        match self.eval(select, &context.focus(frame))? {
            Value::Nodes(nodes) => nodes.iter().try_for_each(|node| out.copy(*node)),
            Value::Fragment(root) => out.copy(root),
            Value::TextFragment(text) => out.text(&text, false),
            value @ (Value::Boolean(_) | Value::Number(_) | Value::String(_)) => {
                out.text(&self.string(&value)?, false)
            }
        }
    }

    /// The value of a variable.
    pub(crate) fn binding(
        &self,
        binding: &'r Binding,
        context: Context,
        frame: &mut Frame<'r>,
    ) -> Result<Value<'r>> {
        match binding {
            Binding::Select(expr) => self.eval(expr, &context.focus(frame)),
            Binding::Body(body) => self.fragment(body, context, frame),
            Binding::Empty => Ok(Value::String("".into())),
        }
    }

    /// The values of `xsl:with-param`.
    pub(crate) fn with_params(
        &self,
        arguments: &'r [crate::program::Argument],
        context: Context,
        frame: &mut Frame<'r>,
    ) -> Result<Arguments<'r>> {
        arguments
            .iter()
            .map(|argument| Ok((argument.name, self.binding(&argument.value, context, frame)?)))
            .collect::<Result<Vec<_>>>()
            .map(Arguments::from)
    }

    /// The text of an attribute value template.
    pub(crate) fn value_template<'t>(
        &self,
        template: &'r ValueTemplate,
        context: Context,
        frame: &Frame<'r>,
        scratch: &'t mut String,
    ) -> Result<&'t str>
    where
        'r: 't,
    {
        match template {
            ValueTemplate::Fixed(text) => Ok(text),
            ValueTemplate::Parts(parts) => {
                scratch.clear();
                for part in parts {
                    match part {
                        Part::Text(text) => scratch.push_str(text),
                        Part::Expr(expr) => {
                            self.eval_string_into(expr, &context.focus(frame), scratch)?;
                        }
                    }
                }
                self.check_length(scratch.len())?;
                Ok(scratch)
            }
        }
    }
}

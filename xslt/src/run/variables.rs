//! Variables, parameters, and functions of the stylesheet (XSLT 1.0, section 11; EXSLT functions).

use std::cell::RefCell;

use super::frame::{Arguments, Context, Frame};
use super::{Focus, Run};
use crate::error::{Result, TransformError};
use crate::output::{Emitter, Taken, Target};
use crate::program::{Block, Op};
use crate::tree::{Node, TreeBuilder};
use crate::value::Value;

/// The values of the global variables, evaluated when they are first asked for.
#[derive(Debug, Default)]
pub(crate) struct Globals<'r> {
    values: RefCell<Vec<Global<'r>>>,
}

#[derive(Debug, Clone, Default)]
enum Global<'r> {
    #[default]
    Unknown,
    /// It is being evaluated: who asks now is part of a circle.
    UnderWay,
    Known(Value<'r>),
}

/// The root of the source: what global variables are evaluated at.
const SOURCE: Node = Node { document: 0, index: 0, namespace: 0 };

impl<'r> Run<'r> {
    /// Gives global variables a value beforehand: those that the caller gave.
    pub(crate) fn set_global(&self, index: usize, value: Value<'r>) {
        let mut values = self.state.globals.values.borrow_mut();
        values.resize(self.program.globals.len(), Global::Unknown);
        if let Some(known) = values.get_mut(index) {
            *known = Global::Known(value);
        }
    }

    /// The value of a global variable.
    pub(crate) fn global(&self, index: u32) -> Result<Value<'r>> {
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        let Some(global) = self.program.globals.get(at) else {
            return Err(TransformError::dynamic("there is no such global variable"));
        };
        {
            let mut values = self.state.globals.values.borrow_mut();
            values.resize(self.program.globals.len(), Global::Unknown);
            match values.get_mut(at) {
                Some(Global::Known(value)) => return Ok(value.clone()),
                Some(Global::UnderWay) => {
                    let name = self.store.names.display(global.name);
                    return Err(TransformError::dynamic(format!(
                        "the global variable `${name}` is defined by itself"
                    )));
                }
                Some(unknown) => *unknown = Global::UnderWay,
                None => {}
            }
        }
        let mut frame = Frame::new(global.n_slots, None);
        let value = self
            .nested(|| self.binding(&global.value, Context::at(SOURCE), &mut frame))
            .map_err(|mut error| {
                error.0.location.get_or_insert_with(|| self.location(global.place));
                error
            })?;
        if let Some(known) = self.state.globals.values.borrow_mut().get_mut(at) {
            *known = Global::Known(value.clone());
        }
        Ok(value)
    }

    /// Calls a `func:function`, an index into `Program::functions`: arguments by position, missing ones take their
    /// defaults.
    pub(crate) fn call_function(
        &self,
        index: u32,
        args: Vec<Value<'r>>,
        focus: &Focus<'_, 'r>,
    ) -> Result<Value<'r>> {
        let function = self.program.functions.get(usize::try_from(index).unwrap_or(usize::MAX));
        let Some(function) = function else {
            return Err(TransformError::dynamic("there is no such function"));
        };
        let n_params = usize::try_from(function.n_params).unwrap_or(usize::MAX);
        if args.len() > n_params {
            let name = self.store.names.display(function.name);
            let n_args = args.len();
            return Err(TransformError::dynamic(format!(
                "the function `{name}` takes {n_params} arguments at the most, not {n_args}"
            )));
        }
        let names = function.body.iter().filter_map(|instruction| match &instruction.op {
            Op::Param { name, .. } => Some(*name),
            _ => None,
        });
        let arguments: Arguments<'r> = names.zip(args).collect();
        let mut frame = Frame::new(function.n_slots, Some(arguments));
        let context =
            Context { node: focus.node, position: focus.position, size: focus.size, rule: None };
        // What the body writes beside its result goes nowhere.
        let mut out = Emitter::new(self, Target::Text(String::new()));
        self.nested(|| self.execute(&function.body, context, &mut frame, &mut out))?;
        drop(out);
        Ok(frame.result.unwrap_or_else(|| Value::String("".into())))
    }

    /// What a sequence of instructions writes, as a result tree fragment. One that is sure to write text alone needs no
    /// tree.
    pub(crate) fn fragment(
        &self,
        body: &'r Block,
        context: Context,
        frame: &mut Frame<'r>,
    ) -> Result<Value<'r>> {
        if writes_text_alone(body) {
            return Ok(Value::TextFragment(self.text_written(body, context, frame)?.into()));
        }
        let mut out = Emitter::new(self, Target::Tree(Box::new(TreeBuilder::new())));
        self.execute_nested(body, context, frame, &mut out)?;
        match out.finish()? {
            Taken::Tree(document) => Ok(Value::Fragment(self.add_document(document)?)),
            Taken::Text(text) => Ok(Value::TextFragment(text.into())),
            Taken::Result => Ok(Value::TextFragment("".into())),
        }
    }
}

fn writes_text_alone(body: &Block) -> bool {
    body.iter().all(|instruction| match &instruction.op {
        Op::Text { raw, .. } | Op::ValueOf { raw, .. } => !raw,
        Op::Number(_) | Op::Variable { .. } | Op::Message { .. } => true,
        Op::If { body, .. } | Op::Block(body) => writes_text_alone(body),
        Op::ForEach(each) => writes_text_alone(&each.body),
        Op::Choose { whens, otherwise } => {
            whens.iter().all(|(_, body)| writes_text_alone(body)) && writes_text_alone(otherwise)
        }
        _ => false,
    })
}

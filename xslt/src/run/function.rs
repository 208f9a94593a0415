//! Functions of the stylesheet (exslt.org/func).

use super::{Focus, Frame, Run, Spot};
use crate::error::{Result, TransformError};
use crate::output::{Emitter, Target};
use crate::program::{Binding, Op, UserFunction};
use crate::tree::usize_of;
use crate::value::{Text, Value};

impl<'r> Run<'r> {
    /// Calls a `func:function`, an index into `Program::functions`. As in libxslt, its context node is the current node.
    /// What it writes to the result is dropped.
    pub(crate) fn call_function(
        &self,
        index: u32,
        args: Vec<Value<'r>>,
        focus: &Focus<'_, 'r>,
    ) -> Result<Value<'r>> {
        let Some(function) = self.program.functions.get(usize_of(index)) else {
            return Err(TransformError::dynamic("there is no such function"));
        };
        if args.len() > usize_of(function.n_params) {
            let name = self.store.names.display(function.name);
            let message = format!(
                "the function `{name}` has {} parameters, and is given {} arguments",
                function.n_params,
                args.len()
            );
            return Err(TransformError::dynamic(message));
        }
        let spot = Spot { node: focus.current, position: focus.position, size: focus.size };
        self.nested(|| self.function_body(function, args, spot)).map_err(|error| {
            let label = || format!("function `{}`", self.store.names.display(function.name));
            self.through(error, label, function.place)
        })
    }

    fn function_body(
        &self,
        function: &'r UserFunction,
        args: Vec<Value<'r>>,
        spot: Spot,
    ) -> Result<Value<'r>> {
        let params = function.body.iter().filter_map(|instruction| {
            if let Op::Param { name, .. } = &instruction.op { Some(*name) } else { None }
        });
        let args: Vec<_> = params.zip(args).collect();
        let body = |frame: &mut Frame<'_, 'r>| {
            let mut out = Emitter::new(self, Target::Text(String::new()));
            self.block(&function.body, spot, frame, &mut out)?;
            Ok(frame.result.take().unwrap_or_else(|| Value::String(Text::default())))
        };
        self.holding(&args, || self.framed(Frame::new(function.n_slots, &args), body))
    }

    /// `func:result`
    pub(super) fn function_result(
        &self,
        value: &'r Binding,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
    ) -> Result<()> {
        let value = self.binding(value, spot, frame)?;
        if frame.result.replace(value).is_some() {
            return Err(TransformError::dynamic("the function gives a second result"));
        }
        Ok(())
    }
}

//! What is called or asked for by name: global variables, and functions of the stylesheet.

use super::path::Nodes;
use super::{Analyzer, Context, on_stack};
use crate::program::Op;
use crate::xpath::Expr;

impl<'p> Analyzer<'p> {
    /// The value of a global variable, as far as it is known in this round.
    pub(crate) fn global(&mut self, index: u32) -> Nodes {
        let program = self.program;
        let Some(global) = program.globals.get(usize::try_from(index).unwrap_or(usize::MAX)) else {
            return Nodes::default();
        };
        let known = self.globals.entry(index).or_default();
        // One that asks for itself gets what was found before.
        if std::mem::replace(&mut known.done, true) || self.spend() {
            return self.globals.get(&index).map(|known| known.value.clone()).unwrap_or_default();
        }
        let mut context = Context::new(Nodes::root(), global.n_slots, global.place);
        context.list = Nodes::root();
        let mut value = on_stack(|| self.binding(&global.value, &context));
        // The caller may give another value, though none of the source.
        value.other |= global.param;
        let known = self.globals.entry(index).or_default();
        self.changed |= known.value.add(&value);
        known.value.clone()
    }

    /// Calls a function of the stylesheet; what it gives, as far as that is known in this round.
    pub(crate) fn user_function(
        &mut self,
        index: u32,
        args: &'p [Expr],
        context: &Context,
    ) -> Nodes {
        let program = self.program;
        let values: Vec<Nodes> = args.iter().map(|arg| self.value(arg, context)).collect();
        let Some(function) = program.functions.get(usize::try_from(index).unwrap_or(usize::MAX))
        else {
            return Nodes::default();
        };
        let is_new = !self.functions.contains_key(&index);
        let (visit, given) = self.functions.entry(index).or_default();
        let mut changed =
            is_new | visit.nodes.add(&context.current) | visit.list.add(&context.list);
        for (instruction, value) in function.body.iter().zip(values) {
            if let Op::Param { name, .. } = &instruction.op {
                changed |= visit.params.entry(*name).or_default().add(&value);
            }
        }
        self.changed |= changed;
        given.clone()
    }

    /// Goes through a function with all that it was called with.
    pub(crate) fn visit_function(&mut self, index: u32) {
        let program = self.program;
        let (Some(function), Some((visit, _))) = (
            program.functions.get(usize::try_from(index).unwrap_or(usize::MAX)),
            self.functions.get(&index).cloned(),
        ) else {
            return;
        };
        let mut context = Context::new(visit.nodes, function.n_slots, function.place);
        context.list = visit.list;
        context.params = visit.params;
        self.given = Nodes::other();
        self.block(&function.body, &mut context);
        let found = std::mem::take(&mut self.given);
        if let Some((_, given)) = self.functions.get_mut(&index) {
            self.changed |= given.add(&found);
        }
    }
}

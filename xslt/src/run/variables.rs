//! Variables and parameters (XSLT 1.0, section 11).

use std::cell::RefCell;

use super::{Frame, Run, Spot};
use crate::error::{Result, TransformError};
use crate::output::{Emitter, Taken, Target};
use crate::program::{Binding, Global, Instruction};
use crate::tree::{Document, Kind, Node, usize_of};
use crate::value::{Text, Value};
use crate::xpath::Expr;

/// The values of the global variables, evaluated when they are first asked for.
#[derive(Debug, Default)]
pub(crate) struct Globals<'r> {
    values: RefCell<Vec<State<'r>>>,
}

/// How far a global variable is.
#[derive(Debug, Clone, Default)]
enum State<'r> {
    /// Not asked for yet.
    #[default]
    New,
    /// Not asked for yet; the caller gave an expression.
    Given(&'r Expr),
    UnderWay,
    Done(Value<'r>),
}

impl<'r> Globals<'r> {
    /// Sets how far one is; the place of a variable that there is.
    fn set(&self, place: usize, state: State<'r>) {
        let mut values = self.values.borrow_mut();
        if values.len() <= place {
            values.resize(place + 1, State::New);
        }
        if let Some(value) = values.get_mut(place) {
            *value = state;
        }
    }

    /// Sets the value that the caller gave.
    pub(super) fn give(&self, place: usize, value: Value<'r>) {
        self.set(place, State::Done(value));
    }

    /// Sets the expression that the caller gave.
    pub(super) fn give_expr(&self, place: usize, expr: &'r Expr) {
        self.set(place, State::Given(expr));
    }
}

impl<'r> Run<'r> {
    /// The value of a global variable.
    pub(crate) fn global(&self, index: u32) -> Result<Value<'r>> {
        let place = usize_of(index);
        let state = self.state.globals.values.borrow().get(place).cloned().unwrap_or_default();
        if let State::Done(value) = state {
            return Ok(value);
        }
        let Some(global) = self.program.globals.get(place) else {
            return Err(TransformError::dynamic("there is no such variable"));
        };
        if let State::UnderWay = state {
            let name = self.store.names.display(global.name);
            let message = format!("the value of the variable `{name}` depends on itself");
            return Err(TransformError::dynamic(message));
        }
        self.state.globals.set(place, State::UnderWay);
        let value = self.nested(|| match state {
            State::Given(expr) => self.eval(expr, &Spot::alone(SOURCE).focus(&[])),
            State::New | State::UnderWay | State::Done(_) => self.global_value(global),
        });
        // After an error it can be asked for again: `dyn:evaluate` goes on after one.
        let state = value.as_ref().map_or(State::New, |value| State::Done(value.clone()));
        self.state.globals.set(place, state);
        value.map_err(|error| self.located(error, global.place))
    }

    fn global_value(&self, global: &'r Global) -> Result<Value<'r>> {
        if let Some(tracer) = &self.state.trace {
            tracer.borrow_mut().count_global(global);
        }
        self.framed(Frame::new(global.n_slots, &[]), |frame| {
            self.binding(&global.value, Spot::alone(SOURCE), frame)
        })
    }

    /// The value of a variable, parameter or argument (XSLT 1.0, section 11.2).
    pub(super) fn binding(
        &self,
        value: &'r Binding,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
    ) -> Result<Value<'r>> {
        match value {
            Binding::Select(expr) => self.eval(expr, &spot.focus(&frame.slots)),
            Binding::Body(body) => self.fragment(body, spot, frame),
            Binding::Empty => Ok(Value::String(Text::default())),
        }
    }

    /// The result tree fragment that a block makes. Where that is text alone, no tree is built.
    fn fragment(
        &self,
        body: &'r [Instruction],
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
    ) -> Result<Value<'r>> {
        if self.writes_text(body) {
            return Ok(Value::TextFragment(self.content(body, spot, frame)?));
        }
        let mut out = Emitter::new(self, Target::Tree(Box::default()));
        self.block(body, spot, frame, &mut out)?;
        match out.finish()? {
            Taken::Tree(tree) => match text_of(&tree) {
                Some(text) => Ok(Value::TextFragment(Text::from(text.to_owned()))),
                None => Ok(Value::Fragment(self.add_document(tree)?)),
            },
            Taken::Text(text) => Ok(Value::TextFragment(text.into())),
            Taken::Result => Ok(Value::TextFragment(Text::default())),
        }
    }
}

/// The text of a tree that has nothing else in it.
pub(super) fn text_of(tree: &Document) -> Option<&str> {
    match tree.nodes.as_slice() {
        [_] => Some(""),
        [_, node] if node.kind == Kind::Text && !node.raw => Some(tree.own_text(1)),
        _ => None,
    }
}

/// The root of the source: global variables are evaluated there.
pub(super) const SOURCE: Node = Node { document: 0, index: 0, namespace: 0 };

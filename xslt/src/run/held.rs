//! What variables and node lists keep in memory while templates are under way: a deep recursion must not multiply a
//! large text or node-set without bound.

use std::rc::Rc;

use super::{Frame, Run};
use crate::error::{Result, TransformError};
use crate::names::Name;
use crate::tree::usize_of;
use crate::value::{NodeSet, Text, Value};

/// Takes a node list back from the count of nodes when it is no longer needed.
#[derive(Debug)]
pub(super) struct HeldNodes<'a, 'r> {
    run: &'a Run<'r>,
    n_nodes: usize,
}

impl Drop for HeldNodes<'_, '_> {
    fn drop(&mut self) {
        if self.n_nodes > 0 {
            self.run.release_nodes(self.n_nodes);
        }
    }
}

impl<'r> Run<'r> {
    /// Counts a node list that is being gone through.
    pub(super) fn hold_nodes(&self, nodes: &NodeSet) -> Result<HeldNodes<'_, 'r>> {
        /// How many of a list take as much memory as a node of a tree with its text.
        const PER_NODE: usize = 4;
        let n_nodes = match nodes {
            NodeSet::Empty | NodeSet::One(_) => 0,
            NodeSet::Many(nodes) => nodes.len() / PER_NODE,
        };
        if n_nodes > 0 {
            self.count_nodes(n_nodes)?;
        }
        Ok(HeldNodes { run: self, n_nodes })
    }

    /// Counts what was made for the arguments of a call while it is carried out.
    pub(super) fn holding<T>(
        &self,
        args: &[(Name, Value<'r>)],
        body: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let n_bytes = args.iter().map(|(_, value)| own_bytes(value)).sum();
        if n_bytes == 0 {
            return body();
        }
        self.hold_bytes(n_bytes)?;
        let result = body();
        self.release_bytes(n_bytes);
        result
    }

    /// Gives a variable its value.
    pub(super) fn set(&self, frame: &mut Frame<'_, 'r>, slot: u32, value: Value<'r>) -> Result<()> {
        /// Less than that is not counted.
        const SHORT: usize = 256;
        let n_bytes = own_bytes(&value);
        if n_bytes > SHORT || !frame.held.is_empty() {
            self.hold(frame, slot, n_bytes)?;
        }
        match frame.slots.get_mut(usize_of(slot)) {
            Some(place) => {
                *place = Some(value);
                Ok(())
            }
            None => Err(TransformError::dynamic("there is no such variable")),
        }
    }

    /// Counts what a slot holds now, instead of what it held before.
    fn hold(&self, frame: &mut Frame<'_, 'r>, slot: u32, n_bytes: usize) -> Result<()> {
        let mut n_before = 0;
        match frame.held.iter_mut().find(|(held, _)| *held == slot) {
            Some((_, held)) => n_before = std::mem::replace(held, n_bytes),
            None => frame.held.push((slot, n_bytes)),
        }
        self.release_bytes(n_before);
        self.hold_bytes(n_bytes)
    }

    /// Counts text that variables hold, or that is being built.
    pub(crate) fn hold_bytes(&self, n_bytes: usize) -> Result<()> {
        let all = self.state.n_held.get().saturating_add(n_bytes);
        self.state.n_held.set(all);
        self.check_kept(all)
    }

    /// Takes that back.
    pub(crate) fn release_bytes(&self, n_bytes: usize) {
        self.state.n_held.set(self.state.n_held.get().saturating_sub(n_bytes));
    }

    /// Takes back what the variables of a frame held.
    pub(super) fn release(&self, frame: &Frame<'_, 'r>) {
        if !frame.held.is_empty() {
            let n_bytes: usize = frame.held.iter().map(|(_, n_bytes)| n_bytes).sum();
            self.release_bytes(n_bytes);
        }
    }
}

/// The bytes that a value takes which nothing else shares.
fn own_bytes(value: &Value<'_>) -> usize {
    match value {
        Value::String(Text::Shared(text)) | Value::TextFragment(Text::Shared(text))
            if Rc::strong_count(text) == 1 =>
        {
            text.len()
        }
        Value::Nodes(NodeSet::Many(nodes)) if Rc::strong_count(nodes) == 1 => size_of_val(&**nodes),
        Value::Boolean(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Nodes(_)
        | Value::Fragment(_)
        | Value::TextFragment(_) => 0,
    }
}

//! What a template works on: its variables, and where it is in the source.

use std::rc::Rc;

use super::Focus;
use crate::names::Name;
use crate::tree::Node;
use crate::value::Value;

/// Arguments by name; shared by all nodes that templates are applied to.
pub(crate) type Arguments<'r> = Rc<[(Name, Value<'r>)]>;

/// The variables of a template or function that is under way.
#[derive(Debug, Default)]
pub(crate) struct Frame<'r> {
    slots: Vec<Option<Value<'r>>>,
    arguments: Option<Arguments<'r>>,
    /// What `func:result` gave.
    pub(crate) result: Option<Value<'r>>,
}

impl<'r> Frame<'r> {
    pub(crate) fn new(n_slots: u32, arguments: Option<Arguments<'r>>) -> Self {
        let n_slots = usize::try_from(n_slots).unwrap_or_default();
        let mut slots = Vec::new();
        slots.resize_with(n_slots, || None);
        Self { slots, arguments, result: None }
    }

    pub(crate) fn set(&mut self, slot: u32, value: Value<'r>) {
        let slot = usize::try_from(slot).unwrap_or(usize::MAX);
        if let Some(known) = self.slots.get_mut(slot) {
            *known = Some(value);
        }
    }

    pub(crate) fn argument(&self, name: Name) -> Option<Value<'r>> {
        let arguments = self.arguments.as_ref()?;
        arguments.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    pub(crate) fn slots(&self) -> &[Option<Value<'r>>] {
        &self.slots
    }
}

/// Where in the source an instruction is carried out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) node: Node,
    /// From 1.
    pub(crate) position: usize,
    pub(crate) size: usize,
    /// The current template rule (XSLT 1.0, section 5.6): the template and its mode.
    pub(crate) rule: Option<(u32, u32)>,
}

impl Context {
    /// At one node, under no rule.
    pub(crate) const fn at(node: Node) -> Self {
        Self { node, position: 1, size: 1, rule: None }
    }

    pub(crate) fn focus<'a, 'r>(&self, frame: &'a Frame<'r>) -> Focus<'a, 'r> {
        Focus {
            node: self.node,
            position: self.position,
            size: self.size,
            current: self.node,
            slots: frame.slots(),
        }
    }
}

//! Which template rule a node gets (XSLT 1.0, sections 5.3, 5.5 and 5.6).

use super::{Run, Spot};
use crate::error::Result;
use crate::names::Name;
use crate::program::{Mode, Rule};
use crate::tree::{Kind, Node, usize_of};

/// The current template rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Current {
    /// An index into `Program::templates`.
    pub(super) template: u32,
    /// An index into `Program::modes`.
    pub(super) mode: u32,
}

impl Mode {
    /// The rules that may match a node of that kind and name, the best first.
    fn candidates(&self, kind: Kind, name: Name) -> &[u32] {
        match kind {
            Kind::Element => named(&self.elements, name).unwrap_or(&self.any_element),
            Kind::Attribute => named(&self.attributes, name).unwrap_or(&self.any_attribute),
            Kind::Text => &self.text,
            Kind::Comment => &self.comment,
            Kind::ProcessingInstruction => &self.processing_instruction,
            Kind::Root => &self.root,
            Kind::Namespace => &self.namespace,
        }
    }
}

fn named(lists: &[(Name, Box<[u32]>)], name: Name) -> Option<&[u32]> {
    let place = lists.binary_search_by_key(&name, |(name, _)| *name).ok()?;
    lists.get(place).map(|(_, rules)| &**rules)
}

impl Run<'_> {
    /// The template of the best rule for a node: of all, or of those alone whose import precedence is in a range.
    pub(super) fn find_template(
        &self,
        mode: u32,
        node: Node,
        precedences: Option<(u32, u32)>,
    ) -> Result<Option<u32>> {
        let Some(mode) = self.program.modes.get(usize_of(mode)) else { return Ok(None) };
        let (kind, name) = match node.namespace {
            0 => {
                let data = self.document(node).data(node.index);
                (data.kind, data.name)
            }
            _ => (Kind::Namespace, Name::NONE),
        };
        let focus = Spot::alone(node).focus(&[]);
        let is_in = |rule: &Rule| {
            precedences.is_none_or(|(from, to)| (from..to).contains(&rule.precedence))
        };
        for (n_tried, number) in mode.candidates(kind, name).iter().enumerate() {
            if n_tried % 16 == 15 {
                self.tick(1)?;
            }
            if let Some(rule) = mode.rules.get(usize_of(*number))
                && is_in(rule)
                && self.matches(&rule.pattern, node, &focus)?
            {
                return Ok(Some(rule.template));
            }
        }
        Ok(None)
    }
}

//! Applying template rules, and repetition (XSLT 1.0, sections 5.4, 5.6, 5.8 and 8).

use super::rule::Current;
use super::{Frame, Run, Spot};
use crate::error::{Result, TransformError};
use crate::names::Name;
use crate::output::Emitter;
use crate::program::{ApplyTemplates, Argument, ForEach};
use crate::tree::{Document, Kind, Node};
use crate::value::{NodeSet, Value};

impl<'r> Run<'r> {
    /// `xsl:apply-templates`
    pub(super) fn apply_templates(
        &self,
        apply: &'r ApplyTemplates,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let args = self.with_params(&apply.params, spot, frame)?;
        let nodes = match &apply.select {
            Some(select) => self.eval_nodes(select, &spot.focus(&frame.slots))?,
            None if apply.sorts.is_empty() => {
                return self.apply_to_children(spot.node, apply.mode, &args, out);
            }
            None => {
                let document = self.document(spot.node);
                let number = spot.node.document;
                let children = children(document, spot.node);
                let node = |index| Node { document: number, index, namespace: 0 };
                NodeSet::from_sorted(children.map(node).collect())
            }
        };
        let _held = self.hold_nodes(&nodes)?;
        if apply.sorts.is_empty() {
            self.apply_to_nodes(&nodes, apply.mode, &args, out)
        } else {
            let sorted = self.sorted(&nodes, &apply.sorts, spot, frame)?;
            self.apply_to_nodes(&sorted, apply.mode, &args, out)
        }
    }

    fn apply_to_nodes(
        &self,
        nodes: &[Node],
        mode: u32,
        args: &[(Name, Value<'r>)],
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        for (before, node) in nodes.iter().enumerate() {
            let spot = Spot { node: *node, position: before + 1, size: nodes.len() };
            self.apply_rules(spot, mode, args, out)?;
        }
        Ok(())
    }

    fn apply_to_children(
        &self,
        parent: Node,
        mode: u32,
        args: &[(Name, Value<'r>)],
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let document = self.document(parent);
        let size = children(document, parent).count();
        for (before, index) in children(document, parent).enumerate() {
            let node = Node { index, ..parent };
            self.apply_rules(Spot { node, position: before + 1, size }, mode, args, out)?;
        }
        Ok(())
    }

    /// Carries the best rule for a node out, or the built-in one.
    pub(super) fn apply_rules(
        &self,
        spot: Spot,
        mode: u32,
        args: &[(Name, Value<'r>)],
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        self.tick(1)?;
        match self.find_template(mode, spot.node, None)? {
            Some(template) => {
                let rule = Some(Current { template, mode });
                self.run_template(template, spot, rule, args, out)
            }
            None => self.built_in_rule(spot.node, mode, args, out),
        }
    }

    /// The built-in rules (XSLT 1.0, section 5.8). As in libxslt, and later versions of XSLT, arguments go on to the
    /// rules of the children.
    fn built_in_rule(
        &self,
        node: Node,
        mode: u32,
        args: &[(Name, Value<'r>)],
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        if node.namespace != 0 {
            return Ok(());
        }
        let document = self.document(node);
        let data = document.data(node.index);
        match data.kind {
            Kind::Root | Kind::Element => {
                self.nested(|| self.apply_to_children(node, mode, args, out))
            }
            Kind::Text | Kind::Attribute => out.text(document.own_text(node.index), data.raw),
            Kind::Namespace | Kind::Comment | Kind::ProcessingInstruction => Ok(()),
        }
    }

    /// `xsl:apply-imports`
    pub(super) fn apply_imports(
        &self,
        params: &'r [Argument],
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let Some(Current { template, mode }) = frame.rule else {
            let message = "there is no current template rule, as in `xsl:for-each`: nothing is \
                           imported that could be applied";
            return Err(TransformError::dynamic(message));
        };
        let args = self.with_params(params, spot, frame)?;
        let imports = self.template(template)?.imports;
        match self.find_template(mode, spot.node, Some(imports))? {
            Some(template) => {
                let rule = Some(Current { template, mode });
                self.run_template(template, spot, rule, &args, out)
            }
            None => self.built_in_rule(spot.node, mode, &args, out),
        }
    }

    /// `xsl:for-each`
    pub(super) fn for_each(
        &self,
        each: &'r ForEach,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let nodes = self.eval_nodes(&each.select, &spot.focus(&frame.slots))?;
        let _held = self.hold_nodes(&nodes)?;
        if each.sorts.is_empty() {
            return self.repeat(each, &nodes, frame, out);
        }
        let sorted = self.sorted(&nodes, &each.sorts, spot, frame)?;
        self.repeat(each, &sorted, frame, out)
    }

    fn repeat(
        &self,
        each: &'r ForEach,
        nodes: &[Node],
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let rule = frame.rule.take();
        for (before, node) in nodes.iter().enumerate() {
            let spot = Spot { node: *node, position: before + 1, size: nodes.len() };
            self.tick(1)?;
            self.block(&each.body, spot, frame, out)?;
        }
        frame.rule = rule;
        Ok(())
    }
}

/// The children of a node; a namespace node has none.
fn children(document: &Document, node: Node) -> impl Iterator<Item = u32> {
    let first = if node.namespace == 0 { document.first_child(node.index) } else { None };
    std::iter::successors(first, |child| document.next_sibling(*child))
}

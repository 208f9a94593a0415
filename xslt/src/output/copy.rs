//! Deep copies of nodes (XSLT 1.0, sections 7.5 and 11.3).

use super::Emitter;
use crate::error::Result;
use crate::program::ResultName;
use crate::tree::{Kind, Node};

impl Emitter<'_, '_> {
    /// Copies a node with all below it (`xsl:copy-of`); of a root, its children. An element brings all namespaces along
    /// that are in scope where it stands.
    pub(crate) fn copy(&mut self, node: Node) -> Result<()> {
        let document = self.run.document(node);
        if let Some(place) = node.namespace.checked_sub(1) {
            let all = self.run.namespaces(node);
            let found = all.get(crate::tree::usize_of(place)).copied();
            return found.map_or(Ok(()), |(prefix, uri)| self.namespace(prefix, uri));
        }
        let from = match document.kind(node.index) {
            Kind::Root => node.index + 1,
            Kind::Attribute => {
                let (name, prefix) = (document.data(node.index).name, document.prefix(node.index));
                return self.attribute(name, prefix, document.own_text(node.index));
            }
            Kind::Element
            | Kind::Namespace
            | Kind::Text
            | Kind::Comment
            | Kind::ProcessingInstruction => node.index,
        };
        self.copy_range(node, from, document.end(node.index))
    }

    /// Copies whole siblings with all below them.
    fn copy_range(&mut self, node: Node, from: u32, to: u32) -> Result<()> {
        /// How many nodes are one look at the clock.
        const STRIDE: usize = 64;
        let document = self.run.document(node);
        let outside = self.ends.len();
        let mut n_nodes = 0;
        let mut at = from;
        while at < to {
            n_nodes += 1;
            if n_nodes % STRIDE == 0 {
                self.run.tick(STRIDE)?;
            }
            self.close_until(outside, at)?;
            let data = document.data(at);
            match data.kind {
                Kind::Element => {
                    self.copy_start_tag(Node { index: at, ..node }, self.ends.len() == outside)?;
                    self.ends.push(data.a);
                    at += u32::from(data.n_attributes);
                }
                Kind::Text => self.text(document.own_text(at), data.raw)?,
                Kind::Comment => self.comment(document.own_text(at))?,
                Kind::ProcessingInstruction => {
                    self.processing_instruction(data.name, document.own_text(at))?;
                }
                Kind::Root | Kind::Attribute | Kind::Namespace => {}
            }
            at += 1;
        }
        self.close_until(outside, to)?;
        self.run.tick(n_nodes % STRIDE)
    }

    /// Closes the elements of the copy that end before a node.
    fn close_until(&mut self, outside: usize, at: u32) -> Result<()> {
        while self.ends.len() > outside
            && let Some(end) = self.ends.last()
            && *end <= at
        {
            self.ends.pop();
            self.end_element()?;
        }
        Ok(())
    }

    fn copy_start_tag(&mut self, node: Node, outermost: bool) -> Result<()> {
        let (document, at) = (self.run.document(node), node.index);
        let data = document.data(at);
        let name = ResultName { name: data.name, prefix: document.prefix(at) };
        // Scope 0 declares nothing but `xml`.
        if data.b == 0 {
            self.start_element(name, &[])?;
        } else if outermost {
            self.start_element(name, &self.run.namespaces(node))?;
        } else if data.b == document.scope(data.parent) {
            self.start_element(name, &[])?;
        } else {
            let scope = document.scopes.get(crate::tree::usize_of(data.b));
            self.start_element(name, scope.map_or(&[], |scope| scope.declared.as_slice()))?;
        }
        for attribute in document.attributes(at) {
            let name = document.data(attribute).name;
            // A source has no two attributes of one name: they need not be compared.
            let (prefix, value) = (document.prefix(attribute), document.own_text(attribute));
            self.add_attribute(name, prefix, value)?;
        }
        Ok(())
    }
}

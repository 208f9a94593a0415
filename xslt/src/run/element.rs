//! Making nodes, and copying them (XSLT 1.0, sections 7.1 to 7.5 and 11.3).

use std::rc::Rc;

use super::{Frame, Run, Spot};
use crate::error::{Result, TransformError};
use crate::names::{Atom, Name};
use crate::output::Emitter;
use crate::program::{
    Attribute, Copy, Element, Instruction, LiteralElement, ResultName, ValueTemplate,
};
use crate::tree::{Kind, Node, usize_of};
use crate::value::Value;
use crate::xml::is_ncname;
use crate::xpath::Expr;

/// The namespaces in scope at the last element that was asked about. Mostly the next one has the same.
#[derive(Debug, Default)]
pub(crate) struct InScope {
    /// The document, and the scope in it.
    of: Option<(u32, u32)>,
    namespaces: Rc<[(Atom, Atom)]>,
}

impl<'r> Run<'r> {
    /// A literal result element. Its attributes win over those of the sets that it uses.
    pub(super) fn literal(
        &self,
        literal: &'r LiteralElement,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        out.start_element(literal.name, &literal.namespaces)?;
        self.attribute_sets(&literal.attribute_sets, spot, out)?;
        for (ResultName { name, prefix }, value) in &literal.attributes {
            match value {
                ValueTemplate::Fixed(value) => out.attribute(*name, *prefix, value)?,
                ValueTemplate::Parts(_) => {
                    let value = self.value_template(value, spot, frame)?;
                    out.attribute(*name, *prefix, &value)?;
                }
            }
        }
        self.block(&literal.body, spot, frame, out)?;
        out.end_element()
    }

    /// Adds the attributes of sets (section 7.1.4): of each its definitions in turn, what they use first.
    fn attribute_sets(&self, sets: &'r [u32], spot: Spot, out: &mut Emitter<'_, 'r>) -> Result<()> {
        for set in sets {
            self.tick(1)?;
            let Some(set) = self.program.attribute_sets.get(usize_of(*set)) else { continue };
            self.nested(|| {
                for definition in &set.definitions {
                    self.attribute_sets(&definition.uses, spot, out)?;
                    self.framed(Frame::new(definition.n_slots, &[]), |frame| {
                        self.block(&definition.body, spot, frame, out)
                    })?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// `xsl:element`
    pub(super) fn element(
        &self,
        element: &'r Element,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let name = self.value_template(&element.name, spot, frame)?;
        let (prefix, local) = split(&name, "an element")?;
        let names = &self.store.names;
        let namespace = element.namespace.as_ref();
        let uri = match namespace.map(|uri| self.value_template(uri, spot, frame)).transpose()? {
            Some(uri) => names.atom(&uri),
            None => namespace_of(&element.scope, self.prefix(prefix), &name)?,
        };
        let name = ResultName { name: names.name(uri, local), prefix: self.own_prefix(prefix) };
        out.start_element(name, &[])?;
        self.attribute_sets(&element.attribute_sets, spot, out)?;
        self.block(&element.body, spot, frame, out)?;
        out.end_element()
    }

    /// `xsl:attribute`
    pub(super) fn attribute(
        &self,
        attribute: &'r Attribute,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let name = self.value_template(&attribute.name, spot, frame)?;
        let (prefix, local) = split(&name, "an attribute")?;
        let names = &self.store.names;
        let namespace = attribute.namespace.as_ref();
        let uri = match namespace.map(|uri| self.value_template(uri, spot, frame)).transpose()? {
            Some(uri) => names.atom(&uri),
            None if local == "xmlns" && prefix.is_empty() => return Err(reserved()),
            None if prefix.is_empty() => Atom::EMPTY,
            None => namespace_of(&attribute.scope, self.prefix(prefix), &name)?,
        };
        let name = names.name(uri, local);
        let prefix = self.own_prefix(prefix);
        let value = self.content(&attribute.body, spot, frame)?;
        out.attribute(name, prefix, &value)
    }

    /// A prefix, interned.
    fn prefix(&self, prefix: &str) -> Atom {
        self.store.names.atom(prefix)
    }

    /// A prefix as the result may have it: `xmlns` stands for no namespace of its own.
    fn own_prefix(&self, prefix: &str) -> Atom {
        if prefix == "xmlns" { Atom::EMPTY } else { self.prefix(prefix) }
    }

    /// `xsl:processing-instruction`
    pub(super) fn processing_instruction(
        &self,
        name: &'r ValueTemplate,
        body: &'r [Instruction],
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let name = self.value_template(name, spot, frame)?;
        if !is_ncname(&name) || name.eq_ignore_ascii_case("xml") {
            let message = format!("`{}` cannot be the name of a processing instruction", &*name);
            return Err(TransformError::dynamic(message));
        }
        let target: Name = self.store.names.name(Atom::EMPTY, &name);
        let data = self.content(body, spot, frame)?;
        out.processing_instruction(target, data.trim_start_matches(crate::xml::SPACE))
    }

    /// `xsl:copy`
    pub(super) fn copy(
        &self,
        copy: &'r Copy,
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let node = spot.node;
        let document = self.document(node);
        let kind = if node.namespace == 0 { document.kind(node.index) } else { Kind::Namespace };
        match kind {
            Kind::Root => self.block(&copy.body, spot, frame, out),
            Kind::Element => {
                let name = document.data(node.index).name;
                let name = ResultName { name, prefix: document.prefix(node.index) };
                self.start_copy(name, node, out)?;
                self.attribute_sets(&copy.attribute_sets, spot, out)?;
                self.block(&copy.body, spot, frame, out)?;
                out.end_element()
            }
            Kind::Attribute
            | Kind::Namespace
            | Kind::Text
            | Kind::Comment
            | Kind::ProcessingInstruction => out.copy(node),
        }
    }

    /// Opens an element with all namespaces that are in scope where the one stands that is copied.
    fn start_copy(&self, name: ResultName, node: Node, out: &mut Emitter<'_, 'r>) -> Result<()> {
        let document = self.document(node);
        let scope = document.scope(node.index);
        // The outermost scope has nothing but `xml`.
        if scope == 0 {
            return out.start_element(name, &[]);
        }
        out.start_element(name, &self.namespaces(node))
    }

    /// All namespaces in scope where a node stands.
    pub(crate) fn namespaces(&self, node: Node) -> Rc<[(Atom, Atom)]> {
        let document = self.document(node);
        let scope = document.scope(node.index);
        let of = Some((node.document, scope));
        let mut known = self.state.in_scope.borrow_mut();
        if known.of != of {
            *known = InScope { of, namespaces: document.namespaces(scope).into() };
        }
        Rc::clone(&known.namespaces)
    }

    /// `xsl:copy-of`
    pub(super) fn copy_of(
        &self,
        select: &'r Expr,
        spot: Spot,
        frame: &Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let value = self.eval(select, &spot.focus(&frame.slots))?;
        match &value {
            Value::Nodes(nodes) => nodes.iter().try_for_each(|node| out.copy(*node)),
            Value::Fragment(root) => out.copy(*root),
            Value::TextFragment(text) => out.text(text, false),
            Value::Boolean(_) | Value::Number(_) | Value::String(_) => {
                out.text(&self.string(&value)?, false)
            }
        }
    }
}

/// Prefix and local part of a name that was computed.
fn split<'n>(name: &'n str, of: &str) -> Result<(&'n str, &'n str)> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    if is_ncname(local) && (is_ncname(prefix) || local.len() == name.len()) {
        return Ok((prefix, local));
    }
    Err(TransformError::dynamic(format!("`{name}` cannot be the name of {of}")))
}

/// The namespace of a prefix in the stylesheet; without a prefix, the default namespace.
fn namespace_of(scope: &[(Atom, Atom)], prefix: Atom, name: &str) -> Result<Atom> {
    if prefix == Atom::XML {
        return Ok(Atom::XML_NAMESPACE);
    }
    match scope.iter().find(|(known, _)| *known == prefix) {
        Some((_, uri)) => Ok(*uri),
        None if prefix.is_empty() => Ok(Atom::EMPTY),
        None => {
            let message =
                format!("the prefix of the name `{name}` is not declared in the stylesheet");
            Err(TransformError::dynamic(message))
        }
    }
}

#[cold]
fn reserved() -> TransformError {
    TransformError::dynamic("an attribute cannot be called `xmlns`")
}

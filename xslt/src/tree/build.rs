//! Building a tree from front to back.

use std::collections::HashMap;

use super::{Document, Kind, NodeData, Scope};
use crate::error::{ErrorKind, Result, TransformError};
use crate::names::{Atom, Name};

/// Takes the parts of a tree in document order. Text that comes in pieces becomes one node.
#[derive(Debug)]
pub(crate) struct TreeBuilder {
    document: Document,
    /// The open nodes: the root, and elements.
    open: Vec<Open>,
    /// The text node that further text is added to.
    last_text: Option<u32>,
    /// The places of the prefixes, for documents that have many.
    prefixes: HashMap<Atom, u16, foldhash::fast::RandomState>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    index: u32,
    last_child: Option<u32>,
}

impl Default for TreeBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl TreeBuilder {
    pub(crate) fn new() -> Self {
        let root = NodeData {
            name: Name::NONE,
            parent: 0,
            previous: 0,
            a: 1,
            b: 0,
            prefix: 0,
            n_attributes: 0,
            kind: Kind::Root,
            raw: false,
        };
        let outermost = Scope { parent: 0, declared: vec![(Atom::XML, Atom::XML_NAMESPACE)] };
        Self {
            document: Document {
                nodes: vec![root],
                text: String::new(),
                scopes: vec![outermost],
                prefixes: vec![Atom::EMPTY],
                ids: HashMap::default(),
                unparsed: Vec::new(),
                address: Box::default(),
                offsets: Vec::new(),
            },
            open: vec![Open { index: 0, last_child: None }],
            last_text: None,
            prefixes: HashMap::default(),
        }
    }

    pub(crate) fn document_mut(&mut self) -> &mut Document {
        &mut self.document
    }

    pub(crate) fn n_nodes(&self) -> usize {
        self.document.nodes.len()
    }

    fn innermost(&self) -> u32 {
        self.open.last().map_or(0, |open| open.index)
    }

    /// The scope of the innermost open element.
    pub(crate) fn scope(&self) -> u32 {
        self.document.scope(self.innermost())
    }

    /// A scope within another. Siblings that declare the same share one.
    fn inner_scope(&mut self, parent: u32, declared: &[(Atom, Atom)]) -> u32 {
        let scopes = &mut self.document.scopes;
        let is_last =
            scopes.last().is_some_and(|last| last.parent == parent && last.declared == declared);
        // The outermost scope is its own parent; it is no one's inner scope.
        if !is_last || scopes.len() == 1 {
            scopes.push(Scope { parent, declared: declared.to_vec() });
        }
        u32::try_from(scopes.len() - 1).unwrap_or(u32::MAX)
    }

    fn prefix(&mut self, prefix: Atom) -> Result<u16> {
        /// So many are looked through; further ones are looked up.
        const FEW: usize = 8;
        if prefix.is_empty() {
            return Ok(0);
        }
        let prefixes = &mut self.document.prefixes;
        let place = prefixes.iter().take(FEW).position(|known| *known == prefix);
        if let Some(place) = place.and_then(|place| u16::try_from(place).ok()) {
            return Ok(place);
        }
        if let Some(place) = self.prefixes.get(&prefix) {
            return Ok(*place);
        }
        let place = u16::try_from(prefixes.len())
            .map_err(|_too_many| TransformError::dynamic("there are too many prefixes"))?;
        prefixes.push(prefix);
        self.prefixes.insert(prefix, place);
        Ok(place)
    }

    /// The length of all text; positions in it are 32 bits wide.
    fn text_length(&self) -> Result<u32> {
        u32::try_from(self.document.text.len()).map_err(|_too_long| {
            let limit = super::usize_of(u32::MAX);
            TransformError::new(ErrorKind::InputTooLarge { limit })
        })
    }

    fn push(&mut self, mut data: NodeData) -> Result<u32> {
        // Indices are 32 bits wide, and so are the ends of subtrees.
        let limit = super::usize_of(u32::MAX - 1);
        let Some(index) =
            u32::try_from(self.document.nodes.len()).ok().filter(|index| *index < u32::MAX)
        else {
            return Err(TransformError::new(ErrorKind::TooManyNodes { limit }));
        };
        data.previous = index;
        if let Some(open) = self.open.last_mut() {
            data.parent = open.index;
            if data.kind != Kind::Attribute {
                data.previous = open.last_child.unwrap_or(index);
                open.last_child = Some(index);
            }
        }
        self.document.nodes.push(data);
        self.last_text = None;
        Ok(index)
    }

    /// Opens an element, with the namespaces that are declared at it.
    pub(crate) fn start_element(
        &mut self,
        name: Name,
        prefix: Atom,
        declared: &[(Atom, Atom)],
    ) -> Result<u32> {
        let outer = self.scope();
        let scope = if declared.is_empty() { outer } else { self.inner_scope(outer, declared) };
        let prefix = self.prefix(prefix)?;
        let index = self.push(NodeData {
            name,
            parent: 0,
            previous: 0,
            a: 0,
            b: scope,
            prefix,
            n_attributes: 0,
            kind: Kind::Element,
            raw: false,
        })?;
        self.open.push(Open { index, last_child: None });
        Ok(index)
    }

    /// Adds an attribute to the element that was just opened; nothing but attributes may have come since.
    pub(crate) fn attribute(&mut self, name: Name, prefix: Atom, value: &str) -> Result<u32> {
        let prefix = self.prefix(prefix)?;
        let element = self.innermost();
        let index = self.push_text(Kind::Attribute, name, prefix, value)?;
        if let Some(data) = self.document.nodes.get_mut(super::usize_of(element)) {
            data.n_attributes = data
                .n_attributes
                .checked_add(1)
                .ok_or_else(|| TransformError::dynamic("an element has too many attributes"))?;
        }
        Ok(index)
    }

    fn push_text(&mut self, kind: Kind, name: Name, prefix: u16, text: &str) -> Result<u32> {
        let a = self.text_length()?;
        self.document.text.push_str(text);
        let b = self.text_length()? - a;
        self.push(NodeData {
            name,
            parent: 0,
            previous: 0,
            a,
            b,
            prefix,
            n_attributes: 0,
            kind,
            raw: false,
        })
    }

    /// Adds text; adjacent text is one node. `raw` text is written without escaping, and stays apart.
    pub(crate) fn text(&mut self, text: &str, raw: bool) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if let Some(index) = self.last_text
            && let Some(data) = self.document.nodes.get(super::usize_of(index))
            && data.raw == raw
        {
            let from = data.a;
            self.document.text.push_str(text);
            let length = self.text_length()? - from;
            if let Some(data) = self.document.nodes.get_mut(super::usize_of(index)) {
                data.b = length;
            }
            return Ok(());
        }
        let index = self.push_text(Kind::Text, Name::NONE, 0, text)?;
        if let Some(data) = self.document.nodes.get_mut(super::usize_of(index)) {
            data.raw = raw;
        }
        self.last_text = Some(index);
        Ok(())
    }

    pub(crate) fn comment(&mut self, text: &str) -> Result<()> {
        self.push_text(Kind::Comment, Name::NONE, 0, text).map(drop)
    }

    pub(crate) fn processing_instruction(&mut self, target: Name, data: &str) -> Result<()> {
        self.push_text(Kind::ProcessingInstruction, target, 0, data).map(drop)
    }

    /// Closes the innermost element.
    pub(crate) fn end_element(&mut self) {
        if self.open.len() > 1 {
            self.close();
        }
        self.last_text = None;
    }

    fn close(&mut self) {
        let end = u32::try_from(self.document.nodes.len()).unwrap_or(u32::MAX);
        if let Some(open) = self.open.pop()
            && let Some(data) = self.document.nodes.get_mut(super::usize_of(open.index))
        {
            data.a = end;
        }
    }

    /// Closes whatever is open.
    pub(crate) fn finish(mut self) -> Document {
        while !self.open.is_empty() {
            self.close();
        }
        self.document
    }
}

//! Trees as arenas: a node is a number, and the order of the numbers is the order of the document.
//!
//! The children of an element follow it, its attributes first; where its subtree ends is stored with it. So the
//! descendants of a node are a range of numbers, and comparing two nodes compares two numbers. Namespace nodes are not
//! stored: they are counted from what is declared around an element.

mod axes;
mod build;
mod strip;

pub(crate) use build::TreeBuilder;
pub(crate) use strip::{StripRule, StripRules, StripTest};

use std::collections::HashMap;

use crate::names::{Atom, Name};

/// A node of one of a transformation's documents; ordered as documents are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Node {
    /// Which document; see `Store`.
    pub(crate) document: u32,
    /// Which node of it; for a namespace node, the element that it belongs to.
    pub(crate) index: u32,
    /// 0 for a node that is stored; n for the n-th namespace node of the element, from 1.
    pub(crate) namespace: u32,
}

/// The kinds of nodes of the XPath data model (XPath 1.0, section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Root,
    Element,
    Attribute,
    Namespace,
    Text,
    Comment,
    ProcessingInstruction,
}

/// What is stored of a node. 28 bytes, as large documents have millions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeData {
    /// Elements and attributes: the expanded name; processing instructions: the target; else [`Name::NONE`].
    pub(crate) name: Name,
    /// The parent's index; the root's is its own.
    pub(crate) parent: u32,
    /// The sibling before, if there is one, else the node's own index. Attributes: their own.
    pub(crate) previous: u32,
    /// Root and elements: the index after their subtree. Others: where their text begins in [`Document::text`].
    pub(crate) a: u32,
    /// Root and elements: the scope (see [`Document::scopes`]). Others: the length of their text.
    pub(crate) b: u32,
    /// The prefix, as an index into [`Document::prefixes`]; 0 is none.
    pub(crate) prefix: u16,
    /// Elements: how many attributes follow.
    pub(crate) n_attributes: u16,
    pub(crate) kind: Kind,
    /// Text: it is written without escaping (`disable-output-escaping`).
    pub(crate) raw: bool,
}

/// The namespaces in scope: those declared at one element, and those around it.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// The scope around; 0, the outermost one, has itself. The outermost declares `xml`.
    pub(crate) parent: u32,
    /// Prefix and namespace; an empty namespace takes a declaration of the default namespace back.
    pub(crate) declared: Vec<(Atom, Atom)>,
}

/// One tree.
#[derive(Debug)]
pub(crate) struct Document {
    /// In document order; the first is the root. Attributes follow their element.
    pub(crate) nodes: Vec<NodeData>,
    /// The text of all text nodes, attributes, comments and processing instructions.
    pub(crate) text: String,
    pub(crate) scopes: Vec<Scope>,
    /// The prefixes in use; the first is the empty one.
    pub(crate) prefixes: Vec<Atom>,
    /// The elements by their attributes of type ID.
    pub(crate) ids: HashMap<Box<str>, u32, foldhash::fast::RandomState>,
    /// The addresses of the unparsed entities that the document type declares.
    pub(crate) unparsed: Vec<(Box<str>, Box<str>)>,
    /// The address of the document; empty if it has none.
    pub(crate) address: Box<str>,
    /// Byte offsets in the text that was read, one for each node, where they were asked for: of the tag, of an
    /// attribute's value, of the text. Else empty.
    pub(crate) offsets: Vec<u32>,
}

pub(crate) fn usize_of(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

impl Document {
    /// The node's data; beyond the end, the root's.
    pub(crate) fn data(&self, index: u32) -> &NodeData {
        const NOTHING: &NodeData = &NodeData {
            name: Name::NONE,
            parent: 0,
            previous: 0,
            a: 0,
            b: 0,
            prefix: 0,
            n_attributes: 0,
            kind: Kind::Root,
            raw: false,
        };
        self.nodes.get(usize_of(index)).unwrap_or(NOTHING)
    }

    pub(crate) fn kind(&self, index: u32) -> Kind {
        self.data(index).kind
    }

    /// The index after the node and all below it.
    pub(crate) fn end(&self, index: u32) -> u32 {
        let data = self.data(index);
        match data.kind {
            Kind::Root | Kind::Element => data.a,
            Kind::Attribute
            | Kind::Namespace
            | Kind::Text
            | Kind::Comment
            | Kind::ProcessingInstruction => index + 1,
        }
    }

    pub(crate) fn parent(&self, index: u32) -> Option<u32> {
        (index != 0).then(|| self.data(index).parent)
    }

    pub(crate) fn first_child(&self, index: u32) -> Option<u32> {
        let data = self.data(index);
        match data.kind {
            Kind::Root | Kind::Element => {
                let first = index + 1 + u32::from(data.n_attributes);
                (first < data.a).then_some(first)
            }
            Kind::Attribute
            | Kind::Namespace
            | Kind::Text
            | Kind::Comment
            | Kind::ProcessingInstruction => None,
        }
    }

    /// The sibling after; attributes have none.
    pub(crate) fn next_sibling(&self, index: u32) -> Option<u32> {
        let data = self.data(index);
        if index == 0 || data.kind == Kind::Attribute {
            return None;
        }
        let next = self.end(index);
        (next < self.data(data.parent).a).then_some(next)
    }

    /// The sibling before; attributes have none.
    pub(crate) fn previous_sibling(&self, index: u32) -> Option<u32> {
        let data = self.data(index);
        (data.previous != index).then_some(data.previous)
    }

    /// The indices of an element's attributes.
    pub(crate) fn attributes(&self, index: u32) -> std::ops::Range<u32> {
        let data = self.data(index);
        index + 1..index + 1 + u32::from(data.n_attributes)
    }

    /// An element's attribute of that name.
    pub(crate) fn attribute(&self, element: u32, name: Name) -> Option<u32> {
        self.attributes(element).find(|attribute| self.data(*attribute).name == name)
    }

    /// The text of an attribute, text, comment or processing instruction; empty for others.
    pub(crate) fn own_text(&self, index: u32) -> &str {
        let data = self.data(index);
        match data.kind {
            Kind::Root | Kind::Element => "",
            Kind::Attribute
            | Kind::Namespace
            | Kind::Text
            | Kind::Comment
            | Kind::ProcessingInstruction => {
                let from = usize_of(data.a);
                self.text.get(from..from + usize_of(data.b)).unwrap_or_default()
            }
        }
    }

    /// The prefix of an element or attribute.
    pub(crate) fn prefix(&self, index: u32) -> Atom {
        let prefix = usize::from(self.data(index).prefix);
        self.prefixes.get(prefix).copied().unwrap_or(Atom::EMPTY)
    }

    /// The scope of the nearest element.
    pub(crate) fn scope(&self, index: u32) -> u32 {
        let data = self.data(index);
        match data.kind {
            Kind::Root | Kind::Element => data.b,
            Kind::Attribute
            | Kind::Namespace
            | Kind::Text
            | Kind::Comment
            | Kind::ProcessingInstruction => self.data(data.parent).b,
        }
    }

    /// The namespace that a prefix stands for in a scope; the empty prefix asks for the default namespace, which is
    /// [`Atom::EMPTY`] where there is none.
    pub(crate) fn namespace(&self, mut scope: u32, prefix: Atom) -> Option<Atom> {
        loop {
            let Scope { parent, declared } = self.scopes.get(usize_of(scope))?;
            if let Some((_, uri)) = declared.iter().rev().find(|(p, _)| *p == prefix) {
                return Some(*uri).filter(|uri| !uri.is_empty() || prefix.is_empty());
            }
            if scope == *parent {
                return prefix.is_empty().then_some(Atom::EMPTY);
            }
            scope = *parent;
        }
    }

    /// All namespaces in a scope, `xml` included and each prefix once: those of the outer elements first. The n-th
    /// namespace node of an element is the n-th of these, from 1.
    pub(crate) fn namespaces(&self, scope: u32) -> Vec<(Atom, Atom)> {
        let mut chain = Vec::new();
        let mut at = scope;
        while let Some(Scope { parent, declared }) = self.scopes.get(usize_of(at)) {
            chain.push(declared);
            if at == *parent {
                break;
            }
            at = *parent;
        }
        let mut all: Vec<(Atom, Atom)> = Vec::new();
        let mut places = HashMap::with_hasher(foldhash::fast::RandomState::default());
        for (prefix, uri) in chain.into_iter().rev().flatten() {
            let place = *places.entry(*prefix).or_insert(all.len());
            match all.get_mut(place) {
                Some(known) => known.1 = *uri,
                None => all.push((*prefix, *uri)),
            }
        }
        all.retain(|(_, uri)| !uri.is_empty());
        all
    }
}

//! A module as it was read, and views of its elements and attributes.

use std::cell::OnceCell;
use std::sync::Arc;

use super::fault::{Excerpts, Faults};
use super::lines::{Lines, source_offset};
use super::space::Ambient;
use crate::names::{Atom, Name, Names};
use crate::program::Place;
use crate::tree::{Document, Kind};
use crate::xml::SPACE;

/// A module of the stylesheet.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) faults: &'a Faults,
    /// Its index in `Program::modules`.
    pub(super) number: u16,
    pub(super) address: Arc<str>,
    pub(super) text: Arc<str>,
    document: Document,
    lines: OnceCell<Lines>,
    /// The namespaces in scope, for each scope of the document once it was asked for.
    scopes: Vec<OnceCell<Namespaces>>,
    /// What `xsl:stylesheet` says.
    pub(super) ambient: OnceCell<Ambient>,
}

/// Prefixes and namespaces.
type Namespaces = Box<[(Atom, Atom)]>;

/// An element of a stylesheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Markup<'a> {
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) index: u32,
}

/// An attribute of such an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attr<'a> {
    sheet: &'a Sheet<'a>,
    index: u32,
    pub(super) text: &'a str,
}

/// A child of such an element; comments and processing instructions count as not there.
#[derive(Debug)]
pub(super) enum Child<'a> {
    Element(Markup<'a>),
    Text(Place, std::borrow::Cow<'a, str>),
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        names: &'a Names<'a>,
        faults: &'a Faults,
        number: u16,
        address: Arc<str>,
        text: Arc<str>,
        document: Document,
    ) -> Self {
        let scopes = document.scopes.iter().map(|_| OnceCell::new()).collect();
        Self {
            names,
            faults,
            number,
            address,
            text,
            document,
            lines: OnceCell::new(),
            scopes,
            ambient: OnceCell::new(),
        }
    }

    pub(super) fn excerpts(&self) -> Excerpts<'_> {
        Excerpts { address: &self.address, text: &self.text }
    }

    pub(super) fn place(&self, offset: usize) -> Place {
        let lines = self.lines.get_or_init(|| Lines::new(&self.text));
        let (line, column) = lines.line_and_column(&self.text, offset.min(self.text.len()));
        Place {
            module: self.number,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }

    fn offset(&self, index: u32) -> usize {
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        let offset = self.document.offsets.get(place).copied().unwrap_or(0);
        usize::try_from(offset).unwrap_or(usize::MAX)
    }

    /// The document element.
    pub(super) fn root(&'a self) -> Option<Markup<'a>> {
        let mut at = self.document.first_child(0);
        while let Some(index) = at {
            if self.document.kind(index) == Kind::Element {
                return Some(Markup { sheet: self, index });
            }
            at = self.document.next_sibling(index);
        }
        None
    }
}

impl<'a> Markup<'a> {
    pub(super) fn place(self) -> Place {
        self.sheet.place(self.sheet.offset(self.index))
    }

    pub(super) fn fault(self, message: impl Into<String>, help: Option<String>) {
        self.sheet.faults.push(self.place(), message.into(), help);
    }

    pub(super) fn name(self) -> Name {
        self.sheet.document.data(self.index).name
    }

    pub(super) fn uri(self) -> Atom {
        self.sheet.names.uri(self.name())
    }

    pub(super) fn local(self) -> &'a str {
        self.sheet.names.local(self.name())
    }

    pub(super) fn prefix(self) -> Atom {
        self.sheet.document.prefix(self.index)
    }

    pub(super) fn is_xslt(self) -> bool {
        self.uri() == Atom::XSLT_NAMESPACE
    }

    /// Whether it is the XSLT element of that name.
    pub(super) fn is(self, local: &str) -> bool {
        self.is_xslt() && self.local() == local
    }

    /// The name as it is written.
    pub(super) fn written(self) -> String {
        written(self.sheet.names, self.prefix(), self.local())
    }

    /// The name of an XSLT element, with the prefix that this one has.
    pub(super) fn xslt_name(self, local: &str) -> String {
        written(self.sheet.names, self.prefix(), local)
    }

    pub(super) fn attributes(self) -> impl Iterator<Item = Attr<'a>> {
        let sheet = self.sheet;
        sheet.document.attributes(self.index).map(move |index| {
            let text = sheet.document.own_text(index);
            Attr { sheet, index, text }
        })
    }

    fn attribute_in(self, uri: Atom, local: &str) -> Option<Attr<'a>> {
        self.attributes().find(|attr| attr.uri() == uri && attr.local() == local)
    }

    /// The attribute of that name in no namespace.
    pub(super) fn attribute(self, local: &str) -> Option<Attr<'a>> {
        self.attribute_in(Atom::EMPTY, local)
    }

    /// The attribute of that name in the namespace of XSLT.
    pub(super) fn xslt_attribute(self, local: &str) -> Option<Attr<'a>> {
        self.attribute_in(Atom::XSLT_NAMESPACE, local)
    }

    /// Whether `xml:space` says that white space is kept; nothing if it does not say.
    pub(super) fn preserves_space(self) -> Option<bool> {
        let space = self.attribute_in(Atom::XML_NAMESPACE, "space")?;
        match space.text {
            "preserve" => Some(true),
            "default" => Some(false),
            _ => None,
        }
    }

    /// The namespace that a prefix stands for here; the empty one asks for the default namespace.
    pub(super) fn namespace(self, prefix: &str) -> Option<Atom> {
        let prefix = self.sheet.names.find_atom(prefix)?;
        self.sheet.document.namespace(self.sheet.document.scope(self.index), prefix)
    }

    /// All namespaces in scope but that of `xml`.
    pub(super) fn namespaces(self) -> &'a [(Atom, Atom)] {
        let scope = self.sheet.document.scope(self.index);
        let known = usize::try_from(scope).ok().and_then(|scope| self.sheet.scopes.get(scope));
        let namespaces = || {
            let mut all = self.sheet.document.namespaces(scope);
            all.retain(|(prefix, _)| *prefix != Atom::XML);
            all.into_boxed_slice()
        };
        known.map_or(&[], |known| known.get_or_init(namespaces))
    }

    /// What it contains. Text on both sides of a comment is one text; that of white space alone is left out unless
    /// `preserve` (XSLT 1.0, section 3.4).
    pub(super) fn children(self, preserve: bool) -> Children<'a> {
        let next = self.sheet.document.first_child(self.index);
        Children { sheet: self.sheet, next, preserve }
    }

    /// The elements in it; any text but white space is a fault.
    pub(super) fn parts(self) -> Vec<Self> {
        let mut parts = Vec::new();
        for child in self.children(false) {
            match child {
                Child::Element(element) => parts.push(element),
                Child::Text(place, _) => {
                    let message = format!("text has no place in `{}`", self.written());
                    self.sheet.faults.push(place, message, None);
                }
            }
        }
        parts
    }
}

/// The children of an element.
#[derive(Debug, Clone)]
pub(super) struct Children<'a> {
    sheet: &'a Sheet<'a>,
    next: Option<u32>,
    preserve: bool,
}

impl<'a> Iterator for Children<'a> {
    type Item = Child<'a>;

    fn next(&mut self) -> Option<Child<'a>> {
        let document = &self.sheet.document;
        let mut text: Option<(u32, std::borrow::Cow<'a, str>)> = None;
        while let Some(index) = self.next {
            match document.kind(index) {
                Kind::Element => {
                    if text.as_ref().is_some_and(|(_, text)| self.preserve || !is_space(text)) {
                        break;
                    }
                    self.next = document.next_sibling(index);
                    return Some(Child::Element(Markup { sheet: self.sheet, index }));
                }
                Kind::Text => match &mut text {
                    Some((_, text)) => text.to_mut().push_str(document.own_text(index)),
                    None => text = Some((index, document.own_text(index).into())),
                },
                Kind::Root
                | Kind::Attribute
                | Kind::Namespace
                | Kind::Comment
                | Kind::ProcessingInstruction => {}
            }
            self.next = document.next_sibling(index);
        }
        let (index, text) = text.filter(|(_, text)| self.preserve || !is_space(text))?;
        Some(Child::Text(self.sheet.place(self.sheet.offset(index)), text))
    }
}

/// Whether a text is white space alone.
pub(super) fn is_space(text: &str) -> bool {
    text.trim_start_matches(SPACE).is_empty()
}

/// The words of a list that is separated by white space.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(SPACE).filter(|word| !word.is_empty())
}

fn written(names: &Names<'_>, prefix: Atom, local: &str) -> String {
    match names.text(prefix) {
        "" => local.to_owned(),
        prefix => format!("{prefix}:{local}"),
    }
}

impl<'a> Attr<'a> {
    /// What an address in it is relative to.
    pub(super) fn base(self) -> &'a str {
        &self.sheet.address
    }

    pub(super) fn name(self) -> Name {
        self.sheet.document.data(self.index).name
    }

    pub(super) fn uri(self) -> Atom {
        self.sheet.names.uri(self.name())
    }

    pub(super) fn local(self) -> &'a str {
        self.sheet.names.local(self.name())
    }

    pub(super) fn prefix(self) -> Atom {
        self.sheet.document.prefix(self.index)
    }

    /// The name as it is written.
    pub(super) fn written(self) -> String {
        written(self.sheet.names, self.prefix(), self.local())
    }

    /// Reports a fault at the value's beginning.
    pub(super) fn fault(self, message: impl Into<String>, help: Option<String>) {
        self.fault_at(0, message, help);
    }

    /// Reports a fault at an offset in the value.
    pub(super) fn fault_at(self, offset: usize, message: impl Into<String>, help: Option<String>) {
        let start = self.sheet.offset(self.index);
        let source = self.sheet.text.get(start..).unwrap_or_default();
        let place = self.sheet.place(start + source_offset(source, offset));
        self.sheet.faults.push(place, message.into(), help);
    }
}

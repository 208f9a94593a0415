//! The stylesheet as a tree of elements with their places in the text.

use std::rc::Rc;

use crate::limits::STYLESHEET_DEPTH;
use crate::xml::{self, Attribute, Fault, Name, Scope, Sink, XML_SPACE};

/// The namespace of XSLT.
pub(crate) const XSLT: &str = "http://www.w3.org/1999/XSL/Transform";

#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) prefix: String,
    pub(crate) uri: Option<Rc<str>>,
    pub(crate) local: String,
    pub(crate) attributes: Vec<SheetAttribute>,
    pub(crate) scope: Scope,
    pub(crate) children: Vec<Child>,
    pub(crate) offset: usize,
}

#[derive(Debug)]
pub(crate) struct SheetAttribute {
    pub(crate) prefix: String,
    pub(crate) uri: Option<Rc<str>>,
    pub(crate) local: String,
    pub(crate) value: String,
    pub(crate) offset: usize,
}

#[derive(Debug)]
pub(crate) enum Child {
    Element(Element),
    Text(String, usize),
}

impl Element {
    /// The local name, if this is an element of XSLT.
    pub(crate) fn xsl(&self) -> Option<&str> {
        (self.uri.as_deref() == Some(XSLT)).then_some(self.local.as_str())
    }

    /// An attribute without a namespace.
    pub(crate) fn attribute(&self, local: &str) -> Option<&SheetAttribute> {
        self.attributes.iter().find(|attribute| attribute.uri.is_none() && attribute.local == local)
    }

    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(..) => None,
        })
    }

    /// Looks at every text and attribute value, decoded.
    pub(crate) fn each_text(&self, look: &mut impl FnMut(&str, usize)) {
        for attribute in &self.attributes {
            look(&attribute.value, attribute.offset);
        }
        for child in &self.children {
            match child {
                Child::Element(element) => element.each_text(look),
                Child::Text(text, offset) => look(text, *offset),
            }
        }
    }
}

/// Reads a stylesheet's text; white space between elements is dropped as XSLT says (section 3.4).
pub(crate) fn read(text: &str) -> Result<Element, Fault> {
    let mut builder = Builder::default();
    xml::read(text, STYLESHEET_DEPTH, &mut builder)?;
    builder.root.ok_or_else(|| Fault {
        offset: 0,
        kind: xml::FaultKind::Malformed("there is no element".to_owned()),
    })
}

#[derive(Default)]
struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
}

impl Sink for Builder {
    fn start(
        &mut self,
        name: Name<'_>,
        attributes: Vec<Attribute<'_>>,
        scope: &Scope,
        offset: usize,
    ) -> Result<(), Fault> {
        let attributes = attributes
            .into_iter()
            .map(|attribute| SheetAttribute {
                prefix: attribute.name.prefix.to_owned(),
                uri: attribute.name.uri,
                local: attribute.name.local.to_owned(),
                value: attribute.value.into_owned(),
                offset: attribute.offset,
            })
            .collect();
        self.open.push(Element {
            prefix: name.prefix.to_owned(),
            uri: name.uri,
            local: name.local.to_owned(),
            attributes,
            scope: scope.clone(),
            children: Vec::new(),
            offset,
        });
        Ok(())
    }

    fn end(&mut self) {
        let Some(mut element) = self.open.pop() else { return };
        if element.xsl() != Some("text") {
            element.children.retain(
                |child| !matches!(child, Child::Text(text, _) if text.trim_matches(XML_SPACE).is_empty()),
            );
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Child::Element(element)),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, text: &str, offset: usize) -> Result<(), Fault> {
        if let Some(element) = self.open.last_mut() {
            match element.children.last_mut() {
                Some(Child::Text(before, _)) => before.push_str(text),
                Some(Child::Element(_)) | None => {
                    element.children.push(Child::Text(text.to_owned(), offset));
                }
            }
        }
        Ok(())
    }

    fn comment(&mut self, _text: &str) -> Result<(), Fault> {
        Ok(())
    }
}

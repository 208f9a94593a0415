//! Serialises the result by its output method (XSLT 1.0, section 16).
//!
//! XML without indentation and text are written as they come. HTML, XHTML and indented XML are built as a tree
//! first: where white space is harmless, and what a head lacks, depends on what comes later.

use std::io::Write;

use super::attributes::AttributeList;
use super::sink::Sink;
use super::xml::XmlWriter;
use super::{html, indent, xhtml};
use crate::error::{ErrorKind, Result, TransformError};
use crate::limits::Limits;
use crate::names::{Atom, Name, Names};
use crate::program::{Method, OutputSettings};
use crate::tree::TreeBuilder;

/// Writes XML, HTML or text.
pub(crate) struct Serializer<'a> {
    sink: Sink<'a>,
    names: &'a Names<'a>,
    settings: &'a OutputSettings,
    limits: Limits,
    /// The output method, once it is known.
    method: Option<Method>,
    phase: Phase<'a>,
}

enum Phase<'a> {
    /// The first element, which decides on the method and names the document type, has not come yet: what comes before
    /// it is held back.
    Held(Option<Box<TreeBuilder>>),
    Xml(XmlWriter<'a>),
    Tree(Box<TreeBuilder>),
    Text,
}

impl std::fmt::Debug for Serializer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Serializer").field("method", &self.method).finish_non_exhaustive()
    }
}

impl<'a> Serializer<'a> {
    pub(crate) fn new(
        writer: &'a mut dyn Write,
        settings: &'a OutputSettings,
        names: &'a Names<'a>,
        limits: &Limits,
    ) -> Self {
        let sink = Sink::new(writer, settings.encoding.as_deref(), limits.output_bytes);
        let phase = match settings.method {
            Some(Method::Text) => Phase::Text,
            Some(Method::Xml | Method::Html) | None => Phase::Held(None),
        };
        Self { sink, names, settings, limits: *limits, method: settings.method, phase }
    }

    pub(crate) fn start_tag(
        &mut self,
        name: Name,
        prefix: Atom,
        declared: &[(Atom, Atom)],
        attributes: &AttributeList,
    ) -> Result<()> {
        self.decide(Some((name, prefix)))?;
        if let Phase::Xml(xml) = &mut self.phase {
            return xml.start_tag(&mut self.sink, (name, prefix), declared, attributes.iter());
        }
        let Some(tree) = self.tree() else { return Ok(()) };
        tree.start_element(name, prefix, declared)?;
        for (name, prefix, value) in attributes.iter() {
            tree.attribute(name, prefix, value)?;
        }
        self.check_tree()
    }

    pub(crate) fn end_tag(&mut self) -> Result<()> {
        if let Phase::Xml(xml) = &mut self.phase {
            return xml.end_tag(&mut self.sink);
        }
        if let Some(tree) = self.tree() {
            tree.end_element();
        }
        Ok(())
    }

    pub(crate) fn text(&mut self, text: &str, raw: bool) -> Result<()> {
        if self.method.is_none() && !text.trim_matches(crate::xml::SPACE).is_empty() {
            self.method = Some(Method::Xml);
        }
        self.decide(None)?;
        match &mut self.phase {
            Phase::Xml(xml) => return xml.text(&mut self.sink, text, raw),
            Phase::Text => return self.sink.push_escaped(text, String::push_str),
            Phase::Held(_) | Phase::Tree(_) => {}
        }
        if let Some(tree) = self.tree() {
            tree.text(text, raw)?;
        }
        self.check_tree()
    }

    pub(crate) fn comment(&mut self, text: &str) -> Result<()> {
        self.decide(None)?;
        if let Phase::Xml(xml) = &mut self.phase {
            return xml.comment(&mut self.sink, text);
        }
        if let Some(tree) = self.tree() {
            tree.comment(text)?;
        }
        self.check_tree()
    }

    pub(crate) fn processing_instruction(&mut self, target: Name, data: &str) -> Result<()> {
        self.decide(None)?;
        if let Phase::Xml(xml) = &mut self.phase {
            return xml.processing_instruction(&mut self.sink, target, data);
        }
        if let Some(tree) = self.tree() {
            tree.processing_instruction(target, data)?;
        }
        self.check_tree()
    }

    /// The tree that is being built, if one is.
    fn tree(&mut self) -> Option<&mut TreeBuilder> {
        match &mut self.phase {
            Phase::Held(tree) => Some(tree.get_or_insert_default()),
            Phase::Tree(tree) => Some(tree),
            Phase::Xml(_) | Phase::Text => None,
        }
    }

    /// Goes on from holding back, if enough is known; `first` is the first element.
    #[inline]
    fn decide(&mut self, first: Option<(Name, Atom)>) -> Result<()> {
        match self.phase {
            Phase::Held(_) => self.decide_held(first),
            Phase::Xml(_) | Phase::Tree(_) | Phase::Text => Ok(()),
        }
    }

    fn decide_held(&mut self, first: Option<(Name, Atom)>) -> Result<()> {
        if let (None, Some((name, _))) = (self.method, first) {
            let is_html = self.names.uri(name).is_empty()
                && self.names.local(name).eq_ignore_ascii_case("html");
            self.method = Some(if is_html { Method::Html } else { Method::Xml });
        }
        let OutputSettings { doctype_public, doctype_system, .. } = self.settings;
        let needs_name = doctype_public.is_some() || doctype_system.is_some();
        match self.method {
            Some(Method::Xml)
                if self.settings.indent == Some(true) || xhtml::is_wanted(self.settings) =>
            {
                self.build_tree();
            }
            Some(Method::Xml) if first.is_some() || !needs_name => self.write_xml(first)?,
            Some(Method::Html) => self.build_tree(),
            Some(Method::Xml | Method::Text) | None => {}
        }
        Ok(())
    }

    fn build_tree(&mut self) {
        if let Phase::Held(tree) = &mut self.phase {
            let tree = tree.take().unwrap_or_default();
            self.phase = Phase::Tree(tree);
        }
    }

    /// Begins a document of XML with what was held back: that is no element.
    fn write_xml(&mut self, first: Option<(Name, Atom)>) -> Result<()> {
        let mut xml = XmlWriter::new(self.names, self.settings);
        xml.declaration(&mut self.sink);
        if let Some((name, prefix)) = first {
            xml.doctype(&mut self.sink, name, prefix)?;
        }
        if let Phase::Held(Some(held)) = std::mem::replace(&mut self.phase, Phase::Held(None)) {
            let held = held.finish();
            indent::write(&held, self.names, &mut xml, &mut self.sink)?;
        }
        self.phase = Phase::Xml(xml);
        Ok(())
    }

    fn check_tree(&mut self) -> Result<()> {
        let Limits { nodes, output_bytes, .. } = self.limits;
        let Some(tree) = self.tree() else { return Ok(()) };
        if tree.n_nodes() > nodes {
            return Err(TransformError::new(ErrorKind::TooManyNodes { limit: nodes }));
        }
        if tree.document_mut().text.len() > output_bytes {
            return Err(TransformError::new(ErrorKind::OutputTooLarge { limit: output_bytes }));
        }
        Ok(())
    }

    /// Writes what is left. A result without any node is empty, without a declaration even.
    pub(crate) fn finish(mut self) -> Result<()> {
        if matches!(self.phase, Phase::Held(Some(_))) {
            self.write_xml(None)?;
        }
        match self.phase {
            Phase::Xml(mut xml) => xml.finish(&mut self.sink)?,
            Phase::Tree(tree) => {
                let document = tree.finish();
                if self.method == Some(Method::Html) {
                    html::write(&document, self.names, self.settings, &mut self.sink)?;
                } else {
                    let mut xml = XmlWriter::new(self.names, self.settings);
                    xml.declaration(&mut self.sink);
                    if let Some(first) = indent::first_element(&document) {
                        let (name, prefix) = (document.data(first).name, document.prefix(first));
                        xml.doctype(&mut self.sink, name, prefix)?;
                    }
                    indent::write(&document, self.names, &mut xml, &mut self.sink)?;
                    xml.finish(&mut self.sink)?;
                }
            }
            Phase::Held(_) | Phase::Text => {}
        }
        self.sink.finish()
    }
}

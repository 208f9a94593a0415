//! Reads XML into a small tree, within bounds and without a document type.

use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{DEPTH_MAX, DOCUMENT_BYTES_MAX, DocumentFault, ELEMENTS_MAX, is_blank, is_xml_char};

/// An element: it has children or a text, never both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// The name, with its prefix if it has one.
    pub name: String,
    /// Attributes, namespace declarations left out.
    pub attributes: Vec<(String, String)>,
    /// The text of an element without children, as written.
    pub text: String,
    /// The children in their order.
    pub children: Vec<Self>,
}

impl Element {
    /// The element as indented XML, for people and for comparing.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out
    }

    fn write(&self, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        out.extend([indent.as_str(), "<", &self.name]);
        for (name, value) in &self.attributes {
            out.extend([" ", name, "=\"", &escape(value.as_str()), "\""]);
        }
        if self.children.is_empty() {
            out.extend([
                ">",
                &escape(self.text.as_str()),
                "</",
                &self.name,
                ">
",
            ]);
            return;
        }
        out.push_str(">\n");
        self.children.iter().for_each(|child| child.write(depth + 1, out));
        out.extend([indent.as_str(), "</", &self.name, ">\n"]);
    }
}

/// Reads a whole document. Empty text gives `None`: a mapping may well write nothing.
pub fn parse(text: &str) -> Result<Option<Element>, DocumentFault> {
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(DocumentFault::TooLarge);
    }
    let mut reader = Reader::from_str(text);
    let mut tree = Tree::default();
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => {
                tree.take(event).map_err(|fault| fault.located(text, reader.buffer_position()))?;
            }
            Err(error) => return Err(not_xml(text, reader.error_position(), error.to_string())),
        }
    }
    tree.finish().map_err(|fault| fault.located(text, reader.buffer_position()))
}

/// A fault whose place is not known yet.
enum Fault {
    Document(DocumentFault),
    Syntax(String),
}

impl Fault {
    fn located(self, text: &str, position: u64) -> DocumentFault {
        match self {
            Self::Document(fault) => fault,
            Self::Syntax(message) => not_xml(text, position, message),
        }
    }
}

impl From<DocumentFault> for Fault {
    fn from(fault: DocumentFault) -> Self {
        Self::Document(fault)
    }
}

fn not_xml(text: &str, position: u64, message: String) -> DocumentFault {
    let before = usize::try_from(position).ok().and_then(|end| text.get(..end)).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    DocumentFault::NotXml { line, column, message }
}

/// The tree while it grows.
#[derive(Default)]
struct Tree {
    /// The elements that are open, outermost first.
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Tree {
    fn take(&mut self, event: Event<'_>) -> Result<(), Fault> {
        match event {
            Event::Start(start) => self.start(&start),
            Event::Empty(start) => {
                self.start(&start)?;
                self.end()
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => self.reference(&reference),
            Event::DocType(_) => Err(DocumentFault::Doctype.into()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        self.elements += 1;
        if self.open.len() >= DEPTH_MAX {
            return Err(DocumentFault::TooDeep.into());
        }
        if self.elements > ELEMENTS_MAX {
            return Err(DocumentFault::TooManyElements.into());
        }
        let name = start.name().into_inner().to_owned();
        if let (true, Some(root)) = (self.open.is_empty(), &self.root) {
            return Err(
                DocumentFault::SeveralRoots { first: root.name.clone(), second: name }.into()
            );
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| Fault::Syntax(error.to_string()))?;
            let key = attribute.key.into_inner().to_owned();
            if key == "xmlns" || key.starts_with("xmlns:") {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| Fault::Syntax(error.to_string()))?;
            attributes.push((key, value.into_owned()));
        }
        self.open.push(Element { name, attributes, ..Element::default() });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        let Some(mut element) = self.open.pop() else {
            return Err(Fault::Syntax("an end tag without its start".to_owned()));
        };
        if !element.children.is_empty() {
            if !is_blank(&element.text) {
                let text: String = element.text.trim().chars().take(40).collect();
                let message = format!("has text (`{text}`) between its elements");
                return Err(DocumentFault::meaning(element.name, message).into());
            }
            element.text.clear();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        if let Some(character) = text.chars().find(|&c| !is_xml_char(c)) {
            let path = self.open.last().map_or_else(String::new, |element| element.name.clone());
            return Err(DocumentFault::Character { path, character }.into());
        }
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if is_blank(text) => {}
            None => return Err(Fault::Syntax("text outside of the root element".to_owned())),
        }
        Ok(())
    }

    /// `&amp;` and its like, and `&#38;`. There are no other entities, as there is no document type.
    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Fault> {
        let character =
            reference.resolve_char_ref().map_err(|error| Fault::Syntax(error.to_string()))?;
        if let Some(character) = character {
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        let name = reference.xml_content(XmlVersion::Implicit1_0);
        match resolve_predefined_entity(&name) {
            Some(text) => self.text(text),
            None => Err(DocumentFault::Entity { name: name.into_owned() }.into()),
        }
    }

    fn finish(self) -> Result<Option<Element>, Fault> {
        match self.open.last() {
            Some(element) => Err(Fault::Syntax(format!("`{}` is not closed", element.name))),
            None => Ok(self.root),
        }
    }
}

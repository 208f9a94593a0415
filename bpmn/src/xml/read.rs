//! Bytes to elements, within bounds and without anything that a DTD could do.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::{Element, Space, is_legal};
use crate::{Fault, Place};

/// The largest file, in bytes: models of several hundred elements have some hundred thousand.
pub const FILE_LENGTH_MAX: usize = 10 * 1024 * 1024;
/// The deepest nesting: subprocesses in subprocesses, and the extensions of other tools.
const DEPTH_MAX: usize = 100;
/// The most elements.
const ELEMENTS_MAX: usize = 200_000;
/// The most attributes of an element.
const ATTRIBUTES_MAX: usize = 100;

/// Reads a document's root element.
pub(crate) fn read(bytes: &[u8]) -> Result<Element, Fault> {
    let text = decode(bytes)?;
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().enable_all_checks(true);
    reader.config_mut().expand_empty_elements = true;
    let mut builder = Builder { at: Position::new(&text), open: vec![], root: None, n_elements: 0 };
    loop {
        let offset = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let place = builder.at.advance(offset);
        match reader.read_resolved_event() {
            Ok((space, event)) => {
                let space = resolved(&space).map_err(|message| Fault::new(place, message))?;
                let step = builder.event(space, event);
                if step.map_err(|message| Fault::new(place, message))? == Step::Done {
                    break;
                }
            }
            Err(error) => {
                let offset = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                let place = builder.at.advance(offset);
                return Err(Fault::new(place, format!("this is not well-formed XML: {error}")));
            }
        }
    }
    match (builder.root, builder.open.pop()) {
        (Some(root), None) => Ok(root),
        (_, Some(open)) => Err(Fault::new(open.place, format!("`{}` has no end tag", open.name))),
        (None, None) => Err(Fault::new(Place::START, "the file has no element")),
    }
}

/// The text of a file, by its byte order mark or the encoding that it declares.
fn decode(bytes: &[u8]) -> Result<String, Fault> {
    let refuse = |message: String| Err(Fault::new(Place::START, message));
    if bytes.len() > FILE_LENGTH_MAX {
        return refuse(format!(
            "the file has {} bytes; at most {FILE_LENGTH_MAX} are possible",
            bytes.len()
        ));
    }
    let declared = declared_encoding(bytes).unwrap_or_else(|| "UTF-8".to_owned());
    let Some(encoding) = encoding_rs::Encoding::for_label(declared.as_bytes()) else {
        return refuse(format!("the encoding `{declared}` is not known"));
    };
    let (text, encoding, has_errors) = encoding.decode(bytes);
    if has_errors {
        return refuse(format!("the file is not text in the encoding {}", encoding.name()));
    }
    Ok(text.into_owned())
}

/// The encoding that the XML declaration names: it is ASCII in every encoding that has no byte order mark.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    /// No declaration is longer.
    const DECLARATION_MAX: usize = 200;
    let start = String::from_utf8_lossy(bytes.get(..DECLARATION_MAX).unwrap_or(bytes));
    let (declaration, _) = start.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.split(quote).nth(1).map(str::to_owned)
}

fn resolved(space: &ResolveResult<'_>) -> Result<Space, String> {
    match space {
        ResolveResult::Bound(Namespace(uri)) => {
            let known = Space::ALL.iter().find(|(_, _, known)| known == uri);
            Ok(known.map_or(Space::Other, |(space, ..)| *space))
        }
        ResolveResult::Unbound => Ok(Space::Other),
        ResolveResult::Unknown(prefix) => Err(format!("the prefix `{prefix}` is not declared")),
    }
}

/// Counts lines and columns while going through a text.
struct Position<'t> {
    text: &'t str,
    offset: usize,
    place: Place,
}

impl<'t> Position<'t> {
    const fn new(text: &'t str) -> Self {
        Self { text, offset: 0, place: Place::START }
    }

    /// The place of an offset that is not before the last one.
    fn advance(&mut self, offset: usize) -> Place {
        for c in self.text.get(self.offset..offset).unwrap_or_default().chars() {
            if c == '\n' {
                self.place = Place { line: self.place.line + 1, column: 1 };
            } else {
                self.place.column += 1;
            }
        }
        self.offset = self.offset.max(offset);
        self.place
    }
}

#[derive(PartialEq)]
enum Step {
    On,
    Done,
}

struct Builder<'t> {
    at: Position<'t>,
    open: Vec<Element>,
    root: Option<Element>,
    n_elements: usize,
}

impl Builder<'_> {
    fn event(&mut self, space: Space, event: Event<'_>) -> Result<Step, String> {
        match event {
            Event::Start(start) | Event::Empty(start) => self.start(space, &start)?,
            Event::End(_) => {
                let element = self.open.pop();
                match (element, self.open.last_mut()) {
                    (Some(element), Some(parent)) => parent.children.push(element),
                    (element, None) => self.root = element,
                    (None, Some(_)) => {}
                }
            }
            Event::Text(text) => self.text(&text.xml10_content())?,
            Event::CData(text) => self.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                self.text(resolve(&reference)?.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => {
                return Err("a document type definition is not read here: take it out".to_owned());
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return Ok(Step::Done),
        }
        Ok(Step::On)
    }

    fn start(&mut self, space: Space, start: &BytesStart<'_>) -> Result<(), String> {
        self.n_elements += 1;
        if self.root.is_some() {
            return Err("a second root element begins here".to_owned());
        }
        if self.n_elements > ELEMENTS_MAX {
            return Err(format!("there are more than {ELEMENTS_MAX} elements"));
        }
        if self.open.len() >= DEPTH_MAX {
            return Err("the nesting is too deep here".to_owned());
        }
        let mut element = Element::new(space, start.local_name().as_ref());
        element.place = self.at.place;
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let name = attribute.key.as_ref();
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| format!("the attribute `{name}` cannot be read: {error}"))?;
            if element.attributes.len() >= ATTRIBUTES_MAX {
                return Err(format!("an element has more than {ATTRIBUTES_MAX} attributes"));
            }
            if element.attributes.iter().any(|(other, _)| other == name) {
                return Err(format!("the attribute `{name}` is given twice"));
            }
            if !value.chars().all(is_legal) {
                return Err(format!(
                    "the attribute `{name}` holds a character that XML cannot write"
                ));
            }
            element.attributes.push((name.to_owned(), value.into_owned()));
        }
        self.open.push(element);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        if !text.chars().all(is_legal) {
            return Err("this text holds a character that XML cannot write".to_owned());
        }
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.chars().all(|c| c.is_whitespace() || c == '\u{FEFF}') => {}
            None => return Err("text stands outside of the root element".to_owned()),
        }
        Ok(())
    }
}

/// A reference to a character, or to one of the five entities that need no declaration.
fn resolve(reference: &BytesRef<'_>) -> Result<char, String> {
    if let Some(c) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(c);
    }
    match &**reference {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(format!("there is no entity `{other}`")),
    }
}

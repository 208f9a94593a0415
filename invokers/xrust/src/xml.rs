//! Reads XML text into a [`Sink`], refusing what no mapping needs: document types, entities, control characters.
//!
//! Namespaces are resolved here. Stylesheets and source documents both come through this one door.

use std::borrow::Cow;
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

pub(crate) mod name;
mod scope;

use name::is_ncname;
pub(crate) use scope::{Scope, XML_NAMESPACE};

/// A name with its namespace resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    pub(crate) prefix: &'a str,
    pub(crate) uri: Option<Rc<str>>,
    pub(crate) local: &'a str,
}

/// An attribute; namespace declarations are not attributes.
#[derive(Debug)]
pub(crate) struct Attribute<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) value: Cow<'a, str>,
    /// Byte offset of the value in the text.
    pub(crate) offset: usize,
}

/// Takes what is read. Text arrives in pieces: entity references and CDATA sections split it.
pub(crate) trait Sink {
    fn start(
        &mut self,
        name: Name<'_>,
        attributes: Vec<Attribute<'_>>,
        scope: &Scope,
        offset: usize,
    ) -> Result<(), Fault>;
    fn end(&mut self);
    fn text(&mut self, text: &str, offset: usize) -> Result<(), Fault>;
    fn comment(&mut self, text: &str) -> Result<(), Fault>;
}

/// Why reading stopped, and where.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) offset: usize,
    pub(crate) kind: FaultKind,
}

#[derive(Debug)]
pub(crate) enum FaultKind {
    Malformed(String),
    DocumentType,
    Entity(String),
    TooDeep(usize),
    /// The sink cannot take any more nodes.
    Full,
}

impl Fault {
    fn malformed(offset: usize, message: impl Into<String>) -> Self {
        Self { offset, kind: FaultKind::Malformed(message.into()) }
    }
}

/// Reads `text`, whose elements nest at most `depth_max` deep.
pub(crate) fn read(text: &str, depth_max: usize, sink: &mut impl Sink) -> Result<(), Fault> {
    refuse_control_characters(text)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut parse = Parse { text, depth_max, depth: 0, n_roots: 0, scopes: vec![Scope::default()] };
    loop {
        let offset = position(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => parse.event(event, offset, sink)?,
            Err(error) => {
                return Err(Fault::malformed(position(reader.error_position()), error.to_string()));
            }
        }
    }
    if parse.depth > 0 {
        return Err(Fault::malformed(text.len(), "an element is not closed"));
    }
    if parse.n_roots == 0 {
        return Err(Fault::malformed(text.len(), "there is no element"));
    }
    Ok(())
}

struct Parse<'a> {
    text: &'a str,
    depth_max: usize,
    depth: usize,
    n_roots: usize,
    scopes: Vec<Scope>,
}

impl Parse<'_> {
    fn event(
        &mut self,
        event: Event<'_>,
        offset: usize,
        sink: &mut impl Sink,
    ) -> Result<(), Fault> {
        match event {
            Event::Start(start) => self.start(&start, offset, sink),
            Event::Empty(start) => {
                self.start(&start, offset, sink)?;
                self.end(sink);
                Ok(())
            }
            Event::End(_) => {
                self.end(sink);
                Ok(())
            }
            Event::Text(text) => self.text(&text.xml10_content(), offset, sink),
            Event::CData(text) if self.depth > 0 => sink.text(&text.xml10_content(), offset),
            Event::CData(_) => Err(Fault::malformed(offset, "text outside of the root element")),
            Event::GeneralRef(reference) => {
                let c = resolve(&reference, offset)?;
                self.text(c.encode_utf8(&mut [0; 4]), offset, sink)
            }
            Event::Comment(text) if self.depth > 0 => sink.comment(&text.xml10_content()),
            Event::DocType(_) => Err(Fault { offset, kind: FaultKind::DocumentType }),
            // Comments around the root and processing instructions carry nothing that a mapping may use.
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Eof => Ok(()),
        }
    }

    fn start(
        &mut self,
        start: &BytesStart<'_>,
        offset: usize,
        sink: &mut impl Sink,
    ) -> Result<(), Fault> {
        if self.depth == self.depth_max {
            return Err(Fault { offset, kind: FaultKind::TooDeep(self.depth_max) });
        }
        if self.depth == 0 {
            self.n_roots += 1;
            if self.n_roots > 1 {
                return Err(Fault::malformed(offset, "there is more than one root element"));
            }
        }
        let mut scope = self.scopes.last().cloned().unwrap_or_default();
        let mut raw = Vec::new();
        for attribute in start.attributes() {
            let attribute =
                attribute.map_err(|error| Fault::malformed(offset, error.to_string()))?;
            let at = self.offset_of(&attribute.value).unwrap_or(offset);
            let value = attribute_value(attribute.value, at)?;
            let key = attribute.key.0;
            if key == "xmlns" {
                scope.declare("", &value).map_err(|message| Fault::malformed(at, message))?;
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                check_ncname(prefix, offset)?;
                scope.declare(prefix, &value).map_err(|message| Fault::malformed(at, message))?;
            } else {
                raw.push((key, value, at));
            }
        }
        let mut attributes: Vec<Attribute<'_>> = Vec::with_capacity(raw.len());
        for (key, value, at) in raw {
            let name = resolve_name(key, &scope, false, offset)?;
            if attributes.iter().any(|a| a.name.uri == name.uri && a.name.local == name.local) {
                return Err(Fault::malformed(
                    offset,
                    format!("the attribute `{key}` is given twice"),
                ));
            }
            attributes.push(Attribute { name, value, offset: at });
        }
        let name = resolve_name(start.name().0, &scope, true, offset)?;
        sink.start(name, attributes, &scope, offset)?;
        self.depth += 1;
        self.scopes.push(scope);
        Ok(())
    }

    fn end(&mut self, sink: &mut impl Sink) {
        self.depth = self.depth.saturating_sub(1);
        self.scopes.pop();
        sink.end();
    }

    fn text(&self, text: &str, offset: usize, sink: &mut impl Sink) -> Result<(), Fault> {
        if self.depth > 0 {
            sink.text(text, offset)
        } else if text.trim_matches(XML_SPACE).is_empty() {
            Ok(())
        } else {
            Err(Fault::malformed(offset, "text outside of the root element"))
        }
    }

    /// Where a slice of the text begins; nothing if it is not a slice of it.
    fn offset_of(&self, part: &str) -> Option<usize> {
        (part.as_ptr() as usize)
            .checked_sub(self.text.as_ptr() as usize)
            .filter(|at| *at <= self.text.len())
    }
}

/// White space as XML has it.
pub(crate) const XML_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn resolve_name<'n>(
    raw: &'n str,
    scope: &Scope,
    element: bool,
    offset: usize,
) -> Result<Name<'n>, Fault> {
    let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
    check_ncname(local, offset)?;
    if prefix.is_empty() && raw.starts_with(':') {
        return Err(Fault::malformed(offset, format!("`{raw}` is not a name")));
    }
    let uri = if prefix.is_empty() && !element {
        None
    } else {
        scope.uri(prefix).map_err(|()| {
            Fault::malformed(offset, format!("the prefix `{prefix}` is not declared"))
        })?
    };
    Ok(Name { prefix, uri, local })
}

fn check_ncname(name: &str, offset: usize) -> Result<(), Fault> {
    if is_ncname(name) {
        Ok(())
    } else {
        Err(Fault::malformed(offset, format!("`{name}` is not a name")))
    }
}

/// The value with references resolved and white space normalised, as XML 1.0 section 3.3.3 says.
fn attribute_value(raw: Cow<'_, str>, offset: usize) -> Result<Cow<'_, str>, Fault> {
    if raw.contains('<') {
        return Err(Fault::malformed(offset, "`<` in an attribute value has to be written `&lt;`"));
    }
    if !raw.contains(['&', '\t', '\n', '\r']) {
        return Ok(raw);
    }
    let mut value = String::with_capacity(raw.len());
    let raw = raw.replace("\r\n", "\n");
    let mut rest = raw.as_str();
    while let Some((before, after)) = rest.split_once('&') {
        value.extend(before.chars().map(|c| if XML_SPACE.contains(&c) { ' ' } else { c }));
        let (reference, after) = after
            .split_once(';')
            .ok_or_else(|| Fault::malformed(offset, "`&` has to be written `&amp;`"))?;
        value.push(resolve(reference, offset)?);
        rest = after;
    }
    value.extend(rest.chars().map(|c| if XML_SPACE.contains(&c) { ' ' } else { c }));
    Ok(Cow::Owned(value))
}

/// The character that a reference (without `&` and `;`) stands for.
fn resolve(reference: &str, offset: usize) -> Result<char, Fault> {
    match reference {
        "amp" => return Ok('&'),
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => {}
    }
    let Some(number) = reference.strip_prefix('#') else {
        return Err(Fault { offset, kind: FaultKind::Entity(reference.to_owned()) });
    };
    let code = match number.strip_prefix('x') {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
            u32::from_str_radix(hex, 16).ok()
        }
        None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok(),
        Some(_) | None => None,
    };
    code.and_then(char::from_u32).filter(|c| is_xml_char(*c)).ok_or_else(|| {
        Fault::malformed(offset, format!("`&{reference};` is not a character of XML"))
    })
}

/// The characters of XML 1.0 (section 2.2).
pub(crate) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

fn refuse_control_characters(text: &str) -> Result<(), Fault> {
    match text.char_indices().find(|(_, c)| !is_xml_char(*c)) {
        None => Ok(()),
        Some((offset, c)) => Err(Fault::malformed(
            offset,
            format!("the character U+{:04X} is not allowed", u32::from(c)),
        )),
    }
}

/// Line and column, from 1, of a byte offset.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..text.floor_char_boundary(offset.min(text.len()))).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

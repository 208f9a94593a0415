//! Writes markup of XML as it comes (XSLT 1.0, section 16.1).

use super::escape;
use super::sink::Sink;
use super::xhtml;
use crate::error::Result;
use crate::names::{Atom, Name, Names};
use crate::program::OutputSettings;

/// Writes tags, text and the rest, one after the other.
pub(super) struct XmlWriter<'a> {
    names: &'a Names<'a>,
    settings: &'a OutputSettings,
    open: Vec<Open>,
    /// Whether the last start tag lacks its `>`.
    in_tag: bool,
    /// Text of an element among `cdata-section-elements` that may still go on; without it, `]]>` might be missed.
    cdata: String,
    /// Whether it is XHTML: see `xhtml`.
    is_xhtml: bool,
    /// A line break is due before the next node beside the document element: libxslt puts them after comments.
    break_due: bool,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    name: Name,
    prefix: Atom,
    cdata: bool,
}

impl<'a> XmlWriter<'a> {
    pub(super) fn new(names: &'a Names<'a>, settings: &'a OutputSettings) -> Self {
        Self {
            names,
            settings,
            open: Vec::new(),
            in_tag: false,
            cdata: String::new(),
            is_xhtml: xhtml::is_wanted(settings),
            break_due: false,
        }
    }

    pub(super) fn is_xhtml(&self) -> bool {
        self.is_xhtml
    }

    /// Whether elements stand on lines of their own where that is harmless.
    pub(super) fn indents(&self) -> bool {
        self.settings.indent == Some(true)
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The XML declaration, unless it is to be left out.
    pub(super) fn declaration(&self, sink: &mut Sink<'_>) {
        let settings = self.settings;
        if settings.omit_xml_declaration == Some(true) {
            return;
        }
        let version = settings.version.as_deref().unwrap_or("1.0");
        let mut declaration = String::from("<?xml version=");
        declaration.push_str(&escape::quoted(version));
        declaration.push_str(" encoding=");
        declaration.push_str(&escape::quoted(sink.encoding_name()));
        match settings.standalone {
            Some(true) => declaration.push_str(" standalone=\"yes\""),
            Some(false) => declaration.push_str(" standalone=\"no\""),
            None => {}
        }
        sink.push(&declaration);
        sink.push("?>\n");
    }

    /// The document type declaration, if the stylesheet wants one, for that document element.
    pub(super) fn doctype(&self, sink: &mut Sink<'_>, name: Name, prefix: Atom) -> Result<()> {
        let OutputSettings { doctype_public, doctype_system, .. } = self.settings;
        if doctype_public.is_none() && doctype_system.is_none() {
            return Ok(());
        }
        sink.push("<!DOCTYPE ");
        self.name(sink, name, prefix)?;
        let system = escape::quoted(doctype_system.as_deref().unwrap_or_default());
        match doctype_public {
            Some(public) => {
                sink.push(" PUBLIC ");
                sink.push(&escape::quoted(public));
                sink.push_char(' ');
            }
            None => sink.push(" SYSTEM "),
        }
        sink.push(&system);
        sink.push_char('>');
        // White space here means nothing, but who refuses to indent gets none, as from libxslt.
        if self.settings.indent != Some(false) {
            sink.push_char('\n');
        }
        Ok(())
    }

    fn name(&self, sink: &mut Sink<'_>, name: Name, prefix: Atom) -> Result<()> {
        if !prefix.is_empty() {
            sink.push_name(self.names.text(prefix))?;
            sink.push_char(':');
        }
        sink.push_name(self.names.local(name))
    }

    pub(super) fn start_tag<'n>(
        &mut self,
        sink: &mut Sink<'_>,
        (name, prefix): (Name, Atom),
        declared: &[(Atom, Atom)],
        attributes: impl Iterator<Item = (Name, Atom, &'n str)>,
    ) -> Result<()> {
        self.begin_node(sink)?;
        sink.push_char('<');
        self.name(sink, name, prefix)?;
        write_namespaces(self.names, sink, declared)?;
        if self.is_xhtml && declared.is_empty() && xhtml::lacks_namespace(self.names, name) {
            write_attribute(sink, "xmlns", xhtml::NAMESPACE)?;
        }
        for (name, prefix, value) in attributes {
            sink.push_char(' ');
            self.name(sink, name, prefix)?;
            let value = if self.is_xhtml { xhtml::value(self.names, name, value) } else { value };
            write_value(sink, value)?;
        }
        self.in_tag = true;
        let cdata = self.settings.cdata_section_elements.contains(&name);
        self.open.push(Open { name, prefix, cdata });
        sink.settle()
    }

    /// Writes the element that says to a reader of HTML which encoding it is.
    pub(super) fn meta(&mut self, sink: &mut Sink<'_>) -> Result<()> {
        self.begin_node(sink)?;
        sink.push("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=");
        let encoding = sink.encoding_name().to_owned();
        sink.push(&encoding);
        sink.push("\" />");
        Ok(())
    }

    pub(super) fn end_tag(&mut self, sink: &mut Sink<'_>) -> Result<()> {
        self.end_cdata(sink)?;
        let Some(Open { name, prefix, .. }) = self.open.pop() else { return Ok(()) };
        if self.in_tag {
            self.in_tag = false;
            if self.is_xhtml {
                if xhtml::is_void(self.names, name, prefix) {
                    sink.push(" />");
                    return sink.settle();
                }
                sink.push("></");
                self.name(sink, name, prefix)?;
                sink.push_char('>');
            } else {
                sink.push("/>");
            }
        } else {
            sink.push("</");
            self.name(sink, name, prefix)?;
            sink.push_char('>');
        }
        sink.settle()
    }

    /// Ends what the next node cannot be part of.
    #[inline]
    fn begin_node(&mut self, sink: &mut Sink<'_>) -> Result<()> {
        self.end_cdata(sink)?;
        self.end_start_tag(sink);
        Ok(())
    }

    #[inline]
    fn end_start_tag(&mut self, sink: &mut Sink<'_>) {
        if self.in_tag {
            self.in_tag = false;
            sink.push_char('>');
        }
        if self.break_due {
            self.break_due = false;
            sink.push_char('\n');
        }
    }

    pub(super) fn text(&mut self, sink: &mut Sink<'_>, text: &str, raw: bool) -> Result<()> {
        if self.open.last().is_some_and(|open| open.cdata) {
            self.cdata.push_str(text);
            return sink.check_room(self.cdata.len());
        }
        self.end_start_tag(sink);
        if raw {
            sink.push_escaped(text, String::push_str)
        } else {
            sink.push_escaped(text, escape::xml_text)
        }
    }

    /// Writes the CDATA section that was gathered. It is interrupted where it could not hold what comes: `]]>`, a
    /// character that the encoding does not have, and a carriage return, which reading would change.
    fn end_cdata(&mut self, sink: &mut Sink<'_>) -> Result<()> {
        if self.cdata.is_empty() {
            return Ok(());
        }
        self.end_start_tag(sink);
        let mut text = std::mem::take(&mut self.cdata);
        sink.push("<![CDATA[");
        let mut n_brackets = 0;
        for c in text.chars() {
            if c == '>' && n_brackets >= 2 {
                sink.push("]]><![CDATA[");
            }
            n_brackets = if c == ']' { n_brackets + 1 } else { 0 };
            if c == '\r' || !sink.has(c) {
                sink.push(&format!("]]>&#{};<![CDATA[", u32::from(c)));
            } else {
                sink.push_char(c);
            }
            sink.settle()?;
        }
        sink.push("]]>");
        text.clear();
        self.cdata = text;
        sink.settle()
    }

    pub(super) fn comment(&mut self, sink: &mut Sink<'_>, text: &str) -> Result<()> {
        self.begin_node(sink)?;
        sink.push("<!--");
        sink.push_escaped(text, String::push_str)?;
        sink.push("-->");
        self.break_due = self.open.is_empty() && self.settings.indent != Some(false);
        sink.settle()
    }

    pub(super) fn processing_instruction(
        &mut self,
        sink: &mut Sink<'_>,
        target: Name,
        data: &str,
    ) -> Result<()> {
        self.begin_node(sink)?;
        sink.push("<?");
        self.name(sink, target, Atom::EMPTY)?;
        if !data.is_empty() {
            sink.push_char(' ');
            sink.push_escaped(data, String::push_str)?;
        }
        sink.push("?>");
        sink.settle()
    }

    /// A line break, and white space for so many levels.
    pub(super) fn indent(&mut self, sink: &mut Sink<'_>, n_levels: usize) -> Result<()> {
        /// Further levels begin in the same column, as with libxml2.
        const DEEPEST: usize = 30;
        self.begin_node(sink)?;
        sink.push_char('\n');
        for _ in 0..n_levels.min(DEEPEST) {
            sink.push("  ");
        }
        Ok(())
    }

    /// Ends the document: with a line break, unless the stylesheet says `indent="no"`.
    pub(super) fn finish(&mut self, sink: &mut Sink<'_>) -> Result<()> {
        self.break_due = false;
        while !self.open.is_empty() {
            self.end_tag(sink)?;
        }
        if self.settings.indent != Some(false) {
            sink.push_char('\n');
        }
        Ok(())
    }
}

/// Adds an attribute to the start tag that was just written.
pub(super) fn write_attribute(sink: &mut Sink<'_>, name: &str, value: &str) -> Result<()> {
    sink.push_char(' ');
    sink.push(name);
    write_value(sink, value)
}

fn write_value(sink: &mut Sink<'_>, value: &str) -> Result<()> {
    sink.push("=\"");
    sink.push_escaped(value, escape::xml_attribute)?;
    sink.push_char('"');
    Ok(())
}

/// Namespace declarations, each with a space before.
pub(super) fn write_namespaces(
    names: &Names<'_>,
    sink: &mut Sink<'_>,
    declared: &[(Atom, Atom)],
) -> Result<()> {
    for (prefix, uri) in declared {
        sink.push(" xmlns");
        if !prefix.is_empty() {
            sink.push_char(':');
            sink.push_name(names.text(*prefix))?;
        }
        sink.push("=\"");
        sink.push_escaped(names.text(*uri), escape::xml_attribute)?;
        sink.push_char('"');
    }
    Ok(())
}

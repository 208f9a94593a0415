//! Writes a tree as XML, and indents it by the rule of libxml2: two spaces for each level, and none within an element that
//! has text among its children, as white space there would be content. Whether it has is only known when it ends: that is
//! why an indented result is built as a tree first.

use super::sink::Sink;
use super::xhtml;
use super::xml::{XmlWriter, write_attribute};
use crate::error::Result;
use crate::names::{Atom, Names};
use crate::tree::{Document, Kind, usize_of};

/// An element that is open.
struct Open {
    index: u32,
    /// Whether its children stand on lines of their own.
    indented: bool,
}

/// Writes all children of the root.
pub(super) fn write(
    document: &Document,
    names: &Names<'_>,
    xml: &mut XmlWriter<'_>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let space = names.find_name(Atom::XML_NAMESPACE, "space");
    let mut open: Vec<Open> = Vec::new();
    let end = document.end(0);
    let mut at = 1;
    while at < end {
        close_until(document, at, &mut open, xml, sink)?;
        let data = document.data(at);
        let indented = open.last().is_some_and(|open| open.indented);
        if indented {
            xml.indent(sink, xml.depth())?;
        }
        match data.kind {
            Kind::Element => {
                let preserved = space
                    .and_then(|space| document.attribute(at, space))
                    .is_some_and(|space| document.own_text(space) == "preserve");
                let attributes = document.attributes(at).map(|attribute| {
                    let name = document.data(attribute).name;
                    (name, document.prefix(attribute), document.own_text(attribute))
                });
                let name = (data.name, document.prefix(at));
                xml.start_tag(sink, name, declared(document, at), attributes)?;
                let on_lines = xml.indents() && (indented || open.is_empty());
                if xml.is_xhtml() {
                    for (name, value) in xhtml::further(document, names, at) {
                        write_attribute(sink, name, value)?;
                    }
                    if xhtml::lacks_meta(document, names, at) {
                        write_meta(document.first_child(at).is_none(), on_lines, xml, sink)?;
                    }
                }
                let indented = on_lines && !preserved && !has_text(document, at);
                open.push(Open { index: at, indented });
                at += u32::from(data.n_attributes);
            }
            Kind::Text => xml.text(sink, document.own_text(at), data.raw)?,
            Kind::Comment => xml.comment(sink, document.own_text(at))?,
            Kind::ProcessingInstruction => {
                xml.processing_instruction(sink, data.name, document.own_text(at))?;
            }
            Kind::Root | Kind::Attribute | Kind::Namespace => {}
        }
        at += 1;
    }
    close_until(document, end, &mut open, xml, sink)
}

/// Writes the element that tells the encoding, as the first one of a head.
fn write_meta(
    alone: bool,
    on_lines: bool,
    xml: &mut XmlWriter<'_>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    if on_lines {
        xml.indent(sink, xml.depth())?;
    }
    xml.meta(sink)?;
    if alone && on_lines {
        xml.indent(sink, xml.depth().saturating_sub(1))?;
    }
    Ok(())
}

fn close_until(
    document: &Document,
    at: u32,
    open: &mut Vec<Open>,
    xml: &mut XmlWriter<'_>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    while let Some(Open { index, indented }) = open.pop_if(|open| document.end(open.index) <= at) {
        if indented && document.first_child(index).is_some() {
            xml.indent(sink, xml.depth().saturating_sub(1))?;
        }
        xml.end_tag(sink)?;
    }
    Ok(())
}

fn has_text(document: &Document, element: u32) -> bool {
    let mut child = document.first_child(element);
    while let Some(at) = child {
        if document.kind(at) == Kind::Text {
            return true;
        }
        child = document.next_sibling(at);
    }
    false
}

/// What an element declares itself.
pub(super) fn declared(document: &Document, element: u32) -> &[(Atom, Atom)] {
    let data = document.data(element);
    if data.b == document.scope(data.parent) {
        return &[];
    }
    document.scopes.get(usize_of(data.b)).map_or(&[], |scope| scope.declared.as_slice())
}

/// The first child of the root that is an element.
pub(super) fn first_element(document: &Document) -> Option<u32> {
    let mut child = document.first_child(0);
    while let Some(at) = child {
        if document.kind(at) == Kind::Element {
            return child;
        }
        child = document.next_sibling(at);
    }
    None
}

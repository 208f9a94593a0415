//! Writes a tree as HTML (XSLT 1.0, section 16.2), as libxml2 does.

pub(super) mod elements;
mod meta;

use super::escape;
use super::indent::declared;
use super::sink::Sink;
use super::xml::write_namespaces;
use crate::error::Result;
use crate::names::{Atom, Name, Names};
use crate::program::OutputSettings;
use crate::tree::{Document, Kind};
use elements::Traits;
use meta::{Meta, Place};

/// Writes all children of the root.
pub(super) fn write(
    document: &Document,
    names: &Names<'_>,
    settings: &OutputSettings,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let meta = Meta::of(document, names, sink.encoding_name());
    let indent = settings.indent != Some(false);
    write_doctype(settings, sink);
    HtmlWriter { document, names, sink, meta, indent, open: Vec::new() }.write()
}

fn write_doctype(settings: &OutputSettings, sink: &mut Sink<'_>) {
    let OutputSettings { doctype_public, doctype_system, .. } = settings;
    // That address stands for none; HTML 5 has it for those who must give one.
    let system = doctype_system
        .as_deref()
        .filter(|system| doctype_public.is_some() || *system != "about:legacy-compat");
    if doctype_public.is_none() && doctype_system.is_none() {
        return;
    }
    sink.push("<!DOCTYPE html");
    if let Some(public) = doctype_public {
        sink.push(" PUBLIC ");
        sink.push(&escape::quoted(public));
    } else if system.is_some() {
        sink.push(" SYSTEM");
    }
    if let Some(system) = system {
        sink.push_char(' ');
        sink.push(&escape::quoted(system));
    }
    sink.push(">\n");
}

struct HtmlWriter<'w, 's> {
    document: &'w Document,
    names: &'w Names<'w>,
    sink: &'w mut Sink<'s>,
    meta: Meta,
    indent: bool,
    open: Vec<Open>,
}

/// An element that is open.
#[derive(Clone, Copy)]
struct Open {
    index: u32,
    traits: Option<Traits>,
    /// Whether its text is written as it is.
    raw: bool,
    /// Whether its last child so far is text, and whether it has several children.
    text_last: bool,
    several: bool,
}

impl HtmlWriter<'_, '_> {
    fn write(mut self) -> Result<()> {
        let end = self.document.end(0);
        let mut at = 1;
        while at < end {
            self.close_until(at)?;
            let kind = self.document.kind(at);
            if let Some(open) = self.open.last_mut() {
                open.text_last = kind == Kind::Text;
            }
            at = match kind {
                Kind::Element => self.start(at)?,
                Kind::Text => self.text(at)?,
                Kind::Comment => {
                    self.sink.push("<!--");
                    self.sink.push_escaped(self.document.own_text(at), String::push_str)?;
                    self.sink.push("-->");
                    at + 1
                }
                Kind::ProcessingInstruction => self.processing_instruction(at)?,
                Kind::Root | Kind::Attribute | Kind::Namespace => at + 1,
            };
        }
        self.close_until(end)?;
        self.sink.push_char('\n');
        self.sink.settle()
    }

    fn name(&mut self, name: Name, prefix: Atom) -> Result<()> {
        if !prefix.is_empty() {
            self.sink.push_name(self.names.text(prefix))?;
            self.sink.push_char(':');
        }
        self.sink.push_name(self.names.local(name))
    }

    /// What HTML says of an element; nothing of one in a namespace.
    fn traits(&self, name: Name) -> Option<Traits> {
        let is_html = self.names.uri(name).is_empty();
        is_html.then(|| elements::traits(self.names.local(name))).flatten()
    }

    /// Writes a start tag, and the end tag of an element without children; gives what is to be written next.
    fn start(&mut self, at: u32) -> Result<u32> {
        let document = self.document;
        let data = document.data(at);
        let (name, prefix) = (data.name, document.prefix(at));
        let traits = self.traits(name);
        self.sink.push_char('<');
        self.name(name, prefix)?;
        write_namespaces(self.names, self.sink, declared(document, at))?;
        for attribute in document.attributes(at) {
            self.attribute(at, attribute)?;
        }
        self.sink.push_char('>');
        let first = document.first_child(at);
        let gets_meta = self.meta.place == Place::Within(at);
        if traits.is_some_and(|traits| traits.is_void) {
            self.break_after(at, traits);
            return Ok(document.end(at));
        }
        if first.is_none() && !gets_meta {
            self.end_tag(name, prefix)?;
            self.break_after(at, traits);
            return Ok(document.end(at));
        }
        let text_first =
            !gets_meta && first.is_some_and(|first| document.kind(first) == Kind::Text);
        let several =
            first.is_some_and(|first| gets_meta || document.next_sibling(first).is_some());
        if self.breaks(traits) && !text_first && several && !self.begins_with_p(name) {
            self.sink.push_char('\n');
        }
        if gets_meta {
            self.write_meta(name, first);
        }
        let raw = self.names.uri(name).is_empty() && elements::is_raw(self.names.local(name));
        self.open.push(Open { index: at, traits, raw, text_last: false, several });
        Ok(at + 1 + u32::from(data.n_attributes))
    }

    /// Writes the element that says which encoding it is; `next` is what follows it.
    fn write_meta(&mut self, parent: Name, next: Option<u32>) {
        self.sink.push("<meta http-equiv=\"Content-Type\" content=\"");
        self.sink.push(&self.meta.content);
        self.sink.push("\">");
        let before_markup = next.is_some_and(|next| self.document.kind(next) != Kind::Text);
        if self.indent && before_markup && !self.begins_with_p(parent) {
            self.sink.push_char('\n');
        }
    }

    fn attribute(&mut self, element: u32, attribute: u32) -> Result<()> {
        let data = self.document.data(attribute);
        let mut value = self.document.own_text(attribute);
        let local = self.names.local(data.name);
        self.sink.push_char(' ');
        self.name(data.name, self.document.prefix(attribute))?;
        let owner = self.document.data(element).name;
        if !self.names.uri(owner).is_empty() {
            self.sink.push("=\"");
            self.sink.push_escaped(value, escape::xml_attribute)?;
            self.sink.push_char('"');
            return Ok(());
        }
        if self.names.uri(data.name).is_empty() {
            if elements::is_boolean(local) {
                return Ok(());
            }
            if self.meta.place == Place::Instead(element) && local.eq_ignore_ascii_case("content") {
                value = &self.meta.content;
            }
            if elements::is_address(self.names.local(owner), local) {
                self.sink.push_char('=');
                let mut escaped = String::new();
                escape::html_attribute(&mut escaped, &escape::uri(value));
                self.sink.push(&escaped);
                return self.sink.settle();
            }
        }
        let mut escaped = String::with_capacity(value.len() + 2);
        escape::html_attribute(&mut escaped, value);
        self.sink.push_char('=');
        self.sink.push(&escaped);
        self.sink.settle()
    }

    fn text(&mut self, at: u32) -> Result<u32> {
        let text = self.document.own_text(at);
        if self.document.data(at).raw || self.open.last().is_some_and(|open| open.raw) {
            self.sink.push_escaped(text, String::push_str)?;
        } else {
            self.sink.push_escaped(text, escape::html_text)?;
        }
        Ok(at + 1)
    }

    fn processing_instruction(&mut self, at: u32) -> Result<u32> {
        self.sink.push("<?");
        self.name(self.document.data(at).name, Atom::EMPTY)?;
        let data = self.document.own_text(at);
        if !data.is_empty() {
            self.sink.push_char(' ');
            self.sink.push_escaped(data, String::push_str)?;
        }
        self.sink.push_char('>');
        Ok(at + 1)
    }

    fn close_until(&mut self, at: u32) -> Result<()> {
        let document = self.document;
        while let Some(open) = self.open.pop_if(|open| document.end(open.index) <= at) {
            let name = document.data(open.index).name;
            if self.breaks(open.traits)
                && !open.text_last
                && open.several
                && !self.begins_with_p(name)
            {
                self.sink.push_char('\n');
            }
            self.end_tag(name, document.prefix(open.index))?;
            self.break_after(open.index, open.traits);
        }
        Ok(())
    }

    fn end_tag(&mut self, name: Name, prefix: Atom) -> Result<()> {
        self.sink.push("</");
        self.name(name, prefix)?;
        self.sink.push_char('>');
        self.sink.settle()
    }

    /// A line break after an element, where it is harmless.
    fn break_after(&mut self, at: u32, traits: Option<Traits>) {
        let next = self.document.next_sibling(at);
        let before_markup = next.is_some_and(|next| self.document.kind(next) != Kind::Text);
        if before_markup
            && self.breaks(traits)
            && let Some(parent) = self.open.last()
            && !self.begins_with_p(self.document.data(parent.index).name)
        {
            self.sink.push_char('\n');
        }
    }

    /// Whether there may be line breaks at the tags of such an element.
    fn breaks(&self, traits: Option<Traits>) -> bool {
        self.indent && traits.is_some_and(|traits| !traits.is_inline)
    }

    /// Within `p`, `pre` and `param` nothing is added.
    fn begins_with_p(&self, name: Name) -> bool {
        self.names.local(name).starts_with('p')
    }
}

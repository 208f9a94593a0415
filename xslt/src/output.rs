//! Where instructions write to: a tree, a text, or the result, which is serialised as it comes.

mod attributes;
mod copy;
mod encoding;
mod escape;
mod html;
mod indent;
mod scope;
mod serialize;
mod sink;
#[cfg(test)]
mod tests;
mod xhtml;
mod xml;

use std::borrow::Cow;

pub(crate) use attributes::AttributeList;
pub(crate) use serialize::Serializer;

use crate::error::Result;
use crate::names::{Atom, Name};
use crate::program::{Method, OutputSettings, ResultName};
use crate::run::Run;
use crate::tree::{Document, Node, TreeBuilder};
use scope::ScopeStack;

/// Takes what instructions write, in any order that XSLT allows, and passes well-formed XML with namespaces on:
/// attributes of one name replace one another, undeclared prefixes are declared, unneeded declarations left out.
#[derive(Debug)]
pub(crate) struct Emitter<'a, 'r> {
    run: &'a Run<'r>,
    target: Target<'a>,
    /// The start tag that is held back, as attributes may still come. Its declarations are the innermost ones of `scope`.
    tag: Option<ResultName>,
    attributes: AttributeList,
    scope: ScopeStack,
    /// Where the elements end that are being copied; see `copy`.
    ends: Vec<u32>,
    /// The nodes of a tree that were counted so far.
    n_counted: usize,
    /// The bytes of the text that is being built, as far as they were counted.
    n_held: usize,
}

/// Where it goes.
#[derive(Debug)]
pub(crate) enum Target<'a> {
    Tree(Box<TreeBuilder>),
    /// The text alone: the content of an attribute, comment or processing instruction. Elements in it are an error from
    /// which one recovers (XSLT 1.0, section 7.1.3): their text is kept, as libxslt does. Other nodes are ignored.
    Text(String),
    Result(Box<Serializer<'a>>),
}

/// What an [`Emitter`] took in.
#[derive(Debug)]
pub(crate) enum Taken {
    Tree(Document),
    Text(String),
    Result,
}

/// Nodes of a tree that are counted at once, while it grows.
const NODES_PER_COUNT: usize = 4096;

impl<'a, 'r> Emitter<'a, 'r> {
    pub(crate) fn new(run: &'a Run<'r>, target: Target<'a>) -> Self {
        Self {
            run,
            target,
            tag: None,
            attributes: AttributeList::default(),
            scope: ScopeStack::default(),
            ends: Vec::new(),
            n_counted: 0,
            n_held: 0,
        }
    }

    /// Opens an element that brings namespaces along.
    pub(crate) fn start_element(
        &mut self,
        name: ResultName,
        namespaces: &[(Atom, Atom)],
    ) -> Result<()> {
        if matches!(self.target, Target::Text(_)) {
            return Ok(());
        }
        self.write_tag()?;
        let uri = self.run.store.names.uri(name.name);
        let prefix = match uri {
            Atom::EMPTY => Atom::EMPTY,
            Atom::XML_NAMESPACE => Atom::XML,
            _ if name.prefix == Atom::XML => Atom::EMPTY,
            _ => name.prefix,
        };
        self.scope.open();
        self.tag = Some(ResultName { name: name.name, prefix });
        for (other, meaning) in namespaces {
            self.run.tick(self.scope.len() / 16)?;
            // The element's own name wins over what it brings along.
            if *other != prefix || *meaning == uri {
                self.declare(*other, *meaning, *other == prefix);
            }
        }
        if prefix != Atom::XML && !self.scope.means(prefix, uri) {
            self.scope.declare(prefix, uri);
        }
        Ok(())
    }

    /// Adds a namespace node to the open start tag.
    pub(crate) fn namespace(&mut self, prefix: Atom, uri: Atom) -> Result<()> {
        self.run.tick(self.scope.len() / 16)?;
        if self.tag.is_some() {
            self.declare(prefix, uri, false);
        }
        Ok(())
    }

    /// Declares a namespace at the open start tag, unless it is in scope already or its prefix has another use there.
    fn declare(&mut self, prefix: Atom, uri: Atom, is_own: bool) {
        let never = prefix == Atom::XML
            || uri == Atom::XML_NAMESPACE
            || (uri.is_empty() && !prefix.is_empty());
        if never || self.scope.means(prefix, uri) || (!is_own && self.is_taken(prefix)) {
            return;
        }
        self.scope.declare(prefix, uri);
    }

    /// Whether a prefix has a use at the open start tag, so that it cannot be declared there any more. The empty prefix
    /// of attributes is no use of it.
    fn is_taken(&self, prefix: Atom) -> bool {
        self.tag.is_some_and(|tag| tag.prefix == prefix)
            || self.scope.innermost().iter().any(|(known, _)| *known == prefix)
            || (!prefix.is_empty() && self.attributes.uses(prefix))
    }

    /// Adds an attribute to the open start tag; after other content it is ignored. One of the same name is replaced.
    pub(crate) fn attribute(&mut self, name: Name, prefix: Atom, value: &str) -> Result<()> {
        if self.tag.is_none() {
            return Ok(());
        }
        self.run.tick(self.attributes.len() / 16)?;
        if self.attributes.replace(name, value) {
            return self.run.check_length(self.attributes.n_bytes());
        }
        self.add_attribute(name, prefix, value)
    }

    /// Adds an attribute of a name that the start tag does not have yet.
    fn add_attribute(&mut self, name: Name, prefix: Atom, value: &str) -> Result<()> {
        if self.tag.is_none() {
            return Ok(());
        }
        let prefix = match self.run.store.names.uri(name) {
            Atom::EMPTY => Atom::EMPTY,
            Atom::XML_NAMESPACE => Atom::XML,
            uri => self.attribute_prefix(prefix, uri)?,
        };
        self.attributes.push(name, prefix, value);
        self.run.check_length(self.attributes.n_bytes())
    }

    /// A prefix for an attribute in a namespace: the one wanted if it stands or can be made to stand for it, else a
    /// further one. They are called as libxslt calls them: `ns_1` without a prefix, `p_1` after `p`.
    fn attribute_prefix(&mut self, wanted: Atom, uri: Atom) -> Result<Atom> {
        let names = &self.run.store.names;
        let base = match wanted {
            Atom::EMPTY | Atom::XML => names.atom("ns_1"),
            _ => wanted,
        };
        let mut prefix = base;
        let mut n_tried = 0;
        while {
            self.run.tick((self.scope.len() + self.attributes.len()) / 16)?;
            !self.scope.means(prefix, uri)
        } {
            let is_free = if prefix == base {
                !self.is_taken(prefix)
            } else {
                self.scope.find(prefix).is_none()
            };
            if is_free {
                self.scope.declare(prefix, uri);
                break;
            }
            self.run.tick(1)?;
            n_tried += 1;
            prefix = names.atom(&format!("{}_{n_tried}", names.text(base)));
        }
        Ok(prefix)
    }

    /// Writes the start tag that is held back.
    fn write_tag(&mut self) -> Result<()> {
        let Some(ResultName { name, prefix }) = self.tag.take() else { return Ok(()) };
        let declared = self.scope.innermost();
        match &mut self.target {
            Target::Tree(tree) => {
                tree.start_element(name, prefix, declared)?;
                for (name, prefix, value) in self.attributes.iter() {
                    tree.attribute(name, prefix, value)?;
                }
                self.attributes.clear();
                self.check_tree()
            }
            Target::Text(_) => Ok(()),
            Target::Result(serializer) => {
                serializer.start_tag(name, prefix, declared, &self.attributes)?;
                self.attributes.clear();
                Ok(())
            }
        }
    }

    /// Counts the nodes of the tree that is being built, some thousand at a time.
    fn check_tree(&mut self) -> Result<()> {
        if let Target::Tree(tree) = &mut self.target {
            let n_bytes = tree.document_mut().text.len();
            let n_new = tree.n_nodes().saturating_sub(self.n_counted);
            if n_new >= NODES_PER_COUNT {
                self.n_counted += n_new;
                self.run.count_nodes(n_new)?;
            }
            return self.hold(n_bytes);
        }
        Ok(())
    }

    /// Checks how long the text is that is being built: alone, and with what else is held at the time.
    fn hold(&mut self, n_bytes: usize) -> Result<()> {
        /// Less than that is not counted.
        const SHORT: usize = 16 * 1024;
        self.run.check_length(n_bytes)?;
        let n_new = n_bytes.saturating_sub(self.n_held);
        if n_new < SHORT {
            return Ok(());
        }
        self.n_held = n_bytes;
        self.run.hold_bytes(n_new)
    }

    /// Adds text; `raw` is written without escaping.
    pub(crate) fn text(&mut self, text: &str, raw: bool) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.write_tag()?;
        match &mut self.target {
            Target::Tree(tree) => tree.text(text, raw)?,
            Target::Text(all) => {
                all.push_str(text);
                let n_bytes = all.len();
                return self.hold(n_bytes);
            }
            Target::Result(serializer) => return serializer.text(text, raw),
        }
        self.check_tree()
    }

    /// Adds a comment; where it could not be written as XML, a space comes in (XSLT 1.0, section 7.4).
    pub(crate) fn comment(&mut self, text: &str) -> Result<()> {
        self.write_tag()?;
        let text = comment_text(text);
        match &mut self.target {
            Target::Tree(tree) => tree.comment(&text)?,
            Target::Text(_) => {}
            Target::Result(serializer) => return serializer.comment(&text),
        }
        self.check_tree()
    }

    /// Adds a processing instruction; in its data a space comes between `?` and `>` (XSLT 1.0, section 7.3).
    pub(crate) fn processing_instruction(&mut self, target: Name, data: &str) -> Result<()> {
        self.write_tag()?;
        let data = if data.contains("?>") {
            Cow::Owned(data.replace("?>", "? >"))
        } else {
            Cow::Borrowed(data)
        };
        match &mut self.target {
            Target::Tree(tree) => tree.processing_instruction(target, &data)?,
            Target::Text(_) => {}
            Target::Result(serializer) => return serializer.processing_instruction(target, &data),
        }
        self.check_tree()
    }

    /// Closes the innermost element; without one, nothing happens.
    pub(crate) fn end_element(&mut self) -> Result<()> {
        self.write_tag()?;
        if !self.scope.close() {
            return Ok(());
        }
        match &mut self.target {
            Target::Tree(tree) => {
                tree.end_element();
                Ok(())
            }
            Target::Text(_) => Ok(()),
            Target::Result(serializer) => serializer.end_tag(),
        }
    }

    /// Ends it: closes what is open, writes what is held back. The nodes of a tree are for the one to count who keeps it.
    pub(crate) fn finish(mut self) -> Result<Taken> {
        self.write_tag()?;
        while self.scope.close() {
            if let Target::Result(serializer) = &mut self.target {
                serializer.end_tag()?;
            }
        }
        self.run.release_nodes(self.n_counted);
        self.run.release_bytes(self.n_held);
        match self.target {
            Target::Tree(tree) => Ok(Taken::Tree(tree.finish())),
            Target::Text(text) => Ok(Taken::Text(text)),
            Target::Result(serializer) => serializer.finish().map(|()| Taken::Result),
        }
    }
}

/// A comment's text such that it holds no `--` and does not end with `-`.
fn comment_text(text: &str) -> Cow<'_, str> {
    if !text.contains("--") && !text.ends_with('-') {
        return Cow::Borrowed(text);
    }
    let mut spaced = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c == '-' && spaced.ends_with('-') {
            spaced.push(' ');
        }
        spaced.push(c);
    }
    if spaced.ends_with('-') {
        spaced.push(' ');
    }
    Cow::Owned(spaced)
}

/// A node with all below it as XML without a declaration: what `xsl:message` says.
pub(crate) fn to_xml(run: &Run<'_>, node: Node) -> Result<String> {
    let settings = OutputSettings {
        method: Some(Method::Xml),
        omit_xml_declaration: Some(true),
        indent: Some(false),
        ..OutputSettings::default()
    };
    let mut bytes = Vec::new();
    let serializer = Serializer::new(&mut bytes, &settings, &run.store.names, &run.limits);
    let mut emitter = Emitter::new(run, Target::Result(Box::new(serializer)));
    emitter.copy(node)?;
    emitter.finish()?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

//! Builds the source part of a [`Store`] from XML text.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::Instant;

use xrust::value::Value;

use super::{Kind, KnownNames, NONE, NodeName, SOURCE, Store, XNode};
use crate::limits::Limits;
use crate::xml::{self, Attribute, Fault, FaultKind, Name, Scope, Sink, XML_SPACE};

/// Which elements lose text that is only white space (`xsl:strip-space` and `xsl:preserve-space`).
#[derive(Debug, Default)]
pub(crate) struct Whitespace {
    pub(crate) strip_all: bool,
    pub(crate) strip: HashSet<String>,
    pub(crate) preserve: HashSet<String>,
}

impl Whitespace {
    fn strips(&self, name: &Name<'_>) -> bool {
        let named = |set: &HashSet<String>| name.uri.is_none() && set.contains(name.local);
        named(&self.strip) || (self.strip_all && !named(&self.preserve))
    }
}

impl Store {
    /// Reads `source`; gives its document node.
    pub(crate) fn read(
        source: &str,
        limits: Limits,
        deadline: Instant,
        known: Rc<KnownNames>,
        prefixes: Rc<HashMap<Rc<str>, Rc<str>>>,
        whitespace: &Whitespace,
    ) -> Result<XNode, Fault> {
        let store = Self::new(limits, deadline, known, prefixes);
        let mut builder = Builder {
            store: &store,
            whitespace,
            open: Vec::new(),
            text: String::new(),
            names: HashMap::new(),
        };
        let document = builder.create(Kind::Document, NONE, None, 0)?;
        builder.open.push(Open { id: document, strips: true });
        xml::read(source, limits.depth, &mut builder)?;
        let n_nodes = u32::try_from(store.records.borrow().len()).unwrap_or(NONE);
        store.change(document, |record| record.end = n_nodes);
        store.source_end.set(n_nodes);
        Ok(XNode::new(Rc::new(store), SOURCE))
    }
}

struct Open {
    id: u32,
    strips: bool,
}

struct Builder<'s> {
    store: &'s Store,
    whitespace: &'s Whitespace,
    open: Vec<Open>,
    /// Text not yet made a node: its pieces belong together.
    text: String,
    /// Names without a namespace, which most are.
    names: HashMap<String, u32>,
}

impl Builder<'_> {
    fn create(
        &self,
        kind: Kind,
        name: u32,
        value: Option<String>,
        offset: usize,
    ) -> Result<u32, Fault> {
        let value =
            value.map_or_else(|| Rc::clone(&self.store.empty), |value| Rc::new(Value::from(value)));
        self.store.create(kind, name, value).ok_or(Fault { offset, kind: FaultKind::Full })
    }

    fn name(&mut self, name: &Name<'_>) -> u32 {
        if name.uri.is_none()
            && let Some(index) = self.names.get(name.local)
        {
            return *index;
        }
        let index = self.store.intern(NodeName {
            prefix: name.prefix.into(),
            uri: name.uri.clone(),
            local: name.local.into(),
        });
        if name.uri.is_none() {
            self.names.insert(name.local.to_owned(), index);
        }
        index
    }

    fn flush(&mut self, offset: usize) -> Result<(), Fault> {
        if self.text.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        let Some(parent) = self.open.last() else { return Ok(()) };
        if parent.strips && text.trim_matches(XML_SPACE).is_empty() {
            return Ok(());
        }
        let parent = parent.id;
        let id = self.create(Kind::Text, NONE, Some(text), offset)?;
        self.store.change(id, |record| record.end = id + 1);
        self.store.append(parent, id);
        Ok(())
    }

    fn attach(
        &self,
        element: u32,
        kind: Kind,
        name: u32,
        value: Cow<'_, str>,
        offset: usize,
    ) -> Result<(), Fault> {
        let id = self.create(kind, name, Some(value.into_owned()), offset)?;
        self.store.change(id, |record| record.end = id + 1);
        self.store.attach(element, id);
        Ok(())
    }
}

impl Sink for Builder<'_> {
    fn start(
        &mut self,
        name: Name<'_>,
        attributes: Vec<Attribute<'_>>,
        _scope: &Scope,
        offset: usize,
    ) -> Result<(), Fault> {
        self.flush(offset)?;
        let index = self.name(&name);
        let id = self.create(Kind::Element, index, None, offset)?;
        if let Some(parent) = self.open.last() {
            self.store.append(parent.id, id);
        }
        self.open.push(Open { id, strips: self.whitespace.strips(&name) });
        for attribute in attributes {
            let index = self.name(&attribute.name);
            self.attach(id, Kind::Attribute, index, attribute.value, offset)?;
        }
        Ok(())
    }

    fn end(&mut self) {
        // A full store is noticed by the next node, or by whoever asks whether it tripped.
        if self.flush(0).is_err() {
            return;
        }
        if let Some(open) = self.open.pop() {
            let end = u32::try_from(self.store.records.borrow().len()).unwrap_or(NONE);
            self.store.change(open.id, |record| record.end = end);
        }
    }

    fn text(&mut self, text: &str, _offset: usize) -> Result<(), Fault> {
        self.text.push_str(text);
        Ok(())
    }

    fn comment(&mut self, text: &str) -> Result<(), Fault> {
        self.flush(0)?;
        let id = self.create(Kind::Comment, NONE, Some(text.to_owned()), 0)?;
        self.store.change(id, |record| record.end = id + 1);
        if let Some(parent) = self.open.last() {
            self.store.append(parent.id, id);
        }
        Ok(())
    }
}

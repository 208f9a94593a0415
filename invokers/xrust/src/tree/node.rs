//! The handle of a node, and what `xrust` wants to do with it.

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use qualname::{NamespacePrefix, NamespaceUri, QName};
use xrust::item::{Node, NodeType};
use xrust::output::OutputDefinition;
use xrust::validators::{Schema, ValidationError};
use xrust::value::Value;
use xrust::xdmerror::{Error, ErrorKind};
use xrust::xmldecl::{DTD, XMLDecl, XMLDeclBuilder};

use super::transport::{Carried, carry, unpack};
use super::walk::Walk;
use super::{Kind, NONE, NodeName, SOURCE, Store, TEXT_ONLY, Trip};
use crate::names::placeholder;

/// A node: its number in its store.
#[derive(Clone)]
pub(crate) struct XNode {
    pub(super) store: Rc<Store>,
    pub(super) id: u32,
}

impl XNode {
    pub(super) fn new(store: Rc<Store>, id: u32) -> Self {
        Self { store, id }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn kind(&self) -> Kind {
        self.store.record(self.id).map_or(Kind::Document, |record| record.kind)
    }

    /// The name of an element or attribute; for a declaration its prefix and namespace.
    pub(crate) fn node_name(&self) -> Option<NodeName> {
        let index = self.store.record(self.id).map(|record| record.name)?;
        self.store.name(index)
    }

    /// The text of a text node, comment or attribute.
    pub(crate) fn content(&self) -> Rc<Value> {
        self.store
            .record(self.id)
            .map_or_else(|| Rc::clone(&self.store.empty), |record| Rc::clone(&record.value))
    }

    /// Attributes and declarations in the order they were put on.
    pub(crate) fn attached(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let mut at = match self.store.record(self.id) {
            Some(record) if record.kind == Kind::Element => record.attribute,
            Some(_) | None => NONE,
        };
        while at != NONE {
            all.push(self.at(at));
            at = self.store.record(at).map_or(NONE, |record| record.next);
        }
        all
    }

    /// Every text of a document, for a look at its characters.
    pub(crate) fn each_text(&self, mut look: impl FnMut(&str)) {
        for record in self.store.records.borrow().iter() {
            look(&record.value.to_string());
        }
    }

    fn at(&self, id: u32) -> Self {
        Self::new(Rc::clone(&self.store), id)
    }

    fn create(
        &self,
        kind: Kind,
        name: u32,
        value: Rc<Value>,
        n_bytes: usize,
    ) -> Result<Self, Error> {
        if !self.store.add_bytes(n_bytes) {
            return Err(out_of_bounds());
        }
        self.store.create(kind, name, value).map(|id| self.at(id)).ok_or_else(out_of_bounds)
    }

    fn named(&self, qn: &QName) -> u32 {
        let uri = qn.namespace_uri().map(|uri| Rc::<str>::from(uri.to_string()));
        let prefix =
            uri.as_ref().and_then(|uri| self.store.prefixes.get(uri).cloned()).unwrap_or_default();
        self.store.intern(NodeName { prefix, uri, local: qn.local_name().to_string().into() })
    }

    /// A copy of this node alone, with its namespace declarations.
    fn copy_one(&self) -> Result<Self, Error> {
        let (kind, name, value) = match self.store.record(self.id) {
            Some(record) => (record.kind, record.name, Rc::clone(&record.value)),
            None => return Err(out_of_bounds()),
        };
        let n_bytes = if kind == Kind::Element { 0 } else { value.to_string().len() };
        self.create(kind, name, value, n_bytes)
    }

    fn copy_all(&self) -> Result<Self, Error> {
        let top = self.copy_one()?;
        let mut open = vec![(self.clone(), top.clone())];
        while let Some((from, to)) = open.pop() {
            for attached in from.attached() {
                self.store.attach(to.id, attached.copy_one()?.id);
            }
            for child in Walk::children(&from) {
                let copy = child.copy_one()?;
                self.store.append(to.id, copy.id);
                open.push((child, copy));
            }
        }
        Ok(top)
    }

    fn is_text_only(&self) -> bool {
        self.node_name().is_some_and(|name| name.uri.as_deref() == Some(TEXT_ONLY))
    }

    fn has_parent(&self) -> bool {
        self.store.record(self.id).is_none_or(|record| record.parent != NONE)
    }

    /// The way from the top of its tree: the node's ancestors, itself last.
    fn lineage(&self) -> Vec<u32> {
        let mut line = vec![self.id];
        line.extend(Walk::ancestors(self).map(|node| node.id));
        line.reverse();
        line
    }

    fn is_before_sibling(&self, other: u32) -> bool {
        let mut at = self.id;
        while at != NONE {
            at = self.store.record(at).map_or(NONE, |record| record.next);
            if at == other {
                return true;
            }
        }
        false
    }
}

fn out_of_bounds() -> Error {
    Error::new(ErrorKind::LimitExceeded, "the transformation is out of its bounds")
}

fn unsupported(what: &str) -> Error {
    Error::new(ErrorKind::NotImplemented, format!("{what} is not supported"))
}

impl PartialEq for XNode {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && Rc::ptr_eq(&self.store, &other.store)
    }
}

impl fmt::Debug for XNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node_name() {
            Some(name) => write!(f, "{:?} `{}`", self.kind(), name.local),
            None => write!(f, "{:?}", self.kind()),
        }
    }
}

impl Node for XNode {
    type NodeIterator = Walk;

    /// Never asked for by an evaluation; a document of its own without room for anything.
    fn new_document() -> Self {
        let limits = crate::limits::Limits { nodes: 1, ..Default::default() };
        let store = Store::new(limits, std::time::Instant::now(), Rc::default(), Rc::default());
        let value = Rc::clone(&store.empty);
        let id = store.create(Kind::Document, NONE, value).unwrap_or(SOURCE);
        Self::new(Rc::new(store), id)
    }

    fn node_type(&self) -> NodeType {
        match self.kind() {
            Kind::Document => NodeType::Document,
            Kind::Element => NodeType::Element,
            Kind::Attribute | Kind::Declaration => NodeType::Attribute,
            Kind::Text => NodeType::Text,
            Kind::Comment => NodeType::Comment,
        }
    }

    fn name(&self) -> Option<QName> {
        let (kind, name) = self.store.record(self.id).map(|record| (record.kind, record.name))?;
        match kind {
            Kind::Element => self.store.known_name(name),
            // Attributes always have one: `xrust` relies on it when it hands them on.
            Kind::Attribute | Kind::Declaration => self.store.known_name(name).or_else(placeholder),
            Kind::Document | Kind::Text | Kind::Comment => None,
        }
    }

    /// Only asked for when an attribute is handed on, so it carries the name; the text is what `to_string` gives.
    fn value(&self) -> Rc<Value> {
        match (self.kind(), self.node_name()) {
            (Kind::Attribute, Some(name)) => {
                let mut carried = carry(&name.prefix, name.uri.as_deref(), &name.local);
                carried.push_str(&self.content().to_string());
                Rc::new(Value::from(carried))
            }
            (Kind::Declaration, _) => Rc::new(Value::from(self.content().to_string())),
            _ => self.content(),
        }
    }

    fn to_qname(&self, _name: impl AsRef<str>) -> Result<QName, Error> {
        Err(unsupported("resolving names while running"))
    }

    fn to_prefixed_name(&self) -> String {
        self.node_name().map(|name| name.local.to_string()).unwrap_or_default()
    }

    fn to_namespace_prefix(&self, _uri: &NamespaceUri) -> Result<Option<NamespacePrefix>, Error> {
        Err(unsupported("resolving namespaces while running"))
    }

    fn to_namespace_uri(&self, _prefix: &Option<NamespacePrefix>) -> Result<NamespaceUri, Error> {
        Err(unsupported("resolving namespaces while running"))
    }

    fn as_namespace_prefix(&self) -> Result<Option<&NamespacePrefix>, Error> {
        Err(unsupported("a namespace node"))
    }

    fn as_namespace_uri(&self) -> Result<&NamespaceUri, Error> {
        Err(unsupported("a namespace node"))
    }

    fn is_in_scope(&self) -> bool {
        true
    }

    /// The local name: `local-name()` is compiled to the one function that asks for this.
    fn get_id(&self) -> String {
        match self.kind() {
            Kind::Element | Kind::Attribute => self.to_prefixed_name(),
            Kind::Document | Kind::Declaration | Kind::Text | Kind::Comment => String::new(),
        }
    }

    fn to_string(&self) -> String {
        match self.kind() {
            Kind::Document | Kind::Element => {
                let mut text = String::new();
                let mut at = self.store.after(self.id, self.id);
                while at != NONE {
                    if let Some(record) = self.store.record(at)
                        && record.kind == Kind::Text
                    {
                        text.push_str(&record.value.to_string());
                    }
                    at = self.store.after(at, self.id);
                }
                text
            }
            Kind::Attribute | Kind::Declaration | Kind::Text | Kind::Comment => {
                self.content().to_string()
            }
        }
    }

    fn to_xml(&self) -> String {
        Node::to_string(self)
    }

    fn to_xml_with_options(&self, _od: &OutputDefinition) -> String {
        Node::to_string(self)
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }

    fn is_attached(&self) -> bool {
        self.has_parent()
    }

    fn document_order(&self) -> Vec<usize> {
        self.lineage().into_iter().filter_map(|id| usize::try_from(id).ok()).collect()
    }

    /// By number in the source; by their places in the tree among nodes that were built.
    fn cmp_document_order(&self, other: &Self) -> Ordering {
        if self.id == other.id {
            return Ordering::Equal;
        }
        if self.store.is_source(self.id) || self.store.is_source(other.id) {
            return self.id.cmp(&other.id);
        }
        let (left, right) = (self.lineage(), other.lineage());
        match left.iter().zip(&right).find(|(left, right)| left != right) {
            Some((left, right)) if self.at(*left).has_parent() => {
                if self.at(*left).is_before_sibling(*right) {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            Some((left, right)) => left.cmp(right),
            None => left.len().cmp(&right.len()),
        }
    }

    fn is_unattached(&self) -> bool {
        !self.has_parent()
    }

    fn is_id(&self) -> bool {
        false
    }

    fn is_idrefs(&self) -> bool {
        false
    }

    fn child_iter(&self) -> Walk {
        Walk::children(self)
    }

    fn ancestor_iter(&self) -> Walk {
        Walk::ancestors(self)
    }

    fn owner_document(&self) -> Self {
        self.at(self.lineage().first().copied().unwrap_or(SOURCE))
    }

    fn descend_iter(&self) -> Walk {
        Walk::descendants(self)
    }

    fn next_iter(&self) -> Walk {
        Walk::following_siblings(self)
    }

    fn prev_iter(&self) -> Walk {
        Walk::preceding_siblings(self)
    }

    fn attribute_iter(&self) -> Walk {
        Walk::attributes(self)
    }

    fn get_attribute(&self, a: &QName) -> Rc<Value> {
        self.get_attribute_node(a)
            .map_or_else(|| Rc::clone(&self.store.empty), |node| node.content())
    }

    fn get_attribute_node(&self, a: &QName) -> Option<Self> {
        Walk::attributes(self).find(|node| Node::name(node).as_ref() == Some(a))
    }

    fn new_element(&self, qn: QName) -> Result<Self, Error> {
        let name = self.named(&qn);
        self.create(Kind::Element, name, Rc::clone(&self.store.empty), 0)
    }

    fn new_text(&self, v: Rc<Value>) -> Result<Self, Error> {
        let n_bytes = v.to_string().len();
        self.create(Kind::Text, NONE, v, n_bytes)
    }

    fn new_attribute(&self, _qn: QName, v: Rc<Value>) -> Result<Self, Error> {
        let value = v.to_string();
        let n_bytes = value.len();
        let name = match unpack(&value)
            .map_err(|message| Error::new(ErrorKind::TypeError, message))?
        {
            Carried::Attribute(name, value) => {
                let name = self.store.intern(name);
                return self.create(Kind::Attribute, name, Rc::new(Value::from(value)), n_bytes);
            }
            Carried::Declaration(name) | Carried::ElementName(name) => name,
        };
        let name = self.store.intern(name);
        self.create(Kind::Declaration, name, v, n_bytes)
    }

    fn new_comment(&self, v: Rc<Value>) -> Result<Self, Error> {
        let text = v.to_string();
        if text.contains("--") || text.ends_with('-') {
            return Err(Error::new(
                ErrorKind::TypeError,
                "a comment cannot contain `--` or end with `-`",
            ));
        }
        self.create(Kind::Comment, NONE, v, text.len())
    }

    fn new_processing_instruction(&self, _qn: Rc<Value>, _v: Rc<Value>) -> Result<Self, Error> {
        Err(unsupported("a processing instruction"))
    }

    fn new_namespace(
        &self,
        _ns: NamespaceUri,
        _prefix: Option<NamespacePrefix>,
        _in_scope: bool,
    ) -> Result<Self, Error> {
        Err(unsupported("a namespace node"))
    }

    fn push(&mut self, n: Self) -> Result<(), Error> {
        match n.kind() {
            Kind::Text if n.content().to_string().is_empty() => Ok(()),
            Kind::Element | Kind::Comment if self.is_text_only() => Err(Error::new(
                ErrorKind::TypeError,
                "an element or comment stands where only text can be",
            )),
            Kind::Element | Kind::Text | Kind::Comment => {
                let child = n.deep_copy()?;
                self.store.append(self.id, child.id);
                Ok(())
            }
            Kind::Document | Kind::Attribute | Kind::Declaration => {
                Err(Error::new(ErrorKind::TypeError, "this node cannot be a child of an element"))
            }
        }
    }

    fn pop(&mut self) -> Result<(), Error> {
        Err(unsupported("taking a node out of its tree"))
    }

    fn insert_before(&mut self, _n: Self) -> Result<(), Error> {
        Err(unsupported("inserting a node"))
    }

    fn add_attribute(&self, att: Self) -> Result<(), Error> {
        let carried = att.content().to_string();
        match (att.kind(), unpack(&carried)) {
            (Kind::Declaration, Ok(Carried::ElementName(name))) => {
                let name = self.store.intern(name);
                self.store.change(self.id, |record| record.name = name);
                Ok(())
            }
            (Kind::Declaration, _) => {
                self.store.attach(self.id, att.deep_copy()?.id);
                Ok(())
            }
            _ if self.kind() != Kind::Element || self.is_text_only() => Err(Error::new(
                ErrorKind::TypeError,
                "an attribute stands where there is no element",
            )),
            _ if self.store.record(self.id).is_some_and(|record| record.first != NONE) => {
                Err(Error::new(
                    ErrorKind::TypeError,
                    "an attribute is added to an element that already has content; write attributes first",
                ))
            }
            _ => {
                self.store.attach(self.id, att.deep_copy()?.id);
                Ok(())
            }
        }
    }

    fn shallow_copy(&self) -> Result<Self, Error> {
        let copy = self.copy_one()?;
        for attached in self.attached() {
            if attached.kind() == Kind::Declaration {
                self.store.attach(copy.id, attached.copy_one()?.id);
            }
        }
        Ok(copy)
    }

    /// A node that was built and has no place yet is its own copy: it is finished, and nothing else will change it.
    fn deep_copy(&self) -> Result<Self, Error> {
        if self.store.tripped() == Some(Trip::Time) {
            return Err(out_of_bounds());
        }
        if self.store.is_source(self.id) || self.has_parent() {
            self.copy_all()
        } else {
            Ok(self.clone())
        }
    }

    fn get_canonical(&self) -> Result<Self, Error> {
        Err(unsupported("canonical XML"))
    }

    fn xmldecl(&self) -> XMLDecl {
        XMLDeclBuilder::new().build()
    }

    fn set_xmldecl(&mut self, _d: XMLDecl) -> Result<(), Error> {
        Err(unsupported("an XML declaration"))
    }

    fn add_namespace(&self, _ns: Self) -> Result<(), Error> {
        Err(unsupported("a namespace node"))
    }

    fn namespace_iter(&self) -> Walk {
        Walk::none(self)
    }

    fn get_dtd(&self) -> Option<DTD> {
        None
    }

    fn set_dtd(&self, _dtd: DTD) -> Result<(), Error> {
        Err(unsupported("a document type"))
    }

    fn validate(&self, _schema: Schema) -> Result<(), ValidationError> {
        Err(ValidationError::SchemaError("validation is not supported".to_owned()))
    }

    fn unattached(&self) -> Vec<Self> {
        Vec::new()
    }
}

//! `document()` (XSLT 1.0, section 12.1).

use std::cell::RefCell;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Invocation;
use crate::error::{ErrorKind, Result, TransformError};
use crate::run::Run;
use crate::tree::Node;
use crate::value::{NodeSet, Value};
use crate::xml::{self, ReadOptions};

type Map<K, V> = RefCell<HashMap<K, V, RandomState>>;

/// The documents loaded so far: the same address is the same document.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// By what was asked for: address and base. `None` is one that cannot be had.
    requests: Map<(Box<str>, Box<str>), Option<Node>>,
    /// By their absolute addresses.
    addresses: Map<Box<str>, Node>,
    /// Modules of the stylesheet, by their numbers.
    modules: Map<u16, Node>,
}

/// What an address is relative to.
#[derive(Debug, Clone, Copy)]
struct Base<'r> {
    address: &'r str,
    /// What the empty address stands for.
    itself: Itself,
}

#[derive(Debug, Clone, Copy)]
enum Itself {
    /// A module of the stylesheet.
    Module(u16),
    /// The root of a document.
    Document(Node),
}

/// The roots of the documents at one address, or at those in the string-values of nodes. A document that cannot be had is
/// left out, and a message says so, as libxslt does; but where nobody gave a resolver, asking for one is an error.
pub(super) fn document<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let run = call.run;
    let value = call.arg(0)?;
    let given = match call.nodes(1)? {
        None => None,
        Some(nodes) => match nodes.first() {
            Some(node) => Some(base_of(call, *node)),
            None => return Ok(Value::Nodes(NodeSet::Empty)),
        },
    };
    let mut found = Vec::new();
    if let Value::Nodes(nodes) = value {
        for node in nodes.iter() {
            let base = given.unwrap_or_else(|| base_of(call, *node));
            found.extend(load(call, &run.text_of(*node)?, base)?);
        }
    } else {
        let base = given.unwrap_or_else(|| module_base(call));
        found.extend(load(call, &run.string(&value)?, base)?);
    }
    Ok(Value::Nodes(NodeSet::from_unsorted(found)))
}

/// The module that the call stands in.
fn module_base<'r>(call: &Invocation<'_, 'r>) -> Base<'r> {
    match call.scope() {
        Some(scope) => Base { address: &scope.base, itself: Itself::Module(scope.module) },
        None => Base { address: "", itself: Itself::Module(0) },
    }
}

/// The document of a node. What the stylesheet built has no address and is at home where the stylesheet is.
fn base_of<'r>(call: &Invocation<'_, 'r>, node: Node) -> Base<'r> {
    let address = &call.run.document(node).address;
    if address.is_empty() && node.document != 0 {
        return module_base(call);
    }
    let root = Node { index: 0, namespace: 0, ..node };
    Base { address, itself: Itself::Document(root) }
}

/// The document at an address, or the element in it whose ID the address has as its fragment identifier.
fn load<'r>(call: &Invocation<'_, 'r>, href: &str, base: Base<'r>) -> Result<Option<Node>> {
    let (address, fragment) = href.split_once('#').unwrap_or((href, ""));
    let root = match base.itself {
        Itself::Document(root) if address.is_empty() => Some(root),
        Itself::Module(module) if address.is_empty() => module_document(call, module)?,
        Itself::Document(_) | Itself::Module(_) => requested(call, address, base.address)?,
    };
    let Some(root) = root.filter(|_| !fragment.is_empty()) else { return Ok(root) };
    let index = call.run.document(root).ids.get(fragment);
    Ok(index.map(|index| Node { index: *index, ..root }))
}

/// A module of the stylesheet as a document.
fn module_document(call: &Invocation<'_, '_>, number: u16) -> Result<Option<Node>> {
    let run = call.run;
    let known = run.state.loaded.modules.borrow().get(&number).copied();
    if known.is_some() {
        return Ok(known);
    }
    let Some(module) = run.program.modules.get(usize::from(number)) else { return Ok(None) };
    let loaded = at_address(run, &module.address);
    let root = match loaded {
        Some(root) => root,
        None => read(run, &module.text, &module.address)?,
    };
    run.state.loaded.modules.borrow_mut().insert(number, root);
    Ok(Some(root))
}

/// A document from the resolver.
fn requested(call: &Invocation<'_, '_>, href: &str, base: &str) -> Result<Option<Node>> {
    let loaded = &call.run.state.loaded;
    let key: (Box<str>, Box<str>) = (href.into(), base.into());
    let known = loaded.requests.borrow().get(&key).copied();
    if let Some(known) = known {
        return Ok(known);
    }
    let root = resolve(call, href, base)?;
    loaded.requests.borrow_mut().insert(key, root);
    Ok(root)
}

fn resolve(call: &Invocation<'_, '_>, href: &str, base: &str) -> Result<Option<Node>> {
    let run = call.run;
    let Some(resolver) = run.resolver else {
        let reason = "there is nothing that gives documents to this transformation".to_owned();
        return Err(TransformError::new(ErrorKind::Unresolved { address: href.into(), reason }));
    };
    let resource = match resolver.resolve(href, base) {
        Ok(resource) => resource,
        Err(reason) => {
            let kind = ErrorKind::Unresolved { address: href.into(), reason };
            call.warn(kind.to_string());
            return Ok(None);
        }
    };
    let address = &resource.address;
    if let Some(root) = at_address(run, address) {
        return Ok(Some(root));
    }
    let root = xml::decode(&resource.bytes, address).and_then(|text| read(run, &text, address));
    match root {
        Ok(root) => Ok(Some(root)),
        Err(error)
            if matches!(error.kind(), ErrorKind::Malformed { .. } | ErrorKind::DocumentType) =>
        {
            call.warn(error.kind().to_string());
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// A document that is there already; the source is, too.
fn at_address(run: &Run<'_>, address: &str) -> Option<Node> {
    if address.is_empty() {
        return None;
    }
    let source = Node { document: 0, index: 0, namespace: 0 };
    if *run.document(source).address == *address {
        return Some(source);
    }
    run.state.loaded.addresses.borrow().get(address).copied()
}

fn read(run: &Run<'_>, text: &str, address: &str) -> Result<Node> {
    let strip = Some(&run.program.strip);
    let options = ReadOptions { limits: &run.limits, address, strip, offsets: false };
    let root = run.add_document(xml::read(text, &run.store.names, options)?)?;
    if !address.is_empty() {
        run.state.loaded.addresses.borrow_mut().insert(address.into(), root);
    }
    Ok(root)
}

//! `key()` (XSLT 1.0, section 12.2): indexes that are made when they are first asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::rc::Rc;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::{Invocation, may_match, qname};
use crate::error::{Result, TransformError};
use crate::names::Name;
use crate::program::Key;
use crate::run::{Focus, Run};
use crate::tree::{Node, NodeData};
use crate::value::{NodeSet, Text, Value};
use crate::xpath::eval::Repeated;

/// The indexes made so far, by key and document; one that is being made is `None`.
#[derive(Debug, Default)]
pub(crate) struct KeyIndexes<'r> {
    made: RefCell<HashMap<(Name, u32), Made<'r>, RandomState>>,
}

type Made<'r> = Option<Rc<Index<'r>>>;

/// The nodes of one document by their values for one key.
#[derive(Debug, Default)]
struct Index<'r> {
    hasher: RandomState,
    groups: HashTable<Group<'r>>,
    /// The length of all values.
    n_bytes: usize,
}

/// The nodes that have a value.
#[derive(Debug)]
struct Group<'r> {
    value: Text<'r>,
    nodes: Nodes,
}

#[derive(Debug)]
enum Nodes {
    /// While the index is made.
    Open(Vec<Node>),
    Closed(NodeSet),
}

/// `key(name, value)`. There is nothing to be found under a name that no `xsl:key` has.
pub(super) fn key<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let run = call.run;
    let name = call.text(0)?;
    let Some(name) = qname::declared(call, &name)? else {
        return Ok(Value::Nodes(NodeSet::Empty));
    };
    let value = call.arg(1)?;
    let index = index(run, name, call.focus.node.document)?;
    let found = match &value {
        Value::Nodes(wanted) => match &**wanted {
            [] => NodeSet::Empty,
            [node] => index.find(&run.text_of(*node)?),
            several => {
                let mut all = Repeated::default();
                for node in several {
                    let found = index.find(&run.text_of(*node)?);
                    run.tick(found.len())?;
                    found.iter().for_each(|node| all.push(*node));
                }
                all.into_set()
            }
        },
        Value::Boolean(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Fragment(_)
        | Value::TextFragment(_) => index.find(&run.string(&value)?),
    };
    Ok(Value::Nodes(found))
}

/// The index of a key for a document.
fn index<'r>(run: &Run<'r>, name: Name, document: u32) -> Result<Rc<Index<'r>>> {
    let made = &run.state.keys.made;
    let known = made.borrow().get(&(name, document)).cloned();
    match known {
        Some(Some(index)) => return Ok(index),
        Some(None) => {
            let name = run.store.names.display(name);
            let message = format!("the key `{name}` is defined by itself: its index asks for it");
            return Err(TransformError::dynamic(message));
        }
        None => {}
    }
    made.borrow_mut().insert((name, document), None);
    let index = Rc::new(run.nested(|| Index::new(run, name, document))?);
    made.borrow_mut().insert((name, document), Some(Rc::clone(&index)));
    Ok(index)
}

impl<'r> Index<'r> {
    /// Goes through the document once for all definitions of the key.
    fn new(run: &Run<'r>, name: Name, document: u32) -> Result<Self> {
        let mut index = Self::default();
        let keys: Vec<&'r Key> = run.program.keys.iter().filter(|key| key.name == name).collect();
        if keys.is_empty() {
            return Ok(index);
        }
        let root = Node { document, index: 0, namespace: 0 };
        let nodes = &run.document(root).nodes;
        let n_patterns: usize = keys.iter().map(|key| key.patterns.len()).sum();
        for (place, data) in (0..).zip(nodes) {
            run.tick(1 + n_patterns / 8)?;
            for key in &keys {
                index.try_node(run, key, Node { index: place, ..root }, data)?;
            }
        }
        index.close();
        Ok(index)
    }

    /// Adds a node if one of the key's patterns matches it.
    fn try_node(&mut self, run: &Run<'r>, key: &'r Key, node: Node, data: &NodeData) -> Result<()> {
        let focus = Focus { node, position: 1, size: 1, current: node, slots: &[] };
        let mut matches = false;
        for pattern in key.patterns.iter().filter(|pattern| may_match(pattern, data)) {
            matches = run.matches(pattern, node, &focus)?;
            if matches {
                break;
            }
        }
        if !matches {
            return Ok(());
        }
        let value = run.eval(&key.value, &focus)?;
        match value {
            Value::Nodes(values) => {
                for value in values.iter() {
                    self.add(run.text_of(*value)?, node);
                }
            }
            Value::String(text) | Value::TextFragment(text) => self.add(text, node),
            Value::Boolean(_) | Value::Number(_) | Value::Fragment(_) => {
                self.add(run.string(&value)?, node);
            }
        }
        run.check_kept(self.n_bytes)
    }

    /// Adds a node, which comes no earlier in the document than those before.
    fn add(&mut self, value: Text<'r>, node: Node) {
        let Self { hasher, groups, n_bytes } = self;
        let hash = hasher.hash_one(&*value);
        let entry = groups.entry(
            hash,
            |group| *group.value == *value,
            |group| hasher.hash_one(&*group.value),
        );
        match entry {
            Entry::Vacant(place) => {
                *n_bytes += value.len();
                place.insert(Group { value, nodes: Nodes::Closed(NodeSet::One(node)) });
            }
            Entry::Occupied(mut place) => place.get_mut().nodes.push(node),
        }
    }

    /// Makes the groups ready to be handed out.
    fn close(&mut self) {
        for Group { nodes, .. } in &mut self.groups {
            if let Nodes::Open(open) = nodes {
                *nodes = Nodes::Closed(NodeSet::from_sorted(std::mem::take(open)));
            }
        }
    }

    fn find(&self, value: &str) -> NodeSet {
        let group = self.groups.find(self.hasher.hash_one(value), |group| *group.value == *value);
        match group {
            Some(Group { nodes: Nodes::Closed(nodes), .. }) => nodes.clone(),
            Some(Group { nodes: Nodes::Open(_), .. }) | None => NodeSet::Empty,
        }
    }
}

impl Nodes {
    /// Adds a node unless it is the last one already.
    fn push(&mut self, node: Node) {
        match self {
            Self::Open(nodes) => {
                if nodes.last() != Some(&node) {
                    nodes.push(node);
                }
            }
            Self::Closed(nodes) => {
                if nodes.last() != Some(&node) {
                    let mut nodes = nodes.to_vec();
                    nodes.push(node);
                    *self = Self::Open(nodes);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(index: u32) -> Node {
        Node { document: 0, index, namespace: 0 }
    }

    #[test]
    fn an_index_gives_the_nodes_of_a_value_in_order_and_once() {
        let mut index = Index::default();
        let pairs = [("a", 1), ("a", 1), ("b", 1), ("a", 4), ("a", 9), ("a", 9), ("", 9)];
        for (value, place) in pairs {
            index.add(value.into(), node(place));
        }
        index.close();
        let check = |value: &str, expected: &[u32]| {
            let expected: Vec<Node> = expected.iter().map(|place| node(*place)).collect();
            assert_eq!(*index.find(value), *expected, "{value}");
        };
        check("a", &[1, 4, 9]);
        check("b", &[1]);
        check("", &[9]);
        check("c", &[]);
    }
}

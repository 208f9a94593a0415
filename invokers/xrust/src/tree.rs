//! The tree that `xrust` evaluates over: one arena per transformation, holding the source and what is built from it.
//!
//! `xrust` is generic over its tree. Its own ones keep every node that was ever created in a list which is searched
//! for each further node, and drop recursively; they also have no bounds. This one links nodes by index, compares
//! document order by number, is dropped flat, and counts: nodes, bytes of text, and time. `xrust` has no way to
//! interrupt an evaluation, so once a bound is passed every new node is an error, and every walk over the tree unwinds
//! the stack; [`Store::tripped`] says why.
//!
//! `xrust` interns its names in a table that is global, searched linearly and never shrinks. Therefore only the names
//! that a stylesheet mentions ever become an `xrust` name; those of documents stay here.

use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant;

use qualname::QName;
use xrust::value::Value;

use crate::limits::Limits;

mod build;
mod node;
pub(crate) mod transport;
mod walk;

pub(crate) use build::Whitespace;
pub(crate) use node::XNode;

/// No node.
const NONE: u32 = u32::MAX;
/// The document node of the source is the first node.
const SOURCE: u32 = 0;
/// An element and an attribute are built in more than one step; their text counts each time.
const BUILD_FACTOR: usize = 3;
/// The clock is read once in so many steps.
const STEPS_PER_CLOCK: u32 = 32;

/// The namespace of elements that only collect text: putting anything else into one is an error.
pub(crate) const TEXT_ONLY: &str = "urn:text-only";

/// The names that a stylesheet mentions: namespace and local name, and what `xrust` calls them.
pub(crate) type KnownNames = HashMap<(Option<Rc<str>>, Rc<str>), QName>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Element,
    Attribute,
    /// A namespace declaration; linked like an attribute, but none.
    Declaration,
    Text,
    Comment,
}

#[derive(Debug)]
struct Record {
    kind: Kind,
    /// Index into the names.
    name: u32,
    parent: u32,
    first: u32,
    last: u32,
    previous: u32,
    next: u32,
    /// First attribute or declaration.
    attribute: u32,
    /// One past the last descendant; only in the source, whose numbers are in document order.
    end: u32,
    value: Rc<Value>,
}

/// A name as it is written out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct NodeName {
    pub(crate) prefix: Rc<str>,
    pub(crate) uri: Option<Rc<str>>,
    pub(crate) local: Rc<str>,
}

#[derive(Debug, Default)]
struct Names {
    all: Vec<(NodeName, Option<QName>)>,
    by_name: HashMap<NodeName, u32>,
}

/// Which bound was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trip {
    Nodes,
    Bytes,
    Time,
}

/// All nodes of one transformation.
#[derive(Debug)]
pub(crate) struct Store {
    records: RefCell<Vec<Record>>,
    names: RefCell<Names>,
    known: Rc<KnownNames>,
    /// Preferred prefix of a namespace, as the stylesheet writes it.
    prefixes: Rc<HashMap<Rc<str>, Rc<str>>>,
    /// Nodes below this number are the source's.
    source_end: Cell<u32>,
    empty: Rc<Value>,
    limits: Limits,
    bytes: Cell<usize>,
    steps: Cell<u32>,
    deadline: Instant,
    trip: Cell<Option<Trip>>,
}

impl Store {
    fn new(
        limits: Limits,
        deadline: Instant,
        known: Rc<KnownNames>,
        prefixes: Rc<HashMap<Rc<str>, Rc<str>>>,
    ) -> Self {
        Self {
            records: RefCell::new(Vec::with_capacity(256)),
            names: RefCell::default(),
            known,
            prefixes,
            source_end: Cell::new(0),
            empty: Rc::new(Value::from("")),
            limits,
            bytes: Cell::new(0),
            steps: Cell::new(0),
            deadline,
            trip: Cell::new(None),
        }
    }

    /// The bound that was passed, if one was.
    pub(crate) fn tripped(&self) -> Option<Trip> {
        self.trip.get()
    }

    /// Counts one step; false once a bound is passed.
    fn step(&self) -> bool {
        let steps = self.steps.get().wrapping_add(1);
        self.steps.set(steps);
        if steps.is_multiple_of(STEPS_PER_CLOCK) && Instant::now() > self.deadline {
            self.pass(Trip::Time);
        }
        self.trip.get().is_none()
    }

    fn pass(&self, trip: Trip) {
        if self.trip.get().is_none() {
            self.trip.set(Some(trip));
        }
    }

    /// Counts text that is built.
    fn add_bytes(&self, n: usize) -> bool {
        let bytes = self.bytes.get().saturating_add(n);
        self.bytes.set(bytes);
        if bytes > self.limits.output_bytes.saturating_mul(BUILD_FACTOR) {
            self.pass(Trip::Bytes);
        }
        self.trip.get().is_none()
    }

    /// A new node without a parent; nothing once a bound is passed.
    fn create(&self, kind: Kind, name: u32, value: Rc<Value>) -> Option<u32> {
        let mut records = self.records.borrow_mut();
        let id = u32::try_from(records.len()).ok().filter(|id| *id < self.limits.nodes);
        let Some(id) = id else {
            self.pass(Trip::Nodes);
            return None;
        };
        if !self.step() {
            return None;
        }
        records.push(Record {
            kind,
            name,
            parent: NONE,
            first: NONE,
            last: NONE,
            previous: NONE,
            next: NONE,
            attribute: NONE,
            end: NONE,
            value,
        });
        Some(id)
    }

    fn record(&self, id: u32) -> Option<Ref<'_, Record>> {
        let index = usize::try_from(id).ok()?;
        Ref::filter_map(self.records.borrow(), |records| records.get(index)).ok()
    }

    fn change(&self, id: u32, change: impl FnOnce(&mut Record)) {
        let mut records = self.records.borrow_mut();
        if let Some(record) = usize::try_from(id).ok().and_then(|id| records.get_mut(id)) {
            change(record);
        }
    }

    fn is_source(&self, id: u32) -> bool {
        id < self.source_end.get()
    }

    /// Appends a node without a parent to the children of another.
    fn append(&self, parent: u32, child: u32) {
        let last = self.record(parent).map_or(NONE, |record| record.last);
        self.change(child, |record| {
            record.parent = parent;
            record.previous = last;
        });
        self.change(last, |record| record.next = child);
        self.change(parent, |record| {
            record.last = child;
            if record.first == NONE {
                record.first = child;
            }
        });
    }

    /// Puts an attribute or declaration without a parent on an element, replacing one of the same kind and name.
    fn attach(&self, element: u32, attribute: u32) {
        let Some((kind, name)) = self.record(attribute).map(|record| (record.kind, record.name))
        else {
            return;
        };
        self.change(attribute, |record| record.parent = element);
        let mut before = NONE;
        let mut at = self.record(element).map_or(NONE, |record| record.attribute);
        let mut next = NONE;
        while let Some((its_kind, its_name, after)) =
            self.record(at).map(|r| (r.kind, r.name, r.next))
        {
            if its_kind == kind && self.same_name(kind, its_name, name) {
                next = after;
                break;
            }
            before = at;
            at = after;
        }
        self.change(attribute, |record| record.next = next);
        if before == NONE {
            self.change(element, |record| record.attribute = attribute);
        } else {
            self.change(before, |record| record.next = attribute);
        }
    }

    /// The number of a name.
    fn intern(&self, name: NodeName) -> u32 {
        let mut names = self.names.borrow_mut();
        if let Some(index) = names.by_name.get(&name) {
            return *index;
        }
        let index = u32::try_from(names.all.len()).unwrap_or(NONE);
        let known = self.known.get(&(name.uri.clone(), Rc::clone(&name.local))).cloned();
        names.all.push((name.clone(), known));
        names.by_name.insert(name, index);
        index
    }

    fn same_name(&self, kind: Kind, left: u32, right: u32) -> bool {
        left == right
            || self.name(left).zip(self.name(right)).is_some_and(|(left, right)| {
                if kind == Kind::Declaration {
                    left.prefix == right.prefix
                } else {
                    left.uri == right.uri && left.local == right.local
                }
            })
    }

    fn name(&self, index: u32) -> Option<NodeName> {
        let names = self.names.borrow();
        usize::try_from(index)
            .ok()
            .and_then(|index| names.all.get(index))
            .map(|(name, _)| name.clone())
    }

    fn known_name(&self, index: u32) -> Option<QName> {
        let names = self.names.borrow();
        usize::try_from(index)
            .ok()
            .and_then(|index| names.all.get(index))
            .and_then(|(_, known)| known.clone())
    }
}

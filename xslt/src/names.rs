//! Interned names: an expanded name is one number, so that a name test is one comparison.
//!
//! A compiled stylesheet carries the names it mentions as [`FrozenNames`], shared by all threads. Each
//! transformation puts [`Names`] of its own on top for what its documents bring along.

use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, Hash, Hasher};

use elsa::FrozenVec;
use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// The namespace that the prefix `xml` always stands for.
pub(crate) const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of XSLT.
pub(crate) const XSLT_NAMESPACE: &str = "http://www.w3.org/1999/XSL/Transform";

/// An interned string: a namespace or a prefix. `Atom::EMPTY` is no namespace, or no prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Atom(u32);

impl Atom {
    pub(crate) const EMPTY: Self = Self(0);
    /// The prefix `xml`.
    pub(crate) const XML: Self = Self(1);
    /// The namespace of the prefix `xml`.
    pub(crate) const XML_NAMESPACE: Self = Self(2);
    /// The namespace of XSLT.
    pub(crate) const XSLT_NAMESPACE: Self = Self(3);

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// An interned expanded name (namespace and local part). The target of a processing instruction is a
/// name in no namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(u32);

impl Name {
    /// What nodes without a name have: the root, text, comments.
    pub(crate) const NONE: Self = Self(0);
}

#[derive(Debug)]
struct Entry {
    uri: Atom,
    local: Box<str>,
}

/// The names of a compiled stylesheet: read only.
#[derive(Debug)]
pub(crate) struct FrozenNames {
    hasher: RandomState,
    atoms: Vec<Box<str>>,
    atom_index: HashTable<u32>,
    names: Vec<Entry>,
    name_index: HashTable<u32>,
}

/// Names under construction, on top of a stylesheet's.
pub(crate) struct Names<'p> {
    base: &'p FrozenNames,
    atoms: FrozenVec<Box<str>>,
    atom_index: RefCell<HashTable<u32>>,
    entries: FrozenVec<Box<Entry>>,
    name_index: RefCell<HashTable<u32>>,
    /// The length of all texts but those of the base.
    n_bytes: Cell<usize>,
}

impl Default for FrozenNames {
    fn default() -> Self {
        let mut frozen = Self {
            hasher: RandomState::default(),
            atoms: Vec::new(),
            atom_index: HashTable::new(),
            names: Vec::new(),
            name_index: HashTable::new(),
        };
        for text in ["", "xml", XML_NAMESPACE, XSLT_NAMESPACE] {
            frozen.add_atom(text.into());
        }
        frozen.add_name(Entry { uri: Atom::EMPTY, local: Box::default() });
        frozen
    }
}

impl std::fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names").field("n_entries", &self.entries.len()).finish_non_exhaustive()
    }
}

fn hash_name(hasher: &RandomState, uri: Atom, local: &str) -> u64 {
    let mut state = hasher.build_hasher();
    uri.0.hash(&mut state);
    local.hash(&mut state);
    state.finish()
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl FrozenNames {
    fn add_atom(&mut self, text: Box<str>) {
        let Self { hasher, atoms, atom_index, .. } = self;
        let hash = hasher.hash_one(&*text);
        let id = number(atoms.len());
        atoms.push(text);
        let rehash = |id: &u32| hasher.hash_one(atoms.get(place(*id)).map_or("", |text| text));
        atom_index.insert_unique(hash, id, rehash);
    }

    fn add_name(&mut self, entry: Entry) {
        let Self { hasher, names, name_index, .. } = self;
        let hash = hash_name(hasher, entry.uri, &entry.local);
        let id = number(names.len());
        names.push(entry);
        let rehash = |id: &u32| {
            names.get(place(*id)).map_or(0, |entry| hash_name(hasher, entry.uri, &entry.local))
        };
        name_index.insert_unique(hash, id, rehash);
    }
}

impl<'p> Names<'p> {
    pub(crate) fn new(base: &'p FrozenNames) -> Self {
        Self {
            base,
            atoms: FrozenVec::new(),
            atom_index: RefCell::default(),
            entries: FrozenVec::new(),
            name_index: RefCell::default(),
            n_bytes: Cell::new(0),
        }
    }

    /// These names and those below them, as the base of further ones; numbers stay as they are.
    pub(crate) fn freeze(self) -> FrozenNames {
        let mut frozen = FrozenNames::default();
        for text in self.base.atoms.iter().skip(frozen.atoms.len()) {
            frozen.add_atom(text.clone());
        }
        for text in self.atoms.into_vec() {
            frozen.add_atom(text);
        }
        for entry in self.base.names.iter().skip(frozen.names.len()) {
            frozen.add_name(Entry { uri: entry.uri, local: entry.local.clone() });
        }
        for entry in self.entries.into_vec() {
            frozen.add_name(*entry);
        }
        frozen
    }

    fn count(&self, text: &str) {
        self.n_bytes.set(self.n_bytes.get().saturating_add(text.len()));
    }

    /// What the names take that the base does not have, in nodes.
    pub(crate) fn size(&self) -> usize {
        const BYTES_PER_NODE: usize = 64;
        self.atoms.len() + self.entries.len() + self.n_bytes.get() / BYTES_PER_NODE
    }

    /// Interns a namespace or a prefix.
    pub(crate) fn atom(&self, text: &str) -> Atom {
        self.find_atom(text).unwrap_or_else(|| {
            let hasher = &self.base.hasher;
            let id = number(self.base.atoms.len() + self.atoms.len());
            self.count(text);
            self.atoms.push(text.into());
            self.atom_index.borrow_mut().insert_unique(hasher.hash_one(text), id, |id| {
                hasher.hash_one(self.text(Atom(*id)))
            });
            Atom(id)
        })
    }

    /// The number of a namespace or a prefix, if anything has mentioned it.
    pub(crate) fn find_atom(&self, text: &str) -> Option<Atom> {
        if text.is_empty() {
            return Some(Atom::EMPTY);
        }
        let hash = self.base.hasher.hash_one(text);
        let is_it = |id: &u32| self.text(Atom(*id)) == text;
        let found = self.base.atom_index.find(hash, is_it).copied();
        found.or_else(|| self.atom_index.borrow().find(hash, is_it).copied()).map(Atom)
    }

    /// The interned string.
    pub(crate) fn text(&self, atom: Atom) -> &str {
        let id = place(atom.0);
        let n_base = self.base.atoms.len();
        match self.base.atoms.get(id) {
            Some(text) => text,
            None => self.atoms.get(id - n_base).unwrap_or_default(),
        }
    }

    /// Interns an expanded name.
    pub(crate) fn name(&self, uri: Atom, local: &str) -> Name {
        let hasher = &self.base.hasher;
        let hash = hash_name(hasher, uri, local);
        if let Some(name) = self.find_hashed(hash, uri, local) {
            return name;
        }
        let id = number(self.base.names.len() + self.entries.len());
        self.count(local);
        self.entries.push(Box::new(Entry { uri, local: local.into() }));
        self.name_index.borrow_mut().insert_unique(hash, id, |id| {
            let name = Name(*id);
            hash_name(hasher, self.uri(name), self.local(name))
        });
        Name(id)
    }

    /// The number of an expanded name, if anything has mentioned it.
    pub(crate) fn find_name(&self, uri: Atom, local: &str) -> Option<Name> {
        self.find_hashed(hash_name(&self.base.hasher, uri, local), uri, local)
    }

    fn find_hashed(&self, hash: u64, uri: Atom, local: &str) -> Option<Name> {
        let is_it =
            |id: &u32| self.entry(Name(*id)).is_some_and(|e| e.uri == uri && &*e.local == local);
        let found = self.base.name_index.find(hash, is_it).copied();
        found.or_else(|| self.name_index.borrow().find(hash, is_it).copied()).map(Name)
    }

    fn entry(&self, name: Name) -> Option<&Entry> {
        let id = place(name.0);
        self.base.names.get(id).or_else(|| self.entries.get(id - self.base.names.len()))
    }

    /// The namespace of a name.
    pub(crate) fn uri(&self, name: Name) -> Atom {
        self.entry(name).map_or(Atom::EMPTY, |entry| entry.uri)
    }

    /// The local part of a name.
    pub(crate) fn local(&self, name: Name) -> &str {
        self.entry(name).map_or("", |entry| &entry.local)
    }

    /// The name as messages show it: `{namespace}local`, or `local`.
    pub(crate) fn display(&self, name: Name) -> String {
        match self.text(self.uri(name)) {
            "" => self.local(name).to_owned(),
            uri => format!("{{{uri}}}{}", self.local(name)),
        }
    }
}

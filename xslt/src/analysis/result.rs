//! What may be written: sets of paths of the result, or of a fragment.

use std::collections::{BTreeMap, BTreeSet};

use super::path::{Nodes, Test};
use super::{Analyzer, Write};
use crate::names::{Atom, Name, Names};

/// The longest path; what nests deeper is told as open.
const DEPTH_MAX: usize = 16;
/// The most paths of one fragment; beyond, it may have anything.
const PATHS_MAX: usize = 1_000;

/// A path from the root of a fragment.
type ResultPath = Vec<Part>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// `None`: a name that is only known when it is run.
    Element(Option<Name>),
    Attribute(Option<Name>),
    /// Text is written here that is only known when it is run.
    Text,
    /// This text, interned as an atom, is written here and no other.
    Constant(Atom),
    /// Anything may be here.
    Anything,
}

/// What a sequence of instructions may write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fragment {
    paths: BTreeSet<ResultPath>,
    /// Whether there were so many paths that constants are not told from other texts.
    plain: bool,
    /// Whether there were too many paths even so: it may have anything, and nothing needs to be added any more.
    full: bool,
}

impl Fragment {
    pub(crate) fn of(part: Part) -> Self {
        Self { paths: BTreeSet::from([vec![part]]), ..Self::default() }
    }

    /// An element with its content.
    pub(crate) fn element(name: Option<Name>, content: &Self) -> Self {
        let part = Part::Element(name);
        let below = content.paths.iter().map(|path| {
            // A template that puts itself into its own result would never end: what is in the second element of a name
            // that is in another of that name is not told.
            let inner = path.iter().position(|inside| *inside == part);
            let n_told = inner.map_or(DEPTH_MAX, |inner| (inner + 1).min(DEPTH_MAX));
            let (path, rest): (&[Part], &[Part]) =
                path.split_at_checked(n_told).unwrap_or((path, &[]));
            let end = match rest {
                [] => None,
                [Part::Text | Part::Constant(_)] => Some(Part::Text),
                _ => Some(Part::Anything),
            };
            std::iter::once(part).chain(path.iter().copied()).chain(end).collect()
        });
        let mut all: BTreeSet<ResultPath> = below.collect();
        all.insert(vec![part]);
        Self { paths: all, plain: content.plain, full: false }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        if self.full {
            return;
        }
        if other.full {
            *self = other.clone();
            return;
        }
        self.paths.extend(other.paths.iter().cloned());
        self.plain |= other.plain || self.paths.len() > PATHS_MAX;
        if self.plain {
            self.forget_constants();
        }
        if self.paths.len() > PATHS_MAX {
            *self = Self { plain: true, full: true, ..Self::of(Part::Anything) };
        }
    }

    fn forget_constants(&mut self) {
        let paths = std::mem::take(&mut self.paths).into_iter().map(|mut path| {
            if let Some(last @ Part::Constant(_)) = path.last_mut() {
                *last = Part::Text;
            }
            path
        });
        self.paths = paths.collect();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Grows with whatever is added, until it may have anything.
    pub(crate) fn size(&self) -> (u8, usize) {
        (u8::from(self.plain) + u8::from(self.full), self.paths.len())
    }

    /// For people.
    pub(crate) fn writes(&self, names: &Names<'_>) -> Vec<Write> {
        let mut writes: BTreeMap<String, Write> = BTreeMap::new();
        for path in &self.paths {
            let place = match path.split_last() {
                Some((Part::Text | Part::Constant(_) | Part::Anything, place)) => place,
                Some((Part::Element(_) | Part::Attribute(_), _)) | None => path.as_slice(),
            };
            let path_text = show(place, names);
            let write = writes.entry(path_text.clone()).or_insert(Write {
                path: path_text,
                text: false,
                constants: BTreeSet::new(),
                computed: false,
                open: false,
            });
            match path.last() {
                Some(Part::Text) => write.computed = true,
                Some(Part::Constant(text)) => {
                    write.constants.insert(names.text(*text).to_owned());
                }
                Some(Part::Anything) => write.open = true,
                Some(Part::Element(_) | Part::Attribute(_)) | None => {}
            }
            write.text = write.computed || !write.constants.is_empty();
        }
        writes.into_values().collect()
    }
}

fn show(path: &[Part], names: &Names<'_>) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    let name =
        |name: &Option<Name>| name.map_or_else(|| "*".to_owned(), |name| names.display(name));
    let part = |part: &Part| match part {
        Part::Element(element) => format!("/{}", name(element)),
        Part::Attribute(attribute) => format!("/@{}", name(attribute)),
        Part::Text | Part::Constant(_) => "/text()".to_owned(),
        Part::Anything => "//node()".to_owned(),
    };
    path.iter().map(part).collect()
}

impl Analyzer<'_> {
    /// A copy of nodes, with all below them.
    pub(crate) fn copies(nodes: &Nodes) -> Fragment {
        let mut content = Fragment::of(Part::Anything);
        content.add(&Fragment::of(Part::Text));
        let mut all = nodes.fragment.clone();
        for path in &nodes.paths {
            match path.last() {
                None => all.add(&content),
                Some(last) => all.add(&copy(last.test, &content)),
            }
        }
        if nodes.unknown || nodes.other {
            all.add(&content);
        }
        all
    }
}

/// A copy of a node, with other content than its own.
pub(crate) fn copy(test: Test, content: &Fragment) -> Fragment {
    match test {
        Test::Element(name) => Fragment::element(Some(name), content),
        Test::ElementIn(_) | Test::AnyElement => Fragment::element(None, content),
        Test::Node => {
            let mut copy = Fragment::element(None, content);
            copy.add(&Fragment::of(Part::Text));
            copy
        }
        Test::Attribute(name) => Fragment::of(Part::Attribute(Some(name))),
        Test::AttributeIn(_) | Test::AnyAttribute => Fragment::of(Part::Attribute(None)),
        Test::Text => Fragment::of(Part::Text),
        Test::Comment | Test::ProcessingInstruction | Test::Namespace => Fragment::default(),
    }
}

//! Paths of the source, and sets of them.

use std::collections::BTreeSet;

use super::ReadStep;
use super::result::Fragment;
use crate::names::{Atom, Name, Names};
use crate::xpath::{Axis, NodeTest};

/// The most paths in a set; more become one that stands for all of them.
const PATHS_MAX: usize = 100;
/// The longest path; a longer one becomes one that may be anywhere.
const STEPS_MAX: usize = 16;

/// A path from the root of the source; empty is the root itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct SourcePath {
    pub(crate) steps: Vec<PathStep>,
    /// Whether it is what the stylesheet says; else it stands for more.
    pub(crate) exact: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PathStep {
    pub(crate) descendant: bool,
    pub(crate) test: Test,
    /// Relative paths that have to equal a literal.
    pub(crate) conditions: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    /// Any child: elements, text, comments, processing instructions.
    Node,
    Element(Name),
    ElementIn(Atom),
    AnyElement,
    Attribute(Name),
    AttributeIn(Atom),
    AnyAttribute,
    Text,
    Comment,
    ProcessingInstruction,
    Namespace,
}

impl Test {
    pub(crate) fn of(axis: Axis, test: NodeTest) -> Self {
        let attribute = axis == Axis::Attribute;
        if axis == Axis::Namespace {
            return Self::Namespace;
        }
        match test {
            NodeTest::Node | NodeTest::Any if attribute => Self::AnyAttribute,
            NodeTest::Node => Self::Node,
            NodeTest::Text => Self::Text,
            NodeTest::Comment => Self::Comment,
            NodeTest::ProcessingInstruction(_) => Self::ProcessingInstruction,
            NodeTest::Any => Self::AnyElement,
            NodeTest::Namespace(uri) if attribute => Self::AttributeIn(uri),
            NodeTest::Namespace(uri) => Self::ElementIn(uri),
            NodeTest::Name(name) if attribute => Self::Attribute(name),
            NodeTest::Name(name) => Self::Element(name),
        }
    }

    pub(crate) const fn is_element(self) -> bool {
        matches!(self, Self::Element(_) | Self::ElementIn(_) | Self::AnyElement | Self::Node)
    }

    const fn is_attribute(self) -> bool {
        matches!(self, Self::Attribute(_) | Self::AttributeIn(_) | Self::AnyAttribute)
    }

    /// What is both; `None`: nothing can be.
    pub(crate) fn both(self, other: Self, names: &Names<'_>) -> Option<Self> {
        let (a, b) = (self, other);
        if a == b {
            return Some(a);
        }
        match (a, b) {
            (Self::Node, b) if !b.is_attribute() && b != Self::Namespace => Some(b),
            (a, Self::Node) if !a.is_attribute() && a != Self::Namespace => Some(a),
            (Self::AnyElement, b @ (Self::Element(_) | Self::ElementIn(_)))
            | (b @ (Self::Element(_) | Self::ElementIn(_)), Self::AnyElement)
            | (Self::AnyAttribute, b @ (Self::Attribute(_) | Self::AttributeIn(_)))
            | (b @ (Self::Attribute(_) | Self::AttributeIn(_)), Self::AnyAttribute) => Some(b),
            (Self::ElementIn(uri), Self::Element(name))
            | (Self::Element(name), Self::ElementIn(uri)) => {
                (names.uri(name) == uri).then_some(Self::Element(name))
            }
            (Self::AttributeIn(uri), Self::Attribute(name))
            | (Self::Attribute(name), Self::AttributeIn(uri)) => {
                (names.uri(name) == uri).then_some(Self::Attribute(name))
            }
            _ => None,
        }
    }

    fn show(self, names: &Names<'_>) -> String {
        let uri = |uri: Atom| format!("{{{}}}*", names.text(uri));
        match self {
            Self::Node => "node()".to_owned(),
            Self::Element(name) => names.display(name),
            Self::ElementIn(atom) => uri(atom),
            Self::AnyElement => "*".to_owned(),
            Self::Attribute(name) => format!("@{}", names.display(name)),
            Self::AttributeIn(atom) => format!("@{}", uri(atom)),
            Self::AnyAttribute => "@*".to_owned(),
            Self::Text => "text()".to_owned(),
            Self::Comment => "comment()".to_owned(),
            Self::ProcessingInstruction => "processing-instruction()".to_owned(),
            Self::Namespace => "namespace::*".to_owned(),
        }
    }
}

impl SourcePath {
    /// Any node of that kind, wherever it is: for what cannot be said better.
    pub(crate) fn anywhere(test: Test) -> Self {
        Self {
            steps: vec![PathStep { descendant: true, test, conditions: Vec::new() }],
            exact: false,
        }
    }

    pub(crate) fn last(&self) -> Option<&PathStep> {
        self.steps.last()
    }

    /// One step further down.
    pub(crate) fn below(&self, descendant: bool, test: Test) -> Option<Self> {
        // Nothing is below attributes and text.
        if self.last().is_some_and(|last| !last.test.is_element()) {
            return None;
        }
        // Neither has the root any, and all namespaces are taken for those of elements.
        if self.steps.is_empty() && (test.is_attribute() || test == Test::Namespace) {
            return None;
        }
        let is_open = |test| matches!(test, Test::Node | Test::AnyElement);
        let is_outermost = self.steps.len() == 1;
        let mut path = self.clone();
        match path.steps.last_mut() {
            // `*/*/*/...` would never end.
            Some(last) if is_open(last.test) && is_open(test) => {
                path.exact &= last.descendant && test == last.test;
                *last = PathStep { descendant: true, test, conditions: Vec::new() };
            }
            // What is below any element is anywhere, and may be the outermost one then.
            Some(last) if last.descendant && last.test == Test::AnyElement => {
                let same = test.is_attribute() || test == Test::Text;
                path.exact &= same && is_outermost && last.conditions.is_empty();
                *last = PathStep { descendant: true, test, conditions: Vec::new() };
            }
            // `//node()/a` is how `//a` is written at length.
            Some(last) if last.descendant && last.test == Test::Node => {
                *last = PathStep { descendant: true, test, conditions: Vec::new() };
            }
            _ => path.push(descendant, test),
        }
        if path.steps.len() > STEPS_MAX {
            return Some(Self::anywhere(test));
        }
        Some(path)
    }

    /// The parents; the path that they are on.
    pub(crate) fn above(&self) -> Vec<Self> {
        let Some((last, rest)) = self.steps.split_last() else { return Vec::new() };
        let outer = Self { steps: rest.to_vec(), exact: self.exact };
        if !last.descendant {
            return vec![outer];
        }
        let between = outer.below(true, Test::AnyElement).map(|path| Self { exact: false, ..path });
        std::iter::once(outer).chain(between).collect()
    }

    /// All that is above, the root included.
    pub(crate) fn ancestors(&self) -> BTreeSet<Self> {
        let mut found = BTreeSet::new();
        let mut queue = self.above();
        while let Some(path) = queue.pop() {
            if found.insert(path.clone()) {
                queue.extend(path.above());
            }
        }
        found
    }

    /// One more step. An element in another of its name, or further in, is just somewhere below what that one is in: else
    /// rules that apply themselves would give ever longer paths.
    fn push(&mut self, descendant: bool, test: Test) {
        let is_it = |step: &PathStep| step.test == test;
        let before = self.steps.iter().position(is_it).filter(|_| test.is_element());
        let step = PathStep { descendant, test, conditions: Vec::new() };
        match before {
            Some(before) => {
                self.steps.truncate(before);
                self.steps.push(PathStep { descendant: true, ..step });
                self.exact = false;
            }
            None => self.steps.push(step),
        }
    }

    /// The paths of which each stands for all of this one and more; it need not be told beside any of them.
    pub(crate) fn wider(&self) -> Vec<Self> {
        let Some(last) = self.last() else { return Vec::new() };
        let is_named = matches!(last.test, Test::Element(_) | Test::Attribute(_));
        if is_named && self.steps.len() > 1 {
            return Vec::new();
        }
        let any = if last.test.is_attribute() { Test::AnyAttribute } else { Test::Node };
        let tests = [Some(last.test), (!is_named && last.test != Test::Namespace).then_some(any)];
        let paths = tests
            .into_iter()
            .flatten()
            .map(Self::anywhere)
            .filter(|wider| wider.steps != self.steps);
        paths.flat_map(|wider| [Self { exact: true, ..wider.clone() }, wider]).collect()
    }

    /// The same nodes, taken for any that pass the last test; the root stays the root.
    fn merged(&self) -> Self {
        self.last().map_or_else(|| self.clone(), |last| Self::anywhere(last.test))
    }

    /// The same nodes as far as they pass a test.
    pub(crate) fn narrowed(&self, test: Test, names: &Names<'_>) -> Option<Self> {
        let mut path = self.clone();
        match path.steps.last_mut() {
            None => (test == Test::Node).then_some(path),
            Some(last) => {
                last.test = last.test.both(test, names)?;
                Some(path)
            }
        }
    }

    pub(crate) fn show(&self, names: &Names<'_>) -> String {
        if self.steps.is_empty() {
            return "/".to_owned();
        }
        let mut out = String::new();
        for step in self.show_steps(names) {
            out.push_str(if step.descendant { "//" } else { "/" });
            out.push_str(&step.test);
            for (path, value) in &step.conditions {
                let quote = if value.contains('\'') { "\"" } else { "'" };
                out.extend(["[", path, "=", quote, value, quote, "]"]);
            }
        }
        out
    }

    pub(crate) fn show_steps(&self, names: &Names<'_>) -> Vec<ReadStep> {
        let show = |step: &PathStep| ReadStep {
            descendant: step.descendant,
            test: step.test.show(names),
            conditions: step.conditions.clone(),
        };
        self.steps.iter().map(show).collect()
    }
}

/// The nodes that an expression may give.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Nodes {
    pub(crate) paths: BTreeSet<SourcePath>,
    /// Whether nodes of the source may be among them that no path names.
    pub(crate) unknown: bool,
    /// What a fragment among them holds.
    pub(crate) fragment: Fragment,
    /// Whether nodes of other documents, or text, may be among them.
    pub(crate) other: bool,
    /// Whether there were too many paths, so that those left stand for whatever is added.
    pub(crate) merged: Merged,
}

/// What the paths of a set say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Merged {
    #[default]
    No,
    /// Their last steps alone.
    ToTests,
    /// Nothing: they may be anything.
    ToAll,
}

impl Nodes {
    pub(crate) fn root() -> Self {
        Self::of(SourcePath { steps: Vec::new(), exact: true })
    }

    pub(crate) fn of(path: SourcePath) -> Self {
        Self { paths: BTreeSet::from([path]), ..Self::default() }
    }

    /// A value that is no node of the source.
    pub(crate) fn other() -> Self {
        Self { other: true, ..Self::default() }
    }

    /// Adds what the other set has; whether that was anything new.
    pub(crate) fn add(&mut self, other: &Self) -> bool {
        self.add_up_to(other, PATHS_MAX)
    }

    /// The same with another bound of the number of paths.
    pub(crate) fn add_up_to(&mut self, other: &Self, n_most: usize) -> bool {
        let before = self.size();
        // Once merged, the set must not grow anew: whoever waits for it to stay the same would wait for long.
        match self.merged {
            Merged::No => self.paths.extend(other.paths.iter().cloned()),
            Merged::ToTests => self.paths.extend(other.paths.iter().map(SourcePath::merged)),
            Merged::ToAll => {}
        }
        self.fragment.add(&other.fragment);
        self.unknown |= other.unknown;
        self.other |= other.other;
        if self.paths.len() > n_most && self.merged == Merged::No {
            self.merged = Merged::ToTests;
            self.paths = self.paths.iter().map(SourcePath::merged).collect();
        }
        if self.paths.len() > PATHS_MAX {
            self.merged = Merged::ToAll;
            self.paths = BTreeSet::from([
                SourcePath { steps: Vec::new(), exact: false },
                SourcePath::anywhere(Test::Namespace),
                SourcePath::anywhere(Test::Node),
                SourcePath::anywhere(Test::AnyAttribute),
            ]);
        }
        before != self.size()
    }

    /// Grows with whatever is added, until everything is in it.
    fn size(&self) -> (Merged, usize, (u8, usize), bool, bool) {
        (self.merged, self.paths.len(), self.fragment.size(), self.unknown, self.other)
    }

    /// Whether nodes may be among them that are of no path: those of fragments, of other documents, and unknown ones.
    pub(crate) fn has_others(&self) -> bool {
        self.unknown || self.other || !self.fragment.is_empty()
    }

    /// The roots of their documents.
    pub(crate) fn roots(&self) -> Self {
        let mut roots = Self {
            unknown: self.unknown,
            other: self.other || !self.fragment.is_empty(),
            ..Self::default()
        };
        if self.unknown || !self.paths.is_empty() {
            roots.add(&Self::root());
        }
        roots
    }

    /// The nodes of a step from here, its predicates left aside.
    pub(crate) fn step(&self, axis: Axis, test: NodeTest, names: &Names<'_>) -> Self {
        let wanted = Test::of(axis, test);
        let mut found = BTreeSet::new();
        for path in &self.paths {
            // `node()` is any node where it stands for the node itself, an attribute too.
            let kept = |path: &SourcePath| {
                if test == NodeTest::Node {
                    return Some(path.clone());
                }
                path.narrowed(wanted, names)
            };
            match axis {
                Axis::Child | Axis::Attribute | Axis::Namespace => {
                    found.extend(path.below(false, wanted));
                }
                Axis::Descendant => found.extend(path.below(true, wanted)),
                Axis::SelfNode => found.extend(kept(path)),
                Axis::DescendantOrSelf => {
                    found.extend(kept(path));
                    found.extend(path.below(true, wanted));
                }
                Axis::Parent => found.extend(path.above().iter().filter_map(kept)),
                Axis::FollowingSibling | Axis::PrecedingSibling => {
                    let parents = path.above();
                    found.extend(parents.iter().filter_map(|parent| parent.below(false, wanted)));
                }
                Axis::Ancestor | Axis::AncestorOrSelf => {
                    if axis == Axis::AncestorOrSelf {
                        found.extend(kept(path));
                    }
                    found.extend(path.ancestors().iter().filter_map(kept));
                }
                Axis::Following | Axis::Preceding => {
                    found.insert(SourcePath::anywhere(wanted));
                }
            }
        }
        let mut nodes = Self {
            unknown: self.unknown,
            other: self.other || !self.fragment.is_empty(),
            ..Self::default()
        };
        // `//x` at length is `x` and `//x`, and the one is among the other.
        let wider = |path: &SourcePath| {
            let mut wider = path.clone();
            match wider.steps.last_mut() {
                Some(last) if !last.descendant => last.descendant = true,
                _ => return false,
            }
            found.contains(&wider)
        };
        let narrower: Vec<SourcePath> = found.iter().filter(|path| wider(path)).cloned().collect();
        found.retain(|path| !narrower.contains(path));
        nodes.add(&Self { paths: found, ..Self::default() });
        nodes
    }
}

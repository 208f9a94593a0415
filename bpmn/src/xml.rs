//! XML elements: what a BPMN file consists of. Namespaces are resolved; comments and instructions are left out.

mod read;
mod write;

pub use read::FILE_LENGTH_MAX;
pub(crate) use read::read;
pub(crate) use write::write;

use crate::Place;

/// The namespaces that matter, with the prefixes under which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// Processes.
    Bpmn,
    /// Shapes and edges.
    Shapes,
    /// Bounds.
    Bounds,
    /// Points.
    Points,
    /// What BPMN has no place for.
    Usher,
    /// Anything else.
    Other,
}

impl Space {
    pub(crate) const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Bpmn, "", "http://www.omg.org/spec/BPMN/20100524/MODEL"),
        (Self::Shapes, "bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI"),
        (Self::Bounds, "dc", "http://www.omg.org/spec/DD/20100524/DC"),
        (Self::Points, "di", "http://www.omg.org/spec/DD/20100524/DI"),
        (Self::Usher, "usher", "urn:usher:process:1"),
    ];
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) space: Space,
    /// Without its prefix.
    pub(crate) name: String,
    /// As written; those that declare namespaces are left out.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Self>,
    /// All of its own text.
    pub(crate) text: String,
    pub(crate) place: Place,
}

impl Element {
    pub(crate) fn new(space: Space, name: &str) -> Self {
        Self {
            space,
            name: name.to_owned(),
            attributes: vec![],
            children: vec![],
            text: String::new(),
            place: Place::START,
        }
    }

    pub(crate) fn bpmn(name: &str) -> Self {
        Self::new(Space::Bpmn, name)
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    #[must_use]
    pub(crate) fn containing(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    #[must_use]
    pub(crate) fn holding(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    pub(crate) fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name == name
    }

    /// An attribute that says something.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    /// The children of this name in BPMN's namespace.
    pub(crate) fn each<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.is(Space::Bpmn, name))
    }

    pub(crate) fn first(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.is(Space::Bpmn, name))
    }

    /// An element of ours in its `extensionElements`.
    pub(crate) fn extension(&self, name: &str) -> Option<&Self> {
        let extensions = self.first("extensionElements")?;
        extensions.children.iter().find(|child| child.is(Space::Usher, name))
    }
}

/// Whether XML can write a character, be it as a reference.
pub(crate) const fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

//! The element of a head of HTML that says in which encoding it is written.

use crate::names::{Name, Names};
use crate::tree::{Document, Kind};

/// Where it goes, and what it says.
pub(super) struct Meta {
    pub(super) place: Place,
    pub(super) content: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Nowhere,
    /// As the first child of that element.
    Within(u32),
    /// In that element, which is there already.
    Instead(u32),
}

impl Meta {
    pub(super) fn of(document: &Document, names: &Names<'_>, encoding: &str) -> Self {
        let place = Finder { document, names, encoding }.place();
        Self { place, content: format!("text/html; charset={encoding}") }
    }
}

struct Finder<'f> {
    document: &'f Document,
    names: &'f Names<'f>,
    encoding: &'f str,
}

impl Finder<'_> {
    /// The head is looked for in the document element `html`; the document element may also be the head itself. An
    /// element `meta` that stands where a head is looked for is in one without tags.
    fn place(&self) -> Place {
        let Some(top) = self.child(0, &["html", "head", "meta"]) else { return Place::Nowhere };
        if self.is(top, "meta") {
            return self.place_in(0);
        }
        if self.is(top, "head") {
            return self.place_in(top);
        }
        match self.child(top, &["head", "meta"]) {
            Some(head) if self.is(head, "head") => self.place_in(head),
            Some(_) => self.place_in(top),
            None => Place::Nowhere,
        }
    }

    fn place_in(&self, parent: u32) -> Place {
        let mut child = self.document.first_child(parent);
        while let Some(at) = child {
            if self.is(at, "meta")
                && self.attribute(at, "http-equiv").is_some_and(is_content_type)
                && let Some(content) = self.attribute(at, "content")
            {
                let content = content.to_ascii_lowercase();
                let says_it = content.contains(&self.encoding.to_ascii_lowercase());
                return if says_it { Place::Nowhere } else { Place::Instead(at) };
            }
            child = self.document.next_sibling(at);
        }
        // Nothing can be put within the root.
        if parent == 0 { Place::Nowhere } else { Place::Within(parent) }
    }

    /// The first child that is an element of one of the names.
    fn child(&self, parent: u32, wanted: &[&str]) -> Option<u32> {
        let mut child = self.document.first_child(parent);
        while let Some(at) = child {
            if wanted.iter().any(|wanted| self.is(at, wanted)) {
                return child;
            }
            child = self.document.next_sibling(at);
        }
        None
    }

    fn is(&self, at: u32, wanted: &str) -> bool {
        let data = self.document.data(at);
        data.kind == Kind::Element && self.is_called(data.name, wanted)
    }

    fn is_called(&self, name: Name, wanted: &str) -> bool {
        self.names.uri(name).is_empty() && self.names.local(name).eq_ignore_ascii_case(wanted)
    }

    fn attribute(&self, element: u32, wanted: &str) -> Option<&str> {
        let mut attributes = self.document.attributes(element);
        attributes
            .find(|attribute| self.is_called(self.document.data(*attribute).name, wanted))
            .map(|attribute| self.document.own_text(attribute))
    }
}

fn is_content_type(value: &str) -> bool {
    value.eq_ignore_ascii_case("content-type")
}

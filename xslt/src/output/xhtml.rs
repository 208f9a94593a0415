//! What libxml2 does differently in XML of a document type of XHTML 1.0, for the sake of programs that read it as HTML
//! (XHTML 1.0, appendix C).

use super::html::elements::is_boolean;
use crate::names::{Atom, Name, Names};
use crate::program::OutputSettings;
use crate::tree::{Document, Kind};

/// The namespace of XHTML.
pub(super) const NAMESPACE: &str = "http://www.w3.org/1999/xhtml";

/// Public and system identifiers of the document types.
const TYPES: &[(&str, &str)] = &[
    ("-//W3C//DTD XHTML 1.0 Strict//EN", "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"),
    ("-//W3C//DTD XHTML 1.0 Frameset//EN", "http://www.w3.org/TR/xhtml1/DTD/xhtml1-frameset.dtd"),
    (
        "-//W3C//DTD XHTML 1.0 Transitional//EN",
        "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd",
    ),
];

/// Elements that are written without an end tag.
const VOID: &[&str] = &[
    "area", "base", "basefont", "br", "col", "frame", "hr", "img", "input", "isindex", "link",
    "meta", "param",
];

/// Elements whose `name` is an identifier.
const NAMED: &[&str] = &["a", "p", "div", "img", "map", "applet", "form", "frame", "iframe"];

/// Whether the document type that the stylesheet gives is one of XHTML 1.0.
pub(super) fn is_wanted(settings: &OutputSettings) -> bool {
    let OutputSettings { doctype_public, doctype_system, .. } = settings;
    TYPES.iter().any(|(public, system)| {
        doctype_public.as_deref() == Some(*public) || doctype_system.as_deref() == Some(*system)
    })
}

/// Whether an element is `html` without a namespace, and so gets that of XHTML, as the document type demands it.
pub(super) fn lacks_namespace(names: &Names<'_>, name: Name) -> bool {
    names.uri(name).is_empty() && names.local(name) == "html"
}

/// Whether an empty element ends with ` />`; any other one has an end tag (C.2, C.3).
pub(super) fn is_void(names: &Names<'_>, name: Name, prefix: Atom) -> bool {
    prefix.is_empty()
        && matches!(names.text(names.uri(name)), "" | NAMESPACE)
        && VOID.contains(&names.local(name))
}

/// Whether an element is the document's head and does not say in which encoding it is (C.9).
pub(super) fn lacks_meta(document: &Document, names: &Names<'_>, element: u32) -> bool {
    let is = |index: u32, wanted: &str| {
        let data = document.data(index);
        data.kind == Kind::Element && names.local(data.name) == wanted
    };
    let parent = document.data(element).parent;
    if !is(element, "head") || !is(parent, "html") || document.data(parent).parent != 0 {
        return false;
    }
    let mut child = document.first_child(element);
    while let Some(at) = child {
        let says_it = is(at, "meta")
            && document.attributes(at).any(|attribute| {
                names.local(document.data(attribute).name) == "http-equiv"
                    && document.own_text(attribute).eq_ignore_ascii_case("Content-Type")
            });
        if says_it {
            return false;
        }
        child = document.next_sibling(at);
    }
    true
}

/// The value that an attribute is written with: one that is there or not has its name (C.10).
pub(super) fn value<'v>(names: &'v Names<'_>, name: Name, value: &'v str) -> &'v str {
    let local = names.local(name);
    if value.is_empty() && names.uri(name).is_empty() && is_boolean(local) { local } else { value }
}

/// The attributes that an element gets as well: `id` beside `name` (C.8), and `lang` and `xml:lang` both if it has one
/// of them (C.7).
pub(super) fn further<'d>(
    document: &'d Document,
    names: &Names<'_>,
    element: u32,
) -> impl Iterator<Item = (&'static str, &'d str)> {
    let find = |uri: Atom, wanted: &str| {
        let mut attributes = document.attributes(element);
        attributes
            .find(|attribute| {
                let name = document.data(*attribute).name;
                names.uri(name) == uri && names.local(name) == wanted
            })
            .map(|attribute| document.own_text(attribute))
    };
    let is_named = NAMED.contains(&names.local(document.data(element).name));
    let id = match find(Atom::EMPTY, "id") {
        None if is_named => find(Atom::EMPTY, "name"),
        None | Some(_) => None,
    };
    let language = match (find(Atom::EMPTY, "lang"), find(Atom::XML_NAMESPACE, "lang")) {
        (Some(lang), None) => Some(("xml:lang", lang)),
        (None, Some(lang)) => Some(("lang", lang)),
        (Some(_), Some(_)) | (None, None) => None,
    };
    id.map(|id| ("id", id)).into_iter().chain(language)
}

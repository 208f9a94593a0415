//! What HTML 4 says of its elements and attributes; their names are in any case.

/// What matters of an element for writing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Traits {
    /// It has no content and no end tag.
    pub(super) is_void: bool,
    /// It stands within text, so that white space around it is content.
    pub(super) is_inline: bool,
}

const VOID: &[&str] = &[
    "area", "base", "basefont", "br", "col", "frame", "hr", "img", "input", "isindex", "link",
    "meta", "param",
];

/// Void ones that stand within text.
const VOID_INLINE: &[&str] = &["basefont", "br", "img", "input"];

/// The others around which white space may be added. Any that is not known counts as standing within text.
const BLOCK: &[&str] = &[
    "address",
    "blockquote",
    "body",
    "caption",
    "center",
    "colgroup",
    "dd",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "html",
    "legend",
    "li",
    "menu",
    "noframes",
    "noscript",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "style",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

const BOOLEAN: &[&str] = &[
    "checked", "compact", "declare", "defer", "disabled", "ismap", "multiple", "nohref",
    "noresize", "noshade", "nowrap", "readonly", "selected",
];

fn is_in(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The traits of an element of HTML; none of one that stands within text and has content.
pub(super) fn traits(name: &str) -> Option<Traits> {
    if is_in(VOID, name) {
        return Some(Traits { is_void: true, is_inline: is_in(VOID_INLINE, name) });
    }
    is_in(BLOCK, name).then_some(Traits { is_void: false, is_inline: false })
}

/// Whether the text of an element is not escaped.
pub(super) fn is_raw(name: &str) -> bool {
    is_in(&["script", "style"], name)
}

/// Whether an attribute is written by its name alone.
pub(in crate::output) fn is_boolean(attribute: &str) -> bool {
    is_in(BOOLEAN, attribute)
}

/// Whether the value of an attribute is an address.
pub(super) fn is_address(element: &str, attribute: &str) -> bool {
    is_in(&["href", "action", "src"], attribute)
        || (attribute.eq_ignore_ascii_case("name") && element.eq_ignore_ascii_case("a"))
}

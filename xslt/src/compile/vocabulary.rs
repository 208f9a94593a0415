//! The elements of XSLT 1.0 and their attributes (XSLT 1.0, appendix B).

use super::fault::{closest, listed};
use super::sheet::{Child, Markup};
use crate::names::Atom;

/// The elements of XSLT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    ApplyImports,
    ApplyTemplates,
    Attribute,
    AttributeSet,
    CallTemplate,
    Choose,
    Comment,
    Copy,
    CopyOf,
    DecimalFormat,
    Document,
    Element,
    Fallback,
    ForEach,
    If,
    Import,
    Include,
    Key,
    Message,
    NamespaceAlias,
    Number,
    Otherwise,
    Output,
    Param,
    PreserveSpace,
    ProcessingInstruction,
    Sort,
    StripSpace,
    Stylesheet,
    Template,
    Text,
    Transform,
    ValueOf,
    Variable,
    When,
    WithParam,
}

/// What is known of an element.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) name: &'static str,
    pub(super) tag: Tag,
    pub(super) required: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
    /// Where it may stand, as a sentence; nothing for instructions, which may stand in any template.
    pub(super) home: Option<&'static str>,
}

const TOP: Option<&str> = Some("it stands at the top level of a stylesheet");

const fn define(
    name: &'static str,
    tag: Tag,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    home: Option<&'static str>,
) -> Definition {
    Definition { name, tag, required, optional, home }
}

/// What `xsl:output` and `xsl:document` have in common.
const OUTPUT: [&str; 10] = [
    "method",
    "version",
    "encoding",
    "omit-xml-declaration",
    "standalone",
    "doctype-public",
    "doctype-system",
    "cdata-section-elements",
    "indent",
    "media-type",
];

/// By name. `xsl:document` is of XSLT 1.1.
static DEFINITIONS: [Definition; 36] = [
    define("apply-imports", Tag::ApplyImports, &[], &[], None),
    define("apply-templates", Tag::ApplyTemplates, &[], &["select", "mode"], None),
    define("attribute", Tag::Attribute, &["name"], &["namespace"], None),
    define("attribute-set", Tag::AttributeSet, &["name"], &["use-attribute-sets"], TOP),
    define("call-template", Tag::CallTemplate, &["name"], &[], None),
    define("choose", Tag::Choose, &[], &[], None),
    define("comment", Tag::Comment, &[], &[], None),
    define("copy", Tag::Copy, &[], &["use-attribute-sets"], None),
    define("copy-of", Tag::CopyOf, &["select"], &[], None),
    define(
        "decimal-format",
        Tag::DecimalFormat,
        &[],
        &[
            "name",
            "decimal-separator",
            "grouping-separator",
            "infinity",
            "minus-sign",
            "NaN",
            "percent",
            "per-mille",
            "zero-digit",
            "digit",
            "pattern-separator",
        ],
        TOP,
    ),
    define("document", Tag::Document, &["href"], &OUTPUT, None),
    define("element", Tag::Element, &["name"], &["namespace", "use-attribute-sets"], None),
    define("fallback", Tag::Fallback, &[], &[], None),
    define("for-each", Tag::ForEach, &["select"], &[], None),
    define("if", Tag::If, &["test"], &[], None),
    define(
        "import",
        Tag::Import,
        &["href"],
        &[],
        Some("it stands at the top level of a stylesheet, before everything else"),
    ),
    define("include", Tag::Include, &["href"], &[], TOP),
    define("key", Tag::Key, &["name", "match", "use"], &[], TOP),
    define("message", Tag::Message, &[], &["terminate"], None),
    define(
        "namespace-alias",
        Tag::NamespaceAlias,
        &["stylesheet-prefix", "result-prefix"],
        &[],
        TOP,
    ),
    define(
        "number",
        Tag::Number,
        &[],
        &[
            "value",
            "level",
            "count",
            "from",
            "format",
            "lang",
            "letter-value",
            "grouping-separator",
            "grouping-size",
        ],
        None,
    ),
    define("otherwise", Tag::Otherwise, &[], &[], Some("it stands last in `xsl:choose`")),
    define("output", Tag::Output, &[], &OUTPUT, TOP),
    define(
        "param",
        Tag::Param,
        &["name"],
        &["select"],
        Some("it stands at the top level of a stylesheet, or first in `xsl:template`"),
    ),
    define("preserve-space", Tag::PreserveSpace, &["elements"], &[], TOP),
    define("processing-instruction", Tag::ProcessingInstruction, &["name"], &[], None),
    define(
        "sort",
        Tag::Sort,
        &[],
        &["select", "lang", "data-type", "order", "case-order"],
        Some("it stands first in `xsl:for-each`, or in `xsl:apply-templates`"),
    ),
    define("strip-space", Tag::StripSpace, &["elements"], &[], TOP),
    define(
        "stylesheet",
        Tag::Stylesheet,
        &["version"],
        &["id", "extension-element-prefixes", "exclude-result-prefixes"],
        Some("it is the document element of a stylesheet"),
    ),
    define("template", Tag::Template, &[], &["match", "name", "priority", "mode"], TOP),
    define("text", Tag::Text, &[], &["disable-output-escaping"], None),
    define(
        "transform",
        Tag::Transform,
        &["version"],
        &["id", "extension-element-prefixes", "exclude-result-prefixes"],
        Some("it is the document element of a stylesheet"),
    ),
    define("value-of", Tag::ValueOf, &["select"], &["disable-output-escaping"], None),
    define("variable", Tag::Variable, &["name"], &["select"], None),
    define("when", Tag::When, &["test"], &[], Some("it stands in `xsl:choose`")),
    define(
        "with-param",
        Tag::WithParam,
        &["name"],
        &["select"],
        Some("it stands in `xsl:apply-templates`, `xsl:call-template` or `xsl:apply-imports`"),
    ),
];

/// What is known of the XSLT element of that name.
pub(super) fn find(local: &str) -> Option<&'static Definition> {
    let place = DEFINITIONS.binary_search_by(|definition| definition.name.cmp(local)).ok()?;
    DEFINITIONS.get(place)
}

/// Reports an element in the namespace of XSLT that XSLT does not have.
pub(super) fn unknown_element(element: Markup<'_>) {
    let names = DEFINITIONS.iter().map(|definition| definition.name);
    let help = closest(element.local(), names)
        .map(|name| format!("did you mean `{}`?", element.xslt_name(name)));
    element.fault(format!("there is no XSLT element `{}`", element.written()), help);
}

/// Reports an element that may not stand where it does.
pub(super) fn misplaced(element: Markup<'_>, definition: &Definition) {
    let message = format!("`{}` has no place here", element.written());
    element.fault(message, definition.home.map(str::to_owned));
}

/// Checks that an XSLT element has the attributes that it needs, and, unless it may be of a later version, no others.
pub(super) fn check_attributes(element: Markup<'_>, definition: &Definition, forwards: bool) {
    let Definition { required, optional, .. } = definition;
    let mut missing: Vec<&str> = required.to_vec();
    for attr in element.attributes() {
        let (uri, local) = (attr.uri(), attr.local());
        if uri.is_empty() && !(required.contains(&local) || optional.contains(&local)) {
            if forwards {
                continue;
            }
            let known = || required.iter().chain(*optional).copied();
            let meant = closest(local, known());
            // What is misspelt is not missing as well.
            missing.retain(|name| Some(*name) != meant);
            let help = match meant {
                Some(meant) => Some(format!("did you mean `{meant}`?")),
                None => Some(its_attributes(&known().collect::<Vec<_>>())),
            };
            let message = format!("`{}` has no attribute `{local}`", element.written());
            attr.fault(message, help);
        } else if uri == Atom::XSLT_NAMESPACE && !forwards {
            let message = format!("`{}` has no attribute `{}`", element.written(), attr.written());
            let known = required.iter().chain(*optional).find(|name| **name == local);
            attr.fault(
                message,
                known.map(|name| format!("did you mean `{name}`, without prefix?")),
            );
            missing.retain(|name| *name != local);
        } else if uri.is_empty() {
            missing.retain(|name| *name != local);
        }
    }
    for name in missing {
        element.fault(format!("`{}` lacks its attribute `{name}`", element.written()), None);
    }
}

fn its_attributes(names: &[&str]) -> String {
    match names {
        [] => "it has no attributes".to_owned(),
        [_] => format!("its only attribute is {}", listed(names, "and")),
        _ => format!("its attributes are {}", listed(names, "and")),
    }
}

/// Checks that an element is empty.
pub(super) fn check_empty(element: Markup<'_>, forwards: bool) {
    if forwards {
        return;
    }
    if let Some(child) = element.children(false).next() {
        let message = format!("`{}` has to be empty", element.written());
        let place = match child {
            Child::Element(child) => child.place(),
            Child::Text(place, _) => place,
        };
        element.sheet.faults.push(place, message, None);
    }
}

#[cfg(test)]
mod tests {
    use super::DEFINITIONS;

    #[test]
    fn the_elements_are_sorted_for_the_search() {
        assert!(DEFINITIONS.is_sorted_by_key(|definition| definition.name));
    }
}

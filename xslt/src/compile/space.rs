//! What an element hands down to all below it, and `xsl:strip-space`.

use std::rc::Rc;

use super::sheet::{Attr, Markup, words};
use super::top::Declaration;
use crate::names::Atom;
use crate::tree::{StripRule, StripRules, StripTest};
use crate::xml::SPACE;

/// What holds in a part of the stylesheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Ambient {
    /// Forwards-compatible processing (XSLT 1.0, section 2.5).
    pub(super) forwards: bool,
    /// `xml:space="preserve"`
    pub(super) preserve: bool,
    /// The namespaces of extension elements.
    pub(super) extensions: Rc<[Atom]>,
    /// The namespaces that literal result elements do not bring along.
    pub(super) excluded: Rc<[Atom]>,
    /// The namespaces that the literal result element around brings along.
    pub(super) carried: Rc<[(Atom, Atom)]>,
}

impl Ambient {
    /// What holds in an XSLT element.
    pub(super) fn enter(&self, element: Markup<'_>) -> Self {
        let mut inner = self.clone();
        inner.preserve = element.preserves_space().unwrap_or(self.preserve);
        inner
    }

    /// What holds in `xsl:stylesheet`.
    pub(super) fn of_stylesheet(element: Markup<'_>) -> Self {
        let mut ambient = Self::default().enter(element);
        ambient.add(
            element,
            element.attribute("version"),
            element.attribute("extension-element-prefixes"),
            element.attribute("exclude-result-prefixes"),
        );
        ambient
    }

    /// What holds in a literal result element or extension element, itself included.
    pub(super) fn enter_literal(&self, element: Markup<'_>) -> Self {
        let mut inner = self.enter(element);
        inner.add(
            element,
            element.xslt_attribute("version"),
            element.xslt_attribute("extension-element-prefixes"),
            element.xslt_attribute("exclude-result-prefixes"),
        );
        inner
    }

    fn add(
        &mut self,
        element: Markup<'_>,
        version: Option<Attr<'_>>,
        extensions: Option<Attr<'_>>,
        excluded: Option<Attr<'_>>,
    ) {
        if let Some(version) = version {
            self.forwards = is_later(version);
        }
        if let Some(attr) = extensions {
            let added = namespaces(element, attr);
            self.extensions = self.extensions.iter().chain(&added).copied().collect();
            self.excluded = self.excluded.iter().chain(&added).copied().collect();
        }
        if let Some(attr) = excluded {
            let added = namespaces(element, attr);
            self.excluded = self.excluded.iter().chain(&added).copied().collect();
        }
    }

    /// What holds where the result is not written into the literal result element around.
    pub(super) fn apart(&self) -> Self {
        Self { carried: Rc::default(), ..self.clone() }
    }

    pub(super) fn is_extension(&self, uri: Atom) -> bool {
        !uri.is_empty() && self.extensions.contains(&uri)
    }
}

/// Whether a version is other than 1.0.
fn is_later(version: Attr<'_>) -> bool {
    let text = version.text.trim_matches(SPACE);
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match text.parse::<f64>() {
        Ok(number) if is_number => number.total_cmp(&1.0).is_ne(),
        _ => {
            let message = format!("`{text}` is not a version");
            version.fault(message, Some("it is a number, such as `1.0`".to_owned()));
            false
        }
    }
}

/// The namespaces of a list of prefixes, in which `#default` is the default namespace.
fn namespaces(element: Markup<'_>, attr: Attr<'_>) -> Vec<Atom> {
    let mut found = Vec::new();
    for word in words(attr.text) {
        let prefix = if word == "#default" { "" } else { word };
        let offset = attr.text.find(word).unwrap_or(0);
        found.extend(element.prefix_namespace(attr, offset, prefix));
    }
    found
}

/// Sorts `xsl:strip-space` and `xsl:preserve-space` by what decides (XSLT 1.0, section 3.4).
pub(super) fn strip_rules(declarations: &[Declaration<'_>]) -> StripRules {
    let mut found: Vec<(u32, u8, StripRule)> = Vec::new();
    for declaration in declarations {
        let element = declaration.element;
        let Some(attr) = element.attribute("elements") else { continue };
        let strip = element.is("strip-space");
        for word in words(attr.text) {
            let test = if word == "*" {
                Some((0, StripTest::Any))
            } else if let Some(prefix) = word.strip_suffix(":*") {
                let offset = attr.text.find(word).unwrap_or(0);
                let uri = element.prefix_namespace(attr, offset, prefix);
                uri.map(|uri| (1, StripTest::Namespace(uri)))
            } else if declaration.forwards && word.contains('*') {
                None
            } else {
                element.expand(attr, word, false).map(|name| (2, StripTest::Name(name)))
            };
            if let Some((priority, test)) = test {
                found.push((declaration.precedence, priority, StripRule { test, strip }));
            }
        }
    }
    // The last one written comes first.
    found.reverse();
    found.sort_by_key(|(precedence, priority, _)| std::cmp::Reverse((*precedence, *priority)));
    StripRules(found.into_iter().map(|(_, _, rule)| rule).collect())
}

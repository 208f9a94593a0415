//! Literal result elements (XSLT 1.0, section 7.1.1).

use std::rc::Rc;

use super::attribute_set;
use super::fault::{closest, listed};
use super::sheet::{Attr, Markup};
use super::space::Ambient;
use super::template::Frame;
use crate::names::Atom;
use crate::program::{LiteralElement, Op};

/// The attributes that XSLT has for literal result elements.
const ATTRIBUTES: [&str; 4] =
    ["use-attribute-sets", "version", "exclude-result-prefixes", "extension-element-prefixes"];

/// Compiles one; `ambient` is what holds in it.
pub(super) fn element<'a>(frame: &mut Frame<'a>, element: Markup<'a>, ambient: &Ambient) -> Op {
    let env = frame.env;
    let aliases = &env.index.aliases;
    let mut attributes = Vec::new();
    for attr in element.attributes() {
        if attr.uri() == Atom::XSLT_NAMESPACE {
            check(element, attr, ambient.forwards);
        } else {
            let name = aliases.attribute_name(env.names, attr.name(), attr.prefix());
            attributes.push((name, frame.context(element).value_template(attr)));
        }
    }
    let sets = element.xslt_attribute("use-attribute-sets");
    let attribute_sets = attribute_set::used(env, element, sets);
    let namespaces = namespaces(frame, element, ambient);
    let added: Vec<(Atom, Atom)> =
        namespaces.into_iter().filter(|pair| !ambient.carried.contains(pair)).collect();
    let mut inner = ambient.clone();
    if !added.is_empty() {
        let kept = ambient.carried.iter().filter(|(p, _)| added.iter().all(|(q, _)| p != q));
        inner.carried = kept.chain(&added).copied().collect::<Rc<[_]>>();
    }
    let name = aliases.element_name(env.names, element.name(), element.prefix());
    let body = frame.content(element, &inner);
    Op::Literal(Box::new(LiteralElement {
        name,
        namespaces: added.into_boxed_slice(),
        attribute_sets,
        attributes: attributes.into_boxed_slice(),
        body,
    }))
}

fn check(element: Markup<'_>, attr: Attr<'_>, forwards: bool) {
    if forwards || ATTRIBUTES.contains(&attr.local()) {
        return;
    }
    let message = format!("`{}` has no attribute `{}`", element.written(), attr.written());
    let help = match closest(attr.local(), ATTRIBUTES) {
        Some(meant) => {
            let prefix = element.sheet.names.text(attr.prefix());
            format!("did you mean `{prefix}:{meant}`?")
        }
        None => format!("XSLT's attributes here are {}", listed(&ATTRIBUTES, "and")),
    };
    attr.fault(message, Some(help));
}

/// The namespaces that the element brings along: all in scope, but XSLT's, those of extension elements, and those
/// excluded.
fn namespaces(frame: &Frame<'_>, element: Markup<'_>, ambient: &Ambient) -> Vec<(Atom, Atom)> {
    let mut found: Vec<(Atom, Atom)> = Vec::new();
    for (prefix, uri) in element.namespaces() {
        let (prefix, uri) = match frame.env.index.aliases.find(*uri) {
            Some((_, to)) if to.is_empty() => continue,
            Some(alias) => alias,
            None if *uri == Atom::XSLT_NAMESPACE || ambient.excluded.contains(uri) => continue,
            None => (*prefix, *uri),
        };
        if found.iter().all(|(known, _)| *known != prefix) {
            found.push((prefix, uri));
        }
    }
    found
}

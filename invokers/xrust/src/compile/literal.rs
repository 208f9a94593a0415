//! Elements of the result, literal and computed.

use std::rc::Rc;

use qualname::QName;
use xrust::transform::Transform;

use super::body::Around;
use super::required;
use super::scope::Variables;
use super::template::Sheet;
use crate::emit::{self, T};
use crate::names::{placeholder, qname};
use crate::sheet::{Element, XSLT};
use crate::tree::transport::{DECLARATION, ELEMENT, carry};
use crate::xml::XML_NAMESPACE;
use crate::xml::name::is_ncname;

/// Namespaces whose elements other processors run, `exsl:document` above all; none is meant for a result.
const EXTENSIONS: [&str; 5] = [
    "http://exslt.org/",
    "http://xml.apache.org/x",
    "http://icl.com/saxon",
    "http://saxon.sf.net/",
    "urn:schemas-microsoft-com:xslt",
];

impl<'s> Sheet<'s> {
    /// An element that is not of XSLT stands for itself.
    pub(super) fn literal_element(
        &mut self,
        element: &'s Element,
        variables: &Variables,
        around: &Around,
    ) -> Option<T> {
        if let Some(uri) = &element.uri
            && EXTENSIONS.iter().any(|extension| uri.starts_with(extension))
        {
            let message = format!(
                "the extension element `{}:{}` is not supported",
                element.prefix, element.local
            );
            self.faults.at(element, message, "write XSLT 1.0 alone");
            return None;
        }
        let mut content = self.declarations(element, around);
        for attribute in &element.attributes {
            if attribute.uri.as_deref() == Some(XSLT) {
                if attribute.local != "exclude-result-prefixes" {
                    let message = format!("`xsl:{}` is not supported", attribute.local);
                    self.faults.add(
                        attribute.offset,
                        message,
                        Some("write the attributes out".to_owned()),
                    );
                }
                continue;
            }
            let name = carry(&attribute.prefix, attribute.uri.as_deref(), &attribute.local);
            let mut parts = vec![emit::text(name)];
            let Some(value) = self.value_template(attribute, element, variables) else { continue };
            parts.extend(value);
            content.push(Transform::LiteralAttribute(
                placeholder()?,
                Box::new(Transform::Concat(parts)),
            ));
        }
        let inside = Around { literal: Some(element.scope.clone()) };
        content.extend(self.items(&element.children, variables, &inside));
        let name = self.element_name(
            &element.prefix,
            element.uri.as_ref(),
            &element.local,
            element.offset,
        )?;
        Some(Transform::LiteralElement(name, Box::new(Transform::SequenceItems(content))))
    }

    /// The namespaces in scope go with the element, as values may refer to their prefixes.
    fn declarations(&mut self, element: &Element, around: &Around) -> Vec<T> {
        if around.literal.as_ref().is_some_and(|outer| outer.is_same(&element.scope)) {
            return Vec::new();
        }
        let own = element.attributes.iter().filter(|a| a.uri.as_deref() == Some(XSLT));
        let excluded: Vec<String> = own
            .filter(|attribute| attribute.local == "exclude-result-prefixes")
            .flat_map(|attribute| attribute.value.split_whitespace())
            .map(str::to_owned)
            .chain(self.excluded_prefixes.iter().cloned())
            .collect();
        let is_excluded = |prefix: &str| {
            excluded.iter().any(|e| e == if prefix.is_empty() { "#default" } else { prefix })
        };
        let Some(carrier) = placeholder() else { return Vec::new() };
        element
            .scope
            .declarations()
            .filter(|(prefix, uri)| {
                !uri.is_empty() && *uri != XSLT && *uri != XML_NAMESPACE && !is_excluded(prefix)
            })
            .map(|(prefix, uri)| {
                let carried = carry(prefix, Some(uri), DECLARATION);
                Transform::LiteralAttribute(carrier.clone(), Box::new(emit::text(carried)))
            })
            .collect()
    }

    /// `xsl:element`.
    pub(super) fn element(
        &mut self,
        element: &'s Element,
        variables: &Variables,
        around: &Around,
    ) -> Option<T> {
        self.allow(element, &["name", "namespace"]);
        let name = required(element, "name", self.faults)?;
        let namespace = self.fixed_namespace(element)?;
        let mut content = Vec::new();
        let qname = if name.value.contains(['{', '}']) {
            let namespace = match namespace {
                Some(namespace) => Some(namespace),
                None => self.prefix_uri("", name.offset, element)?,
            };
            let mut parts = vec![emit::text(carry("", namespace.as_deref(), ELEMENT))];
            parts.extend(self.value_template(name, element, variables)?);
            content.push(Transform::LiteralAttribute(
                placeholder()?,
                Box::new(Transform::Concat(parts)),
            ));
            placeholder()?
        } else {
            let (prefix, local) = name.value.split_once(':').unwrap_or(("", name.value.as_str()));
            if !is_ncname(local) {
                self.faults.add(
                    name.offset,
                    format!("`{}` is not a name for an element", name.value),
                    None,
                );
                return None;
            }
            let uri = match namespace {
                Some(namespace) => Some(namespace),
                None => self.prefix_uri(prefix, name.offset, element)?,
            };
            self.element_name(prefix, uri.as_ref(), local, name.offset)?
        };
        content.extend(self.items(&element.children, variables, around));
        Some(Transform::LiteralElement(qname, Box::new(Transform::SequenceItems(content))))
    }

    fn element_name(
        &mut self,
        prefix: &str,
        uri: Option<&Rc<str>>,
        local: &str,
        offset: usize,
    ) -> Option<QName> {
        if let Some(uri) = uri {
            self.gathered.prefixes.entry(Rc::clone(uri)).or_insert_with(|| prefix.into());
        }
        let name = qname(uri.map(|uri| &**uri), local);
        if name.is_none() {
            self.faults.add(
                offset,
                format!("the name `{local}` cannot be used for an element"),
                None,
            );
        }
        name
    }

    /// The namespace of a prefix at an element; the outer nothing is a fault.
    #[expect(clippy::option_option, reason = "a fault and no namespace are different things")]
    pub(super) fn prefix_uri(
        &self,
        prefix: &str,
        offset: usize,
        element: &Element,
    ) -> Option<Option<Rc<str>>> {
        let uri = element.scope.uri(prefix);
        if uri.is_err() {
            self.faults.add(offset, format!("the prefix `{prefix}` is not declared"), None);
        }
        uri.ok()
    }

    /// The attribute `namespace`, which cannot be computed; the outer nothing is a fault.
    #[expect(clippy::option_option, reason = "a fault and no namespace are different things")]
    pub(super) fn fixed_namespace(&self, element: &Element) -> Option<Option<Rc<str>>> {
        let Some(namespace) = element.attribute("namespace") else { return Some(None) };
        if namespace.value.contains(['{', '}']) || namespace.value.is_empty() {
            let message = "a computed or empty `namespace` is not supported";
            self.faults.add(
                namespace.offset,
                message,
                Some("write the namespace itself".to_owned()),
            );
            return None;
        }
        Some(Some(namespace.value.as_str().into()))
    }
}

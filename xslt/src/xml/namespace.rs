//! Namespaces: what tags declare, and what names stand for in them.

use super::chars::is_ncname;
use super::known::{Known, Resolved};
use super::parse::Parse;
use super::source::Source;
use super::tag::{Attribute, Tag};
use crate::error::Result;
use crate::names::{Atom, XML_NAMESPACE};

/// Most namespaces that an element and those around it declare.
const DECLARATIONS: usize = 4096;
/// The namespace of namespace declarations.
const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

impl Parse<'_> {
    pub(super) fn declare(
        &mut self,
        tag: &mut Tag,
        source: Source<'_>,
        attribute: &Attribute,
        prefix: &str,
    ) -> Result<()> {
        let Tag { values, declared, .. } = tag;
        let uri = attribute.value(source, values);
        let at = attribute.name.start;
        if prefix.is_empty() && attribute.name.len() > "xmlns".len()
            || !prefix.is_empty() && !is_ncname(prefix)
        {
            return Err(self.malformed(source, at, format!("`xmlns:{prefix}` is not a name")));
        }
        self.declare_namespace(declared, prefix, uri)
            .map_err(|message| self.malformed(source, at, message))
    }

    /// Declares a namespace, or says why that is not allowed (Namespaces in XML 1.0, section 3).
    pub(super) fn declare_namespace(
        &self,
        declared: &mut Vec<(Atom, Atom)>,
        prefix: &str,
        uri: &str,
    ) -> std::result::Result<(), String> {
        match (prefix, uri) {
            // It stands for that anyway.
            ("xml", XML_NAMESPACE) => return Ok(()),
            ("xml" | "xmlns", _) => {
                return Err(format!("the prefix `{prefix}` must not be declared"));
            }
            (_, XML_NAMESPACE | XMLNS_NAMESPACE) => {
                return Err(format!("the namespace `{uri}` must not be declared"));
            }
            ("", _) => {}
            (_, "") => return Err(format!("the namespace of the prefix `{prefix}` is empty")),
            _ => {}
        }
        let (prefix_atom, uri) = (self.names.atom(prefix), self.names.atom(uri));
        if declared.iter().any(|(known, _)| *known == prefix_atom) {
            let name =
                if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            return Err(format!("the attribute `{name}` is given twice"));
        }
        let n_outer = self.levels.last().map_or(0, |level| level.n_namespaces);
        if n_outer + declared.len() >= DECLARATIONS {
            return Err("too many namespaces are declared here".to_owned());
        }
        declared.push((prefix_atom, uri));
        Ok(())
    }

    pub(super) fn element_name<'t>(
        &mut self,
        source: Source<'t>,
        known: &mut Known<'t>,
        at: usize,
        raw: &'t str,
        declared: &[(Atom, Atom)],
    ) -> Result<Resolved> {
        let scope = self.builder.scope();
        if declared.is_empty()
            && let Some(resolved) = known.get(raw, scope)
        {
            return Ok(resolved);
        }
        let resolved = self
            .resolve(raw, scope, declared, true)
            .map_err(|message| self.malformed(source, at, message))?;
        if declared.is_empty() {
            known.insert(raw, scope, resolved);
        }
        Ok(resolved)
    }

    pub(super) fn attribute_name<'t>(
        &mut self,
        source: Source<'_>,
        known: &mut Known<'t>,
        at: usize,
        raw: &'t str,
    ) -> Result<Resolved> {
        // Kept apart from the names of elements, for which the default namespace counts; without a prefix the scope
        // does not matter.
        let scope = self.builder.scope();
        let key = u32::MAX - if raw.contains(':') { scope } else { 0 };
        if let Some(resolved) = known.get(raw, key) {
            return Ok(resolved);
        }
        let resolved = self
            .resolve(raw, scope, &[], false)
            .map_err(|message| self.malformed(source, at, message))?;
        known.insert(raw, key, resolved);
        Ok(resolved)
    }

    /// The expanded name of an element or attribute in a scope, with what is declared on top of that.
    pub(super) fn resolve(
        &mut self,
        raw: &str,
        scope: u32,
        declared: &[(Atom, Atom)],
        is_element: bool,
    ) -> std::result::Result<Resolved, String> {
        let (prefix, local) = match raw.split_once(':') {
            None => ("", raw),
            Some((prefix, local)) if is_ncname(prefix) => (prefix, local),
            Some(_) => return Err(format!("`{raw}` is not a name")),
        };
        if !is_ncname(local) {
            return Err(format!("`{raw}` is not a name"));
        }
        if prefix.is_empty() && !is_element {
            let name = self.names.name(Atom::EMPTY, local);
            return Ok(Resolved { name, prefix: Atom::EMPTY });
        }
        let builder = &mut self.builder;
        let found = self.names.find_atom(prefix).and_then(|prefix| {
            let here = declared.iter().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri);
            here.or_else(|| builder.document_mut().namespace(scope, prefix))
                .map(|uri| (prefix, uri))
        });
        let (prefix, uri) =
            found.ok_or_else(|| format!("the prefix `{prefix}` is not declared"))?;
        Ok(Resolved { name: self.names.name(uri, local), prefix })
    }
}

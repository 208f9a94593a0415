//! Elements as start tags open them.

use super::doctype::{AttributeDefinition, AttributeType};
use super::known::{Known, Resolved};
use super::parse::{Level, Parse};
use super::source::Source;
use super::tag::{Attribute, Tag};
use crate::error::Result;
use crate::names::{Atom, Name};

impl Parse<'_> {
    /// Opens an element. After the `<`, its name has `n_name` bytes and what follows in the tag `n_rest`.
    pub(super) fn start<'t>(
        &mut self,
        source: Source<'t>,
        known: &mut Known<'t>,
        at: usize,
        n_name: usize,
        n_rest: usize,
    ) -> Result<()> {
        self.open(source, at)?;
        let rest = at + 1 + n_name;
        let raw = source.text.get(at + 1..rest).unwrap_or_default();
        if raw.is_empty() {
            let message = "`<` begins no tag here; as text it has to be written `&lt;`";
            return Err(self.malformed(source, at, message));
        }
        let doctype = self.doctype.get();
        let definitions = doctype.map_or(&[][..], |doctype| doctype.attributes(raw));
        if n_rest == 0 && definitions.is_empty() {
            let resolved = self.element_name(source, known, at, raw, &[])?;
            self.builder.start_element(resolved.name, resolved.prefix, &[])?;
            self.mark(source.at(at));
            self.push_level(source.at(at), resolved.name, None, 0);
            return Ok(());
        }
        // The buffers are put back at the end; an error ends everything.
        let mut tag = std::mem::take(&mut self.tag);
        tag.clear();
        self.scan(&mut tag, source, rest, rest + n_rest)?;
        if !definitions.is_empty() {
            self.apply(&mut tag, source, at, definitions)?;
        }
        let resolved = self.element_name(source, known, at, raw, &tag.declared)?;
        let element = self.builder.start_element(resolved.name, resolved.prefix, &tag.declared)?;
        self.mark(source.at(at));
        self.add_attributes(&mut tag, source, known, element)?;
        self.add_defaults(&mut tag, source, at, element, definitions)?;
        self.check_twice(&mut tag, source, at)?;
        self.push_level(source.at(at), resolved.name, tag.preserves, tag.declared.len());
        self.tag = tag;
        Ok(())
    }

    fn push_level(&mut self, at: usize, name: Name, preserves: Option<bool>, n_declared: usize) {
        let n_outer = self.levels.last().map_or(0, |level| level.n_namespaces);
        let n_namespaces = n_outer + n_declared;
        let (strips, preserves) = match self.options.strip {
            None => (false, false),
            Some(rules) => {
                let outer = self.levels.last().is_some_and(|level| level.preserves);
                let preserves = preserves.unwrap_or(outer);
                (!preserves && rules.strips(name, self.names.uri(name)), preserves)
            }
        };
        self.levels.push(Level { at, strips, preserves, n_namespaces });
    }

    fn add_attributes<'t>(
        &mut self,
        tag: &mut Tag,
        source: Source<'t>,
        known: &mut Known<'t>,
        element: u32,
    ) -> Result<()> {
        let attributes = std::mem::take(&mut tag.attributes);
        for attribute in &attributes {
            let raw = attribute.name(source);
            let resolved = self.attribute_name(source, known, attribute.name.start, raw)?;
            let value = attribute.value(source, &tag.values);
            self.builder.attribute(resolved.name, resolved.prefix, value)?;
            self.mark(source.at(attribute.at));
            let preserves = self.special(resolved, raw, value, attribute.is_id, element);
            tag.preserves = preserves.or(tag.preserves);
            tag.seen.push(resolved.name);
        }
        tag.attributes = attributes;
        Ok(())
    }

    fn add_defaults(
        &mut self,
        tag: &mut Tag,
        source: Source<'_>,
        at: usize,
        element: u32,
        definitions: &[AttributeDefinition],
    ) -> Result<()> {
        for definition in tag.defaults.iter().filter_map(|i| definitions.get(*i)) {
            let AttributeDefinition { name: raw, kind, default } = definition;
            let value = default.as_deref().unwrap_or_default();
            let resolved = self
                .resolve(raw, self.builder.scope(), &[], false)
                .map_err(|message| self.malformed(source, at, message))?;
            self.builder.attribute(resolved.name, resolved.prefix, value)?;
            self.mark(source.at(at));
            let is_id = *kind == AttributeType::Id;
            let preserves = self.special(resolved, raw, value, is_id, element);
            tag.preserves = preserves.or(tag.preserves);
            tag.seen.push(resolved.name);
        }
        Ok(())
    }

    /// Heeds attributes of type ID, `xml:id` (which is one) and `xml:space`; the answer is what the latter says.
    fn special(
        &mut self,
        resolved: Resolved,
        raw: &str,
        value: &str,
        is_id: bool,
        element: u32,
    ) -> Option<bool> {
        if is_id || resolved.prefix == Atom::XML && raw == "xml:id" {
            let ids = &mut self.builder.document_mut().ids;
            ids.entry(value.trim_matches(super::SPACE).into()).or_insert(element);
        }
        match value {
            "preserve" if raw == "xml:space" => Some(true),
            "default" if raw == "xml:space" => Some(false),
            _ => None,
        }
    }

    /// Refuses two attributes of one expanded name.
    fn check_twice(&self, tag: &mut Tag, source: Source<'_>, at: usize) -> Result<()> {
        let seen = &mut tag.seen;
        if seen.len() < 2 {
            return Ok(());
        }
        let twice = if seen.len() <= 8 {
            let mut rest = seen.as_slice();
            loop {
                match rest {
                    [first, after @ ..] if after.contains(first) => break Some(*first),
                    [_, after @ ..] => rest = after,
                    [] => break None,
                }
            }
        } else {
            seen.sort_unstable();
            seen.array_windows().find(|[one, other]| one == other).map(|[one, _]| *one)
        };
        let Some(name) = twice else {
            return Ok(());
        };
        let local = self.names.local(name);
        let is_it = |attribute: &&Attribute| {
            attribute.name(source).split(':').next_back().is_some_and(|last| last == local)
        };
        let at = tag.attributes.iter().rfind(is_it).map_or(at, |attribute| attribute.name.start);
        let message = format!("the attribute `{}` is given twice", self.names.display(name));
        Err(self.malformed(source, at, message))
    }
}

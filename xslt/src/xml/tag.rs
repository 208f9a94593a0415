//! Start tags: attributes, and what the document type says about them.

use std::ops::Range;

use super::chars::is_space_byte;
use super::doctype::{AttributeDefinition, AttributeType};
use super::parse::Parse;
use super::source::Source;
use super::value::push_tokens;
use crate::error::Result;
use crate::names::{Atom, Name};

/// What is read of a start tag.
#[derive(Debug, Default)]
pub(super) struct Tag {
    pub(super) attributes: Vec<Attribute>,
    /// The namespaces that are declared.
    pub(super) declared: Vec<(Atom, Atom)>,
    /// The values of attributes that are not in the text as they are.
    pub(super) values: String,
    /// Which of the element's attribute definitions give attributes that the tag leaves out.
    pub(super) defaults: Vec<usize>,
    /// The names of the attributes so far.
    pub(super) seen: Vec<Name>,
    /// What `xml:space` says, if it is there.
    pub(super) preserves: Option<bool>,
}

/// An attribute, by places in the text.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: Range<usize>,
    /// Where the value begins in the text.
    pub(super) at: usize,
    /// The value in the text; or, if normalised, in [`Tag::values`].
    pub(super) value: Range<usize>,
    pub(super) is_normalised: bool,
    pub(super) is_id: bool,
}

impl Parse<'_> {
    /// Reads the attributes of a tag that are between two places; namespaces are declared at once.
    pub(super) fn scan(
        &mut self,
        tag: &mut Tag,
        source: Source<'_>,
        from: usize,
        to: usize,
    ) -> Result<()> {
        let bytes = source.text.as_bytes().get(..to).unwrap_or_default();
        let byte = |at: usize| bytes.get(at).copied();
        let skip_space = |mut at: usize| {
            while byte(at).is_some_and(is_space_byte) {
                at += 1;
            }
            at
        };
        let mut at = from;
        loop {
            let end_of_last = at;
            at = skip_space(at);
            if at >= bytes.len() {
                return Ok(());
            }
            if at == end_of_last {
                return Err(self.malformed(
                    source,
                    at,
                    "white space between attributes is missing",
                ));
            }
            let start = at;
            while byte(at).is_some_and(|byte| byte != b'=' && !is_space_byte(byte)) {
                at += 1;
            }
            let name = start..at;
            let equals = skip_space(at);
            let quote_at = skip_space(equals + 1);
            let quote = byte(quote_at).filter(|byte| matches!(byte, b'"' | b'\''));
            let (Some(b'='), Some(quote)) = (byte(equals), quote) else {
                let name = source.text.get(name).unwrap_or_default();
                let message = format!("the attribute `{name}` has no value in quotes");
                return Err(self.malformed(source, start, message));
            };
            let mut is_plain = true;
            at = quote_at + 1;
            loop {
                match byte(at) {
                    Some(byte) if byte == quote => break,
                    Some(b'<') => {
                        let message = "`<` in an attribute value has to be written `&lt;`";
                        return Err(self.malformed(source, at, message));
                    }
                    Some(b'&' | b'\t' | b'\n' | b'\r') => is_plain = false,
                    Some(_) => {}
                    None => {
                        let message = "the value of the attribute is not closed";
                        return Err(self.malformed(source, quote_at, message));
                    }
                }
                at += 1;
            }
            let raw = quote_at + 1..at;
            at += 1;
            let mut attribute = Attribute {
                name,
                at: raw.start,
                value: raw.clone(),
                is_normalised: !is_plain,
                is_id: false,
            };
            if !is_plain {
                let before = tag.values.len();
                self.budget.value(self.doctype.get(), source, raw, &mut tag.values)?;
                attribute.value = before..tag.values.len();
            }
            self.sort(tag, source, attribute)?;
        }
    }

    /// Puts an attribute among the others, or the namespace that it declares among those.
    fn sort(&mut self, tag: &mut Tag, source: Source<'_>, attribute: Attribute) -> Result<()> {
        let name = attribute.name(source);
        match name.strip_prefix("xmlns") {
            Some("") => self.declare(tag, source, &attribute, ""),
            Some(rest) if rest.starts_with(':') => {
                self.declare(tag, source, &attribute, rest.strip_prefix(':').unwrap_or_default())
            }
            Some(_) | None => {
                tag.attributes.push(attribute);
                Ok(())
            }
        }
    }

    /// Applies what the document type says about the element's attributes.
    pub(super) fn apply(
        &mut self,
        tag: &mut Tag,
        source: Source<'_>,
        at: usize,
        definitions: &[AttributeDefinition],
    ) -> Result<()> {
        // Each is sought among the attributes that are there.
        self.budget.spend(definitions.len() * (1 + tag.attributes.len() / 16))?;
        for (i, definition) in definitions.iter().enumerate() {
            let AttributeDefinition { name, kind, default } = definition;
            let is_it = |attribute: &&mut Attribute| attribute.name(source) == &**name;
            if let Some(attribute) = tag.attributes.iter_mut().find(is_it) {
                attribute.is_id = *kind == AttributeType::Id;
                if *kind != AttributeType::Text {
                    collapse(attribute, source, &mut tag.values);
                }
                continue;
            }
            let Some(default) = default else {
                continue;
            };
            self.budget.spend(name.len() + default.len())?;
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.len() > 1 && rest.starts_with(':') => {
                    rest.strip_prefix(':').unwrap_or_default()
                }
                Some(_) | None => {
                    tag.defaults.push(i);
                    continue;
                }
            };
            let atom = self.names.atom(prefix);
            if !tag.declared.iter().any(|(known, _)| *known == atom) {
                self.declare_namespace(&mut tag.declared, prefix, default)
                    .map_err(|message| self.malformed(source, at, message))?;
            }
        }
        Ok(())
    }
}

impl Attribute {
    pub(super) fn name<'t>(&self, source: Source<'t>) -> &'t str {
        source.text.get(self.name.clone()).unwrap_or_default()
    }

    /// The value; `values` are [`Tag::values`].
    pub(super) fn value<'x>(&self, source: Source<'x>, values: &'x str) -> &'x str {
        let text = if self.is_normalised { values } else { source.text };
        text.get(self.value.clone()).unwrap_or_default()
    }
}

impl Tag {
    pub(super) fn clear(&mut self) {
        self.attributes.clear();
        self.declared.clear();
        self.values.clear();
        self.defaults.clear();
        self.seen.clear();
        self.preserves = None;
    }
}

/// Normalises the value of an attribute of a type other than CDATA.
fn collapse(attribute: &mut Attribute, source: Source<'_>, values: &mut String) {
    let value = attribute.value(source, values);
    if value.starts_with(' ') || value.ends_with(' ') || value.contains("  ") {
        let mut tokens = String::with_capacity(value.len());
        push_tokens(value, &mut tokens);
        attribute.value = values.len()..values.len() + tokens.len();
        attribute.is_normalised = true;
        values.push_str(&tokens);
    }
}

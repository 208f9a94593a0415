//! References, and the values of attributes.

use std::ops::Range;

use super::chars::{is_char, is_name};
use super::doctype::{Doctype, Entity};
use super::source::{Budget, Source};
use crate::error::Result;

/// What is between `&` and `;`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference<'x> {
    Character(char),
    Entity(&'x str),
}

impl<'x> Reference<'x> {
    /// A character reference, a predefined entity, or the name of another one (XML 1.0, section 4.1).
    pub(super) fn parse(text: &'x str) -> std::result::Result<Self, String> {
        match text {
            "amp" => return Ok(Self::Character('&')),
            "lt" => return Ok(Self::Character('<')),
            "gt" => return Ok(Self::Character('>')),
            "quot" => return Ok(Self::Character('"')),
            "apos" => return Ok(Self::Character('\'')),
            _ => {}
        }
        let Some(number) = text.strip_prefix('#') else {
            return if is_name(text) {
                Ok(Self::Entity(text))
            } else {
                Err("`&` has to be written `&amp;`".to_owned())
            };
        };
        let code = match number.strip_prefix('x') {
            Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                u32::from_str_radix(hex, 16).ok()
            }
            None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok(),
            Some(_) | None => None,
        };
        code.and_then(char::from_u32)
            .filter(|c| is_char(*c))
            .map(Self::Character)
            .ok_or_else(|| format!("`&{text};` is not a character of XML"))
    }
}

impl Budget<'_> {
    /// Appends the value of an attribute: references are replaced, white space becomes spaces (XML 1.0, section
    /// 3.3.3).
    pub(super) fn value(
        &mut self,
        doctype: Option<&Doctype>,
        source: Source<'_>,
        raw: Range<usize>,
        into: &mut String,
    ) -> Result<()> {
        let Range { start: mut at, end } = raw;
        loop {
            let rest = source.text.get(at..end).unwrap_or_default();
            let is_special = |byte| matches!(byte, b'&' | b'<' | b'\t' | b'\n' | b'\r');
            let length = rest.bytes().position(is_special).unwrap_or(rest.len());
            into.push_str(rest.get(..length).unwrap_or_default());
            let special = rest.get(length..).unwrap_or_default();
            at += length;
            if special.is_empty() {
                return Ok(());
            }
            if special.starts_with('<') {
                let message = "`<` in an attribute value has to be written `&lt;`";
                return Err(self.malformed(source.at(at), message));
            }
            if let Some(after) = special.strip_prefix('&') {
                let Some((name, _)) = after.split_once(';') else {
                    return Err(self.malformed(source.at(at), "`&` has to be written `&amp;`"));
                };
                self.value_reference(doctype, source, at, name, into)?;
                at += name.len() + "&;".len();
            } else {
                into.push(' ');
                at += if source.has_cr && special.starts_with("\r\n") { 2 } else { 1 };
            }
        }
    }

    fn value_reference(
        &mut self,
        doctype: Option<&Doctype>,
        source: Source<'_>,
        at: usize,
        text: &str,
        into: &mut String,
    ) -> Result<()> {
        let reference =
            Reference::parse(text).map_err(|message| self.malformed(source.at(at), message))?;
        let name = match reference {
            Reference::Character(c) => {
                into.push(c);
                return Ok(());
            }
            Reference::Entity(name) => name,
        };
        match self.entity(doctype, source, at, name)? {
            Entity::Internal(text) => {
                let inner = self.enter(source, at, name, text)?;
                self.value(doctype, inner, 0..text.len(), into)
            }
            Entity::External | Entity::Unparsed => Err(self.malformed(
                source.at(at),
                format!("the entity `{name}` is outside of the document, which an attribute's value must not be"),
            )),
        }
    }

    /// An entity that is referred to. One that may be declared outside of the document is an error, too: what it stands
    /// for would be lost.
    pub(super) fn entity<'d>(
        &self,
        doctype: Option<&'d Doctype>,
        source: Source<'_>,
        at: usize,
        name: &str,
    ) -> Result<&'d Entity> {
        doctype.and_then(|doctype| doctype.entity(name)).ok_or_else(|| {
            let message = if doctype.is_some_and(|doctype| doctype.incomplete) {
                format!("the entity `{name}` is not declared in the document, and what is outside is never read")
            } else {
                format!("the entity `{name}` is not declared")
            };
            self.malformed(source.at(at), message)
        })
    }
}

/// Drops spaces at the ends of a value of a type other than CDATA, and joins those between its tokens (XML 1.0,
/// section 3.3.3).
pub(super) fn push_tokens(value: &str, into: &mut String) {
    let start = into.len();
    for token in value.split(' ').filter(|token| !token.is_empty()) {
        if into.len() > start {
            into.push(' ');
        }
        into.push_str(token);
    }
}

//! What is before the root element.

use super::chars::is_name;
use super::cursor::Cursor;
use super::doctype;
use super::parse::Parse;
use crate::error::{ErrorKind, Result, TransformError};

impl<'a> Parse<'a> {
    /// Reads up to where the root element should be.
    pub(super) fn prolog(&mut self) -> Result<usize> {
        let mut cursor = Cursor { source: self.source, place: self.budget.place, position: 0 };
        cursor.eat("\u{FEFF}");
        let standalone = is_declaration(cursor.rest()) && xml_declaration(&mut cursor)?;
        loop {
            cursor.space();
            let start = cursor.position;
            if cursor.eat("<!--") {
                let comment = cursor.until("-->", "the comment", start)?;
                self.comment(self.source, comment, start)?;
            } else if cursor.eat("<?") {
                let content = cursor.until("?>", "the processing instruction", start)?;
                self.instruction(self.source, content, start)?;
            } else if self.doctype.get().is_none() && cursor.eat("<!DOCTYPE") {
                self.document_type(&mut cursor, standalone)?;
            } else {
                return Ok(cursor.position);
            }
        }
    }

    fn document_type(&mut self, cursor: &mut Cursor<'a, 'a>, standalone: bool) -> Result<()> {
        if !self.options.limits.doctype {
            return Err(TransformError::new(ErrorKind::DocumentType));
        }
        let doctype = doctype::read(cursor, &mut self.budget, standalone)?;
        self.doctype.get_or_init(|| doctype);
        Ok(())
    }
}

/// Whether a text begins with an XML declaration, and not with a processing instruction of a longer name.
fn is_declaration(text: &str) -> bool {
    text.strip_prefix("<?xml").is_some_and(|rest| rest.starts_with(super::SPACE))
}

/// Reads the XML declaration; whether it says that the document is standalone. What it says about the encoding was
/// heeded when the text was decoded.
fn xml_declaration(cursor: &mut Cursor<'_, '_>) -> Result<bool> {
    cursor.expect("<?xml")?;
    let (version, at) = pseudo_attribute(cursor, "version")?
        .ok_or_else(|| cursor.fault("`version` is expected"))?;
    let minor = version.strip_prefix("1.").unwrap_or_default();
    if minor.is_empty() || !minor.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(cursor.fault_at(at, format!("`{version}` is not a version of XML 1")));
    }
    if let Some((encoding, at)) = pseudo_attribute(cursor, "encoding")? {
        let mut bytes = encoding.bytes();
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if !bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic()) || !bytes.all(is_part) {
            return Err(cursor.fault_at(at, format!("`{encoding}` is not an encoding")));
        }
    }
    let standalone = match pseudo_attribute(cursor, "standalone")? {
        None | Some(("no", _)) => false,
        Some(("yes", _)) => true,
        Some((_, at)) => return Err(cursor.fault_at(at, "`yes` or `no` is expected")),
    };
    cursor.space();
    cursor.expect("?>")?;
    Ok(standalone)
}

/// The value of ` name="value"`, if that is next, and where it is.
fn pseudo_attribute<'t>(
    cursor: &mut Cursor<'t, '_>,
    name: &str,
) -> Result<Option<(&'t str, usize)>> {
    let before = cursor.position;
    if !cursor.space() || !cursor.eat(name) {
        cursor.position = before;
        return Ok(None);
    }
    cursor.space();
    cursor.expect("=")?;
    cursor.space();
    cursor.quoted().map(Some)
}

/// Says what is wrong with the text of a comment (XML 1.0, section 2.5).
pub(super) fn check_comment(text: &str) -> std::result::Result<(), &'static str> {
    if text.contains("--") || text.ends_with('-') {
        Err("`--` is not allowed in a comment")
    } else {
        Ok(())
    }
}

/// The target and the data of a processing instruction (XML 1.0, section 2.6).
pub(super) fn split_instruction(content: &str) -> std::result::Result<(&str, &str), String> {
    let (target, data) = content.split_once(super::SPACE).unwrap_or((content, ""));
    if target.eq_ignore_ascii_case("xml") {
        Err("an XML declaration is only allowed at the very start".to_owned())
    } else if is_name(target) {
        Ok((target, data.trim_start_matches(super::SPACE)))
    } else {
        Err(format!("`{target}` is not a name"))
    }
}

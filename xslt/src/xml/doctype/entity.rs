//! Entity declarations (XML 1.0, section 4.2).

use super::{Entity, Subset, external_id};
use crate::error::Result;
use crate::xml::chars::{is_name, push_lines};
use crate::xml::cursor::Cursor;
use crate::xml::value::Reference;

impl Subset<'_, '_> {
    /// Reads a declaration; the cursor is after `<!ENTITY`. Of several for one entity the first is binding.
    pub(super) fn entity(&mut self, cursor: &mut Cursor<'_, '_>) -> Result<()> {
        cursor.expect_space()?;
        let is_parameter = cursor.eat("%");
        if is_parameter {
            cursor.expect_space()?;
        }
        let name = cursor.name()?;
        cursor.expect_space()?;
        let Some(system) = external_id(cursor, false)? else {
            let (raw, at) = cursor.quoted()?;
            let text = replacement_text(cursor, raw, at)?.into_boxed_str();
            cursor.space();
            cursor.expect(">")?;
            if is_parameter {
                self.parameters.entry(name.into()).or_insert(Some(text));
            } else {
                self.doctype.entities.entry(name.into()).or_insert(Entity::Internal(text));
            }
            return Ok(());
        };
        let spaced = cursor.space();
        let is_unparsed = !is_parameter && spaced && cursor.eat("NDATA");
        if is_unparsed {
            cursor.expect_space()?;
            cursor.name()?;
            cursor.space();
        }
        cursor.expect(">")?;
        if is_parameter {
            self.parameters.entry(name.into()).or_insert(None);
            return Ok(());
        }
        let doctype = &mut self.doctype;
        if is_unparsed && !doctype.entities.contains_key(name) {
            doctype.unparsed.push((name.into(), system.into()));
        }
        let entity = if is_unparsed { Entity::Unparsed } else { Entity::External };
        doctype.entities.entry(name.into()).or_insert(entity);
        Ok(())
    }
}

/// What an entity is replaced by: character references are carried out at once, others when it is used (XML 1.0,
/// section 4.5).
fn replacement_text(cursor: &Cursor<'_, '_>, raw: &str, at: usize) -> Result<String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(i) = rest.find(['%', '&']) {
        let at = at + raw.len() - rest.len() + i;
        let (before, special) = rest.split_at_checked(i).unwrap_or_default();
        push(cursor, before, &mut text);
        let Some(after) = special.strip_prefix('&') else {
            let message = "parameter entities must not be used within declarations here";
            return Err(cursor.fault_at(at, message));
        };
        let Some((name, after)) = after.split_once(';') else {
            return Err(cursor.fault_at(at, "`&` has to be written `&#38;`"));
        };
        if name.starts_with('#') {
            match Reference::parse(name).map_err(|message| cursor.fault_at(at, message))? {
                Reference::Character(c) => text.push(c),
                Reference::Entity(_) => {}
            }
        } else if is_name(name) {
            text.push('&');
            text.push_str(name);
            text.push(';');
        } else {
            return Err(cursor.fault_at(at, "`&` has to be written `&#38;`"));
        }
        rest = after;
    }
    push(cursor, rest, &mut text);
    Ok(text)
}

fn push(cursor: &Cursor<'_, '_>, part: &str, into: &mut String) {
    if cursor.source.has_cr {
        push_lines(part, into);
    } else {
        into.push_str(part);
    }
}

//! The document type declaration: what its internal subset says about entities and attributes.

mod attlist;
mod entity;

use std::collections::HashMap;

pub(super) use attlist::{AttributeDefinition, AttributeType};

use super::cursor::Cursor;
use super::prolog::{check_comment, split_instruction};
use super::source::Budget;
use crate::error::Result;

type Map<T> = HashMap<Box<str>, T, foldhash::fast::RandomState>;

/// What a document type declaration says.
#[derive(Debug, Default)]
pub(super) struct Doctype {
    entities: Map<Entity>,
    /// The attributes that are of a type other than CDATA or have a default, by the element's name with its prefix.
    attributes: Map<Vec<AttributeDefinition>>,
    /// Name and system identifier of unparsed entities.
    unparsed: Vec<(Box<str>, Box<str>)>,
    /// Whether there may be declarations where nothing is read: then a reference to an undeclared entity is no error.
    pub(super) incomplete: bool,
}

/// A general entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entity {
    /// With its replacement text.
    Internal(Box<str>),
    External,
    Unparsed,
}

impl Doctype {
    pub(super) fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.get(name)
    }

    /// What is declared for the attributes of an element, if it matters.
    pub(super) fn attributes(&self, element: &str) -> &[AttributeDefinition] {
        if self.attributes.is_empty() {
            return &[];
        }
        self.attributes.get(element).map_or(&[], Vec::as_slice)
    }

    pub(super) fn unparsed(&self) -> &[(Box<str>, Box<str>)] {
        &self.unparsed
    }
}

/// Reads a document type declaration; the cursor is after `<!DOCTYPE`. The declarations of a `standalone` document
/// are complete.
pub(super) fn read(
    cursor: &mut Cursor<'_, '_>,
    budget: &mut Budget<'_>,
    standalone: bool,
) -> Result<Doctype> {
    let start = cursor.position;
    cursor.expect_space()?;
    cursor.name()?;
    cursor.space();
    let mut subset =
        Subset { doctype: Doctype::default(), parameters: Map::default(), budget, standalone };
    if external_id(cursor, false)?.is_some() {
        subset.doctype.incomplete = !standalone;
        cursor.space();
    }
    if cursor.eat("[") {
        subset.declarations(cursor, false, start)?;
        cursor.space();
    }
    cursor.expect(">")?;
    let mut doctype = subset.doctype;
    doctype.attributes.retain(|_, attributes| {
        attributes.retain(AttributeDefinition::matters);
        !attributes.is_empty()
    });
    Ok(doctype)
}

/// The system identifier of an `ExternalID`, if one is next. That of a notation may be a public identifier alone.
fn external_id<'t>(cursor: &mut Cursor<'t, '_>, of_notation: bool) -> Result<Option<&'t str>> {
    if cursor.eat("PUBLIC") {
        cursor.expect_space()?;
        let (public, at) = cursor.quoted()?;
        if let Some((i, c)) = public.char_indices().find(|(_, c)| !is_public_char(*c)) {
            let message = format!("`{c}` is not allowed in a public identifier");
            return Err(cursor.fault_at(at + i, message));
        }
        let spaced = cursor.space();
        if of_notation && !cursor.rest().starts_with(['"', '\'']) {
            return Ok(Some(""));
        }
        if !spaced {
            cursor.expect_space()?;
        }
    } else if cursor.eat("SYSTEM") {
        cursor.expect_space()?;
    } else {
        return Ok(None);
    }
    Ok(Some(cursor.quoted()?.0))
}

fn is_public_char(c: char) -> bool {
    matches!(c, ' ' | '\r' | '\n') || c.is_ascii_alphanumeric() || "-'()+,./:=?;!*#@$_%".contains(c)
}

/// The internal subset while it is read.
#[derive(Debug)]
struct Subset<'s, 'a> {
    doctype: Doctype,
    /// The replacement texts of the parameter entities; external ones have none.
    parameters: Map<Option<Box<str>>>,
    budget: &'s mut Budget<'a>,
    standalone: bool,
}

impl Subset<'_, '_> {
    /// Reads declarations up to `]`, or to the end of the text of a parameter entity.
    fn declarations(
        &mut self,
        cursor: &mut Cursor<'_, '_>,
        in_entity: bool,
        start: usize,
    ) -> Result<()> {
        loop {
            cursor.space();
            if in_entity && cursor.at_end() || !in_entity && cursor.eat("]") {
                return Ok(());
            }
            if cursor.at_end() {
                let message = "the document type declaration is not closed";
                return Err(cursor.fault_at(start, message));
            }
            self.declaration(cursor)?;
        }
    }

    fn declaration(&mut self, cursor: &mut Cursor<'_, '_>) -> Result<()> {
        let start = cursor.position;
        if cursor.eat("<!--") {
            let comment = cursor.until("-->", "the comment", start)?;
            check_comment(comment).map_err(|message| cursor.fault_at(start, message))
        } else if cursor.eat("<?") {
            let content = cursor.until("?>", "the processing instruction", start)?;
            split_instruction(content).map(drop).map_err(|message| cursor.fault_at(start, message))
        } else if cursor.eat("<!ENTITY") {
            self.entity(cursor)
        } else if cursor.eat("<!ATTLIST") {
            self.attlist(cursor)
        } else if cursor.eat("<!ELEMENT") {
            element(cursor, start)
        } else if cursor.eat("<!NOTATION") {
            notation(cursor)
        } else if cursor.eat("%") {
            self.parameter(cursor, start)
        } else if cursor.eat("<![") {
            let message = "conditional sections are only allowed in external subsets";
            Err(cursor.fault_at(start, message))
        } else {
            Err(cursor.fault("a declaration is expected"))
        }
    }

    /// The reference to a parameter entity between declarations; the cursor is after `%`.
    fn parameter(&mut self, cursor: &mut Cursor<'_, '_>, start: usize) -> Result<()> {
        let name = cursor.name()?;
        cursor.expect(";")?;
        match self.parameters.get(name) {
            Some(Some(text)) => {
                let text = text.clone();
                let source = self.budget.enter(cursor.source, start, name, &text)?;
                let mut inner = Cursor { source, place: cursor.place, position: 0 };
                self.declarations(&mut inner, true, 0)
            }
            Some(None) => {
                self.doctype.incomplete |= !self.standalone;
                Ok(())
            }
            None if self.doctype.incomplete => Ok(()),
            None => {
                let message = format!("the parameter entity `{name}` is not declared");
                Err(cursor.fault_at(start, message))
            }
        }
    }
}

/// An element type declaration. It says nothing about the tree, so that only its characters are looked at.
fn element(cursor: &mut Cursor<'_, '_>, start: usize) -> Result<()> {
    cursor.expect_space()?;
    cursor.name()?;
    cursor.expect_space()?;
    let at = cursor.position;
    let model = cursor.until(">", "the declaration", start)?;
    let model = model.trim_end_matches(super::SPACE);
    if matches!(model, "EMPTY" | "ANY") {
        return Ok(());
    }
    let is_allowed = |c| {
        matches!(c, '(' | ')' | '|' | ',' | '?' | '*' | '+' | '#' | ':')
            || super::SPACE.contains(&c)
            || super::is_ncname_char(c)
    };
    let opening = model.matches('(').count();
    if !model.starts_with('(')
        || opening != model.matches(')').count()
        || !model.chars().all(is_allowed)
    {
        return Err(cursor.fault_at(at, format!("`{model}` is not a content model")));
    }
    Ok(())
}

/// A notation declaration: nothing in the tree depends on it.
fn notation(cursor: &mut Cursor<'_, '_>) -> Result<()> {
    cursor.expect_space()?;
    cursor.name()?;
    cursor.expect_space()?;
    if external_id(cursor, true)?.is_none() {
        return Err(cursor.fault("`SYSTEM` or `PUBLIC` is expected"));
    }
    cursor.space();
    cursor.expect(">")
}

//! Attribute-list declarations (XML 1.0, section 3.3).

use super::Subset;
use crate::error::Result;
use crate::xml::cursor::Cursor;
use crate::xml::value::push_tokens;

/// What is declared about an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::xml) struct AttributeDefinition {
    /// With its prefix.
    pub(in crate::xml) name: Box<str>,
    pub(in crate::xml) kind: AttributeType,
    /// The value where the attribute is left out.
    pub(in crate::xml) default: Option<Box<str>>,
}

/// The types of attributes, as far as they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::xml) enum AttributeType {
    /// `CDATA`: spaces are kept.
    Text,
    /// `ID`: the value names the element.
    Id,
    /// Any other.
    Tokens,
}

impl AttributeDefinition {
    /// Whether it changes anything about the tree.
    pub(super) fn matters(&self) -> bool {
        self.kind != AttributeType::Text || self.default.is_some()
    }
}

/// Most attributes that are declared for one element.
const DEFINITIONS: usize = 4096;

impl Subset<'_, '_> {
    /// Reads a declaration; the cursor is after `<!ATTLIST`. Of several for one attribute the first is binding.
    pub(super) fn attlist(&mut self, cursor: &mut Cursor<'_, '_>) -> Result<()> {
        cursor.expect_space()?;
        let element = cursor.name()?;
        // It is put back at the end.
        let mut known = self.doctype.attributes.remove(element).unwrap_or_default();
        loop {
            let spaced = cursor.space();
            if cursor.eat(">") {
                break;
            }
            if !spaced {
                cursor.expect_space()?;
            }
            let definition = self.definition(cursor)?;
            if known.len() >= DEFINITIONS {
                let message = format!("there are too many attributes for `{element}`");
                return Err(cursor.fault(message));
            }
            if !known.iter().any(|attribute| attribute.name == definition.name) {
                known.push(definition);
            }
        }
        self.doctype.attributes.insert(element.into(), known);
        Ok(())
    }

    fn definition(&mut self, cursor: &mut Cursor<'_, '_>) -> Result<AttributeDefinition> {
        let name = cursor.name()?.into();
        cursor.expect_space()?;
        let kind = attribute_type(cursor)?;
        cursor.expect_space()?;
        if cursor.eat("#REQUIRED") || cursor.eat("#IMPLIED") {
            return Ok(AttributeDefinition { name, kind, default: None });
        }
        if cursor.eat("#FIXED") {
            cursor.expect_space()?;
        }
        let (raw, at) = cursor.quoted()?;
        let mut value = String::new();
        let raw = at..at + raw.len();
        self.budget.value(Some(&self.doctype), cursor.source, raw, &mut value)?;
        if kind != AttributeType::Text {
            let mut tokens = String::with_capacity(value.len());
            push_tokens(&value, &mut tokens);
            value = tokens;
        }
        Ok(AttributeDefinition { name, kind, default: Some(value.into_boxed_str()) })
    }
}

fn attribute_type(cursor: &mut Cursor<'_, '_>) -> Result<AttributeType> {
    if cursor.eat("(") {
        return enumeration(cursor);
    }
    let start = cursor.position;
    match cursor.token() {
        "CDATA" => Ok(AttributeType::Text),
        "ID" => Ok(AttributeType::Id),
        "IDREF" | "IDREFS" | "ENTITY" | "ENTITIES" | "NMTOKEN" | "NMTOKENS" => {
            Ok(AttributeType::Tokens)
        }
        "NOTATION" => {
            cursor.expect_space()?;
            cursor.expect("(")?;
            enumeration(cursor)
        }
        _ => Err(cursor.fault_at(start, "the type of an attribute is expected")),
    }
}

/// The rest of `(a|b|c)`.
fn enumeration(cursor: &mut Cursor<'_, '_>) -> Result<AttributeType> {
    loop {
        cursor.space();
        if cursor.token().is_empty() {
            return Err(cursor.fault("a name is expected"));
        }
        cursor.space();
        if cursor.eat(")") {
            return Ok(AttributeType::Tokens);
        }
        cursor.expect("|")?;
    }
}

//! Attributes, and the templates for their values (`{...}`, XSLT 1.0 section 7.6.2).

use xrust::transform::Transform;

use super::body::{Around, Want};
use super::required;
use super::scope::Variables;
use super::template::Sheet;
use crate::emit::{self, T};
use crate::names::placeholder;
use crate::sheet::{Element, SheetAttribute};
use crate::tree::transport::{PART, VALUE, carry};
use crate::xml::name::is_ncname;

/// A piece of an attribute value template.
enum Piece<'v> {
    Text(String),
    /// An expression and its offset in the value.
    Expr(&'v str, usize),
}

impl<'s> Sheet<'s> {
    /// The parts of an attribute's value. Nothing if there is a fault.
    pub(super) fn value_template(
        &mut self,
        attribute: &SheetAttribute,
        element: &Element,
        variables: &Variables,
    ) -> Option<Vec<T>> {
        let pieces = match pieces(&attribute.value) {
            Ok(pieces) => pieces,
            Err(at) => {
                let help = "write `{{` and `}}` for the braces themselves".to_owned();
                self.faults.add(attribute.offset + at, "a brace has no partner", Some(help));
                return None;
            }
        };
        let mut parts = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => parts.push(emit::text(text)),
                Piece::Expr(expr, at) => {
                    parts.push(self.expression(
                        expr,
                        attribute.offset + at,
                        element,
                        variables,
                        Want::Text,
                    )?);
                }
            }
        }
        Some(parts)
    }

    /// `xsl:attribute`.
    pub(super) fn attribute(
        &mut self,
        element: &'s Element,
        variables: &Variables,
        around: &Around,
    ) -> Option<T> {
        self.allow(element, &["name", "namespace"]);
        let name = required(element, "name", self.faults)?;
        let namespace = self.fixed_namespace(element)?;
        let mut parts = if name.value.contains(['{', '}']) {
            let mut parts = vec![emit::text(format!(
                "{PART}{}{PART}",
                namespace.as_deref().unwrap_or_default()
            ))];
            parts.extend(self.value_template(name, element, variables)?);
            parts.push(emit::text(VALUE));
            parts
        } else {
            let (prefix, local) = name.value.split_once(':').unwrap_or(("", name.value.as_str()));
            if !is_ncname(local) || local == "xmlns" {
                self.faults.add(
                    name.offset,
                    format!("`{}` is not a name for an attribute", name.value),
                    None,
                );
                return None;
            }
            let uri = match namespace {
                Some(namespace) => Some(namespace),
                None if prefix.is_empty() => None,
                None => self.prefix_uri(prefix, name.offset, element)?,
            };
            vec![emit::text(carry(prefix, uri.as_deref(), local))]
        };
        parts.push(self.text_content(element, variables, around));
        Some(Transform::LiteralAttribute(placeholder()?, Box::new(Transform::Concat(parts))))
    }
}

/// Splits a value at its braces; an error is the offset of a lone brace.
fn pieces(value: &str) -> Result<Vec<Piece<'_>>, usize> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while let Some(c) = value.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = value.get(at..).unwrap_or_default();
        if rest.starts_with("{{") || rest.starts_with("}}") {
            text.push(c);
            at += 2;
        } else if c == '{' {
            let length = expression_length(rest.get(1..).unwrap_or_default()).ok_or(at)?;
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces
                .push(Piece::Expr(value.get(at + 1..at + 1 + length).unwrap_or_default(), at + 1));
            at += length + 2;
        } else if c == '}' {
            return Err(at);
        } else {
            text.push(c);
            at += c.len_utf8();
        }
    }
    if !text.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

/// Up to the closing brace that is not within quotation marks.
fn expression_length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '}') => return Some(at),
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

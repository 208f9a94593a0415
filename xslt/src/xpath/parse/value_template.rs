//! Attribute value templates (XSLT 1.0, section 7.6.2).

use super::{ExprFault, StaticContext, expr};
use crate::program::{Part, ValueTemplate};

/// Parses an attribute value template.
pub(crate) fn value_template(
    text: &str,
    context: &dyn StaticContext,
) -> Result<ValueTemplate, ExprFault> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut offset = 0;
    loop {
        let rest = text.get(offset..).unwrap_or_default();
        let Some(brace) = rest.find(['{', '}']) else {
            if offset == 0 {
                return Ok(ValueTemplate::Fixed(text.into()));
            }
            literal.push_str(rest);
            break;
        };
        literal.push_str(rest.get(..brace).unwrap_or_default());
        offset += brace;
        let from_brace = rest.get(brace..).unwrap_or_default();
        if from_brace.starts_with("{{") || from_brace.starts_with("}}") {
            literal.push_str(from_brace.get(..1).unwrap_or_default());
            offset += 2;
            continue;
        }
        if from_brace.starts_with('}') {
            return Err(ExprFault::new(offset, "this `}` closes nothing")
                .with_help("a brace as text is written twice: `}}`"));
        }
        let inside = offset + 1;
        let source = expression(text, inside)?;
        let parsed = expr(source, context)
            .map_err(|fault| ExprFault { offset: inside + fault.offset, ..fault })?;
        if !literal.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut literal).into()));
        }
        parts.push(Part::Expr(parsed));
        offset = inside + source.len() + 1;
    }
    if parts.is_empty() {
        return Ok(ValueTemplate::Fixed(literal.into()));
    }
    if !literal.is_empty() {
        parts.push(Part::Text(literal.into()));
    }
    Ok(ValueTemplate::Parts(parts.into()))
}

/// The expression that begins at `inside`, up to its brace; braces in its strings are part of it.
fn expression(text: &str, inside: usize) -> Result<&str, ExprFault> {
    let mut string = None;
    for (at, byte) in text.bytes().enumerate().skip(inside) {
        match (string, byte) {
            (None, b'}') => return Ok(text.get(inside..at).unwrap_or_default()),
            (None, b'"' | b'\'') => string = Some((byte, at)),
            (Some((quote, _)), _) if quote == byte => string = None,
            _ => {}
        }
    }
    Err(match string {
        Some((_, at)) => ExprFault::new(at, "this string has no closing quote"),
        None => ExprFault::new(inside - 1, "this `{` is never closed")
            .with_help("a brace as text is written twice: `{{`"),
    })
}

//! A process document in canonical form: the same document, written as everybody writes it.
//!
//! The document is read as it is written ([`super::document::written`]), comments find what they belong to
//! (`format/comments.rs`), keys get the order of the language (`format/arrange.rs`), and the rest is
//! layout (`format/print.rs`, `format/scalar.rs`). Nothing is lost: what the compiler reads stays the
//! same, and so do all comments. What does not compile can be formatted, too, if it can be read.

mod arrange;
mod comments;
mod print;
mod scalar;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::document::written::written;
use super::document::{self, DOCUMENT_LENGTH_MAX};
use super::language::{Holds, PROCESS};
use crate::diagnostic::{Code, Diagnostic, Faults, Lines, Span};

/// The width that lines keep to if they can be broken, in characters.
pub const WIDTH: usize = 100;

/// The document in canonical form. Formatting it again changes nothing.
///
/// # Errors
/// What keeps it from being read; or that it would be too long.
pub fn format(source: &[u8]) -> Result<String, Vec<Diagnostic>> {
    let text = document::decode(source).map_err(|diagnostic| vec![*diagnostic])?;
    let mut faults = Faults::default();
    document::read(&Lines::new(text), &mut faults);
    if !faults.is_empty() {
        return Err(faults.into_sorted());
    }
    let text = with_line_feeds(text);
    let whole = Span { line: 1, column: 1, length: 0 };
    let Some(mut document) = written(&text) else {
        return Err(vec![Diagnostic::new(Code::NotYaml, whole, "the file cannot be read")]);
    };
    let mut names = std::mem::take(&mut document.names);
    let mut page = comments::attach(document, &Lines::new(&text));
    arrange::arrange(&mut page.root.node, Holds::One(&PROCESS), &mut names);
    let formatted = print::print(&page, &names);
    if formatted.len() > DOCUMENT_LENGTH_MAX {
        let message = format!(
            "in canonical form the file would have {} bytes; at most {DOCUMENT_LENGTH_MAX} are possible",
            formatted.len()
        );
        return Err(vec![Diagnostic::new(Code::NotText, whole, message)]);
    }
    Ok(formatted)
}

/// YAML reads `CR LF` and `CR` as one line break, too.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

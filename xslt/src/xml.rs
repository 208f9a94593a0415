//! Reads XML 1.0 with namespaces into a [`Document`].
//!
//! Of a document type declaration the internal subset is read (entities, default attributes, ID attributes, unparsed
//! entities); nothing outside of the document ever is.

mod chars;
mod cursor;
mod decode;
mod doctype;
mod element;
mod known;
mod namespace;
mod parse;
mod prolog;
mod source;
mod tag;
mod text;
mod value;

#[cfg(test)]
mod tests;

use std::cell::OnceCell;

pub(crate) use chars::{is_ncname, is_ncname_char};
pub(crate) use decode::decode;

use crate::error::Result;
use crate::limits::Limits;
use crate::names::Names;
use crate::tree::{Document, StripRules};

/// How to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadOptions<'a> {
    pub(crate) limits: &'a Limits,
    /// For messages, and as [`Document::address`].
    pub(crate) address: &'a str,
    /// Text of white space alone is left out where they say so; `xml:space` is honoured.
    pub(crate) strip: Option<&'a StripRules>,
    /// Whether [`Document::offsets`] is filled.
    pub(crate) offsets: bool,
}

/// Reads a document.
pub(crate) fn read(text: &str, names: &Names<'_>, options: ReadOptions<'_>) -> Result<Document> {
    parse::Parse::new(text, names, options, &OnceCell::new())?.document()
}

/// Line and column (in characters), both from 1, of a byte offset.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..text.floor_char_boundary(offset.min(text.len()))).unwrap_or_default();
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

/// White space as XML has it.
pub(crate) const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

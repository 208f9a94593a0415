//! The text that is being read: the document, or the replacement text of an entity.

use crate::error::{ErrorKind, Result, TransformError};

/// The document for messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) text: &'a str,
    pub(super) address: &'a str,
}

impl Place<'_> {
    /// The error that the document is malformed at an offset.
    #[cold]
    pub(super) fn malformed(self, offset: usize, message: impl Into<String>) -> TransformError {
        let (line, column) = super::line_and_column(self.text, offset);
        TransformError::new(ErrorKind::Malformed {
            document: self.address.to_owned(),
            line,
            column,
            message: message.into(),
        })
    }
}

/// A text that is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    /// Of the replacement text of an entity, where the document refers to it.
    pub(super) reference: Option<usize>,
    /// Whether line ends have yet to be normalised; those of entities are.
    pub(super) has_cr: bool,
    /// Whether there may be a stray end of a CDATA section.
    pub(super) has_bracket: bool,
    /// How many entities are open.
    pub(super) nesting: usize,
}

/// Deepest nesting of entities.
const NESTING: usize = 40;

impl Source<'_> {
    /// The offset in the document of an offset in the text.
    pub(super) fn at(&self, offset: usize) -> usize {
        self.reference.unwrap_or(offset)
    }
}

/// How much the expansion of entities and default attributes may add to the document.
#[derive(Debug)]
pub(super) struct Budget<'a> {
    pub(super) place: Place<'a>,
    left: usize,
    limit: usize,
}

/// What expansion may always add, however small the document.
const EXPANSION_BYTES: usize = 1 << 20;
/// By how much expansion may multiply larger documents.
const EXPANSION_FACTOR: usize = 20;

impl<'a> Budget<'a> {
    pub(super) fn new(place: Place<'a>, input_bytes: usize) -> Self {
        let size = place.text.len();
        let most = size.saturating_mul(EXPANSION_FACTOR).max(EXPANSION_BYTES);
        let limit = input_bytes.min(size.saturating_add(most));
        Self { place, left: limit.saturating_sub(size), limit }
    }

    pub(super) fn malformed(&self, offset: usize, message: impl Into<String>) -> TransformError {
        self.place.malformed(offset, message)
    }

    pub(super) fn spend(&mut self, n_bytes: usize) -> Result<()> {
        match self.left.checked_sub(n_bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(TransformError::new(ErrorKind::InputTooLarge { limit: self.limit })),
        }
    }

    /// The replacement text of an entity that `outer` refers to at an offset.
    pub(super) fn enter<'t>(
        &mut self,
        outer: Source<'_>,
        offset: usize,
        name: &str,
        text: &'t str,
    ) -> Result<Source<'t>> {
        let reference = outer.at(offset);
        if outer.nesting >= NESTING {
            return Err(self.malformed(
                reference,
                format!("the entity `{name}` contains itself, or entities nest too deep"),
            ));
        }
        self.spend(text.len())?;
        Ok(Source {
            text,
            reference: Some(reference),
            has_cr: false,
            has_bracket: true,
            nesting: outer.nesting + 1,
        })
    }
}

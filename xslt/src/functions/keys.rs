//! `key()` (XSLT 1.0, section 12.2): indexes that are made when they are first asked for.

/// The indexes made so far, by key and document.
#[derive(Debug, Default)]
pub(crate) struct KeyIndexes;

//! `document()` (XSLT 1.0, section 12.1).

/// The documents loaded so far, by address: the same address is the same document.
#[derive(Debug, Default)]
pub(crate) struct Loaded;

//! Serialises the result by its output method (XSLT 1.0, section 16).

use std::io::Write;

/// Writes XML, HTML or text.
pub(crate) struct Serializer<'a> {
    writer: &'a mut dyn Write,
}

impl std::fmt::Debug for Serializer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Serializer").finish_non_exhaustive()
    }
}

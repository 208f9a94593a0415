//! The bounds that keep one mapping from taking the whole process down.

use std::time::Duration;

/// Largest source document, in bytes. A ticket with its articles is some kilobytes; this leaves room for long articles.
pub const INPUT_BYTES: usize = 2 * 1024 * 1024;
/// Deepest nesting of elements in a source document. The request document has 5 levels, SOAP answers about 12.
pub const DEPTH: usize = 100;
/// Largest result, and the most text that one transformation may build on its way there.
pub const OUTPUT_BYTES: usize = 2 * 1024 * 1024;
/// Most nodes that a transformation may hold: the source's and those it creates (about 100 bytes each).
pub const NODES: u32 = 500_000;
/// Longest run of one transformation. A mapping takes less than a millisecond.
pub const TIME: Duration = Duration::from_secs(2);
/// Deepest nesting of template calls. `xrust` itself stops at 200, which legal recursion over a list can reach.
pub const CALLS: usize = 300;

/// Largest stylesheet, in bytes.
pub(crate) const STYLESHEET_BYTES: usize = 512 * 1024;
/// Deepest nesting of elements in a stylesheet.
pub(crate) const STYLESHEET_DEPTH: usize = 64;
/// Most operators, steps and function calls in one expression; bounds what it can repeat of a long text.
pub(crate) const EXPRESSION_NODES: usize = 200;
/// Deepest nesting of one expression.
pub(crate) const EXPRESSION_DEPTH: usize = 40;
/// Most faults that are reported at once: more than that nobody reads.
pub(crate) const FAULTS: usize = 50;
/// Most bodies that the named templates may be compiled to, one for each set of argument types.
pub(crate) const TEMPLATE_VARIANTS: usize = 256;
/// The bounds of an [`Engine`](crate::Engine); [`Default`] gives the constants of this module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// See [`INPUT_BYTES`].
    pub input_bytes: usize,
    /// See [`DEPTH`].
    pub depth: usize,
    /// See [`OUTPUT_BYTES`].
    pub output_bytes: usize,
    /// See [`NODES`].
    pub nodes: u32,
    /// See [`TIME`].
    pub time: Duration,
    /// See [`CALLS`].
    pub calls: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            input_bytes: INPUT_BYTES,
            depth: DEPTH,
            output_bytes: OUTPUT_BYTES,
            nodes: NODES,
            time: TIME,
            calls: CALLS,
        }
    }
}

//! The bounds that keep a transformation from taking more than it is given.

use std::time::Duration;

/// What one transformation may use; each bound that is hit is a typed error. [`Default`] suits documents of some
/// hundred megabytes; set them lower where documents come from strangers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest document that is read, in bytes; entities that were put in count too.
    pub input_bytes: usize,
    /// Deepest nesting of elements in a document that is read.
    pub depth: usize,
    /// Most nodes of all trees together: documents read, and fragments built in variables.
    pub nodes: usize,
    /// Most steps: an instruction carried out or a node looked at is one step.
    pub steps: u64,
    /// Deepest nesting of templates that apply or call one another.
    pub calls: usize,
    /// Largest result, and the longest text that any one expression may build, in bytes.
    pub output_bytes: usize,
    /// Longest wall-clock time.
    pub time: Duration,
    /// Whether a document may have a document type declaration. Only its internal subset is ever read.
    pub doctype: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            input_bytes: 1 << 30,
            depth: 1_000,
            nodes: 200_000_000,
            steps: 20_000_000_000,
            calls: 3_000,
            output_bytes: 1 << 30,
            time: Duration::from_mins(1),
            doctype: true,
        }
    }
}

/// Largest stylesheet module, in bytes.
pub(crate) const STYLESHEET_BYTES: usize = 16 * 1024 * 1024;
/// Deepest nesting of elements in a stylesheet.
pub(crate) const STYLESHEET_DEPTH: usize = 256;
/// Most modules that a stylesheet may import and include.
pub(crate) const MODULES: usize = 1_000;
/// Deepest nesting of one expression: parentheses, predicates, arguments.
pub(crate) const EXPRESSION_DEPTH: usize = 200;
/// Most faults of a stylesheet that are reported at once: more than that nobody reads.
pub(crate) const FAULTS: usize = 50;

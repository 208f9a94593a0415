//! What ran, how often and how long: for `--profile` and `--coverage`.

/// Counts while a transformation runs.
#[derive(Debug, Default)]
pub(crate) struct Tracer;

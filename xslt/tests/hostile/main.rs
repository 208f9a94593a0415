//! Documents and stylesheets that mean no good: each has to end within its limits, with an error that says which.
//!
//! No test looks at a clock: what hangs is ended by the time limit of the engine, which is a wrong kind of error then.

#[cfg(test)]
#[expect(clippy::format_collect, reason = "inputs are large on purpose, not made fast")]
mod analysis;
#[cfg(test)]
#[expect(clippy::format_collect, reason = "inputs are large on purpose, not made fast")]
mod documents;
#[cfg(test)]
mod limits;
#[cfg(test)]
#[expect(clippy::format_collect, reason = "inputs are large on purpose, not made fast")]
mod loops;
#[cfg(test)]
#[expect(clippy::format_collect, reason = "inputs are large on purpose, not made fast")]
mod recursion;
#[cfg(test)]
mod stylesheets;
#[cfg(test)]
mod support;
#[cfg(test)]
#[expect(clippy::format_collect, reason = "inputs are large on purpose, not made fast")]
mod texts;

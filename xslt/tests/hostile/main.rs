//! Documents and stylesheets that mean no good: each has to end within its limits, with an error that says which.
//!
//! No test looks at a clock: what hangs is ended by the time limit of the engine, which is a wrong kind of error then.

mod analysis;
mod documents;
mod limits;
mod loops;
mod recursion;
mod stylesheets;
mod support;
mod texts;

//! Random documents and random stylesheets of what mappings use, given to this engine and to xsltproc: both have to give
//! the same.
//!
//! `XSLT_DIFFERENTIAL_PAIRS` is the number of pairs (200 if it is not set), `XSLT_DIFFERENTIAL_SEED` the seed of the first one
//! (from the clock if it is not set). A pair's seed is printed with what differs; with that seed and one pair it is run again.

#[cfg(test)]
#[path = "../conformance/canonical.rs"]
#[expect(dead_code, reason = "the other suite uses all of it")]
mod canonical;
#[cfg(test)]
mod document;
#[cfg(test)]
mod expression;
#[cfg(test)]
mod idiom;
#[cfg(test)]
mod instruction;
#[cfg(test)]
mod pairs;
#[cfg(test)]
mod random;
#[cfg(test)]
mod stylesheet;

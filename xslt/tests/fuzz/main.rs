//! A short run of what the fuzzers try, on inputs that are made of good ones by random changes.
//!
//! `XSLT_FUZZ_RUNS` is the number of inputs for each target (2000 if it is not set), `XSLT_FUZZ_SEED` the seed (from the clock if it
//! is not set), which is printed.

#[cfg(test)]
#[path = "../differential/random.rs"]
#[expect(dead_code, reason = "the other suite uses all of it")]
mod random;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod seeds;
#[cfg(test)]
#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the fuzzers are a crate of their own")]
mod targets;

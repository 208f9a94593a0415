//! A short run of what the fuzzers try, on inputs that are made of good ones by random changes.
//!
//! `USHER_FUZZ_RUNS` is the number of inputs for each target (1000 if it is not set), `USHER_FUZZ_SEED` the seed
//! (from the clock if it is not set), which is printed.

#[cfg(test)]
mod runs;
#[cfg(test)]
mod seeds;
#[cfg(test)]
#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the fuzzers are a crate of their own")]
mod targets;

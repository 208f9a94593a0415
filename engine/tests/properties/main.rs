//! Random processes, and what is true of all of them.
//!
//! A process is drawn as a [`plan::Plan`] and written as a document, which goes through the whole compiler.
//! [`verdict`] compares what the compiler says about it with an exhaustive search written from the language's
//! rules alone; [`runs`] lets random things happen to those that compile.
//!
//! `USHER_PROPERTY_CASES` is the number of cases of each test (some hundreds if it is not set), `USHER_PROPERTY_SEED` the
//! seed of the first one (from the clock if it is not set); each further case has the next seed. A failing case
//! says its seed.

#[cfg(test)]
mod block;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod drawn;
#[cfg(test)]
mod happen;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod verdict;
#[cfg(test)]
mod wild;
#[cfg(test)]
mod write;

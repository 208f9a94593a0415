//! Export and import, of our own files and of others.
//!
//! `BPMN_MIWG` names a folder of the reference models of the OMG's Model Interchange Working Group; without it
//! that suite says that it did not run. `BPMN_FUZZ_RUNS` is the number of changed inputs (3000 if it is not set),
//! `BPMN_FUZZ_SEED` their seed (from the clock if it is not set), which is printed.

#[cfg(test)]
mod diagram;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod gateways;
#[cfg(test)]
mod miwg;
#[cfg(test)]
mod order;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod support;

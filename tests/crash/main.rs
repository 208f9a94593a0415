//! Nothing is lost, done twice or left half done when the server is killed, wherever that is.
//!
//! The command is the real one, built with `--all-features`, which arms the crash points.

#[cfg(test)]
#[path = "../support/binary.rs"]
mod binary;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod check;
#[cfg(test)]
mod load;
#[cfg(test)]
mod person;
#[cfg(test)]
mod places;
#[cfg(test)]
mod points;
#[cfg(test)]
#[path = "../support/process.rs"]
mod process;
#[cfg(test)]
mod signals;

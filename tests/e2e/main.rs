//! Stories over the real server: what people notice.

#[cfg(test)]
mod registration;
#[cfg(test)]
#[path = "../support.rs"]
mod support;

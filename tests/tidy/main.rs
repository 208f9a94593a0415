//! Checks of the repository itself: what may import what, where SQL may be named, that the documents
//! are there and say what the code does.

#[cfg(test)]
mod dependencies;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod operators;
#[cfg(test)]
mod sources;

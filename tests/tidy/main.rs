//! Checks of the repository itself: what may import what, where SQL may be named, that the documents
//! are there and say what the code does.

mod dependencies;
mod documents;
mod examples;
mod operators;
mod sources;

//! Checks of the repository itself: what may import what, where SQL may be named, that docs are there.

mod dependencies;
mod documents;
mod sources;

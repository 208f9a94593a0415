//! The process map.

//! The server: what runs the engine's decisions, and the screens over it.

pub mod policy;
pub mod web;

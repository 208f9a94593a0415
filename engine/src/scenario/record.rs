//! Writes scenarios

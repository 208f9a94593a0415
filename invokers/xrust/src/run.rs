//! Runs a compiled stylesheet over one document.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::time::Instant;

use url::Url;
use xrust::item::Item;
use xrust::transform::context::{Context, ContextBuilder, StaticContext, StaticContextBuilder};
use xrust::xdmerror::{Error, ErrorKind};

use crate::compile::{OutputMethod, Program};
use crate::error::TransformError;
use crate::limits::Limits;
use crate::output;
use crate::tree::{Store, Trip, XNode};
use crate::xml::{Fault, FaultKind, line_and_column};

type Message = fn(&str) -> Result<(), Error>;
type Parse = fn(&str) -> Result<XNode, Error>;
type Fetch = fn(&Url) -> Result<String, Error>;

/// A program with the context that each run begins from.
pub(crate) struct Prepared {
    program: Program,
    context: Context<XNode>,
}

impl Prepared {
    pub(crate) fn new(mut program: Program, limits: &Limits) -> Self {
        let templates = std::mem::take(&mut program.templates);
        let context =
            ContextBuilder::new().template_all(templates).maximum_depth(Some(limits.calls)).build();
        Self { program, context }
    }

    /// Maps `source`. Bounded by `limits` and `deadline`.
    pub(crate) fn run(
        &self,
        source: &str,
        limits: &Limits,
        deadline: Instant,
    ) -> Result<String, TransformError> {
        let program = &self.program;
        let document = Store::read(
            source,
            *limits,
            deadline,
            Rc::clone(&program.known),
            Rc::clone(&program.prefixes),
            &program.whitespace,
        )
        .map_err(|fault| source_error(source, fault, limits))?;
        if let Some(trip) = document.store().tripped() {
            return Err(trip_error(trip, limits));
        }
        self.check_characters(&document)?;
        let mut context = self.context.clone();
        context.context(vec![Item::Node(document.clone())], 0);
        context.result_document(document.clone());
        let evaluation = catch_unwind(AssertUnwindSafe(|| self.evaluate(&context, limits)));
        // A bound that was passed comes first: what was evaluated after it means nothing.
        match (document.store().tripped(), evaluation) {
            (Some(trip), _) => Err(trip_error(trip, limits)),
            (None, Ok(result)) => result,
            (None, Err(panic)) => resume_unwind(panic),
        }
    }

    fn evaluate(
        &self,
        context: &Context<XNode>,
        limits: &Limits,
    ) -> Result<String, TransformError> {
        let items = context
            .dispatch(&mut no_input(), &self.program.main)
            .map_err(|error| evaluation_error(error, limits))?;
        match self.program.method {
            OutputMethod::Xml => output::xml(&items, limits.output_bytes),
            OutputMethod::Text => output::text(&items, limits.output_bytes),
        }
    }

    fn check_characters(&self, document: &XNode) -> Result<(), TransformError> {
        let guards = self.program.guards;
        if !guards.are_needed() {
            return Ok(());
        }
        let mut found = None;
        document.each_text(|text| {
            if found.is_none() {
                found = guards.check(text);
            }
        });
        found.map_or(Ok(()), Err)
    }
}

/// There is nothing to read but the source; a message that does not end the run goes nowhere.
fn no_input() -> StaticContext<XNode, Message, Parse, Fetch> {
    let message: Message = |_| Ok(());
    let parse: Parse =
        |_| Err(Error::new(ErrorKind::NotImplemented, "mappings read no other documents"));
    let fetch: Fetch =
        |_| Err(Error::new(ErrorKind::NotImplemented, "mappings read no other documents"));
    StaticContextBuilder::new().message(message).parser(parse).fetcher(fetch).build()
}

fn source_error(source: &str, fault: Fault, limits: &Limits) -> TransformError {
    match fault.kind {
        FaultKind::Malformed(message) => {
            let (line, column) = line_and_column(source, fault.offset);
            TransformError::Malformed { line, column, message }
        }
        FaultKind::DocumentType => TransformError::DocumentType,
        FaultKind::Entity(name) => TransformError::UnknownEntity { name },
        FaultKind::TooDeep(limit) => TransformError::TooDeep { limit },
        FaultKind::Full => TransformError::TooManyNodes { limit: limits.nodes },
    }
}

fn trip_error(trip: Trip, limits: &Limits) -> TransformError {
    match trip {
        Trip::Nodes => TransformError::TooManyNodes { limit: limits.nodes },
        Trip::Bytes => TransformError::OutputTooLarge { limit: limits.output_bytes },
        Trip::Time => TransformError::TimedOut { limit: limits.time },
    }
}

fn evaluation_error(error: Error, limits: &Limits) -> TransformError {
    if error.kind == ErrorKind::Terminated {
        TransformError::Stopped { message: error.message }
    } else if error.kind == ErrorKind::LimitExceeded {
        TransformError::TooManyCalls { limit: limits.calls }
    } else {
        TransformError::Failed { message: error.message }
    }
}

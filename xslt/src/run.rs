//! Carries a compiled stylesheet out.
//!
//! [`Store`] keeps what lives as long as the transformation: its documents, and what it compiles on the way. [`Run`] is
//! the transformation itself: it is only ever borrowed immutably, what changes in it is in cells.

mod apply;
mod document;
mod element;
mod execute;
pub(crate) mod frame;
mod message;
pub(crate) mod number;
mod sort;
pub(crate) mod trace;
pub(crate) mod variables;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Instant;

use elsa::FrozenVec;

use crate::Resolver;
use crate::error::{ErrorKind, Location, Message, Result, TransformError};
use crate::limits::Limits;
use crate::names::Names;
use crate::output::{Emitter, Serializer, Target};
use crate::program::{Place, Program};
use crate::tree::{Document, Node};
use crate::value::{NodeSet, Value};
use crate::xpath::Expr;

/// What lives as long as the transformation; things are added, never changed or taken away.
pub(crate) struct Store<'p> {
    pub(crate) names: Names<'p>,
    /// A [`Node`] names its document by the place in here. The source is the first.
    documents: FrozenVec<Box<Document>>,
    /// Expressions compiled on the way (`dyn:evaluate`).
    expressions: FrozenVec<Box<Expr>>,
}

impl<'p> Store<'p> {
    pub(crate) fn new(program: &'p Program) -> Self {
        Self {
            names: Names::new(&program.names),
            documents: FrozenVec::new(),
            expressions: FrozenVec::new(),
        }
    }

    /// Adds a document; its root.
    pub(crate) fn add(&self, document: Document) -> Node {
        let number = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        self.documents.push(Box::new(document));
        Node { document: number, index: 0, namespace: 0 }
    }

    pub(crate) fn add_expression(&self, expr: Expr) -> &Expr {
        self.expressions.push_get(Box::new(expr))
    }

    pub(crate) fn document(&self, node: Node) -> &Document {
        const MISSING: &str = "a node belongs to a document of its own store";
        let place = usize::try_from(node.document).unwrap_or(usize::MAX);
        #[expect(clippy::expect_used, reason = "nodes are only made for documents that were added")]
        self.documents.get(place).expect(MISSING)
    }

    pub(crate) fn n_documents(&self) -> usize {
        self.documents.len()
    }
}

impl std::fmt::Debug for Store<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("names", &self.names).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// A transformation under way.
pub(crate) struct Run<'r> {
    pub(crate) program: &'r Program,
    pub(crate) store: &'r Store<'r>,
    pub(crate) limits: Limits,
    pub(crate) resolver: Option<&'r dyn Resolver>,
    pub(crate) started: Instant,
    /// The steps that are left before the clock is looked at again.
    steps_to_check: Cell<u32>,
    steps: Cell<u64>,
    nodes: Cell<usize>,
    calls: Cell<usize>,
    pub(crate) messages: RefCell<Vec<Message>>,
    pub(crate) state: State<'r>,
}

/// What the parts of `run` and `xpath::eval` keep for themselves; each part has its own struct in its own file.
#[derive(Debug, Default)]
pub(crate) struct State<'r> {
    pub(crate) globals: crate::run::variables::Globals<'r>,
    pub(crate) positions: crate::xpath::eval::Positions,
    pub(crate) keys: crate::functions::keys::KeyIndexes<'r>,
    pub(crate) counts: crate::run::number::Counts,
    pub(crate) loaded: crate::functions::document::Loaded,
    pub(crate) trace: Option<RefCell<crate::run::trace::Tracer>>,
    pub(crate) results: RefCell<Vec<crate::ResultDocument>>,
    pub(crate) clock: crate::exslt::Clock,
    pub(crate) evaluated: crate::exslt::Evaluated<'r>,
}

/// What an expression is evaluated against (XPath 1.0, section 1; XSLT 1.0, section 12.4).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Focus<'a, 'r> {
    pub(crate) node: Node,
    /// From 1.
    pub(crate) position: usize,
    pub(crate) size: usize,
    /// `current()`
    pub(crate) current: Node,
    /// The frame's slots; one that was not set yet is `None`.
    pub(crate) slots: &'a [Option<Value<'r>>],
}

/// Steps between looks at the clock: about a tenth of a millisecond.
const STEPS_PER_CHECK: u32 = 4096;

impl<'r> Run<'r> {
    pub(crate) fn new(
        program: &'r Program,
        store: &'r Store<'r>,
        limits: Limits,
        resolver: Option<&'r dyn Resolver>,
    ) -> Self {
        Self {
            program,
            store,
            limits,
            resolver,
            started: Instant::now(),
            steps_to_check: Cell::new(STEPS_PER_CHECK),
            steps: Cell::new(0),
            nodes: Cell::new(0),
            calls: Cell::new(0),
            messages: RefCell::default(),
            state: State::default(),
        }
    }

    /// Counts steps: one for an instruction carried out, one for each node looked at.
    #[inline]
    pub(crate) fn tick(&self, n_steps: usize) -> Result<()> {
        let n_steps = u32::try_from(n_steps).unwrap_or(u32::MAX);
        match self.steps_to_check.get().checked_sub(n_steps) {
            Some(left) => {
                self.steps_to_check.set(left);
                Ok(())
            }
            None => self.check(n_steps),
        }
    }

    #[cold]
    fn check(&self, n_steps: u32) -> Result<()> {
        let spent = u64::from(STEPS_PER_CHECK - self.steps_to_check.get()) + u64::from(n_steps);
        self.steps_to_check.set(STEPS_PER_CHECK);
        self.steps.set(self.steps.get() + spent);
        if self.steps.get() > self.limits.steps {
            return Err(TransformError::new(ErrorKind::TooManySteps { limit: self.limits.steps }));
        }
        if self.started.elapsed() > self.limits.time {
            return Err(TransformError::new(ErrorKind::TimedOut { limit: self.limits.time }));
        }
        Ok(())
    }

    /// Counts nodes that are kept.
    pub(crate) fn count_nodes(&self, n_nodes: usize) -> Result<()> {
        let nodes = self.nodes.get().saturating_add(n_nodes);
        self.nodes.set(nodes);
        if nodes > self.limits.nodes {
            return Err(TransformError::new(ErrorKind::TooManyNodes { limit: self.limits.nodes }));
        }
        Ok(())
    }

    /// Takes back nodes that were counted: they are gone, or are counted anew by whoever keeps them.
    pub(crate) fn release_nodes(&self, n_nodes: usize) {
        self.nodes.set(self.nodes.get().saturating_sub(n_nodes));
    }

    /// Checks the length of a text that is being built.
    pub(crate) fn check_length(&self, n_bytes: usize) -> Result<()> {
        if n_bytes > self.limits.output_bytes {
            let limit = self.limits.output_bytes;
            return Err(TransformError::new(ErrorKind::OutputTooLarge { limit }));
        }
        Ok(())
    }

    /// Goes one call deeper while `body` runs, on a stack that grows as needed.
    pub(crate) fn nested<T>(&self, body: impl FnOnce() -> Result<T>) -> Result<T> {
        /// Left on the stack when a further piece is allocated, and the size of that.
        const RED_ZONE: usize = 256 * 1024;
        const PIECE: usize = 2 * 1024 * 1024;
        if self.calls.get() >= self.limits.calls {
            return Err(TransformError::new(ErrorKind::TooManyCalls { limit: self.limits.calls }));
        }
        self.calls.set(self.calls.get() + 1);
        let result = stacker::maybe_grow(RED_ZONE, PIECE, body);
        self.calls.set(self.calls.get() - 1);
        result
    }

    /// Adds a document that was read or built, and counts its nodes; its root.
    pub(crate) fn add_document(&self, document: Document) -> Result<Node> {
        self.count_nodes(document.nodes.len())?;
        Ok(self.store.add(document))
    }

    pub(crate) fn document(&self, node: Node) -> &'r Document {
        self.store.document(node)
    }

    /// A place of the stylesheet for people.
    pub(crate) fn location(&self, place: Place) -> Location {
        let module = self.program.modules.get(usize::from(place.module));
        Location {
            module: module.map_or_else(|| Arc::from(""), |module| Arc::clone(&module.address)),
            line: place.line,
            column: place.column,
        }
    }

    /// The nodes of a value; a result tree fragment is none (XSLT 1.0, section 11.1).
    pub(crate) fn nodes_of(&self, value: Value<'r>) -> Result<NodeSet> {
        let what = match value {
            Value::Nodes(nodes) => return Ok(nodes),
            Value::Boolean(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Fragment(_) | Value::TextFragment(_) => {
                "a result tree fragment (`exsl:node-set` makes a node-set of it)"
            }
        };
        Err(TransformError::dynamic(format!("a node-set is needed here, and this is {what}")))
    }
}

/// What is to be transformed, and with what.
pub(crate) struct Job<'a> {
    pub(crate) program: &'a Program,
    pub(crate) source: &'a [u8],
    /// The source's address; empty if it has none.
    pub(crate) address: &'a str,
    pub(crate) limits: Limits,
    pub(crate) resolver: Option<&'a dyn Resolver>,
    pub(crate) parameters: &'a [(String, crate::Parameter)],
    pub(crate) trace: bool,
    /// The encoding of the result; else the one that the stylesheet names.
    pub(crate) encoding: Option<&'a str>,
}

/// What a transformation left beside its result.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) messages: Vec<Message>,
    pub(crate) documents: Vec<crate::ResultDocument>,
    pub(crate) trace: Option<trace::Trace>,
}

/// Transforms.
pub(crate) fn transform(job: &Job<'_>, writer: &mut dyn std::io::Write) -> Result<Report> {
    let store = Store::new(job.program);
    let mut run = Run::new(job.program, &store, job.limits, job.resolver);
    if job.trace {
        run.state.trace = Some(RefCell::new(trace::Tracer::new(job.program)));
    }
    let result = start(job, &run, writer);
    let messages = run.messages.take();
    match result {
        Ok(()) => Ok(Report {
            messages,
            documents: run.state.results.take(),
            trace: run.state.trace.as_ref().map(|tracer| tracer.borrow().finish(&run)),
        }),
        Err(mut error) => {
            error.0.messages = messages;
            Err(error)
        }
    }
}

fn start<'r>(job: &Job<'r>, run: &Run<'r>, writer: &mut dyn std::io::Write) -> Result<()> {
    let text = crate::xml::decode(job.source, job.address)?;
    let options = crate::xml::ReadOptions {
        limits: &job.limits,
        address: job.address,
        strip: Some(&job.program.strip),
        offsets: false,
    };
    let source = run.add_document(crate::xml::read(&text, &run.store.names, options)?)?;
    parameters(job, run)?;
    let mut settings = Cow::Borrowed(&job.program.output);
    if let Some(encoding) = job.encoding {
        settings.to_mut().encoding = Some(encoding.into());
    }
    let serializer = Serializer::new(writer, &settings, &run.store.names, &job.limits);
    let mut out = Emitter::new(run, Target::Result(Box::new(serializer)));
    run.apply_to(&[source], 0, &frame::Arguments::from([]), &mut out)?;
    out.finish().map(drop)
}

/// Gives the global parameters the values of the caller.
fn parameters<'r>(job: &Job<'r>, run: &Run<'r>) -> Result<()> {
    for (name, parameter) in job.parameters {
        let (uri, local) = match name.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((uri, local)) => (run.store.names.atom(uri), local),
            None => (crate::names::Atom::EMPTY, name.as_str()),
        };
        let name = run.store.names.name(uri, local);
        let global =
            job.program.globals.iter().position(|global| global.param && global.name == name);
        let Some(index) = global else { continue };
        let value = match parameter {
            crate::Parameter::String(text) => Value::String(text.as_str().into()),
            crate::Parameter::Number(number) => Value::Number(*number),
            crate::Parameter::Boolean(boolean) => Value::Boolean(*boolean),
            crate::Parameter::Expression(text) => Value::String(text.as_str().into()),
        };
        run.set_global(index, value);
    }
    Ok(())
}

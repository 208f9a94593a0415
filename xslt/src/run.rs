//! Carries a compiled stylesheet out.
//!
//! [`Store`] keeps what lives as long as the transformation: its documents, and what it compiles on the way. [`Run`] is
//! the transformation itself: it is only ever borrowed immutably, what changes in it is in cells.

mod apply;
mod call;
mod document;
mod element;
mod execute;
mod function;
mod held;
mod job;
mod message;
pub(crate) mod number;
mod parameter;
mod rule;
mod sort;
#[cfg(test)]
mod tests;
mod text;
pub(crate) mod trace;
pub(crate) mod variables;

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Instant;

use elsa::FrozenVec;
pub(crate) use job::{Job, Report, Source, transform};

use crate::Resolver;
use crate::error::{ErrorKind, Location, Message, Result, TransformError};
use crate::limits::Limits;
use crate::names::{Name, Names};
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
    /// The steps that are left beyond those.
    steps_left: Cell<u64>,
    nodes: Cell<usize>,
    calls: Cell<usize>,
    pub(crate) messages: RefCell<Vec<Message>>,
    pub(crate) state: State<'r>,
}

/// What the parts of `run` and `xpath::eval` keep for themselves; each part has its own struct in its own file.
#[derive(Debug, Default)]
pub(crate) struct State<'r> {
    pub(crate) globals: variables::Globals<'r>,
    pub(crate) keys: crate::functions::keys::KeyIndexes<'r>,
    pub(crate) counts: number::Counts,
    pub(crate) positions: crate::xpath::eval::Positions,
    pub(crate) loaded: crate::functions::document::Loaded,
    pub(crate) trace: Option<RefCell<trace::Tracer>>,
    pub(crate) results: RefCell<Vec<crate::ResultDocument>>,
    /// How many further results are being written.
    pub(crate) n_open: Cell<usize>,
    /// The length of all further results and messages.
    pub(crate) n_aside: Cell<usize>,
    /// The bytes of all that variables hold.
    pub(crate) n_held: Cell<usize>,
    pub(crate) text_blocks: RefCell<text::TextBlocks>,
    pub(crate) in_scope: RefCell<element::InScope>,
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
            steps_to_check: Cell::new(0),
            steps_left: Cell::new(limits.steps),
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
        let left = self.steps_left.get().saturating_add(u64::from(self.steps_to_check.get()));
        let Some(left) = left.checked_sub(u64::from(n_steps)) else {
            return Err(TransformError::new(ErrorKind::TooManySteps { limit: self.limits.steps }));
        };
        let granted = u32::try_from(left).unwrap_or(u32::MAX).min(STEPS_PER_CHECK);
        self.steps_to_check.set(granted);
        self.steps_left.set(left - u64::from(granted));
        // Names are kept until the end. Those of the source are no more than its nodes.
        if self.store.names.size() / 2 > self.limits.nodes {
            return Err(TransformError::new(ErrorKind::TooManyNodes { limit: self.limits.nodes }));
        }
        self.check_time()
    }

    fn check_time(&self) -> Result<()> {
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

    /// Counts the steps of going through a text.
    #[inline]
    pub(crate) fn tick_text(&self, text: &str) -> Result<()> {
        /// How many bytes take about as long as another step.
        const BYTES_PER_STEP: usize = 512;
        self.tick(text.len() / BYTES_PER_STEP)
    }

    /// Checks the length of all texts that are kept for a while; they may together be as long as some results.
    pub(crate) fn check_kept(&self, n_bytes: usize) -> Result<()> {
        const RESULTS: usize = 4;
        self.check_length(n_bytes / RESULTS)
    }

    /// Checks the length of a text that is being built.
    pub(crate) fn check_length(&self, n_bytes: usize) -> Result<()> {
        if n_bytes > self.limits.output_bytes {
            let limit = self.limits.output_bytes;
            return Err(TransformError::new(ErrorKind::OutputTooLarge { limit }));
        }
        Ok(())
    }

    /// Checks the length of all that is written beside the result: messages, and further results.
    fn count_aside(&self, n_bytes: usize) -> Result<()> {
        /// What each takes beside its text.
        const OVERHEAD: usize = 64;
        let all = self.state.n_aside.get().saturating_add(n_bytes).saturating_add(OVERHEAD);
        self.state.n_aside.set(all);
        self.check_length(all)
    }

    /// Goes one call deeper while `body` runs, on a stack that grows as needed.
    pub(crate) fn nested<T>(&self, body: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.calls.get() >= self.limits.calls {
            return Err(TransformError::new(ErrorKind::TooManyCalls { limit: self.limits.calls }));
        }
        self.calls.set(self.calls.get() + 1);
        let result = on_stack(body);
        self.calls.set(self.calls.get() - 1);
        result
    }

    /// Adds a document that was read or built, and counts its nodes; its root.
    pub(crate) fn add_document(&self, document: Document) -> Result<Node> {
        /// What a document takes beside its nodes, in nodes.
        const OVERHEAD: usize = 8;
        self.count_nodes(document.nodes.len() + OVERHEAD)?;
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
    #[expect(clippy::unused_self, reason = "conversions of values are asked of the transformation")]
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

/// Runs `body` on a stack that is large enough for one more level.
fn on_stack<T>(body: impl FnOnce() -> T) -> T {
    /// Left on the stack when a further piece is allocated, and the size of that.
    const RED_ZONE: usize = 256 * 1024;
    const PIECE: usize = 2 * 1024 * 1024;
    stacker::maybe_grow(RED_ZONE, PIECE, body)
}

/// Where instructions are carried out: the current node, and its place in the current node list.
#[derive(Debug, Clone, Copy)]
struct Spot {
    node: Node,
    /// From 1.
    position: usize,
    size: usize,
}

impl Spot {
    /// A node as the only one of the current node list.
    const fn alone(node: Node) -> Self {
        Self { node, position: 1, size: 1 }
    }

    /// What the expressions of instructions are evaluated against: the current node is the context node.
    fn focus<'a, 'r>(self, slots: &'a [Option<Value<'r>>]) -> Focus<'a, 'r> {
        let Self { node, position, size } = self;
        Focus { node, position, size, current: node, slots }
    }
}

/// What belongs to one template, function or global variable that is under way.
#[derive(Debug, Default)]
struct Frame<'f, 'r> {
    slots: Vec<Option<Value<'r>>>,
    /// The arguments by name.
    args: &'f [(Name, Value<'r>)],
    /// The current template rule (XSLT 1.0, section 5.6); none in `xsl:for-each` and outside of templates.
    rule: Option<rule::Current>,
    /// What `func:result` gave.
    result: Option<Value<'r>>,
    /// The slots whose values hold long texts or node-sets, and how many bytes; see [`held`].
    held: Vec<(u32, usize)>,
}

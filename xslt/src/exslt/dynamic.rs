//! `dyn:evaluate` and `dyn:map` (exslt.org/dyn), and `evaluate`, `expression` and `eval` of Saxon.

mod context;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::{Extension, ExtensionCall, Invocation, Type, common};
use crate::error::{ErrorKind, Result, TransformError};
use crate::run::{Focus, Run};
use crate::tree::{Node, TreeBuilder};
use crate::value::{NodeSet, Value};
use crate::xpath::eval::Repeated;
use crate::xpath::{CallScope, Expr};
use context::Context;

const NAMESPACE: &str = "http://exslt.org/dynamic";
const SAXON: &str = "http://icl.com/saxon";

pub(super) static FUNCTIONS: &[Extension] = &[
    function(NAMESPACE, "evaluate", 1, None, evaluate),
    function(NAMESPACE, "map", 2, Some(Type::Nodes), map),
    function(SAXON, "evaluate", 1, None, saxon_evaluate),
    function(SAXON, "eval", 1, None, saxon_evaluate),
    function(SAXON, "expression", 1, Some(Type::String), saxon_expression),
];

const fn function(
    namespace: &'static str,
    local: &'static str,
    n_args: usize,
    result: Option<Type>,
    call: ExtensionCall,
) -> Extension {
    Extension { namespace, local, args: (n_args, n_args), needs_scope: true, result, call }
}

/// An expression, or what is wrong with it.
type Compiled<'r> = std::result::Result<&'r Expr, Rc<str>>;

/// The expressions that were compiled on the way: for each call, by their texts. Each is compiled once.
#[derive(Debug, Default)]
pub(crate) struct Evaluated<'r>(RefCell<HashMap<usize, ByText<'r>, RandomState>>);

type ByText<'r> = HashMap<Box<str>, Compiled<'r>, RandomState>;

fn compiled<'r>(run: &Run<'r>, scope: Option<&'r CallScope>, text: &str) -> Result<Compiled<'r>> {
    /// What one takes, in nodes; and how many bytes of its text take another.
    const NODES: usize = 16;
    const BYTES_PER_NODE: usize = 4;
    // A call's scope is part of the program, or of an expression of the store: it stays where it is.
    let call = scope.map_or(0, |scope| std::ptr::from_ref(scope).addr());
    let known = &run.state.evaluated.0;
    if let Some(found) = known.borrow().get(&call).and_then(|texts| texts.get(text)) {
        return Ok(found.clone());
    }
    // It is kept until the end.
    run.count_nodes(NODES + text.len() / BYTES_PER_NODE)?;
    let found = Context::parse(run, scope, text).map(|expr| run.store.add_expression(expr));
    known.borrow_mut().entry(call).or_default().insert(text.into(), found.clone());
    Ok(found)
}

/// Parses an expression of the caller: without namespaces, with the global variables. The message if it is none.
pub(crate) fn parse(run: &Run<'_>, text: &str) -> std::result::Result<Expr, Rc<str>> {
    Context::parse(run, None, text)
}

/// The value of an expression; `None` if it is at fault, or fails.
fn value_of<'r>(
    run: &Run<'r>,
    expr: &Compiled<'r>,
    focus: &Focus<'_, 'r>,
) -> Result<Option<Value<'r>>> {
    let Ok(expr) = expr else { return Ok(None) };
    match run.nested(|| run.eval(expr, focus)) {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), ErrorKind::Dynamic { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What is no expression, or cannot be evaluated, gives no nodes.
fn evaluate<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let text = call.text(args, 0)?.unwrap_or_default();
    let expr = compiled(call.run, call.scope, &text)?;
    let value = value_of(call.run, &expr, call.focus)?;
    Ok(value.unwrap_or(Value::Nodes(NodeSet::Empty)))
}

fn saxon_evaluate<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let text = call.text(args, 0)?.unwrap_or_default();
    let expr = compiled(call.run, call.scope, &text)?.map_err(|fault| wrong(&text, &fault))?;
    call.run.nested(|| call.run.eval(expr, call.focus))
}

/// The expression's text, for `saxon:eval`: it keeps no namespaces or variables of the place where it was made.
fn saxon_expression<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let text = call.text(args, 0)?.unwrap_or_default();
    match compiled(call.run, call.scope, &text)? {
        Ok(_) => Ok(Value::String(text)),
        Err(fault) => Err(wrong(&text, &fault)),
    }
}

fn wrong(text: &str, fault: &str) -> TransformError {
    TransformError::dynamic(format!("`{text}` is no expression: {fault}"))
}

/// The results of an expression for each node: nodes themselves, other values as elements `exsl:string`,
/// `exsl:number` and `exsl:boolean` (empty for false).
fn map<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let run = call.run;
    let nodes = call.nodes(args, 0)?;
    let text = call.text(args, 1)?.unwrap_or_default();
    let expr = compiled(run, call.scope, &text)?;
    let mut results = Repeated::default();
    let mut made = Made { tree: TreeBuilder::new(), elements: Vec::new() };
    for (before, node) in nodes.iter().enumerate() {
        run.tick(1)?;
        let focus = Focus { node: *node, position: before + 1, size: nodes.len(), ..*call.focus };
        let Some(value) = value_of(run, &expr, &focus)? else {
            return Ok(Value::Nodes(NodeSet::Empty));
        };
        match value {
            Value::Nodes(nodes) => {
                run.tick(nodes.len())?;
                nodes.iter().for_each(|node| results.push(*node));
            }
            Value::String(text) => made.add(run, "string", &text)?,
            Value::Number(_) => made.add(run, "number", &run.string(&value)?)?,
            Value::Boolean(truth) => made.add(run, "boolean", if truth { "true" } else { "" })?,
            // libxslt leaves these out.
            Value::Fragment(_) | Value::TextFragment(_) => {}
        }
    }
    if !made.elements.is_empty() {
        let root = run.add_document(made.tree.finish())?;
        made.elements.into_iter().for_each(|index| results.push(Node { index, ..root }));
    }
    Ok(Value::Nodes(results.into_set()))
}

/// The elements that [`map`] makes of values that are no nodes.
#[derive(Debug)]
struct Made {
    tree: TreeBuilder,
    elements: Vec<u32>,
}

impl Made {
    fn add(&mut self, run: &Run<'_>, local: &str, text: &str) -> Result<()> {
        let names = &run.store.names;
        let (prefix, uri) = (names.atom("exsl"), names.atom(common::NAMESPACE));
        let name = names.name(uri, local);
        self.elements.push(self.tree.start_element(name, prefix, &[(prefix, uri)])?);
        self.tree.text(text, false)?;
        self.tree.end_element();
        run.check_length(self.tree.document_mut().text.len())
    }
}

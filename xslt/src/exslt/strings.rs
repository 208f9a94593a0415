//! The functions of exslt.org/str.

mod padding;
mod replace;
mod uri;

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{Extension, ExtensionCall, Invocation, Type, text_nodes};
use crate::error::Result;
use crate::names::Atom;
use crate::tree::{Node, TreeBuilder};
use crate::value::{NodeSet, Value};
use padding::Alignment;
use replace::Replacement;

const NAMESPACE: &str = "http://exslt.org/strings";

pub(super) static FUNCTIONS: &[Extension] = &[
    function("tokenize", (1, 2), Type::Nodes, tokenize),
    function("split", (1, 2), Type::Nodes, split),
    function("replace", (3, 3), Type::Nodes, replace),
    function("concat", (1, 1), Type::String, concat),
    function("align", (2, 3), Type::String, align),
    function("padding", (1, 2), Type::String, pad),
    function("encode-uri", (2, 3), Type::String, encode_uri),
    function("decode-uri", (1, 2), Type::String, decode_uri),
];

const fn function(
    local: &'static str,
    args: (usize, usize),
    result: Type,
    call: ExtensionCall,
) -> Extension {
    Extension { namespace: NAMESPACE, local, args, needs_scope: false, result: Some(result), call }
}

/// A tree of `token` elements: those elements. Empty texts have none.
fn tokens<'r, 't>(
    call: &Invocation<'_, 'r>,
    texts: impl Iterator<Item = &'t str>,
) -> Result<Value<'r>> {
    let run = call.run;
    let name = run.store.names.name(Atom::EMPTY, "token");
    let mut tree = TreeBuilder::new();
    let mut elements = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        run.tick(1)?;
        elements.push(tree.start_element(name, Atom::EMPTY, &[])?);
        tree.text(text, false)?;
        tree.end_element();
    }
    if elements.is_empty() {
        return Ok(Value::Nodes(NodeSet::Empty));
    }
    let root = run.add_document(tree.finish())?;
    let nodes = elements.into_iter().map(|index| Node { index, ..root }).collect();
    Ok(Value::Nodes(NodeSet::from_sorted(nodes)))
}

/// The characters of a text, each as a text.
fn characters(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().filter_map(|(at, c)| text.get(at..at + c.len_utf8()))
}

/// Every character of the second argument separates; with none, each character is a token.
fn tokenize<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let text = call.text(args, 0)?.unwrap_or_default();
    let delimiters = call.text(args, 1)?.unwrap_or_else(|| "\t\r\n ".into());
    if delimiters.is_empty() {
        return tokens(call, characters(&text));
    }
    let delimiters: HashSet<char, RandomState> = delimiters.chars().collect();
    tokens(call, text.split(|c| delimiters.contains(&c)))
}

/// The second argument as a whole separates; if it is empty, each character is a token.
fn split<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let text = call.text(args, 0)?.unwrap_or_default();
    let separator = call.text(args, 1)?.unwrap_or_else(|| " ".into());
    if separator.is_empty() {
        return tokens(call, characters(&text));
    }
    tokens(call, text.split(&*separator))
}

/// The texts of a node-set, in order, or the one text of another value.
fn texts<'r>(call: &Invocation<'_, 'r>, value: Option<&Value<'r>>) -> Result<Vec<String>> {
    match value {
        None => Ok(Vec::new()),
        Some(Value::Nodes(nodes)) => {
            let mut n_bytes = 0;
            let texts = nodes.iter().map(|node| {
                let text = call.run.text_of(*node)?;
                n_bytes += text.len();
                call.run.check_kept(n_bytes)?;
                Ok(text.to_string())
            });
            texts.collect()
        }
        Some(value) => Ok(vec![call.run.string(value)?.to_string()]),
    }
}

/// What is sought and what takes its place are texts, or node-sets whose nodes belong together in their order. As in
/// libxslt the result is a text node.
fn replace<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let text = call.text(args, 0)?.unwrap_or_default();
    let (sought, by) = (texts(call, args.get(1))?, texts(call, args.get(2))?);
    let replaced = Replacement::new(&sought, &by).apply(call.run, &text)?;
    text_nodes(call.run, &replaced)
}

fn concat<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let nodes = call.nodes(args, 0)?;
    let mut all = String::new();
    for node in nodes.iter() {
        all.push_str(&call.run.text_of(*node)?);
        call.run.check_length(all.len())?;
    }
    Ok(Value::String(all.into()))
}

fn align<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let text = call.text(args, 0)?.unwrap_or_default();
    let padding = call.text(args, 1)?.unwrap_or_default();
    let alignment = match call.text(args, 2)?.as_deref() {
        Some("right") => Alignment::Right,
        Some("center") => Alignment::Center,
        Some(_) | None => Alignment::Left,
    };
    Ok(Value::String(padding::align(&text, &padding, alignment).into()))
}

fn pad<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let pattern = call.text(args, 1)?.unwrap_or_default();
    let padded = padding::padding(call.number(args, 0)?, &pattern);
    Ok(Value::String(padded.into()))
}

/// Whether an argument names the only encoding that addresses are written in, or is left out.
fn is_utf8<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>], n: usize) -> Result<bool> {
    Ok(call.text(args, n)?.is_none_or(|encoding| encoding.eq_ignore_ascii_case("UTF-8")))
}

fn encode_uri<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let text = call.text(args, 0)?.unwrap_or_default();
    let reserved = args.get(1).is_some_and(|value| call.run.boolean(value));
    let is_known = is_utf8(call, args, 2)?;
    let encoded = if is_known { uri::encode(&text, reserved) } else { String::new() };
    Ok(Value::String(encoded.into()))
}

fn decode_uri<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let text = call.text(args, 0)?.unwrap_or_default();
    let is_known = is_utf8(call, args, 1)?;
    let decoded = if is_known { uri::decode(&text) } else { String::new() };
    Ok(Value::String(decoded.into()))
}

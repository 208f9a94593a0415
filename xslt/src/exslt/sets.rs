//! The functions of exslt.org/set. Node-sets are sorted, so that two of them are merged in one pass.

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use std::hash::BuildHasher;

use super::{Extension, ExtensionCall, Invocation, Type};
use crate::error::Result;
use crate::tree::Node;
use crate::value::{NodeSet, Text, Value};

const NAMESPACE: &str = "http://exslt.org/sets";

pub(super) static FUNCTIONS: &[Extension] = &[
    function("difference", 2, Type::Nodes, |call, args| of_two(call, args, difference)),
    function("intersection", 2, Type::Nodes, |call, args| of_two(call, args, intersection)),
    function("leading", 2, Type::Nodes, |call, args| of_two(call, args, leading)),
    function("trailing", 2, Type::Nodes, |call, args| of_two(call, args, trailing)),
    function("distinct", 1, Type::Nodes, distinct),
    function("has-same-node", 2, Type::Boolean, has_same_node),
];

const fn function(
    local: &'static str,
    n_args: usize,
    result: Type,
    call: ExtensionCall,
) -> Extension {
    let (args, result) = ((n_args, n_args), Some(result));
    Extension { namespace: NAMESPACE, local, args, needs_scope: false, result, call }
}

fn two<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<(NodeSet, NodeSet)> {
    let (left, right) = (call.nodes(args, 0)?, call.nodes(args, 1)?);
    call.run.tick(left.len().saturating_add(right.len()))?;
    Ok((left, right))
}

fn of_two<'r>(
    call: &Invocation<'_, 'r>,
    args: &[Value<'r>],
    function: fn(&[Node], &[Node]) -> Vec<Node>,
) -> Result<Value<'r>> {
    let (left, right) = two(call, args)?;
    Ok(Value::Nodes(NodeSet::from_sorted(function(&left, &right))))
}

/// Says of each node of `left` in turn whether it is in `right`.
fn membership<'a>(
    left: &'a [Node],
    right: &'a [Node],
) -> impl Iterator<Item = (Node, bool)> + use<'a> {
    let mut rest = right.iter().peekable();
    left.iter().map(move |node| {
        while rest.next_if(|other| *other < node).is_some() {}
        (*node, rest.peek().is_some_and(|other| *other == node))
    })
}

fn difference(left: &[Node], right: &[Node]) -> Vec<Node> {
    membership(left, right).filter_map(|(node, in_right)| (!in_right).then_some(node)).collect()
}

fn intersection(left: &[Node], right: &[Node]) -> Vec<Node> {
    membership(left, right).filter_map(|(node, in_right)| in_right.then_some(node)).collect()
}

/// The nodes of `left` before the first of `right`, which has to be among them; all if `right` is empty.
fn leading(left: &[Node], right: &[Node]) -> Vec<Node> {
    let Some(first) = right.first() else { return left.to_vec() };
    let before = left.binary_search(first).ok().and_then(|place| left.get(..place));
    before.unwrap_or_default().to_vec()
}

/// The nodes of `left` after the first of `right`, which has to be among them; all if `right` is empty.
fn trailing(left: &[Node], right: &[Node]) -> Vec<Node> {
    let Some(first) = right.first() else { return left.to_vec() };
    let after = left.binary_search(first).ok().and_then(|place| left.get(place + 1..));
    after.unwrap_or_default().to_vec()
}

fn has_same_node<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let (left, right) = two(call, args)?;
    Ok(Value::Boolean(membership(&left, &right).any(|(_, in_right)| in_right)))
}

/// The first node of each string-value.
fn distinct<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let nodes = call.nodes(args, 0)?;
    let mut n_bytes = 0;
    let hasher = RandomState::default();
    let hash = |text: &Text<'r>| hasher.hash_one(&**text);
    let mut seen: HashTable<Text<'r>> = HashTable::new();
    let mut first = Vec::new();
    for node in nodes.iter().copied() {
        let text = call.run.text_of(node)?;
        if let Entry::Vacant(place) = seen.entry(hash(&text), |known| **known == *text, hash) {
            n_bytes += text.len();
            call.run.check_kept(n_bytes)?;
            place.insert(text);
            first.push(node);
        }
    }
    Ok(Value::Nodes(NodeSet::from_sorted(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(indices: &[u32]) -> Vec<Node> {
        indices.iter().map(|index| Node { document: 0, index: *index, namespace: 0 }).collect()
    }

    fn check(
        function: fn(&[Node], &[Node]) -> Vec<Node>,
        left: &[u32],
        right: &[u32],
        expected: &[u32],
    ) {
        assert_eq!(function(&nodes(left), &nodes(right)), nodes(expected), "{left:?} {right:?}");
    }

    #[test]
    fn a_difference_has_what_only_the_first_has() {
        check(difference, &[1, 2, 3, 4], &[1], &[2, 3, 4]);
        check(difference, &[1, 2, 3], &[0, 2, 9], &[1, 3]);
        check(difference, &[1, 2], &[], &[1, 2]);
        check(difference, &[], &[1], &[]);
    }

    #[test]
    fn an_intersection_has_what_both_have() {
        check(intersection, &[1, 2, 3, 4], &[0, 2, 4, 5], &[2, 4]);
        check(intersection, &[1], &[], &[]);
    }

    #[test]
    fn leading_and_trailing_nodes_are_those_around_the_first() {
        check(leading, &[1, 2, 3, 4], &[3], &[1, 2]);
        check(leading, &[1, 2, 3, 4], &[2, 3], &[1]);
        check(leading, &[2, 3, 4], &[1, 3], &[]);
        check(leading, &[1, 2], &[], &[1, 2]);
        check(leading, &[1, 2], &[9], &[]);
        check(trailing, &[1, 2, 3, 4], &[2, 3], &[3, 4]);
        check(trailing, &[1, 2], &[2, 4], &[]);
        check(trailing, &[1, 2], &[], &[1, 2]);
        check(trailing, &[1, 2], &[9], &[]);
    }
}

//! `id()` (`XPath` 1.0, section 4.1) and `generate-id()` (XSLT 1.0, section 12.4).

use super::Invocation;
use crate::error::Result;
use crate::tree::Node;
use crate::value::{NodeSet, Value};
use crate::xml::SPACE;

/// The elements of the context node's document that have one of the IDs: those in a string, separated by white space, or
/// in the string-values of nodes.
pub(super) fn id<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let Invocation { run, focus, .. } = *call;
    let mut found = Vec::new();
    match call.arg(0)? {
        Value::Nodes(nodes) => {
            run.tick(nodes.len())?;
            for node in nodes.iter() {
                find(call, &run.string_value(*node), &mut found);
            }
        }
        value @ (Value::Boolean(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Fragment(_)
        | Value::TextFragment(_)) => find(call, &run.string(&value)?, &mut found),
    }
    run.tick(found.len())?;
    let nodes = found.into_iter().map(|index| Node { index, namespace: 0, ..focus.node }).collect();
    Ok(Value::Nodes(NodeSet::from_unsorted(nodes)))
}

fn find(call: &Invocation<'_, '_>, ids: &str, found: &mut Vec<u32>) {
    let known = &call.run.document(call.focus.node).ids;
    found.extend(ids.split(SPACE).filter_map(|id| known.get(id)));
}

/// A name for the first of the nodes, or the context node, that no other node has; the empty string for no nodes.
pub(super) fn generate_id<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let node = match call.nodes(0)? {
        None => Some(call.focus.node),
        Some(nodes) => nodes.first().copied(),
    };
    Ok(Value::String(node.map(name).unwrap_or_default().into()))
}

fn name(node: Node) -> String {
    let Node { document, index, namespace } = node;
    match (document, namespace) {
        (0, 0) => format!("id{index}"),
        (_, 0) => format!("id{index}d{document}"),
        _ => format!("id{index}d{document}ns{namespace}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_node_has_a_name_of_its_own() {
        let check = |document, index, namespace, expected: &str| {
            assert_eq!(name(Node { document, index, namespace }), expected);
        };
        check(0, 0, 0, "id0");
        check(0, 12, 0, "id12");
        check(2, 1, 0, "id1d2");
        check(0, 1, 2, "id1d0ns2");
        check(3, 1, 2, "id1d3ns2");
    }
}

//! `id()` (`XPath` 1.0, section 4.1) and `generate-id()` (XSLT 1.0, section 12.4).

use super::Invocation;
use crate::error::Result;
use crate::tree::Node;
use crate::value::Value;
use crate::xml::SPACE;
use crate::xpath::eval::Repeated;

/// The elements of the context node's document that have one of the IDs: those in a string, separated by white space, or
/// in the string-values of nodes.
pub(super) fn id<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let run = call.run;
    let mut found = Repeated::default();
    match call.arg(0)? {
        Value::Nodes(nodes) => {
            for node in nodes.iter() {
                find(call, &run.text_of(*node)?, &mut found);
            }
        }
        value @ (Value::Boolean(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Fragment(_)
        | Value::TextFragment(_)) => find(call, &run.string(&value)?, &mut found),
    }
    run.tick(found.len())?;
    Ok(Value::Nodes(found.into_set()))
}

fn find(call: &Invocation<'_, '_>, ids: &str, found: &mut Repeated) {
    let node = call.focus.node;
    let known = &call.run.document(node).ids;
    for index in ids.split(SPACE).filter_map(|id| known.get(id)) {
        found.push(Node { index: *index, namespace: 0, ..node });
    }
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

//! `exsl:node-set` and `exsl:object-type` (exslt.org/exsl), and `node-set` as other processors name it.

use super::{Extension, ExtensionCall, Invocation, Type, text_nodes};
use crate::error::Result;
use crate::value::{NodeSet, Value};

/// The namespace of EXSLT's common functions.
pub(super) const NAMESPACE: &str = "http://exslt.org/common";

pub(super) static FUNCTIONS: &[Extension] = &[
    function(NAMESPACE, "node-set", Type::Nodes, node_set),
    function(NAMESPACE, "object-type", Type::String, object_type),
    function("http://xmlsoft.org/XSLT/namespace", "node-set", Type::Nodes, node_set),
    function("http://icl.com/saxon", "node-set", Type::Nodes, node_set),
    function("http://www.jclark.com/xt", "node-set", Type::Nodes, node_set),
    function("http://xml.apache.org/xalan", "nodeset", Type::Nodes, node_set),
    function("urn:schemas-microsoft-com:xslt", "node-set", Type::Nodes, node_set),
];

const fn function(
    namespace: &'static str,
    local: &'static str,
    result: Type,
    call: ExtensionCall,
) -> Extension {
    Extension { namespace, local, args: (1, 1), needs_scope: false, result: Some(result), call }
}

/// The root of a fragment; a string, number or boolean becomes a text node.
fn node_set<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    match args.first() {
        Some(value @ (Value::Boolean(_) | Value::Number(_) | Value::String(_))) => {
            text_nodes(call.run, &call.run.string(value)?)
        }
        Some(Value::Nodes(nodes)) => Ok(Value::Nodes(nodes.clone())),
        Some(Value::Fragment(root)) => Ok(Value::Nodes(NodeSet::One(*root))),
        Some(Value::TextFragment(_)) | None => Ok(Value::Nodes(call.nodes(args, 0)?)),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is called as all extension functions are")]
fn object_type<'r>(_call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let name = match args.first() {
        Some(Value::Boolean(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Nodes(_)) => "node-set",
        Some(Value::Fragment(_) | Value::TextFragment(_)) => "RTF",
        None => "external",
    };
    Ok(Value::String(name.into()))
}

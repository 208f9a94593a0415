//! `element-available()` and `function-available()` (XSLT 1.0, section 15).

use super::{Invocation, qname};
use crate::error::Result;
use crate::exslt;
use crate::names::Atom;
use crate::value::Value;
use crate::xpath::parse;

/// The elements of XSLT that libxslt says are available: the instructions, and what stands inside of templates and
/// instructions (of the declarations `xsl:decimal-format` alone).
const XSLT: [&str; 25] = [
    "apply-imports",
    "apply-templates",
    "attribute",
    "call-template",
    "choose",
    "comment",
    "copy",
    "copy-of",
    "decimal-format",
    "document",
    "element",
    "fallback",
    "for-each",
    "if",
    "message",
    "number",
    "otherwise",
    "param",
    "processing-instruction",
    "sort",
    "text",
    "value-of",
    "variable",
    "when",
    "with-param",
];

/// The extension elements: namespace and local part.
const EXTENSIONS: [(&str, &str); 2] =
    [("http://exslt.org/common", "document"), ("http://exslt.org/functions", "result")];

pub(super) fn element_available<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let name = call.text(0)?;
    let (uri, local) = qname::expand(call, &name, true)?;
    if uri == Atom::XSLT_NAMESPACE {
        return Ok(Value::Boolean(XSLT.contains(&local)));
    }
    let namespace = call.run.store.names.text(uri);
    Ok(Value::Boolean(EXTENSIONS.contains(&(namespace, local))))
}

pub(super) fn function_available<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let name = call.text(0)?;
    let (uri, local) = qname::expand(call, &name, false)?;
    if uri.is_empty() {
        return Ok(Value::Boolean(parse::is_function(local)));
    }
    let names = &call.run.store.names;
    let declared = names.find_name(uri, local).is_some_and(|name| {
        call.run.program.functions.iter().any(|function| function.name == name)
    });
    let available = declared || exslt::find(names.text(uri), local).is_some();
    Ok(Value::Boolean(available))
}

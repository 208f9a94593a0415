//! `system-property()` (XSLT 1.0, section 12.4) and `unparsed-entity-uri()` (section 12.4).

use super::{Invocation, qname};
use crate::error::Result;
use crate::names::Atom;
use crate::value::{Text, Value};

/// The version is written as libxslt writes it; as a number it is 1.
pub(super) fn system_property<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let name = call.text(0)?;
    let (uri, local) = qname::expand(call, &name, false)?;
    let value = match local {
        "version" if uri == Atom::XSLT_NAMESPACE => "1.0",
        "vendor" if uri == Atom::XSLT_NAMESPACE => "Usher",
        _ => "",
    };
    Ok(Value::String(value.into()))
}

/// The address of the unparsed entity of that name in the context node's document; empty if there is none.
pub(super) fn unparsed_entity_uri<'r>(call: &Invocation<'_, 'r>) -> Result<Value<'r>> {
    let name = call.text(0)?;
    let entities = &call.run.document(call.focus.node).unparsed;
    let found = entities.iter().find(|(known, _)| **known == *name);
    Ok(Value::String(found.map_or_else(Text::default, |(_, address)| (**address).into())))
}

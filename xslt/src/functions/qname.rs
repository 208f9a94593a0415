//! Names that are given as strings while the transformation runs.

use super::Invocation;
use crate::error::{Result, TransformError};
use crate::names::{Atom, Name, XML_NAMESPACE};

/// The namespace and the local part of a `QName`. One without a prefix is in the default namespace only where
/// `with_default` says so.
pub(super) fn expand<'t>(
    call: &Invocation<'_, '_>,
    qname: &'t str,
    with_default: bool,
) -> Result<(Atom, &'t str)> {
    let (prefix, local) = qname.split_once(':').unwrap_or(("", qname));
    if prefix.is_empty() && !with_default {
        return Ok((Atom::EMPTY, local));
    }
    if prefix == "xml" {
        return Ok((call.run.store.names.atom(XML_NAMESPACE), local));
    }
    let namespaces = call.scope().map_or(&[][..], |scope| &scope.namespaces);
    match namespaces.iter().rev().find(|(known, _)| **known == *prefix) {
        Some((_, uri)) => Ok((*uri, local)),
        None if prefix.is_empty() => Ok((Atom::EMPTY, local)),
        None => Err(TransformError::dynamic(format!(
            "the prefix `{prefix}` of `{qname}` is not bound to a namespace"
        ))),
    }
}

/// The name of something that the stylesheet declares; none if nothing mentions such a name.
pub(super) fn declared(call: &Invocation<'_, '_>, qname: &str) -> Result<Option<Name>> {
    let (uri, local) = expand(call, qname, false)?;
    Ok(call.run.store.names.find_name(uri, local))
}

//! How names travel through `xrust` without becoming `xrust` names.
//!
//! `xrust` hands attributes on by name and value. Here the value carries the name with it, set off by characters that
//! XML does not allow and that therefore no text can contain; the name is then one fixed word.

use std::rc::Rc;

use super::NodeName;
use crate::xml::name::is_ncname;

/// Between the parts of a carried name.
pub(crate) const PART: char = '\u{1}';
/// Between a carried name and the value.
pub(crate) const VALUE: char = '\u{0}';
/// A local name: this is no attribute, but the name of the element it is put on.
pub(crate) const ELEMENT: &str = "\u{2}";
/// A local name: this is a namespace declaration; prefix and namespace are where they are in a name.
pub(crate) const DECLARATION: &str = "\u{3}";

/// What a carried attribute is for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Carried {
    Attribute(NodeName, String),
    Declaration(NodeName),
    ElementName(NodeName),
}

/// The first part of a carried value.
pub(crate) fn carry(prefix: &str, uri: Option<&str>, local: &str) -> String {
    format!("{prefix}{PART}{}{PART}{local}{VALUE}", uri.unwrap_or_default())
}

/// Undoes [`carry`]; an error says what is wrong with a name that was computed.
pub(crate) fn unpack(carried: &str) -> Result<Carried, String> {
    let broken = || "an attribute has lost its name".to_owned();
    let (name, value) = carried.split_once(VALUE).ok_or_else(broken)?;
    let mut parts = name.splitn(3, PART);
    let (prefix, uri, local) = (
        parts.next().ok_or_else(broken)?,
        parts.next().ok_or_else(broken)?,
        parts.next().ok_or_else(broken)?,
    );
    let uri = (!uri.is_empty()).then(|| Rc::from(uri));
    let named =
        |local: &str| NodeName { prefix: prefix.into(), uri: uri.clone(), local: local.into() };
    match local {
        DECLARATION => Ok(Carried::Declaration(named(""))),
        ELEMENT if is_ncname(value) => Ok(Carried::ElementName(named(value))),
        ELEMENT => Err(format!("`{value}` is not a name for an element")),
        _ if is_ncname(local) && local != "xmlns" => {
            Ok(Carried::Attribute(named(local), value.to_owned()))
        }
        _ => Err(format!("`{local}` is not a name for an attribute")),
    }
}

//! The names that `xrust` compares, kept for the life of the process.
//!
//! `xrust` interns names in a table whose entries are never used again once a name was dropped. Holding every name of
//! every stylesheet here keeps that table from growing each time a stylesheet is compiled.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use qualname::{NamespaceUri, NcName, QName};

/// Most names held. Stylesheets come from designers; this is far more than they write, and bounds the table.
const NAMES_MAX: usize = 20_000;

type Key = (Option<String>, String);

static NAMES: LazyLock<Mutex<HashMap<Key, QName>>> = LazyLock::new(Mutex::default);

/// The `xrust` name of a namespace and local name; nothing if it is no name, or if there are too many.
pub(crate) fn qname(uri: Option<&str>, local: &str) -> Option<QName> {
    let key = (uri.map(str::to_owned), local.to_owned());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(name) = names.get(&key) {
        return Some(name.clone());
    }
    if names.len() == NAMES_MAX {
        return None;
    }
    let uri = uri.map(NamespaceUri::try_from).transpose().ok()?;
    let name = QName::new_from_parts(NcName::try_from(local).ok()?, uri);
    names.insert(key, name.clone());
    Some(name)
}

/// The name of attributes whose own name no stylesheet mentions.
pub(crate) fn placeholder() -> Option<QName> {
    static PLACEHOLDER: LazyLock<Option<QName>> =
        LazyLock::new(|| qname(Some("urn:placeholder"), "attribute"));
    PLACEHOLDER.clone()
}

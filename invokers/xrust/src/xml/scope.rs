//! The namespace declarations in scope at an element.

use std::rc::Rc;

/// The namespace that `xml:` always stands for.
pub(crate) const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// Most declarations in scope at once; no document has a use for more, and each lookup is a search.
const DECLARATIONS_MAX: usize = 64;

/// Prefixes and namespaces in scope, and which of them this element itself declares.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    all: Rc<Vec<(Rc<str>, Rc<str>)>>,
}

impl Scope {
    pub(crate) fn declare(&mut self, prefix: &str, uri: &str) -> Result<(), String> {
        if prefix == "xmlns" || (prefix == "xml") != (uri == XML_NAMESPACE) {
            return Err(format!("the prefix `{prefix}` cannot be declared so"));
        }
        if uri.is_empty() && !prefix.is_empty() {
            return Err(format!("the prefix `{prefix}` is declared with an empty namespace"));
        }
        let all = Rc::make_mut(&mut self.all);
        all.retain(|(declared, _)| &**declared != prefix);
        if all.len() == DECLARATIONS_MAX {
            return Err(format!("more than {DECLARATIONS_MAX} namespaces are in scope"));
        }
        all.push((prefix.into(), uri.into()));
        Ok(())
    }

    /// The namespace of a prefix (of the default namespace if it is empty), or nothing; an error if it is not declared.
    pub(crate) fn uri(&self, prefix: &str) -> Result<Option<Rc<str>>, ()> {
        match self.all.iter().find(|(declared, _)| &**declared == prefix) {
            Some((_, uri)) if uri.is_empty() => Ok(None),
            Some((_, uri)) => Ok(Some(Rc::clone(uri))),
            None if prefix == "xml" => Ok(Some(XML_NAMESPACE.into())),
            None if prefix.is_empty() => Ok(None),
            None => Err(()),
        }
    }

    /// All declarations: prefix (empty for the default) and namespace (empty if it was undone).
    pub(crate) fn declarations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all.iter().map(|(prefix, uri)| (&**prefix, &**uri))
    }

    /// Whether this is the very scope of `other`, that is, nothing was declared between the two.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.all, &other.all)
    }
}

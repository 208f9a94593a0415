//! `xsl:namespace-alias` (XSLT 1.0, section 7.1.1).

use super::Map;
use super::sheet::{Attr, Markup};
use super::top::Declaration;
use crate::names::{Atom, Name, Names};
use crate::program::ResultName;
use crate::xml::SPACE;

/// For the namespaces of the stylesheet that stand for others: the prefix and namespace in the result.
#[derive(Debug, Default)]
pub(super) struct Aliases(Map<Atom, (Atom, Atom)>);

impl Aliases {
    /// Of the declarations, those of the lowest import precedence first; a later one wins.
    pub(super) fn new(declarations: &[Declaration<'_>]) -> Self {
        let mut aliases = Map::default();
        for Declaration { element, .. } in declarations {
            let side = |local: &str| Some(side(*element, element.attribute(local)?));
            let (Some(from), Some(to)) = (side("stylesheet-prefix"), side("result-prefix")) else {
                continue;
            };
            if let (Some((_, from)), Some(to)) = (from, to) {
                aliases.insert(from, to);
            }
        }
        Self(aliases)
    }

    /// What a namespace of the stylesheet stands for.
    pub(super) fn find(&self, uri: Atom) -> Option<(Atom, Atom)> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&uri).copied()
    }

    /// The name of a literal result element in the result.
    pub(super) fn element_name(&self, names: &Names<'_>, name: Name, prefix: Atom) -> ResultName {
        match self.find(names.uri(name)) {
            Some((prefix, uri)) => ResultName { name: names.name(uri, names.local(name)), prefix },
            None => ResultName { name, prefix },
        }
    }

    /// The name of one of its attributes; one without a prefix is in no namespace, and stays so.
    pub(super) fn attribute_name(&self, names: &Names<'_>, name: Name, prefix: Atom) -> ResultName {
        let uri = names.uri(name);
        match self.find(uri) {
            Some((alias, to)) if !uri.is_empty() => {
                // An attribute in a namespace needs a prefix, and none has no use for it.
                let prefix = if to.is_empty() {
                    Atom::EMPTY
                } else if alias.is_empty() {
                    prefix
                } else {
                    alias
                };
                ResultName { name: names.name(to, names.local(name)), prefix }
            }
            _ => ResultName { name, prefix },
        }
    }
}

/// The prefix and namespace that one of the attributes names.
fn side(element: Markup<'_>, attr: Attr<'_>) -> Option<(Atom, Atom)> {
    let word = attr.text.trim_matches(SPACE);
    let prefix = if word == "#default" { "" } else { word };
    if word.is_empty() {
        attr.fault(
            format!("`{}` needs a prefix", attr.written()),
            Some("`#default` is the default namespace".to_owned()),
        );
        return None;
    }
    let uri = element.prefix_namespace(attr, 0, prefix)?;
    Some((element.sheet.names.atom(prefix), uri))
}

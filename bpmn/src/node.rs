//! A process document as a tree, each node with the place of what it was made from.

use engine::process::document::Tree;

use crate::Place;

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// The XML element or attribute that it comes from; the start where it comes from none.
    pub(crate) place: Place,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Nothing,
    Text {
        value: String,
        /// Whether it stands without quotation marks: what is read as a number must.
        plain: bool,
    },
    List(Vec<Node>),
    Mapping(Entries),
}

/// What a mapping holds, in order.
pub(crate) type Entries = Vec<(String, Node)>;

impl Node {
    pub(crate) fn text(place: Place, value: impl Into<String>) -> Self {
        Self { place, kind: Kind::Text { value: value.into(), plain: true } }
    }

    pub(crate) const fn list(place: Place, nodes: Vec<Self>) -> Self {
        Self { place, kind: Kind::List(nodes) }
    }

    pub(crate) const fn mapping(place: Place, entries: Entries) -> Self {
        Self { place, kind: Kind::Mapping(entries) }
    }

    /// What it says, if it is a text.
    pub(crate) const fn value(&self) -> Option<&String> {
        match &self.kind {
            Kind::Text { value, .. } => Some(value),
            Kind::Nothing | Kind::List(_) | Kind::Mapping(_) => None,
        }
    }

    /// What it holds, if it is a mapping.
    pub(crate) fn into_entries(self) -> Entries {
        match self.kind {
            Kind::Mapping(entries) => entries,
            Kind::Nothing | Kind::Text { .. } | Kind::List(_) => Vec::new(),
        }
    }

    /// The nodes of a list; of anything else, itself.
    pub(crate) fn into_list(self) -> Vec<Self> {
        match self.kind {
            Kind::List(nodes) => nodes,
            Kind::Nothing | Kind::Text { .. } | Kind::Mapping(_) => vec![self],
        }
    }
}

impl From<Tree> for Node {
    fn from(tree: Tree) -> Self {
        let kind = match tree {
            Tree::Nothing => Kind::Nothing,
            Tree::Text { value, plain } => Kind::Text { value, plain },
            Tree::List(nodes) => Kind::List(nodes.into_iter().map(Self::from).collect()),
            Tree::Mapping(entries) => {
                Kind::Mapping(entries.into_iter().map(|(key, tree)| (key, tree.into())).collect())
            }
        };
        Self { place: Place::START, kind }
    }
}

/// Takes an entry out of a mapping.
pub(crate) fn take(entries: &mut Entries, key: &str) -> Option<Node> {
    let at = entries.iter().position(|(other, _)| other == key)?;
    Some(entries.remove(at).1)
}

/// Takes a text out of a mapping.
pub(crate) fn take_text(entries: &mut Entries, key: &str) -> Option<String> {
    take(entries, key).and_then(|node| node.value().cloned())
}

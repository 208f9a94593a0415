//! Node tests (`XPath` 1.0, section 2.3).

use crate::names::Atom;
use crate::run::Run;
use crate::tree::{Kind, Node, NodeData, usize_of};
use crate::xpath::{Axis, NodeTest};

/// The kind that a name stands for on an axis.
pub(super) const fn principal(axis: Axis) -> Kind {
    match axis {
        Axis::Attribute => Kind::Attribute,
        Axis::Namespace => Kind::Namespace,
        Axis::Ancestor
        | Axis::AncestorOrSelf
        | Axis::Child
        | Axis::Descendant
        | Axis::DescendantOrSelf
        | Axis::Following
        | Axis::FollowingSibling
        | Axis::Parent
        | Axis::Preceding
        | Axis::PrecedingSibling
        | Axis::SelfNode => Kind::Element,
    }
}

impl Run<'_> {
    /// Whether a stored node passes; `principal` is the kind that names stand for.
    #[inline]
    pub(super) fn accepts(&self, test: NodeTest, principal: Kind, data: &NodeData) -> bool {
        match test {
            NodeTest::Name(name) => data.name == name && data.kind == principal,
            NodeTest::Any => data.kind == principal,
            NodeTest::Node => true,
            NodeTest::Text => data.kind == Kind::Text,
            NodeTest::Comment => data.kind == Kind::Comment,
            NodeTest::ProcessingInstruction(None) => data.kind == Kind::ProcessingInstruction,
            NodeTest::ProcessingInstruction(Some(target)) => {
                data.name == target && data.kind == Kind::ProcessingInstruction
            }
            NodeTest::Namespace(uri) => {
                data.kind == principal && self.store.names.uri(data.name) == uri
            }
        }
    }

    /// Whether a namespace node passes. Its name is its prefix, in no namespace (section 5.4).
    pub(super) fn accepts_namespace(&self, test: NodeTest, principal: Kind, node: Node) -> bool {
        match test {
            NodeTest::Node => true,
            NodeTest::Any => principal == Kind::Namespace,
            NodeTest::Namespace(uri) => principal == Kind::Namespace && uri.is_empty(),
            NodeTest::Name(name) => {
                let names = &self.store.names;
                principal == Kind::Namespace
                    && names.uri(name).is_empty()
                    && names.text(self.namespace_node(node).0) == names.local(name)
            }
            NodeTest::Text | NodeTest::Comment | NodeTest::ProcessingInstruction(_) => false,
        }
    }

    /// Prefix and namespace of a namespace node.
    pub(super) fn namespace_node(&self, node: Node) -> (Atom, Atom) {
        let place = usize_of(node.namespace).wrapping_sub(1);
        self.namespaces(node).get(place).copied().unwrap_or((Atom::EMPTY, Atom::EMPTY))
    }
}

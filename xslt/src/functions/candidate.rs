//! Rejecting nodes before a pattern is tried on them.

use crate::tree::{Kind, NodeData};
use crate::xpath::{Anchor, NodeTest, Pattern};

/// Whether a pattern's last step allows such a node at all. It looks at the kind and the name only, so it is cheap, and
/// most nodes fail it.
pub(crate) fn may_match(pattern: &Pattern, data: &NodeData) -> bool {
    let Some(step) = pattern.steps.first() else {
        return data.kind == Kind::Root || matches!(pattern.anchor, Anchor::Nodes { .. });
    };
    let principal = match data.kind {
        Kind::Root | Kind::Namespace => return false,
        Kind::Attribute | Kind::Element => true,
        Kind::Text | Kind::Comment | Kind::ProcessingInstruction => false,
    };
    if step.attribute != (data.kind == Kind::Attribute) {
        return false;
    }
    match step.test {
        NodeTest::Node => true,
        NodeTest::Text => data.kind == Kind::Text,
        NodeTest::Comment => data.kind == Kind::Comment,
        NodeTest::ProcessingInstruction(None) => data.kind == Kind::ProcessingInstruction,
        NodeTest::ProcessingInstruction(Some(target)) => {
            data.kind == Kind::ProcessingInstruction && data.name == target
        }
        NodeTest::Any | NodeTest::Namespace(_) => principal,
        NodeTest::Name(name) => principal && data.name == name,
    }
}

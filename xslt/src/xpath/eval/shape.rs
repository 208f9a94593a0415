//! What the axes make of order and uniqueness (`XPath` 1.0, sections 2.1 and 2.2).

use crate::xpath::Axis;

/// What is known of nodes before they are there. Each of them comes once.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// There is at most one.
    pub(super) is_single: bool,
    /// They come in document order.
    pub(super) is_sorted: bool,
    /// None is below another.
    pub(super) is_flat: bool,
}

impl Shape {
    pub(super) const SINGLE: Self = Self { is_single: true, is_sorted: true, is_flat: true };

    /// The shape after a step; nothing if it may reach nodes twice.
    pub(super) const fn after(self, axis: Axis) -> Option<Self> {
        let Self { is_single, is_sorted, is_flat } = self;
        Some(match axis {
            Axis::SelfNode => self,
            Axis::Child => Self { is_single: false, is_sorted: is_sorted && is_flat, is_flat },
            Axis::Attribute | Axis::Namespace => {
                Self { is_single: false, is_sorted, is_flat: true }
            }
            Axis::Descendant | Axis::DescendantOrSelf if is_flat => {
                Self { is_single: false, is_sorted, is_flat: false }
            }
            Axis::Parent if is_single => self,
            Axis::FollowingSibling if is_single => {
                Self { is_single: false, is_sorted: true, is_flat: true }
            }
            Axis::PrecedingSibling if is_single => {
                Self { is_single: false, is_sorted: false, is_flat: true }
            }
            Axis::Following if is_single => {
                Self { is_single: false, is_sorted: true, is_flat: false }
            }
            Axis::Ancestor | Axis::AncestorOrSelf | Axis::Preceding if is_single => {
                Self { is_single: false, is_sorted: false, is_flat: false }
            }
            Axis::Ancestor
            | Axis::AncestorOrSelf
            | Axis::Descendant
            | Axis::DescendantOrSelf
            | Axis::Following
            | Axis::FollowingSibling
            | Axis::Parent
            | Axis::Preceding
            | Axis::PrecedingSibling => return None,
        })
    }
}

//! The axes of `XPath` 1.0 (section 2.2) over the nodes of one document.

use std::ops::Range;

use super::{Document, Kind, NodeData, usize_of};
use crate::xpath::Axis;

impl Document {
    /// Visits the stored nodes on an axis of a stored node, in the order of the axis, until `visit` fails. There are none
    /// on the namespace axis: its nodes are not stored.
    #[inline]
    pub(crate) fn walk<E>(
        &self,
        axis: Axis,
        index: u32,
        mut visit: impl FnMut(u32, &NodeData) -> Result<(), E>,
    ) -> Result<(), E> {
        match axis {
            Axis::Child => match self.first_child(index) {
                Some(first) => self.walk_siblings(first, self.end(index), visit),
                None => Ok(()),
            },
            Axis::Attribute => match self.kind(index) {
                Kind::Element => self
                    .stored(self.attributes(index))
                    .try_for_each(|(attribute, data)| visit(attribute, data)),
                Kind::Root
                | Kind::Attribute
                | Kind::Namespace
                | Kind::Text
                | Kind::Comment
                | Kind::ProcessingInstruction => Ok(()),
            },
            Axis::SelfNode => visit(index, self.data(index)),
            Axis::Descendant => self.walk_range(index + 1..self.end(index), visit),
            Axis::DescendantOrSelf => {
                visit(index, self.data(index))?;
                self.walk_range(index + 1..self.end(index), visit)
            }
            Axis::Parent => match self.parent(index) {
                Some(parent) => visit(parent, self.data(parent)),
                None => Ok(()),
            },
            Axis::Ancestor => self.walk_up(self.parent(index), visit),
            Axis::AncestorOrSelf => self.walk_up(Some(index), visit),
            Axis::FollowingSibling => match self.next_sibling(index) {
                Some(next) => self.walk_siblings(next, self.end(self.data(index).parent), visit),
                None => Ok(()),
            },
            Axis::PrecedingSibling => {
                let mut at = index;
                while let Some(previous) = self.previous_sibling(at) {
                    visit(previous, self.data(previous))?;
                    at = previous;
                }
                Ok(())
            }
            // What follows an attribute are the children of its element, and then what follows the element.
            Axis::Following => self.walk_range(self.end(index)..self.end(0), visit),
            Axis::Preceding => self.walk_back(index, visit),
            Axis::Namespace => Ok(()),
        }
    }

    fn stored(&self, range: Range<u32>) -> impl Iterator<Item = (u32, &NodeData)> {
        let nodes = self.nodes.get(usize_of(range.start)..usize_of(range.end)).unwrap_or_default();
        range.zip(nodes)
    }

    /// The nodes of a range without the attributes.
    #[inline]
    fn walk_range<E>(
        &self,
        range: Range<u32>,
        mut visit: impl FnMut(u32, &NodeData) -> Result<(), E>,
    ) -> Result<(), E> {
        for (index, data) in self.stored(range) {
            if data.kind != Kind::Attribute {
                visit(index, data)?;
            }
        }
        Ok(())
    }

    /// A node and its siblings after it, up to where their parent ends.
    #[inline]
    fn walk_siblings<E>(
        &self,
        first: u32,
        end: u32,
        mut visit: impl FnMut(u32, &NodeData) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut index = first;
        while index < end {
            let data = self.data(index);
            visit(index, data)?;
            index = if data.kind == Kind::Element { data.a } else { index + 1 };
        }
        Ok(())
    }

    #[inline]
    fn walk_up<E>(
        &self,
        from: Option<u32>,
        mut visit: impl FnMut(u32, &NodeData) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut at = from;
        while let Some(index) = at {
            visit(index, self.data(index))?;
            at = self.parent(index);
        }
        Ok(())
    }

    /// All nodes before, from the nearest on, without attributes and ancestors.
    #[inline]
    fn walk_back<E>(
        &self,
        index: u32,
        mut visit: impl FnMut(u32, &NodeData) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut ancestor = self.data(index).parent;
        // The root is an ancestor of all.
        for before in (1..index).rev() {
            let data = self.data(before);
            if before == ancestor {
                ancestor = data.parent;
            } else if data.kind != Kind::Attribute {
                visit(before, data)?;
            }
        }
        Ok(())
    }
}

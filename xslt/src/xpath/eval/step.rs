//! One step of a path from one node (`XPath` 1.0, section 2.1).

use super::node_test::principal;
use crate::error::{Result, TransformError};
use crate::run::{Focus, Run};
use crate::tree::Node;
use crate::xpath::{Axis, NodeTest, Predicate, Step};

/// Why a walk over nodes ended early.
pub(super) enum Stop {
    /// Whoever takes the nodes needs no more.
    Enough,
    Failed(TransformError),
}

impl From<TransformError> for Stop {
    fn from(error: TransformError) -> Self {
        Self::Failed(error)
    }
}

/// How a walk over nodes ends.
pub(super) type Walk = std::result::Result<(), Stop>;

/// Takes nodes.
pub(super) type Sink<'s> = &'s mut dyn FnMut(Node) -> Walk;

/// That there were enough nodes is no failure.
pub(super) fn finished(walk: Walk) -> Result<()> {
    match walk {
        Ok(()) | Err(Stop::Enough) => Ok(()),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Most predicates of a step that are looked at while its nodes come.
const MOST_COUNTS: usize = 4;

impl<'r> Run<'r> {
    /// Gives the nodes of a step from one node, in the order of the axis.
    pub(super) fn step(
        &self,
        step: &'r Step,
        node: Node,
        focus: &Focus<'_, 'r>,
        sink: Sink<'_>,
    ) -> Walk {
        let Step { axis, test, predicates } = step;
        match &**predicates {
            [] => self.candidates(*axis, *test, node, sink),
            [Predicate::Last] => {
                let mut last = None;
                self.candidates(*axis, *test, node, |node| {
                    last = Some(node);
                    Ok(())
                })?;
                last.map_or(Ok(()), sink)
            }
            predicates if predicates.len() <= MOST_COUNTS && predicates.iter().all(is_prompt) => {
                self.prompt_step(step, node, focus, sink)
            }
            predicates => {
                let mut nodes = Vec::new();
                self.candidates(*axis, *test, node, |node| {
                    nodes.push(node);
                    Ok(())
                })?;
                self.filter(&mut nodes, predicates, focus)?;
                nodes.into_iter().try_for_each(sink)
            }
        }
    }

    /// Likewise, with predicates that need not know how many nodes there are.
    fn prompt_step(
        &self,
        step: &'r Step,
        node: Node,
        focus: &Focus<'_, 'r>,
        sink: Sink<'_>,
    ) -> Walk {
        let mut counts = [0_u32; MOST_COUNTS];
        let mut is_exhausted = false;
        let walk = self.candidates(step.axis, step.test, node, |node| {
            // Whether no node after this one can have the position that is asked for.
            let mut is_last = false;
            for (predicate, count) in step.predicates.iter().zip(&mut counts) {
                let holds = match predicate {
                    Predicate::Position(wanted) => {
                        *count += 1;
                        is_last |= count == wanted;
                        count == wanted
                    }
                    Predicate::Truth { expr, .. } => self.holds(expr, node, (1, 1), focus)?,
                    Predicate::Never | Predicate::Last | Predicate::Any(_) => false,
                };
                if !holds && is_last {
                    is_exhausted = true;
                    return Err(Stop::Enough);
                }
                if !holds {
                    return Ok(());
                }
            }
            sink(node)?;
            if is_last {
                is_exhausted = true;
                return Err(Stop::Enough);
            }
            Ok(())
        });
        match walk {
            Err(Stop::Enough) if is_exhausted => Ok(()),
            walk => walk,
        }
    }

    /// The nodes on an axis that pass the test, in the order of the axis.
    #[inline]
    pub(super) fn candidates(
        &self,
        axis: Axis,
        test: NodeTest,
        node: Node,
        mut visit: impl FnMut(Node) -> Walk,
    ) -> Walk {
        if node.namespace != 0 || axis == Axis::Namespace {
            return self.namespace_candidates(axis, test, node, &mut visit);
        }
        let document = self.document(node);
        if let (Axis::Attribute, NodeTest::Name(name)) = (axis, test) {
            self.tick(1)?;
            let attribute = document.attribute(node.index, name);
            return attribute.map_or(Ok(()), |index| visit(Node { index, ..node }));
        }
        let principal = principal(axis);
        if let NodeTest::Name(name) = test {
            // Most nodes have other names: they are counted together.
            let mut n_passed = 0;
            document.walk(axis, node.index, |index, data| {
                n_passed += 1;
                if data.name != name || data.kind != principal {
                    return Ok(());
                }
                self.tick(std::mem::take(&mut n_passed))?;
                visit(Node { index, ..node })
            })?;
            return Ok(self.tick(n_passed)?);
        }
        document.walk(axis, node.index, |index, data| {
            self.tick(1)?;
            if self.accepts(test, principal, data) { visit(Node { index, ..node }) } else { Ok(()) }
        })
    }

    /// Likewise where namespace nodes are concerned: from one of them, or to them.
    fn namespace_candidates(
        &self,
        axis: Axis,
        test: NodeTest,
        node: Node,
        visit: &mut dyn FnMut(Node) -> Walk,
    ) -> Walk {
        let document = self.document(node);
        let element = Node { namespace: 0, ..node };
        let is_namespace_node = node.namespace != 0;
        let or_self =
            matches!(axis, Axis::SelfNode | Axis::AncestorOrSelf | Axis::DescendantOrSelf);
        if or_self && self.accepts_namespace(test, principal(axis), node) {
            self.tick(1)?;
            visit(node)?;
        }
        match axis {
            Axis::Namespace if !is_namespace_node => {
                if document.kind(node.index) != crate::tree::Kind::Element {
                    return Ok(());
                }
                let n_namespaces = self.namespaces(node).len();
                for namespace in 1..=u32::try_from(n_namespaces).unwrap_or(u32::MAX) {
                    self.tick(1)?;
                    let node = Node { namespace, ..node };
                    if self.accepts_namespace(test, principal(axis), node) {
                        visit(node)?;
                    }
                }
                Ok(())
            }
            Axis::Parent => self.stored_candidates(Axis::SelfNode, test, element, visit),
            Axis::Ancestor | Axis::AncestorOrSelf => {
                self.stored_candidates(Axis::AncestorOrSelf, test, element, visit)
            }
            Axis::Preceding => self.stored_candidates(axis, test, element, visit),
            // The children of its element come after a namespace node, and are not below it.
            Axis::Following => {
                self.stored_candidates(Axis::Descendant, test, element, visit)?;
                self.stored_candidates(axis, test, element, visit)
            }
            Axis::Attribute
            | Axis::Child
            | Axis::Descendant
            | Axis::DescendantOrSelf
            | Axis::FollowingSibling
            | Axis::Namespace
            | Axis::PrecedingSibling
            | Axis::SelfNode => Ok(()),
        }
    }

    fn stored_candidates(
        &self,
        axis: Axis,
        test: NodeTest,
        element: Node,
        visit: &mut dyn FnMut(Node) -> Walk,
    ) -> Walk {
        self.document(element).walk(axis, element.index, |index, data| {
            self.tick(1)?;
            if self.accepts(test, principal(axis), data) {
                visit(Node { index, ..element })
            } else {
                Ok(())
            }
        })
    }
}

/// Whether it can be decided for a node before it is known how many there are.
fn is_prompt(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Position(_) | Predicate::Never => true,
        Predicate::Truth { positional, .. } => !positional,
        Predicate::Last | Predicate::Any(_) => false,
    }
}

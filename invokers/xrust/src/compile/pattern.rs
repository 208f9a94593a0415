//! Patterns: which nodes a template is for.
//!
//! A pattern becomes an expression that is asked of the node itself, from its last step backwards.

use xrust::pattern::{Branch, Pattern, Step as PatternStep};
use xrust::transform::{Axis as XAxis, KindTest, NameTest, NodeTest, Transform};

use super::expr::Place;
use crate::emit::{self, T};
use crate::tree::XNode;
use crate::xpath::{Axis, ExprFault, From, Path, Step, Test};

/// A pattern and its default priority (XSLT 1.0, section 5.5).
pub(super) struct Compiled {
    pub(super) pattern: Pattern<XNode>,
    pub(super) priority: f64,
}

impl Place<'_> {
    pub(super) fn pattern(&mut self, path: &Path, offset: usize) -> Result<Compiled, ExprFault> {
        let absolute = matches!(path.from, From::Root);
        let Some(last) = path.steps.last() else {
            return Ok(Compiled {
                pattern: simple(&[kind_test(KindTest::Document)]),
                priority: 0.5,
            });
        };
        if path.steps.len() == 1 && !absolute && last.predicates.is_empty() {
            let priority = if matches!(last.test, Test::Name(..)) { 0.0 } else { -0.5 };
            return Ok(Compiled { pattern: self.single(last)?, priority });
        }
        let mut parts = Vec::new();
        let mut up = XAxis::SelfAxis;
        for step in path.steps.iter().rev() {
            if step.axis == Axis::DescendantOrSelf
                && step.test == Test::Node
                && step.predicates.is_empty()
            {
                up = XAxis::Ancestor;
                continue;
            }
            parts.extend(self.pattern_step(step, up)?);
            up = XAxis::Parent;
        }
        if absolute && up == XAxis::Parent {
            parts.push(emit::kind(up, KindTest::Document));
        }
        if parts.is_empty() {
            return Err(ExprFault::new(offset, "this is not a pattern"));
        }
        Ok(Compiled { pattern: Pattern::Predicate(Transform::Compose(parts)), priority: 0.5 })
    }

    /// A single step is tested without an evaluation.
    fn single(&mut self, step: &Step) -> Result<Pattern<XNode>, ExprFault> {
        let principal = principal(step)?;
        Ok(match &step.test {
            Test::Name(prefix, local) => {
                let name = self.name(prefix, local, step.offset)?;
                simple(&[kind_test(principal), NodeTest::Name(NameTest::Name(name))])
            }
            Test::Any => simple(&[kind_test(principal)]),
            Test::Text => simple(&[kind_test(KindTest::Text)]),
            Test::Comment => simple(&[kind_test(KindTest::Comment)]),
            Test::Node if step.axis == Axis::Attribute => simple(&[kind_test(KindTest::Attribute)]),
            Test::Node => Pattern::Selection(Branch::Union(
                [KindTest::Element, KindTest::Text, KindTest::Comment]
                    .map(|kind| branch(&kind_test(kind)))
                    .into(),
            )),
        })
    }

    /// A step as seen from below: the node itself, its parent, or any of its ancestors.
    fn pattern_step(&mut self, step: &Step, up: XAxis) -> Result<Vec<T>, ExprFault> {
        let principal = principal(step)?;
        let mut parts = match &step.test {
            Test::Name(prefix, local) => {
                let name = self.name(prefix, local, step.offset)?;
                vec![emit::kind(up, principal), emit::named(XAxis::SelfAxis, name)]
            }
            Test::Any => vec![emit::kind(up, principal)],
            Test::Text => vec![emit::kind(up, KindTest::Text)],
            Test::Comment => vec![emit::kind(up, KindTest::Comment)],
            Test::Node if step.axis == Axis::Attribute => vec![emit::kind(up, KindTest::Attribute)],
            Test::Node => {
                let kinds = [KindTest::Element, KindTest::Text, KindTest::Comment];
                let is = kinds.map(|kind| emit::kind(XAxis::SelfAxis, kind)).into();
                vec![emit::kind(up, KindTest::Any), emit::filter(Transform::Or(is))]
            }
        };
        for predicate in &step.predicates {
            let (compiled, positional) = self.predicate(predicate)?;
            if positional {
                return Err(ExprFault::new(predicate.offset, "a position in a pattern is not supported")
                    .help("match the element alone, and choose in the template by `count(preceding-sibling::Item) = 0`"));
            }
            parts.push(emit::filter(compiled));
        }
        Ok(parts)
    }
}

fn principal(step: &Step) -> Result<KindTest, ExprFault> {
    if step.axis == Axis::Child {
        Ok(KindTest::Element)
    } else if step.axis == Axis::Attribute {
        Ok(KindTest::Attribute)
    } else {
        Err(ExprFault::new(step.offset, "a pattern has only child elements and attributes").help(
            "match the element alone, and choose in the template by `xsl:if` or `xsl:choose`",
        ))
    }
}

fn kind_test(kind: KindTest) -> NodeTest {
    NodeTest::Kind(kind)
}

fn branch(test: &NodeTest) -> Branch {
    Branch::SingleStep(PatternStep::new(XAxis::SelfAxis, XAxis::SelfAxis, test.clone()))
}

/// All tests on the node itself.
pub(super) fn simple(tests: &[NodeTest]) -> Pattern<XNode> {
    Pattern::Selection(Branch::RelPath(tests.iter().map(branch).collect()))
}

/// Any node at all.
pub(super) fn any() -> Pattern<XNode> {
    simple(&[NodeTest::Kind(KindTest::Any)])
}

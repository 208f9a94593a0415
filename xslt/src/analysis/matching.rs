//! Which nodes of a path a pattern matches.

use super::path::{Nodes, SourcePath, Test};
use super::{Analyzer, Context, Purpose};
use crate::program::Place;
use crate::xpath::{Anchor, Axis, NodeTest, Pattern, PatternStep};

/// The most steps of a pattern that are looked at; people write three.
const STEPS_MAX: usize = 32;

impl<'p> Analyzer<'p> {
    /// The part of a path's nodes that may match a pattern, and whether those are all of them.
    pub(crate) fn matching(
        &mut self,
        path: &SourcePath,
        pattern: &'p Pattern,
        place: Place,
    ) -> (Nodes, bool) {
        self.charge(path.steps.len());
        let matched = self.matching_from(path, pattern, 0, place);
        if matched.is_empty() {
            return (Nodes::default(), false);
        }
        self.anchor_is_read(pattern, place);
        let is_plain = |step: &PatternStep| {
            step.predicates.is_empty()
                && !matches!(step.test, NodeTest::ProcessingInstruction(Some(_)))
        };
        let all = matched.len() == 1
            && matched.first() == Some(path)
            && pattern.steps.iter().all(is_plain)
            && path.steps.last().is_none_or(|last| !last.descendant || pattern.steps.len() == 1)
            && match pattern.anchor {
                Anchor::Anywhere => pattern.steps.len() == 1,
                // From the root on, every step is that of the path.
                Anchor::Root { ancestor } => {
                    !ancestor
                        && path.steps.len() == pattern.steps.len()
                        && path.steps.iter().all(|step| !step.descendant)
                }
                Anchor::Nodes { .. } => false,
            };
        let mut nodes = Nodes::default();
        for path in matched {
            nodes.add(&Nodes::of(path));
        }
        (nodes, all)
    }

    /// The same from the n-th step of the pattern on, counted from its end.
    fn matching_from(
        &mut self,
        path: &SourcePath,
        pattern: &'p Pattern,
        nth: usize,
        place: Place,
    ) -> Vec<SourcePath> {
        if nth == STEPS_MAX {
            self.unknown(place, "a pattern of very many steps");
        }
        if nth >= STEPS_MAX || self.spend() {
            return vec![SourcePath { exact: false, ..path.clone() }];
        }
        let Some(step) = pattern.steps.get(nth) else {
            let may = match pattern.anchor {
                Anchor::Root { ancestor: false } => path.steps.is_empty(),
                Anchor::Root { ancestor: true } | Anchor::Anywhere | Anchor::Nodes { .. } => true,
            };
            return if may { vec![path.clone()] } else { Vec::new() };
        };
        let Some(matched) = path.narrowed(test_of(step), self.names) else { return Vec::new() };
        if matched.steps.is_empty() {
            return Vec::new();
        }
        let matched = self.step_predicates(matched, step, place);
        let Some(last) = matched.last().cloned() else { return Vec::new() };
        let is_first = nth + 1 == pattern.steps.len();
        let descendant = match pattern.anchor {
            Anchor::Anywhere if is_first => return vec![matched],
            Anchor::Root { ancestor } | Anchor::Nodes { ancestor, .. } if is_first => ancestor,
            Anchor::Anywhere | Anchor::Root { .. } | Anchor::Nodes { .. } => step.descendant,
        };
        if descendant {
            let above = matched.ancestors();
            let may = above
                .iter()
                .filter(|above| !self.matching_from(above, pattern, nth + 1, place).is_empty())
                .count()
                > 0;
            return if may { vec![SourcePath { exact: false, ..matched }] } else { Vec::new() };
        }
        let parents: Vec<SourcePath> = matched
            .above()
            .iter()
            .flat_map(|parent| self.matching_from(parent, pattern, nth + 1, place))
            .collect();
        let below = |parent: &SourcePath| {
            let mut path = parent.below(false, last.test)?;
            path.exact &= matched.exact && !last.descendant;
            if let Some(end) = path.steps.last_mut() {
                end.conditions.clone_from(&last.conditions);
            }
            Some(path)
        };
        parents.iter().filter_map(below).collect()
    }

    /// The nodes behind the predicates of a step, which look at whatever they need.
    fn step_predicates(
        &mut self,
        path: SourcePath,
        step: &'p PatternStep,
        place: Place,
    ) -> SourcePath {
        let nodes = Nodes::of(path.clone());
        let context = Context::new(nodes.clone(), 0, place);
        // A position counts among all children of the parent that pass the test.
        if step.predicates.iter().any(crate::xpath::Predicate::is_positional) {
            let beside = nodes.step(Axis::FollowingSibling, step.test, self.names);
            self.predicates(beside, &step.predicates, &context);
        }
        let nodes = self.predicates(nodes, &step.predicates, &context);
        nodes.paths.into_iter().next().unwrap_or(path)
    }

    /// Whatever a pattern looks at, wherever that is.
    pub(crate) fn pattern_is_read(&mut self, pattern: &'p Pattern, place: Place) {
        if pattern.steps.iter().any(|step| !step.predicates.is_empty()) {
            let context = Context::new(Nodes::other(), 0, place);
            self.pattern(pattern, &context);
        }
        self.anchor_is_read(pattern, place);
    }

    fn anchor_is_read(&mut self, pattern: &'p Pattern, place: Place) {
        if let Anchor::Nodes { call, .. } = &pattern.anchor {
            let context = Context::new(Nodes::root(), 0, place);
            self.used(call, Purpose::Existence, &context);
        }
    }
}

fn test_of(step: &PatternStep) -> Test {
    Test::of(if step.attribute { Axis::Attribute } else { Axis::Child }, step.test)
}

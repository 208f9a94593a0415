//! Template rules on paths.

use std::collections::BTreeMap;

use super::path::{Nodes, SourcePath, Test};
use super::result::{Fragment, Part};
use super::{Analyzer, Context, Purpose};
use crate::names::Name;
use crate::program::{Mode, Place};
use crate::xpath::{Anchor, NodeTest, Pattern, PatternStep};

impl<'p> Analyzer<'p> {
    /// Applies the templates of a mode; what they write.
    pub(crate) fn apply(
        &mut self,
        nodes: &Nodes,
        mode: u32,
        params: &BTreeMap<Name, Nodes>,
    ) -> Fragment {
        let mut result = Fragment::default();
        let program = self.program;
        let Some(rules) = program.modes.get(usize::try_from(mode).unwrap_or(usize::MAX)) else {
            return result;
        };
        if nodes.unknown || nodes.other || !nodes.fragment.is_empty() {
            // Nodes of other documents or of fragments meet any rule, with nothing of the source to read.
            for rule in &rules.rules {
                result.add(&self.enter(rule.template, &Nodes::other(), params));
            }
            result.add(&Fragment::of(Part::Text));
        }
        let mut queue: Vec<SourcePath> = nodes.paths.iter().cloned().collect();
        let mut seen = nodes.paths.clone();
        while let Some(path) = queue.pop() {
            if self.spend() {
                break;
            }
            if self.apply_one(&path, rules, params, &mut result) {
                continue;
            }
            // The built-in rules: elements pass on to their children, text and attributes are written.
            match path.last().map(|last| last.test) {
                Some(
                    Test::Text | Test::Attribute(_) | Test::AttributeIn(_) | Test::AnyAttribute,
                ) => {
                    self.read(&Nodes::of(path), Purpose::Text, Place::default());
                    result.add(&Fragment::of(Part::Text));
                }
                Some(Test::Comment | Test::ProcessingInstruction | Test::Namespace) => {}
                None
                | Some(Test::Node | Test::Element(_) | Test::ElementIn(_) | Test::AnyElement) => {
                    if path.last().is_some_and(|last| last.test == Test::Node) {
                        let text = path.narrowed(Test::Text, self.names);
                        queue.extend(text.filter(|path| seen.insert(path.clone())));
                    }
                    for test in [Test::AnyElement, Test::Text] {
                        let child = path.below(false, test);
                        queue.extend(child.filter(|path| seen.insert(path.clone())));
                    }
                }
            }
        }
        result
    }

    /// Enters the rules that may match nodes of a path; whether one of them matches them all.
    fn apply_one(
        &mut self,
        path: &SourcePath,
        mode: &'p Mode,
        params: &BTreeMap<Name, Nodes>,
        result: &mut Fragment,
    ) -> bool {
        for rule in &mode.rules {
            if let Some((matched, all)) = self.matching(path, &rule.pattern) {
                result.add(&self.enter(rule.template, &Nodes::of(matched), params));
                if all {
                    return true;
                }
            }
        }
        false
    }

    /// The part of a path's nodes that may match a pattern, and whether those are all of them.
    fn matching(&mut self, path: &SourcePath, pattern: &'p Pattern) -> Option<(SourcePath, bool)> {
        let Some(step) = pattern.steps.first() else {
            return match pattern.anchor {
                Anchor::Root { ancestor: false } => {
                    path.steps.is_empty().then(|| (path.clone(), true))
                }
                Anchor::Root { .. } | Anchor::Anywhere | Anchor::Nodes { .. } => {
                    Some((path.clone(), false))
                }
            };
        };
        let wanted = test_of(step);
        let last = path.last()?;
        let matched = path.narrowed(wanted, self.names)?;
        let narrowed = matched.last().is_some_and(|now| now.test != last.test);
        let is_simple = pattern.steps.len() == 1 && matches!(pattern.anchor, Anchor::Anywhere);
        if !self.parents_may_match(path, pattern) {
            return None;
        }
        let context = Context::new(Nodes::of(matched.clone()), 0, Place::default());
        let nodes = self.predicates(Nodes::of(matched), &step.predicates, &context);
        let mut matched = nodes.paths.into_iter().next()?;
        // What has further up to hold is not said by the path.
        matched.exact &= is_simple || !narrowed;
        Some((matched, is_simple && !narrowed && step.predicates.is_empty()))
    }

    /// Whether the names above do not speak against a pattern.
    fn parents_may_match(&self, path: &SourcePath, pattern: &Pattern) -> bool {
        let above =
            path.steps.split_last().filter(|(last, _)| !last.descendant).map(|(_, above)| above);
        let Some(above) = above else { return true };
        match (pattern.steps.first(), pattern.steps.get(1)) {
            (Some(step), Some(parent)) if !step.descendant => above
                .last()
                .is_none_or(|last| last.test.both(test_of(parent), self.names).is_some()),
            (Some(_), None) if matches!(pattern.anchor, Anchor::Root { ancestor: false }) => {
                above.is_empty()
            }
            _ => true,
        }
    }

    /// Enters a template at nodes; what it writes, as far as that is known in this round.
    pub(crate) fn enter(
        &mut self,
        template: u32,
        nodes: &Nodes,
        params: &BTreeMap<Name, Nodes>,
    ) -> Fragment {
        let is_new = !self.templates.contains_key(&template);
        let visit = self.templates.entry(template).or_default();
        let mut changed = is_new | visit.nodes.add(nodes);
        for (name, value) in params {
            changed |= visit.params.entry(*name).or_default().add(value);
        }
        self.changed |= changed;
        visit.result.clone()
    }

    /// Goes through a template with all that it was entered with.
    pub(crate) fn visit(&mut self, index: u32) {
        let program = self.program;
        let (Some(template), Some(visit)) = (
            program.templates.get(usize::try_from(index).unwrap_or(usize::MAX)),
            self.templates.get(&index).cloned(),
        ) else {
            return;
        };
        let mut context = Context::new(visit.nodes, template.n_slots, template.place);
        context.params = visit.params;
        let written = self.block(&template.body, &mut context);
        if let Some(visit) = self.templates.get_mut(&index) {
            let before = visit.result.len();
            visit.result.add(&written);
            self.changed |= visit.result.len() != before;
        }
    }

    /// Takes one from the budget; whether it is used up.
    pub(crate) fn spend(&mut self) -> bool {
        self.budget = self.budget.saturating_sub(1);
        self.budget == 0
    }
}

fn test_of(step: &PatternStep) -> Test {
    let axis =
        if step.attribute { crate::xpath::Axis::Attribute } else { crate::xpath::Axis::Child };
    Test::of(axis, step.test)
}

/// All children.
pub(crate) const CHILDREN: NodeTest = NodeTest::Node;

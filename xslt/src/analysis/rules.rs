//! Template rules on paths.

use std::collections::{BTreeMap, BTreeSet};

use super::path::{Nodes, SourcePath, Test};
use super::result::{Fragment, Part};
use super::{Analyzer, Context, Purpose};
use crate::names::Name;
use crate::program::{Argument, Mode, Place};
use crate::xpath::NodeTest;

/// The most paths at which a template is told apart; of more, the last steps alone are.
const ENTRIES_MAX: usize = 12;

/// What comes along when a template is entered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// Among what `position()` counts.
    pub(crate) list: &'a Nodes,
    /// The rules that are then under way, each a mode and a template.
    pub(crate) rules: &'a BTreeSet<(u32, u32)>,
    pub(crate) params: &'a BTreeMap<Name, Nodes>,
}

/// How rules are applied.
#[derive(Debug, Clone, Copy)]
struct Applied<'a> {
    mode: u32,
    /// The precedences of the rules, as a half-open range.
    precedences: (u32, u32),
    params: &'a BTreeMap<Name, Nodes>,
    place: Place,
}

impl<'p> Analyzer<'p> {
    /// Applies the templates of a mode; what they write.
    pub(crate) fn apply(
        &mut self,
        nodes: &Nodes,
        mode: u32,
        params: &BTreeMap<Name, Nodes>,
        place: Place,
    ) -> Fragment {
        let mut result = Fragment::default();
        let how = Applied { mode, precedences: (0, u32::MAX), params, place };
        self.apply_in(nodes, nodes, how, &mut result);
        result
    }

    /// Applies what the rules under way have imported, or else the built-in rules, to the current node.
    pub(crate) fn imports(&mut self, params: &'p [Argument], context: &Context) -> Fragment {
        let params = self.arguments(params, context);
        let program = self.program;
        let mut result = Fragment::default();
        for (mode, template) in &context.rules {
            let template = program.templates.get(usize::try_from(*template).unwrap_or(usize::MAX));
            let Some(precedences) = template.map(|template| template.imports) else { continue };
            let how = Applied { mode: *mode, precedences, params: &params, place: context.place };
            self.apply_in(&context.nodes, &context.list, how, &mut result);
        }
        result
    }

    /// Applies rules to nodes; where there may be none, the built-in ones, and then all rules of the mode to what is below.
    fn apply_in(&mut self, nodes: &Nodes, list: &Nodes, how: Applied<'_>, result: &mut Fragment) {
        let Some(rules) = self.program.modes.get(usize::try_from(how.mode).unwrap_or(usize::MAX))
        else {
            return;
        };
        if nodes.has_others() {
            // Nodes of other documents or of fragments meet any rule, with nothing of the source to read.
            let others = Nodes { unknown: nodes.unknown, ..Nodes::other() };
            for rule in &rules.rules {
                let under_way = BTreeSet::from([(how.mode, rule.template)]);
                let entry = Entry { list: &others, rules: &under_way, params: how.params };
                result.add(&self.enter(rule.template, &others, &entry));
                self.pattern_is_read(&rule.pattern, self.template_place(rule.template));
            }
            result.add(&Fragment::of(Part::Text));
        }
        let mut children = Vec::new();
        for path in &nodes.paths {
            self.apply_one(path, rules, list, how, result, &mut children);
        }
        let how = Applied { precedences: (0, u32::MAX), ..how };
        let mut seen = BTreeSet::new();
        while let Some(parent) = children.pop() {
            let list: Nodes = parent.below(false, Test::Node).map(Nodes::of).unwrap_or_default();
            for test in [Test::AnyElement, Test::Text, Test::Comment, Test::ProcessingInstruction] {
                let child = parent.below(false, test);
                if let Some(path) = child.filter(|path| seen.insert(path.clone())) {
                    self.apply_one(&path, rules, &list, how, result, &mut children);
                }
            }
        }
    }

    /// Enters the rules that may match nodes of a path. Where none may, the built-in rules: elements pass on to their
    /// children, text and attributes are written.
    fn apply_one(
        &mut self,
        path: &SourcePath,
        mode: &'p Mode,
        list: &Nodes,
        how: Applied<'_>,
        result: &mut Fragment,
        children: &mut Vec<SourcePath>,
    ) {
        let (from, to) = how.precedences;
        for rule in mode.rules.iter().filter(|rule| (from..to).contains(&rule.precedence)) {
            if self.spend() {
                return;
            }
            let place = self.template_place(rule.template);
            let (matched, all) = self.matching(path, &rule.pattern, place);
            if matched.paths.is_empty() {
                continue;
            }
            let rules = BTreeSet::from([(how.mode, rule.template)]);
            let entry = Entry { list, rules: &rules, params: how.params };
            result.add(&self.enter(rule.template, &matched, &entry));
            if !self.is_empty(rule.template) {
                self.read(&matched, Purpose::Existence, place);
            }
            if all {
                return;
            }
        }
        match path.last().map(|last| last.test) {
            Some(Test::Text | Test::Attribute(_) | Test::AttributeIn(_) | Test::AnyAttribute) => {
                self.read(&Nodes::of(path.clone()), Purpose::Text, how.place);
                result.add(&Fragment::of(Part::Text));
            }
            Some(Test::Comment | Test::ProcessingInstruction | Test::Namespace) => {}
            None | Some(Test::Element(_) | Test::ElementIn(_) | Test::AnyElement) => {
                children.push(path.clone());
            }
            Some(Test::Node) => {
                children.extend(path.narrowed(Test::AnyElement, self.names));
                if let Some(text) = path.narrowed(Test::Text, self.names) {
                    self.read(&Nodes::of(text), Purpose::Text, how.place);
                    result.add(&Fragment::of(Part::Text));
                }
            }
        }
    }

    /// Enters a template at nodes; what it writes, as far as that is known in this round.
    pub(crate) fn enter(&mut self, template: u32, nodes: &Nodes, entry: &Entry<'_>) -> Fragment {
        let is_new = !self.templates.contains_key(&template);
        let visit = self.templates.entry(template).or_default();
        let mut changed = is_new
            | visit.nodes.add_up_to(nodes, ENTRIES_MAX)
            | visit.list.add_up_to(entry.list, ENTRIES_MAX);
        for rule in entry.rules {
            changed |= visit.rules.insert(*rule);
        }
        for (name, value) in entry.params {
            changed |= visit.params.entry(*name).or_default().add(value);
        }
        self.changed |= changed;
        let result = visit.result.clone();
        self.charge(nodes.paths.len() + entry.list.paths.len() + result.size().1);
        result
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
        context.list = visit.list;
        context.rules = visit.rules;
        context.params = visit.params;
        let written = self.block(&template.body, &mut context);
        if let Some(visit) = self.templates.get_mut(&index) {
            let before = visit.result.size();
            visit.result.add(&written);
            self.changed |= visit.result.size() != before;
        }
    }

    fn template_place(&self, index: u32) -> Place {
        let template = self.program.templates.get(usize::try_from(index).unwrap_or(usize::MAX));
        template.map(|template| template.place).unwrap_or_default()
    }

    fn is_empty(&self, index: u32) -> bool {
        let template = self.program.templates.get(usize::try_from(index).unwrap_or(usize::MAX));
        template.is_none_or(|template| template.body.is_empty())
    }

    /// Takes one from the budget; whether it is used up.
    pub(crate) fn spend(&mut self) -> bool {
        self.charge(1);
        self.budget == 0
    }

    /// Takes from the budget.
    pub(crate) const fn charge(&mut self, cost: usize) {
        self.budget = self.budget.saturating_sub(cost);
    }
}

/// All children.
pub(crate) const CHILDREN: NodeTest = NodeTest::Node;

//! Expressions on paths.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::path::{Nodes, SourcePath, Test};
use super::{Analyzer, Purpose, on_stack};
use crate::names::{Atom, Name};
use crate::program::Place;
use crate::xpath::{
    Anchor, Axis, Call, Comparison, Expr, Function, NodeTest, Path, Pattern, Predicate, Start,
    Step, Variable,
};

/// Where an expression stands.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// What the context node may be.
    pub(crate) nodes: Nodes,
    /// What `current()` may be.
    pub(crate) current: Nodes,
    /// Among what `position()` counts.
    pub(crate) list: Nodes,
    /// The rules under way, each a mode and a template.
    pub(crate) rules: BTreeSet<(u32, u32)>,
    /// What the variables in the frame may be.
    pub(crate) slots: Vec<Rc<Nodes>>,
    /// The arguments of the template.
    pub(crate) params: BTreeMap<Name, Nodes>,
    pub(crate) place: Place,
}

impl Context {
    pub(crate) fn new(nodes: Nodes, n_slots: u32, place: Place) -> Self {
        Self {
            current: nodes.clone(),
            nodes,
            list: Nodes::default(),
            rules: BTreeSet::new(),
            slots: vec![Rc::default(); usize::try_from(n_slots).unwrap_or_default()],
            params: BTreeMap::new(),
            place,
        }
    }

    /// The same at other nodes, as in a predicate.
    pub(crate) fn at(&self, nodes: Nodes) -> Self {
        Self { list: nodes.clone(), nodes, ..self.clone() }
    }

    /// The same at other nodes, each of which becomes the current one.
    pub(crate) fn current_at(&self, nodes: Nodes) -> Self {
        Self { current: nodes.clone(), ..self.at(nodes) }
    }

    pub(crate) fn set(&mut self, slot: u32, value: &Nodes) {
        if let Some(known) = self.slots.get_mut(usize::try_from(slot).unwrap_or(usize::MAX)) {
            Rc::make_mut(known).add(value);
        }
    }
}

impl<'p> Analyzer<'p> {
    /// The value of an expression is used so.
    pub(crate) fn used(&mut self, expr: &'p Expr, purpose: Purpose, context: &Context) {
        let nodes = self.value(expr, context);
        self.read(&nodes, purpose, context.place);
    }

    /// The nodes that an expression may give; whatever it reads on the way to them is noted.
    pub(crate) fn value(&mut self, expr: &'p Expr, context: &Context) -> Nodes {
        on_stack(|| self.value_here(expr, context))
    }

    fn value_here(&mut self, expr: &'p Expr, context: &Context) -> Nodes {
        match expr {
            Expr::Number(_) | Expr::Literal(_) => Nodes::other(),
            Expr::Variable(Variable::Local(slot)) => {
                let slot = usize::try_from(*slot).unwrap_or(usize::MAX);
                context.slots.get(slot).map(|value| Nodes::clone(value)).unwrap_or_default()
            }
            Expr::Variable(Variable::Global(index)) => self.global(*index),
            Expr::Or(both) | Expr::And(both) => {
                both.iter().for_each(|expr| self.used(expr, Purpose::Existence, context));
                Nodes::other()
            }
            Expr::Compare(_, both) | Expr::Arithmetic(_, both) => {
                both.iter().for_each(|expr| self.used(expr, Purpose::Text, context));
                Nodes::other()
            }
            Expr::Negate(inner) => {
                self.used(inner, Purpose::Text, context);
                Nodes::other()
            }
            Expr::Union(all) => {
                let mut nodes = Nodes::default();
                for expr in all {
                    nodes.add(&self.value(expr, context));
                }
                nodes
            }
            Expr::Path(path) => self.path(path, context),
            Expr::Filter(inner, predicates) => {
                let nodes = self.value(inner, context);
                self.predicates(nodes, predicates, context)
            }
            Expr::Call(call) => self.call(call, context),
        }
    }

    fn path(&mut self, path: &'p Path, context: &Context) -> Nodes {
        let mut nodes = match &path.start {
            Start::Context => context.nodes.clone(),
            Start::Root => context.nodes.roots(),
            Start::Expr(expr) => self.value(expr, context),
        };
        for (nth, step) in path.steps.iter().enumerate() {
            // From there to what is not below it: the nodes on the way have to be there. The context node is.
            let is_context = nth == 0 && matches!(path.start, Start::Context);
            if !is_context && !is_downwards(step.axis) {
                self.read(&nodes, Purpose::Existence, context.place);
            }
            nodes = self.step(&nodes, step, context);
        }
        nodes
    }

    fn step(&mut self, from: &Nodes, step: &'p Step, context: &Context) -> Nodes {
        self.charge(from.paths.len());
        let nodes = from.step(step.axis, step.test, self.names);
        self.predicates(nodes, &step.predicates, context)
    }

    /// Nodes behind predicates, which look at whatever they need; comparisons with a literal are kept with the path.
    pub(crate) fn predicates(
        &mut self,
        mut nodes: Nodes,
        predicates: &'p [Predicate],
        context: &Context,
    ) -> Nodes {
        for predicate in predicates {
            // Those before it count, even if nothing else is done with them.
            if predicate.is_positional() {
                self.read(&nodes, Purpose::Existence, context.place);
            }
            let mut conditions = Vec::new();
            let all = match predicate {
                Predicate::Position(_) | Predicate::Last | Predicate::Never => false,
                Predicate::Truth { expr, .. } | Predicate::Any(expr) => {
                    self.used(expr, Purpose::Existence, &context.at(nodes.clone()));
                    self.conditions(expr, &mut conditions)
                }
            };
            let with = |mut path: SourcePath| {
                path.exact &= all;
                if let Some(last) = path.steps.last_mut() {
                    last.conditions.extend(conditions.iter().cloned());
                    last.conditions.sort();
                    last.conditions.dedup();
                }
                path
            };
            nodes.paths = nodes.paths.into_iter().map(with).collect();
        }
        nodes
    }

    /// The comparisons of a relative path with a literal that have to hold, and whether there is nothing else.
    fn conditions(&self, expr: &Expr, found: &mut Vec<(String, String)>) -> bool {
        match expr {
            Expr::And(both) => {
                both.iter().fold(true, |all, expr| self.conditions(expr, found) & all)
            }
            Expr::Compare(Comparison::Equal, both) => {
                let ([Expr::Path(path), Expr::Literal(text)]
                | [Expr::Literal(text), Expr::Path(path)]) = &**both
                else {
                    return false;
                };
                let relative = self.relative(path);
                found.extend(relative.clone().map(|path| (path, text.to_string())));
                relative.is_some()
            }
            Expr::Number(_)
            | Expr::Literal(_)
            | Expr::Variable(_)
            | Expr::Or(_)
            | Expr::Compare(..)
            | Expr::Arithmetic(..)
            | Expr::Negate(_)
            | Expr::Union(_)
            | Expr::Path(_)
            | Expr::Filter(..)
            | Expr::Call(_) => false,
        }
    }

    /// A path of children and attributes as text.
    fn relative(&self, path: &Path) -> Option<String> {
        if !matches!(path.start, Start::Context) {
            return None;
        }
        if path.steps.is_empty() {
            return Some(".".to_owned());
        }
        let parts: Option<Vec<String>> = path
            .steps
            .iter()
            .map(|step| match (step.axis, step.test) {
                _ if !step.predicates.is_empty() => None,
                (Axis::Child, NodeTest::Name(name)) => Some(self.names.display(name)),
                (Axis::Attribute, NodeTest::Name(name)) => {
                    Some(format!("@{}", self.names.display(name)))
                }
                _ => None,
            })
            .collect();
        parts.map(|parts| parts.join("/"))
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the many functions that are not named here use their arguments as text"
    )]
    fn call(&mut self, call: &'p Call, context: &Context) -> Nodes {
        let Call { function, args, .. } = call;
        match function {
            Function::Current => return context.current.clone(),
            Function::Key => {
                args.iter().for_each(|arg| self.used(arg, Purpose::Text, context));
                return self.key(args, context);
            }
            Function::Id => {
                args.iter().for_each(|arg| self.used(arg, Purpose::Text, context));
                let ids = Nodes::of(SourcePath::anywhere(Test::AnyAttribute));
                self.read(&ids, Purpose::Text, context.place);
                let mut nodes = Nodes::of(SourcePath::anywhere(Test::AnyElement));
                nodes.other = context.nodes.has_others();
                return nodes;
            }
            Function::Lang => {
                let name = self.names.name(Atom::XML_NAMESPACE, "lang");
                let around = context.nodes.step(Axis::AncestorOrSelf, NodeTest::Node, self.names);
                let languages = around.step(Axis::Attribute, NodeTest::Name(name), self.names);
                self.read(&languages, Purpose::Text, context.place);
            }
            Function::Position | Function::Last => {
                self.read(&context.list, Purpose::Existence, context.place);
            }
            Function::User(index) => return self.user_function(*index, args, context),
            Function::Extension(extension) => {
                let values: Vec<Nodes> = args.iter().map(|arg| self.value(arg, context)).collect();
                return self.extension(extension, &values, context);
            }
            _ => {}
        }
        let purpose = match function {
            Function::Boolean
            | Function::Not
            | Function::Count
            | Function::LocalName
            | Function::NamespaceUri
            | Function::Name
            | Function::GenerateId => Purpose::Existence,
            _ => Purpose::Text,
        };
        for arg in args {
            self.used(arg, purpose, context);
        }
        // Without an argument they are about the context node.
        let of_context = args.is_empty()
            && matches!(
                function,
                Function::String
                    | Function::Number
                    | Function::StringLength
                    | Function::NormalizeSpace
            );
        if of_context {
            self.read(&context.nodes, Purpose::Text, context.place);
        }
        Nodes::other()
    }

    fn extension(
        &mut self,
        extension: &crate::exslt::Extension,
        values: &[Nodes],
        context: &Context,
    ) -> Nodes {
        let mut nodes = Nodes::default();
        for value in values {
            nodes.add(value);
        }
        // Those that take an expression as text.
        if extension.needs_scope {
            self.unknown(context.place, "an expression that is made when the stylesheet is run");
            return Nodes { unknown: true, ..Nodes::other() };
        }
        match extension.namespace {
            "http://exslt.org/sets" => {
                self.read(&nodes, Purpose::Text, context.place);
                nodes
            }
            "http://exslt.org/common" if extension.local == "node-set" => nodes,
            _ => {
                self.read(&nodes, Purpose::Text, context.place);
                // `math:highest` and the like give some of their nodes.
                nodes.other = true;
                nodes
            }
        }
    }

    fn key(&mut self, args: &'p [Expr], context: &Context) -> Nodes {
        let wanted = match args.first() {
            Some(Expr::Literal(name)) => Some(name.rsplit(':').next().unwrap_or_default()),
            _ => None,
        };
        let mut nodes = Nodes { other: context.nodes.has_others(), ..Nodes::default() };
        for key in &self.program.keys {
            // The local part is enough: a key more is read, not one less.
            if wanted.is_none_or(|wanted| self.names.local(key.name) == wanted)
                && !self.keys_under_way.contains(&key.name)
            {
                self.keys_under_way.push(key.name);
                for pattern in &key.patterns {
                    let context = Context::new(Nodes::root(), 0, key.place);
                    let matched = on_stack(|| self.pattern(pattern, &context));
                    let context = Context::new(matched.clone(), 0, key.place);
                    on_stack(|| self.used(&key.value, Purpose::Text, &context));
                    nodes.add(&matched);
                }
                self.keys_under_way.pop();
            }
        }
        nodes
    }

    /// The nodes that a pattern may match.
    pub(crate) fn pattern(&mut self, pattern: &'p Pattern, context: &Context) -> Nodes {
        let mut nodes = match &pattern.anchor {
            Anchor::Anywhere | Anchor::Root { .. } => Nodes::root(),
            Anchor::Nodes { call, .. } => {
                let nodes = self.value(call, context);
                self.read(&nodes, Purpose::Existence, context.place);
                nodes
            }
        };
        let mut descendant = match pattern.anchor {
            Anchor::Anywhere => true,
            Anchor::Root { ancestor } | Anchor::Nodes { ancestor, .. } => ancestor,
        };
        for (nth, step) in pattern.steps.iter().rev().enumerate() {
            if nth > 0 {
                descendant = step.descendant;
            }
            nodes = if step.attribute {
                let parents = if descendant {
                    nodes.step(Axis::DescendantOrSelf, NodeTest::Node, self.names)
                } else {
                    nodes
                };
                parents.step(Axis::Attribute, step.test, self.names)
            } else {
                let axis = if descendant { Axis::Descendant } else { Axis::Child };
                nodes.step(axis, step.test, self.names)
            };
            nodes = self.predicates(nodes, &step.predicates, context);
        }
        nodes
    }
}

/// Whether whatever is found has the node from which it is looked for above it, or is it.
const fn is_downwards(axis: Axis) -> bool {
    matches!(
        axis,
        Axis::Child
            | Axis::Descendant
            | Axis::DescendantOrSelf
            | Axis::SelfNode
            | Axis::Attribute
            | Axis::Namespace
    )
}

//! Instructions on paths.

use std::collections::BTreeMap;

use super::path::Nodes;
use super::result::{Fragment, Part, copy};
use super::rules::CHILDREN;
use super::{Analyzer, Context, Purpose};
use crate::names::{Atom, Name};
use crate::program::{
    Argument, Attribute, Binding, Block, Element, LiteralElement, Number, Op, Part as TemplatePart,
    Sort, ValueTemplate,
};
use crate::xpath::{Axis, Expr};

impl<'p> Analyzer<'p> {
    /// What a sequence of instructions writes.
    pub(crate) fn block(&mut self, block: &'p Block, context: &mut Context) -> Fragment {
        let mut result = Fragment::default();
        for instruction in block {
            if self.spend() {
                break;
            }
            context.place = instruction.place;
            let written = self.instruction(&instruction.op, context);
            result.add(&written);
        }
        result
    }

    fn instruction(&mut self, op: &'p Op, context: &mut Context) -> Fragment {
        match op {
            Op::Text { .. } => Fragment::of(Part::Text),
            Op::Literal(literal) => self.literal(literal, context),
            Op::ValueOf { select, .. } => {
                self.used(select, Purpose::Text, context);
                Fragment::of(Part::Text)
            }
            Op::ApplyTemplates(apply) => {
                let nodes = match &apply.select {
                    Some(select) => self.value(select, context),
                    None => context.nodes.step(Axis::Child, CHILDREN, self.names),
                };
                self.read(&existing(&nodes), Purpose::Existence, context.place);
                self.sorts(&apply.sorts, &nodes, context);
                let params = self.arguments(&apply.params, context);
                self.apply(&nodes, apply.mode, &params)
            }
            Op::ApplyImports { params } => self.imports(params, context),
            Op::CallTemplate { template, params } => {
                let params = self.arguments(params, context);
                self.enter(*template, &context.nodes.clone(), &params)
            }
            Op::ForEach(each) => {
                let nodes = self.value(&each.select, context);
                self.read(&existing(&nodes), Purpose::Existence, context.place);
                self.sorts(&each.sorts, &nodes, context);
                let mut inner = Context { current: nodes.clone(), ..context.at(nodes) };
                self.block(&each.body, &mut inner)
            }
            Op::If { test, body } => {
                self.used(test, Purpose::Existence, context);
                self.block(body, &mut context.clone())
            }
            Op::Choose { whens, otherwise } => {
                let mut result = Fragment::default();
                for (test, body) in whens {
                    self.used(test, Purpose::Existence, context);
                    result.add(&self.block(body, &mut context.clone()));
                }
                result.add(&self.block(otherwise, &mut context.clone()));
                result
            }
            Op::Variable { slot, value } => {
                let value = self.binding(value, context);
                context.set(*slot, &value);
                Fragment::default()
            }
            Op::Param { slot, name, value } => {
                let default = self.binding(value, context);
                context.set(*slot, &default);
                if let Some(given) = context.params.get(name).cloned() {
                    context.set(*slot, &given);
                }
                Fragment::default()
            }
            Op::Copy(instruction) => {
                let mut content = self.attribute_sets(&instruction.attribute_sets, context);
                content.add(&self.block(&instruction.body, &mut context.clone()));
                self.copy_context(&content, context)
            }
            Op::CopyOf(select) => {
                let nodes = self.value(select, context);
                self.read(&nodes, Purpose::Copy, context.place);
                self.copies(&nodes)
            }
            Op::Element(element) => self.element(element, context),
            Op::Attribute(attribute) => self.attribute(attribute, context),
            Op::Comment(body)
            | Op::ProcessingInstruction { body, .. }
            | Op::Message { body, .. } => {
                self.block(body, &mut context.clone());
                Fragment::default()
            }
            Op::Number(number) => {
                self.number(number, context);
                Fragment::of(Part::Text)
            }
            Op::Document(document) => {
                self.value_template(&document.href, context);
                self.block(&document.body, &mut context.clone());
                self.unknown(context.place, "a further result");
                Fragment::default()
            }
            // What a function gives is looked at where it is called.
            Op::FunctionResult(value) => {
                self.binding(value, context);
                Fragment::default()
            }
            Op::Unknown { .. } => Fragment::default(),
            Op::Block(body) => self.block(body, &mut context.clone()),
        }
    }

    fn literal(&mut self, literal: &'p LiteralElement, context: &Context) -> Fragment {
        let mut content = self.attribute_sets(&literal.attribute_sets, context);
        for (name, value) in &literal.attributes {
            self.value_template(value, context);
            content.add(&Fragment::of(Part::Attribute(Some(name.name))));
        }
        content.add(&self.block(&literal.body, &mut context.clone()));
        Fragment::element(Some(literal.name.name), &content)
    }

    fn element(&mut self, element: &'p Element, context: &Context) -> Fragment {
        self.value_template(&element.name, context);
        if let Some(namespace) = &element.namespace {
            self.value_template(namespace, context);
        }
        let mut content = self.attribute_sets(&element.attribute_sets, context);
        content.add(&self.block(&element.body, &mut context.clone()));
        let name = self.fixed_name(&element.name, element.namespace.as_ref(), &element.scope, true);
        Fragment::element(name, &content)
    }

    fn attribute(&mut self, attribute: &'p Attribute, context: &Context) -> Fragment {
        self.value_template(&attribute.name, context);
        if let Some(namespace) = &attribute.namespace {
            self.value_template(namespace, context);
        }
        self.block(&attribute.body, &mut context.clone());
        let name =
            self.fixed_name(&attribute.name, attribute.namespace.as_ref(), &attribute.scope, false);
        Fragment::of(Part::Attribute(name))
    }

    /// The name of `xsl:element` or `xsl:attribute`, if it does not depend on the source.
    fn fixed_name(
        &self,
        name: &ValueTemplate,
        namespace: Option<&ValueTemplate>,
        scope: &[(Atom, Atom)],
        is_element: bool,
    ) -> Option<Name> {
        let ValueTemplate::Fixed(name) = name else { return None };
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let uri = match namespace {
            Some(ValueTemplate::Fixed(uri)) => self.names.atom(uri),
            Some(ValueTemplate::Parts(_)) => return None,
            None if prefix.is_empty() && !is_element => Atom::EMPTY,
            None => {
                let prefix = self.names.find_atom(prefix)?;
                let found = scope.iter().rev().find(|(known, _)| *known == prefix);
                found.map_or(Atom::EMPTY, |(_, uri)| *uri)
            }
        };
        Some(self.names.name(uri, local))
    }

    fn copy_context(&self, content: &Fragment, context: &Context) -> Fragment {
        let mut result = Fragment::default();
        for path in &context.nodes.paths {
            match path.last() {
                None => result.add(content),
                Some(last) => result.add(&copy(last.test, content)),
            }
        }
        if context.nodes.unknown || context.nodes.other {
            result.add(&Fragment::element(None, content));
        }
        result
    }

    fn imports(&mut self, params: &'p [Argument], context: &Context) -> Fragment {
        let params = self.arguments(params, context);
        let program = self.program;
        let mut result = Fragment::of(Part::Text);
        // Any rule of lower precedence may be meant.
        for rule in program.modes.iter().flat_map(|mode| &mode.rules) {
            let lower = rule.precedence
                < program
                    .modes
                    .iter()
                    .flat_map(|m| &m.rules)
                    .map(|r| r.precedence)
                    .max()
                    .unwrap_or(0);
            if lower {
                result.add(&self.enter(rule.template, &context.nodes.clone(), &params));
            }
        }
        let children = context.nodes.step(Axis::Child, CHILDREN, self.names);
        result.add(&self.apply(&children, 0, &BTreeMap::new()));
        result
    }

    fn arguments(&mut self, arguments: &'p [Argument], context: &Context) -> BTreeMap<Name, Nodes> {
        arguments
            .iter()
            .map(|argument| (argument.name, self.binding(&argument.value, context)))
            .collect()
    }

    pub(crate) fn binding(&mut self, binding: &'p Binding, context: &Context) -> Nodes {
        match binding {
            Binding::Select(expr) => self.value(expr, context),
            Binding::Body(body) => {
                let fragment = self.block(body, &mut context.clone());
                Nodes { fragment, ..Nodes::default() }
            }
            Binding::Empty => Nodes::other(),
        }
    }

    fn value_template(&mut self, template: &'p ValueTemplate, context: &Context) {
        if let ValueTemplate::Parts(parts) = template {
            for part in parts {
                match part {
                    TemplatePart::Text(_) => {}
                    TemplatePart::Expr(expr) => self.used(expr, Purpose::Text, context),
                }
            }
        }
    }

    fn sorts(&mut self, sorts: &'p [Sort], nodes: &Nodes, context: &Context) {
        for sort in sorts {
            self.used(&sort.select, Purpose::Text, &context.at(nodes.clone()));
            for option in [&sort.lang, &sort.data_type, &sort.order, &sort.case_order] {
                if let Some(option) = option {
                    self.value_template(option, context);
                }
            }
        }
    }

    fn attribute_sets(&mut self, sets: &'p [u32], context: &Context) -> Fragment {
        let mut result = Fragment::default();
        let program = self.program;
        let mut queue = sets.to_vec();
        let mut seen = queue.clone();
        while let Some(index) = queue.pop() {
            let set = program.attribute_sets.get(usize::try_from(index).unwrap_or(usize::MAX));
            for definition in set.into_iter().flat_map(|set| &set.definitions) {
                let mut inner =
                    Context::new(context.nodes.clone(), definition.n_slots, context.place);
                result.add(&self.block(&definition.body, &mut inner));
                for used in &definition.uses {
                    if !seen.contains(used) {
                        seen.push(*used);
                        queue.push(*used);
                    }
                }
            }
        }
        result
    }

    fn number(&mut self, number: &'p Number, context: &Context) {
        match &number.value {
            Some(value) => self.used(value, Purpose::Text, context),
            None => {
                // The nodes that are counted, wherever they are.
                for pattern in number.count.iter().chain(&number.from) {
                    let counted = self.pattern(pattern, context);
                    self.read(&counted, Purpose::Existence, context.place);
                }
                if number.count.is_empty() {
                    let alike = context.nodes.paths.iter().filter_map(|path| path.last());
                    let alike: Vec<_> =
                        alike.map(|last| super::SourcePath::anywhere(last.test)).collect();
                    for path in alike {
                        self.read(&Nodes::of(path), Purpose::Existence, context.place);
                    }
                }
            }
        }
        let options =
            [&number.lang, &number.letter_value, &number.grouping_separator, &number.grouping_size];
        for option in options.into_iter().flatten().chain([&number.format]) {
            self.value_template(option, context);
        }
    }

    /// The value of a global variable.
    pub(crate) fn global(&mut self, index: u32) -> Nodes {
        let program = self.program;
        let Some(global) = program.globals.get(usize::try_from(index).unwrap_or(usize::MAX)) else {
            return Nodes::default();
        };
        if !self.globals.contains_key(&index) {
            // One that asks for itself finds nothing.
            self.globals.insert(index, Nodes::default());
            let context = Context::new(Nodes::root(), global.n_slots, global.place);
            let mut value = self.binding(&global.value, &context);
            // The caller may give another value, though none of the source.
            value.other |= global.param;
            self.globals.insert(index, value);
        }
        self.globals.get(&index).cloned().unwrap_or_default()
    }

    /// What a function of the stylesheet gives for these arguments.
    pub(crate) fn user_function(
        &mut self,
        index: u32,
        args: &'p [Expr],
        context: &Context,
    ) -> Nodes {
        let program = self.program;
        let values: Vec<Nodes> = args.iter().map(|arg| self.value(arg, context)).collect();
        let Some(function) = program.functions.get(usize::try_from(index).unwrap_or(usize::MAX))
        else {
            return Nodes::default();
        };
        if let Some(known) = self.functions.get(&index) {
            // A function that calls itself: what it gives for these arguments is not followed.
            return known.clone();
        }
        self.functions.insert(index, Nodes::unknown());
        let mut inner = Context::new(context.nodes.clone(), function.n_slots, function.place);
        for (instruction, value) in function.body.iter().zip(values) {
            if let Op::Param { name, .. } = &instruction.op {
                inner.params.insert(*name, value);
            }
        }
        let mut result = Nodes::default();
        self.function_results(&function.body, &mut inner, &mut result);
        self.functions.remove(&index);
        result
    }

    /// Goes through the body of a function; what its `func:result` give.
    fn function_results(&mut self, block: &'p Block, context: &mut Context, result: &mut Nodes) {
        for instruction in block {
            if self.spend() {
                return;
            }
            context.place = instruction.place;
            match &instruction.op {
                Op::FunctionResult(value) => drop(result.add(&self.binding(value, context))),
                Op::If { test, body } => {
                    self.used(test, Purpose::Existence, context);
                    self.function_results(body, &mut context.clone(), result);
                }
                Op::Choose { whens, otherwise } => {
                    for (test, body) in whens {
                        self.used(test, Purpose::Existence, context);
                        self.function_results(body, &mut context.clone(), result);
                    }
                    self.function_results(otherwise, &mut context.clone(), result);
                }
                Op::ForEach(each) => {
                    let nodes = self.value(&each.select, context);
                    self.sorts(&each.sorts, &nodes, context);
                    let mut inner = Context { current: nodes.clone(), ..context.at(nodes) };
                    self.function_results(&each.body, &mut inner, result);
                }
                Op::Block(body) => self.function_results(body, &mut context.clone(), result),
                op => drop(self.instruction(op, context)),
            }
        }
    }
}

/// Only what has a name: that there are children is no reading of the source.
fn existing(nodes: &Nodes) -> Nodes {
    let named = |path: &&super::SourcePath| {
        path.last().is_some_and(|last| {
            matches!(last.test, super::path::Test::Element(_) | super::path::Test::Attribute(_))
        })
    };
    Nodes {
        paths: nodes.paths.iter().filter(named).cloned().collect(),
        unknown: nodes.unknown,
        ..Nodes::default()
    }
}

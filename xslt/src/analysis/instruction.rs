//! Instructions on paths.

use std::collections::BTreeMap;

use super::path::Nodes;
use super::result::{Fragment, Part, copy};
use super::rules::{CHILDREN, Entry};
use super::{Analyzer, Context, Purpose, on_stack};
use crate::names::{Atom, Name};
use crate::program::{
    Argument, Attribute, Binding, Block, Element, LiteralElement, Number, Op, Part as TemplatePart,
    Sort, ValueTemplate,
};
use crate::xpath::Axis;

impl<'p> Analyzer<'p> {
    /// What a sequence of instructions writes.
    pub(crate) fn block(&mut self, block: &'p Block, context: &mut Context) -> Fragment {
        let mut result = Fragment::default();
        for instruction in block {
            self.charge(context.nodes.paths.len() / 16);
            if self.spend() {
                break;
            }
            context.place = instruction.place;
            let written = on_stack(|| self.instruction(&instruction.op, context));
            self.charge(written.size().1);
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
                self.apply(&nodes, apply.mode, &params, context.place)
            }
            Op::ApplyImports { params } => self.imports(params, context),
            Op::CallTemplate { template, params } => {
                let params = self.arguments(params, context);
                let list = context.list.clone();
                let entry = Entry { list: &list, rules: &context.rules.clone(), params: &params };
                self.enter(*template, &context.nodes.clone(), &entry)
            }
            Op::ForEach(each) => {
                let nodes = self.value(&each.select, context);
                if !each.body.is_empty() {
                    self.read(&nodes, Purpose::Existence, context.place);
                }
                self.sorts(&each.sorts, &nodes, context);
                self.block(&each.body, &mut context.current_at(nodes))
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
                Self::copy_context(&content, context)
            }
            Op::CopyOf(select) => {
                let nodes = self.value(select, context);
                self.read(&nodes, Purpose::Copy, context.place);
                Self::copies(&nodes)
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
            Op::FunctionResult(value) => {
                let value = self.binding(value, context);
                self.given.add(&value);
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
        content.add(&self.content(&literal.body, context));
        Fragment::element(Some(literal.name.name), &content)
    }

    fn element(&mut self, element: &'p Element, context: &Context) -> Fragment {
        self.value_template(&element.name, context);
        if let Some(namespace) = &element.namespace {
            self.value_template(namespace, context);
        }
        let mut content = self.attribute_sets(&element.attribute_sets, context);
        content.add(&self.content(&element.body, context));
        let name = self.fixed_name(&element.name, element.namespace.as_ref(), &element.scope, true);
        Fragment::element(name, &content)
    }

    /// What is written into an element; a text alone is kept as it stands.
    fn content(&mut self, body: &'p Block, context: &Context) -> Fragment {
        let mut constant = String::new();
        for instruction in body {
            let Op::Text { text, raw: false } = &instruction.op else {
                return self.block(body, &mut context.clone());
            };
            constant.push_str(text);
        }
        if constant.is_empty() {
            return Fragment::default();
        }
        Fragment::of(Part::Constant(self.names.atom(&constant)))
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
            None if prefix == "xml" => Atom::XML_NAMESPACE,
            None => {
                let prefix = self.names.find_atom(prefix)?;
                let found = scope.iter().rev().find(|(known, _)| *known == prefix);
                found.map_or(Atom::EMPTY, |(_, uri)| *uri)
            }
        };
        Some(self.names.name(uri, local))
    }

    fn copy_context(content: &Fragment, context: &Context) -> Fragment {
        let mut result = Fragment::default();
        for path in &context.nodes.paths {
            match path.last() {
                None => result.add(content),
                Some(last) => result.add(&copy(last.test, content)),
            }
        }
        if context.nodes.has_others() {
            result.add(&Fragment::element(None, content));
            result.add(content);
            result.add(&Fragment::of(Part::Text));
            result.add(&Fragment::of(Part::Attribute(None)));
        }
        result
    }

    pub(crate) fn arguments(
        &mut self,
        arguments: &'p [Argument],
        context: &Context,
    ) -> BTreeMap<Name, Nodes> {
        arguments
            .iter()
            .map(|argument| (argument.name, self.binding(&argument.value, context)))
            .collect()
    }

    pub(crate) fn binding(&mut self, binding: &'p Binding, context: &Context) -> Nodes {
        match binding {
            Binding::Select(expr) => self.value(expr, context),
            Binding::Body(body) => {
                let mut fragment = self.block(body, &mut context.clone());
                // An empty one is a root all the same.
                if fragment.is_empty() {
                    fragment = Fragment::of(Part::Text);
                }
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
            self.used(&sort.select, Purpose::Text, &context.current_at(nodes.clone()));
            let options = [&sort.lang, &sort.data_type, &sort.order, &sort.case_order];
            for option in options.into_iter().flatten() {
                self.value_template(option, context);
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
                inner.list = context.list.clone();
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
        if let Some(value) = &number.value {
            self.used(value, Purpose::Text, context);
        } else {
            // The nodes that are counted, wherever they are.
            for pattern in number.count.iter().chain(&number.from) {
                let counted = self.pattern(pattern, context);
                self.read(&counted, Purpose::Existence, context.place);
            }
            if number.count.is_empty() {
                let alike = context.nodes.paths.iter().filter_map(|path| path.last());
                let alike = alike.map(|last| super::SourcePath::anywhere(last.test)).collect();
                let unknown = context.nodes.unknown;
                let alike = Nodes { paths: alike, unknown, ..Nodes::default() };
                self.read(&alike, Purpose::Existence, context.place);
            }
        }
        let options =
            [&number.lang, &number.letter_value, &number.grouping_separator, &number.grouping_size];
        for option in options.into_iter().flatten().chain([&number.format]) {
            self.value_template(option, context);
        }
    }
}

/// Only what has a name: the rules that are applied tell of others.
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

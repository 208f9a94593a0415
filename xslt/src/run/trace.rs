//! What ran, how often and how long: for `--profile` and `--coverage`.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Run;
use crate::error::Location;
use crate::program::{Binding, Block, Op, Place, Program};

/// What ran in a transformation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// All templates, in the order of the stylesheet.
    pub templates: Vec<TemplateTrace>,
    /// All modules, the main one first.
    pub modules: Vec<ModuleTrace>,
}

/// How often and how long a template ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateTrace {
    /// `match="..."`, `name="..."` or the like.
    pub label: String,
    /// Where it is.
    pub location: Location,
    /// How often it ran.
    pub count: u64,
    /// All its time; a template that calls itself counts the inner time more than once.
    pub total: Duration,
    /// Its time without that of the templates that it applied or called.
    pub own: Duration,
}

/// Which lines of a module ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleTrace {
    /// Its address; empty if it has none.
    pub address: String,
    /// The lines on which an instruction begins, from 1, and how often one of each was carried out.
    pub lines: BTreeMap<u32, u64>,
}

/// Counts while a transformation runs.
#[derive(Debug, Default)]
pub(crate) struct Tracer {
    lines: BTreeMap<(u16, u32), u64>,
    templates: BTreeMap<u32, (u64, Duration, Duration)>,
    /// For each template that is under way, the time of those that it applied or called.
    inner: Vec<Duration>,
}

impl Tracer {
    pub(crate) fn new(program: &Program) -> Self {
        let mut tracer = Self::default();
        let blocks = program.templates.iter().map(|template| &template.body);
        let functions = program.functions.iter().map(|function| &function.body);
        let sets = program.attribute_sets.iter().flat_map(|set| &set.definitions);
        let globals = program.globals.iter().filter_map(|global| match &global.value {
            Binding::Body(body) => Some(body),
            Binding::Select(_) | Binding::Empty => None,
        });
        let all = blocks.chain(functions).chain(sets.map(|set| &set.body)).chain(globals);
        let mut queue: Vec<&Block> = all.collect();
        while let Some(block) = queue.pop() {
            for instruction in block {
                let Place { module, line, .. } = instruction.place;
                tracer.lines.entry((module, line)).or_default();
                push_blocks(&instruction.op, &mut queue);
            }
        }
        tracer
    }

    pub(crate) fn hit(&mut self, place: Place) {
        *self.lines.entry((place.module, place.line)).or_default() += 1;
    }

    pub(crate) fn enter(&mut self) {
        self.inner.push(Duration::ZERO);
    }

    pub(crate) fn leave(&mut self, template: u32, took: Duration) {
        let inner = self.inner.pop().unwrap_or_default();
        if let Some(outer) = self.inner.last_mut() {
            *outer += took;
        }
        let (count, total, own) = self.templates.entry(template).or_default();
        *count += 1;
        *total += took;
        *own += took.saturating_sub(inner);
    }

    pub(crate) fn finish(&self, run: &Run<'_>) -> Trace {
        let templates = run.program.templates.iter().zip(0..).map(|(template, index)| {
            let (count, total, own) = self.templates.get(&index).copied().unwrap_or_default();
            TemplateTrace {
                label: template.label.to_string(),
                location: run.location(template.place),
                count,
                total,
                own,
            }
        });
        let modules = run.program.modules.iter().zip(0u16..).map(|(module, number)| ModuleTrace {
            address: module.address.to_string(),
            lines: self
                .lines
                .range((number, 0)..=(number, u32::MAX))
                .map(|((_, line), times)| (*line, *times))
                .collect(),
        });
        Trace { templates: templates.collect(), modules: modules.collect() }
    }
}

/// The sequences inside of an instruction.
fn push_blocks<'p>(op: &'p Op, queue: &mut Vec<&'p Block>) {
    fn binding<'p>(binding: &'p Binding, queue: &mut Vec<&'p Block>) {
        if let Binding::Body(body) = binding {
            queue.push(body);
        }
    }
    match op {
        Op::Text { .. }
        | Op::ValueOf { .. }
        | Op::CopyOf(_)
        | Op::Number(_)
        | Op::Unknown { .. } => {}
        Op::Literal(literal) => queue.push(&literal.body),
        Op::ApplyTemplates(apply) => {
            apply.params.iter().for_each(|argument| binding(&argument.value, queue));
        }
        Op::ApplyImports { params } | Op::CallTemplate { params, .. } => {
            params.iter().for_each(|argument| binding(&argument.value, queue));
        }
        Op::ForEach(each) => queue.push(&each.body),
        Op::If { body, .. }
        | Op::Comment(body)
        | Op::ProcessingInstruction { body, .. }
        | Op::Message { body, .. }
        | Op::Block(body) => queue.push(body),
        Op::Choose { whens, otherwise } => {
            queue.extend(whens.iter().map(|(_, body)| body));
            queue.push(otherwise);
        }
        Op::Variable { value, .. } | Op::Param { value, .. } | Op::FunctionResult(value) => {
            binding(value, queue);
        }
        Op::Copy(copy) => queue.push(&copy.body),
        Op::Element(element) => queue.push(&element.body),
        Op::Attribute(attribute) => queue.push(&attribute.body),
        Op::Document(document) => queue.push(&document.body),
    }
}

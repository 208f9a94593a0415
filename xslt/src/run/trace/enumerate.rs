//! All instructions of a program.

use crate::program::{Argument, Binding, Block, Instruction, Op, Place, Program};

/// Tells each instruction and global variable: where the stylesheet has it, and its place in memory.
pub(super) fn places(program: &Program, mut tell: impl FnMut(Place, usize)) {
    let mut blocks: Vec<&Block> = Vec::new();
    for global in &program.globals {
        tell(global.place, std::ptr::from_ref(global).addr());
        binding(&global.value, &mut blocks);
    }
    blocks.extend(program.templates.iter().map(|template| &template.body));
    blocks.extend(program.functions.iter().map(|function| &function.body));
    let sets = program.attribute_sets.iter().flat_map(|set| &set.definitions);
    blocks.extend(sets.map(|definition| &definition.body));
    while let Some(block) = blocks.pop() {
        for instruction in block {
            tell(instruction.place, std::ptr::from_ref(instruction).addr());
            inner(instruction, &mut blocks);
        }
    }
}

fn binding<'p>(value: &'p Binding, blocks: &mut Vec<&'p Block>) {
    match value {
        Binding::Body(body) => blocks.push(body),
        Binding::Select(_) | Binding::Empty => {}
    }
}

fn arguments<'p>(params: &'p [Argument], blocks: &mut Vec<&'p Block>) {
    for argument in params {
        binding(&argument.value, blocks);
    }
}

/// The blocks in an instruction.
fn inner<'p>(instruction: &'p Instruction, blocks: &mut Vec<&'p Block>) {
    match &instruction.op {
        Op::Literal(literal) => blocks.push(&literal.body),
        Op::ApplyTemplates(apply) => arguments(&apply.params, blocks),
        Op::ApplyImports { params } | Op::CallTemplate { params, .. } => arguments(params, blocks),
        Op::ForEach(each) => blocks.push(&each.body),
        Op::Choose { whens, otherwise } => {
            blocks.extend(whens.iter().map(|(_, body)| body));
            blocks.push(otherwise);
        }
        Op::Variable { value, .. } | Op::Param { value, .. } | Op::FunctionResult(value) => {
            binding(value, blocks);
        }
        Op::Copy(copy) => blocks.push(&copy.body),
        Op::Element(element) => blocks.push(&element.body),
        Op::Attribute(attribute) => blocks.push(&attribute.body),
        Op::If { body, .. }
        | Op::Comment(body)
        | Op::ProcessingInstruction { body, .. }
        | Op::Message { body, .. }
        | Op::Block(body) => blocks.push(body),
        Op::Document(document) => blocks.push(&document.body),
        Op::Text { .. }
        | Op::ValueOf { .. }
        | Op::CopyOf(_)
        | Op::Number(_)
        | Op::Unknown { .. } => {}
    }
}

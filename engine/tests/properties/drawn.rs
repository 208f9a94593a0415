//! Random processes that compile.

use engine::process::Process;
use engine::process::compile::compile;
use engine::simulation::values::Lot;

use crate::cases::{Counts, count};
use crate::write::{surroundings, write};
use crate::{block, wild};

const ACTIVITIES_MAX: usize = 12;

/// A process that compiles, and its document.
pub(crate) fn process(lot: &mut Lot, counts: &mut Counts) -> (String, Process) {
    loop {
        let plan = block::draw(lot, ACTIVITIES_MAX);
        let plan = if lot.once_in(4) { wild::disturb(lot, plan) } else { plan };
        let source = write(&plan, lot).source;
        if let Ok(process) = compile(source.as_bytes(), &surroundings()) {
            count(counts, "compiled");
            return (source, process);
        }
        count(counts, "refused");
    }
}

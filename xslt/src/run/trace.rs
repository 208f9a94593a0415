//! What ran, how often and how long: for `--profile` and `--coverage`.

mod enumerate;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use foldhash::fast::RandomState;

use super::Run;
use crate::Location;
use crate::program::{Global, Instruction};
use crate::tree::usize_of;

/// What ran in a transformation: see [`Transformation::trace`](crate::Transformation::trace).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// All templates, in the order of the stylesheet; those of imported modules come first.
    pub templates: Vec<TemplateTrace>,
    /// All modules, the main one first.
    pub modules: Vec<ModuleTrace>,
}

/// How often and how long a template ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateTrace {
    /// `match="..."`, `name="..."` or the like, as the stylesheet has it.
    pub label: String,
    /// Where the template is.
    pub location: Location,
    /// How often it ran.
    pub count: u64,
    /// How long it took with all that it applied and called. Where it calls itself, the time counts once.
    pub total: Duration,
    /// How long it took without the templates that it applied and called.
    pub own: Duration,
}

/// How often the lines of a module ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleTrace {
    /// The module's address; empty for a stylesheet that was given none.
    pub address: Arc<str>,
    /// The lines where instructions or global variables begin, and how often they ran: 0 for those that never did. Of
    /// several in one line, the one counts that ran most often.
    pub lines: BTreeMap<u32, u64>,
}

/// Counts while a transformation runs.
#[derive(Debug, Default)]
pub(crate) struct Tracer {
    /// By the number of the template.
    templates: Vec<Tally>,
    /// The templates that are under way.
    open: Vec<Open>,
    /// By their place in memory, where the program keeps them.
    counts: HashMap<usize, u64, RandomState>,
}

#[derive(Debug, Clone, Default)]
struct Tally {
    count: u64,
    total: Duration,
    own: Duration,
    n_open: u32,
}

#[derive(Debug)]
struct Open {
    template: u32,
    started: Instant,
    /// What the templates inside of it took.
    inner: Duration,
}

impl Tracer {
    pub(super) fn count(&mut self, instruction: &Instruction) {
        *self.counts.entry(std::ptr::from_ref(instruction).addr()).or_default() += 1;
    }

    pub(super) fn count_global(&mut self, global: &Global) {
        *self.counts.entry(std::ptr::from_ref(global).addr()).or_default() += 1;
    }

    /// A template begins.
    pub(super) fn enter(&mut self, template: u32) {
        let place = usize_of(template);
        if self.templates.len() <= place {
            self.templates.resize(place + 1, Tally::default());
        }
        if let Some(tally) = self.templates.get_mut(place) {
            tally.count += 1;
            tally.n_open += 1;
        }
        self.open.push(Open { template, started: Instant::now(), inner: Duration::ZERO });
    }

    /// The template that began last ends.
    pub(super) fn leave(&mut self) {
        let Some(Open { template, started, inner }) = self.open.pop() else { return };
        let took = started.elapsed();
        if let Some(tally) = self.templates.get_mut(usize_of(template)) {
            tally.own += took.saturating_sub(inner);
            tally.n_open -= 1;
            if tally.n_open == 0 {
                tally.total += took;
            }
        }
        if let Some(outer) = self.open.last_mut() {
            outer.inner += took;
        }
    }

    /// All that was counted, and what there is that was not.
    pub(super) fn finish(self, run: &Run<'_>) -> Trace {
        let program = run.program;
        let tallies = self.templates.iter().cloned().chain(std::iter::repeat(Tally::default()));
        let templates =
            program.templates.iter().zip(tallies).map(|(template, tally)| TemplateTrace {
                label: template.label.to_string(),
                location: run.location(template.place),
                count: tally.count,
                total: tally.total,
                own: tally.own,
            });
        let modules = program.modules.iter();
        let mut modules: Vec<ModuleTrace> = modules
            .map(|module| ModuleTrace {
                address: Arc::clone(&module.address),
                lines: BTreeMap::new(),
            })
            .collect();
        enumerate::places(program, |place, address| {
            if let Some(module) = modules.get_mut(usize::from(place.module)) {
                let count = self.counts.get(&address).copied().unwrap_or(0);
                let line = module.lines.entry(place.line).or_default();
                *line = count.max(*line);
            }
        });
        Trace { templates: templates.collect(), modules }
    }
}

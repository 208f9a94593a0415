//! What is read has been filled: asked for or set on every path that comes to whoever reads it.

mod filled;
mod passage;
mod place;
#[cfg(test)]
mod tests;
mod token_flow;

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::name::Name;
use crate::process::compile::activities::Places;
use crate::process::compile::{Compiler, Surroundings};
use crate::process::graph::Edge;
use crate::process::{ActivityIdx, ActivityKind, FieldIdx, Process};
use filled::{Filled, Slot};
use passage::{Op, Ops, Read, Reader, World, slot};
use token_flow::{TokenFlow, apply};

/// A read of something that is not filled on every path.
#[derive(Debug)]
struct Finding<'p> {
    /// Where; `None`: of the ticket itself.
    at: Option<ActivityIdx>,
    read: Read<'p>,
    /// A path on which it is not.
    path: String,
}

impl Compiler<'_> {
    /// Reports every read of a field that may not have been filled.
    pub(in crate::process::compile) fn prove_bound(
        &mut self,
        process: &Process,
        places: &[Places],
    ) {
        let mut reported = BTreeSet::new();
        for Finding { at, read, path } in findings(process, self.surroundings) {
            let span = self.place_of(process, places, at, &read);
            if !reported.insert((span, read.name)) {
                continue;
            }
            let (message, help) = words(process, &read);
            let diagnostic =
                Diagnostic::new(Code::FieldNotFilled, span, message).counterexample(path);
            self.faults.push(diagnostic.help(help));
        }
    }
}

/// What is wrong, and how to mend it.
fn words(process: &Process, read: &Read<'_>) -> (String, &'static str) {
    let name = written(process, read.name);
    let help = match slot(read.name) {
        Some(Slot::Error) => {
            return (
                format!("`{name}` may hold nothing here: not on every way something has failed"),
                "read it on an error path, and where only error paths lead",
            );
        }
        Some(Slot::Submitter) => {
            return (
                format!("`{name}` may hold nothing here: not on every way a form was submitted"),
                "read it behind a user task",
            );
        }
        Some(Slot::Field(_)) | None => {
            "ask for it or set it on every way that leads here, or give it a `default`"
        }
    };
    let unfilled = "on some way it is neither asked for nor set before";
    let message = match read.by {
        Reader::Template(_) | Reader::Condition(_) | Reader::Key => {
            format!("`{name}` is read here, and {unfilled}")
        }
        Reader::Mapping(invoker) => {
            format!("the mapping of `{invoker}` reads the field `{name}`, and {unfilled}")
        }
        Reader::Shown(dialog) => format!("the dialog `{dialog}` shows `{name}`, and {unfilled}"),
        Reader::By(dialog) => {
            format!("the dialog `{dialog}` is for whom `{name}` names, and {unfilled}")
        }
        Reader::Company => {
            return (
                format!("whom `{name}` names sees the ticket, and it begins without it"),
                "ask for it in the first form, or give it a `default`",
            );
        }
    };
    (message, help)
}

/// A name as it is written.
fn written(process: &Process, name: Name) -> &str {
    if let Name::Field(field) = name {
        return &process.field(field).name;
    }
    Name::BUILT_IN.iter().find(|(_, known)| *known == name).map_or("item", |(written, _)| written)
}

/// Every read of something that is not filled on every path, by activity.
fn findings<'p>(process: &'p Process, surroundings: &'p Surroundings) -> Vec<Finding<'p>> {
    let world = World { process, invokers: surroundings.invokers.as_ref() };
    let begin = Begin::new(process, surroundings);
    let flow = TokenFlow::new(world, begin.initial);
    let mut search = Search { flow: &flow, found: Vec::new() };
    begin.ticket(world, &mut search);
    for position in 0..process.activities().len() {
        search.activity(ActivityIdx(position));
    }
    search.found
}

/// What a ticket begins with.
struct Begin<'p> {
    /// What is filled before the first activity.
    initial: Filled,
    /// A process that begins this one, and what is filled whichever does.
    called: Option<(&'p str, Filled)>,
}

impl<'p> Begin<'p> {
    fn new(process: &Process, surroundings: &'p Surroundings) -> Self {
        let fields = || (0..process.fields().len()).map(FieldIdx);
        let defaults: Filled =
            fields().filter(|field| process.field(*field).default.is_some()).collect();
        let mut called: Option<(&str, Filled)> = None;
        for (caller, facts) in surroundings.processes.iter().flatten() {
            let given: Filled = match facts.gives.get(process.name()) {
                Some(names) => names.iter().filter_map(|name| process.field_idx(name)).collect(),
                None if facts.calls.contains(process.name()) => fields().collect(),
                None => continue,
            };
            let given = given.or(defaults);
            called = Some(called.map_or((caller.as_str(), given), |(first, by_others)| {
                (first, by_others.and(given))
            }));
        }
        // Without a form it is other processes that say what it is to work on.
        let initial = match (begins_with_form(process), &called, &surroundings.processes) {
            (true, _, _) | (false, None, Some(_)) => defaults,
            (false, Some((_, given)), _) => *given,
            (false, None, None) => fields().collect(),
        };
        Self { initial, called }
    }

    /// What is read as soon as there is a ticket.
    fn ticket(&self, world: World<'p>, search: &mut Search<'_, 'p>) {
        let process = world.process;
        let mut ops = Ops { world, list: Vec::new() };
        ops.templates([&process.ticket().title]);
        for field in process.company().iter().flat_map(|clause| &clause.fields) {
            ops.read(Name::Field(*field), Reader::Company);
        }
        let start = process.start().activity;
        let first = &process.activity(start).name;
        if let Some((caller, given)) = self.called {
            search.scan(&ops.list, given, None, |_, _| format!("{caller} -> {first}"));
        }
        if begins_with_form(process) {
            let Some(passage) = search.flow.passages.get(start.0) else { return };
            let arrived = apply(&passage.arrival, self.initial);
            for (position, departure) in passage.departures.iter().enumerate() {
                let is_submission =
                    departure.ways.iter().any(|way| matches!(way.edge, Edge::Flow(_)));
                if is_submission {
                    let filled = apply(&departure.ops, arrived);
                    let flow = search.flow;
                    search.scan(&ops.list, filled, None, |_, _| {
                        departure.dialog.map_or_else(
                            || first.clone(),
                            |_| format!("{first}{}", flow.step_of(start, (position, 0))),
                        )
                    });
                }
            }
        } else if self.called.is_none() {
            search.scan(&ops.list, self.initial, None, |_, _| first.clone());
        }
    }
}

fn begins_with_form(process: &Process) -> bool {
    matches!(process.activity(process.start().activity).kind, ActivityKind::UserTask { .. })
}

/// Goes through all that is read.
struct Search<'s, 'p> {
    flow: &'s TokenFlow<'p>,
    found: Vec<Finding<'p>>,
}

impl<'p> Search<'_, 'p> {
    fn activity(&mut self, at: ActivityIdx) {
        let flow = self.flow;
        let Some(passage) = flow.passages.get(at.0) else { return };
        let to_here = |slot, must_lack| flow.path(at, slot, must_lack);
        let arrived = self.scan(&passage.arrival, flow.at(at), Some(at), to_here);
        for (position, departure) in passage.departures.iter().enumerate() {
            let departed = self.scan(&departure.ops, arrived, Some(at), |slot, must_lack| {
                let must_lack = must_lack && lacks_still(&passage.arrival, slot);
                let dialog = departure.dialog.map(|dialog| format!(" -({dialog})->"));
                format!("{}{}", flow.path(at, slot, must_lack), dialog.unwrap_or_default())
            });
            for (number, way) in departure.ways.iter().enumerate() {
                self.scan(&way.ops, departed, Some(at), |slot, must_lack| {
                    let must_lack = must_lack
                        && lacks_still(&passage.arrival, slot)
                        && lacks_still(&departure.ops, slot);
                    let step = flow.step_of(at, (position, number));
                    format!("{}{step}", flow.path(at, slot, must_lack))
                });
            }
        }
    }

    /// Goes through operations; `path` gives a path to before the first of them, on which a slot must or
    /// need not be lacking. What is filled behind them.
    fn scan(
        &mut self,
        ops: &[Op<'p>],
        before: Filled,
        at: Option<ActivityIdx>,
        path: impl Fn(Slot, bool) -> String,
    ) -> Filled {
        let mut filled = before;
        for (position, op) in ops.iter().enumerate() {
            if let Op::Read(read) = op
                && let Some(slot) = slot(read.name)
                && !filled.has(slot)
            {
                let earlier = ops.get(..position).unwrap_or_default();
                let path = path(slot, lacks_still(earlier, slot));
                self.found.push(Finding { at, read: *read, path });
            }
            filled = apply(std::slice::from_ref(op), filled);
        }
        filled
    }
}

/// Whether what a slot lacks behind these operations, it lacks before them: none of them takes it away.
fn lacks_still(ops: &[Op<'_>], slot: Slot) -> bool {
    slot != Slot::Error || !ops.iter().any(|op| matches!(op, Op::ForgetError))
}

//! Playing a scenario.

use std::collections::BTreeMap;

use super::expect::{at, under_way};
use super::{Deed, Expectation, Refused, Report, Scenario, Step};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::event::{Event, Submission};
use crate::process::{ActivityIdx, Process};
use crate::simulation::{Asked, Awaited, PassFault, World};
use crate::step::Refusal;

impl Scenario {
    /// Plays the scenario on the process that it was read for. It ends with the first step that does not go as
    /// it says; what else is expected there is said, too.
    pub fn run(&self, process: &Process) -> Report {
        let mut play = Play { process, scenario: self, world: None, report: Report::default() };
        for step in &self.steps {
            if !play.step(step) {
                break;
            }
        }
        play.end();
        play.report
    }
}

struct Play<'p> {
    process: &'p Process,
    scenario: &'p Scenario,
    world: Option<World<'p>>,
    report: Report,
}

/// Why a step did not happen.
enum Obstacle {
    Refused(Refusal),
    /// Nothing waits there for what was given.
    NotAwaited(String),
    /// The scenario itself makes no sense here.
    Order(&'static str),
    TooManyTimers,
}

impl From<Refusal> for Obstacle {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<PassFault> for Obstacle {
    fn from(fault: PassFault) -> Self {
        match fault {
            PassFault::TooManyTimers => Self::TooManyTimers,
            PassFault::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

impl Play<'_> {
    /// Whether the scenario can go on.
    fn step(&mut self, step: &Step) -> bool {
        if let Deed::Expect(expectations) = &step.deed {
            return self.expect(step.place, expectations);
        }
        match (self.attempt(&step.deed), &step.refused) {
            (Ok(()), None) => true,
            (Ok(()), Some(_)) => {
                self.fail(Code::ScenarioNotRefused, step.place, "this was not refused".to_owned());
                false
            }
            (Err(obstacle), None) => {
                self.obstructed(step.place, &obstacle);
                false
            }
            (Err(obstacle), Some(refused)) => self.is_refused(step.place, &obstacle, refused),
        }
    }

    fn expect(&mut self, place: Span, expectations: &[Expectation]) -> bool {
        let Some(world) = &self.world else {
            self.obstructed(place, &Obstacle::Order("nothing has begun yet"));
            return false;
        };
        let differences: Vec<(Span, String)> = expectations
            .iter()
            .filter_map(|expectation| Some((expectation.place, expectation.differs(world)?)))
            .collect();
        let is_met = differences.is_empty();
        for (place, difference) in differences {
            self.fail(Code::ScenarioNotMet, place, difference);
        }
        is_met
    }

    fn attempt(&mut self, deed: &Deed) -> Result<(), Obstacle> {
        if let Some(event) = self.first(deed) {
            if self.world.is_some() {
                return Err(Obstacle::Order("the process has begun already"));
            }
            let Scenario { number, at, .. } = self.scenario;
            self.world = Some(World::begin(self.process, number, &event, *at)?);
            return Ok(());
        }
        let Some(world) = &mut self.world else {
            return Err(Obstacle::Order("nothing has begun yet"));
        };
        match deed {
            Deed::Submit { activity, dialog, actor, values } => {
                let activity = self.process.activity(*activity).name.clone();
                let submission = Submission { activity, dialog: *dialog, values: values.clone() };
                world.submit(actor.clone(), submission)?;
            }
            Deed::Answer { activity, invoker, outcome } => {
                let entry = invocation(world, *activity, invoker.as_deref())?;
                world.answer(entry, outcome.clone())?;
            }
            Deed::Items { activity, items } => {
                let asked = awaited(world, *activity, |what| matches!(what, Asked::Items))?;
                world.collect(asked.entry, items.clone())?;
            }
            Deed::Return { activity, item, end } => {
                let is_it = |what: &Asked| matches!(what, Asked::Process { item: other } if item.is_none_or(|item| item == *other));
                let asked = awaited(world, *activity, is_it)?;
                let item = if let Asked::Process { item } = asked.what { item } else { 0 };
                world.end_child(asked.entry, item, end.clone())?;
            }
            Deed::Message { name, values } => world.message(name, values.clone())?,
            Deed::Pass(delay) => drop(world.pass(*delay)?),
            Deed::Cancel { actor, reason } => world.cancel(actor.clone(), reason)?,
            Deed::Start { .. } | Deed::Called { .. } | Deed::Expect(_) => {}
        }
        Ok(())
    }

    /// The first event of a ticket, if the step is one.
    fn first(&self, deed: &Deed) -> Option<Event> {
        if let Deed::Called { customer, customer_user, values } = deed {
            return Some(Event::Called {
                customer_id: customer.clone(),
                customer_user: customer_user.clone(),
                parent: None,
                values: values.clone(),
            });
        }
        let Deed::Start { actor, dialog, values } = deed else { return None };
        let activity = self.process.activity(self.process.start().activity).name.clone();
        let submission =
            values.clone().map(|values| Submission { activity, dialog: *dialog, values });
        Some(Event::Started { actor: actor.clone(), submission })
    }

    /// A step that must not be possible was not: whether for the reason that is given.
    fn is_refused(&mut self, place: Span, obstacle: &Obstacle, refused: &Refused) -> bool {
        let found = match obstacle {
            Obstacle::Refused(refusal) => reason(refusal),
            Obstacle::NotAwaited(_) => "not-awaited",
            Obstacle::Order(_) | Obstacle::TooManyTimers => {
                self.obstructed(place, obstacle);
                return false;
            }
        };
        match refused {
            Refused::Because(expected) if *expected == found => return true,
            Refused::Faults(expected) if *expected == faults(obstacle) => return true,
            Refused::Because(_) | Refused::Faults(_) => {}
        }
        let expected = match refused {
            Refused::Because(expected) => format!("`{expected}`"),
            Refused::Faults(expected) => format!("`invalid`: {}", sentences(expected)),
        };
        let message = format!("this was refused as `{found}`; expected: {expected}");
        let diagnostic = Diagnostic::new(Code::ScenarioNotRefused, place, message);
        self.report.diagnostics.push(self.with_help(diagnostic, obstacle));
        false
    }

    fn obstructed(&mut self, place: Span, obstacle: &Obstacle) {
        let (code, message) = match obstacle {
            Obstacle::Refused(refusal) => (
                Code::ScenarioRefused,
                format!("this was refused as `{}`: {refusal}", reason(refusal)),
            ),
            Obstacle::NotAwaited(message) => (Code::ScenarioNotAwaited, message.clone()),
            Obstacle::Order(message) => (Code::ScenarioOrder, (*message).to_owned()),
            Obstacle::TooManyTimers => {
                (Code::ScenarioTooManyTimers, PassFault::TooManyTimers.to_string())
            }
        };
        let diagnostic = Diagnostic::new(code, place, message);
        self.report.diagnostics.push(self.with_help(diagnostic, obstacle));
    }

    /// What helps to understand a refusal: the fields' faults, and where the process stands.
    fn with_help(&self, diagnostic: Diagnostic, obstacle: &Obstacle) -> Diagnostic {
        let faults = faults(obstacle);
        if !faults.is_empty() {
            return diagnostic.help(sentences(&faults));
        }
        let Some(world) = &self.world else { return diagnostic };
        diagnostic.help(format!("the process stands at {}", list(&at(world))))
    }

    fn fail(&mut self, code: Code, place: Span, message: String) {
        self.report.diagnostics.push(Diagnostic::new(code, place, message));
    }

    /// Nothing may be under way at the end of a scenario, unless its last step says that something is.
    fn end(&mut self) {
        if let Some(world) = &self.world {
            self.report.coverage.merge(world.coverage());
        }
        if !self.report.diagnostics.is_empty() {
            return;
        }
        let Some(world) = &self.world else {
            let is_refusal = self.scenario.steps.iter().any(|step| step.refused.is_some());
            if !is_refusal {
                let message = "this scenario begins nothing".to_owned();
                self.fail(Code::ScenarioOrder, self.scenario.place, message);
            }
            return;
        };
        let last = self.scenario.steps.last().map(|step| &step.deed);
        let is_said = matches!(last, Some(Deed::Expect(all)) if all.iter().any(Expectation::says_what_is_under_way));
        let under_way = under_way(world);
        if !is_said && !under_way.is_empty() {
            let message = format!(
                "at the end of this scenario something is under way at {}",
                list(&under_way)
            );
            let diagnostic = Diagnostic::new(Code::ScenarioUnderWay, self.scenario.place, message);
            let help = "answer it, or end with `expect: { waits-for: ... }`";
            self.report.diagnostics.push(diagnostic.help(help));
        }
    }
}

/// The entry of the invocation of an activity that was fired first.
fn invocation(
    world: &World<'_>,
    activity: ActivityIdx,
    invoker: Option<&str>,
) -> Result<u32, Obstacle> {
    let is_it = |what: &Asked| matches!(what, Asked::Invocation { invoker: other } if invoker.is_none_or(|invoker| invoker == other));
    let first = awaited(world, activity, is_it)?;
    let is_other = |other: &Awaited| {
        other.activity == activity
            && matches!(other.what, Asked::Invocation { .. })
            && other.what != first.what
    };
    if invoker.is_none() && world.awaited().iter().any(is_other) {
        return Err(Obstacle::Order("several invokers are under way here: name one by `invoker`"));
    }
    Ok(first.entry)
}

fn awaited(
    world: &World<'_>,
    activity: ActivityIdx,
    is_it: impl Fn(&Asked) -> bool,
) -> Result<Awaited, Obstacle> {
    let mut all = world.awaited().into_iter();
    all.find(|awaited| awaited.activity == activity && is_it(&awaited.what)).ok_or_else(|| {
        let name = &world.process().activity(activity).name;
        Obstacle::NotAwaited(format!("nothing of this kind is under way at `{name}`"))
    })
}

/// A refusal's reason, as scenarios name it.
const fn reason(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotPermitted { .. } => "not-permitted",
        Refusal::NotHere { .. } => "not-here",
        Refusal::Invalid { .. } => "invalid",
        Refusal::NotAwaited { .. } | Refusal::NotDue { .. } | Refusal::Stale { .. } => {
            "not-awaited"
        }
        Refusal::NoSuchMessage { .. } => "no-such-message",
        Refusal::Over => "over",
        Refusal::Submission { .. } | Refusal::NotFirst | Refusal::OtherVersion => "form",
    }
}

fn faults(obstacle: &Obstacle) -> BTreeMap<String, String> {
    let Obstacle::Refused(Refusal::Invalid { faults }) = obstacle else { return BTreeMap::new() };
    faults.iter().map(|(field, fault)| (field.clone(), fault.to_string())).collect()
}

fn sentences(faults: &BTreeMap<String, String>) -> String {
    let all: Vec<String> =
        faults.iter().map(|(field, sentence)| format!("{field}: {sentence}")).collect();
    all.join("; ")
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

//! A world for one process ticket: what happens to it is said by a designer or drawn by lot, not by people and servers.
//!
//! The world keeps the time and what was asked of others. It knows no I/O, clock or chance: moments, answers and
//! random numbers come in. [`crate::scenario`] scripts it, [`walk`] wanders through it.

pub mod coverage;
pub mod values;
pub mod walk;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::access::Actor;
use crate::delay::Delay;
use crate::event::{Decision, Effect, Event, Outcome, ProcessEnd, Submission};
use crate::process::{ActivityIdx, ActivityKind, Process};
use crate::state::{State, Timer};
use crate::step::{Refusal, start, step};
use coverage::{Coverage, Element};

/// The most timers that are let come in one go: a reminder of every second in ten years is not worth waiting for.
pub const TIMERS_MAX: usize = 10_000;

/// A process ticket and the time in which it lives.
#[derive(Debug, Clone)]
pub struct World<'p> {
    process: &'p Process,
    now: Timestamp,
    state: State,
    effects: Vec<Effect>,
    decisions: Vec<Decision>,
    /// How many effects and decisions there were before what happened last.
    before: (usize, usize),
    coverage: Coverage,
}

/// Something that was asked of others and has not come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// The activity that asked.
    pub activity: ActivityIdx,
    /// The entry number with which it comes back.
    pub entry: u32,
    /// What was asked for.
    pub what: Asked,
}

/// What is asked of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The end of an invocation, by [`World::answer`].
    Invocation {
        /// The invoker.
        invoker: String,
    },
    /// The items of a `for-each`, by [`World::collect`].
    Items,
    /// The end of another process, by [`World::end_child`].
    Process {
        /// Which item of a `for-each`, from 0; 0 for a call.
        item: u32,
    },
}

/// Why time did not pass as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PassFault {
    /// More than [`TIMERS_MAX`] timers would have come.
    #[error("more than {TIMERS_MAX} timers come in this time")]
    TooManyTimers,
    /// A timer's moment was refused: a fault in our own code.
    #[error("a timer that is due was refused: {0}")]
    Refused(#[from] Refusal),
}

impl<'p> World<'p> {
    /// Begins the process with its first event.
    pub fn begin(
        process: &'p Process,
        number: &str,
        event: &Event,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let first = start(process, number, event, now)?;
        let mut world = Self {
            process,
            now,
            state: first.state,
            effects: first.effects,
            decisions: first.decisions,
            before: (0, 0),
            coverage: Coverage::default(),
        };
        world.coverage.follow(process, &world.decisions);
        if let Event::Started { submission: Some(submission), .. } = event {
            world.cover_dialog(submission);
        }
        Ok(world)
    }

    /// Lets something happen now.
    pub fn happen(&mut self, event: &Event) -> Result<(), Refusal> {
        let before = (self.effects.len(), self.decisions.len());
        self.add(event)?;
        self.before = before;
        Ok(())
    }

    fn add(&mut self, event: &Event) -> Result<(), Refusal> {
        let step = step(self.process, &self.state, event, self.now)?;
        self.state = step.state;
        self.coverage.follow(self.process, &step.decisions);
        self.effects.extend(step.effects);
        self.decisions.extend(step.decisions);
        if let Event::Submitted { submission, .. } = event {
            self.cover_dialog(submission);
        }
        Ok(())
    }

    fn cover_dialog(&mut self, submission: &Submission) {
        if let Some(activity) = self.process.activity_idx(&submission.activity) {
            self.coverage.add(Element::Dialog(activity, submission.dialog));
        }
    }

    /// A person submits a dialog of the ticket as it is now.
    pub fn submit(&mut self, actor: Actor, submission: Submission) -> Result<(), Refusal> {
        self.happen(&Event::Submitted { actor, submission, seen: self.state.version })
    }

    /// An invocation ends.
    pub fn answer(&mut self, entry: u32, outcome: Outcome) -> Result<(), Refusal> {
        self.happen(&Event::Ended { entry, outcome })
    }

    /// The items of a `for-each` are read, or cannot be.
    pub fn collect(
        &mut self,
        entry: u32,
        items: Result<Vec<Vec<String>>, String>,
    ) -> Result<(), Refusal> {
        self.happen(&Event::Collected { entry, items })
    }

    /// A process that this one began ends.
    pub fn end_child(&mut self, entry: u32, item: u32, end: ProcessEnd) -> Result<(), Refusal> {
        self.happen(&Event::Returned { entry, item, end })
    }

    /// A message comes.
    pub fn message(
        &mut self,
        name: &str,
        values: BTreeMap<String, Vec<String>>,
    ) -> Result<(), Refusal> {
        self.happen(&Event::Message { name: name.to_owned(), values })
    }

    /// An agent ends the process.
    pub fn cancel(&mut self, actor: Actor, reason: &str) -> Result<(), Refusal> {
        self.happen(&Event::Cancelled { actor, reason: reason.to_owned() })
    }

    /// Lets time pass. Every timer that becomes due on the way, also one that is set on the way, comes at its own
    /// moment; how many came.
    pub fn pass(&mut self, delay: Delay) -> Result<usize, PassFault> {
        self.pass_until(delay.after(self.now))
    }

    /// The same up to a moment; nothing happens if it has passed.
    pub fn pass_until(&mut self, until: Timestamp) -> Result<usize, PassFault> {
        let before = (self.effects.len(), self.decisions.len());
        let mut n_came = 0;
        while let Some(timer) = self.next_timer().filter(|timer| timer.at <= until) {
            if n_came == TIMERS_MAX {
                return Err(PassFault::TooManyTimers);
            }
            self.now = self.now.max(timer.at);
            self.add(&Event::Due { entry: timer.entry, timer: timer.kind })?;
            n_came += 1;
        }
        self.now = self.now.max(until);
        self.before = before;
        Ok(n_came)
    }

    /// The timer that comes next; of several at one moment, the one that was set first.
    pub fn next_timer(&self) -> Option<Timer> {
        self.state.timers.iter().copied().min_by_key(|timer| timer.at)
    }

    /// What was asked of others and has not come back, in the order in which it was asked.
    pub fn awaited(&self) -> Vec<Awaited> {
        let mut awaited: Vec<Awaited> = self
            .state
            .tokens
            .iter()
            .flat_map(|token| self.awaited_at(token.activity, token.entry))
            .collect();
        awaited.extend(self.state.background.iter().map(|invocation| Awaited {
            activity: invocation.activity,
            entry: invocation.entry,
            what: Asked::Invocation { invoker: invocation.invoker.clone() },
        }));
        awaited.sort_by_key(|awaited| awaited.entry);
        awaited
    }

    fn awaited_at(&self, activity: ActivityIdx, entry: u32) -> Vec<Awaited> {
        let kind = &self.process.activity(activity).kind;
        if let ActivityKind::ServiceTask { invoker, .. } = kind {
            let what = Asked::Invocation { invoker: invoker.clone() };
            return vec![Awaited { activity, entry, what }];
        }
        let mut children =
            self.state.children.iter().filter(|child| child.entry == entry).peekable();
        if matches!(kind, ActivityKind::ForEach { .. }) && children.peek().is_none() {
            return vec![Awaited { activity, entry, what: Asked::Items }];
        }
        children
            .filter(|child| child.end.is_none())
            .map(|child| Awaited { activity, entry, what: Asked::Process { item: child.item } })
            .collect()
    }

    /// Whether no token can move any more.
    pub fn is_over(&self) -> bool {
        let at_end =
            |activity| matches!(self.process.activity(activity).kind, ActivityKind::End { .. });
        self.state.tokens.iter().all(|token| at_end(token.activity))
    }

    /// The process.
    pub const fn process(&self) -> &'p Process {
        self.process
    }

    /// The moment that it is in this world.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The ticket as it is now.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Everything that others were to carry out: mails, articles, invocations, processes begun.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// What others were to carry out by what happened last.
    pub fn last_effects(&self) -> &[Effect] {
        self.effects.get(self.before.0..).unwrap_or_default()
    }

    /// All decisions.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The decisions on what happened last.
    pub fn last_decisions(&self) -> &[Decision] {
        self.decisions.get(self.before.1..).unwrap_or_default()
    }

    /// What of the process was reached.
    pub const fn coverage(&self) -> &Coverage {
        &self.coverage
    }
}

//! A ticket's journal, replayed from its first event through every version that it was moved to.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Note, Obstacle, migrate};
use crate::event::{Decision, Event};
use crate::process::Process;
use crate::state::State;
use crate::step::{Refusal, Step, start, step};

/// Why an event of a journal does not replay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    /// The engine refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The ticket cannot be moved.
    #[error("the ticket cannot be moved: {}", obstacles.iter().map(Obstacle::to_string).collect::<Vec<_>>().join("; "))]
    NotMovable {
        /// Every reason.
        obstacles: Vec<Obstacle>,
    },
    /// A migration is undone that never was.
    #[error("there is no migration to undo")]
    NothingToUndo,
}

/// A ticket on its way through its journal.
#[derive(Debug, Clone)]
pub struct Replay {
    number: String,
    process: Arc<Process>,
    state: Option<State>,
    /// What each migration led away from, the last one last.
    before: Vec<(Arc<Process>, State)>,
}

impl Replay {
    /// Before the first event of the ticket of this number.
    pub const fn new(number: String, process: Arc<Process>) -> Self {
        Self { number, process, state: None, before: Vec::new() }
    }

    /// The ticket's version now.
    pub const fn process(&self) -> &Arc<Process> {
        &self.process
    }

    /// The ticket now; `None` before its first event.
    pub const fn state(&self) -> Option<&State> {
        self.state.as_ref()
    }

    /// One event and when it was. `version` is the one to which a migration leads.
    ///
    /// # Errors
    /// Why the event is not possible; the ticket is as it was.
    pub fn apply(
        &mut self,
        event: &Event,
        at: Timestamp,
        version: Option<&Arc<Process>>,
    ) -> Result<Vec<Decision>, ReplayFault> {
        let Some(state) = &self.state else {
            let first = start(&self.process, &self.number, event, at)?;
            return Ok(self.went(first));
        };
        if let Event::Migrated { mapping, .. } = event {
            let new = version.unwrap_or(&self.process);
            let migrated = migrate(&self.process, new, state, mapping, at)
                .map_err(|obstacles| ReplayFault::NotMovable { obstacles })?;
            let before = (Arc::clone(&self.process), state.clone());
            self.before.push(before);
            self.process = Arc::clone(new);
            self.state = Some(migrated.state);
            let notes = migrated.notes.iter().map(Note::to_string).collect();
            return Ok(vec![Decision::Migrated { notes }]);
        }
        if let Event::Restored { .. } = event {
            let next = state.version + 1;
            let (process, before) = self.before.pop().ok_or(ReplayFault::NothingToUndo)?;
            self.process = process;
            self.state = Some(State { version: next, at, ..before });
            return Ok(Vec::new());
        }
        let next = step(&self.process, state, event, at)?;
        Ok(self.went(next))
    }

    fn went(&mut self, step: Step) -> Vec<Decision> {
        self.state = Some(step.state);
        step.decisions
    }
}

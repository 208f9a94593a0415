//! A journal, replayed through the engine.

use engine::event::Event;
use engine::process::Process;
use engine::state::State;
use engine::step::{Refusal, start, step};

/// Why a journal does not replay.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// It is empty, or begins with something else than a start.
    #[error("the journal does not begin with a start")]
    NoStart,
    /// The engine refused an event that it once accepted.
    #[error("entry {seq} is refused")]
    Refused {
        /// The entry's number.
        seq: usize,
        /// Why.
        #[source]
        refusal: Refusal,
    },
}

/// The state that a journal's events lead to.
pub fn replay<'e>(
    process: &Process,
    number: &str,
    events: impl IntoIterator<Item = &'e Event>,
) -> Result<State, ReplayError> {
    let mut events = events.into_iter();
    let Some(Event::Started { actor, submission }) = events.next() else { return Err(ReplayError::NoStart) };
    let refused = |seq: usize| move |refusal| ReplayError::Refused { seq, refusal };
    let mut state = start(process, actor, number, submission.as_ref()).map_err(refused(1))?.state;
    for (seq, event) in events.enumerate() {
        state = step(process, &state, event).map_err(refused(seq + 2))?.state;
    }
    Ok(state)
}

//! A ticket's journal, replayed through the engine.

use engine::event::Event;
use engine::process::Process;
use engine::state::State;
use engine::step::{Refusal, start, step};
use jiff::Timestamp;

use super::StepError;
use crate::app::App;
use crate::store::journal;
use crate::store::records::TicketId;

/// Why a journal does not replay to what is stored.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The ticket or its journal cannot be read.
    #[error("the ticket cannot be read")]
    Unreadable(#[from] StepError),
    /// It is empty, or begins with something else than a start.
    #[error("the journal does not begin with a start")]
    NoStart,
    /// The engine refused an event that it once accepted.
    #[error("entry {seq} is refused")]
    Refused {
        /// The entry's number.
        seq: i64,
        /// Why.
        #[source]
        refusal: Refusal,
    },
    /// It leads somewhere else.
    #[error("the journal leads to another state than the stored one")]
    Differs {
        /// Where it leads.
        replayed: Box<State>,
        /// What is stored.
        stored: Box<State>,
    },
}

impl App {
    /// Replays a ticket's journal and compares where it leads with what is stored.
    pub async fn replay(&self, ticket: TicketId) -> Result<(), ReplayError> {
        let (stored, process) = self.load(ticket).await?.ok_or(StepError::NoSuchTicket)?;
        let number = &stored.state.ticket.number;
        let mut state = None;
        let mut seq = 0;
        loop {
            let page = journal::list(self.store().read(), ticket, seq, &process)
                .await
                .map_err(StepError::from)?;
            let Some(last) = page.last() else { break };
            seq = last.seq;
            for entry in &page {
                let next = again(&process, number, state.as_ref(), &entry.event, entry.at);
                state =
                    Some(next.map_err(|refusal| ReplayError::Refused { seq: entry.seq, refusal })?);
            }
        }
        match state {
            None => Err(ReplayError::NoStart),
            Some(replayed) if replayed == stored.state => Ok(()),
            Some(replayed) => Err(ReplayError::Differs {
                replayed: Box::new(replayed),
                stored: Box::new(stored.state),
            }),
        }
    }
}

fn again(
    process: &Process,
    number: &str,
    state: Option<&State>,
    event: &Event,
    at: Timestamp,
) -> Result<State, Refusal> {
    let step = match state {
        None => start(process, number, event, at),
        Some(state) => step(process, state, event, at),
    };
    step.map(|step| step.state)
}

//! A ticket's journal, replayed through the engine and every version that the ticket was moved to.

use std::sync::Arc;

use engine::event::Event;
use engine::migration::replay::{Replay, ReplayFault};
use engine::state::State;

use super::StepError;
use crate::app::App;
use crate::store::records::TicketId;
use crate::store::{Inconsistent, StoreError, journal};

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
        fault: ReplayFault,
    },
    /// It leads to another version.
    #[error(
        "the journal leads to version {replayed} of the process, but the ticket is on {stored}"
    )]
    OtherVersion {
        /// The hash of the version that it leads to.
        replayed: String,
        /// The hash of the ticket's version.
        stored: String,
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

/// A ticket on its way through its journal, with the hash of its version.
#[derive(Debug, Clone)]
pub(super) struct Replayed {
    pub(super) replay: Replay,
    pub(super) definition: String,
    /// The versions that migrations led away from, the last one last.
    pub(super) earlier: Vec<String>,
}

impl App {
    /// Replays a ticket's journal and compares where it leads with what is stored.
    pub async fn replay(&self, ticket: TicketId) -> Result<(), ReplayError> {
        let (stored, _) = self.load(ticket).await?.ok_or(StepError::NoSuchTicket)?;
        let number = stored.state.ticket.number.clone();
        let replayed = self.replayed(ticket, number).await?;
        if replayed.definition != stored.definition {
            let (replayed, stored) = (replayed.definition, stored.definition);
            return Err(ReplayError::OtherVersion { replayed, stored });
        }
        match replayed.replay.state() {
            None => Err(ReplayError::NoStart),
            Some(replayed) if *replayed == stored.state => Ok(()),
            Some(replayed) => Err(ReplayError::Differs {
                replayed: Box::new(replayed.clone()),
                stored: Box::new(stored.state),
            }),
        }
    }

    /// A ticket as its journal leads to it.
    pub(super) async fn replayed(
        &self,
        ticket: TicketId,
        number: String,
    ) -> Result<Replayed, ReplayError> {
        let unreadable = |error: Inconsistent| StepError::from(StoreError::from(error));
        let mut replayed = None;
        let mut after = 0;
        loop {
            let page = journal::list(self.store().read(), ticket, after).await;
            let page = page.map_err(StepError::from)?;
            let Some(last) = page.last() else { break };
            after = last.seq();
            for raw in &page {
                let process = self.version(raw.definition()).await?;
                let event = raw.event().map_err(unreadable)?;
                let at = raw.at().map_err(unreadable)?;
                let Replayed { replay, definition, earlier } =
                    replayed.get_or_insert_with(|| Replayed {
                        replay: Replay::new(number.clone(), Arc::clone(&process)),
                        definition: raw.definition().to_owned(),
                        earlier: Vec::new(),
                    });
                replay
                    .apply(&event, at, Some(&process))
                    .map_err(|fault| ReplayError::Refused { seq: raw.seq(), fault })?;
                if let Event::Migrated { definition: to, .. } = event {
                    earlier.push(std::mem::replace(definition, to));
                } else if let Event::Restored { .. } = event {
                    *definition = earlier.pop().ok_or(ReplayError::NoStart)?;
                }
                if raw.definition() != definition {
                    let (replayed, stored) = (definition.clone(), raw.definition().to_owned());
                    return Err(ReplayError::OtherVersion { replayed, stored });
                }
            }
        }
        replayed.ok_or(ReplayError::NoStart)
    }
}

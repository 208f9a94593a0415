//! Turns: whoever writes to a ticket without having seen it waits for the others of this server who do.
//!
//! Without them a thousand processes that return to one ticket would all decide on the same state, and all but
//! one of them in vain. People do not wait: they aim at a version. Neither do other servers; what they were
//! faster with is decided again.

use tokio::sync::{Mutex, MutexGuard};

use crate::store::records::TicketId;

/// Tickets share turns; many enough that few wait for another one's.
const TURNS: usize = 1024;

/// See the module.
#[derive(Debug)]
pub struct Turns(Vec<Mutex<()>>);

impl Default for Turns {
    fn default() -> Self {
        Self((0..TURNS).map(|_| Mutex::default()).collect())
    }
}

impl Turns {
    /// Waits for the ticket's turn, which lasts as long as what is returned.
    pub(super) async fn take(&self, ticket: TicketId) -> Option<MutexGuard<'_, ()>> {
        let place = usize::try_from(ticket.0).unwrap_or_default() % TURNS;
        match self.0.get(place) {
            Some(turn) => Some(turn.lock().await),
            None => None,
        }
    }
}

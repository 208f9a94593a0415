//! The mail worker: hands stored mails over to the mail server.
//!
//! A mail is sent at least once: if the server dies between the mail server's answer and its own note of it, the
//! mail is sent again, under the same `Message-ID`, by which mailboxes know it. One that could not be handed
//! over is tried again, later and later, for about two days, as mail servers do among themselves; one that the
//! mail server refuses for good is given up at once.

pub mod relay;

use std::time::Duration;

use invokers::retry::RetryPolicy;

use self::relay::{Relay, Unsent};
use crate::app::App;
use crate::jobs::jitter;
use crate::store::mail::{self, Delivery, NoteAttempt};
use crate::store::records::Mail;
use crate::store::{StoreError, WriteError};

/// How many mails are read at once: their bodies are in memory meanwhile.
const BATCH_LENGTH: u64 = 20;
/// How long the worker sleeps when nothing is due: a look is one search of an index.
const IDLE: Duration = Duration::from_secs(1);
/// When a mail is tried again: about two days altogether, less than an invitation lives.
const RETRY: RetryPolicy = RetryPolicy {
    attempts_max: 20,
    first: Duration::from_mins(1),
    factor: 2.0,
    max: Duration::from_hours(4),
};

impl App {
    /// Starts the worker, if the operator named a mail server; it ends when the app stops.
    pub fn start_mails(&self) {
        let Some(relay) = self.config().relay.clone() else { return };
        let app = self.clone();
        self.tasks().spawn(async move { app.deliver(&relay).await });
    }

    async fn deliver(&self, relay: &Relay) {
        while !self.stop().is_cancelled() {
            match self.deliver_due(relay).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "mails could not be read, or what became of them not be noted"
                ),
            }
            tokio::select! {
                () = self.stop().cancelled() => {}
                () = tokio::time::sleep(IDLE) => {}
            }
        }
    }

    /// Sends what is due, one after the other; how many there were.
    async fn deliver_due(&self, relay: &Relay) -> Result<usize, StoreError> {
        let mails = mail::due(self.store().read(), self.clock().now(), BATCH_LENGTH).await?;
        for mail in &mails {
            if self.stop().is_cancelled() {
                break;
            }
            let attempts = mail.attempts.saturating_add(1);
            let delivery = match relay.send(mail).await {
                Ok(()) => {
                    tracing::info!(mail.id, "a mail was delivered");
                    Delivery::Sent(self.clock().now())
                }
                Err(unsent) => self.unsent(mail, attempts, &unsent),
            };
            let note = NoteAttempt { id: mail.id, attempts, delivery };
            self.store().write(note).await.map_err(WriteError::into_store_error)?;
        }
        Ok(mails.len())
    }

    /// What becomes of a mail that could not be sent. The log names it by its id alone: what a mail server
    /// answers can hold the address.
    fn unsent(&self, mail: &Mail, attempts: u32, unsent: &Unsent) -> Delivery {
        let delay = RETRY.delay(attempts, jitter()).filter(|_| !unsent.is_permanent());
        if let Some(delay) = delay {
            tracing::warn!(mail.id, attempts, cause = %unsent, "a mail could not be delivered yet");
            Delivery::Again(self.clock().now() + delay, unsent.chain())
        } else {
            tracing::error!(mail.id, attempts, cause = %unsent, "a mail was given up");
            Delivery::GivenUp(unsent.chain())
        }
    }
}

//! The worker that fires timers: feeds [`Event::Due`] to the tickets whose moments have come.
//!
//! A timer is a row that goes in the transaction which stores what it led to, so it is fired once, whatever
//! happens. Timers are claimed in batches, and several are under way at once, so that their steps share commits.

use std::time::Duration;

use engine::event::Event;
use engine::step::Refusal;
use jiff::SignedDuration;
use tokio::task::JoinSet;

use crate::app::App;
use crate::crash;
use crate::runtime::StepError;
use crate::runtime::commit::Besides;
use crate::store::StoreError;
use crate::store::timer::{self, DueTimer};

/// How many timers are claimed at once.
const BATCH_LENGTH: u64 = 512;
/// How many steps are under way at once: as many as share a commit.
const STEPS_MAX: usize = 64;
/// How long a claimed timer is ours: far longer than a batch takes.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How long the worker sleeps when nothing is due and nobody wakes it: another server may have set a timer.
const IDLE: Duration = Duration::from_secs(5);
/// How long it sleeps after the store failed.
const FAILED: Duration = Duration::from_secs(1);

impl App {
    /// Starts the worker; it ends when the app stops.
    pub fn start_timers(&self) {
        let app = self.clone();
        self.tasks().spawn(async move { app.keep_time().await });
    }

    async fn keep_time(&self) {
        let mut moves = self.clock().moves();
        if let Err(error) = timer::release_all(self.store()).await {
            // Nothing is lost: their claims end.
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the timers of a server that died could not be released"
            );
        }
        while !self.stop().is_cancelled() {
            let pause = match self.fire_due().await {
                Ok(0) => self.until_timer().await,
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "timers could not be claimed"
                    );
                    FAILED
                }
            };
            tokio::select! {
                () = self.stop().cancelled() => {}
                () = self.wake_timers().notified() => {}
                () = moves.moved() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn until_timer(&self) -> Duration {
        match timer::next_due(self.store().read()).await {
            Ok(Some(at)) => Duration::try_from(at.duration_since(self.clock().now()))
                .unwrap_or(Duration::ZERO)
                .min(IDLE),
            Ok(None) => IDLE,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the next timer could not be read"
                );
                FAILED
            }
        }
    }

    /// Claims what is due and fires it; how many.
    async fn fire_due(&self) -> Result<usize, StoreError> {
        let due = timer::claim(self.store(), self.clock().now(), BATCH_LENGTH, LEASE).await?;
        let claimed = due.len();
        if claimed > 0 {
            crash::point("timer.claimed");
        }
        let mut steps = JoinSet::new();
        for timer in due {
            if steps.len() >= STEPS_MAX {
                steps.join_next().await;
            }
            let app = self.clone();
            steps.spawn(async move { app.fire(timer).await });
        }
        while steps.join_next().await.is_some() {}
        Ok(claimed)
    }

    async fn fire(&self, due: DueTimer) {
        let event = Event::Due { entry: due.timer.entry, timer: due.timer.kind };
        match self.feed(due.ticket, &event, &Besides::Nothing).await {
            Ok(()) => crash::point("timer.durable"),
            // What it was for is over: its row has gone with it.
            Err(StepError::Refused(Refusal::NotAwaited { .. })) => {}
            // The claim ends, and it is taken again.
            Err(error) => tracing::error!(
                ticket.id = due.ticket.0,
                timer = due.timer.kind.name(),
                error = &error as &dyn std::error::Error,
                "a timer could not be fired"
            ),
        }
    }
}

//! Many clients at once, each registering one customer user after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

/// What is measured.
pub(super) trait Target: Send + Sync + 'static {
    /// A client of its own: a session, a connection.
    type Client: Send + Sync + 'static;

    /// Makes a client.
    fn client(&self) -> impl Future<Output = Result<Self::Client, String>> + Send;

    /// Registers the customer user of this login; an error if it is not registered when this returns.
    fn register(
        &self,
        client: &Self::Client,
        login: &str,
    ) -> impl Future<Output = Result<(), String>> + Send;
}

/// What a measurement gave.
#[derive(Debug)]
pub(super) struct Measured {
    /// Complete registrations.
    pub(super) done: usize,
    /// From the first to the last.
    pub(super) took: Duration,
    /// Sorted, each a registration.
    pub(super) latencies: Vec<Duration>,
    /// How many were not registered.
    pub(super) faults: usize,
    /// Why the first was not.
    pub(super) first_fault: Option<String>,
}

impl Measured {
    /// Complete registrations per second.
    pub(super) fn rate(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a count of some thousands")]
        let done = self.done as f64;
        done / self.took.as_secs_f64()
    }

    /// The latency that so many of a hundred do not exceed.
    pub(super) fn percentile(&self, percent: usize) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        self.latencies.get(last * percent / 100).copied().unwrap_or_default()
    }
}

/// Lets so many clients register for so long.
pub(super) async fn run<T: Target>(clients: usize, time: Duration, target: &Arc<T>) -> Measured {
    let next = Arc::new(AtomicU64::new(1));
    let mut measured = Measured {
        done: 0,
        took: Duration::ZERO,
        latencies: Vec::new(),
        faults: 0,
        first_fault: None,
    };
    let mut ready = Vec::new();
    for _ in 0..clients {
        match target.client().await {
            Ok(client) => ready.push(client),
            Err(fault) => measured.note(fault),
        }
    }
    let began = Instant::now();
    let mut running = JoinSet::new();
    for client in ready {
        running.spawn(one(client, began + time, Arc::clone(&next), Arc::clone(target)));
    }
    while let Some(result) = running.join_next().await {
        match result {
            Ok((latencies, fault)) => {
                measured.done += latencies.len();
                measured.latencies.extend(latencies);
                if let Some(fault) = fault {
                    measured.note(fault);
                }
            }
            Err(error) => measured.note(error.to_string()),
        }
    }
    measured.took = began.elapsed();
    measured.latencies.sort_unstable();
    measured
}

impl Measured {
    fn note(&mut self, fault: String) {
        self.faults += 1;
        self.first_fault.get_or_insert(fault);
    }
}

/// One client; it stops at its first fault.
async fn one<T: Target>(
    client: T::Client,
    end: Instant,
    next: Arc<AtomicU64>,
    target: Arc<T>,
) -> (Vec<Duration>, Option<String>) {
    let mut latencies = Vec::new();
    while Instant::now() < end {
        let login = format!("bench{}", next.fetch_add(1, Ordering::Relaxed));
        let began = Instant::now();
        if let Err(fault) = target.register(&client, &login).await {
            return (latencies, Some(fault));
        }
        latencies.push(began.elapsed());
    }
    (latencies, None)
}

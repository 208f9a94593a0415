//! A thread that runs transformations one by one.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::cache::Cache;
use super::pool::Queue;
use super::{Answer, Stylesheet};
use crate::error::TransformError;
use crate::limits::Limits;

/// A transformation to run.
pub(super) struct Job {
    pub(super) stylesheet: Stylesheet,
    pub(super) source: String,
    pub(super) reply: Answer,
}

/// What a worker is doing, for the watch.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) running: Option<(Answer, Instant)>,
    /// The watch has given this worker up; it ends when it comes to.
    pub(super) given_up: bool,
}

pub(super) type SharedDesk = Arc<Mutex<Desk>>;

/// Works until the queue is closed or the worker is given up.
pub(super) fn work(queue: &Queue, desk: &SharedDesk, limits: &Limits) {
    let mut cache = Cache::default();
    while let Some(job) = queue.take() {
        let started = Instant::now();
        set_running(desk, Some((job.reply.clone(), started)));
        let result = run(&mut cache, &job, limits, started);
        let given_up = set_running(desk, None);
        job.reply.give(result);
        if given_up {
            return;
        }
    }
}

fn run(
    cache: &mut Cache,
    job: &Job,
    limits: &Limits,
    started: Instant,
) -> Result<String, TransformError> {
    let attempt = AssertUnwindSafe(|| {
        let prepared = cache.get(&job.stylesheet, limits)?;
        prepared.run(&job.source, limits, started + limits.time)
    });
    catch_unwind(attempt).unwrap_or_else(|panic| {
        // What a panic left behind is not to be trusted.
        *cache = Cache::default();
        Err(TransformError::Internal { message: panic_message(panic.as_ref()) })
    })
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

/// Notes what is running; says whether the worker was given up.
fn set_running(desk: &SharedDesk, running: Option<(Answer, Instant)>) -> bool {
    let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
    desk.running = running;
    desk.given_up
}

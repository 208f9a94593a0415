//! The threads, their queue, and the watch that answers for a thread which is stuck.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::GRACE;
use super::worker::{Desk, Job, SharedDesk, work};
use crate::error::TransformError;
use crate::limits::Limits;

/// Stack of a worker: address space, of which only what is used takes memory. Copying and dropping deep values
/// recurses outside of what `xrust` protects by growing its stack.
const STACK_BYTES: usize = 64 * 1024 * 1024;
/// Most transformations that wait. More would only wait longer than their callers do.
const WAITING_MAX: usize = 256;
/// Most threads that may be stuck at once and replaced. After that the engine shrinks, and at last is busy.
const GIVEN_UP_MAX: usize = 4;
/// How often the watch looks.
const WATCH: Duration = Duration::from_millis(50);

/// Transformations that wait for a worker.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, job: Job) -> Result<(), Job> {
        let mut waiting = self.lock();
        if waiting.closed || waiting.jobs.len() >= WAITING_MAX {
            return Err(job);
        }
        waiting.jobs.push_back(job);
        drop(waiting);
        self.changed.notify_one();
        Ok(())
    }

    /// The next job; waits for it. Nothing once the queue is closed.
    pub(super) fn take(&self) -> Option<Job> {
        let mut waiting = self.lock();
        loop {
            if let Some(job) = waiting.jobs.pop_front() {
                return Some(job);
            }
            if waiting.closed {
                return None;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}

struct Workers {
    desks: Vec<SharedDesk>,
    n_given_up: usize,
}

/// What the threads share.
struct Shared {
    queue: Queue,
    workers: Mutex<Workers>,
    limits: Limits,
    n_threads: usize,
    /// Told when the engine ends, for the watch.
    ended: Mutex<bool>,
    ending: Condvar,
}

/// The threads of an engine.
pub(super) struct Pool(Arc<Shared>);

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("n_workers", &self.0.workers().desks.len())
            .finish_non_exhaustive()
    }
}

impl Pool {
    pub(super) fn start(n_threads: usize, limits: Limits) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            queue: Queue::default(),
            workers: Mutex::new(Workers { desks: Vec::new(), n_given_up: 0 }),
            limits,
            n_threads,
            ended: Mutex::new(false),
            ending: Condvar::new(),
        });
        let pool = Self(Arc::clone(&shared));
        for _ in 0..n_threads {
            Shared::spawn_worker(&shared)?;
        }
        thread::Builder::new().name("mapping-watch".to_owned()).spawn(move || shared.watch())?;
        Ok(pool)
    }

    /// Puts a job into the queue; gives it back if nobody would take it.
    pub(super) fn submit(&self, job: Job) -> Result<(), Job> {
        if self.0.workers().desks.is_empty() {
            return Err(job);
        }
        self.0.queue.put(job)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.0.queue.close();
        *self.0.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.ending.notify_all();
    }
}

impl Shared {
    fn workers(&self) -> MutexGuard<'_, Workers> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spawn_worker(shared: &Arc<Self>) -> std::io::Result<()> {
        let desk = SharedDesk::default();
        let (its_shared, its_desk) = (Arc::clone(shared), Arc::clone(&desk));
        thread::Builder::new().name("mapping".to_owned()).stack_size(STACK_BYTES).spawn(
            move || {
                work(&its_shared.queue, &its_desk, &its_shared.limits);
                if desk_of(&its_desk).given_up {
                    Self::came_to(&its_shared);
                }
            },
        )?;
        shared.workers().desks.push(desk);
        Ok(())
    }

    /// A worker that was given up has ended after all: there is room for one in its place again.
    fn came_to(shared: &Arc<Self>) {
        let is_missing = {
            let mut workers = shared.workers();
            workers.n_given_up = workers.n_given_up.saturating_sub(1);
            workers.desks.len() < shared.n_threads
        };
        // If no thread can be started now, the next one that comes to tries again.
        if is_missing && Self::spawn_worker(shared).is_err() && shared.workers().desks.is_empty() {
            shared.refuse_waiting();
        }
    }

    /// Looks after the workers until the engine ends.
    fn watch(self: Arc<Self>) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        while !*ended {
            ended =
                self.ending.wait_timeout(ended, WATCH).unwrap_or_else(PoisonError::into_inner).0;
            for desk in self.overdue() {
                self.give_up(&desk);
            }
        }
    }

    fn overdue(&self) -> Vec<SharedDesk> {
        self.workers()
            .desks
            .iter()
            .filter(|desk| self.is_overdue(&desk_of(desk)))
            .cloned()
            .collect()
    }

    fn is_overdue(&self, desk: &Desk) -> bool {
        let longest = self.limits.time + GRACE;
        desk.running.as_ref().is_some_and(|(_, started)| started.elapsed() > longest)
    }

    /// Answers for a worker that is stuck, and starts another in its place. A thread cannot be ended from outside; it
    /// ends itself if it ever comes to.
    fn give_up(self: &Arc<Self>, desk: &SharedDesk) {
        let running = {
            let mut desk = desk_of(desk);
            // It may have come to since it was looked at.
            if !self.is_overdue(&desk) {
                return;
            }
            desk.given_up = true;
            desk.running.take()
        };
        let replace = {
            let mut workers = self.workers();
            workers.desks.retain(|other| !Arc::ptr_eq(other, desk));
            workers.n_given_up += 1;
            workers.n_given_up <= GIVEN_UP_MAX
        };
        // Without a replacement the engine goes on with fewer workers; without any it is busy.
        let replaced = replace && Self::spawn_worker(self).is_ok();
        if !replaced && self.workers().desks.is_empty() {
            self.refuse_waiting();
        }
        // Answered last, so that a caller who tries again finds the new worker.
        if let Some((answer, _)) = running {
            answer.give(Err(TransformError::TimedOut { limit: self.limits.time }));
        }
    }

    fn refuse_waiting(&self) {
        let jobs: Vec<Job> = self.queue.lock().jobs.drain(..).collect();
        for job in jobs {
            job.reply.give(Err(TransformError::Busy));
        }
    }
}

fn desk_of(desk: &SharedDesk) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

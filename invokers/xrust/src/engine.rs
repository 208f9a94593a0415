//! The engine: threads that run transformations, and the watch over them.
//!
//! `xrust`'s values cannot leave the thread that made them, and its evaluation is deeply recursive. So transformations
//! run on threads of the engine's own, with large stacks, and only text goes in and out.

use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::compile;
use crate::error::{StartError, StylesheetFault, TransformError};
use crate::limits::Limits;

mod cache;
mod pool;
mod worker;

use pool::Pool;
use worker::Job;

/// What is called with the result.
pub type Reply = Box<dyn FnOnce(Result<String, TransformError>) + Send>;

/// A stylesheet that was compiled once without fault. Cheap to clone, and good for every engine.
#[derive(Debug, Clone)]
pub struct Stylesheet {
    text: Arc<str>,
    hash: [u8; 32],
}

impl Stylesheet {
    /// SHA-256 of its text.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Runs transformations. Clones share the same threads, which end when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Engine {
    pool: Arc<Pool>,
    limits: Limits,
}

impl Engine {
    /// Starts `threads` worker threads (at least one).
    pub fn new(threads: usize, limits: Limits) -> Result<Self, StartError> {
        Ok(Self { pool: Arc::new(Pool::start(threads.max(1), limits)?), limits })
    }

    /// Checks a stylesheet; all its faults at once, in the order of the text.
    ///
    /// # Errors
    /// What is wrong with it, or cannot be evaluated exactly.
    pub fn compile(&self, text: &str) -> Result<Stylesheet, Vec<StylesheetFault>> {
        compile::compile(text)?;
        Ok(Stylesheet { text: text.into(), hash: Sha256::digest(text.as_bytes()).into() })
    }

    /// Maps `source`, and waits for the result.
    pub fn transform(
        &self,
        stylesheet: &Stylesheet,
        source: &str,
    ) -> Result<String, TransformError> {
        let (send, receive) = mpsc::channel();
        // The receiver waits until this is called or dropped.
        self.transform_with(stylesheet, source, Box::new(move |result| drop(send.send(result))));
        receive.recv().unwrap_or_else(|_| {
            Err(TransformError::Internal {
                message: "the worker ended without an answer".to_owned(),
            })
        })
    }

    /// Maps `source`, and calls `reply` with the result, on a thread of the engine or at once on this one. It is called
    /// exactly once, within the time limit after the transformation began.
    pub fn transform_with(&self, stylesheet: &Stylesheet, source: &str, reply: Reply) {
        if source.len() > self.limits.input_bytes {
            reply(Err(TransformError::InputTooLarge {
                bytes: source.len(),
                limit: self.limits.input_bytes,
            }));
            return;
        }
        let job = Job {
            stylesheet: stylesheet.clone(),
            source: source.to_owned(),
            reply: Answer::new(reply),
        };
        if let Err(job) = self.pool.submit(job) {
            job.reply.give(Err(TransformError::Busy));
        }
    }
}

/// A reply that the worker and the watch both hold; the first to answer has it.
#[derive(Clone)]
struct Answer(Arc<Mutex<Option<Reply>>>);

impl Answer {
    fn new(reply: Reply) -> Self {
        Self(Arc::new(Mutex::new(Some(reply))))
    }

    /// Whether this was the first answer.
    fn give(&self, result: Result<String, TransformError>) -> bool {
        let reply = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match reply {
            Some(reply) => {
                reply(result);
                true
            }
            None => false,
        }
    }
}

/// How long over its time limit a transformation may be until its thread is given up. It ends itself at its limit
/// wherever it touches a document, so this is for what never does.
const GRACE: Duration = Duration::from_millis(500);

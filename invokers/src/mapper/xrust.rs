//! Mappings on the engine in `invokers/xrust`.

use std::sync::Arc;

use tokio::sync::oneshot;
pub use xrust_engine::StartError;
use xrust_engine::{Engine, Limits, Stylesheet, StylesheetFault, TransformError};

use super::{Mapper, Mapping, MappingError, MappingFault, Running};
use crate::document::{DEPTH_MAX, DOCUMENT_BYTES_MAX};

/// The engine with its worker threads; they end when it and all its mappings are dropped.
#[derive(Debug, Clone)]
pub struct XrustMapper {
    engine: Arc<Engine>,
}

impl XrustMapper {
    /// Starts so many worker threads; one mapping occupies one of them while it runs.
    pub fn new(threads: usize) -> Result<Self, StartError> {
        // What it may read and write is what documents here may be.
        let limits = Limits {
            input_bytes: DOCUMENT_BYTES_MAX,
            depth: DEPTH_MAX,
            output_bytes: DOCUMENT_BYTES_MAX,
            ..Limits::default()
        };
        Ok(Self { engine: Arc::new(Engine::new(threads, limits)?) })
    }
}

impl Mapper for XrustMapper {
    fn name(&self) -> &'static str {
        "xrust"
    }

    fn compile(&self, text: &str) -> Result<Arc<dyn Mapping>, Vec<MappingFault>> {
        match self.engine.compile(text) {
            Ok(stylesheet) => {
                Ok(Arc::new(XrustMapping { engine: Arc::clone(&self.engine), stylesheet }))
            }
            Err(faults) => Err(faults.into_iter().map(MappingFault::from).collect()),
        }
    }
}

impl From<StylesheetFault> for MappingFault {
    fn from(fault: StylesheetFault) -> Self {
        let StylesheetFault { line, column, message, help } = fault;
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Self { line: number(line), column: number(column), message, help }
    }
}

#[derive(Debug)]
struct XrustMapping {
    engine: Arc<Engine>,
    stylesheet: Stylesheet,
}

impl Mapping for XrustMapping {
    fn run<'a>(&'a self, source: &'a str) -> Running<'a> {
        Box::pin(async move {
            let (send, receive) = oneshot::channel();
            // Nobody waits any more if the caller gave up; then the result has no use.
            self.engine.transform_with(
                &self.stylesheet,
                source,
                Box::new(move |result| drop(send.send(result))),
            );
            match receive.await {
                Ok(result) => result.map_err(MappingError::from),
                Err(_ended) => Err(MappingError::Stopped("its worker ended".to_owned())),
            }
        })
    }
}

impl From<TransformError> for MappingError {
    fn from(error: TransformError) -> Self {
        match error {
            TransformError::Busy => Self::Busy,
            TransformError::Stopped { message } | TransformError::Failed { message } => {
                Self::Stopped(message)
            }
            error @ (TransformError::Malformed { .. }
            | TransformError::DocumentType
            | TransformError::UnknownEntity { .. }
            | TransformError::TooDeep { .. }
            | TransformError::InputTooLarge { .. }
            | TransformError::OutputTooLarge { .. }
            | TransformError::TooManyNodes { .. }
            | TransformError::TooManyCalls { .. }
            | TransformError::TimedOut { .. }
            | TransformError::UnsupportedCharacter { .. }
            | TransformError::Internal { .. }) => Self::Stopped(error.to_string()),
        }
    }
}

//! An invoker: what a service task fires.

mod codes;
mod config;
mod fault;
mod load;
mod yaml;

pub use codes::CODES;
pub use config::CONFIG_BYTES_MAX;
pub use fault::{Fault, SourceFile};
pub use load::{InvokerSource, MAPPING_BYTES_MAX};

use std::sync::Arc;
use std::time::Duration;

use engine::event::{Changes, Outcome};
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use crate::document::changes::changes;
use crate::document::params::params;
use crate::document::response::response_document;
use crate::mapper::{MAPPING_FAILED, Mappers, Mapping, MappingError};
use crate::retry::RetryPolicy;
use crate::rpc::{Answer, OperationName};

/// An invoker that has been checked: both mappings compiled, every value in bounds.
#[derive(Debug)]
pub struct Invoker {
    /// The name under which service tasks fire it; that of its folder.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
    /// The operation that it calls.
    pub operation: OperationName,
    /// Where the operation is carried out.
    pub target: Target,
    /// When an undelivered call is repeated.
    pub retry: RetryPolicy,
    /// Ticket -> request.
    pub outbound: Arc<dyn Mapping>,
    /// Response -> changes.
    pub inbound: Arc<dyn Mapping>,
}

/// Where an operation is carried out.
#[derive(Debug, Clone)]
pub enum Target {
    /// Here, in the transaction of the step that fired the invoker.
    InProcess,
    /// On another server, by JSON-RPC 2.0 over HTTP.
    Http(HttpTarget),
}

/// Another server.
#[derive(Debug, Clone)]
pub struct HttpTarget {
    /// Where it listens; holds no credentials.
    pub url: Url,
    /// What it knows us by.
    pub token: Option<Token>,
    /// The longest that one call may take, connecting included.
    pub timeout: Duration,
}

/// A bearer token, known by the name of its secret.
#[derive(Debug, Clone)]
pub struct Token {
    /// The secret's name, which may be shown.
    pub name: String,
    /// The secret itself.
    pub value: SecretString,
}

/// What is to be called.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The operation.
    pub operation: OperationName,
    /// Its parameters, all of them texts, lists of texts or objects.
    pub params: Map<String, Value>,
    /// What the outbound mapping wrote, for the trace.
    pub mapped: String,
}

/// What a call came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Concluded {
    /// For the process.
    pub outcome: Outcome,
    /// The response document that the inbound mapping read, for the trace.
    pub document: String,
    /// What it wrote, for the trace.
    pub mapped: String,
}

impl Invoker {
    /// Checks an invoker's files and compiles its mappings; gives all faults at once. `secret` finds a
    /// secret by its name.
    pub fn load(
        source: &InvokerSource<'_>,
        mappers: &Mappers,
        secret: &dyn Fn(&str) -> Option<SecretString>,
    ) -> Result<Self, Vec<Fault>> {
        load::load(source, mappers, secret)
    }

    /// Maps a request document, see [`crate::document::TicketDocument::to_xml`], to the call.
    pub async fn prepare(&self, document: &str) -> Result<Request, MappingError> {
        let mapped = self.outbound.run(document).await?;
        let params = params(&mapped).map_err(MappingError::Output)?;
        Ok(Request { operation: self.operation, params, mapped })
    }

    /// Maps an answer, however empty, to the outcome of the invocation.
    pub async fn conclude(&self, answer: &Answer) -> Result<Concluded, MappingError> {
        let document = response_document(answer).map_err(MappingError::Input)?;
        let mapped = self.inbound.run(&document).await?;
        let changes = changes(&mapped).map_err(MappingError::Output)?;
        Ok(Concluded { outcome: outcome(answer, changes), document, mapped })
    }
}

fn outcome(answer: &Answer, changes: Changes) -> Outcome {
    match answer {
        Answer::Result(_) => Outcome::Accepted { changes },
        Answer::Error { code, message } => {
            Outcome::Rejected { code: code.clone(), message: message.clone(), changes }
        }
    }
}

/// The outcome when [`Invoker::prepare`] failed: nothing was called, and repeating it would fail again.
pub fn unprepared() -> Outcome {
    Outcome::Rejected {
        code: MAPPING_FAILED.to_owned(),
        message: "The request could not be prepared.".to_owned(),
        changes: Changes::default(),
    }
}

/// The outcome when [`Invoker::conclude`] failed. A refusal stays the refusal that it was; an operation
/// that was carried out must not be called again, so its process takes the error path.
pub fn unconcluded(answer: &Answer) -> Outcome {
    match answer {
        Answer::Error { .. } => outcome(answer, Changes::default()),
        Answer::Result(_) => Outcome::Rejected {
            code: MAPPING_FAILED.to_owned(),
            message: "The answer could not be understood.".to_owned(),
            changes: Changes::default(),
        },
    }
}

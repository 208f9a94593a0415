//! Why a call had no answer, and whether calling again may help.

use std::time::Duration;

use super::{ANSWER_BYTES_MAX, Exchange};
use crate::duration;
use crate::invoker::HttpTarget;

/// The client cannot be made: the system's certificates cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be made")]
pub struct ClientError(#[source] pub(super) reqwest::Error);

/// A call without an answer. It may have been carried out all the same.
#[derive(Debug, thiserror::Error)]
#[error("the call was not answered")]
pub struct Undelivered {
    /// Why.
    #[source]
    pub error: CallError,
    /// What went over the wire.
    pub exchange: Box<Exchange>,
    /// Whether calling again may help. If not, somebody has to change the configuration.
    pub retryable: bool,
}

/// Why a call had no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It took too long.
    #[error("{host} did not answer within {}", duration::format(*.timeout))]
    Timeout {
        /// Who was called.
        host: String,
        /// How long we waited.
        timeout: Duration,
    },
    /// There is nobody there, or not the one that it should be.
    #[error("{host} cannot be reached")]
    Unreachable {
        /// Who was called.
        host: String,
        /// What the client says.
        #[source]
        source: reqwest::Error,
    },
    /// The connection ended too early.
    #[error("the connection to {host} broke off")]
    Broken {
        /// Who was called.
        host: String,
        /// What the client says.
        #[source]
        source: reqwest::Error,
    },
    /// An answer of HTTP, not of the operation.
    #[error("the server answered with the status {0}{hint}", hint = hint(*.0))]
    Status(u16),
    /// The answer went on and on.
    #[error("the answer is longer than {ANSWER_BYTES_MAX} bytes")]
    TooLarge,
    /// Something else listens there.
    #[error("the answer is not JSON-RPC 2.0")]
    NoAnswer(#[source] serde_json::Error),
    /// An answer to another call.
    #[error("the answer has the id of another call")]
    OtherId,
    /// The other server failed, or does not let us.
    #[error("the server answered {code}: {message}")]
    Remote {
        /// Its code.
        code: String,
        /// Its sentence.
        message: String,
        /// Whether calling again may help.
        retryable: bool,
    },
    /// The token, login or key cannot be sent.
    #[error("a header cannot be written")]
    Header(#[source] reqwest::header::InvalidHeaderValue),
}

const fn hint(status: u16) -> &'static str {
    match status {
        300..=399 => " (a redirect, which is not followed)",
        401 => " (is the token right?)",
        403 => " (the token does not permit it)",
        404 => " (is the url right?)",
        _ => "",
    }
}

impl CallError {
    /// The client's error without the url, whose query may hold what should not be read.
    pub(super) fn of(error: reqwest::Error, target: &HttpTarget) -> Self {
        let host = target.url.host_str().unwrap_or("the server").to_owned();
        if error.is_timeout() && !error.is_connect() {
            Self::Timeout { host, timeout: target.timeout }
        } else if error.is_body() || error.is_decode() {
            Self::Broken { host, source: error.without_url() }
        } else {
            Self::Unreachable { host, source: error.without_url() }
        }
    }

    /// Whether calling again may help.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Timeout { .. }
            | Self::Unreachable { .. }
            | Self::Broken { .. }
            | Self::NoAnswer(_)
            | Self::OtherId => true,
            Self::Status(status) => matches!(*status, 408 | 425 | 429 | 500..=599),
            Self::Remote { retryable, .. } => *retryable,
            Self::TooLarge | Self::Header(_) => false,
        }
    }

    /// The error with all its causes, for agents.
    pub fn chain(&self) -> String {
        crate::error_chain(self)
    }
}

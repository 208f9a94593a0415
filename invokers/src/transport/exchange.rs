//! What went over the wire, as people may read it.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::invoker::HttpTarget;
use crate::redact;

/// One call and its answer, without secrets and cut to a bearable length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// `POST https://example.org/rpc`: without credentials and query.
    pub request_line: String,
    /// The name of the token that was sent.
    pub token: Option<String>,
    /// The request's body.
    pub request: String,
    /// The answer's status, if there was one.
    pub status: Option<u16>,
    /// The answer's body, if it was read.
    pub response: Option<String>,
    /// How long it took.
    pub duration: Duration,
}

impl Exchange {
    pub(super) fn begin(target: &HttpTarget, body: &Value) -> Self {
        let mut url = target.url.clone();
        url.set_query(None);
        let mut body = body.clone();
        redact::json(&mut body);
        Self {
            request_line: format!("POST {url}"),
            token: target.token.as_ref().map(|token| token.name.clone()),
            request: redact::body(body.to_string().as_bytes()),
            status: None,
            response: None,
            duration: Duration::ZERO,
        }
    }

    pub(super) fn answered(&mut self, body: &[u8]) {
        self.response = Some(redact::body(body));
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.request_line)?;
        if let Some(token) = &self.token {
            writeln!(f, "authorization: Bearer (the secret `{token}`)")?;
        }
        writeln!(f, "\n{}\n", self.request)?;
        let milliseconds = self.duration.as_millis();
        match self.status {
            Some(status) => write!(f, "{status} after {milliseconds} ms")?,
            None => write!(f, "no answer after {milliseconds} ms")?,
        }
        match &self.response {
            Some(response) => write!(f, "\n\n{response}"),
            None => Ok(()),
        }
    }
}

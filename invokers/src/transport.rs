//! Calls operations on another server: JSON-RPC 2.0 over HTTP.

mod error;
mod exchange;

pub use error::{CallError, ClientError, Undelivered};
pub use exchange::Exchange;

use std::time::{Duration, Instant};

use engine::access::Actor;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{RequestBuilder, Response, StatusCode};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::invoker::{HttpTarget, Request};
use crate::rpc::{self, Answer, ErrorCode, Id, header};

/// The longest answer that is read, in bytes: a page of search results. What is longer is not read on.
pub const ANSWER_BYTES_MAX: usize = 1 << 20;
/// Connecting that takes longer than this will not succeed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Idle connections kept for each server.
const IDLE_CONNECTIONS_MAX: usize = 8;

/// For whom and for what a call is made; from our own records, never from a mapping.
#[derive(Debug, Clone, Copy)]
pub struct CallContext<'a> {
    /// On whose behalf.
    pub actor: &'a Actor,
    /// The same for every attempt of one invocation.
    pub idempotency_key: &'a str,
    /// The ticket's number.
    pub ticket_number: &'a str,
}

/// A pool of connections. One of these serves all invokers.
#[derive(Debug, Clone)]
pub struct HttpClient {
    client: reqwest::Client,
}

impl HttpClient {
    /// Reads the system's certificates and makes the pool.
    pub fn new() -> Result<Self, ClientError> {
        // Another part of the program may have chosen one before us; any will do.
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            drop(rustls::crypto::ring::default_provider().install_default());
        }
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            // A redirect would carry the token and the customer's data to whomever the answer names.
            .redirect(reqwest::redirect::Policy::none())
            // So would a proxy that the environment names.
            .no_proxy()
            // Repeating is decided by the invoker's policy and is written down.
            .retry(reqwest::retry::never())
            .user_agent(concat!("usher/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(ClientError)?;
        Ok(Self { client })
    }

    /// Calls once. An answer, be it a result or a refusal, is an answer; everything else is undelivered.
    pub async fn call(
        &self,
        target: &HttpTarget,
        request: &Request,
        context: &CallContext<'_>,
    ) -> Result<(Answer, Exchange), Undelivered> {
        let id = Id::Text(context.idempotency_key.to_owned());
        let body = json!({ "jsonrpc": "2.0", "id": id, "method": request.operation.name(), "params": request.params });
        let mut exchange = Exchange::begin(target, &body);
        let started = Instant::now();
        let answered = self.exchange(target, body.to_string(), context, &mut exchange).await;
        exchange.duration = started.elapsed();
        match answered.and_then(|(status, body)| answer(status, &body, &id)) {
            Ok(answer) => Ok((answer, exchange)),
            Err(error) => Err(Undelivered {
                retryable: error.is_retryable(),
                error,
                exchange: Box::new(exchange),
            }),
        }
    }

    async fn exchange(
        &self,
        target: &HttpTarget,
        body: String,
        context: &CallContext<'_>,
        exchange: &mut Exchange,
    ) -> Result<(StatusCode, Vec<u8>), CallError> {
        let request = self.request(target, body, context)?;
        let response = request.send().await.map_err(|error| CallError::of(error, target))?;
        let status = response.status();
        exchange.status = Some(status.as_u16());
        let body = read(response, target).await?;
        exchange.answered(&body);
        Ok((status, body))
    }

    fn request(
        &self,
        target: &HttpTarget,
        body: String,
        context: &CallContext<'_>,
    ) -> Result<RequestBuilder, CallError> {
        let mut headers = HeaderMap::new();
        let mut set = |name: &'static str, value: &str| {
            let value = HeaderValue::from_str(&header::encode(value)).map_err(CallError::Header)?;
            headers.insert(name, value);
            Ok::<_, CallError>(())
        };
        set(header::IDEMPOTENCY_KEY, context.idempotency_key)?;
        set(header::TICKET, context.ticket_number)?;
        set(header::ON_BEHALF_OF, context.actor.login())?;
        if let Actor::CustomerUser { customer_id, .. } = context.actor {
            set(header::CUSTOMER, customer_id)?;
        }
        if let Some(token) = &target.token {
            let bearer = format!("Bearer {}", token.value.expose_secret());
            let mut bearer = HeaderValue::from_str(&bearer).map_err(CallError::Header)?;
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(self.client.post(target.url.clone()).timeout(target.timeout).headers(headers).body(body))
    }
}

/// Reads the body piece by piece, and stops where it gets too long.
async fn read(mut response: Response, target: &HttpTarget) -> Result<Vec<u8>, CallError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| CallError::of(error, target))? {
        if body.len() + piece.len() > ANSWER_BYTES_MAX {
            return Err(CallError::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn answer(status: StatusCode, body: &[u8], id: &Id) -> Result<Answer, CallError> {
    // Some servers answer a refused call with a status of its own; then the body says why.
    let may_refuse = matches!(
        status,
        StatusCode::BAD_REQUEST | StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY
    );
    if !status.is_success() && !may_refuse {
        return Err(CallError::Status(status.as_u16()));
    }
    let response: rpc::Response = match serde_json::from_slice(body) {
        Ok(response) => response,
        Err(_) if may_refuse => return Err(CallError::Status(status.as_u16())),
        Err(error) => return Err(CallError::NoAnswer(error)),
    };
    let is_ours = response.id == *id
        || (response.id == Id::Null && matches!(response.body, rpc::Body::Error(_)));
    if !is_ours {
        return Err(CallError::OtherId);
    }
    match response.body {
        rpc::Body::Result(result) => Ok(Answer::Result(result)),
        rpc::Body::Error(error) => refusal(&error),
    }
}

/// A refusal of the operation is an answer. A failure or refusal of the server itself is none.
fn refusal(error: &rpc::RpcError) -> Result<Answer, CallError> {
    /// The longest sentence that is taken over from another server, in characters.
    const MESSAGE_LENGTH_MAX: usize = 1_000;
    let code = error.name();
    let message: String = error.message.chars().take(MESSAGE_LENGTH_MAX).collect();
    match ErrorCode::parse(&code) {
        Some(ErrorCode::Internal | ErrorCode::TooManyRequests) => {
            Err(CallError::Remote { code, message, retryable: true })
        }
        Some(ErrorCode::Unauthorized | ErrorCode::NotAllowed) => {
            Err(CallError::Remote { code, message, retryable: false })
        }
        Some(_) | None => Ok(Answer::Error { code, message }),
    }
}

//! `/rpc`: the operations as JSON-RPC 2.0, for whoever bears a token.
//!
//! The token names the operations that its bearer may call and, if it is bound to one, the customer.
//! The headers `usher-on-behalf-of` and `usher-customer` narrow a call further; they cannot widen it.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::customer::CustomerId;
use invokers::rpc::header as rpc_header;
use invokers::rpc::{self, Body, Call, ErrorCode, Id, Incoming, OperationName, Refusal, Version};
use serde_json::Value;

use crate::app::App;
use crate::operations::run::{IdempotencyKey, OperationError};
use crate::operations::{Caller, discover};
use crate::secret::Token;
use crate::store::api_token;
use crate::store::records::ApiToken;

/// The longest idempotency key, in characters.
const KEY_LENGTH_MAX: usize = 200;

/// Answers one request body.
pub async fn rpc(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let client = match client(&app, &headers).await {
        Ok(client) => client,
        Err(refusal) => return refused(refusal),
    };
    match rpc::parse(&body) {
        Incoming::One(Err(response)) => Json(response).into_response(),
        Incoming::One(Ok(call)) => match client.answer(&app, call).await {
            Some(response) => Json(response).into_response(),
            None => StatusCode::NO_CONTENT.into_response(),
        },
        Incoming::Batch(calls) => {
            let mut responses = Vec::new();
            for call in calls {
                match call {
                    Ok(call) => responses.extend(client.answer(&app, call).await),
                    Err(response) => responses.push(response),
                }
            }
            if responses.is_empty() {
                StatusCode::NO_CONTENT.into_response()
            } else {
                Json(responses).into_response()
            }
        }
    }
}

/// The answer to a request that is not looked into. A caller tells by the status whether it may help
/// to call again.
fn refused(refusal: Refusal) -> Response {
    let statuses = [
        (ErrorCode::Unauthorized, StatusCode::UNAUTHORIZED),
        (ErrorCode::NotAllowed, StatusCode::FORBIDDEN),
        (ErrorCode::Internal, StatusCode::INTERNAL_SERVER_ERROR),
    ];
    let found = statuses.into_iter().find(|(code, _)| *code == refusal.code);
    let status = found.map_or(StatusCode::BAD_REQUEST, |(_, status)| status);
    (status, Json(refusal.response(Id::Null))).into_response()
}

/// Who calls, and on whose behalf.
struct Client {
    token: ApiToken,
    caller: Caller,
    key: Option<String>,
}

/// The token that a request bears.
pub(super) async fn bearer(app: &App, headers: &HeaderMap) -> Result<ApiToken, Refusal> {
    let unauthorized = || Refusal::new(ErrorCode::Unauthorized, "A valid bearer token is needed.");
    let text = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .ok_or_else(unauthorized)?;
    let token = text
        .strip_prefix("Bearer ")
        .and_then(|text| Token::parse(text.trim()))
        .ok_or_else(unauthorized)?;
    let token = api_token::find(app.store().read(), &token.hash())
        .await
        .map_err(|error| internal(&error))?;
    token.ok_or_else(unauthorized)
}

async fn client(app: &App, headers: &HeaderMap) -> Result<Client, Refusal> {
    let token = bearer(app, headers).await?;
    let named = |name: &str| -> Result<Option<String>, Refusal> {
        let Some(value) = headers.get(name) else { return Ok(None) };
        let text = value.to_str().ok().and_then(rpc_header::decode);
        let invalid = || {
            Refusal::new(ErrorCode::InvalidRequest, format!("The header {name} cannot be read."))
        };
        text.map(Some).ok_or_else(invalid)
    };
    let asked = match named(rpc_header::CUSTOMER)? {
        None => None,
        Some(text) => Some(CustomerId::parse(&text).map_err(|fault| {
            Refusal::new(
                ErrorCode::InvalidRequest,
                format!("The header {}: {fault}.", rpc_header::CUSTOMER),
            )
        })?),
    };
    let bound = token
        .customer_id
        .as_deref()
        .map(CustomerId::parse)
        .transpose()
        .map_err(|error| internal(&error))?;
    let customer = match (bound, asked) {
        (Some(bound), Some(asked)) if bound != asked => {
            return Err(Refusal::new(ErrorCode::NotAllowed, "This token is for another customer."));
        }
        (Some(bound), _) => Some(bound),
        (None, asked) => asked,
    };
    let acting = named(rpc_header::ON_BEHALF_OF)?.unwrap_or_else(|| token.name.clone());
    let key = headers
        .get(rpc_header::IDEMPOTENCY_KEY)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    if key.as_ref().is_some_and(|key| key.is_empty() || key.chars().count() > KEY_LENGTH_MAX) {
        let message = format!("An idempotency key has 1 to {KEY_LENGTH_MAX} characters.");
        return Err(Refusal::new(ErrorCode::InvalidRequest, message));
    }
    Ok(Client { caller: Caller { acting, customer, ticket: None }, token, key })
}

impl Client {
    /// Carries one call out; a notification gets no response.
    async fn answer(&self, app: &App, call: Call) -> Option<rpc::Response> {
        let id = call.id.clone();
        let result = self.call(app, call).await;
        id.map(|id| match result {
            Ok(value) => rpc::Response { jsonrpc: Version::V2, id, body: Body::Result(value) },
            Err(refusal) => refusal.response(id),
        })
    }

    async fn call(&self, app: &App, call: Call) -> Result<Value, Refusal> {
        if call.method == "rpc.discover" {
            return Ok(discover::document());
        }
        let operation = OperationName::parse(&call.method).ok_or_else(|| {
            Refusal::new(ErrorCode::MethodNotFound, "There is no such operation.")
        })?;
        if !self
            .token
            .operations
            .iter()
            .any(|allowed| OperationName::parse(allowed) == Some(operation))
        {
            return Err(Refusal::new(
                ErrorCode::NotAllowed,
                format!("This token may not call {operation}."),
            ));
        }
        let key = self.key.as_ref().filter(|_| !operation.only_reads());
        let key =
            key.map(|key| IdempotencyKey::new(&self.token.name, key, operation, &call.params));
        match app.operate(operation, call.params, self.caller.clone(), key).await {
            Ok(value) => Ok(value),
            Err(OperationError::Refused(refusal)) => Err(refusal),
            Err(OperationError::Store(error)) => Err(internal(&error)),
        }
    }
}

fn internal(error: &(dyn std::error::Error + 'static)) -> Refusal {
    tracing::error!(error, "an operation failed");
    Refusal::new(ErrorCode::Internal, "The operation failed; nothing was changed.")
}

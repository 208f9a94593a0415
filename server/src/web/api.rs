//! `/api`: what programs do to tickets, which is to send the messages that processes wait for.
//!
//! Every call bears a token that may do so ([`api_token::SEND_MESSAGE`]); one that is bound to a customer reaches
//! that customer's tickets alone.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use engine::field::InputFault;
use engine::step::Refusal;
use invokers::rpc::ErrorCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::rpc::bearer;
use crate::admission::Source;
use crate::app::App;
use crate::runtime::StepError;
use crate::store::records::{ApiToken, TicketId};
use crate::store::{StoreError, api_token, ticket};

/// What is posted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    /// Field name -> value.
    #[serde(default)]
    values: BTreeMap<String, Input>,
}

/// A value as JSON has it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Input {
    Flag(bool),
    Number(serde_json::Number),
    Text(String),
    Texts(Vec<String>),
}

impl Input {
    fn into_texts(self) -> Vec<String> {
        match self {
            Self::Flag(flag) => vec![if flag { "1" } else { "0" }.to_owned()],
            Self::Number(number) => vec![number.to_string()],
            Self::Text(text) => vec![text],
            Self::Texts(texts) => texts,
        }
    }
}

/// `POST /api/tickets/{number}/messages/{name}`
pub async fn send_message(
    State(app): State<App>,
    Path((number, name)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match sent(&app, &number, &name, &headers, &body).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn sent(
    app: &App,
    number: &str,
    name: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Problem> {
    let token = bearer(app, headers).await.map_err(|refusal| Problem {
        status: if refusal.code == ErrorCode::Unauthorized {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        },
        code: refusal.code.name(),
        message: refusal.message,
        fields: Vec::new(),
    })?;
    if !token.operations.iter().any(|operation| operation == api_token::SEND_MESSAGE) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            ErrorCode::NotAllowed.name(),
            format!("This token may not call {}.", api_token::SEND_MESSAGE),
        ));
    }
    let ticket = reachable(app, &token, number).await?;
    let message: Message = if body.is_empty() {
        Message::default()
    } else {
        serde_json::from_slice(body).map_err(|fault| {
            let code = ErrorCode::ParseError.name();
            Problem::new(StatusCode::BAD_REQUEST, code, format!("The body: {fault}."))
        })?
    };
    let values = message.values.into_iter().map(|(name, input)| (name, input.into_texts()));
    let mut values = values.collect();
    let unknown = admit(app, ticket, &token, &mut values).await?;
    if !unknown.is_empty() {
        let refusal = Refusal::Invalid { faults: unknown };
        return Err(StepError::Refused(refusal).into());
    }
    app.message(ticket, name, values).await.map_err(Problem::from)
}

/// The values that name what is not there, or not for the token.
async fn admit(
    app: &App,
    ticket: TicketId,
    token: &ApiToken,
    values: &mut BTreeMap<String, Vec<String>>,
) -> Result<Vec<(String, InputFault)>, Problem> {
    let (stored, process) = app.load(ticket).await?.ok_or(StepError::NoSuchTicket)?;
    let source = Source::Program { customer_id: token.customer_id.as_deref() };
    Ok(app.admit(&process, Some(&stored.state), &source, values).await?)
}

/// The ticket of that number, if the token reaches it; of what it does not reach it learns nothing.
async fn reachable(app: &App, token: &ApiToken, number: &str) -> Result<TicketId, Problem> {
    let reads = app.store().read();
    let Some(id) = ticket::id_of_number(reads, number).await? else {
        return Err(Problem::not_found(number));
    };
    let Some(row) = ticket::load_row(reads, id).await? else {
        return Err(Problem::not_found(number));
    };
    let bound = token.customer_id.as_deref();
    if bound.is_some_and(|customer| customer != row.customer_id()) {
        return Err(Problem::not_found(number));
    }
    Ok(id)
}

/// Why a message was not taken; nothing was changed.
struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// Field name and what is wrong with its value.
    fields: Vec<(String, InputFault)>,
}

impl Problem {
    const fn new(status: StatusCode, code: &'static str, message: String) -> Self {
        Self { status, code, message, fields: Vec::new() }
    }

    fn not_found(number: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Ticket.NotFound", format!("There is no ticket {number}."))
    }

    fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "a message could not be sent");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::Internal.name(),
            "The message was not taken; nothing was changed.".to_owned(),
        )
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::internal(&error)
    }
}

impl From<StepError> for Problem {
    fn from(error: StepError) -> Self {
        if let StepError::Refused(Refusal::NoSuchMessage { name }) = &error {
            return Self::new(
                StatusCode::CONFLICT,
                "Ticket.MessageNotAwaited",
                format!("The ticket does not wait for a message {name}."),
            );
        }
        if let StepError::Refused(Refusal::Invalid { faults }) = error {
            return Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                code: "Ticket.FieldInvalid",
                message: "Some of the values cannot be accepted.".to_owned(),
                fields: faults,
            };
        }
        Self::internal(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let fields: serde_json::Map<String, Value> = self
            .fields
            .into_iter()
            .map(|(name, fault)| (name, Value::String(fault.to_string())))
            .collect();
        let mut error = json!({ "code": self.code, "message": self.message });
        if let (Some(error), false) = (error.as_object_mut(), fields.is_empty()) {
            error.insert("fields".to_owned(), Value::Object(fields));
        }
        (self.status, Json(json!({ "error": error }))).into_response()
    }
}

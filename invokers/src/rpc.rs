//! JSON-RPC 2.0 as both sides speak it: the server at `/rpc`, and invokers that call one.

pub mod code;
pub mod header;
pub mod operation;

pub use code::ErrorCode;
pub use operation::OperationName;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The longest request body, in bytes: parameters are form fields, not files.
pub const REQUEST_BYTES_MAX: usize = 256 << 10;
/// The most calls in one batch: each may hash a password.
pub const BATCH_MAX: usize = 20;
/// The longest text that a call may have as its id.
pub const ID_LENGTH_MAX: usize = 200;

/// What an operation answered, wherever it was carried out.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It was carried out.
    Result(Value),
    /// It was refused, for good.
    Error {
        /// A code such as `CustomerUser.LoginExists`.
        code: String,
        /// A sentence that says why.
        message: String,
    },
}

/// A call's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Id {
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// `null`: the answer to what had no readable id.
    Null,
}

/// One call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// `None` for a notification, which gets no response.
    pub id: Option<Id>,
    /// The operation, in whatever spelling; see [`OperationName::parse`].
    pub method: String,
    /// The parameters by name.
    pub params: Map<String, Value>,
}

/// What came in one request body.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// One call, or the response to something that is none.
    One(Result<Call, Response>),
    /// Up to [`BATCH_MAX`] of them; the responses go out as a list.
    Batch(Vec<Result<Call, Response>>),
}

/// One response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// Always [`Version::V2`].
    pub jsonrpc: Version,
    /// The call's id.
    pub id: Id,
    /// A result or an error.
    #[serde(flatten)]
    pub body: Body,
}

/// The protocol's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Version {
    /// 2.0
    #[serde(rename = "2.0")]
    V2,
}

/// What a response says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// It was carried out.
    #[serde(rename = "result")]
    Result(Value),
    /// It was not.
    #[serde(rename = "error")]
    Error(RpcError),
}

/// An error on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RpcError {
    /// See [`ErrorCode::number`].
    pub code: i64,
    /// A sentence.
    #[serde(default)]
    pub message: String,
    /// What is ours; other servers may put anything here.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub data: Value,
}

/// Why an operation refused a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Which refusal.
    pub code: ErrorCode,
    /// A sentence that may be shown to the customer.
    pub message: String,
    /// The parameter that it is about.
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal that is about no single parameter.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None }
    }

    /// A refusal about a parameter.
    pub fn of_field(code: ErrorCode, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: Some(field.into()) }
    }

    /// The response to the call with this id.
    pub fn response(self, id: Id) -> Response {
        let mut data = Map::new();
        data.insert("code".to_owned(), Value::from(self.code.name()));
        if let Some(field) = self.field {
            data.insert("field".to_owned(), Value::from(field));
        }
        let error =
            RpcError { code: self.code.number(), message: self.message, data: Value::Object(data) };
        Response { jsonrpc: Version::V2, id, body: Body::Error(error) }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::Error { code: refusal.code.name().to_owned(), message: refusal.message }
    }
}

impl Response {
    /// The response that an operation was carried out.
    pub const fn result(id: Id, result: Value) -> Self {
        Self { jsonrpc: Version::V2, id, body: Body::Result(result) }
    }
}

impl RpcError {
    /// The name of the error: `data.code` where the other side gives one, else the one that the protocol
    /// has for the number.
    pub fn name(&self) -> String {
        match self.data.get("code").and_then(Value::as_str) {
            Some(name) if !name.is_empty() => name.chars().take(100).collect(),
            Some(_) | None => ErrorCode::from_number(self.code)
                .map_or_else(|| format!("Rpc.{}", self.code), |code| code.name().to_owned()),
        }
    }
}

/// Reads a request body. What cannot be read comes back as the response to give.
pub fn parse(body: &[u8]) -> Incoming {
    let refuse =
        |code, message: String| Incoming::One(Err(Refusal::new(code, message).response(Id::Null)));
    if body.len() > REQUEST_BYTES_MAX {
        let message = format!("The request is longer than {REQUEST_BYTES_MAX} bytes.");
        return refuse(ErrorCode::InvalidRequest, message);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Array(calls)) if calls.is_empty() => {
            refuse(ErrorCode::InvalidRequest, "The batch is empty.".to_owned())
        }
        Ok(Value::Array(calls)) if calls.len() > BATCH_MAX => {
            refuse(ErrorCode::InvalidRequest, format!("A batch has at most {BATCH_MAX} calls."))
        }
        Ok(Value::Array(calls)) => Incoming::Batch(calls.into_iter().map(parse_call).collect()),
        Ok(call) => Incoming::One(parse_call(call)),
        Err(error) => refuse(ErrorCode::ParseError, format!("The request is not JSON: {error}.")),
    }
}

fn parse_call(call: Value) -> Result<Call, Response> {
    let Value::Object(mut call) = call else {
        return Err(invalid(Id::Null, "A call is an object."));
    };
    let id = parse_id(call.remove("id"))?;
    let response_id = id.clone().unwrap_or(Id::Null);
    if call.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return Err(invalid(response_id, "`jsonrpc` is not \"2.0\"."));
    }
    let Some(Value::String(method)) = call.remove("method") else {
        return Err(invalid(response_id, "`method` is not a text."));
    };
    let params = match call.remove("params") {
        None => Map::new(),
        Some(Value::Object(params)) => params,
        Some(_) => {
            let refusal = Refusal::new(
                ErrorCode::InvalidParams,
                "Parameters are given by name, as an object.",
            );
            return Err(refusal.response(response_id));
        }
    };
    Ok(Call { id, method, params })
}

fn parse_id(id: Option<Value>) -> Result<Option<Id>, Response> {
    match id {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(Id::Null)),
        Some(Value::String(text)) if text.chars().count() <= ID_LENGTH_MAX => {
            Ok(Some(Id::Text(text)))
        }
        Some(Value::Number(number)) if number.is_i64() => Ok(number.as_i64().map(Id::Number)),
        Some(_) => Err(invalid(
            Id::Null,
            "`id` is not a whole number or a text of at most 200 characters.",
        )),
    }
}

fn invalid(id: Id, message: &str) -> Response {
    Refusal::new(ErrorCode::InvalidRequest, message).response(id)
}

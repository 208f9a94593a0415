//! A program with a token: calls operations at `/rpc`.

use engine::customer::CustomerId;
use jiff::Timestamp;
use serde_json::{Value, json};
use server::store::api_token::{self, ApiTokenFault, NewApiToken};
use server::store::{Command, Failed, Tx};
use url::Url;

use crate::support::Server;

/// A program.
#[derive(Debug)]
pub(crate) struct Program {
    client: reqwest::Client,
    url: Url,
    pub(crate) token: String,
    pub(crate) headers: Vec<(String, String)>,
}

struct Issue {
    new: NewApiToken,
    now: Timestamp,
}

impl Command for Issue {
    type Output = String;
    type Refusal = ApiTokenFault;

    async fn run(self, tx: &Tx<'_>) -> Result<String, Failed<ApiTokenFault>> {
        let token = api_token::insert(tx, &self.new, self.now).await?;
        Ok(token.expose())
    }
}

/// Issues a token for these operations, bound to a customer if one is named.
pub(crate) async fn issue(
    server: &Server,
    name: &str,
    customer: Option<&str>,
    operations: &[&str],
) -> String {
    let new = NewApiToken {
        name: name.to_owned(),
        customer_id: customer.map(|id| CustomerId::parse(id).unwrap()),
        operations: operations.iter().map(|&operation| operation.to_owned()).collect(),
    };
    server.app.store().write(Issue { new, now: server.clock.now() }).await.unwrap()
}

impl Program {
    /// A program with a token.
    pub(crate) fn new(server: &Server, token: impl Into<String>) -> Self {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = server.url.join("rpc").unwrap();
        Self { client, url, token: token.into(), headers: Vec::new() }
    }

    /// The same with a header in every call.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(key, _)| key != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends a body; status and answer.
    pub(crate) async fn send(&self, body: impl Into<reqwest::Body>) -> (u16, Value) {
        let mut request = self.client.post(self.url.clone()).body(body);
        request = request.header("content-type", "application/json");
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let answer = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")),
        };
        (status, answer)
    }

    /// Calls one operation; the whole response.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Value {
        let call = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
        let (_, response) = self.send(call.to_string()).await;
        assert_eq!(response["jsonrpc"], "2.0", "{response}");
        response
    }

    /// Calls one operation that is carried out.
    pub(crate) async fn result(&self, method: &str, params: Value) -> Value {
        let response = self.call(method, params).await;
        assert_eq!(response["id"], 7, "{response}");
        assert!(response.get("error").is_none(), "{response}");
        response["result"].clone()
    }

    /// Calls one operation that is refused: number, name, parameter and sentence.
    pub(crate) async fn error(&self, method: &str, params: Value) -> String {
        let response = self.call(method, params).await;
        assert!(response.get("result").is_none(), "{response}");
        said(&response)
    }
}

/// What an error says, on one line.
pub(crate) fn said(response: &Value) -> String {
    let error = &response["error"];
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let (name, field) = (text(&error["data"]["code"]), text(&error["data"]["field"]));
    format!("{} {name} {field}: {}", error["code"], text(&error["message"]))
}

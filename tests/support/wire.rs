//! What stands between two servers: passes calls on, and can be told to misbehave.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use url::Url;

use crate::support::Server;

/// What becomes of one call.
#[derive(Debug, Clone)]
pub(crate) enum Fate {
    /// It is passed on, and the answer passed back.
    Pass,
    /// It is passed on; the answer is lost.
    LoseAnswer,
    /// It is not passed on; nothing comes back for this long.
    Hang(Duration),
    /// It is not passed on; this comes back instead.
    Answer(u16, String),
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) url: Url,
    shared: Arc<Shared>,
    /// Ends with the wire.
    _serving: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    client: reqwest::Client,
    to: Url,
    fates: Mutex<VecDeque<Fate>>,
    /// When all fates have come, this is what becomes of every further call.
    last: Fate,
    calls: Mutex<Vec<Seen>>,
}

/// A call as it came.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Seen {
    /// A header of it.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl Wire {
    /// Leads to a server's `/rpc`; the calls have these fates in turn, then all the last one.
    pub(crate) async fn to(server: &Server, fates: &[Fate]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/rpc", listener.local_addr().unwrap()).parse().unwrap();
        let shared = Arc::new(Shared {
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            to: server.url.join("rpc").unwrap(),
            fates: Mutex::new(fates.iter().cloned().collect()),
            last: fates.last().cloned().unwrap_or(Fate::Pass),
            calls: Mutex::default(),
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, shared, _serving: serving }
    }

    /// The calls that came so far.
    pub(crate) fn calls(&self) -> Vec<Seen> {
        self.shared.calls.lock().unwrap().clone()
    }
}

async fn pass(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.as_str().to_owned(), value.to_str().unwrap().to_owned())
    };
    let seen = Seen {
        headers: headers.iter().map(text).collect(),
        body: serde_json::from_slice(&body).unwrap(),
    };
    shared.calls.lock().unwrap().push(seen);
    let fate = shared.fates.lock().unwrap().pop_front().unwrap_or_else(|| shared.last.clone());
    match fate {
        Fate::Pass => forward(&shared, headers, body).await,
        Fate::LoseAnswer => {
            let answer = forward(&shared, headers, body).await;
            assert_eq!(answer.status(), StatusCode::OK);
            (StatusCode::BAD_GATEWAY, "<h1>Bad gateway</h1>").into_response()
        }
        Fate::Hang(duration) => {
            tokio::time::sleep(duration).await;
            StatusCode::OK.into_response()
        }
        Fate::Answer(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
    }
}

async fn forward(shared: &Shared, mut headers: HeaderMap, body: Bytes) -> Response {
    headers.remove("host");
    headers.remove("content-length");
    let request = shared.client.post(shared.to.clone()).headers(headers).body(body);
    let response = request.send().await.unwrap();
    let status = response.status();
    (status, response.bytes().await.unwrap()).into_response()
}

//! What goes wrong, as one calm page. Details stand in the log under a reference; the page says what
//! to do.

use std::fmt::Write as _;

use axum::extract::Request;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use askama::Template as _;

use tower_http::csrf::ProtectionError;

use super::form::FormFault;
use super::view::Link;
use super::view::chrome::Chrome;
use super::view::public::MessagePage;

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// There is no such page, or not for this person.
    #[error("not found")]
    NotFound,
    /// The person may not see pages of this kind.
    #[error("not permitted")]
    Forbidden,
    /// The request cannot be understood.
    #[error("{reason}")]
    BadRequest {
        /// What is wrong with it.
        reason: String,
    },
    /// The form as a whole cannot be accepted.
    #[error("the form cannot be accepted")]
    Form(#[from] FormFault),
    /// A page could not be rendered.
    #[error("a page could not be rendered")]
    Render(#[from] askama::Error),
    /// Something of ours failed.
    #[error("{doing}")]
    Internal {
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl WebError {
    /// Something of ours failed while `doing`.
    pub fn internal(
        doing: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Internal { doing, source: source.into() }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::BadRequest { .. } | Self::Form(FormFault::Encoding) => StatusCode::BAD_REQUEST,
            Self::Form(FormFault::TooLong { .. } | FormFault::TooMany) => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::Form(FormFault::MediaType) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Render(_) | Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Marks a response whose body is still to be written by [`render`].
#[derive(Debug, Clone, Default)]
struct Failed {
    /// What the log says; nothing for what is no fault of ours.
    detail: Option<String>,
    /// What the person can mend.
    reason: Option<String>,
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let status = self.status();
        let detail = status.is_server_error().then(|| chain(&self));
        let reason = match &self {
            Self::Form(fault) => Some(fault.to_string()),
            Self::BadRequest { reason } => Some(reason.clone()),
            Self::NotFound | Self::Forbidden | Self::Render(_) | Self::Internal { .. } => None,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Failed { detail, reason });
        response
    }
}

/// An error with its causes.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, ": {cause}").unwrap_or_default();
        source = cause.source();
    }
    text
}

/// The response to a panic; the page is written by [`render`].
#[expect(clippy::needless_pass_by_value, reason = "the signature is the layer's")]
pub fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response
        .extensions_mut()
        .insert(Failed { detail: Some(format!("panic: {text}")), reason: None });
    response
}

/// Writes the page, or for programs the JSON, of every response that failed without having one.
pub async fn render(request: Request, next: Next) -> Response {
    let wants_json = wants_json(request.headers());
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status();
    let failed = response.extensions().get::<Failed>().cloned();
    let foreign = response.extensions().get::<ProtectionError>().is_some();
    let is_answer = !is_error(status) || has_page(response.headers());
    if failed.is_none() && is_answer {
        return response;
    }
    let mut failed = failed.unwrap_or_default();
    let mut words_for = status;
    if foreign {
        words_for = StatusCode::BAD_REQUEST;
        failed.reason = Some("it was sent from a page of another site".to_owned());
    }
    let reference = status.is_server_error().then(reference);
    if let Some(reference) = &reference {
        let detail = failed.detail.as_deref().unwrap_or("no details");
        tracing::error!(%reference, path = %known(&path), "{status}: {detail}");
    }
    let mut page = if wants_json {
        json(status, words(words_for), &failed, reference.as_deref())
    } else {
        html(status, words(words_for), &failed, reference)
    };
    for (name, value) in response.headers() {
        if !page.headers().contains_key(name) {
            page.headers_mut().append(name, value.clone());
        }
    }
    page
}

fn is_error(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

fn has_page(headers: &HeaderMap) -> bool {
    let media_type =
        headers.get(axum::http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| {
        media_type.starts_with("text/html") || media_type.starts_with("application/json")
    })
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

/// A path for the log: a token in it is a secret.
fn known(path: &str) -> &str {
    if path.starts_with("/set-password/") { "/set-password/(token)" } else { path }
}

/// Eight characters that people can read to each other.
fn reference() -> String {
    let mut bytes = [0_u8; 4];
    // Without chance the reference is the same for all; the log's time still tells them apart.
    getrandom::fill(&mut bytes).unwrap_or_default();
    format!("{:08x}", u32::from_ne_bytes(bytes))
}

fn json(status: StatusCode, words: Words, failed: &Failed, reference: Option<&str>) -> Response {
    let (code, _, sentence) = words;
    let message = failed.reason.as_deref().unwrap_or(sentence);
    let body = serde_json::json!({ "error": { "code": code, "message": message, "reference": reference } });
    (status, axum::Json(body)).into_response()
}

fn html(status: StatusCode, words: Words, failed: &Failed, reference: Option<String>) -> Response {
    let (_, heading, sentence) = words;
    let sentence = match &failed.reason {
        Some(reason) => format!("{sentence} The reason: {reason}."),
        None => sentence.to_owned(),
    };
    let page = MessagePage {
        chrome: Chrome::default(),
        heading: heading.to_owned(),
        sentence,
        reference,
        way_on: Link::new("/", "Go to the start page"),
    };
    match page.render() {
        Ok(page) => (status, Html(page)).into_response(),
        Err(error) => {
            tracing::error!("the error page could not be rendered: {error}");
            (status, heading.to_owned()).into_response()
        }
    }
}

/// Code, heading and sentence.
type Words = (&'static str, &'static str, &'static str);

fn words(status: StatusCode) -> Words {
    match status {
        StatusCode::BAD_REQUEST => (
            "bad-request",
            "That did not work",
            "We did not understand what your browser sent. Please go back and try again.",
        ),
        StatusCode::FORBIDDEN => (
            "forbidden",
            "This page is not for you",
            "You are signed in, but may not see this. If you think that you should, please ask your administrator.",
        ),
        StatusCode::NOT_FOUND => (
            "not-found",
            "There is no such page",
            "Perhaps the address has a typing mistake, or it is not for you.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method-not-allowed",
            "That did not work",
            "This page cannot be used in this way. Please go back and try again.",
        ),
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::SERVICE_UNAVAILABLE => (
            "unavailable",
            "This is taking too long",
            "We could not answer in time. Please look whether it was done before you try again.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "too-large",
            "That is too much",
            "What you sent is larger than we accept. Please go back and shorten it.",
        ),
        StatusCode::TOO_MANY_REQUESTS => (
            "too-many-requests",
            "Please wait a little",
            "There were too many attempts. Please try again in some minutes.",
        ),
        other if other.is_server_error() => (
            "internal",
            "Something went wrong on our side",
            "It was not your fault, and it has been noted. Please try again later.",
        ),
        _ => (
            "refused",
            "That did not work",
            "We could not accept that. Please go back and try again.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use axum::{Router, middleware};
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn fails() -> Result<(), WebError> {
        Err(WebError::internal(
            "reading the secret file",
            std::io::Error::other("disk /dev/x is broken"),
        ))
    }

    async fn panics() {
        panic!("the secret is broken");
    }

    async fn answer(path: &str, accept: &str) -> (StatusCode, String) {
        let router = Router::new()
            .route("/fails", get(fails))
            .route("/panics", get(panics))
            .fallback(async || WebError::NotFound)
            .layer(CatchPanicLayer::custom(panicked))
            .layer(middleware::from_fn(render));
        let request =
            Request::builder().uri(path).header(ACCEPT, accept).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 100_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_failure_of_ours_shows_a_reference_and_no_details() {
        for path in ["/fails", "/panics"] {
            let (status, page) = answer(path, "text/html").await;
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(page.contains("Something went wrong on our side"), "{page}");
            assert!(page.contains("please give this reference"), "{page}");
            assert!(!page.contains("secret") && !page.contains("/dev/x"), "{page}");
        }
    }

    #[tokio::test]
    async fn a_program_gets_json() {
        let (status, body) = answer("/nothing", "application/json").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["error"]["code"], "not-found");
        assert_eq!(body["error"]["reference"], serde_json::Value::Null);
    }

    #[tokio::test]
    async fn what_is_not_there_is_said_calmly() {
        let (status, page) = answer("/nothing", "text/html,application/json").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(page.contains("<h1>There is no such page</h1>"), "{page}");
    }

    #[test]
    fn a_token_in_a_path_is_not_logged() {
        assert_eq!(known("/set-password/abc"), "/set-password/(token)");
    }
}

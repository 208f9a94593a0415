//! What surrounds all routes: headers, bounds, and the one error page.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use super::error;
use super::form::BODY_LENGTH_MAX;
use crate::app::App;

/// The longest that a request may take: a page with inline operations takes milliseconds, and people
/// do not wait longer.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(30);
/// The same for a form that may have files: the largest one on a slow line.
const UPLOAD_TIME_MAX: Duration = Duration::from_mins(3);

/// Headers of every response. Nothing is loaded from elsewhere, nothing runs, nobody frames us.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // A token stands in the path of an invitation.
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// One year; browsers then know that this name is served over TLS alone.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// Ends a request that takes too long; `uploads` says whether files may come with it.
pub(super) fn timeout(uploads: bool) -> TimeoutLayer {
    let time_max = if uploads { UPLOAD_TIME_MAX } else { REQUEST_TIME_MAX };
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time_max)
}

/// Puts the layers around the routes. The last one is outermost.
pub fn around(router: Router, app: &App) -> Router {
    let secure = app.config().secure_cookies();
    let router = router
        .layer(DefaultBodyLimit::max(BODY_LENGTH_MAX))
        .layer(csrf(app))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(middleware::from_fn(error::render))
        .layer(middleware::from_fn(headers));
    if secure { router.layer(middleware::from_fn(strict_transport)) } else { router }
}

/// Refuses what another site makes a browser post. Programs send neither of the headers it looks at.
fn csrf(app: &App) -> CsrfLayer {
    let origin = app.config().base_url.origin().ascii_serialization();
    // Behind a proxy that changes `Host` our own origin would look foreign.
    match CsrfLayer::new().add_trusted_origin(&origin) {
        Ok(layer) => layer,
        Err(error) => {
            tracing::warn!("the base URL is no origin that a browser could send: {error}");
            CsrfLayer::new()
        }
    }
}

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A response may be stricter with itself.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // What is worth keeping says so itself.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn strict_transport(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT_TRANSPORT));
    response
}

//! The screens: pages rendered on the server, which work without JavaScript.
//!
//! Handlers load, call, build a view and render it; they decide nothing. Who may call what stands in
//! [`routes`], who sees which ticket in [`crate::policy`].

pub mod admin;
pub mod api;
pub mod assets;
pub mod attachments;
pub mod attempts;
pub mod error;
pub mod form;
pub mod layers;
pub mod messages;
pub mod outbox;
pub mod portal;
pub mod posted;
pub mod routes;
pub mod rpc;
pub mod session;
pub mod set_password;
pub mod sign_in;
pub mod ticket;
pub mod view;

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::FromRef;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use tokio::sync::Semaphore;

use crate::app::App;
use attempts::Attempts;
use error::WebError;

/// What handlers need.
#[derive(Debug, Clone)]
pub struct Web {
    /// The product.
    pub app: App,
    /// Failed attempts to sign in.
    pub attempts: Arc<Attempts>,
    /// Room for forms with files.
    pub uploads: Arc<Semaphore>,
}

impl FromRef<Web> for App {
    fn from_ref(web: &Web) -> Self {
        web.app.clone()
    }
}

/// All pages, `/api` and `/rpc`.
pub fn router(app: App) -> Router {
    let uploads = Arc::new(Semaphore::new(posted::UPLOADS_AT_ONCE_MAX));
    let web = Web { app, attempts: Arc::default(), uploads };
    let router = routes::router(&web);
    layers::around(router, &web.app)
}

/// A rendered page.
fn page(status: StatusCode, template: &impl Template) -> Result<Response, WebError> {
    Ok((status, Html(template.render()?)).into_response())
}

/// To another page, after something was done.
fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// A failure of the store while `doing`.
fn store_failed(doing: &'static str) -> impl FnOnce(crate::store::StoreError) -> WebError {
    move |error| WebError::internal(doing, error)
}

/// A failure of a write that is never refused, while `doing`.
fn write_failed(
    doing: &'static str,
) -> impl FnOnce(crate::store::WriteError<Infallible>) -> WebError {
    move |error| WebError::internal(doing, error)
}

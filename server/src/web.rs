//! The screens: pages rendered on the server, which work without JavaScript.

pub mod assets;
pub mod error;
pub mod form;
pub mod view;
pub mod rpc;

use crate::app::App;

/// The routes.
pub fn router(app: App) -> axum::Router {
    axum::Router::new().route("/rpc", axum::routing::post(rpc::rpc)).with_state(app)
}

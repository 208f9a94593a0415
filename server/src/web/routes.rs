//! Every route with its policy. The router is made of this table, so a route without a policy cannot
//! exist; the table is compared with a golden file, so a change of policy is seen.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::handler::Handler;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};

use super::assets::Asset;
use super::error::WebError;
use super::session::{self, SignedIn};
use super::view::query;
use super::{
    Web, admin, api, attachments, layers, messages, outbox, portal, rpc, see, set_password, sign_in,
};
use crate::policy::{Policy, Verdict, Who};

/// A route.
struct Route {
    #[cfg_attr(not(test), expect(dead_code, reason = "for the golden file"))]
    method: &'static str,
    path: &'static str,
    policy: Policy,
    /// Whether files may come with it.
    uploads: bool,
    handler: MethodRouter<Web>,
}

fn get<H: Handler<T, Web>, T: 'static>(path: &'static str, policy: Policy, handler: H) -> Route {
    Route { method: "GET", path, policy, uploads: false, handler: routing::get(handler) }
}

fn post<H: Handler<T, Web>, T: 'static>(path: &'static str, policy: Policy, handler: H) -> Route {
    Route { method: "POST", path, policy, uploads: false, handler: routing::post(handler) }
}

/// A form that may have files.
fn upload<H: Handler<T, Web>, T: 'static>(path: &'static str, policy: Policy, handler: H) -> Route {
    Route { uploads: true, ..post(path, policy, handler) }
}

fn table() -> Vec<Route> {
    use Policy::{Admin, Agent, ApiToken, CustomerUser, DemoOnly, Public, Token};
    vec![
        get("/", Public, sign_in::begin),
        get("/login", Public, sign_in::form),
        post("/login", Public, sign_in::sign_in),
        post("/logout", Public, sign_in::sign_out),
        get("/set-password/{token}", Token, set_password::form),
        post("/set-password/{token}", Token, set_password::set),
        get("/messages/{token}", Token, messages::show),
        post("/messages/{token}", Token, messages::send),
        get("/assets/{file}", Public, asset),
        get("/portal", CustomerUser, portal::home::show),
        get("/portal/start/{process}", CustomerUser, portal::start::form),
        upload("/portal/start/{process}", CustomerUser, portal::start::start),
        get("/portal/tickets/{id}", CustomerUser, portal::ticket::show),
        upload("/portal/tickets/{id}/submit", CustomerUser, portal::ticket::submit),
        get(
            "/portal/tickets/{id}/attachments/{field}",
            CustomerUser,
            attachments::of_customer_user,
        ),
        get("/admin", Agent, admin::dashboard::show),
        get("/admin/tickets", Agent, admin::tickets::list),
        get("/admin/tickets/{id}", Agent, admin::ticket::show),
        upload("/admin/tickets/{id}/submit", Agent, admin::ticket::submit),
        get("/admin/tickets/{id}/attachments/{field}", Agent, attachments::of_agent),
        post("/admin/tickets/{id}/cancel", Admin, admin::ticket::cancel),
        get("/admin/customers", Admin, admin::customers::list),
        get("/admin/customers/{id}", Admin, admin::customers::show),
        get("/admin/customers/{id}/edit", Admin, admin::customers::edit),
        post("/admin/customers/{id}/edit", Admin, admin::customers::save),
        get("/admin/new-customer", Admin, admin::customers::new),
        post("/admin/new-customer", Admin, admin::customers::create),
        get("/admin/customer-users", Admin, admin::customer_users::list),
        get("/admin/customer-users/{login}", Admin, admin::customer_users::show),
        get("/admin/customer-users/{login}/edit", Admin, admin::customer_users::edit),
        post("/admin/customer-users/{login}/edit", Admin, admin::customer_users::save),
        get("/admin/new-customer-user", Admin, admin::customer_users::new),
        post("/admin/new-customer-user", Admin, admin::customer_users::create),
        get("/admin/processes", Admin, admin::processes::list),
        get("/admin/processes/{name}", Admin, admin::processes::show),
        get("/demo/outbox", DemoOnly, outbox::show),
        post("/rpc", ApiToken, rpc::rpc),
        post("/api/tickets/{number}/messages/{name}", ApiToken, api::send_message),
    ]
}

/// The router of the table.
pub fn router(web: &Web) -> Router {
    table()
        .into_iter()
        .fold(Router::new(), |router, route| {
            let guard = middleware::from_fn_with_state((web.clone(), route.policy), guard);
            let handler = route.handler.route_layer(guard).layer(layers::timeout(route.uploads));
            router.route(route.path, handler)
        })
        .fallback(async || WebError::NotFound)
        .method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED)
        .with_state(web.clone())
}

/// Lets a request through to its handler, together with who sent it, if the route's policy permits.
async fn guard(
    State((web, policy)): State<(Web, Policy)>,
    mut request: Request,
    next: Next,
) -> Response {
    let session = match session::find(&web.app, request.headers()).await {
        Ok(session) => session.map(SignedIn),
        Err(error) => return error.into_response(),
    };
    let who = session.as_ref().map_or(Who::Nobody, SignedIn::who);
    match policy.verdict(who, web.app.config().demo) {
        Verdict::Permitted => {
            if let Some(session) = session {
                request.extensions_mut().insert(session);
            }
            next.run(request).await
        }
        Verdict::SignInFirst => sign_in_first(&request),
        Verdict::Forbidden => WebError::Forbidden.into_response(),
        Verdict::Absent => WebError::NotFound.into_response(),
    }
}

fn sign_in_first(request: &Request) -> Response {
    // What was posted cannot be posted again after signing in, so there is nowhere to come back to.
    let next = match (request.method(), request.uri().path_and_query()) {
        (&Method::GET, Some(path)) => path.as_str(),
        _ => "",
    };
    see(&query("/login", &[("next", next)]))
}

/// A file; its name has the hash of its content, so it never changes.
async fn asset(Path(file): Path<String>) -> Result<Response, WebError> {
    let asset = Asset::by_file(&file).ok_or(WebError::NotFound)?;
    let headers =
        [(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.content).into_response())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// The table, and below it what each policy says to whom.
    fn golden() -> String {
        let mut text =
            "# Every route and its policy. Made by a test; see server/src/web/routes.rs.\n"
                .to_owned();
        let mut routes = table();
        routes.sort_by_key(|route| (route.path, route.method));
        for route in routes {
            writeln!(text, "{:4} {:35} {}", route.method, route.path, route.policy.name()).unwrap();
        }
        text.push_str(
            "\n# What a policy says to whom; `demo` where it differs in a demonstration.\n",
        );
        for policy in Policy::ALL {
            for who in Who::ALL {
                let (verdict, demo) = (policy.verdict(who, false), policy.verdict(who, true));
                write!(text, "{:14} {:14} {verdict:?}", policy.name(), who.name()).unwrap();
                if demo != verdict {
                    write!(text, " (demo: {demo:?})").unwrap();
                }
                text.push('\n');
            }
        }
        text
    }

    #[test]
    fn every_route_has_the_policy_of_the_golden_file() {
        let actual = golden();
        let expected = include_str!("../../tests/golden/routes.txt");
        let written = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/routes.txt");
        std::fs::write(written, &actual).unwrap();
        assert_eq!(
            actual, expected,
            "if this is meant, copy target/routes.txt to server/tests/golden/"
        );
    }

    #[test]
    fn whatever_is_for_administrators_is_under_admin() {
        for route in table() {
            let protected = matches!(route.policy, Policy::Agent | Policy::Admin);
            assert_eq!(route.path.starts_with("/admin"), protected, "{}", route.path);
            assert_eq!(
                route.path.starts_with("/portal"),
                route.policy == Policy::CustomerUser,
                "{}",
                route.path
            );
        }
    }
}

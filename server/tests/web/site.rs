//! A server without a network: the real router over a fresh database.

use std::path::Path;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{AsHeaderName, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{Request, Response, StatusCode};
use server::app::App;
use server::clock::Clock;
use server::config::{Config, Paths, Secrets};
use server::password::Password;
use server::people::{self, NewAgent};
use server::{sample, web};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// An agent who administers nothing.
pub(crate) const AGENT: &str = "abel";

pub(crate) struct Site {
    router: Router,
    _folder: TempDir,
}

/// What came back.
pub(crate) struct Answer {
    response: Response<()>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn header(&self, name: impl AsHeaderName) -> &str {
        self.response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Site {
    pub(crate) async fn open(base_url: &str, demo: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let paths = Paths {
            database: folder.path().join("usher.db"),
            processes: root.join("processes"),
            mappings: root.join("mappings"),
        };
        let base_url = base_url.parse().unwrap();
        let config = Config { paths, base_url, demo, secrets: Secrets::Environment, relay: None };
        let clock = Clock::fixed("2026-11-20T12:00:00Z".parse().unwrap());
        let app = App::open(config, clock).await.unwrap();
        sample::add(&app).await.unwrap();
        let agent = NewAgent {
            login: AGENT.to_owned(),
            first_name: "Abel".to_owned(),
            last_name: "Agent".to_owned(),
            email: "abel@usher.example".to_owned(),
            groups: Vec::new(),
        };
        let password = Password::parse(sample::PASSWORD.to_owned(), AGENT).unwrap();
        let hash = app.passwords().hash(password).await.unwrap();
        people::add_agent(app.store(), agent, hash, app.clock().now()).await.unwrap();
        Self { router: web::router(app), _folder: folder }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 1_000_000).await.unwrap();
        Answer {
            response: Response::from_parts(parts, ()),
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    pub(crate) async fn call(&self, method: &str, path: &str, cookie: &str, body: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// Signs in; the cookie.
    pub(crate) async fn sign_in(&self, login: &str) -> String {
        let form = format!("login={login}&password={}", sample::PASSWORD);
        let answer = self.call("POST", "/login", "", &form).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.body);
        answer.header(SET_COOKIE).split(';').next().unwrap().to_owned()
    }
}

/// Method, path and policy of each route, from the golden file that a unit test compares with the table.
pub(crate) fn routes() -> Vec<(&'static str, String, &'static str)> {
    let (table, _) = include_str!("../golden/routes.txt").split_once("\n\n").unwrap();
    let route = |line: &'static str| {
        let mut words = line.split_whitespace();
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let mut path = path.to_owned();
        for parameter in
            ["{id}", "{login}", "{name}", "{process}", "{token}", "{file}", "{field}", "{number}"]
        {
            path = path.replace(parameter, "1");
        }
        (method, path, words.next().unwrap())
    };
    table.lines().skip(1).map(route).collect()
}

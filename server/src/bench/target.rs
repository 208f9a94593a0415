//! What registrations are measured on: the runtime in this process, and the whole server over HTTP.

use std::sync::Arc;

use engine::access::Actor;
use engine::event::Submission;
use reqwest::header::{COOKIE, HeaderValue};
use tokio::net::TcpListener;
use url::Url;

use super::load::Target;
use crate::app::App;
use crate::cli::chain;
use crate::clock::Clock;
use crate::config::{Config, Paths, Secrets};
use crate::sample;
use crate::store::records::{Person, PersonKind};
use crate::store::{Command, Failed, Tx, session};
use crate::web::session::set_cookie;

/// The shipped process, whose registration is measured.
const PROCESS: &str = "customer-user-registration";

/// Why a measurement could not begin or end.
type Fault = Box<dyn std::error::Error>;

async fn open(paths: Paths, base_url: Url) -> Result<App, Fault> {
    let app = App::open(
        Config { paths, base_url, secrets: Secrets::Environment, demo: false, relay: None },
        Clock::System,
    )
    .await?;
    sample::add(&app).await?;
    Ok(app)
}

/// The runtime, called directly.
pub(super) struct InProcess {
    app: App,
}

impl InProcess {
    pub(super) async fn start(paths: Paths) -> Result<Arc<Self>, Fault> {
        Ok(Arc::new(Self { app: open(paths, Url::parse("http://127.0.0.1/")?).await? }))
    }

    pub(super) async fn stop(self: Arc<Self>) -> Result<(), Fault> {
        Ok(self.app.clone().close().await?)
    }
}

impl Target for InProcess {
    type Client = Actor;

    async fn client(&self) -> Result<Actor, String> {
        Ok(Actor::CustomerUser {
            login: sample::CUSTOMER_ADMIN.to_owned(),
            customer_id: sample::CUSTOMER.to_owned(),
            groups: vec![sample::CUSTOMER_ADMINS.to_owned()],
        })
    }

    async fn register(&self, actor: &Actor, login: &str) -> Result<(), String> {
        let values =
            form(login).into_iter().map(|(name, value)| (name.to_owned(), vec![value])).collect();
        let submission = Submission { activity: "request".to_owned(), dialog: 0, values };
        let started = self.app.start(actor, PROCESS, Some(submission)).await;
        started.map(drop).map_err(|error| chain(&error))
    }
}

fn form(login: &str) -> [(&'static str, String); 4] {
    [
        ("UserLogin", login.to_owned()),
        ("UserFirstname", "Bea".to_owned()),
        ("UserLastname", "Benchmark".to_owned()),
        ("UserEmail", format!("{login}@acme.example")),
    ]
}

/// The whole server on a port of this machine.
pub(super) struct Http {
    app: App,
    url: Url,
}

/// A signed-in browser, as far as it matters.
pub(super) struct Browser {
    client: reqwest::Client,
    cookie: HeaderValue,
}

impl Http {
    pub(super) async fn start(paths: Paths) -> Result<Arc<Self>, Fault> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = Url::parse(&format!("http://{}/", listener.local_addr()?))?;
        let app = open(paths, url.clone()).await?;
        let (router, stop) = (crate::web::router(app.clone()), app.stopping());
        app.tasks().spawn(async move {
            let served =
                axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::error!(%error, "the measured server stopped");
            }
        });
        Ok(Arc::new(Self { app, url }))
    }

    pub(super) async fn stop(self: Arc<Self>) -> Result<(), Fault> {
        Ok(self.app.clone().close().await?)
    }
}

impl Target for Http {
    type Client = Browser;

    async fn client(&self) -> Result<Browser, String> {
        let sign_in = SignIn { now: self.app.clock().now() };
        let token = self.app.store().write(sign_in).await.map_err(|error| chain(&error))?;
        let (_, cookie) = set_cookie(&token, false).map_err(|error| chain(&error))?;
        let text = cookie.to_str().map_err(|error| error.to_string())?;
        let pair = text.split(';').next().unwrap_or_default();
        let cookie = HeaderValue::from_str(pair).map_err(|error| error.to_string())?;
        let builder =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Ok(Browser { client: builder.build().map_err(|error| chain(&error))?, cookie })
    }

    async fn register(&self, browser: &Browser, login: &str) -> Result<(), String> {
        let url =
            self.url.join(&format!("portal/start/{PROCESS}")).map_err(|error| error.to_string())?;
        let body = body(login);
        let request = browser
            .client
            .post(url)
            .header(COOKIE, browser.cookie.clone())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(body);
        let response = request.send().await.map_err(|error| chain(&error))?;
        match response.status().as_u16() {
            303 => Ok(()),
            status => Err(format!("{status}: {}", response.text().await.unwrap_or_default())),
        }
    }
}

fn body(login: &str) -> String {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.append_pair("usher.activity", "request")
        .append_pair("usher.dialog", "0")
        .extend_pairs(form(login));
    body.finish()
}

struct SignIn {
    now: jiff::Timestamp,
}

impl Command for SignIn {
    type Output = crate::secret::Token;
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<Self::Output, Failed<Self::Refusal>> {
        let person =
            Person { kind: PersonKind::CustomerUser, login: sample::CUSTOMER_ADMIN.to_owned() };
        Ok(session::create(tx, &person, self.now).await?)
    }
}

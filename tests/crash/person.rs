//! A person with a browser, as far as HTTP goes.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Method, Response};
use scraper::{Html, Selector};
use url::Url;

use crate::process::PATIENCE;

const START: &str = "portal/start/customer-user-registration";

/// What came back.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) body: String,
}

impl Page {
    /// Whether the server took what was sent, and has said so.
    pub(crate) fn is_done(&self) -> bool {
        self.status == 303 && self.location.starts_with("/portal/tickets/")
    }
}

/// Why there was no answer: the connection was refused or broken off.
pub(crate) type NoAnswer = reqwest::Error;

/// Signed in; the cookie stays good over restarts of the server.
#[derive(Clone)]
pub(crate) struct Person {
    client: reqwest::Client,
    cookie: String,
    /// What a browser sends with the registration form besides what is typed.
    hidden: Vec<(String, String)>,
}

fn client() -> reqwest::Client {
    // Another test in this process may have been faster.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        // A repetition would hide that an answer was lost.
        .retry(reqwest::retry::never())
        .timeout(PATIENCE)
        .build()
        .expect("a client")
}

impl Person {
    /// Signs in, and opens the registration form.
    pub(crate) async fn sign_in(url: &Url, login: &str) -> Self {
        let mut person = Self { client: client(), cookie: String::new(), hidden: Vec::new() };
        let pairs = [("login", login), ("password", "usher-demo")];
        let request = person.client.post(url.join("login").expect("an address"));
        let response = request.header(CONTENT_TYPE, FORM).body(encoded(pairs)).send().await;
        let response = response.expect("an answer");
        assert_eq!(response.status(), 303, "{login} is signed in");
        person.cookie = cookie(response.headers());
        let form = person.get(url, START).await.expect("the form");
        person.hidden = hidden_inputs(&form.body);
        assert!(!person.hidden.is_empty(), "a form that knows its step: {}", form.body);
        person
    }

    pub(crate) async fn get(&self, url: &Url, path: &str) -> Result<Page, NoAnswer> {
        page(self.request(Method::GET, url, path).send().await?).await
    }

    /// Begins a process that has no form.
    pub(crate) async fn begin(&self, url: &Url, process: &str) -> Result<Page, NoAnswer> {
        let path = format!("portal/start/{process}");
        let form = self.get(url, &path).await?;
        let hidden = hidden_inputs(&form.body);
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = self.request(Method::POST, url, &path).header(CONTENT_TYPE, FORM);
        page(request.body(encoded(hidden)).send().await?).await
    }

    /// Sends the registration form.
    pub(crate) async fn register(&self, url: &Url, login: &str) -> Result<Page, NoAnswer> {
        let request = self.request(Method::POST, url, START).header(CONTENT_TYPE, FORM);
        page(request.body(self.registration(login)).send().await?).await
    }

    /// The registration form, filled in for this login.
    pub(crate) fn registration(&self, login: &str) -> String {
        let email = format!("{login}@acme.example");
        let typed = [
            ("UserLogin", login),
            ("UserFirstname", "Nina"),
            ("UserLastname", "Newcomer"),
            ("UserEmail", &email),
        ];
        let hidden = self.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        encoded(hidden.chain(typed))
    }

    /// The cookie as it is sent.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Whether the person sees a request for this login among hers.
    pub(crate) async fn sees_request(&self, url: &Url, login: &str) -> bool {
        let home = self.get(url, "portal").await.expect("the home page");
        assert_eq!(home.status, 200, "she is still signed in");
        request(&home.body, &title(login)).is_some()
    }

    /// Looks until the request for this login is closed.
    pub(crate) async fn until_closed(&self, url: &Url, login: &str) {
        self.until_titled_closed(url, &title(login)).await;
    }

    /// Looks until the request of this title is closed.
    pub(crate) async fn until_titled_closed(&self, url: &Url, title: &str) {
        let began = tokio::time::Instant::now();
        loop {
            let home = self.get(url, "portal").await.expect("the home page").body;
            if request(&home, title).is_some_and(|state| state.contains("closed")) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{title} is not closed: {home}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn request(&self, method: Method, url: &Url, path: &str) -> reqwest::RequestBuilder {
        let url = url.join(path).expect("an address");
        self.client.request(method, url).header(COOKIE, &self.cookie)
    }
}

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

fn encoded<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn cookie(headers: &HeaderMap) -> String {
    let cookie = headers.get(SET_COOKIE).and_then(|cookie| cookie.to_str().ok());
    cookie.and_then(|cookie| cookie.split(';').next()).expect("a cookie").to_owned()
}

async fn page(response: Response) -> Result<Page, NoAnswer> {
    let status = response.status().as_u16();
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let location = location.unwrap_or_default().to_owned();
    Ok(Page { status, location, body: response.text().await? })
}

fn hidden_inputs(body: &str) -> Vec<(String, String)> {
    let inputs = Selector::parse("main form input[type=hidden]").expect("a selector");
    let page = Html::parse_document(body);
    let found = page.select(&inputs).map(|input| {
        let value = |name| input.attr(name).unwrap_or_default().to_owned();
        (value("name"), value("value"))
    });
    found.collect()
}

/// The title of the request for this login.
fn title(login: &str) -> String {
    format!("New customer user {login}")
}

/// What a home page says about the request of this title.
fn request(home: &str, wanted: &str) -> Option<String> {
    let items = Selector::parse(".list > li").expect("a selector");
    let title = Selector::parse(".list-title").expect("a selector");
    let page = Html::parse_document(home);
    let item = page.select(&items).find(|item| {
        let titles = item.select(&title).next().map(|title| title.text().collect::<String>());
        titles.is_some_and(|text| text.trim() == wanted)
    })?;
    Some(item.text().collect::<String>().to_lowercase())
}

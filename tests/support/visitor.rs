//! Somebody with a browser: keeps the cookie, follows redirects, and fills in the forms that pages
//! really offer.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use scraper::{ElementRef, Html, Node, Selector};
use server::sample;
use url::{Url, form_urlencoded};

use crate::support::Server;

/// The media type of a posted form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// More redirects in a row than any page of ours makes.
const REDIRECTS_MAX: usize = 5;

/// A browser.
#[derive(Debug)]
pub(crate) struct Visitor {
    client: reqwest::Client,
    url: Url,
    cookie: Option<String>,
    fetch_site: &'static str,
}

/// A page as it came.
#[derive(Debug)]
pub(crate) struct Page {
    /// The path at which it was found in the end.
    pub(crate) path: String,
    /// Its status.
    pub(crate) status: u16,
    /// The status of the first answer: 303 if it led elsewhere.
    pub(crate) first_status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// A form as it stands on a page, with what its fields hold.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Visitor {
    /// Somebody who is not signed in.
    pub(crate) fn new(server: &Server) -> Self {
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Self {
            client: client.build().unwrap(),
            url: server.url.clone(),
            cookie: None,
            fetch_site: "same-origin",
        }
    }

    /// Somebody of the sample who has signed in.
    pub(crate) async fn signed_in(server: &Server, login: &str) -> Self {
        let mut visitor = Self::new(server);
        let page = visitor.sign_in(login, sample::PASSWORD).await;
        assert_eq!((page.first_status, page.status), (303, 200), "{login}: {}", page.main());
        visitor
    }

    /// From now on the browser says that pages of this kind of site make it post.
    pub(crate) fn comes_from(&mut self, fetch_site: &'static str) {
        self.fetch_site = fetch_site;
    }

    /// Fills in the sign-in form.
    pub(crate) async fn sign_in(&mut self, login: &str, password: &str) -> Page {
        let form = self.get("/login").await.form("Sign in");
        self.submit(form.fill("login", login).fill("password", password)).await
    }

    /// The page at a path, wherever it leads.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.follow(Method::GET, path, FORM, String::new()).await
    }

    /// Posts a form as a browser does.
    pub(crate) async fn submit(&mut self, form: Form) -> Page {
        let body = form.body();
        self.follow(Method::POST, &form.action, FORM, body).await
    }

    /// Posts these pairs.
    pub(crate) async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Page {
        let fields = pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        self.submit(Form { action: path.to_owned(), fields: fields.collect() }).await
    }

    /// Posts any body.
    pub(crate) async fn post_body(
        &mut self,
        path: &str,
        media_type: &str,
        body: impl Into<reqwest::Body>,
    ) -> Page {
        self.follow(Method::POST, path, media_type, body).await
    }

    async fn follow(
        &mut self,
        method: Method,
        path: &str,
        media_type: &str,
        body: impl Into<reqwest::Body>,
    ) -> Page {
        let mut page = self.send(method, path, media_type, body.into()).await;
        let first_status = page.status;
        for _ in 0..REDIRECTS_MAX {
            let Some(location) = page.headers.get(LOCATION).filter(|_| page.status == 303) else {
                break;
            };
            let location = location.to_str().unwrap().to_owned();
            page = self.send(Method::GET, &location, FORM, String::new().into()).await;
        }
        page.first_status = first_status;
        page
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        media_type: &str,
        body: reqwest::Body,
    ) -> Page {
        let url = self.url.join(path).unwrap();
        assert_eq!(url.origin(), self.url.origin(), "a page leads away");
        let mut request = self.client.request(method.clone(), url.clone());
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if method == Method::POST {
            request = request.header("sec-fetch-site", self.fetch_site);
            request = request.header(CONTENT_TYPE, media_type).body(body);
        }
        let response = request.send().await.unwrap();
        let headers = response.headers().clone();
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let value = cookie.split(';').next().unwrap();
            self.cookie = (!cookie.contains("Max-Age=0")).then(|| value.to_owned());
        }
        let path = url[url::Position::BeforePath..].to_owned();
        let status = response.status().as_u16();
        let body = response.text().await.unwrap();
        Page { path, status, first_status: status, headers, body }
    }
}

impl Form {
    /// The same with this in a field, which must be there.
    pub(crate) fn fill(mut self, name: &str, value: &str) -> Self {
        let field = self.fields.iter_mut().find(|(key, _)| key == name);
        let field = field.unwrap_or_else(|| panic!("the form offers no {name}"));
        value.clone_into(&mut field.1);
        self
    }

    /// The same with one more field, which no page offers.
    pub(crate) fn forge(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without a field.
    pub(crate) fn without(mut self, name: &str) -> Self {
        let before = self.fields.len();
        self.fields.retain(|(key, _)| key != name);
        assert!(self.fields.len() < before, "the form offers no {name}");
        self
    }

    /// What a field holds.
    pub(crate) fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(key, _)| key == name);
        &field.unwrap_or_else(|| panic!("the form offers no {name}")).1
    }

    /// As it is posted.
    pub(crate) fn body(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }
}

impl Page {
    fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// The texts of all elements that match, white space folded.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let html = self.html();
        all(&html, selector).into_iter().map(text).collect()
    }

    /// The texts of all elements that match, one a line.
    pub(crate) fn text(&self, selector: &str) -> String {
        self.texts(selector).join("\n")
    }

    /// What stands on the page itself.
    pub(crate) fn main(&self) -> String {
        self.text("main")
    }

    /// The page's heading.
    pub(crate) fn heading(&self) -> String {
        self.text("h1")
    }

    /// The values of an attribute of all elements that match.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = self.html();
        let elements = all(&html, selector).into_iter();
        elements.filter_map(|element| element.attr(name).map(str::to_owned)).collect()
    }

    /// Where the link of this text leads.
    pub(crate) fn link(&self, label: &str) -> Option<String> {
        let html = self.html();
        let link = all(&html, "main a[href]").into_iter().find(|link| text(*link) == label)?;
        link.attr("href").map(str::to_owned)
    }

    /// Whether a form with this button is offered.
    pub(crate) fn offers(&self, button: &str) -> bool {
        find_form(&self.html(), button).is_some()
    }

    /// The form with this button.
    pub(crate) fn form(&self, button: &str) -> Form {
        let html = self.html();
        let form = find_form(&html, button)
            .unwrap_or_else(|| panic!("{}: no form `{button}` in {}", self.path, self.main()));
        let mut fields = Vec::new();
        for input in form.select(&parse("input, select, textarea")) {
            let Some(name) = input.attr("name") else { continue };
            let ticks = matches!(input.attr("type"), Some("checkbox" | "radio"));
            if ticks && input.attr("checked").is_none() {
                continue;
            }
            let value = match input.value().name() {
                "select" => {
                    let chosen = input.select(&parse("option[selected]")).next();
                    let first = input.select(&parse("option")).next();
                    chosen.or(first).and_then(|option| option.attr("value")).unwrap_or_default()
                }
                _ => input.attr("value").unwrap_or_default(),
            };
            fields.push((name.to_owned(), value.to_owned()));
        }
        Form { action: form.attr("action").unwrap().to_owned(), fields }
    }

    /// The sentence that stands beside a field, as a screen reader finds it.
    pub(crate) fn fault_beside(&self, name: &str) -> Option<String> {
        let html = self.html();
        let input = html.select(&parse(&format!("[name='{name}']"))).next()?;
        let ids = input.attr("aria-describedby")?;
        let id = ids.split(' ').find(|id| id.ends_with("-fault"))?;
        assert_eq!(input.attr("aria-invalid"), Some("true"), "{name}");
        html.select(&parse(&format!("[id='{id}']"))).next().map(text)
    }

    /// Below a heading of this text: what is in its section.
    pub(crate) fn section(&self, heading: &str) -> String {
        let html = self.html();
        let section = all(&html, "section").into_iter().find(|section| {
            section.select(&parse("h2")).next().is_some_and(|found| text(found) == heading)
        });
        section.map(text).unwrap_or_default()
    }
}

fn find_form<'h>(html: &'h Html, button: &str) -> Option<ElementRef<'h>> {
    let button_of =
        |form: &ElementRef<'h>| form.select(&parse("button")).any(|found| text(found) == button);
    all(html, "form").into_iter().find(button_of)
}

fn all<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    html.select(&parse(selector)).collect()
}

fn parse(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}

/// The text of an element as it is read: blocks apart from each other, white space folded.
fn text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather(element: ElementRef<'_>, text: &mut String) {
    const INLINE: [&str; 6] = ["a", "b", "code", "em", "strong", "time"];
    for child in element.children() {
        if let Some(child) = ElementRef::wrap(child) {
            let apart = if INLINE.contains(&child.value().name()) { "" } else { " " };
            text.push_str(apart);
            gather(child, text);
            text.push_str(apart);
        } else if let Node::Text(part) = child.value() {
            text.push_str(part);
        }
    }
}

//! Signing in and out: one form for customer users and agents.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use jiff::Timestamp;

use super::error::WebError;
use super::form::{Form, Query};
use super::session::{self, SignedIn};
use super::view::chrome::Chrome;
use super::view::input::{Input, InputKind};
use super::view::public::LoginPage;
use super::{Web, page, see, store_failed, write_failed};
use crate::password::Password;
use crate::policy::Who;
use crate::secret::{Token, TokenHash};
use crate::store::records::{Person, PersonKind};
use crate::store::{Command, Failed, Tx, agent, customer_user};

/// Says neither whether the login exists nor whether it may be used.
const NO_MATCH: &str = "Login and password do not match.";
const WAIT: &str = "There were too many attempts to sign in with this login. Please wait five minutes and try again.";
const MISSING: &str = "Please give your login and your password.";

/// `GET /`: to where the person belongs.
pub async fn begin(me: Option<SignedIn>) -> Response {
    see(me.as_ref().map_or("/login", home))
}

fn home(me: &SignedIn) -> &'static str {
    match me.who() {
        Who::CustomerUser => "/portal",
        Who::Agent | Who::Admin => "/admin",
        Who::Nobody => "/login",
    }
}

/// `GET /login`
pub async fn form(me: Option<SignedIn>, Query(query): Query) -> Result<Response, WebError> {
    if let Some(me) = me {
        return Ok(see(home(&me)));
    }
    let notice = match query.get("done") {
        "password" => Some("Your password has been set. You can sign in with it now."),
        "out" => Some("You have signed out."),
        _ => None,
    };
    login_page(StatusCode::OK, "", query.get("next"), None, notice)
}

fn login_page(
    status: StatusCode,
    login: &str,
    next: &str,
    fault: Option<&str>,
    notice: Option<&str>,
) -> Result<Response, WebError> {
    let login =
        Input::text("login", "Login", 191).required().autocomplete("username").holding(login);
    let password = Input::new("password", "Password", InputKind::Password)
        .required()
        .autocomplete("current-password");
    let template = LoginPage {
        chrome: Chrome::default(),
        inputs: vec![login, password],
        next: next.to_owned(),
        fault: fault.map(str::to_owned),
        notice: notice.map(str::to_owned),
    };
    page(status, &template)
}

/// `POST /login`
pub async fn sign_in(
    State(web): State<Web>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, WebError> {
    let (login, next) = (form.get("login"), form.get("next"));
    let refuse =
        |fault| login_page(StatusCode::UNPROCESSABLE_ENTITY, login, next, Some(fault), None);
    if login.is_empty() || form.raw("password").is_empty() {
        return refuse(MISSING);
    }
    let now = web.app.clock().now();
    if web.attempts.must_wait(login, now) {
        return login_page(StatusCode::TOO_MANY_REQUESTS, login, next, Some(WAIT), None);
    }
    // Counted before it is known how it ends, so that many at once are no way around the limit.
    web.attempts.failed(login, now);
    let person = match Password::typed(form.raw("password").to_owned()) {
        Some(password) => whose(&web, login, password).await?,
        None => None,
    };
    let secure = web.app.config().secure_cookies();
    let command =
        SignIn { login: login.to_owned(), person, before: session::token(&headers, secure), now };
    let signed_in = web.app.store().write(command).await.map_err(write_failed("signing in"))?;
    let Some((person, token)) = signed_in else {
        tracing::info!("an attempt to sign in failed");
        return refuse(NO_MATCH);
    };
    web.attempts.succeeded(login);
    let target = target(person.kind, next);
    Ok((AppendHeaders([session::set_cookie(&token, secure)?]), see(&target)).into_response())
}

/// Whose login and password these are. A customer user and an agent may have the same login, so both
/// are compared, and so that the time tells nothing, always.
async fn whose(web: &Web, login: &str, password: Password) -> Result<Option<Person>, WebError> {
    let reads = web.app.store().read();
    let doing = "comparing a password";
    let as_customer_user =
        customer_user::password_hash(reads, login).await.map_err(store_failed(doing))?;
    let as_agent = agent::password_hash(reads, login).await.map_err(store_failed(doing))?;
    let mut found = None;
    for (kind, hash) in
        [(PersonKind::CustomerUser, as_customer_user), (PersonKind::Agent, as_agent)]
    {
        let verified = web.app.passwords().verify(password.clone(), hash).await;
        if verified.map_err(|error| WebError::internal(doing, error))? && found.is_none() {
            found = Some(Person { kind, login: login.to_owned() });
        }
    }
    Ok(found)
}

/// Where to go after signing in: where the person wanted to go, if it is one of the pages for people
/// of this kind and nowhere else.
fn target(kind: PersonKind, next: &str) -> String {
    let (home, areas): (&str, &[&str]) = match kind {
        PersonKind::CustomerUser => ("/portal", &["/portal"]),
        PersonKind::Agent => ("/admin", &["/admin", "/demo"]),
    };
    let ours = |area: &&&str| {
        next.strip_prefix(**area)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    let plain = next.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if plain && areas.iter().any(|area| ours(&area)) { next.to_owned() } else { home.to_owned() }
}

/// Begins a session, or counts a failure.
struct SignIn {
    login: String,
    person: Option<Person>,
    /// The session of the same browser, which ends.
    before: Option<Token>,
    now: Timestamp,
}

impl Command for SignIn {
    type Output = Option<(Person, Token)>;
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<Self::Output, Failed<Self::Refusal>> {
        use crate::store::session;
        let valid = match &self.person {
            // A person who is not valid (any more) is treated like a wrong password.
            Some(person) => session::principal(tx, person.kind, &person.login)
                .await?
                .map(|principal| principal.person()),
            None => None,
        };
        let Some(person) = valid else {
            customer_user::record_login_failure(tx, &self.login).await?;
            agent::record_login_failure(tx, &self.login).await?;
            return Ok(None);
        };
        match person.kind {
            PersonKind::CustomerUser => {
                customer_user::reset_login_failures(tx, &person.login).await?;
            }
            PersonKind::Agent => agent::reset_login_failures(tx, &person.login).await?,
        }
        if let Some(before) = self.before {
            session::delete(tx, &before.hash()).await?;
        }
        let token = session::create(tx, &person, self.now).await?;
        Ok(Some((person, token)))
    }
}

/// `POST /logout`
pub async fn sign_out(State(web): State<Web>, headers: HeaderMap) -> Result<Response, WebError> {
    let secure = web.app.config().secure_cookies();
    if let Some(token) = session::token(&headers, secure) {
        web.app.store().write(SignOut(token.hash())).await.map_err(write_failed("signing out"))?;
    }
    Ok((AppendHeaders([session::clear_cookie(secure)?]), see("/login?done=out")).into_response())
}

struct SignOut(TokenHash);

impl Command for SignOut {
    type Output = ();
    type Refusal = std::convert::Infallible;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Self::Refusal>> {
        Ok(crate::store::session::delete(tx, &self.0).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: PersonKind, next: &str, expected: &str) {
        assert_eq!(target(kind, next), expected, "{next}");
    }

    #[test]
    fn signing_in_leads_to_a_page_of_ours_for_this_kind_of_person() {
        check(PersonKind::CustomerUser, "/portal/tickets/17", "/portal/tickets/17");
        check(PersonKind::CustomerUser, "/portal?before=3", "/portal?before=3");
        check(PersonKind::CustomerUser, "/admin", "/portal");
        check(PersonKind::Agent, "/admin/tickets", "/admin/tickets");
        check(PersonKind::Agent, "", "/admin");
    }

    #[test]
    fn signing_in_leads_nowhere_else() {
        for next in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/portal\r\nx",
            "/portalevil",
            "/portal/\\x",
        ] {
            check(PersonKind::CustomerUser, next, "/portal");
        }
    }
}

//! Who is signed in: the cookie, and the session that it opens.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use engine::access::Actor;

use super::error::WebError;
use super::view::chrome::Person;
use crate::app::App;
use crate::policy::Who;
use crate::secret::Token;
use crate::store::records::{Principal, Session};
use crate::store::session;

/// The cookie's name over TLS: the prefix makes browsers refuse it from elsewhere.
const SECURE_NAME: &str = "__Host-usher_session";
/// The cookie's name on a plain connection, which is for one machine alone.
const PLAIN_NAME: &str = "usher_session";

fn name(secure: bool) -> &'static str {
    if secure { SECURE_NAME } else { PLAIN_NAME }
}

/// The token in the request's cookie, if there is one.
pub fn token(headers: &HeaderMap, secure: bool) -> Option<Token> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let value = cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(key, _)| *key == name(secure))
        .map(|(_, value)| value)?;
    Token::parse(value)
}

/// The header that gives a browser its token. It ends with the browser; the session ends by itself.
pub fn set_cookie(
    token: &Token,
    secure: bool,
) -> Result<(axum::http::HeaderName, HeaderValue), WebError> {
    cookie(&format!("{}={}", name(secure), token.expose()), secure)
}

/// The header that takes the token away.
pub fn clear_cookie(secure: bool) -> Result<(axum::http::HeaderName, HeaderValue), WebError> {
    cookie(&format!("{}=; Max-Age=0", name(secure)), secure)
}

fn cookie(value: &str, secure: bool) -> Result<(axum::http::HeaderName, HeaderValue), WebError> {
    let secure = if secure { "; Secure" } else { "" };
    let mut value =
        HeaderValue::from_str(&format!("{value}; Path=/; HttpOnly; SameSite=Lax{secure}"))
            .map_err(|error| WebError::internal("writing a cookie", error))?;
    value.set_sensitive(true);
    Ok((SET_COOKIE, value))
}

/// The session of the request's cookie, if it has not ended. Notes that it is in use.
pub async fn find(app: &App, headers: &HeaderMap) -> Result<Option<Session>, WebError> {
    let Some(token) = token(headers, app.config().secure_cookies()) else { return Ok(None) };
    let now = app.clock().now();
    let found = session::find(app.store().read(), &token, now)
        .await
        .map_err(|error| WebError::internal("reading a session", error))?;
    if let Some(session) = found.as_ref().filter(|session| session.wants_touch(now)) {
        let touch = session::Touch { token_id: session.token_id.clone(), now };
        // A page is worth showing although its use could not be noted.
        if let Err(error) = app.store().write(touch).await {
            tracing::warn!("the use of a session could not be noted: {error}");
        }
    }
    Ok(found)
}

/// The person who is signed in. Put into the request by the router, which has checked the policy.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Session);

impl SignedIn {
    /// As the engine knows the person.
    pub fn actor(&self) -> Actor {
        self.0.principal.actor()
    }

    /// As policies know the person.
    pub fn who(&self) -> Who {
        Who::of(&self.actor())
    }

    /// As pages show the person.
    pub fn person(&self, belongs_to: impl Into<String>) -> Person {
        Person { name: self.0.principal.full_name().to_owned(), belongs_to: belongs_to.into() }
    }

    /// The person's login.
    pub fn login(&self) -> &str {
        self.0.principal.login()
    }

    /// The person's customer; agents have none.
    pub fn customer_id(&self) -> Option<&str> {
        match &self.0.principal {
            Principal::CustomerUser { customer_id, .. } => Some(customer_id),
            Principal::Agent { .. } => None,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            WebError::internal("finding who is signed in", "a route's policy lets nobody in")
        })
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, WebError> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let token = Token::random().unwrap();
        let mut headers = HeaderMap::new();
        headers
            .insert(COOKIE, format!("a=b; usher_session={}; c", token.expose()).parse().unwrap());
        assert_eq!(super::token(&headers, false), Some(token));
        assert_eq!(super::token(&headers, true), None);
    }

    #[test]
    fn a_cookie_is_for_pages_of_ours_alone() {
        let (_, value) = clear_cookie(true).unwrap();
        assert_eq!(
            value.to_str().unwrap(),
            "__Host-usher_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(!clear_cookie(false).unwrap().1.to_str().unwrap().contains("Secure"));
    }
}

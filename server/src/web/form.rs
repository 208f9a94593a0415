//! Posted forms and queries: pairs of names and values, all of them, in their order.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;

use super::error::WebError;

/// The largest body that is read. The largest legal form is some textareas of 16 000 characters.
pub const BODY_LENGTH_MAX: usize = 256 * 1024;
/// The most pairs in a form; far more than a dialog has fields.
pub const PAIRS_MAX: usize = 200;
/// The longest query.
pub const QUERY_LENGTH_MAX: usize = 8 * 1024;

/// A form as posted: repeated and unknown names are kept, so that they can be refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form(Vec<(String, String)>);

/// What is wrong with a form as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum FormFault {
    #[error("the form has more than {length_max} bytes")]
    TooLong { length_max: usize },
    #[error("the form has more than {PAIRS_MAX} fields")]
    TooMany,
    #[error("the form is not in UTF-8")]
    Encoding,
    #[error("the form is not of the type application/x-www-form-urlencoded")]
    MediaType,
}

impl Form {
    /// Parses `application/x-www-form-urlencoded`.
    pub fn parse(body: &[u8], length_max: usize) -> Result<Self, FormFault> {
        if body.len() > length_max {
            return Err(FormFault::TooLong { length_max });
        }
        let mut pairs = Vec::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            if pairs.len() == PAIRS_MAX {
                return Err(FormFault::TooMany);
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        // The parser replaces what is not UTF-8; nobody shall store something else than was sent.
        let replaced = pairs
            .iter()
            .any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}'));
        if replaced && !sends_replacement(body) {
            Err(FormFault::Encoding)
        } else {
            Ok(Self(pairs))
        }
    }

    /// The form of these pairs.
    pub(super) const fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The first value of that name, without surrounding white space; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of that name as sent; for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// All pairs in their order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// All pairs in their order.
    pub fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }
}

/// Whether the sender itself meant U+FFFD.
fn sends_replacement(body: &[u8]) -> bool {
    let body = String::from_utf8_lossy(body).to_ascii_uppercase();
    body.contains("%EF%BF%BD")
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = WebError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, WebError> {
        let media_type = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(FormFault::MediaType.into());
        }
        DefaultBodyLimit::max(BODY_LENGTH_MAX).apply(&mut request);
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                WebError::Form(FormFault::TooLong { length_max: BODY_LENGTH_MAX })
            } else {
                WebError::BadRequest { reason: format!("the body could not be read: {rejection}") }
            }
        })?;
        Ok(Self::parse(&body, BODY_LENGTH_MAX)?)
    }
}

/// The query of an address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query(pub Form);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(Form::parse(query.as_bytes(), QUERY_LENGTH_MAX)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &str) {
        let result = match Form::parse(body.as_bytes(), 1000) {
            Ok(form) => form
                .0
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join("|"),
            Err(fault) => fault.to_string(),
        };
        assert_eq!(result, expected);
    }

    #[test]
    fn every_pair_is_kept_in_its_order() {
        check("a=1&b=2&a=3&=x&c", "a=1|b=2|a=3|=x|c=");
        check("a=%C3%A4+b", "a=ä b");
        check("", "");
    }

    #[test]
    fn a_form_has_a_bounded_number_of_fields() {
        check(&"a&".repeat(200), &["a="; 200].join("|"));
        check(&"a&".repeat(201), "the form has more than 200 fields");
    }

    #[test]
    fn a_form_has_a_bounded_length() {
        check(&"a".repeat(1001), "the form has more than 1000 bytes");
    }

    #[test]
    fn what_is_not_utf8_is_refused_and_not_replaced() {
        check("a=%FF", "the form is not in UTF-8");
        check("a=%EF%BF%BD", "a=\u{fffd}");
    }
}

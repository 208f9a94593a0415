//! The files of tickets, to be saved: never shown by us, whatever they hold.

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use engine::value::{Attachment, Value};

use super::error::WebError;
use super::session::SignedIn;
use super::ticket::{self, Loaded};
use super::view::history;
use super::{Web, store_failed};
use crate::store::attachment;

/// `GET /portal/tickets/{id}/attachments/{field}`: the files of fields that dialogs show.
pub async fn of_customer_user(
    State(web): State<Web>,
    me: SignedIn,
    Path((id, field)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let loaded = ticket::load(&web, &me.actor(), &id).await?;
    let is_shown = |idx| history::is_offered(&loaded.process, idx);
    if !loaded.process.field_idx(&field).is_some_and(is_shown) {
        return Err(WebError::NotFound);
    }
    file(&web, &loaded, &field).await
}

/// `GET /admin/tickets/{id}/attachments/{field}`
pub async fn of_agent(
    State(web): State<Web>,
    me: SignedIn,
    Path((id, field)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let loaded = ticket::load(&web, &me.actor(), &id).await?;
    file(&web, &loaded, &field).await
}

async fn file(web: &Web, loaded: &Loaded, field: &str) -> Result<Response, WebError> {
    let idx = loaded.process.field_idx(field).ok_or(WebError::NotFound)?;
    let Some(Value::Attachment(file)) = loaded.stored.state.value(idx) else {
        return Err(WebError::NotFound);
    };
    let content = attachment::get(web.app.store().read(), &file.hash).await;
    let content = content.map_err(store_failed("reading a file"))?.ok_or(WebError::NotFound)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (CONTENT_DISPOSITION, disposition(file)?),
        // If a browser shows it in spite of that, it is nobody's page.
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
        ),
    ];
    Ok((headers, content).into_response())
}

/// To be saved under its name (RFC 6266, with the name as RFC 8187 writes it).
fn disposition(file: &Attachment) -> Result<HeaderValue, WebError> {
    let name = super::view::path("", &file.file_name);
    let name = name.trim_start_matches('/').replace('@', "%40");
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{name}"))
        .map_err(|error| WebError::internal("naming a file", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let named = |file_name: &str| {
            let file = Attachment { hash: String::new(), length: 0, file_name: file_name.into() };
            disposition(&file).unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(named("cv.pdf"), "attachment; filename*=UTF-8''cv.pdf");
        assert_eq!(
            named("\u{e4} \"b\"; x=y@z"),
            "attachment; filename*=UTF-8''%C3%A4%20%22b%22%3B%20x%3Dy%40z"
        );
    }
}

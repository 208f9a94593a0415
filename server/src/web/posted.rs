//! Forms with files: `multipart/form-data`. A form without files comes as every other.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use engine::value::FILE_NAME_LENGTH_MAX;

use super::Web;
use super::error::WebError;
use super::form::{BODY_LENGTH_MAX, Form, FormFault, PAIRS_MAX};
use crate::store::attachment;

/// The largest body of a form with files: a few of the largest ones, and what else is typed.
///
/// Of a file beyond its own bound nothing is kept, but it is read to its end, so that the form can come back and say so.
pub const UPLOAD_LENGTH_MAX: usize = 40 * 1024 * 1024;
/// How many forms with files are read at once; others wait. Each is kept in memory until it is stored.
pub const UPLOADS_AT_ONCE_MAX: usize = 8;
/// The longest name of a part, in characters; names of fields are shorter.
pub const PART_NAME_LENGTH_MAX: usize = 200;

/// A form as posted, with its files.
#[derive(Debug, Default)]
pub struct Posted {
    /// What was typed.
    pub form: Form,
    /// What was uploaded. A file input that was left empty gives none.
    pub files: Vec<PostedFile>,
}

/// A file of a form.
#[derive(Debug, PartialEq, Eq)]
pub struct PostedFile {
    /// The input's name.
    pub field: String,
    /// What the person calls it: one line without a folder.
    pub file_name: String,
    /// Its content; if that is too much, its length alone.
    pub content: Result<Vec<u8>, u64>,
}

impl FromRequest<Web> for Posted {
    type Rejection = WebError;

    async fn from_request(mut request: Request, web: &Web) -> Result<Self, WebError> {
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = media_type.and_then(|text| text.split(';').next()).unwrap_or_default();
        if !media_type.trim().eq_ignore_ascii_case("multipart/form-data") {
            return Ok(Self { form: Form::from_request(request, web).await?, files: Vec::new() });
        }
        let _room = web
            .uploads
            .acquire()
            .await
            .map_err(|error| WebError::internal("waiting to read an upload", error))?;
        DefaultBodyLimit::max(UPLOAD_LENGTH_MAX).apply(&mut request);
        let multipart = Multipart::from_request(request, web).await;
        read(multipart.map_err(|refusal| WebError::BadRequest { reason: refusal.body_text() })?)
            .await
    }
}

async fn read(mut multipart: Multipart) -> Result<Posted, WebError> {
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    let mut room = BODY_LENGTH_MAX;
    let mut n_parts = 0;
    while let Some(part) = multipart.next_field().await.map_err(|error| unreadable(&error))? {
        n_parts += 1;
        if n_parts > PAIRS_MAX {
            return Err(FormFault::TooMany.into());
        }
        let field = part.name().unwrap_or_default().to_owned();
        if field.chars().count() > PART_NAME_LENGTH_MAX {
            return Err(WebError::BadRequest { reason: "the name of a field is too long".into() });
        }
        if let Some(file_name) = part.file_name().map(base_name) {
            let content = content(part).await?;
            if !file_name.is_empty() {
                files.push(PostedFile { field, file_name, content });
            }
        } else {
            let text = text(part, room).await?;
            room = room.saturating_sub(text.len());
            pairs.push((field, text));
        }
    }
    Ok(Posted { form: Form::of(pairs), files })
}

/// All of a file, or its length if it is larger than is kept.
async fn content(mut part: Field<'_>) -> Result<Result<Vec<u8>, u64>, WebError> {
    let mut bytes = Vec::new();
    let mut length = 0_u64;
    while let Some(chunk) = part.chunk().await.map_err(|error| unreadable(&error))? {
        length = length.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if bytes.len().saturating_add(chunk.len()) <= attachment::LENGTH_MAX {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    let is_whole = u64::try_from(bytes.len()).is_ok_and(|kept| kept == length);
    Ok(if is_whole { Ok(bytes) } else { Err(length) })
}

async fn text(mut part: Field<'_>, room: usize) -> Result<String, WebError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| unreadable(&error))? {
        if bytes.len().saturating_add(chunk.len()) > room {
            return Err(FormFault::TooLong { length_max: BODY_LENGTH_MAX }.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_not_utf8| FormFault::Encoding.into())
}

fn unreadable(error: &MultipartError) -> WebError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return FormFault::TooLong { length_max: UPLOAD_LENGTH_MAX }.into();
    }
    WebError::BadRequest { reason: format!("the form could not be read: {}", error.body_text()) }
}

/// A file's name as fields keep it: without folders, which some browsers send, and shortened at its beginning, since
/// its end says what it is.
fn base_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let letters: Vec<char> = base.chars().filter(|letter| !letter.is_control()).collect();
    let dropped = letters.len().saturating_sub(FILE_NAME_LENGTH_MAX);
    letters.into_iter().skip(dropped).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn posted(body: Vec<u8>) -> Result<Posted, WebError> {
        let request = Request::builder()
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(axum::body::Body::from(body))
            .unwrap();
        let request = {
            let mut request = request;
            DefaultBodyLimit::max(UPLOAD_LENGTH_MAX).apply(&mut request);
            request
        };
        read(Multipart::from_request(request, &()).await.unwrap()).await
    }

    fn part(head: &str, content: &str) -> String {
        format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    }

    async fn check(parts: &[String], expected: &str) {
        let body = format!("{}--x--\r\n", parts.concat());
        let found = match posted(body.into_bytes()).await {
            Ok(Posted { form, files }) => {
                let pairs = form.pairs().iter().map(|(name, value)| format!("{name}={value}"));
                let files = files.iter().map(|file| {
                    let length = file.content.as_ref().map_or_else(
                        |length| format!("{length} too many"),
                        |bytes| bytes.len().to_string(),
                    );
                    format!("{}: {} {length}", file.field, file.file_name)
                });
                pairs.chain(files).collect::<Vec<_>>().join("|")
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[tokio::test]
    async fn what_is_typed_and_what_is_uploaded_are_told_apart() {
        let typed = part("name=\"A\"", "b\u{e4}");
        let file = part("name=\"F\"; filename=\"C:\\fakepath\\cv.pdf\"", "12345");
        let empty = part("name=\"G\"; filename=\"\"", "");
        check(&[typed, file, empty], "A=b\u{e4}|F: cv.pdf 5").await;
        check(&[], "").await;
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_leaves_its_length() {
        let large = "x".repeat(attachment::LENGTH_MAX + 1);
        let file = part("name=\"F\"; filename=\"a\"", &large);
        check(&[file, part("name=\"A\"", "b")], "A=b|F: a 10485761 too many").await;
    }

    #[tokio::test]
    async fn a_form_with_files_has_bounds() {
        let many = vec![part("name=\"A\"", ""); PAIRS_MAX + 1];
        check(&many, "the form cannot be accepted").await;
        let long = part("name=\"A\"", &"x".repeat(BODY_LENGTH_MAX / 2 + 1));
        check(&[long.clone(), long], "the form cannot be accepted").await;
        let name = part(&format!("name=\"{}\"", "n".repeat(201)), "");
        check(&[name], "the name of a field is too long").await;
    }

    #[test]
    fn a_long_name_of_a_file_keeps_its_end() {
        let long = format!("{}-pdf", "\u{e4}".repeat(300));
        assert_eq!(base_name(&long).chars().count(), FILE_NAME_LENGTH_MAX);
        assert!(base_name(&long).ends_with("-pdf"));
        assert_eq!(base_name("../../etc/passwd"), "passwd");
        assert_eq!(base_name("a\u{7}b\r\nc"), "abc");
    }
}

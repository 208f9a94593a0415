//! The demonstration's outbox: the mails that would have been sent.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::error::WebError;
use super::session::SignedIn;
use super::view::admin::{BodyPart, MailBox, OutboxPage};
use super::view::chrome::{Chrome, Part};
use super::view::moment::Moment;
use super::{Web, admin, page, store_failed};
use crate::policy::Who;
use crate::store::mail;

/// `GET /demo/outbox`
pub async fn show(State(web): State<Web>, me: Option<SignedIn>) -> Result<Response, WebError> {
    let mails = mail::list(web.app.store().read(), mail::LIST_MAX)
        .await
        .map_err(store_failed("reading the outbox"))?;
    let chrome = match me {
        Some(me) if matches!(me.who(), Who::Agent | Who::Admin) => {
            admin::chrome(&web, &me, Part::Outbox)
        }
        Some(_) | None => Chrome::default(),
    };
    let mails = mails
        .into_iter()
        .map(|mail| MailBox {
            body: BodyPart::parse(&mail.body),
            to: mail.to_address,
            subject: mail.subject,
            at: Moment::new(mail.created),
        })
        .collect();
    page(StatusCode::OK, &OutboxPage { chrome, mails })
}

//! Links in mails: whoever follows one and confirms sends a message to the process that waits for it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::step::{Refusal, awaited_messages};

use super::error::WebError;
use super::view::chrome::Chrome;
use super::view::public::{MessagePage, SendMessagePage};
use super::view::{Link, path};
use super::{Web, page, store_failed};
use crate::runtime::StepError;
use crate::secret::Token;
use crate::store::message_token;

/// `GET /messages/{token}`: says what will happen, and does nothing, since mail programs open links.
pub async fn show(State(web): State<Web>, Path(text): Path<String>) -> Result<Response, WebError> {
    match awaited(&web, &text).await? {
        Some(template) => page(StatusCode::OK, &template),
        None => gone(),
    }
}

/// `POST /messages/{token}`: sends the message and uses the link up.
pub async fn send(State(web): State<Web>, Path(text): Path<String>) -> Result<Response, WebError> {
    let Some(token) = Token::parse(&text) else { return gone() };
    match web.app.follow(&token).await {
        Ok(()) => page(StatusCode::OK, &done()),
        Err(
            StepError::LinkUsed
            | StepError::NoSuchTicket
            | StepError::Refused(Refusal::NoSuchMessage { .. }),
        ) => gone(),
        Err(error) => Err(WebError::internal("sending a message", error)),
    }
}

/// The page for a link that can be used and whose message is awaited.
async fn awaited(web: &Web, text: &str) -> Result<Option<SendMessagePage>, WebError> {
    let Some(token) = Token::parse(text) else { return Ok(None) };
    let link = message_token::peek(web.app.store().read(), &token, web.app.clock().now()).await;
    let Some(link) = link.map_err(store_failed("reading a link"))? else { return Ok(None) };
    let loaded = web.app.load(link.ticket).await;
    let loaded = loaded.map_err(|error| WebError::internal("loading a ticket", error))?;
    let Some((stored, process)) = loaded else { return Ok(None) };
    let awaited = awaited_messages(&process, &stored.state);
    let waiting = awaited.into_iter().find(|(_, name)| *name == link.message);
    Ok(waiting.map(|(token, _)| SendMessagePage {
        chrome: Chrome::default(),
        action: path("/messages", text),
        heading: process.activity(token.activity).label.clone(),
        process: process.title().to_owned(),
        title: stored.state.ticket.title.clone(),
        number: stored.state.ticket.number.clone(),
    }))
}

fn done() -> MessagePage {
    MessagePage {
        chrome: Chrome::default(),
        heading: "Thank you".to_owned(),
        sentence:
            "We have received your confirmation, and the request goes on. You can close this page."
                .to_owned(),
        reference: None,
        way_on: Link::new("/", "Go to the start page"),
    }
}

/// One page for whatever is wrong with a link: which it is, is nobody's business.
fn gone() -> Result<Response, WebError> {
    let template = MessagePage {
        chrome: Chrome::default(),
        heading: "This link is not valid any more".to_owned(),
        sentence: "Such a link works once, for 30 days, and as long as the request waits for it. Nothing was changed. If you have confirmed already, nothing more needs to be done by you.".to_owned(),
        reference: None,
        way_on: Link::new("/", "Go to the start page"),
    };
    page(StatusCode::GONE, &template)
}

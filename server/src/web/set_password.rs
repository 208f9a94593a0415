//! Invitations: a link under which a customer user sets a password, once.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use super::error::WebError;
use super::form::Form;
use super::view::chrome::Chrome;
use super::view::input::{Input, InputKind, Summary};
use super::view::public::{MessagePage, SetPasswordPage};
use super::view::{Link, path};
use super::{Web, page, see, store_failed};
use crate::password::{LENGTH_MIN, Password, PasswordHash};
use crate::secret::Token;
use crate::store::password_token::{self, PasswordTokenFault};
use crate::store::{Command, Failed, Tx, WriteError, customer_user};

/// `GET /set-password/{token}`: shows the form; the token stays usable, since mail programs open links.
pub async fn form(State(web): State<Web>, Path(text): Path<String>) -> Result<Response, WebError> {
    match whose(&web, &text).await? {
        Some((_, login)) => form_page(StatusCode::OK, &text, &login, inputs()),
        None => gone(),
    }
}

/// `POST /set-password/{token}`: sets the password and uses the token up.
pub async fn set(
    State(web): State<Web>,
    Path(text): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let Some((token, login)) = whose(&web, &text).await? else { return gone() };
    let [mut first, mut again] = inputs();
    let password = match Password::parse(form.raw("password").to_owned(), &login) {
        Ok(password) if form.raw("password") == form.raw("again") => password,
        Ok(_) => {
            again.fault = Some("This is not the same as the password above.".to_owned());
            return form_page(StatusCode::UNPROCESSABLE_ENTITY, &text, &login, [first, again]);
        }
        Err(fault) => {
            first.fault = Some(fault.to_string());
            return form_page(StatusCode::UNPROCESSABLE_ENTITY, &text, &login, [first, again]);
        }
    };
    let hash = web.app.passwords().hash(password).await;
    let hash = hash.map_err(|error| WebError::internal("hashing a password", error))?;
    match web.app.store().write(SetPassword { token, hash, now: web.app.clock().now() }).await {
        Ok(()) => Ok(see("/login?done=password")),
        Err(WriteError::Refused(PasswordTokenFault::NotValid | PasswordTokenFault::NoSuchUser)) => {
            gone()
        }
        Err(WriteError::Store(error)) => Err(WebError::internal("setting a password", error)),
    }
}

/// The token of the path, and whose it is, if it can be used.
async fn whose(web: &Web, text: &str) -> Result<Option<(Token, String)>, WebError> {
    let Some(token) = Token::parse(text) else { return Ok(None) };
    let user = password_token::peek(web.app.store().read(), &token, web.app.clock().now()).await;
    Ok(user.map_err(store_failed("reading an invitation"))?.map(|user| (token, user.login)))
}

fn inputs() -> [Input; 2] {
    let hint = format!("At least {LENGTH_MIN} characters. A few words in a row are a good choice.");
    let input = |name, label| {
        Input::new(name, label, InputKind::Password).required().autocomplete("new-password")
    };
    [input("password", "New password").hint(&hint), input("again", "The same again")]
}

fn form_page(
    status: StatusCode,
    token: &str,
    login: &str,
    inputs: [Input; 2],
) -> Result<Response, WebError> {
    let template = SetPasswordPage {
        chrome: Chrome::default(),
        action: path("/set-password", token),
        login: login.to_owned(),
        summary: Summary::of(&inputs, &[]),
        inputs: inputs.into(),
    };
    page(status, &template)
}

/// One page for whatever is wrong with a link: which it is, is nobody's business.
fn gone() -> Result<Response, WebError> {
    let template = MessagePage {
        chrome: Chrome::default(),
        heading: "This link is not valid any more".to_owned(),
        sentence: "Links to set a password work once, and not for long. If you have set your password already, please sign in. Otherwise please ask your administrator for a new link.".to_owned(),
        reference: None,
        way_on: Link::new("/login", "Sign in"),
    };
    page(StatusCode::GONE, &template)
}

/// Uses the token up, sets the password and ends all sessions: wholly or not at all.
struct SetPassword {
    token: Token,
    hash: PasswordHash,
    now: Timestamp,
}

impl Command for SetPassword {
    type Output = ();
    type Refusal = PasswordTokenFault;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<PasswordTokenFault>> {
        let user = password_token::consume(tx, &self.token, self.now).await?;
        let set = customer_user::set_password_hash(tx, &user.login, &self.hash).await;
        set.map_err(|failed| failed.map(|_fault| PasswordTokenFault::NoSuchUser))?;
        Ok(customer_user::end_access(tx, &user.login).await?)
    }
}

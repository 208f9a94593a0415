//! Pages for people who are not signed in, and the one page for everything that goes wrong.

use askama::Template;

use super::Link;
use super::chrome::Chrome;
use super::input::{Input, Summary};

/// `/login`
#[derive(Debug, Template)]
#[template(path = "public/login.html")]
pub struct LoginPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// Login and password.
    pub inputs: Vec<Input>,
    /// Where to go afterwards; may be empty.
    pub next: String,
    /// Why signing in failed.
    pub fault: Option<String>,
    /// What was done before.
    pub notice: Option<String>,
}

/// `/set-password/{token}`
#[derive(Debug, Template)]
#[template(path = "public/set_password.html")]
pub struct SetPasswordPage {
    /// The surroundings.
    pub chrome: Chrome,
    /// Where it is posted to.
    pub action: String,
    /// For whom, so that password managers know.
    pub login: String,
    /// The password, twice.
    pub inputs: Vec<Input>,
    /// What is wrong with them.
    pub summary: Option<Summary>,
}

/// `/messages/{token}`
#[derive(Debug, Template)]
#[template(path = "public/send_message.html")]
pub struct SendMessagePage {
    /// The surroundings.
    pub chrome: Chrome,
    /// Where it is posted to.
    pub action: String,
    /// What the process waits for.
    pub heading: String,
    /// The process's title.
    pub process: String,
    /// The ticket's title.
    pub title: String,
    /// The ticket's number.
    pub number: String,
}

/// A page that says one thing: an error, or a link that has been used.
#[derive(Debug, Template)]
#[template(path = "public/message.html")]
pub struct MessagePage {
    /// The surroundings.
    pub chrome: Chrome,
    /// What is the matter.
    pub heading: String,
    /// What to do about it.
    pub sentence: String,
    /// Under which it is found in the log.
    pub reference: Option<String>,
    /// The way on.
    pub way_on: Link,
}

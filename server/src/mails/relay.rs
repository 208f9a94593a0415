//! The mail server to which mails are handed over, and a stored mail as it wants it.

use std::fmt;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::store::records::Mail;

/// How long handing a mail over may take, connecting included: the worker sends one after the other.
const SEND_TIME_MAX: Duration = Duration::from_secs(30);

/// A mail server, and whom mails are from.
#[derive(Clone)]
pub struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Relay(..)")
    }
}

/// Why a mail server cannot be used. What was given is not repeated, since a password may be in it.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// Not a URL.
    #[error(
        "--smtp is not a URL such as smtp://host:25, smtp://host:587?tls=required or smtps://host"
    )]
    Url(#[from] url::ParseError),
    /// Neither scheme, or no host, or another value of `tls`.
    #[error(
        "--smtp must be smtp://host, smtp://host?tls=required or smtps://host, with a port or without"
    )]
    Form,
    /// A password in the URL.
    #[error(
        "--smtp holds a password, which every user of the machine can read: put it into USHER_SECRET_SMTP"
    )]
    Password,
    /// A password without a login.
    #[error(
        "there is a password in USHER_SECRET_SMTP, but --smtp names no login: smtps://login@host"
    )]
    NoLogin,
    /// A login without a password.
    #[error("--smtp names a login, but there is no password in USHER_SECRET_SMTP")]
    NoPassword,
    /// A password that everybody on the way could read.
    #[error("a login needs TLS: smtps://login@host, or smtp://login@host?tls=required")]
    Plain,
    /// No sender.
    #[error("--mail-from is missing: the address that mails are from")]
    NoSender,
    /// Not an address.
    #[error("--mail-from is not an address such as usher@example.org or Usher <usher@example.org>")]
    Sender(#[source] lettre::address::AddressError),
    /// TLS could not be set up.
    #[error("the mail server cannot be used")]
    Smtp(#[source] smtp::Error),
}

/// Why a mail was not handed over. Shown without its source, since that can hold the address.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    /// What is stored is not an address.
    #[error("the address is not one")]
    Address(#[source] lettre::address::AddressError),
    /// It could not be put into the form of mails.
    #[error("the mail cannot be written")]
    Message(#[source] lettre::error::Error),
    /// The mail server answered otherwise, or could not be reached.
    #[error("{}", .0.status().map_or_else(
        || "the mail server was not reached, or did not speak SMTP".to_owned(),
        |code| format!("the mail server refused with {code}"),
    ))]
    Smtp(#[source] smtp::Error),
    /// It took too long.
    #[error("the mail server took longer than {} s", SEND_TIME_MAX.as_secs())]
    Late,
}

impl Unsent {
    /// Whether it would fail again. What the mail server says about the login is none of the mail's: the
    /// operator can correct it.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Address(_) | Self::Message(_) => true,
            Self::Smtp(error) => {
                let code = error.status().map(u16::from);
                error.is_permanent() && !code.is_some_and(|code| (530..540).contains(&code))
            }
            Self::Late => false,
        }
    }

    /// With all that led to it, for the operator.
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

impl Relay {
    /// The mail server at a URL; the password is for the login in it.
    pub fn new(url: &str, from: &str, password: Option<&SecretString>) -> Result<Self, RelayError> {
        let mut url = Url::parse(url)?;
        if url.password().is_some() {
            return Err(RelayError::Password);
        }
        let tls = match (url.scheme(), url.query()) {
            ("smtps", None) | ("smtp", Some("tls=required")) => true,
            ("smtp", None) => false,
            _ => return Err(RelayError::Form),
        };
        if url.host_str().is_none_or(str::is_empty) || !matches!(url.path(), "" | "/") {
            return Err(RelayError::Form);
        }
        match (url.username().is_empty(), password) {
            (true, None) => {}
            (true, Some(_)) => return Err(RelayError::NoLogin),
            (false, None) => return Err(RelayError::NoPassword),
            (false, Some(_)) if !tls => return Err(RelayError::Plain),
            // A `%` of the password's own is not one of the URL's.
            (false, Some(password)) => url
                .set_password(Some(&password.expose_secret().replace('%', "%25")))
                .map_err(|()| RelayError::Form)?,
        }
        let from: Mailbox = from.parse().map_err(RelayError::Sender)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
            .map_err(RelayError::Smtp)?
            .hello_name(ClientId::Domain(from.email.domain().to_owned()))
            .timeout(Some(SEND_TIME_MAX))
            .build();
        Ok(Self { transport, from })
    }

    /// Hands a mail over.
    pub async fn send(&self, mail: &Mail) -> Result<(), Unsent> {
        let message = self.message(mail)?;
        match tokio::time::timeout(SEND_TIME_MAX, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Unsent::Smtp(error)),
            Err(_elapsed) => Err(Unsent::Late),
        }
    }

    /// The mail as plain text. It is the same each time that it is sent, its `Message-ID` included.
    fn message(&self, mail: &Mail) -> Result<Message, Unsent> {
        let to: Address = mail.to_address.parse().map_err(Unsent::Address)?;
        let written = mail.created.max(Timestamp::UNIX_EPOCH);
        let domain = self.from.email.domain();
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .date(SystemTime::from(written))
            .message_id(Some(format!("<{}.{}@{domain}>", mail.id, written.as_microsecond())))
            .subject(one_line(&mail.subject))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(Unsent::Message)
    }
}

/// A subject is one line, whatever the values in it are.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "Usher <usher@example.org>";

    fn check(url: &str, password: Option<&str>, expected: &str) {
        let password = password.map(SecretString::from);
        let result = Relay::new(url, FROM, password.as_ref());
        let shown = result.map_or_else(|error| error.to_string(), |relay| format!("{relay:?}"));
        assert!(shown.contains(expected), "{url}: {shown}");
        assert!(!shown.contains("hush"), "{url}: {shown}");
    }

    #[test]
    fn a_mail_server_is_named_by_a_url() {
        for url in
            ["smtp://localhost", "smtp://host:25", "smtps://host", "smtp://h:587?tls=required"]
        {
            check(url, None, "Relay(..)");
        }
    }

    #[test]
    fn a_mail_server_that_cannot_be_used_is_refused_with_its_reason() {
        check("mail.example.org", None, "is not a URL");
        for url in ["http://host", "smtp://", "smtp://host?tls=no", "smtps://host/name"] {
            check(url, None, "must be smtp://host");
        }
        let result = Relay::new("smtp://host", "usher", None).map_err(|error| error.to_string());
        assert!(result.unwrap_err().starts_with("--mail-from is not an address"));
    }

    #[test]
    fn a_login_has_a_password_and_travels_over_tls() {
        check("smtps://ada@host", Some("hush%41 @:/"), "Relay(..)");
        check("smtp://ada@host?tls=required", Some("hush"), "Relay(..)");
        check("smtps://ada:hush@host", None, "put it into USHER_SECRET_SMTP");
        check("smtps://ada@host", None, "there is no password");
        check("smtps://host", Some("hush"), "names no login");
        check("smtp://ada@host", Some("hush"), "needs TLS");
    }

    fn mail(to_address: &str, subject: &str) -> Mail {
        Mail {
            id: 7,
            to_address: to_address.to_owned(),
            subject: subject.to_owned(),
            body: "Hello".to_owned(),
            created: "2026-11-20T12:00:00Z".parse().unwrap(),
            attempts: 0,
            state: crate::store::records::MailState::GivenUp,
            last_error: None,
        }
    }

    fn local() -> Relay {
        Relay::new("smtp://localhost", FROM, None).unwrap()
    }

    fn written(to_address: &str, subject: &str) -> Result<String, Unsent> {
        let message = local().message(&mail(to_address, subject))?;
        Ok(String::from_utf8_lossy(&message.formatted()).into_owned())
    }

    #[test]
    fn nothing_in_a_subject_becomes_a_header() {
        let text = written("nina@acme.example", "Hi\r\nBcc: eve@evil.example\n\nbody").unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(head.contains("Subject: Hi Bcc: eve@evil.example body\r\n"), "{text}");
        assert!(!head.contains("\r\nBcc"), "{text}");
    }

    #[test]
    fn a_mail_is_the_same_each_time() {
        let text = written("nina@acme.example", "Hi").unwrap();
        assert_eq!(text, written("nina@acme.example", "Hi").unwrap());
        assert!(text.contains("Message-ID: <7.1795176000000000@example.org>\r\n"), "{text}");
        assert!(text.contains("Content-Type: text/plain; charset=utf-8\r\n"), "{text}");
    }

    #[test]
    fn an_address_that_is_none_is_permanent_and_not_shown() {
        let error = written("nina\r\nRCPT TO:<eve@evil.example>@acme", "Hi").unwrap_err();
        assert!(error.is_permanent());
        assert!(!error.chain().contains("nina"), "{}", error.chain());
    }
}
